"""A small log written by hand, whose every KPI can be worked out on paper."""

from __future__ import annotations

from sim.events import (
    CaseOpened,
    CheckpointHour,
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyEnded,
    ConvoyRequested,
    FindingMade,
    LedgerEntered,
    LiaisonCalled,
    MovementAnswered,
    PlaceVisited,
    PostDue,
    PostManned,
    PostUnmanned,
    ReportClosed,
    ReportExpired,
    ReportHandled,
    ReportLogged,
    RunEnded,
    RunStarted,
    SanctionImposed,
    SituationChanged,
    StaffEngaged,
    StaffReleased,
    StockDay,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import Event, EventLog
from sim.waits import WAIT_BINS

BIG = 2**64 - 3
"""An identity that only fits an unsigned 64-bit integer."""


def bins(counts: dict[int, int]) -> bytes:
    """Wait bins as the checkpoints write them."""
    return b"".join(counts.get(i, 0).to_bytes(4, "little") for i in range(WAIT_BINS))


def violation(
    hour: float,
    name: int,
    side: str,
    *,
    kind: str = "mortar",
    deaths: int = 0,
    covered: bool = True,
) -> ViolationOccurred:
    """An incident at a place."""
    group = f"group_of_{side}"
    return ViolationOccurred(
        hour, name, group, side, covered, "zone", "town", kind, 1, deaths, 2, 0
    )


def entry(hour: float, ledger: str, incident: int, kind: str) -> LedgerEntered:
    """A ledger entry."""
    return LedgerEntered(
        hour, ledger, incident, kind, "post", "zone", "town", "mortar", "side_a", "group_of_side_a"
    )


def case(hour: float, report: int, incident_hour: float) -> CaseOpened:
    """A case of the joint centre."""
    return CaseOpened(hour, report, incident_hour, "zone", "town", 2, "group_of_side_a", "side_a")


def traffic(
    hour: float, checkpoint: str, operator: str, arrived: int, served: int, waits: dict[int, int]
) -> CheckpointHour:
    """An hour at a checkpoint, with a tenth of an hour waited by each served."""
    turned_away = arrived - served
    return CheckpointHour(
        24.0 * (hour // 24 + 1), checkpoint, operator, hour, arrived, served, turned_away, 0, 0,
        0.1 * served, bins(waits), 0.1 * served,
    )  # fmt: skip


def hand_made_log(days: int = 10) -> EventLog:
    """Ten days; one post is due from day 2 and manned from day 4 to day 8."""
    log = EventLog()
    for event in sorted(_events(), key=lambda event: event[0]):
        if event[0] <= 24.0 * days:
            log.append(event)
    log.append(RunEnded(24.0 * days))
    return log


def _events() -> list[Event]:
    return [
        RunStarted(0.0, "2017-05-06", 240.0),
        SituationChanged(0.0, "mine_risk", "town", 0.5, float("inf")),
        StaffEngaged(0.0, "centre", "centre", 2.0, 10.0),
        StaffEngaged(96.0, "post", "hill", 2.0, 20.0),
        StaffReleased(192.0, "post", "hill", 20.0),
        PostDue(48.0, "hill", "zone", "guarantor", True),
        PostManned(96.0, "hill", 3, "day"),
        PostUnmanned(108.0, "hill", "shelter"),
        PostManned(114.0, "hill", 3, "night"),
        PostUnmanned(192.0, "hill", "short_watch"),
        # days 1, 4 and 5 have incidents of covered groups
        violation(30.0, 1, "side_a", deaths=4),
        ViolationWatched(30.0, 1, "not_watched", 0, 0, "day"),
        violation(100.0, 2, "side_a"),
        ViolationWatched(100.0, 2, "located", 1, 0, "day"),
        violation(120.0, BIG, "side_b", kind="artillery"),
        ViolationWatched(120.0, BIG, "heard", 0, 1, "night"),
        violation(130.0, 4, "side_b"),
        ViolationWatched(130.0, 4, "located", 2, 0, "night"),
        violation(150.0, 5, "side_b", deaths=9, covered=False),
        ViolationWatched(150.0, 5, "located", 1, 0, "day"),
        entry(101.0, "east", 2, "matched"),
        entry(102.0, "west", 2, "duplicate"),
        entry(131.0, "west", 4, "matched"),
        entry(151.0, "west", 5, "excluded"),
        entry(152.0, "east", 5, "unfounded"),
        entry(160.0, "east", 77, "unfounded"),
        case(101.0, 2, 100.0),
        LiaisonCalled(102.0, 2),
        LiaisonCalled(103.0, 2),
        ReportHandled(104.0, 2),
        MovementAnswered(110.0, "team", 2, "zone", "side_b", "delayed", 0.7),
        PlaceVisited(124.0, 2, "town"),
        FindingMade(126.0, 2, "attributed", "group_of_side_a", "side_a"),
        SanctionImposed(128.0, 2, "group_of_side_a", "side_a", 1),
        ReportClosed(128.0, 2, "sanction"),
        case(132.0, 4, 130.0),
        MovementAnswered(140.0, "team", 4, "zone", "side_b", "denied", 0.0),
        LiaisonCalled(133.0, 4),
        ReportHandled(135.0, 4),
        PlaceVisited(210.0, 4, "town"),
        FindingMade(212.0, 4, "attributed", "group_of_side_a", "side_a"),
        ReportClosed(213.0, 4, "finding"),
        case(152.0, 5, 150.0),
        ReportHandled(160.0, 5),
        FindingMade(180.0, 5, "attributed", "group_of_side_b", "side_b"),
        SanctionImposed(182.0, 5, "group_of_side_a", "side_a", 1),
        ReportExpired(190.0, 5),
        ReportClosed(190.0, 5, "none"),
        case(160.0, 77, 159.0),
        ReportHandled(161.0, 77),
        ReportLogged(161.0, 77),
        case(200.0, 78, 199.0),
        ReportHandled(204.0, 78),
        MovementAnswered(205.0, "convoy", 900, "zone", "side_a", "free", 0.0),
        MovementAnswered(206.0, "convoy", 901, "zone", "side_a", "suspended", 0.0),
        ConvoyRequested(10.0, 900, "agency", "town", 1000),
        ConvoyRequested(100.0, 901, "agency", "town", 3000),
        ConvoyAnswered(34.0, 900, "granted", 1000, 10),
        ConvoyArrived(58.0, 900),
        ConvoyEnded(70.0, 900, "delivered", "unloading", "", 1000, 90.0, 0.0, 0.0),
        traffic(8.0, "gate", "side_a", 10, 10, {0: 10}),
        traffic(32.0, "gate", "side_a", 10, 10, {0: 10}),
        traffic(104.0, "bridge", "guarantor", 20, 15, {0: 5, 60: 10}),
        StockDay(24.0, "town", 5.0, 1.0, 0.0, 0.0, 6.0, 0.0, 0.0),
        StockDay(48.0, "town", 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 1.5),
        StockDay(120.0, "town", 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 2.5),
    ]
