"""Groups that learn where, when and how they are watched, and fire where they are watched less."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import exp
from typing import Literal

from pydantic import Field

from sim import config
from sim.events import PostManned, PostUnmanned
from sim.kernel.distributions import choose, cumulative_shares
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Violation
from sim.model.reach import is_night
from sim.model.watched import Watched

SHARE_TOLERANCE = 1e-6


class Shifts(config.Settings):
    """Of the incidents that a group has learnt to move, how many it moves in which way."""

    place: config.Share
    """To another place at which it fires anyway."""
    hour: config.Share
    """From daylight into the coming night."""
    kind: config.Share
    """To a kind of fire that it uses anyway and that carries less far; never to air strikes."""


class Adaptation(Actor):
    """A group has learnt to move the share 1 - exp(-rate x days) of its incidents, days being those
    on which a manned post could reach one of its places.

    An incident is moved only if it is watched more closely where, when and how it would have
    happened. Nothing of it but that changes: whether groups adapt, and how fast, is an assumption.
    """

    kind: Literal["adaptation"]
    groups: list[str] = Field(min_length=1)
    rate_per_day: config.PerDay = 0.0
    """0: no group ever learns."""
    shifts: Shifts

    def act(self, around: Surroundings) -> Process:
        """Lend the groups their habits for the run."""
        if self.rate_per_day > 0.0:
            habits = _Habits(self, around)
            around.situation.habits.append(habits.move)
        yield from ()

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Unknown groups, one named twice, and more shifts than incidents."""
        groups = scenario.world.groups
        yield from unknown_names("groups", self.groups, "group", groups)
        for number, group in enumerate(self.groups):
            if group in self.groups[:number]:
                yield ("groups", number), "this group is named twice"
        total = self.shifts.place + self.shifts.hour + self.shifts.kind
        if total > 1.0 + SHARE_TOLERANCE:
            yield ("shifts",), f"shares must not exceed 1 in total (they add up to {total:.6g})"


class _Habits:
    """What the groups have learnt so far, and where it leads them.

    Whether and how an incident is moved hangs on its own numbers: who learns faster moves the same
    incidents and more.
    """

    def __init__(self, settings: Adaptation, around: Surroundings) -> None:
        self.settings = settings
        self.around = around
        self.world = around.scenario.world
        self.posts = around.scenario.mission.posts
        self.watched = Watched(around.rep, self.world, self.posts)
        self._days = dict.fromkeys(settings.groups, 0.0)
        self._under_watch = dict.fromkeys(settings.groups, False)
        self._since_h = around.rep.now
        self._posts_near = {group: self._posts_that_reach(group) for group in settings.groups}
        shifts = settings.shifts
        self._shifts: list[tuple[float, Callable[[Violation, bool, float], Violation | None]]] = [
            (shifts.place, self._elsewhere),
            (shifts.hour, self._at_night),
            (shifts.kind, self._in_kind),
        ]
        around.subscribe(PostManned, self._see)
        around.subscribe(PostUnmanned, self._see)

    def _posts_that_reach(self, group: str) -> set[str]:
        """Posts that, manned, reach the group's fire somewhere by day or by night."""
        about, reach = self.world.groups[group], self.watched.reach
        return {
            post
            for post in self.posts
            if any(
                reach(post, place, kind, night=night) > 0.0
                for place in about.places
                for kind in about.kinds
                for night in (False, True)
            )
        }

    def _see(self, _event: PostManned | PostUnmanned) -> None:
        """Take note of who stands where (``watched`` was told before)."""
        self._learn()
        for group, near in self._posts_near.items():
            self._under_watch[group] = not near.isdisjoint(self.watched.manned)

    def _learn(self) -> None:
        now = self.around.rep.now
        for group, under_watch in self._under_watch.items():
            if under_watch:
                self._days[group] += (now - self._since_h) / 24.0
        self._since_h = now

    # --- moving an incident -----------------------------------------------------------------------
    def move(self, violation: Violation) -> Violation:
        """The incident as it happens now that its group has learnt."""
        if violation.group not in self._days:
            return violation
        self._learn()
        learnt = 1.0 - exp(-self.settings.rate_per_day * self._days[violation.group])
        adapts, which, where, _ = self.around.rep.streams.uniforms(violation.id, "adapts")
        if adapts >= learnt:
            return violation
        night = is_night(violation.hour % 24.0, self.world.observation)
        for share, shift in self._shifts:
            if which < share:
                return shift(violation, night, where) or violation
            which -= share
        return violation

    def _elsewhere(self, violation: Violation, night: bool, where: float) -> Violation | None:
        level, kind = self.watched.level, violation.kind
        here = level(violation.place, kind, night=night)
        places = self.world.groups[violation.group].places
        less = {
            place: share
            for place, share in places.items()
            if share > 0.0 and level(place, kind, night=night) < here
        }
        place = _pick(less, where)
        if not place:
            return None
        return self._moved("moved_elsewhere", violation._replace(place=place))

    def _at_night(self, violation: Violation, night: bool, where: float) -> Violation | None:
        level, place, kind = self.watched.level, violation.place, violation.kind
        by_night, by_day = (level(place, kind, night=dark) for dark in (True, False))
        if night or by_night >= by_day:
            return None
        observation = self.world.observation
        from_hour, until_hour = observation.night_from_hour, observation.night_until_hour
        hour = violation.hour + (from_hour - violation.hour) % 24.0
        hour += where * ((until_hour - from_hour) % 24.0)
        leaves_day = self.world.groups[violation.group].until_day
        if leaves_day is not None and hour >= 24.0 * leaves_day:
            return None
        return self._moved("moved_to_night", violation._replace(hour=hour))

    def _in_kind(self, violation: Violation, night: bool, where: float) -> Violation | None:
        level, place = self.watched.level, violation.place
        here = level(place, violation.kind, night=night)
        less = {
            kind: share
            for kind, share in self.world.groups[violation.group].kinds.items()
            if share > 0.0 and kind != config.AIR_STRIKE and level(place, kind, night=night) < here
        }
        kind = _pick(less, where)
        if not kind:
            return None
        about = self.world.violence
        severity = about.kinds[kind].severity
        if violation.deaths:
            severity = max(severity, about.severity_if_deaths)
        return self._moved("changed_in_kind", violation._replace(kind=kind, severity=severity))

    def _moved(self, action: str, violation: Violation) -> Violation:
        self.around.acted(self.settings.kind, action, violation.group)
        return violation


def _pick(shares: Mapping[str, float], u: float) -> str:
    """One of these by its share; empty if there is none."""
    return list(shares)[choose(u, cumulative_shares(shares.values()))] if shares else ""
