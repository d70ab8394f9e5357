"""KPIs of cases, findings, sanctions and the mandate on logs whose counts all differ."""

from __future__ import annotations

import pytest
from small_logs import both_windows, fired, pairs_of

from sim.events import (
    ActorActed,
    CaseOpened,
    FindingMade,
    LiaisonCalled,
    PlaceVisited,
    ProtestMade,
    ReportClosed,
    ReportExpired,
    ReportHandled,
    ReportLogged,
    SanctionImposed,
)
from sim.kernel.eventlog import Event

Whole = tuple[float, float]


def case(opened_h: float, name: int, incident_h: float) -> CaseOpened:
    return CaseOpened(opened_h, name, incident_h, "north", "town", 2, "group_of_side_a", "side_a")


CASES: list[Event] = [
    case(50.0, 1, 48.0), LiaisonCalled(53.0, 1), LiaisonCalled(58.0, 1), ReportHandled(54.0, 1),
    PlaceVisited(60.0, 1, "town"), PlaceVisited(160.0, 1, "town"), ReportClosed(70.0, 1, "finding"),
    # visited too late
    case(80.0, 2, 76.0), LiaisonCalled(90.0, 2), ReportHandled(95.0, 2),
    PlaceVisited(200.0, 2, "town"), ReportClosed(210.0, 2, "sanction"),
    # only logged, though somebody went
    case(85.0, 3, 84.0), LiaisonCalled(86.0, 3), ReportHandled(100.0, 3), ReportLogged(100.0, 3),
    PlaceVisited(101.0, 3, "town"),
    case(100.0, 4, 97.0), ReportHandled(110.0, 4), ReportExpired(150.0, 4),
    # waits for a desk
    case(120.0, 5, 119.0), LiaisonCalled(130.0, 5),
    # still open, one since less than 72 hours, one since 72 exactly
    case(200.0, 6, 190.0), ReportHandled(205.0, 6), PlaceVisited(206.0, 6, "town"),
    case(169.0, 9, 168.0), ReportHandled(171.0, 9),
    case(130.0, 7, 128.0), ReportHandled(135.0, 7), ReportClosed(180.0, 7, "none"),
    # visited after 72 hours exactly
    case(140.0, 8, 139.0), ReportHandled(141.0, 8), PlaceVisited(211.0, 8, "town"),
    ReportClosed(215.0, 8, "protest"), ProtestMade(215.0, 8, "group_of_side_a", "side_a"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("cases_per_day", (9, 10), (8, 7)),
        ("cases_logged_only_share", (1, 9), (1, 8)),
        ("cases_not_handled_share", (1, 9), (1, 8)),
        ("visited_within_72_h_share", (2, 6), (1, 5)),
        ("call_mean_hours", (32, 4), (27, 3)),
        ("call_open_share", (5, 9), (5, 8)),
        ("answer_mean_hours", (232, 3), (210, 2)),
        ("answer_open_share", (2, 7), (2, 6)),
        ("answer_given_up_share", (2, 7), (2, 6)),
        ("protests_made", (1, 1), (1, 1)),
    ],
)
def test_cases(kpi: str, whole: Whole, later: Whole) -> None:
    assert both_windows(pairs_of(*CASES), kpi) == (whole, later)


def named(
    hour: float, name: int, side: str, outcome: str = "attributed", group: str = ""
) -> FindingMade:
    return FindingMade(hour, name, outcome, group or f"group_of_{side}", side)


def sanctioned(hour: float, name: int, side: str, group: str = "") -> SanctionImposed:
    return SanctionImposed(hour, name, group or f"group_of_{side}", side, 1)


ANSWERS: list[Event] = [
    fired(48.0, 6), fired(76.0, 1), fired(77.0, 2), fired(78.0, 3, "side_b"), fired(79.0, 4),
    fired(80.0, 5, "side_b", covered=False),
    named(60.0, 6, "side_b"), named(100.0, 1, "side_a"), named(101.0, 2, "side_a"),
    named(102.0, 3, "side_a"), named(103.0, 4, "side_b"),
    # of an excluded group only the group itself is right
    named(104.0, 5, "side_b"), named(105.0, 5, "side_b", group="another"),
    # nothing happened; nobody is named; the side is right and the group isn't
    named(106.0, 99, "side_a"), named(107.0, 1, "side_a", "unattributed"),
    named(108.0, 4, "side_a", group="another"),
    sanctioned(61.0, 6, "side_b"), sanctioned(110.0, 1, "side_a"),
    sanctioned(111.0, 2, "side_a", "another"), sanctioned(112.0, 3, "side_b"),
    sanctioned(113.0, 99, "side_a"), sanctioned(114.0, 4, "side_a"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("findings_attributed_share", (9, 10), (8, 9)),
        ("findings_wrong_side_share", (5, 9), (4, 8)),
        ("findings_wrong_side_share_against_side_a", (2, 5), (2, 5)),
        ("findings_wrong_side_share_against_side_b", (3, 4), (2, 3)),
        ("sanctions_imposed", (6, 1), (5, 1)),
        ("sanctions_wrong_group_share", (3, 6), (2, 5)),
        ("sanctions_wrong_group_share_against_side_a", (2, 4), (2, 4)),
        ("sanctions_wrong_group_share_against_side_b", (1, 2), (0, 1)),
        # side_a fired 1, 2, 4 and 6, side_b 3, all of one kind
        ("found_given_equal_conduct_share_side_a", (5 * 2 / 4, 5), (4 * 2 / 3, 4)),
        ("found_given_equal_conduct_share_side_b", (0, 5), (0, 4)),
        ("sanctioned_given_equal_conduct_share_side_a", (5 * 2 / 4, 5), (4 * 2 / 3, 4)),
        ("sanctioned_given_equal_conduct_share_side_b", (5, 5), (4, 4)),
    ],
)
def test_findings_and_sanctions(kpi: str, whole: Whole, later: Whole) -> None:
    found = both_windows(pairs_of(*ANSWERS), kpi)
    assert found == (pytest.approx(whole), pytest.approx(later))


def test_identities_are_told_apart_to_their_last_bit() -> None:
    """As floats these two would be the same number."""
    name = 2**62
    rows = [fired(80.0, name), fired(81.0, name + 1), fired(82.0, 3, "side_b")]
    pairs = pairs_of(*rows, named(100.0, name, "side_a"))
    assert pairs["found_given_equal_conduct_share_side_a"] == (1.5, 3)


def decided(hour: float, term: str, on_record: float, on_true_counts: float) -> list[Event]:
    return [
        ActorActed(hour, "council", "mandate", "extended", term, on_record),
        ActorActed(hour, "council", "mandate", "extended_on_true_counts", term, on_true_counts),
    ]


def assessed(hour: float, period: str, on_record: float, in_truth: float) -> list[Event]:
    return [
        ActorActed(hour, "council", "mandate", "improved_on_record", period, on_record),
        ActorActed(hour, "council", "mandate", "improved_in_truth", period, in_truth),
    ]


MANDATE = [
    *decided(50.0, "1", 1.0, 0.0), *decided(100.0, "2", 1.0, 1.0), *decided(150.0, "3", 0.0, 1.0),
    *decided(200.0, "4", 1.0, 0.0),
    *assessed(60.0, "a", 1.0, 0.0), *assessed(120.0, "b", 0.0, 0.0),
    *assessed(180.0, "c", 1.0, 1.0), *assessed(190.0, "d", 0.0, 1.0),
    *assessed(195.0, "e", 1.0, 1.0),
    ActorActed(100.0, "council", "bulletins", "extended", "2", 0.0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "whole", "later"),
    [
        ("mandate_extended_share", (3, 4), (2, 3)),
        ("mandate_extended_on_true_counts_share", (2, 4), (2, 3)),
        ("mandate_reversed_by_truth_share", (3, 4), (2, 3)),
        ("assessments_improved_share", (3, 5), (2, 4)),
        ("assessments_disagreeing_share", (2, 5), (1, 4)),
    ],
)
def test_mandate(kpi: str, whole: Whole, later: Whole) -> None:
    assert both_windows(pairs_of(*MANDATE), kpi) == (whole, later)


def test_two_councils_may_call_their_terms_alike() -> None:
    other = [ActorActed(101.0, "assembly", "mandate", "extended", "2", 0.0)]
    other += [ActorActed(101.0, "assembly", "mandate", "extended_on_true_counts", "2", 0.0)]
    assert pairs_of(*MANDATE, *other)["mandate_extended_share"] == (3, 5)
