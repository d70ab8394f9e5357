"""The hours of each post: due or not, watched or why not; what coverage is computed from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.analysis.kpis.timeline import Floats
from sim.events import PostDue, PostManned, PostNoLongerDue, PostUnmanned
from sim.kernel.eventlog import EventLog

WATCHED = "watched"

Change = PostDue | PostNoLongerDue | PostManned | PostUnmanned
KINDS = frozenset({PostDue, PostNoLongerDue, PostManned, PostUnmanned})


class PostHours(NamedTuple):
    """Intervals during which a post was due; ``state``: watched, or the cause of loss."""

    from_h: Floats
    until_h: Floats
    state: npt.NDArray[np.str_]

    @property
    def watched(self) -> npt.NDArray[np.bool_]:
        """Which intervals were watched."""
        watched: npt.NDArray[np.bool_] = self.state == WATCHED
        return watched


def post_hours(log: EventLog, horizon_h: float) -> PostHours:
    """Intervals of all posts, cut at the horizon.

    A post that is due and of which nothing else is known yet is lost to ``level`` when this level
    of staffing can't man it, to ``late_opening`` otherwise.
    """
    changes: dict[str, list[Change]] = {}
    # in the order of the log: within one hour a post may be unmanned and manned again
    for event in log.rows:
        if type(event) in KINDS:
            changes.setdefault(event[1], []).append(event)  # type: ignore[arg-type]
    intervals: list[tuple[float, float, str]] = []
    for events in changes.values():
        _one_post(events, horizon_h, intervals)
    columns = list(zip(*intervals, strict=True)) or [(), (), ()]
    return PostHours(
        np.array(columns[0], dtype=np.float64),
        np.array(columns[1], dtype=np.float64),
        np.array(columns[2], dtype=np.str_),
    )


def _one_post(
    events: list[Change], horizon_h: float, intervals: list[tuple[float, float, str]]
) -> None:
    due, state, since = False, "", 0.0
    for event in events:
        was_due, before = due, state
        if isinstance(event, PostManned):
            state = WATCHED
        elif isinstance(event, PostUnmanned):
            state = event.cause
        elif isinstance(event, PostDue):
            due = True
            if state != WATCHED:
                state = "late_opening" if event.staffed else "level"
        else:
            due = False
        if (due, state) != (was_due, before):
            if was_due and event.hour > since:
                intervals.append((since, event.hour, before))
            since = event.hour
    if due and horizon_h > since:
        intervals.append((since, horizon_h, state))
