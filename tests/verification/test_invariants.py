"""What holds of every log, whatever the scenario: the log itself, truth, record and reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import inf

from sim import events
from sim.analysis.kpis import compute
from sim.analysis.kpis.joins import Joins
from sim.model.people import staffed_sites
from verification.made_logs import Made, hours, made_of


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
    if made.where != "ghouta":
        return
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
    """Closed, sheltering, withheld and short-handed posts see nothing; no more see than are
    manned, but for UAVs in the air."""
    manned: set[str] = set()
    aloft: Counter[str] = Counter()
    staffed, _ = staffed_sites(made.scenario)
    withheld = made.withheld_h()
    for row in made.log:
        if isinstance(row, events.PostManned):
            manned.add(row.post)
            about = made.scenario.staffing.zones[made.scenario.mission.posts[row.post].zone]
            most = about.observers_day if row.light == "day" else about.observers_night
            assert 2 <= row.people <= most
            assert row.post in staffed
            held = withheld.get(row.post, ())
            # what is of one instant has no order: a post may be left in that of its watch
            assert not any(from_h < row.hour < until_h for from_h, until_h in held)
        elif isinstance(row, events.PostUnmanned):
            manned.discard(row.post)
        elif isinstance(row, events.ViolationWatched):
            in_the_air = sum(number > 0 for number in aloft.values())
            assert row.seen_by <= len(manned) + in_the_air
            assert row.heard_by <= len(manned)
            assert manned or in_the_air or row.outcome in ("blind", "not_watched")
        elif isinstance(row, events.ActorActed) and row.kind == "uav_sorties":
            aloft[row.actor] += {"sorties": 1, "hours_aloft": -1}.get(row.action, 0)


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
    closing = {
        name
        for name, post in made.scenario.mission.posts.items()
        if post.closes_day is not None and 24.0 * post.closes_day < made.horizon_h
    }
    assert over == closing


def test_children_follow_their_parents(made: Made) -> None:
    true = hours(made.log.of(events.ViolationOccurred), "violation")
    children = [row for row in made.log.of(events.ViolationOccurred) if row.parent]
    assert children or made.where != "ghouta"
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
            group = made.scenario.world.groups[fact.group]
            assert row.blamed_group == fact.group or group.covered  # a zone not yet covered
        else:
            assert row.entry == "unfounded"
            assert fact is None or not made.scenario.world.groups[fact.group].covered
        assert fact is None or fact.hour <= row.hour
        if row.source in ("post", "patrol", "uav"):
            assert fact is not None
            assert row.place in ("", fact.place)
            assert row.source == "post" or row.place
        else:
            assert row.source == "complaint"
    noticed = {
        row.violation
        for row in made.log.of(events.ViolationWatched)
        if row.outcome in ("located", "heard")
    }
    by_posts = {row.incident for row in made.log.of(events.LedgerEntered) if row.source == "post"}
    assert by_posts <= noticed <= true.keys()


def test_what_was_recorded_adds_up_and_the_kpis_say_so(made: Made) -> None:
    """recorded = matched + duplicate + unfounded; matched are as many as true ones recorded."""
    entries = Counter(row.entry for row in made.log.of(events.LedgerEntered))
    counted = compute(made.log, Joins(made.log))
    days = made.horizon_h / 24.0
    parts = ("matched", "duplicate", "unfounded")
    for part in parts:
        assert counted[f"recorded_{part}_per_day"] == (entries[part], days)
    assert counted["recorded_per_day"] == (sum(entries[part] for part in parts), days)
    covered = [row.violation for row in made.log.of(events.ViolationOccurred) if row.covered]
    assert counted["recorded_share"] == (entries["matched"], len(covered))
    outcomes = ("blind", "not_watched", "missed", "heard", "located")
    pairs = [counted[f"watch_outcome_share_{outcome}"] for outcome in outcomes]
    assert sum(with_it for with_it, _ in pairs) == len(covered)


def test_nothing_of_a_zone_before_it_opens_counts_as_a_violation(made: Made) -> None:
    """Nor is anybody sanctioned for it; excluded groups' fire never counts."""
    opened_h = {row.target: row.hour for row in made.acted("additional_zone")[:1]}
    later = {
        actor.zone  # type: ignore[attr-defined]
        for actor in made.scenario.world.actors.values()
        if actor.kind == "additional_zone" and actor.enabled  # type: ignore[attr-defined]
    }
    uncounted: set[int] = set()
    for row in made.log.of(events.ViolationOccurred):
        group = made.scenario.world.groups[row.group]
        open_now = row.zone not in later or row.hour >= opened_h.get(row.zone, inf)
        assert row.covered == (group.covered and open_now)
        if group.covered and not open_now:
            uncounted.add(row.violation)
    assert bool(uncounted) == bool(later)
    for sanction in made.log.of(events.SanctionImposed):
        assert sanction.report not in uncounted
    for entry in made.log.of(events.LedgerEntered):
        assert entry.incident not in uncounted or entry.entry in ("excluded", "unfounded")


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
    queued = hours(made.log.of(events.InvestigationQueued), "report")
    assert queued.keys() <= handled.keys()
    joined = Counter(row.report for row in made.log.of(events.CaseJoined))
    assert joined.keys() <= opened.keys()
    calls = hours(made.log.of(events.LiaisonCalled), "report")
    assert all(opened[report] <= hour for report, hour in calls.items())
    settled = [r for r, hour in opened.items() if hour < made.horizon_h - 24.0 * 30]
    assert made.where != "ghouta" or made.horizon_h < 1000.0 or len(settled) > 20


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
    for row in made.log.of(events.SanctionDropped):
        assert row.reason in ("excluded_group", "zone_not_covered", "vetoed", "lapsed")
        assert covered[row.group] == (row.reason != "excluded_group")
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


def test_the_troubled_case_is_troubled() -> None:
    """Else the laws above would hold of nothing."""
    log = made_of("ghouta", "troubled", "investigate_first", 60).log
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
