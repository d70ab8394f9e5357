"""The response rules as what they are: pure functions of a report or a finding and the past."""

from __future__ import annotations

from copy import deepcopy

import pytest
from pydantic import ValidationError
from small_world import report

import sim.model.response_rules  # noqa: F401  importing makes the kinds known
from sim.kernel.registry import kinds, resolve
from sim.model.entities import Finding
from sim.model.measures import Investigate, LiaisonCall, Measure, Protest, Sanction
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule

KINDS = ["graduated", "investigate_first", "record_only", "sanction_first"]
NOT_ATTRIBUTED = ["no_violation", "inconclusive", "refused", "expired"]


def rule(kind: str, **settings: object) -> ResponseRule:
    made = resolve("response rule", {"kind": kind, **settings})
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


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_calls_first_and_has_a_threshold(kind: str) -> None:
    assert rule(kind).first_action == LiaisonCall()
    assert rule(kind).severity_threshold == 2
    assert rule(kind, severity_threshold=0).severity_threshold == 0
    for wrong in (-1, 4):
        with pytest.raises(ValidationError):
            rule(kind, severity_threshold=wrong)
