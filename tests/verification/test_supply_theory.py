"""The stock of a besieged place against inventory and queueing theory, by settings alone (S6)."""

from __future__ import annotations

from math import exp, inf, log

import pytest
from convoy_stand import Stand

from sim.events import StockDay
from sim.kernel.replication import Process
from sim.kernel.streams import Streams
from sim.model.poisson_hours import poisson_hours
from sim.model.supply import Stockpile
from verification.cases import CASES
from verification.measured import Verify, exact, mean, ratio

REPLICATIONS = 30
PER_HOUR, MEAN_TONNES, HOURS = 0.7, 1.0, 4000.0
LEVEL, LOT, LEAD_H, CYCLES = 6.0, 24.0, 10.0, 400
"""Order a lot of 24 t when 6 t are left; it comes after 10 h; 1 t is used an hour."""


def test_deliveries_on_fixed_days_by_hand(verified: Verify) -> None:
    """10 t every five days, 2.5 t a day used: empty one day in five, 4 t in store on average."""
    pile = Stockpile(0.0, 2.5 / 24.0)
    for _ in range(20):
        pile.deliver(10.0)
        pile.advance(pile.hour + 120.0)
    assert pile.page.delivered_tonnes == 200.0
    assert pile.page.consumed_tonnes == pytest.approx(200.0)
    assert pile.page.unmet_tonnes == pytest.approx(50.0)
    verified("S6 fixed empty", exact(pile.page.empty_h / pile.hour))
    verified("S6 fixed stock", exact(pile.page.tonne_hours / pile.hour))


def reordered(leads_h: list[float]) -> Stockpile:
    """A stock that orders a lot at the reorder level, one lead time after the other."""
    pile = Stockpile(LOT, 1.0)
    for lead_h in leads_h:
        pile.advance(pile.hour + pile.tonnes - LEVEL)
        pile.advance(pile.hour + lead_h)
        pile.deliver(LOT)
    return pile


def test_a_reorder_level_with_a_fixed_lead_time_by_hand(verified: Verify) -> None:
    """18 h to the level, 6 h to empty, 4 h of waiting: empty 1/7 of the time, 24^2/2/28 t."""
    pile = reordered([LEAD_H] * 50)
    assert pile.hour == pytest.approx(50 * 28.0)
    verified("S6 level empty", exact(pile.page.empty_h / pile.hour))
    verified("S6 level stock", exact(pile.page.tonne_hours / pile.hour))


def test_a_reorder_level_with_random_lead_times(verified: Verify) -> None:
    """Lead times exponential of mean L: short of E(L - s)+ = L exp(-s / L) a cycle, which lasts as
    long as the lot and that (renewal reward)."""
    short_h = LEAD_H * exp(-LEVEL / LEAD_H)
    assert CASES["S6 random empty"].expected == pytest.approx(short_h / (LOT + short_h), rel=1e-4)
    piles = []
    for replication in range(REPLICATIONS):
        uniform = Streams(61, replication).uniform
        piles.append(reordered([-LEAD_H * log(uniform(n, "lead")) for n in range(CYCLES)]))
    empty_h = [pile.page.empty_h for pile in piles]
    verified("S6 random empty", ratio(empty_h, [pile.hour for pile in piles]))


@pytest.mark.slow
def test_poisson_deliveries_make_an_mg1_workload(verified: Verify) -> None:
    """Empty 1 - rho of the time; mean stock lambda E[S^2] / 2 (1 - rho) (Pollaczek-Khinchine)."""
    empty, level = [], []
    for replication in range(REPLICATIONS):
        uniform = Streams(5, replication).uniform
        pile, hour, number = Stockpile(0.0, 1.0, inf), 0.0, 0
        while True:
            hour -= log(uniform(number, "gap")) / PER_HOUR
            if hour > HOURS:
                break
            pile.advance(hour)
            pile.deliver(-MEAN_TONNES * log(uniform(number, "tonnes")))
            number += 1
        pile.advance(HOURS)
        empty.append(pile.page.empty_h / HOURS)
        level.append(pile.page.tonne_hours / HOURS)
    verified("S6 Poisson empty", mean(empty))
    verified("S6 Poisson stock", mean(level))


@pytest.mark.slow
def test_a_place_fed_by_poisson_deliveries_keeps_the_same_books(verified: Verify) -> None:
    """Through the station and its daily books: 24 t a day needed, 16.8 t a day come as aid."""
    days = HOURS / 24.0
    aid, empty = [], []
    for replication in range(REPLICATIONS):
        stand = Stand(
            seed=600 + replication,
            days=days,
            supply={
                "people": 48_000,
                "need_kg_per_person_day": 0.5,
                "initial_stock_tonnes": 0.0,
                "capacity_tonnes": 1e6,
            },
        )

        def convoys(stand: Stand = stand) -> Process:
            rep = stand.rep
            for number, hour in poisson_hours(rep, "aid", [(0.0, inf, PER_HOUR)]):
                yield rep.wait_until(hour)
                stand.stock.deliver(-MEAN_TONNES * log(rep.uniform("aid", number, "tonnes")))

        stand.rep.start(convoys())
        pages = stand.run().of(StockDay)
        aid.append(sum(page.aid_tonnes for page in pages) / days)
        empty.append(sum(page.empty_h for page in pages) / HOURS)
    verified("S6 place aid", mean(aid))
    verified("S6 place empty", mean(empty))
