"""Convoys from request to the way home, as stops with times; between stops they drive a straight
line, which is no road."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from sim.events import (
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyInspected,
    ConvoyRequested,
)
from sim.kernel.eventlog import EventLog
from sim.report.replay.columns import minutes
from sim.report.replay.ground import Ground

WAREHOUSE = -1
"""A stop of which the settings give no position."""

Knot = tuple[int, int]
"""(minute, stop): the convoy is there then."""


class Trips:
    """Every convoy of a log."""

    def __init__(self, log: EventLog, ground: Ground, world: Mapping[str, Any]) -> None:
        self.ground = ground
        self.log = log
        self.routes = {route["destination"]: route["legs"] for route in world["routes"].values()}
        self.speed_kmh = float(world["convoys"]["speed_kmh"])
        self.refused = {
            event.convoy: event.hour
            for event in log.of(ConvoyAnswered)
            if event.answer != "granted"
        }
        self.departed = {event.convoy: event.hour for event in log.of(ConvoyDeparted)}
        self.arrived = {event.convoy: event.hour for event in log.of(ConvoyArrived)}
        self.ended = {event.convoy: event for event in log.of(ConvoyEnded)}
        self.passed = {(event.convoy, event.checkpoint): event for event in log.of(ConvoyInspected)}

    def rows(self) -> list[dict[str, Any]]:
        """A convoy each, in order of their requests."""
        return [self._row(event) for event in self.log.of(ConvoyRequested)]

    def _row(self, asked: ConvoyRequested) -> dict[str, Any]:
        end = self.ended.get(asked.convoy)
        site = self.ground.place(asked.destination)
        return {
            "to": site,
            "zone": self.ground.sites[site]["zone"] if site >= 0 else -1,
            "people": asked.people,
            "asked": minutes(asked.hour),
            "refused": _minute(self.refused.get(asked.convoy)),
            "left": _minute(self.departed.get(asked.convoy)),
            "ended": minutes(end.hour) if end else -1,
            "outcome": end.outcome if end else "",
            "path": [list(knot) for knot in self._path(asked)],
        }

    def _path(self, asked: ConvoyRequested) -> list[Knot]:
        """Where it was known to be, and by its speed where no event says so."""
        left_h = self.departed.get(asked.convoy)
        legs = self.routes.get(asked.destination)
        if left_h is None or not legs:
            return []
        end, now_h = self.ended.get(asked.convoy), left_h
        known_h = self.arrived.get(asked.convoy, end.hour if end else inf)
        knots: list[tuple[float, int]] = [(left_h, WAREHOUSE)]
        driven: list[float] = []
        for at, leg in enumerate(legs):
            turned_away = end and end.stage == leg["to"] and end.reason.startswith("access")
            if turned_away:
                break
            stop, last = self.ground.stop(leg["to"]), at == len(legs) - 1
            there_h = min(now_h + float(leg["km"]) / self.speed_kmh, known_h)
            if end and end.stage == leg["to"]:
                there_h = end.hour
            elif last and asked.convoy in self.arrived:
                there_h = known_h
            now_h = there_h
            inspected = self.passed.get((asked.convoy, leg.get("checkpoint") or ""))
            if inspected:
                there_h = inspected.hour - inspected.service_h - inspected.wait_h
                now_h = inspected.hour
            knots += [(there_h, stop), (now_h, stop)]
            driven.append(float(leg["km"]))
            if end and end.stage == leg["to"]:
                break
        if end:
            knots.append((end.hour, knots[-1][1]))
            knots += self._home(end.hour, [stop for _, stop in knots], driven)
        return _in_order(knots)

    def _home(self, hour: float, stops: list[int], driven: list[float]) -> list[tuple[float, int]]:
        """Back the way it came, at its speed."""
        back = []
        reached = list(dict.fromkeys(stops))
        for stop, km in zip(reversed(reached[:-1]), reversed(driven), strict=False):
            hour += km / self.speed_kmh
            back.append((hour, stop))
        return back


def _minute(hour: float | None) -> int:
    """The minute of what may not have happened: then -1."""
    return -1 if hour is None else minutes(hour)


def _in_order(knots: list[tuple[float, int]]) -> list[Knot]:
    """Without knots of unknown stops, and never back in time where a guessed speed was too slow."""
    found: list[Knot] = []
    for hour, stop in knots:
        if stop >= 0 or stop == WAREHOUSE:
            minute = minutes(hour)
            found.append((max(minute, found[-1][0]) if found else minute, stop))
    return found
