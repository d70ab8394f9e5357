"""Exact relations: what must follow, replication by replication, from numbers asked for by name.

No interval is needed: a relation holds for every replication or it is broken. Where feedback,
pools, travel or priority would break one, its test says what is off. Rows are compared sorted where
the order within one instant is free.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import compose, merge

from sim import events
from sim.config import Scenario
from sim.events import (
    LedgerEntered,
    PostManned,
    SanctionImposed,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.model import simulate
from verification.mirror import mirrored, ordered

SEED = 20170506
DAYS = 40
NOTICED = {"heard": 1, "located": 2}
DEAF = {"heard_by_one_probability": 0.0}
CONVOY_KINDS = {kind for name, kind in events.EVENT_KINDS.items() if name.startswith("Convoy")}
CONVOY_KINDS |= {events.EscortSeized, events.EscortReturned}


def early(response: str = "record_only", **over: Any) -> Scenario:
    """Eastern Ghouta with every post and checkpoint open from the fifth day on; 40 days."""
    data = compose("planned", response).model_dump(mode="json")
    for family in ("posts", "checkpoints"):
        for site in data["mission"][family].values():
            site["opens_day"] = 5.0
    return Scenario.model_validate(merge(merge(data, {"days": DAYS}), over))


def rebuilt(scenario: Scenario, change: Callable[[dict[str, Any]], None]) -> Scenario:
    """The scenario with its plain data changed."""
    data = scenario.model_dump(mode="json")
    change(data)
    return Scenario.model_validate(data)


def run(scenario: Scenario, replication: int = 0) -> EventLog:
    return simulate(scenario, SEED, replication)


def noticed(log: EventLog) -> dict[int, int]:
    """What the posts made of each incident: 0 nothing, 1 heard, 2 located."""
    return {event.violation: NOTICED.get(event.outcome, 0) for event in log.of(ViolationWatched)}


@pytest.mark.parametrize("replication", range(3))
def test_one_more_post_sees_a_superset_of_the_same_truth(replication: int) -> None:
    """Off: deterrence by presence (0 as shipped), and any rule that acts (record_only)."""
    fewer = run(early(), replication)
    zones = {"eastern_ghouta": {"posts": 8}}
    more = run(early(staffing={"zones": zones}), replication)
    assert more.of(ViolationOccurred) == fewer.of(ViolationOccurred)
    before, after = noticed(fewer), noticed(more)
    assert before.keys() == after.keys()
    assert all(after[violation] >= level for violation, level in before.items())
    assert sum(after.values()) > sum(before.values())
    located = [
        {e.incident for e in log.of(LedgerEntered) if e.source == "post"} for log in (fewer, more)
    ]
    assert located[0] <= located[1]


@pytest.mark.parametrize("replication", range(3))
@pytest.mark.parametrize("troubled", [False, True], ids=["as shipped", "absences, long shelter"])
def test_more_observers_detect_a_superset_at_every_post(replication: int, troubled: bool) -> None:
    """Off: deterrence by presence, and any rule that acts."""
    over: dict[str, Any] = {}
    if troubled:
        shelter = {"distribution": "lognormal", "mean_h": 20.0, "cv": 1.0}
        watches = {"absence_probability": 0.6, "shelter": shelter, "shelter_severity": 0}
        over = {"mission": {"watches": watches}}
    logs = []
    for observers in (2, 4):
        watch = {"observers_day": observers, "observers_night": observers}
        zones = {"eastern_ghouta": watch}
        logs.append(run(early(staffing={"zones": zones}, **over), replication))
    fewer, more = logs
    assert more.of(ViolationOccurred) == fewer.of(ViolationOccurred)
    for few, many in zip(fewer.of(ViolationWatched), more.of(ViolationWatched), strict=True):
        assert few.violation == many.violation
        assert few.seen_by <= many.seen_by
        assert few.heard_by <= many.heard_by
    assert sum(noticed(more).values()) > sum(noticed(fewer).values())


def test_renaming_a_post_with_its_key_changes_only_its_name() -> None:
    scenario = early(response="graduated")

    def rename(data: dict[str, Any]) -> None:
        posts = data["mission"]["posts"]
        posts["a_new_name"] = posts.pop("op_wafidin") | {"key": "op_wafidin"}

    renamed = run(rebuilt(scenario, rename))
    back = [
        row._replace(**{field: "op_wafidin"})
        if (field := {"StaffEngaged": "unit"}.get(type(row).__name__, "post")) in row._fields
        and getattr(row, field) == "a_new_name"
        else row
        for row in renamed
    ]
    assert renamed.rows != back
    assert ordered(back) == ordered(run(scenario))


@pytest.mark.slow
@pytest.mark.parametrize(
    "where",
    [
        ("mission", "posts"),
        ("mission", "checkpoints"),
        ("world", "groups"),
        ("world", "actors"),
        ("world", "party_checkpoints"),
        ("world", "zones", "eastern_ghouta", "places"),
        ("world", "groups", "government", "places"),
        ("world", "groups", "government", "kinds"),
        ("world", "violence", "kinds"),
    ],
    ids=lambda where: " ".join(where[1:]),
)
def test_the_order_of_entries_in_a_file_changes_nothing(where: tuple[str, ...]) -> None:
    scenario = early(response="sanction_first", days=25)

    def reverse(data: dict[str, Any]) -> None:
        for key in where[:-1]:
            data = data[key]
        data[where[-1]] = dict(reversed(list(data[where[-1]].items())))

    turned = rebuilt(scenario, reverse)
    assert ordered(run(turned)) == ordered(run(scenario))


def test_a_scenarios_name_and_question_change_nothing() -> None:
    scenario = early(response="graduated", days=15)
    renamed = scenario.model_copy(update={"name": "another", "question": "Why?"})
    assert run(renamed).digest() == run(scenario).digest()


@pytest.mark.parametrize("response", ["record_only", "graduated"])
def test_a_longer_horizon_leaves_the_first_days_identical(response: str) -> None:
    long, short = (run(early(response=response, days=days)) for days in (DAYS, 30))

    def first_days(log: EventLog) -> list[Any]:
        return [row for row in log.rows[1:] if row[0] < 24.0 * 30]

    assert len(first_days(short)) > 2000
    assert first_days(short) == first_days(long)


@pytest.mark.parametrize(
    "response",
    ["sanction_first", "investigate_first", "graduated", "joint_commission", "escalate_after_n"],
)
def test_every_rule_agrees_with_record_only_until_its_first_measure(response: str) -> None:
    passive = compose("planned", "record_only", days=DAYS)
    active = compose("planned", response, days=DAYS)
    with_rule, without = run(active), run(passive)
    pairs = zip(with_rule.rows, without.rows, strict=False)
    first = next(number for number, (left, right) in enumerate(pairs) if left != right)
    # the first row that differs: record_only files a report that the rule takes up
    filed = without.rows[first]
    assert isinstance(filed, events.ReportLogged)
    opened = next(e for e in with_rule.of(events.CaseOpened) if e.report == filed.report)
    assert active.response.severity_threshold > 0
    assert filed.hour > opened.hour
    sanctions = with_rule.of(SanctionImposed)
    assert sanctions, "the rule did act"
    until_h = sanctions[0].hour

    def truth(log: EventLog) -> list[ViolationOccurred]:
        return [event for event in log.of(ViolationOccurred) if event.hour <= until_h]

    assert truth(with_rule) == truth(without)
    assert with_rule.of(ViolationOccurred) != without.of(ViolationOccurred)


INSTANT = {
    "kind": "joint_commission",
    "severity_threshold": 2,
    "deadline_days": 1.0,
    "answer": {"distribution": "constant", "mean_h": 0.0},
    "concurs_near_side_probability": 1.0,
    "concurs_other_side_probability": 1.0,
}
AT_ONCE = {"kind": "escalate_after_n", "severity_threshold": 2, "n": 1, "window_days": 1.0}


@pytest.mark.parametrize("settings", [AT_ONCE, INSTANT], ids=lambda settings: settings["kind"])
def test_the_special_case_of_a_rule_is_the_memorandums_rule(settings: dict[str, Any]) -> None:
    """From the first finding on; with certain and instant concurrence."""
    scenario = early("investigate_first")
    special = scenario.model_copy(update={"response": resolve("response rule", settings)})
    log = run(scenario)
    assert log.of(SanctionImposed)
    assert run(special).digest() == log.digest()


def test_mediation_that_always_fails_is_to_record_only() -> None:
    """But for what was only heard, which has no place to mediate at, so posts are kept out."""
    mediators = {
        "kind": "silence_regimes",
        "label": "Mediators",
        "mediators": 1,
        "agreement": {"distribution": "constant", "mean_h": 24.0},
        "success_probability": 0.0,
        "duration_days": 3.0,
        "background_factor": 0.0,
    }
    over = {"mission": {"actors": {"mediators": mediators}}, "world": {"observation": DEAF}}
    fruitless = run(early("mediate_first", **over))
    passive = run(early(**over))
    assert fruitless.of(events.SilenceRegimeAsked)
    assert not fruitless.of(events.SilenceRegimeAgreed)
    assert fruitless.of(ViolationOccurred) == passive.of(ViolationOccurred)
    assert fruitless.of(LedgerEntered) == passive.of(LedgerEntered)


def test_the_second_ledgers_parameters_do_not_touch_the_first_ledger() -> None:
    """Off: any rule that acts. Whether an entry is the first of its incident in *any* ledger is the
    centre's word and not the ledger's, so that word is left out."""
    loud = {
        "probability": {"side_b": 0.9},
        "probability_if_deaths": {"side_b": 0.95},
        "unfounded_per_day": {"side_b": 3.0},
    }
    logs = [run(early()), run(early(world={"complaints": loud}))]
    heard = compose().world.guarantors
    first = next(name for name, about in heard.items() if about.hears_complaints_of == "side_a")
    entries = [
        [row._replace(entry="") for row in log.of(LedgerEntered) if row.ledger == first]
        for log in logs
    ]
    assert len(entries[0]) > 20
    assert entries[0] == entries[1]
    others = [sum(row.ledger != first for row in log.of(LedgerEntered)) for log in logs]
    assert others[1] > others[0]
    assert logs[0].of(ViolationOccurred) == logs[1].of(ViolationOccurred)


@pytest.mark.parametrize("response", ["record_only", "graduated"])
def test_convoys_switched_off_leave_monitoring_as_it_was(response: str) -> None:
    """Nothing leads back from convoys but lanes (which they take first) and stocks."""

    def without_agencies(data: dict[str, Any]) -> None:
        data["world"]["actors"] = {}

    scenario = early(response=response)
    apart = CONVOY_KINDS | {events.CheckpointHour, events.StockDay, events.ControlObserved}

    def monitoring(log: EventLog) -> list[Any]:
        return [
            row
            for row in log
            if type(row) not in apart and getattr(row, "mover", "team") != "convoy"
        ]

    on, off = run(scenario), run(rebuilt(scenario, without_agencies))
    assert on.of(events.ConvoyRequested)
    assert not off.of(events.ConvoyRequested)
    assert monitoring(on) == monitoring(off)


def test_swapping_the_sides_mirrors_the_log() -> None:
    """Off: unfounded complaints, the one draw that bears a side's name. Groups keep their names."""
    quiet = {"complaints": {"unfounded_per_day": {"side_a": 0.0, "side_b": 0.0}}}
    scenario = early(response="graduated", world=quiet)
    mirror = Scenario.model_validate(mirrored(scenario.model_dump(mode="json")))
    there, here = run(mirror), run(scenario)
    back = [type(row)(*(mirrored(field) for field in row)) for row in there]
    assert there.of(ViolationOccurred) != here.of(ViolationOccurred)
    assert ordered(back) == ordered(here)


def test_two_replications_are_different() -> None:
    """Every relation above would hold of a generator that always gives the same number."""
    scenario = early(days=10)
    assert run(scenario, 0).of(ViolationOccurred) != run(scenario, 1).of(ViolationOccurred)
    assert run(scenario).of(PostManned), "posts were manned, so there was something to relate"
