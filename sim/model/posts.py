"""Observation posts: each lives through opening, watches by day and night, and closure."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from sim import config
from sim.events import PostDue, PostManned, PostNoLongerDue, PostUnmanned, SituationChanged
from sim.kernel.distributions import Distribution
from sim.kernel.replication import Process, Replication
from sim.model.withheld import Withheld

FEWEST = 2
"""Fewer people than this on watch close a post."""
NOTHING = 0.01
"""Detection probabilities below this count as zero."""
FARTHEST = sqrt(-log(NOTHING) / 2.0)
"""Beyond this many times its range nothing can be detected: exp(-2 (d / range)^2) is below that."""


def detection_probability(
    one: float, weight: float, people: int, distance_km: float, range_km: float
) -> float:
    """Probability that a post detects an incident (MODEL.md section 3).

    ``(1 - (1 - one)^(1 + weight (people - 1))) exp(-d^2 / 2 sigma^2)`` with sigma half the range: a
    further pair of eyes on one roof adds little. Below 0.01 it is 0.
    """
    if people < FEWEST or range_km <= 0.0:
        return 0.0
    sigma = range_km / 2.0
    reached = exp(-(distance_km**2) / (2.0 * sigma**2))
    probability = (1.0 - (1.0 - one) ** (1.0 + weight * (people - 1))) * reached
    return probability if probability >= NOTHING else 0.0


@dataclass(frozen=True, slots=True)
class Watch:
    """Planned people on watch by day and by night."""

    day: int
    night: int


class Post:
    """One post. ``people`` is how many are on watch now (0 when nobody watches)."""

    __slots__ = (
        "_in_use",
        "_on_watch",
        "_shelter",
        "_shelter_until_h",
        "_withheld",
        "closes_h",
        "key",
        "late_h",
        "light_hours",
        "name",
        "opens_h",
        "people",
        "rep",
        "settings",
        "staffed",
        "watch",
        "watches",
    )

    def __init__(
        self,
        rep: Replication,
        name: str,
        settings: config.Post,
        watches: config.Watches,
        watch: Watch,
        daylight: tuple[float, float],
        *,
        staffed: bool,
    ) -> None:
        self.rep = rep
        self.name = name
        self.key = settings.key or name
        self.settings = settings
        self.watches = watches
        self.watch = watch
        self.staffed = staffed
        self.light_hours = daylight
        self.opens_h = 24.0 * settings.opens_day
        self.late_h = 24.0 * settings.late_days
        self.closes_h = float("inf") if settings.closes_day is None else 24.0 * settings.closes_day
        self.people = 0
        self._in_use = False
        self._on_watch = 0
        self._shelter_until_h = -1.0
        self._withheld = Withheld()
        self._shelter: Distribution = watches.shelter.quantile()

    def planned(self, hour: float) -> int:
        """People planned for the watch that begins at an hour: the day watch begins in daylight."""
        return self.watch.day if self._is_day(hour) else self.watch.night

    def _is_day(self, hour: float) -> bool:
        dawn, dusk = self.light_hours
        return dawn <= hour % 24.0 < dusk

    def live(self) -> Process:
        """Opening, watches, closure."""
        rep = self.rep
        yield rep.wait_until(self.opens_h, urgent=True)
        rep.record(
            PostDue(rep.now, self.name, self.settings.zone, self.settings.guarantor, self.staffed)
        )
        if not self.staffed:
            rep.record(PostUnmanned(rep.now, self.name, "level"))
        else:
            if self.late_h > 0.0:
                rep.record(PostUnmanned(rep.now, self.name, "late_opening"))
                yield rep.wait_until(min(self.opens_h + self.late_h, self.closes_h), urgent=True)
            self._in_use = True
            while rep.now < self.closes_h:
                self._begin_watch()
                yield rep.wait_until(min(self._next_watch_h(), self.closes_h), urgent=True)
        yield rep.wait_until(self.closes_h, urgent=True)
        self._withheld.forget()
        self._in_use = False
        self._on_watch = self.people = 0
        rep.record(PostUnmanned(rep.now, self.name, "closed"))
        rep.record(PostNoLongerDue(rep.now, self.name))

    def _next_watch_h(self) -> float:
        now = self.rep.now
        today = now - now % 24.0
        ahead = [
            today + 24.0 * day + start
            for day in (0, 1)
            for start in self.watches.starts_hours
            if today + 24.0 * day + start > now
        ]
        return min(ahead)

    def _begin_watch(self) -> None:
        rep, planned = self.rep, self.planned(self.rep.now)
        draws: list[float] = []
        while len(draws) < planned:
            draws += rep.streams.uniforms(self.key, "absent", int(rep.now), len(draws))
        absence = self.watches.absence_probability
        self._on_watch = sum(draw >= absence for draw in draws[:planned])
        if rep.now >= self._shelter_until_h:
            self._man()

    def withhold(self, change: SituationChanged) -> None:
        """Have nobody watch while an actor keeps its people away (``manning`` at 0).

        ``by`` names the cause of the loss; a factor above 0 gives the post back to it.
        """
        rep = self.rep
        self._withheld.note(change)
        if change.factor > 0.0:
            self._come_back()
            return
        if self._in_use:
            self.people = 0
            rep.record(PostUnmanned(rep.now, self.name, change.by))
        if change.until_h < rep.horizon_h:
            rep.at(change.until_h, self._come_back)

    def _come_back(self) -> None:
        if self._in_use and self.people == 0 and self.rep.now >= self._shelter_until_h:
            self._man()

    def _man(self) -> None:
        now = self.rep.now
        keeper = self._withheld.by(now)
        if keeper:
            self.people = 0
            self.rep.record(PostUnmanned(now, self.name, keeper))
        elif self._on_watch >= FEWEST:
            self.people = self._on_watch
            light = "day" if self._is_day(now) else "night"
            self.rep.record(PostManned(now, self.name, self.people, light))
        else:
            self.people = 0
            self.rep.record(PostUnmanned(now, self.name, "short_watch"))

    def take_shelter(self, violation: int) -> None:
        """Leave the roof for a while because of an incident nearby.

        The next watch waits for the end of it too, even where nobody of this one turned up: else a
        post with more people on watch could see less.
        """
        if not self.opens_h + self.late_h <= self.rep.now < self.closes_h:
            return
        until_h = self.rep.now + self._shelter(self.rep.uniform(violation, self.key, "shelter"))
        if self.people:
            self.people = 0
            self.rep.record(PostUnmanned(self.rep.now, self.name, "shelter"))
        if until_h > self._shelter_until_h:
            self._shelter_until_h = until_h
            self.rep.at(until_h, self._come_back)
