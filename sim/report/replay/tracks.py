"""What happened, as rows in order of time: incidents, entries, reports, visits, queues."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.events import (
    CaseOpened,
    CheckpointClosed,
    CheckpointHour,
    CheckpointOpened,
    DisturbanceOccurred,
    FindingMade,
    LedgerEntered,
    PlaceVisited,
    ReportClosed,
    ReportExpired,
    ReportLogged,
    RungLowered,
    SanctionImposed,
    StockDay,
    TeamReleased,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import EventLog
from sim.report.replay.columns import Columns, minutes, one_line
from sim.report.replay.ground import SIDES, Ground

SEEN, HEARD, UNNOTICED, OTHER_FIRE = range(4)
"""How the mission met an incident when it happened; fire that is no violation is the last."""
ENTRIES = ("matched", "duplicate", "unfounded", "excluded")

Rows = list[tuple[int, ...]]


def incidents(log: EventLog, ground: Ground, kinds: list[str]) -> Rows:
    """Truth: (minute, site, zone, kind, way it was met, side that fired, deaths); side and kind are
    -1 of fire that is no violation."""
    met = {event.violation: event for event in log.of(ViolationWatched)}
    rows: Rows = []
    for event in log.of(ViolationOccurred):
        way = _way(met.get(event.violation)) if event.covered else OTHER_FIRE
        rows.append(
            (
                minutes(event.hour),
                ground.place(event.place),
                ground.zone_at.get(event.zone, -1),
                kinds.index(event.kind) if event.kind in kinds else -1,
                way,
                SIDES.index(event.side) if event.covered else -1,
                event.deaths,
            )
        )
    rows += [
        (
            minutes(event.hour),
            ground.place(event.place),
            ground.zone_at.get(event.zone, -1),
            *(-1, OTHER_FIRE, -1),
            event.deaths,
        )
        for event in log.of(DisturbanceOccurred)
    ]
    return sorted(rows)


def _way(met: ViolationWatched | None) -> int:
    if met is None or not (met.seen_by or met.heard_by):
        return UNNOTICED
    return SEEN if met.seen_by else HEARD


def entries(log: EventLog, ground: Ground) -> Rows:
    """The record: (minute, site, zone, entry); the site is -1 of what was only heard."""
    return [
        (
            minutes(event.hour),
            ground.place(event.place),
            ground.zone_at.get(event.zone, -1),
            ENTRIES.index(event.entry),
        )
        for event in log.of(LedgerEntered)
    ]


def reports(log: EventLog, ground: Ground) -> Rows:
    """(minute, site, zone, +1 or -1): a case was opened; it was answered, filed or given up."""
    opened = {event.report: event for event in log.of(CaseOpened)}
    ended: dict[int, float] = {}
    ends: list[Any] = [*log.of(ReportLogged), *log.of(ReportClosed), *log.of(ReportExpired)]
    for event in ends:
        ended[event.report] = min(event.hour, ended.get(event.report, event.hour))
    rows: Rows = []
    for report, event in opened.items():
        where = ground.place(event.place), ground.zone_at.get(event.zone, -1)
        rows.append((minutes(event.hour), *where, 1))
        if report in ended:
            rows.append((minutes(ended[report]), *where, -1))
    return sorted(rows)


def visits(log: EventLog, ground: Ground) -> Rows:
    """(minute, site, zone, +1 or -1): a team came to the place of a report; it is done there."""
    done: dict[int, float] = {}
    ends: list[Any] = [*log.of(TeamReleased), *log.of(FindingMade)]
    for event in ends:
        done[event.report] = min(event.hour, done.get(event.report, event.hour))
    zones = {event.report: ground.zone_at.get(event.zone, -1) for event in log.of(CaseOpened)}
    rows: Rows = []
    for event in log.of(PlaceVisited):
        where = ground.place(event.place), zones.get(event.report, -1)
        rows.append((minutes(event.hour), *where, 1))
        if event.report in done:
            rows.append((minutes(max(done[event.report], event.hour)), *where, -1))
    return sorted(rows)


def sanctions(log: EventLog, ground: Ground, groups: Mapping[str, Any]) -> Rows:
    """(minute, zone, side, number of the group, rung, 1 if imposed or 0 if a quiet spell lowered
    it). Groups stay numbers: what is shown speaks of sides."""
    about = {
        name: (ground.zone_at.get(group["zone"], -1), SIDES.index(group["side"]), at)
        for at, (name, group) in enumerate(groups.items())
    }
    moved: list[Any] = [*log.of(SanctionImposed), *log.of(RungLowered)]
    return sorted(
        (
            *(minutes(event.hour), *about[event.group], event.rung),
            int(isinstance(event, SanctionImposed)),
        )
        for event in moved
        if event.group in about
    )


def queues(log: EventLog, ground: Ground, columns: Columns) -> dict[str, dict[str, Any]]:
    """Checkpoint's number -> vehicles there at the end of an hour, and its lanes, by changes."""
    inside: dict[str, list[tuple[int, int]]] = defaultdict(list)
    lanes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for hour in log.of(CheckpointHour):
        inside[hour.checkpoint].append((minutes(hour.from_h + 1.0), hour.inside))
    both: list[Any] = [*log.of(CheckpointOpened), *log.of(CheckpointClosed)]
    for event in sorted(both, key=lambda e: e.hour):
        open_now = event.lanes if isinstance(event, CheckpointOpened) else 0
        lanes[event.checkpoint].append((minutes(event.hour), open_now))
    return {
        str(site): {
            "inside": columns.rows(("t", "n"), _changes(sorted(inside[name]))),
            "lanes": columns.rows(("t", "n"), _changes(lanes[name])),
        }
        for name, site in ground.of_kind("checkpoint")
    }


def stocks(
    log: EventLog, ground: Ground, columns: Columns, supply: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Each besieged place's stock by day, in tonnes."""
    days: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for event in log.of(StockDay):
        days[event.place].append((minutes(event.hour), round(event.stock_tonnes)))
    for name, rows in days.items():
        site, about = ground.place(name), supply.get(name, {})
        if site >= 0 and rows:
            if "initial_stock_tonnes" in about:
                rows.insert(0, (0, round(about["initial_stock_tonnes"])))
            need = about.get("people", 0) * about.get("need_kg_per_person_day", 0.0) / 1000.0
            yield {
                "site": site,
                "need": round(need),
                **columns.rows(("t", "tonnes"), rows),
            }


def range_shown(log: EventLog, kinds: Mapping[str, Any]) -> dict[str, Any]:
    """How far incidents can be seen from a post, in km: of all kinds where they are alike, else of
    the kind that happens most, the first named of those equally common."""
    counts = Counter(event.kind for event in log.of(ViolationOccurred) if event.covered)
    name = max(kinds, key=lambda kind: counts[kind])
    found = {"day_km": kinds[name]["seen_day_km"], "night_km": kinds[name]["seen_night_km"]}
    alike = len({(kind["seen_day_km"], kind["seen_night_km"]) for kind in kinds.values()}) == 1
    what = "incidents" if alike else f"incidents of the kind {one_line(kinds[name]['label'])}"
    return {"kind": what, **found}


def _changes(rows: Iterable[tuple[int, int]]) -> Rows:
    """Rows without those that say what the row before said; of one minute only the last."""
    last: dict[int, int] = dict(rows)
    kept: Rows = []
    before = 0
    for minute, value in last.items():
        if value != before:
            kept.append((minute, value))
            before = value
    return kept


def kinds_in_words(settings: Mapping[str, Any]) -> list[str]:
    """Labels of the kinds of incident."""
    return [one_line(kind.get("label", name)) for name, kind in settings.items()]
