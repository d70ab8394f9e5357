"""An additional zone: a part of the country that the memorandum covers only once a trigger holds.

Until then fire there is no violation and its sites stay empty, by this actor's name. What triggers
is the record, never the truth.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim import config
from sim.events import LedgerEntered
from sim.kernel.names import unknown
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.record import FirstEntries


class AdditionalZone(Actor):
    """Opens at the first midnight at which its trigger holds, or on the last day: the truce is
    renewed there, and its posts and checkpoints are manned ``sites_after_days`` later."""

    kind: Literal["additional_zone"]
    zone: str
    """A zone of the world, with its groups and, in the mission, its sites."""
    window_days: config.Days
    recorded_above: config.Count | None = None
    """Opens when more incidents than this were recorded there in the last window."""
    recorded_below: config.Count | None = None
    """Opens when fewer than this were recorded there in a whole window."""
    latest_day: config.Day | None = None
    """Opens on this day at the latest; null: on its trigger only."""
    sites_after_days: Annotated[float, Field(ge=0.0, le=3660.0, json_schema_extra={"unit": "days"})]
    before_opening_factor: config.Factor = 1.0
    """On the background there before it opens: the world's own is that of a covered zone."""

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """An unknown zone, or one that could never open or opens at once."""
        if self.zone not in scenario.world.zones:
            yield ("zone",), unknown("zone", self.zone, scenario.world.zones)
        above, below = self.recorded_above, self.recorded_below
        if above is None and below is None and self.latest_day is None:
            yield (), "give recorded_above, recorded_below or latest_day: else it never opens"
        if above is not None and below is not None and below > above:
            yield ("recorded_below",), f"any number triggers: must not be above {above}"

    def raises_background(self) -> float:
        """What the zone may have before it is covered."""
        return self.before_opening_factor

    def act(self, around: Surroundings) -> Process:
        """Keep the zone closed until it opens, then renew the truce and let the mission in."""
        rep = around.rep
        recorded = _Recorded(around, self.zone, 24.0 * self.window_days)
        mission = around.scenario.mission
        listed = {**mission.posts, **mission.checkpoints}
        sites = sorted(name for name, site in listed.items() if site.zone == self.zone)
        around.modify("covered", self.zone, 0.0)
        if self.before_opening_factor != 1.0:
            around.modify("background", self.zone, self.before_opening_factor)
        for site in sites:
            around.modify("manning", site, 0.0)
        day = 0
        while not self._triggers(recorded.lately(rep.now), float(day)):
            day += 1
            yield rep.wait_until(24.0 * day, urgent=True)
        around.lift("covered", self.zone)
        if self.before_opening_factor != 1.0:
            around.lift("background", self.zone)
        around.situation.renew_truce(self.zone, by=around.name)
        around.acted(self.kind, "opened", self.zone)
        yield rep.wait(24.0 * self.sites_after_days)
        for site in sites:
            around.lift("manning", site)
        around.acted(self.kind, "sites_let_in", self.zone, len(sites))

    def _triggers(self, recorded: int, day: float) -> bool:
        if self.latest_day is not None and day >= self.latest_day:
            return True
        if self.recorded_above is not None and recorded > self.recorded_above:
            return True
        below = self.recorded_below
        return below is not None and day >= self.window_days and recorded < below


class _Recorded:
    """Incidents of a zone by the hour of their first entry in any ledger."""

    def __init__(self, around: Surroundings, zone: str, window_h: float) -> None:
        self._hours: deque[float] = deque()
        self._window_h = window_h
        first = FirstEntries(
            around.scenario.world.groups,
            counts=lambda entry: entry.zone == zone,
            note=lambda entry: self._hours.append(entry.hour),
        )
        around.subscribe(LedgerEntered, first.read)

    def lately(self, now: float) -> int:
        """How many lie in the window that ends now."""
        while self._hours and self._hours[0] < now - self._window_h:
            self._hours.popleft()
        return len(self._hours)
