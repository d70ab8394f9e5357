"""The mandate: verdicts on the record, and beside them what they would have been in truth."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.analysis.kpis import compute, value
from sim.events import ActorActed, LedgerEntered, RunStarted, SituationChanged, ViolationOccurred
from sim.kernel.eventlog import EventLog
from sim.settings.contradictions import contradictions

EXAMPLE: dict[str, Any] = {
    "kind": "mandate",
    "term_days": 45.0,
    "assessment_every_days": 10.0,
    "compared_with": "first_period",
    "improved_below": 1.0,
    "improved_needed": 1,
    "of_last": 2,
    "postponed_probability": 0.0,
    "postponement": {"distribution": "constant", "mean_h": 120.0},
    "after_lapse_factor": 1.5,
}
EXAMPLE_IN = "world"
BETTER, WORSE = 1, 9
FIRST = 5


def mandate(
    recorded: list[int], true: list[int], days: float = 60.0, group: str = "government", **over: Any
) -> EventLog:
    """So many incidents in each period of ten days, as recorded and as they happened."""
    stand = ActorStand(days=days)
    stand.start(EXAMPLE | over, "mandate")
    number = 0
    for period, (entries, incidents) in enumerate(zip(recorded, true, strict=True)):
        for i in range(max(entries, incidents)):
            number += 1
            hour = 240.0 * period + 1.0 + i
            if i < entries:
                for again in (0.0, 0.5):  # in two ledgers: one incident all the same
                    row = LedgerEntered(
                        hour + again, f"ledger {again}", number, "matched", "post",
                        "eastern_ghouta", "douma", "mortar", "side_a", group,
                    )  # fmt: skip
                    stand.rep.at(row.hour, lambda row=row: stand.rep.record(row))
            if i < incidents:
                happened = ViolationOccurred(
                    hour, number, "government", "side_a", True, "eastern_ghouta", "douma",
                    "mortar", 1, 0, 1, 0,
                )  # fmt: skip
                stand.rep.at(hour, lambda row=happened: stand.rep.record(row))
    return stand.run()


def said(log: EventLog, action: str) -> dict[str, float]:
    return {e.target: e.amount for e in log.of(ActorActed) if e.action == action}


def changes(log: EventLog, quantity: str) -> list[SituationChanged]:
    return [event for event in log.of(SituationChanged) if event.quantity == quantity]


def test_periods_are_compared_with_the_first_on_the_record_and_apart_from_it_in_truth() -> None:
    log = mandate([FIRST, BETTER, FIRST, WORSE], [FIRST, WORSE, BETTER, WORSE])
    periods = ["period 2", "period 3", "period 4"]
    assert said(log, "improved_on_record") == dict(zip(periods, [1.0, 0.0, 0.0], strict=True))
    assert said(log, "improved_in_truth") == dict(zip(periods, [0.0, 1.0, 0.0], strict=True))
    assert said(log, "recorded_incidents")["period 4"] == WORSE
    assert said(log, "true_incidents")["period 3"] == BETTER
    assert [e.hour for e in log.of(ActorActed) if e.action == "assessments"] == [
        480.0,
        720.0,
        960.0,
    ]


def test_periods_may_be_compared_with_the_one_before() -> None:
    counts = ([4, 9, 5, 6], [9, 8, 8, 7])
    log = mandate(*counts, compared_with="period_before")
    assert list(said(log, "improved_on_record").values())[:3] == [0.0, 1.0, 0.0]
    assert list(said(log, "improved_in_truth").values())[:3] == [1.0, 0.0, 1.0]


def test_what_is_blamed_on_an_excluded_group_is_not_assessed() -> None:
    log = mandate([FIRST, BETTER], [FIRST, BETTER], group="excluded_group")
    assert said(log, "recorded_incidents")["period 2"] == 0.0


def test_extended_on_the_record_the_truce_is_renewed_everywhere() -> None:
    log = mandate([FIRST, WORSE, BETTER, WORSE], [FIRST, WORSE, WORSE, WORSE])
    assert said(log, "extended") == {"term 1": 1.0}
    assert said(log, "extended_on_true_counts") == {"term 1": 0.0}
    renewed = changes(log, "truce_renewed")
    assert [(e.hour, e.target, e.by) for e in renewed] == [(1080.0, "eastern_ghouta", "mandate")]
    assert changes(log, "manning") == changes(log, "background") == []
    assert len(said(log, "assessments")) == 4, "they go on after the extension"


def test_not_extended_the_sites_are_withdrawn_in_its_name() -> None:
    log = mandate([FIRST, BETTER, WORSE, WORSE], [FIRST, BETTER, BETTER, BETTER])
    assert said(log, "extended") == {"term 1": 0.0}
    assert said(log, "extended_on_true_counts") == {"term 1": 1.0}
    mission = compose().mission
    withdrawn = changes(log, "manning")
    assert {e.target for e in withdrawn} == {*mission.posts, *mission.checkpoints}
    assert {(e.hour, e.factor, e.by) for e in withdrawn} == {(1080.0, 0.0, "mandate")}
    assert [(e.target, e.factor) for e in changes(log, "background")] == [("eastern_ghouta", 1.5)]
    assert changes(log, "truce_renewed") == []
    assert "period 5" not in said(log, "assessments"), "there is nothing left to assess"


def test_a_neutral_lapse_leaves_the_background_alone() -> None:
    log = mandate([FIRST, WORSE, WORSE, WORSE], [0] * 4, after_lapse_factor=1.0)
    assert said(log, "extended") == {"term 1": 0.0}
    assert changes(log, "background") == []


def test_postponed_rounds_speak_of_their_own_period_and_may_come_too_late() -> None:
    """Ten days late: the verdict on period 4, the only good one, is not there on day 45; the
    decision itself comes on day 55, when it is."""
    late = {"postponement": {"distribution": "constant", "mean_h": 240.0}}
    counts = ([FIRST, WORSE, WORSE, BETTER, WORSE], [FIRST] * 5)
    log = mandate(*counts, days=80.0, postponed_probability=1.0, **late)
    first = next(e for e in log.of(ActorActed) if e.action == "recorded_incidents")
    assert (first.hour, first.target, first.amount) == (720.0, "period 2", WORSE)
    assert [e.hour for e in log.of(ActorActed) if e.action == "decisions"] == [24.0 * 55]
    assert said(log, "extended") == {"term 1": 1.0}
    assert len(said(log, "rounds_postponed")) == len(said(log, "assessments")) + 2


def test_a_second_term_has_a_decision_of_its_own() -> None:
    log = mandate([FIRST, 1, 1, 1, 1, 1, 1, 9, 9], [0] * 9, days=100.0)
    assert said(log, "extended") == {"term 1": 1.0, "term 2": 0.0}


def test_a_stricter_rule_extends_less() -> None:
    counts = ([FIRST, 4, 3, 2], [FIRST] * 4)
    assert said(mandate(*counts, improved_below=0.7), "extended") == {"term 1": 1.0}
    assert said(mandate(*counts, improved_below=0.4), "extended") == {"term 1": 0.0}
    strict = mandate(*counts, improved_below=0.5, improved_needed=2)
    assert said(strict, "extended") == {"term 1": 0.0}


@pytest.mark.parametrize(
    ("over", "key", "message"),
    [
        ({"improved_needed": 3}, "improved_needed", "must not be above of_last (2)"),
        ({"of_last": 9}, "of_last", "only 3 assessments compare periods"),
        ({"term_days": 5.0}, "of_last", "only 0 assessments compare"),
    ],
)
def test_contradictions(over: dict[str, Any], key: str, message: str) -> None:
    world = {"actors": {"mandate": EXAMPLE | over}, "violence": {"background_ceiling": 40.0}}
    found = contradictions(compose(world=world))
    assert [(where[-1], text[: len(message)]) for where, text in found] == [(key, message)]


def test_kpis_count_decisions_and_disagreements() -> None:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 24.0 * 60))
    rounds = mandate([FIRST, BETTER, FIRST, WORSE], [FIRST, WORSE, BETTER, WORSE])
    for event in rounds.of(ActorActed):
        log.append(event)
    pairs = compute(log)
    # on the record 1 0 0, in truth 0 1 0; the last two before the decision: 0 0 and 1 0
    assert value(pairs["assessments_disagreeing_share"]) == 2 / 3
    assert value(pairs["assessments_improved_share"]) == 1 / 3
    assert value(pairs["mandate_extended_share"]) == 0.0
    assert value(pairs["mandate_extended_on_true_counts_share"]) == 1.0
    assert value(pairs["mandate_reversed_by_truth_share"]) == 1.0
    assert value(pairs["deeds_mandate_decisions"]) == 1.0
