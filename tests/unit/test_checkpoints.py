"""Checkpoints through days, shifts, threats and convoys."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
import pytest

from sim import config
from sim.events import (
    CheckpointClosed,
    CheckpointHour,
    CheckpointOpened,
    ConvoyInspected,
    SituationChanged,
    ThreatInspected,
)
from sim.kernel.replication import Process, Replication
from sim.model.checkpoints import Checkpoint


def traffic(**changes: Any) -> config.Traffic:
    settings: dict[str, Any] = {
        "opens_hour": 6.0, "closes_hour": 20.0, "morning_peak_hour": 7.5,
        "evening_peak_hour": 17.0, "peak_width_h": 1.2, "peak_share": 0.6, "friday_factor": 0.6,
        "inspection_s": 34.0, "opened_inspection_s": 70.0, "opened_probability": 0.15,
        "inspection_cv": 0.5, "false_alarm_probability": 0.02, "false_alarm_s": 300.0,
        "truck_inspection_min": 20.0, "truck_inspection_cv": 0.0, "threats_per_day": 0.0,
        "convoy_size_exponent": 0.5,
        "threat_detection_probability": 0.4, "inspector_speedup_exponent": 0.3,
        "threat_closure_h": 3.0,
    }  # fmt: skip
    return config.Traffic(**(settings | changes))


class Stand:
    """One checkpoint and the convoys sent to it."""

    def __init__(
        self,
        days: float,
        vehicles: float = 900.0,
        lanes: int = 2,
        inspectors: int = 1,
        *,
        settings: config.Traffic | None = None,
        seed: int = 1,
        shared: dict[Any, Any] | None = None,
        **rest: Any,
    ) -> None:
        self.rep = Replication(seed, 0, 24.0 * days, shared)
        self.checkpoint = Checkpoint(
            self.rep, "gate", "side_a", settings or traffic(), vehicles, lanes, inspectors, **rest
        )
        self.passed: list[tuple[int, float, float, float]] = []

    def send(self, convoy: int, hour: float, trucks: int = 1) -> None:
        def journey() -> Process:
            yield self.rep.wait_until(hour)
            wait_h, service_h = yield from self.checkpoint.inspect(convoy, trucks)
            self.passed.append((convoy, self.rep.now, wait_h, service_h))

        self.rep.start(journey())

    def run(self) -> Stand:
        self.rep.start(self.checkpoint.run())
        self.rep.run()
        self.checkpoint.close_books()
        return self

    def of(self, kind: type) -> list[Any]:
        return self.rep.log.of(kind)

    def total(self, column: str) -> float:
        return sum(getattr(row, column) for row in self.of(CheckpointHour))


@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_vehicles_balance_every_hour(lanes: int) -> None:
    stand = Stand(5, lanes=lanes, start_weekday=2).run()
    rows = stand.of(CheckpointHour)
    assert [row.from_h for row in rows] == [24 * d + h for d in range(5) for h in range(6, 20)]
    inside = 0
    for row in rows:
        inside += row.arrived - row.served - row.turned_away
        assert row.inside == inside >= 0
    assert inside == 0
    assert stand.total("arrived") == pytest.approx(900 * 4.6, abs=3.29 * (900 * 4.6) ** 0.5)
    bins = sum(np.frombuffer(row.wait_bins, dtype="<u4").sum() for row in rows)
    assert bins == stand.total("served")
    assert stand.total("queue_area_h") >= stand.total("wait_sum_h") - 1e-9
    if not stand.total("turned_away"):
        assert stand.total("queue_area_h") == pytest.approx(stand.total("wait_sum_h"), abs=1e-9)


def test_the_queue_is_turned_away_at_closing_time() -> None:
    stand = Stand(1, vehicles=3000, lanes=1).run()
    rows = stand.of(CheckpointHour)
    assert [row.turned_away > 0 for row in rows] == [False] * 13 + [True]
    assert rows[-1].inside == 0
    assert rows[-2].inside > 1000
    assert stand.total("queue_area_h") > stand.total("wait_sum_h") + 100.0


def test_fridays_carry_less_traffic() -> None:
    stand = Stand(7, start_weekday=0).run()
    by_day = np.array([row.arrived for row in stand.of(CheckpointHour)]).reshape(7, 14).sum(axis=1)
    assert by_day.argmin() == 4
    assert by_day[4] == pytest.approx(540, abs=100)


def test_a_horizon_in_the_middle_of_a_day_leaves_vehicles_inside() -> None:
    stand = Stand(0.4, vehicles=3000, lanes=1).run()
    rows = stand.of(CheckpointHour)
    assert rows[-1].from_h == 9.0
    arrived, served = stand.total("arrived"), stand.total("served")
    assert rows[-1].inside == arrived - served > 0
    stand.checkpoint.close_books()
    assert len(stand.of(CheckpointHour)) == len(rows)


def test_an_unmanned_checkpoint_serves_nobody_and_says_so() -> None:
    manned = Stand(3).run()
    unmanned = Stand(3, staffed=False)
    unmanned.send(7, 10.0)
    unmanned.run()
    assert unmanned.total("not_served") == manned.total("arrived")
    assert unmanned.total("arrived") == unmanned.total("served") == 0
    assert unmanned.passed == [(7, 10.0, 0.0, 0.0)]
    assert not unmanned.of(CheckpointOpened)
    assert not unmanned.of(ConvoyInspected)


def test_nothing_before_the_opening_day_and_after_the_last() -> None:
    stand = Stand(6, opens_h=2 * 24 + 12.0, closes_h=4 * 24 + 9.5)
    stand.send(1, 30.0)
    stand.send(2, 5 * 24.0)
    stand.run()
    hours = [row.from_h for row in stand.of(CheckpointHour)]
    assert hours == [*range(60, 68), *range(78, 92), *range(102, 106)]
    assert [(e.hour, e.cause) for e in stand.of(CheckpointClosed)] == [
        (68.0, "night"), (92.0, "night"), (105.5, "closed"),
    ]  # fmt: skip
    assert [wait for _, _, wait, _ in stand.passed] == [0.0, 0.0]


def test_a_plan_that_begins_after_closing_time_begins_the_next_morning() -> None:
    stand = Stand(2, opens_h=21.0)
    stand.send(1, 22.0)
    stand.run()
    assert stand.of(CheckpointOpened)[0].hour == 30.0
    assert stand.of(CheckpointHour)[0].from_h == 30.0
    assert stand.passed[0][1:3] == (pytest.approx(30.0 + 1 / 3), pytest.approx(8.0))


def test_no_traffic_at_all() -> None:
    stand = Stand(2, vehicles=0.0).run()
    assert len(stand.of(CheckpointHour)) == 28
    assert stand.total("arrived") == stand.total("served") == stand.total("queue_area_h") == 0


def test_shifts_change_the_lanes() -> None:
    stand = Stand(1, vehicles=2500, lanes=1, lanes_at=lambda hour: 1 if hour % 24 < 14 else 4).run()
    opened = [(e.hour, e.lanes) for e in stand.of(CheckpointOpened)]
    assert opened == [(6.0, 1), (14.0, 4)]
    served = [row.served for row in stand.of(CheckpointHour)]
    assert served[8] > 2 * served[7]


def test_a_round_the_clock_checkpoint_keeps_its_queue_over_midnight() -> None:
    settings = traffic(
        opens_hour=0.0, closes_hour=24.0, morning_peak_hour=12.0, evening_peak_hour=23.0
    )
    stand = Stand(3, vehicles=1500, lanes=1, inspectors=1, settings=settings).run()
    rows = stand.of(CheckpointHour)
    assert [row.from_h for row in rows] == list(range(72))
    assert rows[23].inside > 20
    assert stand.total("turned_away") == 0
    assert stand.total("arrived") == stand.total("served") + rows[-1].inside
    assert len(stand.of(CheckpointOpened)) == 1
    assert not stand.of(CheckpointClosed)


def test_a_convoy_goes_before_the_queue() -> None:
    stand = Stand(1, vehicles=3000, lanes=1)
    stand.send(5, 12.0, trucks=16)
    stand.run()
    _, hour, wait_h, service_h = stand.passed[0]
    assert 0.0 < wait_h < 0.3
    assert service_h == pytest.approx(4 / 3)
    assert hour == pytest.approx(12.0 + wait_h + service_h)
    assert stand.of(ConvoyInspected) == [ConvoyInspected(hour, 5, "gate", wait_h, service_h)]
    served = [row.served for row in stand.of(CheckpointHour)]
    assert served[6] < served[5] / 4


def test_inspection_time_grows_with_trucks_and_falls_with_inspectors() -> None:
    def service_h(trucks: int, inspectors: int) -> float:
        stand = Stand(1, vehicles=0.0, inspectors=inspectors)
        stand.send(5, 12.0, trucks)
        return stand.run().passed[0][3]

    assert service_h(36, 1) == pytest.approx(6 * service_h(1, 1))
    assert service_h(36, 4) == pytest.approx(service_h(36, 1) * 4**-0.3)


def test_convoys_wait_over_midnight_for_the_next_opening() -> None:
    stand = Stand(3, vehicles=0.0, lanes=1)
    for convoy, hour in [(1, 19.0), (2, 19.5), (3, 19.75), (4, 23.0)]:
        stand.send(convoy, hour, trucks=9)
    stand.run()
    waits = {convoy: wait for convoy, _, wait, _ in stand.passed}
    assert waits[1] == 0.0
    assert waits[2] == pytest.approx(10.5), "the first is still inspected at closing time"
    assert waits[3] == pytest.approx(11.25)
    assert waits[4] == pytest.approx(9.0)
    assert [convoy for convoy, *_ in stand.passed] == [1, 2, 3, 4]


def test_a_convoy_caught_by_the_end_of_the_checkpoint_passes_uninspected() -> None:
    stand = Stand(3, vehicles=0.0, closes_h=24.0)
    stand.send(1, 21.0)
    stand.run()
    assert stand.passed == [(1, 24.0, 3.0, 0.0)]
    assert not stand.of(ConvoyInspected)


def test_a_convoy_waits_through_a_shift_with_no_lane() -> None:
    stand = Stand(1, vehicles=0.0, lanes_at=lambda hour: 0 if 10 <= hour < 13 else 1)
    stand.send(1, 10.5)
    stand.send(2, 9.9)
    stand.run()
    assert {convoy: wait for convoy, _, wait, _ in stand.passed} == {1: 2.5, 2: 0.0}


def sure(**changes: Any) -> config.Traffic:
    return traffic(**({"threats_per_day": 2.0, "threat_detection_probability": 1.0} | changes))


def test_a_threat_found_closes_the_checkpoint_and_the_queue_stands() -> None:
    stand = Stand(8, vehicles=900, settings=sure(threats_per_day=0.5)).run()
    threats = stand.of(ThreatInspected)
    assert threats
    assert all(threat.found for threat in threats)
    first = threats[0].hour
    closures = [e.hour for e in stand.of(CheckpointClosed) if e.cause == "security"]
    assert closures[0] == first
    assert threats[0].threat == threats[0].threat & (2**64 - 1) != 0
    quiet = Stand(8, vehicles=900).run()
    whole_hours = [r.from_h for r in quiet.of(CheckpointHour) if first + 0.4 < r.from_h < first + 2]
    served = {row.from_h: row.served for row in stand.of(CheckpointHour)}
    assert whole_hours
    assert all(served[hour] == 0 for hour in whole_hours)
    assert stand.total("arrived") == quiet.total("arrived")
    assert stand.total("wait_sum_h") > 5 * quiet.total("wait_sum_h")


def test_reopening_is_announced_once_and_never_at_night() -> None:
    stand = Stand(40, vehicles=50, settings=sure(threat_closure_h=5.0)).run()
    state = "closed"
    for event in stand.rep.log:
        if isinstance(event, CheckpointOpened):
            assert state != "open"
            assert 6.0 <= event.hour % 24 < 20.0
            state = "open"
        elif isinstance(event, CheckpointClosed):
            if event.cause == "security":
                assert state == "open"
            state = "closed"
    found = [threat.hour for threat in stand.of(ThreatInspected)]
    assert len(found) == pytest.approx(80, abs=30)
    for event in stand.of(CheckpointOpened):
        assert not [hour for hour in found if hour < event.hour - 1e-6 < hour + 5.0 - 2e-6]


def test_more_inspectors_find_a_superset_of_the_threats() -> None:
    def found(inspectors: int) -> set[int]:
        settings = traffic(threats_per_day=3.0, threat_detection_probability=0.2)
        stand = Stand(30, vehicles=50, inspectors=inspectors, settings=settings).run()
        threats = stand.of(ThreatInspected)
        assert len(threats) == pytest.approx(90, abs=32)
        return {threat.threat for threat in threats if threat.found}

    one, three = found(1), found(3)
    assert one < three
    assert len(three) / len(one) == pytest.approx(0.488 / 0.2, rel=0.5)


def test_a_convoy_that_waits_when_a_threat_is_found_waits_for_the_end_of_the_closure() -> None:
    settings = sure(threats_per_day=0.5)
    first = Stand(8, vehicles=0.0, settings=settings).run().of(ThreatInspected)[0].hour
    stand = Stand(8, vehicles=0.0, lanes=1, settings=settings)
    stand.send(1, first - 0.1)
    stand.send(2, first - 0.05)
    stand.run()
    waits = {convoy: wait for convoy, _, wait, _ in stand.passed}
    assert waits[1] == 0.0
    assert waits[2] == pytest.approx(3.05)


def test_the_situation_may_change_the_flow() -> None:
    def half(day: int) -> float:
        return 0.5 if day == 1 else 1.0

    by_day = [
        sum(r.arrived for r in Stand(3, flow_factor=hook).run().of(CheckpointHour)
            if 24 <= r.from_h < 48)
        for hook in (None, half)
    ]  # fmt: skip
    assert by_day[1] == pytest.approx(by_day[0] / 2, rel=0.12)


@pytest.mark.parametrize(
    "change", [lambda t: t, lambda t: t.model_copy(update={"inspection_s": 60.0})]
)
def test_shared_series_change_nothing(change: Callable[[config.Traffic], config.Traffic]) -> None:
    shared: dict[Any, Any] = {}
    Stand(3, lanes=3, inspectors=4, settings=change(traffic()), shared=shared).run()
    with_shared = Stand(3, settings=traffic(), shared=shared).run()
    assert with_shared.rep.log.digest() == Stand(3).run().rep.log.digest()


def test_the_staff_changes_waits_but_not_who_comes() -> None:
    few, many = Stand(4, lanes=1).run(), Stand(4, lanes=3, inspectors=3).run()
    arrived = [[row.arrived for row in stand.of(CheckpointHour)] for stand in (few, many)]
    assert arrived[0] == arrived[1]
    assert many.total("wait_sum_h") < few.total("wait_sum_h") / 4


def test_a_longer_horizon_leaves_the_first_days_alone() -> None:
    short, long = Stand(2, seed=5).run(), Stand(4, seed=5).run()
    assert list(long.rep.log)[: len(short.rep.log)] == list(short.rep.log)


def test_time_in_the_log_never_runs_backwards_and_hooks_may_be_absent() -> None:
    stand = Stand(10, settings=sure())
    for convoy in range(20):
        stand.send(convoy, 11.0 * convoy, trucks=40)
    stand.run()
    hours = [event.hour for event in stand.rep.log]
    assert hours == sorted(hours)
    assert stand.checkpoint.closes_h == inf


# --- people withheld ------------------------------------------------------------------------------
def withheld(stand: Stand, *spells: tuple[float, float], by: str = "pool") -> Stand:
    """Have an actor keep the people away from an hour until another."""
    for from_h, until_h in spells:
        change = SituationChanged(from_h, "manning", "gate", 0.0, until_h, by)
        stand.rep.at(from_h, lambda change=change: stand.checkpoint.withhold(change))
    return stand


def test_while_its_people_are_withheld_nobody_is_served_and_all_are_counted() -> None:
    free = Stand(3).run()
    stand = withheld(Stand(3), (31.5, 37.25)).run()
    served = {row.from_h: row.served for row in stand.of(CheckpointHour) if row.served}
    assert not set(range(32, 37)) & set(served)
    assert {31.0, 37.0} <= set(served)
    by_hour: dict[float, int] = {}
    for row in stand.of(CheckpointHour):
        by_hour[row.from_h] = by_hour.get(row.from_h, 0) + row.arrived + row.not_served
    assert by_hour == {row.from_h: row.arrived for row in free.of(CheckpointHour)}
    assert stand.total("not_served") > 100
    assert stand.total("arrived") == stand.total("served") + stand.total("turned_away")
    assert [(e.hour, e.cause) for e in stand.of(CheckpointClosed) if 24 < e.hour < 48] == [
        (31.5, "pool"), (44.0, "night"),
    ]  # fmt: skip
    assert [e.hour for e in stand.of(CheckpointOpened) if 24 < e.hour < 48] == [30.0, 37.25]


def test_days_without_people_are_as_days_of_a_checkpoint_that_is_not_manned() -> None:
    stand = withheld(Stand(4), (20.5, 72.0)).run()
    unmanned = Stand(4, staffed=False).run()
    manned = Stand(4).run()
    for row in stand.of(CheckpointHour):
        like = unmanned if 24.0 <= row.from_h < 72.0 else manned
        (same,) = [other for other in like.of(CheckpointHour) if other.from_h == row.from_h]
        assert (row.arrived, row.not_served, row.served) == (
            same.arrived, same.not_served, same.served,
        )  # fmt: skip


def test_a_queue_is_turned_away_when_the_people_leave() -> None:
    stand = withheld(Stand(1, vehicles=3000, lanes=1), (12.5, inf)).run()
    rows = stand.of(CheckpointHour)
    (left,) = [row for row in rows if row.from_h == 12.0 and row.arrived]
    assert left.turned_away > 500
    assert left.inside == 0
    assert all(row.served == 0 for row in rows if row.from_h > 12.0)


def test_people_withheld_from_before_the_plan_until_after_it() -> None:
    stand = Stand(3, opens_h=26.0, closes_h=60.0)
    change = SituationChanged(0.0, "manning", "gate", 0.0, inf, "pool")
    stand.checkpoint.withhold(change)
    stand.send(1, 35.0)
    stand.run()
    assert not stand.of(CheckpointOpened)
    assert [(e.hour, e.cause) for e in stand.of(CheckpointClosed)] == [
        (30.0, "pool"), (60.0, "closed"),
    ]  # fmt: skip
    assert stand.total("arrived") == 0
    assert stand.total("not_served") > 500
    assert stand.passed == [(1, 35.0, 0.0, 0.0)]


def test_convoys_whose_turn_has_not_come_pass_when_the_people_leave() -> None:
    stand = Stand(2, vehicles=0.0, lanes=1)
    for convoy, hour in [(1, 10.0), (2, 10.1), (3, 10.4), (4, 15.0)]:
        stand.send(convoy, hour, trucks=9)  # an hour of inspection each
    withheld(stand, (10.5, 14.0)).run()
    assert stand.passed == [
        (2, 10.5, pytest.approx(0.4), 0.0),
        (3, 10.5, pytest.approx(0.1), 0.0),
        (1, 11.0, 0.0, pytest.approx(1.0)),
        (4, pytest.approx(16.0), 0.0, pytest.approx(1.0)),
    ]
    assert [row.convoy for row in stand.of(ConvoyInspected)] == [1, 4]


def test_people_given_back_at_night_keep_convoys_waiting_for_the_morning() -> None:
    stand = withheld(Stand(3, vehicles=0.0), (12.0, 22.0))
    stand.send(1, 23.0)
    stand.run()
    assert stand.passed[0][2] == pytest.approx(7.0)


def test_threats_pass_unseen_while_nobody_is_there() -> None:
    free = Stand(20, vehicles=50, settings=sure(threat_closure_h=0.0)).run()
    stand = withheld(Stand(20, vehicles=50, settings=sure(threat_closure_h=0.0)), (120.0, 360.0))
    seen = stand.run().of(ThreatInspected)
    assert seen == [t for t in free.of(ThreatInspected) if not 120.0 <= t.hour < 360.0]
    assert 5 < len(seen) < len(free.of(ThreatInspected))


def test_two_actors_who_keep_people_away_must_both_give_them_back() -> None:
    stand = Stand(1)
    withheld(stand, (8.0, 11.0), by="pool")
    withheld(stand, (9.0, 13.0), by="zone")
    stand.run()
    assert [e.hour for e in stand.of(CheckpointOpened)] == [6.0, 13.0]


def test_a_factor_above_0_gives_the_checkpoint_back() -> None:
    stand = withheld(Stand(1), (8.0, inf))
    back = SituationChanged(10.0, "manning", "gate", 1.0, 10.0, "pool")
    stand.rep.at(10.0, lambda: stand.checkpoint.withhold(back))
    assert [e.hour for e in stand.run().of(CheckpointOpened)] == [6.0, 10.0]


def test_round_the_clock_and_with_shifts_people_may_be_withheld_too() -> None:
    settings = traffic(
        opens_hour=0.0, closes_hour=24.0, morning_peak_hour=12.0, evening_peak_hour=20.0
    )
    lanes_at = lambda hour: 1 if hour % 24 < 14 else 3  # noqa: E731
    stand = withheld(
        Stand(4, vehicles=1500, settings=settings, lanes_at=lanes_at), (30.5, 61.25)
    ).run()
    free = Stand(4, vehicles=1500, settings=settings, lanes_at=lanes_at).run()
    assert stand.total("arrived") + stand.total("not_served") == free.total("arrived")
    inside = stand.of(CheckpointHour)[-1].inside
    assert stand.total("arrived") == stand.total("served") + stand.total("turned_away") + inside
    assert (61.25, 1) in [(e.hour, e.lanes) for e in stand.of(CheckpointOpened)]


def test_a_ban_turns_away_those_who_come_while_the_people_are_there() -> None:
    def half(_day: int) -> float:
        return 0.5

    free = Stand(2, let_through=half).run()
    stand = withheld(Stand(2, let_through=half), (31.5, 37.25)).run()
    assert free.total("turned_away") == pytest.approx(free.total("arrived") / 2, rel=0.1)
    assert free.total("arrived") == Stand(2).run().total("arrived")
    assert stand.total("arrived") + stand.total("not_served") == free.total("arrived")
    assert stand.total("turned_away") < free.total("turned_away")
