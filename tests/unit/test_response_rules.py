"""The response rules as what they are: pure functions of a report or a finding and the past."""

from __future__ import annotations

from copy import deepcopy

import pytest
from conftest import compose
from pydantic import ValidationError
from small_world import report

import sim.model.response_rules  # noqa: F401  importing makes the kinds known
from sim.config import Duration
from sim.kernel.registry import kinds, resolve
from sim.model.commission import Concurrence
from sim.model.entities import Finding
from sim.model.measures import (
    Investigate,
    LiaisonCall,
    Measure,
    Protest,
    Sanction,
    SilenceRegime,
)
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule
from sim.settings.contradictions import contradictions

KINDS = [
    "escalate_after_n",
    "graduated",
    "investigate_first",
    "joint_commission",
    "mediate_first",
    "record_only",
    "sanction_first",
]
COMMISSION = {
    "deadline_days": 7.0,
    "answer": {"mean_h": 48.0},
    "concurs_near_side_probability": 0.5,
    "concurs_other_side_probability": 0.9,
}
"""A commission has no neutral terms: they are spelt out."""
MEDIATORS = {
    "kind": "silence_regimes",
    "label": "Mediators",
    "mediators": 1,
    "agreement": {"mean_h": 24.0},
    "success_probability": 0.5,
    "duration_days": 3.0,
    "background_factor": 0.3,
}
NOT_ATTRIBUTED = ["no_violation", "inconclusive", "refused", "expired"]


def rule(kind: str, **settings: object) -> ResponseRule:
    terms = COMMISSION if kind == "joint_commission" else {}
    made = resolve("response rule", {"kind": kind, **terms, **settings})
    assert isinstance(made, ResponseRule)
    return made


def finding(day: float = 100.0, group: str = "army", outcome: str = "attributed") -> Finding:
    side = "side_a" if group else ""
    return Finding(1, 24.0 * day, outcome, group, side, "town", 2)


def test_each_rule_is_known_by_its_kind() -> None:
    assert kinds("response rule") == KINDS


@pytest.mark.parametrize(
    ("kind", "suspect", "measures"),
    [
        ("record_only", "army", []),
        ("record_only", "", []),
        ("sanction_first", "army", [Sanction("army")]),
        ("sanction_first", "", []),
        ("investigate_first", "army", [Investigate()]),
        ("investigate_first", "", [Investigate()]),
        ("graduated", "army", [Investigate()]),
        ("graduated", "", [Investigate()]),
        ("escalate_after_n", "army", [Investigate()]),
        ("joint_commission", "", [Investigate()]),
        ("mediate_first", "army", [SilenceRegime()]),
        ("mediate_first", "", [SilenceRegime()]),
    ],
)
def test_on_a_report(kind: str, suspect: str, measures: list[Measure]) -> None:
    past = Past()
    assert list(rule(kind).on_report(report(suspect=suspect), past)) == measures
    assert past == Past(), "a pure function"


@pytest.mark.parametrize(
    ("kind", "measures"),
    [
        ("record_only", []),
        ("sanction_first", []),
        ("investigate_first", [Sanction("army")]),
        ("graduated", [Protest("army")]),
        ("escalate_after_n", []),
        ("mediate_first", [Sanction("army")]),
        (
            "joint_commission",
            [Sanction("army", Concurrence(168.0, Duration(mean_h=48.0), 0.5, 0.9))],
        ),
    ],
)
def test_on_a_first_finding(kind: str, measures: list[Measure]) -> None:
    assert list(rule(kind).on_finding(finding(), Past())) == measures


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("outcome", NOT_ATTRIBUTED)
def test_a_finding_that_names_nobody_brings_nothing(kind: str, outcome: str) -> None:
    past = Past(findings=[finding(99.0), finding(99.0, "", outcome)])
    assert list(rule(kind).on_finding(finding(100.0, "", outcome), past)) == []


@pytest.mark.parametrize(
    ("earlier", "answer"),
    [
        ([finding(70.0)], Sanction("army")),
        ([finding(69.9)], Protest("army")),
        ([finding(99.0, "rebels")], Protest("army")),
        ([finding(99.0, "", "inconclusive")], Protest("army")),
        ([finding(20.0), finding(71.0), finding(99.0, "rebels")], Sanction("army")),
    ],
)
def test_graduated_sanctions_whom_it_found_before_within_the_window(
    earlier: list[Finding], answer: Measure
) -> None:
    """30 days by default, and day 70 lies in them on day 100."""
    past = Past(findings=earlier)
    before = deepcopy(past)
    assert list(rule("graduated").on_finding(finding(), past)) == [answer]
    assert past == before


def test_the_window_is_a_setting() -> None:
    past = Past(findings=[finding(70.0)])
    short, long = rule("graduated", window_days=29.9), rule("graduated", window_days=365.0)
    assert list(short.on_finding(finding(), past)) == [Protest("army")]
    assert list(long.on_finding(finding(), Past(findings=[finding(1.0)]))) == [Sanction("army")]
    with pytest.raises(ValidationError):
        rule("graduated", window_days=0.0)


@pytest.mark.parametrize(
    ("n", "earlier", "measures"),
    [
        (1, [], [Sanction("army")]),
        (2, [], []),
        (2, [finding(70.0)], [Sanction("army")]),
        (2, [finding(69.9)], []),
        (3, [finding(70.0), finding(99.0, "rebels"), finding(99.0, "", "inconclusive")], []),
        (3, [finding(70.0), finding(99.0)], [Sanction("army")]),
        (3, [finding(70.0), finding(80.0), finding(99.0)], [Sanction("army")]),
    ],
)
def test_escalate_counts_findings_of_the_group_within_the_window(
    n: int, earlier: list[Finding], measures: list[Measure]
) -> None:
    past = Past(findings=earlier)
    before = deepcopy(past)
    assert list(rule("escalate_after_n", n=n).on_finding(finding(), past)) == measures
    assert past == before
    with pytest.raises(ValidationError):
        rule("escalate_after_n", n=0)


@pytest.mark.parametrize(
    ("until_h", "measure"),
    [(None, SilenceRegime()), (50.0, SilenceRegime()), (50.1, Investigate())],
)
def test_mediate_first_investigates_a_place_that_ought_to_be_silent(
    until_h: float | None, measure: Measure
) -> None:
    """A report that comes at hour 50; regimes elsewhere don't matter."""
    past = Past(silences={"village": 1000.0} | ({} if until_h is None else {"town": until_h}))
    before = deepcopy(past)
    assert list(rule("mediate_first").on_report(report(hour=50.0), past)) == [measure]
    assert past == before


def test_mediate_first_investigates_what_was_only_heard() -> None:
    heard = report()
    heard.place = ""
    assert list(rule("mediate_first").on_report(heard, Past())) == [Investigate()]


def test_mediate_first_without_mediators_is_told_in_one_line() -> None:
    mediators = {"mediators": {**MEDIATORS, "enabled": True}}
    switched_off = {"mediators": {**MEDIATORS, "enabled": False}}
    line = "needs mediators: an actor of kind 'silence_regimes' under mission.actors"
    for actors, problems in (
        ({}, [(("response", "kind"), line)]),
        (switched_off, [(("response", "kind"), line)]),
        (mediators, []),
    ):
        scenario = compose("planned", "mediate_first", mission={"actors": actors})
        assert contradictions(scenario) == problems


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_calls_first_and_has_a_threshold(kind: str) -> None:
    assert rule(kind).first_action == LiaisonCall()
    assert rule(kind).severity_threshold == 2
    assert rule(kind, severity_threshold=0).severity_threshold == 0
    for wrong in (-1, 4):
        with pytest.raises(ValidationError):
            rule(kind, severity_threshold=wrong)
