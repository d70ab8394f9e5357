"""What is conserved in every log: vehicles, waits, people and tonnes of convoys, stocks."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import floor, inf

import numpy as np
import pytest

from sim import events
from sim.analysis.kpis import compute
from sim.analysis.kpis.joins import Joins
from sim.model.people import staffed_sites
from sim.waits import WAIT_BINS
from verification.made_logs import Made, tally


# --- checkpoints ----------------------------------------------------------------------------------
def test_vehicles_in_are_vehicles_out_inside_or_turned_away(made: Made) -> None:
    inside: dict[str, int] = defaultdict(int)
    ends_h: dict[str, float] = {}
    withheld = made.withheld_h()
    edges_h = {
        name: {hour for spell in withheld.get(name, ()) for hour in spell if hour < inf}
        for name in {row.checkpoint for row in made.log.of(events.CheckpointHour)}
    }
    arrived: Counter[str] = Counter()
    for row in made.log.of(events.CheckpointHour):
        assert min(row[4:9]) >= 0
        inside[row.checkpoint] += row.arrived - row.served - row.turned_away
        assert row.inside == inside[row.checkpoint]
        # an hour in which people were withheld has a row before and one after
        split = row.from_h in {float(floor(hour)) for hour in edges_h[row.checkpoint]}
        assert row.from_h >= ends_h.get(row.checkpoint, -inf) - split
        ends_h[row.checkpoint] = row.from_h + 1.0
        arrived[row.checkpoint] += row.arrived + row.not_served
        assert row.from_h < row.hour <= made.horizon_h
    due = set(made.scenario.world.party_checkpoints) | set(made.scenario.mission.checkpoints)
    assert arrived.keys() <= due
    if made.horizon_h > 24.0 * 110 and made.where == "ghouta":
        assert set(arrived) == due
    assert not due or arrived
    _, staffed = staffed_sites(made.scenario)
    unmanned = set(made.scenario.mission.checkpoints) - staffed
    for row in made.log.of(events.CheckpointHour):
        until_h = row.from_h + 1.0
        away = [
            min(until, until_h) - max(since, row.from_h)
            for since, until in withheld.get(row.checkpoint, ())
            if since < until_h and until > row.from_h
        ]
        if row.checkpoint in unmanned or max(away, default=0.0) >= 1.0:
            assert row.arrived == 0
        elif not away:
            assert row.not_served == 0


def test_littles_identity_at_every_checkpoint(made: Made) -> None:
    """Area under the queue = sum of the waits, to 1e-9, where nobody was turned away."""
    area_h: dict[str, list[float]] = defaultdict(list)
    waits_h: dict[str, list[float]] = defaultdict(list)
    left: Counter[str] = Counter()
    for row in made.log.of(events.CheckpointHour):
        area_h[row.checkpoint].append(row.queue_area_h)
        waits_h[row.checkpoint].append(row.wait_sum_h)
        left[row.checkpoint] += row.turned_away
    compared = 0
    for name in area_h:
        total = sum(waits_h[name])
        assert sum(area_h[name]) >= total - 1e-9 * max(total, 1.0)
        if left[name] == 0:
            assert sum(area_h[name]) == pytest.approx(total, rel=1e-9, abs=1e-9)
            compared += 1
    assert compared >= 1 or made.where != "ghouta"


def test_every_wait_of_those_served_is_counted_once(made: Made) -> None:
    served: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for row in made.log.of(events.CheckpointHour):
        bins = np.frombuffer(row.wait_bins, dtype="<u4")
        assert len(bins) in (0, WAIT_BINS)
        counted[row.checkpoint] += int(bins.sum())
        served[row.checkpoint] += row.served
        assert row.wait_sum_h >= 0.0
    assert counted == served


# --- convoys and supply ---------------------------------------------------------------------------
def test_people_and_tonnes_of_convoys_are_conserved(made: Made) -> None:
    """requested = refused + unanswered + pending + loaded; loaded = delivered + lost + returned +
    in transit."""
    asked = {row.convoy: row for row in made.log.of(events.ConvoyRequested)}
    answered = {row.convoy: row for row in made.log.of(events.ConvoyAnswered)}
    loaded = {row.convoy: row for row in made.log.of(events.ConvoyLoaded)}
    ended = {row.convoy: row for row in made.log.of(events.ConvoyEnded)}
    granted = {name for name, row in answered.items() if row.answer == "granted"}
    assert ended.keys() <= loaded.keys() <= granted <= asked.keys()
    fates: Counter[str] = Counter()
    for name, row in asked.items():
        answer = answered.get(name)
        if answer is None:
            fates["pending"] += row.people
        elif answer.answer == "granted":
            fates["refused"] += row.people - answer.people_approved
            fates["loaded" if name in loaded else "pending"] += answer.people_approved
        else:
            assert answer.answer in ("refused", "unanswered")
            fates[answer.answer] += row.people
    assert sum(fates.values()) == sum(row.people for row in asked.values())
    assert all(0 <= answered[n].people_approved <= asked[n].people for n in answered)
    assert fates["loaded"] == sum(row.people_loaded for row in loaded.values())
    for name, end in ended.items():
        assert min(end.delivered_tonnes, end.lost_tonnes, end.returned_tonnes) >= 0.0
        fate_tonnes = end.delivered_tonnes + end.lost_tonnes + end.returned_tonnes
        assert fate_tonnes == pytest.approx(loaded[name].tonnes, rel=1e-9)
        assert 0 <= end.people_reached <= loaded[name].people_loaded
        assert (end.people_reached > 0) == (end.delivered_tonnes > 0.0)


def test_people_of_a_convoy_sent_instead_are_counted_once(made: Made) -> None:
    """It replaces one that didn't get there, for the same people and the same place, and nobody
    replaces it in turn; so the people who need aid are those of the first requests."""
    asked = {row.convoy: row for row in made.log.of(events.ConvoyRequested)}
    answered = {row.convoy: row for row in made.log.of(events.ConvoyAnswered)}
    ended = {row.convoy: row for row in made.log.of(events.ConvoyEnded)}
    replaced = [row.instead_of for row in asked.values() if row.instead_of]
    assert len(set(replaced)) == len(replaced)
    for row in asked.values():
        if not row.instead_of:
            continue
        first = asked[row.instead_of]
        assert not first.instead_of
        assert (row.people, row.destination) == (first.people, first.destination)
        end = ended.get(first.convoy)
        assert answered[first.convoy].answer != "granted" or (
            end is not None and end.outcome == "turned_back" and end.people_reached == 0
        )
    counted = compute(made.log, Joins(made.log))
    firsts = sum(row.people for row in asked.values() if not row.instead_of)
    reached = sum(row.people_reached for row in ended.values())
    assert counted["people_reached_share"] == (reached, firsts)
    assert reached <= firsts
    if made.where == "everything":
        assert replaced


def test_stocks_are_conserved_day_by_day(made: Made) -> None:
    """Stock of the day before + trade + tunnels + aid - consumed - spoilt, to a gram."""
    supplies = made.scenario.world.supply
    before = {name: supply.initial_stock_tonnes for name, supply in supplies.items()}
    aid: Counter[str] = Counter()
    for row in made.log.of(events.StockDay):
        supply = supplies[row.place]
        came_in = row.commercial_tonnes + row.tunnel_tonnes + row.aid_tonnes
        expected = before[row.place] + came_in - row.consumed_tonnes - row.spoilt_tonnes
        assert row.stock_tonnes == pytest.approx(expected, rel=1e-9, abs=1e-9)
        need = supply.people * supply.need_kg_per_person_day / 1000.0
        assert row.consumed_tonnes + row.unmet_tonnes == pytest.approx(need, rel=1e-9)
        assert 0.0 <= row.stock_tonnes <= supply.capacity_tonnes + 1e-9
        assert 0.0 <= row.empty_h <= 24.0 + 1e-9
        before[row.place] = row.stock_tonnes
        aid[row.place] += row.aid_tonnes
    delivered = stocked(made)
    assert aid.keys() >= delivered.keys()
    for place, tonnes in aid.items():
        assert tonnes == pytest.approx(delivered[place], rel=1e-9, abs=1e-9)
    if made.where == "everything":
        assert tally(made.acted("airdrops"))["dropped_tonnes"] > 0.0


def stocked(made: Made) -> Counter[str]:
    """Tonnes that convoys unloaded, whoever sent them, and that fell from the air fit for use, by
    the place that keeps the stock."""
    keeper = {}
    for name, supply in made.scenario.world.supply.items():
        keeper |= dict.fromkeys([name, *supply.also_supplies], name)
    asked = {row.convoy: row for row in made.log.of(events.ConvoyRequested)}
    found: Counter[str] = Counter()
    for row in made.log.of(events.ConvoyEnded):
        destination = asked[row.convoy].destination
        if destination in keeper:
            found[keeper[destination]] += row.delivered_tonnes
    for deed in made.acted("airdrops"):
        sign = {"dropped_tonnes": 1.0, "lost_tonnes": -1.0}.get(deed.action, 0.0)
        found[keeper[deed.target]] += sign * deed.amount
    return found
