"""Groups that learn where, when and how they are watched, and fire where they are watched less."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import exp
from typing import Literal

from pydantic import Field

from sim import config
from sim.events import PostManned, PostUnmanned
from sim.kernel.distance import distance_km
from sim.kernel.distributions import choose, cumulative_shares
from sim.kernel.registry import Problem, unknown_names
from sim.kernel.replication import Process, Replication
from sim.model.actors.base import Actor, Surroundings
from sim.model.entities import Violation
from sim.model.reach import is_night

SHARE_TOLERANCE = 1e-6
NOTHING = 0.01
"""Below this a post counts as too far away."""


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
        self.watched = _Watched(around.rep, self.world, self.posts)
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


class _Watched:
    """How closely places are watched, as those see it who see which posts are manned.

    It is the sum over the posts manned now of how well each reaches a place, by eye and by ear.
    Nobody outside a post knows how many are on watch or where a line of sight is blocked: what
    counts is who stands where, and how far a kind of fire is seen and heard.
    """

    __slots__ = ("_away_km", "_kinds", "_reach", "manned")

    def __init__(
        self, rep: Replication, world: config.World, posts: Mapping[str, config.Post]
    ) -> None:
        self.manned: set[str] = set()
        self._kinds = world.violence.kinds
        self._away_km = {
            (post, place): distance_km(at.lat, at.lon, here.lat, here.lon)
            for post, at in posts.items()
            for place, here in world.places().items()
        }
        self._reach: dict[tuple[str, str, str, bool], float] = {}
        rep.log.subscribe(PostManned, lambda event: self.manned.add(event.post))
        rep.log.subscribe(PostUnmanned, lambda event: self.manned.discard(event.post))

    def reach(self, post: str, place: str, kind: str, *, night: bool) -> float:
        """How well one post, if manned, reaches a kind of incident at a place: 0 to 2."""
        key = (post, place, kind, night)
        found = self._reach.get(key)
        if found is None:
            about, away_km = self._kinds[kind], self._away_km[post, place]
            seen_km = about.seen_night_km if night else about.seen_day_km
            found = sum(_within(away_km, range_km) for range_km in (seen_km, about.heard_km))
            self._reach[key] = found
        return found

    def level(self, place: str, kind: str, *, night: bool) -> float:
        """How closely a place is watched now for a kind of incident; 0 where nobody watches."""
        return sum(self.reach(post, place, kind, night=night) for post in sorted(self.manned))


def _within(away_km: float, range_km: float) -> float:
    if range_km <= 0.0:
        return 0.0
    reached = exp(-2.0 * (away_km / range_km) ** 2)
    return reached if reached >= NOTHING else 0.0


def _pick(shares: Mapping[str, float], u: float) -> str:
    """One of these by its share; empty if there is none."""
    return list(shares)[choose(u, cumulative_shares(shares.values()))] if shares else ""
