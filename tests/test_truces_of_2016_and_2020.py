"""The worlds of 2016 and 2020: what their scenarios are there to show."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from conftest import compose_in

from sim import events
from sim.config import Scenario
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate

DAY_H = 24.0


def corridor(**over: Any) -> Scenario:
    return compose_in("m4_2020", "m4_corridor", days=160, **over)


def cessation(response: str = "investigate_first", **over: Any) -> Scenario:
    return compose_in("cessation_2016", "hmeimim_and_amman", "planned", response, days=94, **over)


@cache
def corridor_log(replication: int) -> EventLog:
    return simulate(corridor(), 1, replication)


@cache
def cessation_log(mode: str) -> EventLog:
    return simulate(cessation(mission={"centre": {"mode": mode}}), 1, 0)


def deeds(log: EventLog, actor: str, action: str) -> list[events.ActorActed]:
    return [e for e in log.of(events.ActorActed) if (e.actor, e.action) == (actor, action)]


def test_24_joint_patrols_in_150_days_from_day_9() -> None:
    patrols = deeds(corridor_log(0), "joint_patrols_m4", "patrols")
    assert len([e for e in patrols if e.hour < DAY_H * 160]) == 24
    assert 9.0 <= patrols[0].hour / DAY_H < 10.0
    assert patrols[-1].hour / DAY_H < 9.0 + 150.0


def test_most_patrols_are_cut_short() -> None:
    logs = [corridor_log(replication) for replication in range(4)]
    counts = {
        fate: sum(len(deeds(log, "joint_patrols_m4", fate)) for log in logs)
        for fate in ("cut_short", "full_route", "bombed")
    }
    assert sum(counts.values()) == 24 * len(logs)
    assert counts["cut_short"] > 0.7 * sum(counts.values())
    bombs = [e for log in logs for e in log.of(events.SecurityIncident) if e.victim == "patrol"]
    assert len(bombs) == counts["bombed"]


def test_joint_patrols_change_what_is_recorded_and_not_what_happens() -> None:
    off = {"mission": {"actors": {"joint_patrols_m4": {"enabled": False}}}}
    passive = compose_in("m4_2020", "m4_corridor", "planned", "record_only", days=60)
    without = compose_in("m4_2020", "m4_corridor", "planned", "record_only", days=60, **off)
    finds = 0
    for replication in range(4):
        on, none = (simulate(scenario, 1, replication) for scenario in (passive, without))
        assert on.of(events.ViolationOccurred) == none.of(events.ViolationOccurred)
        found = {e.incident for e in on.of(events.LedgerEntered) if e.source == "patrol"}
        before = {e.incident for e in none.of(events.LedgerEntered)}
        assert before | found == {e.incident for e in on.of(events.LedgerEntered)}
        finds += len(found)
    assert finds


def test_recorded_counts_fall_when_the_truce_takes_hold_and_rise_as_it_wears_off() -> None:
    """Days 0 to 4, the four weeks after, and the last four weeks."""
    hours = np.array(
        [
            entry.hour
            for replication in range(4)
            for entry in corridor_log(replication).of(events.LedgerEntered)
            if entry.entry != "excluded"
        ]
    )

    def per_day(since: float, until: float) -> float:
        within = (hours >= DAY_H * since) & (hours < DAY_H * until)
        return float(within.sum()) / (until - since) / 4

    assert per_day(0, 4) > 1.5 * per_day(4, 32)
    assert per_day(132, 160) > 1.5 * per_day(4, 32)


def test_an_extreme_incident_makes_a_group_leave_the_truce() -> None:
    """With a lower bar, so that it surely comes about; the truce itself is the same until then."""
    low_bar = {"world": {"actors": {"extreme_incident": {"deaths_at_once": 3}}}}
    log = simulate(corridor(**low_bar), 1, 0)
    left = deeds(log, "extreme_incident", "left")
    assert left
    for departure in left:
        (cause,) = (e for e in log.of(events.ViolationOccurred) if e.hour == departure.hour)
        assert cause.deaths >= 3
        assert cause.group != departure.target
    until_h = left[0].hour

    def truth(of: EventLog) -> list[events.ViolationOccurred]:
        return [e for e in of.of(events.ViolationOccurred) if e.hour <= until_h]

    assert truth(log) == truth(corridor_log(0))


def test_escorted_cars_pass_from_25_may_on() -> None:
    hours = [
        e
        for e in corridor_log(0).of(events.CheckpointHour)
        if e.checkpoint == "cp_m4_escorted_cars" and e.from_h >= DAY_H * 80
    ]
    per_day = sum(e.arrived for e in hours) / 80.0
    assert per_day == pytest.approx(228, rel=0.2)
    first_h = min(
        e.from_h
        for e in corridor_log(0).of(events.CheckpointHour)
        if e.checkpoint == "cp_m4_escorted_cars" and e.served
    )
    assert first_h >= DAY_H * 80


def test_one_table_brings_reports_sooner_to_a_decision() -> None:
    """The same cases are opened until somebody is sanctioned; each is then talked over sooner."""
    by_video, at_table = cessation_log("video_link"), cessation_log("co_located")

    def days_to_handling(log: EventLog) -> float:
        opened = {e.report: e.hour for e in log.of(events.CaseOpened)}
        taken = [e.hour - opened[e.report] for e in log.of(events.ReportHandled)]
        return float(np.mean(taken)) / DAY_H

    assert days_to_handling(at_table) < 0.5 * days_to_handling(by_video)
    first_h = min(e.hour for log in (by_video, at_table) for e in log.of(events.SanctionImposed))

    def opened(log: EventLog) -> list[events.CaseOpened]:
        return [e for e in log.of(events.CaseOpened) if e.hour < first_h]

    assert opened(by_video) == opened(at_table)


def test_settlements_join_about_as_they_were_claimed_to() -> None:
    """51 by day 23, 58 by day 38, over 90 by day 66, 126 by day 94: claims of a party."""
    joined = [
        e.hour / DAY_H
        for replication in range(4)
        for e in deeds(simulate(cessation(), 1, replication), "settlements_join_2016", "joined")
    ]
    by_day_66 = sum(day < 66 for day in joined) / 4
    assert 75 <= by_day_66 <= 110
    assert 105 <= len(joined) / 4 <= 148


def test_mediation_is_called_by_the_rule_that_asks_for_it() -> None:
    log = simulate(
        cessation(
            "mediate_first",
        ),
        1,
        0,
    )
    asked = log.of(events.SilenceRegimeAsked)
    agreed = log.of(events.SilenceRegimeAgreed)
    assert len(asked) > len(agreed) > 10
    silent: dict[str, float] = {}
    opened = {e.report: e for e in log.of(events.CaseOpened)}
    for event in sorted([*asked, *agreed], key=lambda row: row.hour):
        if isinstance(event, events.SilenceRegimeAgreed):
            silent[event.place] = event.until_h
        else:
            assert silent.get(event.place, 0.0) <= opened[event.report].hour, "it was investigated"
    answers = {e.answer for e in log.of(events.ReportClosed)}
    assert {"silence_regime", "none"} <= answers


def test_mediators_whom_no_rule_calls_change_nothing_but_the_payroll() -> None:
    with_them = compose_in("ghouta_as_announced", "eastern_ghouta_mediated", days=20)
    without = compose_in("ghouta_as_announced", "eastern_ghouta", days=20)
    on, off = simulate(with_them, 1, 0), simulate(without, 1, 0)
    paid = [row for row in on if getattr(row, "role", "") == "mediators"]
    assert paid
    assert [row for row in on if row not in paid] == list(off)
