"""Posts by their plan, and at how many of a zone people are on watch: never at which."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sim.events import PostDue, PostManned, PostNoLongerDue, PostUnmanned
from sim.kernel.eventlog import EventLog
from sim.report.replay.columns import minutes
from sim.report.replay.ground import Ground
from sim.report.replay.tracks import Rows

FEWEST = 2
"""Posts of a zone that are counted: of fewer, their number would be the coverage of one."""


def plans(log: EventLog, ground: Ground) -> dict[str, dict[str, int]]:
    """Post's number -> minutes of its planned opening and closing (-1: none), whether this
    staffing can ever man it, and whether it is counted in `manned`."""
    due = {event.post: event for event in log.of(PostDue)}
    over = {event.post: minutes(event.hour) for event in log.of(PostNoLongerDue)}
    counted = _counted(log, ground)
    return {
        str(site): {
            "due": minutes(due[name].hour) if name in due else -1,
            "over": over.get(name, -1),
            "staffed": int(name in due and due[name].staffed),
            "counted": int(name in counted),
        }
        for name, site in ground.of_kind("post")
    }


def manned(log: EventLog, ground: Ground) -> Rows:
    """(minute, zone, +1 or -1): people came on watch at a post of the zone, or left it."""
    counted = _counted(log, ground)
    watched: set[str] = set()
    rows: Rows = []
    both: list[Any] = sorted([*log.of(PostManned), *log.of(PostUnmanned)], key=lambda e: e.hour)
    for event in both:
        now = isinstance(event, PostManned)
        if event.post in counted and now != (event.post in watched):
            (watched.add if now else watched.remove)(event.post)
            rows.append((minutes(event.hour), counted[event.post], 1 if now else -1))
    return rows


def _counted(log: EventLog, ground: Ground) -> dict[str, int]:
    """Posts that this staffing can man -> number of the zone, of zones with enough of them."""
    can = {event.post for event in log.of(PostDue) if event.staffed}
    staffed = {
        name: int(ground.sites[at]["zone"]) for name, at in ground.of_kind("post") if name in can
    }
    several = Counter(staffed.values())
    return {post: zone for post, zone in staffed.items() if several[zone] >= FEWEST}
