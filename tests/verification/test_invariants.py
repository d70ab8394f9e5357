"""What holds of every log, whatever the level and the rule: invariants and conservation laws."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import inf
from typing import Any

import numpy as np
import pytest
from conftest import compose, merge

from sim import events
from sim.config import Scenario
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate
from sim.model.people import staffed_sites
from sim.waits import WAIT_BINS

SEED = 7
LEVELS, RULES = (
    ("lean", "planned", "surge"),
    (
        "record_only",
        "sanction_first",
        "investigate_first",
        "graduated",
    ),
)
CASES = [
    *(
        (level, rule, 60)
        for level, rule in zip(("lean", "planned", "surge", "lean"), RULES, strict=True)
    ),
    ("troubled", "investigate_first", 60),
    ("troubled", "sanction_first", 45),
    pytest.param(("surge", "graduated", 184), marks=pytest.mark.slow),
    pytest.param(("lean", "sanction_first", 184), marks=pytest.mark.slow),
]
TROUBLE: dict[str, Any] = {
    "world": {
        "access": {"refusal_probability": {"side_a": 0.5, "side_b": 0.5}},
        "attribution": {"maps_approved_day": None},
        "violence": {"deterrence_by_presence": 0.05, "deterrence_by_rung": 1.0},
        "traffic": {"threats_per_day": 2.0},
        "convoys": {"granted_probability": 0.9, "attack_probability": 0.3},
    },
    "mission": {
        "watches": {"absence_probability": 0.4, "shelter_severity": 0},
        "investigation": {"patience_days": 2.0},
        "centre": {"mode": "co_located"},
        "ladder": {"top_rung": 3},
    },
    "staffing": {"investigation_teams": 1, "escort_groups": 1, "centre_officers": 1},
}
"""Refusals, absences, attacks and threats all the time; presence deters; too few of everybody."""


class Made:
    """A log with the scenario that made it."""

    def __init__(self, level: str, rule: str, days: int) -> None:
        troubled = level == "troubled"
        data = compose("planned" if troubled else level, rule, days=days).model_dump(mode="json")
        merge(data, TROUBLE if troubled else {})
        for sites in (data["mission"]["posts"], data["mission"]["checkpoints"]):
            for number, site in enumerate(sites.values()):
                if days < 100:  # open from the first days on; some close before the end
                    site["opens_day"] = 1.0 + number
                    site["closes_day"] = 40.5 if number == 2 else None
                    site |= {"late_days": 2.25} if "late_days" in site and number == 1 else {}
        self.scenario = Scenario.model_validate(data)
        self.log: EventLog = simulate(self.scenario, SEED, 0)
        self.horizon_h = 24.0 * days


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(map(str, case)))
def made(request: pytest.FixtureRequest) -> Made:
    return Made(*request.param)


def hours(rows: Iterable[Any], key: str) -> dict[int, float]:
    """Hour of the one event of its kind that each thing may have."""
    found: dict[int, float] = {}
    for row in rows:
        assert getattr(row, key) not in found, f"twice: {row}"
        found[getattr(row, key)] = row.hour
    return found


def most_at_once(begun: Iterable[float], ended: Iterable[float]) -> int:
    """The largest number under way at one time; at a tie the end comes first."""
    steps = sorted([(hour, 1) for hour in begun] + [(hour, -1) for hour in ended])
    return max(np.cumsum([0, *(step for _, step in steps)]))


# --- the log --------------------------------------------------------------------------------------
def test_times_never_decrease_and_end_at_the_horizon(made: Made) -> None:
    rows = made.log.rows
    assert isinstance(rows[0], events.RunStarted)
    assert isinstance(rows[-1], events.RunEnded)
    assert sum(isinstance(row, events.RunStarted | events.RunEnded) for row in rows) == 2
    at = [row[0] for row in rows]
    assert at == sorted(at)
    assert at[0] == 0.0
    assert at[-1] == made.horizon_h
    assert all(type(row).__name__ in events.EVENT_KINDS for row in rows)


def test_every_log_holds_what_its_rule_may_do_and_nothing_else(made: Made) -> None:
    happened = Counter(type(row) for row in made.log)
    rule = made.scenario.response.kind
    assert happened[events.ViolationOccurred] > 100
    assert happened[events.LedgerEntered] > 30
    assert happened[events.ConvoyRequested] > 3
    assert (happened[events.SanctionImposed] > 0) == (rule != "record_only")
    assert (happened[events.FindingMade] > 0) == (rule in ("investigate_first", "graduated"))
    assert (happened[events.ProtestMade] > 0) == (rule == "graduated")


# --- truth and what is seen of it -----------------------------------------------------------------
def test_every_incident_is_watched_once_with_one_outcome(made: Made) -> None:
    """true = located + heard + missed + not watched + blind."""
    true = hours(made.log.of(events.ViolationOccurred), "violation")
    watched = hours(made.log.of(events.ViolationWatched), "violation")
    assert watched == true
    outcomes = Counter(row.outcome for row in made.log.of(events.ViolationWatched))
    assert sum(outcomes.values()) == len(true)
    assert outcomes.keys() <= {"located", "heard", "missed", "not_watched", "blind"}
    for row in made.log.of(events.ViolationWatched):
        noticed = row.seen_by > 0 or row.heard_by > 0
        assert noticed == (row.outcome in ("located", "heard"))
        assert (row.outcome == "located") == (row.seen_by > 0 or row.heard_by >= 2)


def test_nobody_sees_who_does_not_watch(made: Made) -> None:
    """Closed, sheltering and short-handed posts see nothing; no more see than are manned."""
    manned: set[str] = set()
    staffed, _ = staffed_sites(made.scenario)
    for row in made.log:
        if isinstance(row, events.PostManned):
            manned.add(row.post)
            about = made.scenario.staffing.zones[made.scenario.mission.posts[row.post].zone]
            most = about.observers_day if row.light == "day" else about.observers_night
            assert 2 <= row.people <= most
            assert row.post in staffed
        elif isinstance(row, events.PostUnmanned):
            manned.discard(row.post)
        elif isinstance(row, events.ViolationWatched):
            assert row.seen_by <= len(manned)
            assert row.heard_by <= len(manned)
            assert manned or row.outcome in ("blind", "not_watched")


def test_posts_are_manned_only_while_they_are_due(made: Made) -> None:
    due: dict[str, float] = {}
    over: set[str] = set()
    for row in made.log:
        if isinstance(row, events.PostDue):
            assert row.post not in due
            due[row.post] = row.hour
        elif isinstance(row, events.PostNoLongerDue):
            over.add(row.post)
        elif isinstance(row, events.PostManned):
            assert row.post in due
            assert row.post not in over
            late_h = 24.0 * made.scenario.mission.posts[row.post].late_days
            assert row.hour >= due[row.post] + late_h
    closing = {n for n, post in made.scenario.mission.posts.items() if post.closes_day is not None}
    assert over == closing


def test_children_follow_their_parents(made: Made) -> None:
    true = hours(made.log.of(events.ViolationOccurred), "violation")
    children = [row for row in made.log.of(events.ViolationOccurred) if row.parent]
    assert children
    assert all(true[row.parent] < row.hour for row in children)


def test_recorded_is_matched_duplicate_and_unfounded(made: Made) -> None:
    """Founded entries are of true incidents of covered groups, the first of each is the match."""
    true = {row.violation: row for row in made.log.of(events.ViolationOccurred)}
    matched: set[int] = set()
    for row in made.log.of(events.LedgerEntered):
        fact = true.get(row.incident)
        if row.entry == "matched":
            assert fact is not None
            assert fact.covered
            assert row.incident not in matched
            matched.add(row.incident)
        elif row.entry == "duplicate":
            assert row.incident in matched
        elif row.entry == "excluded":
            assert fact is not None
            assert not fact.covered
            assert row.blamed_group == fact.group
        else:
            assert row.entry == "unfounded"
            assert fact is None or not fact.covered
        assert fact is None or fact.hour <= row.hour
        if row.source == "post":
            assert fact is not None
    noticed = {
        row.violation
        for row in made.log.of(events.ViolationWatched)
        if row.outcome in ("located", "heard")
    }
    by_posts = {row.incident for row in made.log.of(events.LedgerEntered) if row.source == "post"}
    assert by_posts <= noticed <= true.keys()


# --- reports --------------------------------------------------------------------------------------
def test_reports_are_logged_open_closed_or_expired(made: Made) -> None:
    """Each report comes to one end at most, after it was opened and handled."""
    opened = hours(made.log.of(events.CaseOpened), "report")
    handled = hours(made.log.of(events.ReportHandled), "report")
    ends = [
        hours(made.log.of(kind), "report")
        for kind in (events.ReportLogged, events.ReportClosed, events.ReportExpired)
    ]
    ended = [report for end in ends for report in end]
    assert len(set(ended)) == len(ended)
    still_open = opened.keys() - set(ended)
    assert len(opened) == sum(map(len, ends)) + len(still_open)
    assert set(ended) <= handled.keys() <= opened.keys()
    for end in ends:
        assert all(handled[report] <= hour for report, hour in end.items())
    assert all(opened[report] <= hour for report, hour in handled.items())
    entered = {row.incident for row in made.log.of(events.LedgerEntered)}
    assert entered == set(opened)
    joined = Counter(row.report for row in made.log.of(events.CaseJoined))
    assert joined.keys() <= opened.keys()
    calls = hours(made.log.of(events.LiaisonCalled), "report")
    assert all(opened[report] <= hour for report, hour in calls.items())
    settled = [r for r, hour in opened.items() if hour < made.horizon_h - 24.0 * 30]
    assert not made.horizon_h > 1000.0 or len(settled) > 20


def test_a_sanction_has_an_earlier_report_and_under_investigation_a_finding(made: Made) -> None:
    handled = hours(made.log.of(events.ReportHandled), "report")
    findings = {row.report: row for row in made.log.of(events.FindingMade)}
    covered = {name: group.covered for name, group in made.scenario.world.groups.items()}
    for row in (*made.log.of(events.SanctionImposed), *made.log.of(events.ProtestMade)):
        assert handled[row.report] <= row.hour
        assert row.side == made.scenario.world.groups[row.group].side
        if made.scenario.response.kind in ("investigate_first", "graduated"):
            finding = findings[row.report]
            assert finding.outcome == "attributed"
            assert finding.group == row.group
            assert finding.hour <= row.hour
    assert all(covered[row.group] for row in made.log.of(events.SanctionImposed))
    for finding in findings.values():
        assert (finding.outcome == "attributed") == bool(finding.group) == bool(finding.side)


def test_the_ladder_is_climbed_one_rung_at_a_time(made: Made) -> None:
    rung: dict[str, int] = defaultdict(int)
    top = made.scenario.mission.ladder.top_rung
    for row in made.log:
        if isinstance(row, events.SanctionImposed):
            assert row.rung == min(rung[row.group] + 1, top)
            rung[row.group] = row.rung
        elif isinstance(row, events.RungLowered):
            assert row.rung == rung[row.group] - 1
            rung[row.group] = row.rung
    assert all(0 <= level <= top for level in rung.values())


# --- people and pools -----------------------------------------------------------------------------
def test_teams_and_escorts_are_released_as_often_as_seized_and_never_too_many(made: Made) -> None:
    staffing, mission = made.scenario.staffing, made.scenario.mission
    seized = hours(made.log.of(events.TeamSeized), "report")
    released = hours(made.log.of(events.TeamReleased), "report")
    queued = hours(made.log.of(events.InvestigationQueued), "report")
    assert released.keys() <= seized.keys() <= queued.keys()
    assert all(queued[report] <= hour for report, hour in seized.items())
    assert all(seized[report] <= hour for report, hour in released.items())
    assert most_at_once(seized.values(), released.values()) <= staffing.in_all(
        "investigation_teams"
    )
    out = len(seized) - len(released)
    assert out <= staffing.in_all("investigation_teams")
    patience_h = 24.0 * mission.investigation.patience_days
    assert all(seized[report] - queued[report] <= patience_h + 1e-6 for report in seized)

    taken = hours(made.log.of(events.EscortSeized), "convoy")
    back = hours(made.log.of(events.EscortReturned), "convoy")
    assert back.keys() <= taken.keys()
    assert most_at_once(taken.values(), back.values()) <= staffing.in_all("escort_groups")
    uavs = [row.uavs for row in made.log.of(events.EscortSeized)]
    assert max(uavs, default=0) * most_at_once(taken.values(), back.values()) <= mission.uavs


def test_people_on_duty_are_paid_for(made: Made) -> None:
    """Nobody is on watch at a post before it has paid people, or more than it has positions."""
    positions: dict[str, float] = {}
    paid: dict[tuple[str, str], float] = {}
    for row in made.log:
        if isinstance(row, events.StaffEngaged):
            paid[row.role, row.unit] = row.paid_people
            assert row.paid_people > row.positions > 0.0
            if row.role == "observers":
                positions[row.unit] = row.positions
        elif isinstance(row, events.StaffReleased):
            assert paid.pop((row.role, row.unit)) == row.paid_people
            positions.pop(row.unit, None)
        elif isinstance(row, events.PostManned):
            assert row.people <= positions[row.post]


# --- checkpoints ----------------------------------------------------------------------------------
def test_vehicles_in_are_vehicles_out_inside_or_turned_away(made: Made) -> None:
    inside: dict[str, int] = defaultdict(int)
    ends_h: dict[str, float] = {}
    arrived: Counter[str] = Counter()
    for row in made.log.of(events.CheckpointHour):
        assert min(row[4:9]) >= 0
        inside[row.checkpoint] += row.arrived - row.served - row.turned_away
        assert row.inside == inside[row.checkpoint]
        assert row.from_h >= ends_h.get(row.checkpoint, -inf)
        ends_h[row.checkpoint] = row.from_h + 1.0
        arrived[row.checkpoint] += row.arrived + row.not_served
        assert row.from_h < row.hour <= made.horizon_h
    due = set(made.scenario.world.party_checkpoints) | set(made.scenario.mission.checkpoints)
    if made.horizon_h > 24.0 * 110:
        assert set(arrived) == due
    assert min(arrived.values()) > 100
    _, staffed = staffed_sites(made.scenario)
    unmanned = set(made.scenario.mission.checkpoints) - staffed
    for row in made.log.of(events.CheckpointHour):
        assert (row.arrived if row.checkpoint in unmanned else row.not_served) == 0


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
    assert compared >= 1


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


def test_stocks_are_conserved_day_by_day(made: Made) -> None:
    """Stock of the day before + trade + tunnels + aid - consumed - spoilt, to a gram."""
    before = {n: supply.initial_stock_tonnes for n, supply in made.scenario.world.supply.items()}
    aid: Counter[str] = Counter()
    for row in made.log.of(events.StockDay):
        supply = made.scenario.world.supply[row.place]
        came_in = row.commercial_tonnes + row.tunnel_tonnes + row.aid_tonnes
        expected = before[row.place] + came_in - row.consumed_tonnes - row.spoilt_tonnes
        assert row.stock_tonnes == pytest.approx(expected, abs=1e-6)
        need = supply.people * supply.need_kg_per_person_day / 1000.0
        assert row.consumed_tonnes + row.unmet_tonnes == pytest.approx(need, abs=1e-6)
        assert 0.0 <= row.stock_tonnes <= supply.capacity_tonnes + 1e-9
        assert 0.0 <= row.empty_h <= 24.0 + 1e-9
        before[row.place] = row.stock_tonnes
        aid[row.place] += row.aid_tonnes
    delivered = sum(row.delivered_tonnes for row in made.log.of(events.ConvoyEnded))
    assert sum(aid.values()) == pytest.approx(delivered, abs=1e-6)


# --- movement -------------------------------------------------------------------------------------
def test_who_is_refused_does_not_visit(made: Made) -> None:
    answers = [row for row in made.log.of(events.MovementAnswered) if row.mover == "team"]
    free = {row.movement for row in answers if row.answer in ("free", "delayed")}
    visited = hours(made.log.of(events.PlaceVisited), "report")
    assert visited.keys() <= free
    refused = {r.report for r in made.log.of(events.FindingMade) if r.outcome == "refused"}
    assert not refused & visited.keys()
    turned = Counter(row.movement for row in answers if row.answer in ("denied", "suspended"))
    assert all(turned[report] == 2 for report in refused)
    hour_of_day = [hour % 24.0 for hour in visited.values()]
    about = made.scenario.mission.investigation
    assert all(
        about.daylight_from_hour <= hour <= about.daylight_until_hour for hour in hour_of_day
    )
    for row in made.log.of(events.MovementAnswered):
        assert (row.delay_h > 0.0) == (row.answer == "delayed")


def test_the_troubled_case_is_troubled() -> None:
    """Else the laws above would hold of nothing."""
    log = Made("troubled", "investigate_first", 60).log
    causes = {row.cause for row in log.of(events.PostUnmanned)}
    assert causes >= {"level", "late_opening", "short_watch", "shelter", "closed"}
    outcomes = {row.outcome for row in log.of(events.FindingMade)}
    assert outcomes >= {"attributed", "inconclusive", "refused", "expired"}
    assert {row.found for row in log.of(events.ThreatInspected)} == {True, False}
    assert log.of(events.IntensityBounded)
    entries = {row.entry for row in log.of(events.LedgerEntered)}
    assert entries == {"matched", "duplicate", "unfounded", "excluded"}
    assert log.of(events.ReportExpired)
    assert {"turned_back"} < {row.outcome for row in log.of(events.ConvoyEnded)}
