"""What becomes of requests for convoys: each ends in exactly one way."""

from __future__ import annotations

import inspect
import re

import pytest
from backtest.golden import FILE, from_text
from small_logs import log_of, pairs_of

from sim.analysis.kpis import FROM_FIRST_POST
from sim.analysis.kpis.convoy_ends import LOST_BEFORE, STAGES
from sim.analysis.kpis.convoy_fates import FATES, convoy_fates
from sim.events import (
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyLoaded,
    ConvoyRequested,
)
from sim.kernel.eventlog import Event
from sim.model.convoys import Road

REASONS = ("access_denied", "access_suspended", "mine", "fire")


def requested(hour: float, convoy: int, instead_of: int = 0) -> ConvoyRequested:
    return ConvoyRequested(hour, convoy, "agency", "town", 100, instead_of)


def granted(hour: float, convoy: int, people: int = 100) -> ConvoyAnswered:
    return ConvoyAnswered(hour, convoy, "granted", people, 1)


def ended(
    hour: float, convoy: int, outcome: str, reason: str = "", stage: str = "unloading"
) -> ConvoyEnded:
    return ConvoyEnded(hour, convoy, outcome, stage, reason, 0, 0.0, 0.0, 0.0)


ASKED = requested(1.0, 1)
ON_ITS_WAY: list[Event] = [
    ASKED,
    granted(2.0, 1),
    ConvoyLoaded(3.0, 1, 100, 1.0, 0.0),
    ConvoyDeparted(4.0, 1, 1.0),
]
THERE: list[Event] = [*ON_ITS_WAY, ConvoyArrived(5.0, 1)]


@pytest.mark.parametrize(
    ("fate", "events"),
    [
        ("awaiting_answer", [ASKED]),
        ("refused", [ASKED, ConvoyAnswered(2.0, 1, "refused", 0, 0)]),
        ("unanswered", [ASKED, ConvoyAnswered(2.0, 1, "unanswered", 0, 0)]),
        ("waiting_to_load", ON_ITS_WAY[:2]),
        ("waiting_to_depart", ON_ITS_WAY[:3]),
        ("on_the_way", ON_ITS_WAY),
        ("unloading", THERE),
        *((why, [*ON_ITS_WAY, ended(6.0, 1, "turned_back", why, "gate")]) for why in REASONS),
        ("fire_while_unloading", [*THERE, ended(6.0, 1, "turned_back", "fire")]),
        ("attacked", [*THERE, ended(6.0, 1, "attacked", "attack")]),
        ("partly_delivered", [*THERE, ended(6.0, 1, "partly_delivered", "fire")]),
        ("delivered", [*THERE, ended(6.0, 1, "delivered")]),
        ("delivered_to_fewer", [ASKED, granted(2.0, 1, 60), ended(6.0, 1, "delivered")]),
    ],
)
def test_every_fate(fate: str, events: list[Event]) -> None:
    assert convoy_fates(log_of(*events)) == [fate]
    pairs = pairs_of(*events)
    assert pairs[f"convoys_ending_share_{fate}"] == (1.0, 1.0)
    assert sum(pairs[f"convoys_ending_share_{one}"][0] for one in FATES) == 1.0


def test_all_fates_are_tested_and_the_road_knows_no_other_reason() -> None:
    (mark,) = test_every_fate.pytestmark
    assert {fate for fate, _ in mark.args[1]} == set(FATES)
    said = set(re.findall(r'"turned_back", leg\.to, f?"(\w+)', inspect.getsource(Road.drive)))
    assert said == {"access_", "mine", "fire"}
    assert {fate for lost in LOST_BEFORE.values() for fate in lost} < set(FATES)


@pytest.mark.parametrize(
    ("fate", "stages"),
    [
        ("refused", []),
        ("waiting_to_load", ["granted"]),
        ("waiting_to_depart", ["granted", "loaded"]),
        ("mine", ["granted", "loaded", "departed"]),
        ("attacked", ["granted", "loaded", "departed", "arrived"]),
        ("partly_delivered", list(STAGES)),
        ("delivered_to_fewer", list(STAGES)),
        ("delivered", list(STAGES)),
    ],
)
def test_a_fate_lies_beyond_the_stages_that_were_reached(fate: str, stages: list[str]) -> None:
    (mark,) = test_every_fate.pytestmark
    events = dict(mark.args[1])[fate]
    pairs = pairs_of(*events)
    reached = [one for one in STAGES if pairs[f"convoys_reaching_share_{one}"][0] == 1.0]
    assert reached == stages


def test_another_carriers_try_belongs_to_the_agencys_request() -> None:
    back = ended(5.0, 1, "turned_back", "fire", "gate")
    second = requested(7.0, 2, instead_of=1)
    refused = ConvoyAnswered(8.0, 2, "refused", 0, 0)
    # the last try that came to an end decides
    assert convoy_fates(log_of(*ON_ITS_WAY, back, second, refused)) == ["fire"]
    assert convoy_fates(log_of(*ON_ITS_WAY, back, second)) == ["fire"]
    delivered = [granted(8.0, 2), ended(9.0, 2, "delivered")]
    assert convoy_fates(log_of(*ON_ITS_WAY, back, second, *delivered)) == ["delivered"]
    # without an end the try that was granted, else the last answer
    first_refused = [ASKED, ConvoyAnswered(2.0, 1, "refused", 0, 0), second]
    assert convoy_fates(log_of(*first_refused)) == ["awaiting_answer"]
    assert convoy_fates(log_of(*first_refused, granted(8.0, 2))) == ["waiting_to_load"]
    unanswered = ConvoyAnswered(8.0, 2, "unanswered", 0, 0)
    assert convoy_fates(log_of(*first_refused, unanswered)) == ["unanswered"]


def test_fates_of_simulated_runs_add_up_and_agree_with_other_kpis() -> None:
    table = from_text(FILE.read_text(encoding="utf-8"))
    for suffix in ("", FROM_FIRST_POST):
        for run, (requests, _) in table[f"convoys_requested{suffix}"].items():
            ends = {fate: table[f"convoys_ending_share_{fate}{suffix}"][run][0] for fate in FATES}
            assert sum(ends.values()) == requests
            in_full = ends["delivered"] + ends["delivered_to_fewer"]
            assert in_full == table[f"convoys_completed{suffix}"][run][0]
            granted_ones = table[f"convoys_reaching_share_granted{suffix}"][run]
            assert granted_ones == (table[f"convoys_granted{suffix}"][run][0], requests)
            failed = sum(ends[fate] for fate in (*REASONS, "fire_while_unloading", "attacked"))
            assert failed == table[f"convoys_failed_share{suffix}"][run][0]
