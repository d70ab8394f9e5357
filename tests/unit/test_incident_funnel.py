"""The funnel of true incidents, stage by stage, in logs written by hand."""

from __future__ import annotations

from backtest.golden import FILE, from_text
from small_logs import FIRST_POST_H, both_windows, entered, fired, pairs_of

from sim.analysis.kpis import FROM_FIRST_POST
from sim.analysis.kpis.funnel import STAGES
from sim.events import (
    FindingMade,
    PlaceVisited,
    ProtestMade,
    SanctionImposed,
    SilenceRegimeAgreed,
    ViolationWatched,
)
from sim.kernel.eventlog import Event

SHARE = "incidents_reaching_share_"
A, B = "group_of_side_a", "group_of_side_b"


def watched(hour: float, name: int, outcome: str) -> ViolationWatched:
    return ViolationWatched(hour, name, outcome, 0, 0, "day")


def numbers(*events: Event) -> dict[str, float]:
    pairs = pairs_of(*events)
    assert len({pairs[SHARE + stage][1] for stage in STAGES}) == 1
    return {stage: pairs[SHARE + stage][0] for stage in STAGES}


def test_what_the_network_made_of_incidents() -> None:
    outcomes = ["blind", "not_watched", "missed", "heard", "located"]
    rows = [fired(10.0 + at, at + 1) for at in range(5)]
    seen = [watched(10.0 + at, at + 1, outcome) for at, outcome in enumerate(outcomes)]
    found = numbers(*rows, *seen)
    assert (found["observable"], found["noticed"], found["located"]) == (3, 2, 1)
    assert found["recorded"] == found["visited"] == found["answered"] == 0


def test_recorded_is_told_apart_by_how_it_came_in() -> None:
    rows = [fired(10.0 + at, at + 1) for at in range(5)]
    rows.append(fired(16.0, 6, covered=False))
    rows += [
        entered(20.0, "east", 1, source="post"),
        entered(21.0, "west", 1, "duplicate", source="complaint"),
        entered(22.0, "west", 2, source="complaint"),
        entered(30.0, "east", 2, "duplicate", source="patrol"),  # traces found later
        entered(23.0, "west", 3, source="complaint"),
        entered(24.0, "west", 3, "duplicate", source="complaint"),
        entered(25.0, "east", 4, source="uav"),
        entered(26.0, "east", 6, "excluded"),
        entered(27.0, "east", 99, "unfounded", source="complaint"),
    ]
    found = numbers(*rows)
    assert found["recorded"] == 4
    assert found["recorded_own"] == 3
    assert found["recorded_by_complaint"] == 1


def test_visits_findings_and_answers_right_and_wrong() -> None:
    rows = [fired(10.0 + at, at + 1) for at in range(6)]
    rows += [PlaceVisited(40.0, name, "town") for name in (1, 2, 3, 99)]
    rows += [
        FindingMade(41.0, 1, "attributed", A, "side_a"),
        FindingMade(42.0, 2, "attributed", B, "side_b"),
        FindingMade(43.0, 3, "inconclusive", "", ""),
        FindingMade(44.0, 99, "attributed", A, "side_a"),  # nothing happened
        SanctionImposed(50.0, 1, A, "side_a", 1),
        ProtestMade(51.0, 2, B, "side_b"),
        SilenceRegimeAgreed(52.0, 4, "town", 100.0),
        # both against the wrong group and against the right one
        SanctionImposed(53.0, 5, B, "side_b", 1),
        ProtestMade(54.0, 5, A, "side_a"),
    ]
    found = numbers(*rows)
    assert (found["visited"], found["attributed"], found["rightly_attributed"]) == (3, 2, 1)
    assert (found["answered"], found["rightly_answered"]) == (4, 3)


def test_an_incident_belongs_to_the_window_in_which_it_happened() -> None:
    early, late = FIRST_POST_H - 1.0, FIRST_POST_H + 1.0
    rows = [fired(early, 1), fired(late, 2), watched(early, 1, "missed"), watched(late, 2, "heard")]
    rows += [PlaceVisited(100.0, name, "town") for name in (1, 2)]
    pairs = pairs_of(*rows)
    assert both_windows(pairs, f"{SHARE}visited") == ((2, 2), (1, 1))
    assert both_windows(pairs, f"{SHARE}noticed") == ((1, 2), (1, 1))


def test_without_incidents_there_is_no_share() -> None:
    pairs = pairs_of(fired(10.0, 1, covered=False))
    assert {pairs[SHARE + stage] for stage in STAGES} == {(0.0, 0.0)}


def test_stages_of_simulated_runs_hold_one_another_and_agree_with_other_kpis() -> None:
    table = from_text(FILE.read_text(encoding="utf-8"))
    for suffix in ("", FROM_FIRST_POST):
        for run, (located, committed) in table[f"located_share{suffix}"].items():
            of = {stage: table[f"{SHARE}{stage}{suffix}"][run] for stage in STAGES}
            assert {denominator for _, denominator in of.values()} == {committed}
            number = {stage: pair[0] for stage, pair in of.items()}
            assert committed >= number["observable"] >= number["noticed"] >= number["located"]
            assert number["located"] == located
            assert number["recorded"] == table[f"recorded_share{suffix}"][run][0]
            by = number["recorded_own"] + number["recorded_by_complaint"]
            assert number["recorded"] == by
            for stage in ("attributed", "answered"):
                assert number[stage] >= number[f"rightly_{stage}"]
