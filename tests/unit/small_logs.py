"""Small logs written by hand: ten days, the first post manned on the fourth, and their KPIs."""

from __future__ import annotations

from sim.analysis.kpis import FROM_FIRST_POST, Pair, compute
from sim.events import LedgerEntered, PostManned, RunStarted, ViolationOccurred
from sim.kernel.eventlog import Event, EventLog

HORIZON_H = 240.0
FIRST_POST_H = 72.0


def log_of(*events: Event, cells: str = "", horizon_h: float = HORIZON_H) -> EventLog:
    """A log of these events, in order of time."""
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", horizon_h, cells))
    for event in sorted(events, key=lambda event: event[0]):
        log.append(event)
    return log


def pairs_of(*events: Event, cells: str = "") -> dict[str, Pair]:
    """Numerator and denominator of every KPI; the first post is manned at ``FIRST_POST_H``."""
    return compute(log_of(*events, PostManned(FIRST_POST_H, "hill", 3, "day"), cells=cells))


def both_windows(pairs: dict[str, Pair], kpi: str) -> tuple[Pair, Pair]:
    """A KPI's pair over the whole horizon and from the first post on."""
    return pairs[kpi], pairs[kpi + FROM_FIRST_POST]


def fired(
    hour: float,
    name: int,
    side: str = "side_a",
    *,
    kind: str = "mortar",
    deaths: int = 0,
    covered: bool = True,
    zone: str = "north",
    place: str = "town",
) -> ViolationOccurred:
    """An incident of the group of a side."""
    return ViolationOccurred(
        hour, name, f"group_of_{side}", side, covered, zone, place, kind, 1, deaths, 2, 0
    )


def entered(
    hour: float,
    ledger: str,
    incident: int,
    entry: str = "matched",
    *,
    source: str = "post",
    zone: str = "north",
) -> LedgerEntered:
    """A ledger entry."""
    return LedgerEntered(
        hour, ledger, incident, entry, source, zone, "town", "mortar", "side_a", "group_of_side_a"
    )
