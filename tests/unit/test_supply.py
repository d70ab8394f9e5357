"""The stock of a besieged place: its exact hours and its daily books."""

from __future__ import annotations

import pytest
from convoy_stand import SUPPLY, Stand

from sim.events import StockDay
from sim.model.supply import Stockpile


def test_a_stock_empties_to_the_hour() -> None:
    pile = Stockpile(10.0, 2.0)
    pile.advance(8.0)
    page = pile.page
    assert (pile.tonnes, page.empty_h, page.consumed_tonnes, page.unmet_tonnes) == (0, 3, 10, 6)
    assert page.tonne_hours == 25.0


def test_inflow_fills_up_to_the_capacity_and_the_rest_spoils() -> None:
    pile = Stockpile(0.0, 1.0, capacity_tonnes=6.0)
    pile.inflow_tonnes_per_h = 3.0
    pile.advance(5.0)
    assert (pile.tonnes, pile.page.spoilt_tonnes, pile.page.empty_h) == (6.0, 4.0, 0.0)
    pile.deliver(1.5)
    assert (pile.tonnes, pile.page.spoilt_tonnes) == (6.0, 5.5)


def test_a_part_of_the_need_is_met_by_the_inflow_of_an_empty_stock() -> None:
    pile = Stockpile(0.0, 4.0)
    pile.inflow_tonnes_per_h = 1.0
    pile.advance(2.0)
    page = pile.page
    assert (page.consumed_tonnes, page.unmet_tonnes, page.empty_h) == (2.0, 6.0, 2.0)


def test_how_often_the_stock_is_touched_changes_nothing() -> None:
    once, often = Stockpile(7.0, 1.3, 9.0), Stockpile(7.0, 1.3, 9.0)
    for pile, steps in ((once, 1), (often, 37)):
        for inflow, until in ((2.0, 10.0), (0.0, 30.0), (1.0, 40.0)):
            pile.inflow_tonnes_per_h = inflow
            start = pile.hour
            for step in range(1, steps + 1):
                pile.advance(start + (until - start) * step / steps)
            pile.deliver(2.0)
    assert often.tonnes == pytest.approx(once.tonnes, abs=1e-12)
    for name in ("consumed_tonnes", "spoilt_tonnes", "unmet_tonnes", "empty_h", "tonne_hours"):
        assert getattr(often.page, name) == pytest.approx(getattr(once.page, name), abs=1e-10)


def test_time_does_not_run_backwards_and_nothing_is_delivered_away() -> None:
    pile = Stockpile(1.0, 1.0)
    pile.advance(2.0)
    with pytest.raises(ValueError, match="before"):
        pile.advance(1.0)
    with pytest.raises(ValueError, match="below 0"):
        pile.deliver(-1.0)


def books(days: float = 30.0, **supply: object) -> list[StockDay]:
    stand = Stand(days=days, supply=supply)
    stand.request(0.0, people=30_000)
    return list(stand.run().of(StockDay))


TRADE = {
    "commercial_tonnes_per_day": 40.0,
    "commercial_delivery_cv": 0.8,
    "tunnel_tonnes_per_day": 6.0,
    "tunnel_until_day": 12.5,
    "capacity_tonnes": 160.0,
}


def test_the_books_balance_day_by_day() -> None:
    pages = books(**TRADE)
    before = SUPPLY["initial_stock_tonnes"]
    for page in pages:
        come = page.commercial_tonnes + page.tunnel_tonnes + page.aid_tonnes
        gone = page.consumed_tonnes + page.spoilt_tonnes
        assert page.stock_tonnes == pytest.approx(before + come - gone, abs=1e-9)
        assert page.consumed_tonnes + page.unmet_tonnes == pytest.approx(50.0, abs=1e-9)
        assert 0.0 <= page.stock_tonnes <= 160.0
        assert (page.empty_h > 0.0) == (page.unmet_tonnes > 0.0)
        before = page.stock_tonnes
    assert [page.hour for page in pages] == [24.0 * day for day in range(1, 31)]
    assert sum(page.aid_tonnes for page in pages) == pytest.approx(300.0)
    assert sum(page.spoilt_tonnes for page in pages) > 0.0
    assert sum(page.unmet_tonnes for page in pages) > 0.0


def test_aid_feeds_from_the_hour_it_comes() -> None:
    stand = Stand(days=1.0, supply={"initial_stock_tonnes": 0.0})  # 50 t are needed a day
    stand.rep.at(12.0, lambda: stand.stock.deliver(40.0))
    (page,) = stand.run().of(StockDay)
    assert (page.empty_h, page.unmet_tonnes, page.aid_tonnes) == (12.0, 25.0, 40.0)
    assert page.stock_tonnes == pytest.approx(15.0)


def test_tunnels_work_until_their_day_and_half_of_it() -> None:
    tunnel = [page.tunnel_tonnes for page in books(**TRADE)]
    assert tunnel[:12] == pytest.approx([6.0] * 12)
    assert tunnel[12:] == pytest.approx([3.0] + [0.0] * 17)


def test_a_dated_closure_stops_trade_and_leaves_the_other_days_alone() -> None:
    closed = books(**TRADE, commercial_closures={"siege": {"from_day": 3.0, "until_day": 9.0}})
    opened = books(**TRADE)
    for day, (one, other) in enumerate(zip(closed, opened, strict=True)):
        shut = 3 <= day < 9
        assert one.commercial_tonnes == (0.0 if shut else other.commercial_tonnes)


def test_violence_closes_the_crossing_until_it_fades() -> None:
    stand = Stand(supply={**TRADE, "closed_by_violence_above_per_day": 1.0})
    for number in range(10):
        stand.fire(100.0, "suburb", number)  # day 4; 10 / 3 a day, fading over 3 days
    closed = [d for d, p in enumerate(stand.run().of(StockDay)) if p.commercial_tonnes == 0.0]
    assert closed == [5, 6, 7]


def test_a_horizon_within_a_day_leaves_a_page_for_its_part() -> None:
    pages = books(days=2.25)
    assert [page.hour for page in pages] == [24.0, 48.0, 54.0]
    assert pages[-1].consumed_tonnes + pages[-1].unmet_tonnes == pytest.approx(12.5)


def test_what_does_not_fit_at_the_start_is_written_off() -> None:
    first = books(capacity_tonnes=80.0)[0]
    assert first.spoilt_tonnes == 20.0
    assert first.stock_tonnes == pytest.approx(30.0)
