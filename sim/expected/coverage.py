"""Which share of incidents the posts would notice on a day when all that is planned is open.

That is: every post asked about that opens before the end of the term is manned, with the people its
staffing plans for the watch of that hour, and nobody is absent, shelters or is kept away. Of the
background only, as the world file says it (incidents that follow others happen where their group
fires anyway), at the hours of its daily profile. Posts only: patrols, UAVs and complaints come on
top, what is lost in a run goes off.

Reach and probability are the model's own (``sim.model.reach``); a post's eyes and ears, and those
of different posts, are independent, as in ``sim.model.network``:
noticed = 1 - prod (1 - s)(1 - h), seen = 1 - prod (1 - s), located = seen, or heard by two.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.config import Scenario
from sim.expected.people import manned_from_day, sites_by_priority
from sim.kernel.distance import distance_km
from sim.kernel.replication import Replication
from sim.model import assembly
from sim.model.day_profile import hour_profile
from sim.model.posts import FARTHEST, Post
from sim.model.reach import Reach, is_night
from sim.model.under_watch import background

What = Literal["noticed", "seen", "located"]
Light = Literal["day", "night"]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HOURS = range(25)


class Coverage:
    """What each post of a mission, candidates too, can notice of one zone's background.

    Arrays are posts x states x incidents: a state is an hour's light with the watch that is on, an
    "incident" a place with a kind.
    """

    def __init__(self, scenario: Scenario, zone: str) -> None:
        self.scenario, self.zone = scenario, zone
        self._posts = assembly.posts(Replication(0, 0, 0.0), scenario)
        self.names = [post.name for post in self._posts]
        self.horizon_h = 24.0 * scenario.days
        self.staffed = [
            post.name
            for post in self._posts
            if post.staffed and _manned_from_h(post) < self.horizon_h
        ]
        """Those that this staffing mans before the end of the term."""
        rates = background(scenario.world, zone)
        self._incidents = list(rates)
        self._rates: Floats = np.array(list(rates.values()), dtype=float)
        self._states = _states(scenario)
        shape = (len(self._posts), len(self._states), len(rates))
        self._sees, self._hears = np.zeros(shape), np.zeros(shape)
        self._possible: Bools = np.zeros(shape, dtype=bool)
        for at, post in enumerate(self._posts):
            if _manned_from_h(post) < self.horizon_h:
                self._fill(at, post)

    def _fill(self, at: int, post: Post) -> None:
        world, places = self.scenario.world, self.scenario.world.places()
        people = [post.planned(start) for (_, start) in self._states]
        worked_out: dict[tuple[str, float, float], Reach] = {}
        for column, (place, kind) in enumerate(self._incidents):
            there, about = places[place], world.violence.kinds[kind]
            own = post.settings
            away_km = distance_km(own.lat, own.lon, there.lat, there.lon)
            if away_km > FARTHEST * max(about.seen_day_km, about.seen_night_km, about.heard_km):
                continue
            for state, (night, _) in enumerate(self._states):
                sight_km = about.seen_night_km if night else about.seen_day_km
                key = (place, sight_km, about.heard_km)
                if key not in worked_out:
                    worked_out[key] = Reach(post, away_km, place, world, sight_km, about.heard_km)
                reach, cell = worked_out[key], (at, state, column)
                self._sees[cell], self._hears[cell] = reach.probabilities(people[state])
                self._possible[cell] = reach.possible

    def share(
        self,
        what: What,
        *,
        kind: str | None = None,
        light: Light | None = None,
        posts: Collection[str] | None = None,
    ) -> float:
        """Share of the zone's background that these posts notice, see or locate; of one kind, or by
        day or by night, of what happens then. NaN where nothing does. ``posts``: those that this
        staffing mans, if None."""
        weights = self._weights(kind, light)
        if not weights.sum():
            return float("nan")
        missed = _Missed(weights.shape)
        for at in self._numbers(posts):
            missed.add(self._sees[at], self._hears[at])
        return _share(weights, missed.of(what))

    def blind(
        self,
        *,
        kind: str | None = None,
        light: Light | None = None,
        posts: Collection[str] | None = None,
    ) -> float:
        """Share of the zone's background that none of these posts could ever notice."""
        weights = self._weights(kind, light)
        if not weights.sum():
            return float("nan")
        reached = self._possible[self._numbers(posts)].any(axis=0)
        return _share(weights, np.where(reached, 0.0, 1.0), missed=False)

    def over_term(self, what: What) -> float:
        """The same share on average over the days of the term, each with the posts of this staffing
        that are open by then and not closed yet."""
        times = {
            post.name: (_manned_from_h(post), post.closes_h) for post in self._posts if post.staffed
        }
        edges = {0.0, self.horizon_h, *(hour for pair in times.values() for hour in pair)}
        within = sorted(hour for hour in edges if 0.0 <= hour <= self.horizon_h)
        mean = 0.0
        for begins, ends in pairwise(within):
            is_open = [name for name, (opens, closes) in times.items() if opens <= begins < closes]
            mean += self.share(what, posts=is_open) * (ends - begins) / self.horizon_h
        return mean

    def by_gain(self, what: What, kind: str | None = None) -> list[tuple[str, float]]:
        """All posts of the zone in greedy order, each with the share once it is manned, too.

        "Noticed" and "seen" are submodular: the first n have at least 63 % of the share of the best
        n. "Located" isn't (one ear alone locates nothing), so this is a rule of thumb there. Equal
        gains go by what is noticed, then by the mission's order; posts that open after the end of
        the term add nothing and stand last.
        """
        weights = self._weights(kind, None)
        total = weights.sum() or 1.0
        waiting = [
            self.names.index(name) for name in sites_by_priority(self.scenario, self.zone, "posts")
        ]
        missed, found = _Missed(weights.shape), []
        while waiting:
            one_more = copy(missed)  # arrays are replaced, never written into
            one_more.add(self._sees[waiting], self._hears[waiting])
            gained = [
                tuple(round(float(total - np.sum(weights * one)) / total, 12) for one in both)
                for both in zip(one_more.of(what), one_more.of("noticed"), strict=True)
            ]
            best = max(range(len(waiting)), key=lambda at: (gained[at], -at))
            chosen = waiting.pop(best)
            missed.add(self._sees[chosen], self._hears[chosen])
            found.append((self.names[chosen], _share(weights, missed.of(what))))
        return found

    def _numbers(self, posts: Collection[str] | None) -> list[int]:
        wanted = set(self.staffed if posts is None else posts)
        if unknown := wanted - set(self.names):
            raise KeyError(f"no such posts: {', '.join(sorted(unknown))}")
        return [at for at, name in enumerate(self.names) if name in wanted]

    def _weights(self, kind: str | None, light: Light | None) -> Floats:
        hours = np.array(
            [
                weight if light is None or light == ("night" if night else "day") else 0.0
                for (night, _), weight in self._states.items()
            ]
        )
        of_kind = [kind is None or kind == its for _, its in self._incidents]
        weights: Floats = np.outer(hours, self._rates * of_kind)
        return weights


class _Missed:
    """Probabilities of what posts miss; posts are added one by one."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._unseen, self._unheard = np.ones(shape), np.ones(shape)
        self._heard_once = np.zeros(shape)

    def add(self, sees: Floats, hears: Floats) -> None:
        """A further post; with an axis more, each of several instead of one another."""
        self._unseen = self._unseen * (1.0 - sees)
        self._heard_once = self._heard_once * (1.0 - hears) + self._unheard * hears
        self._unheard = self._unheard * (1.0 - hears)

    def of(self, what: What) -> Floats:
        """Probability not to be noticed, seen or located."""
        if what == "seen":
            return self._unseen
        if what == "noticed":
            return self._unseen * self._unheard
        return self._unseen * (self._unheard + self._heard_once)


def _manned_from_h(post: Post) -> float:
    return 24.0 * manned_from_day(post.settings)


def _share(weights: Floats, probability: Floats, *, missed: bool = True) -> float:
    share = float(np.sum(weights * probability) / weights.sum()) if weights.sum() else 0.0
    return min(max(1.0 - share if missed else share, 0.0), 1.0)


def _states(scenario: Scenario) -> dict[tuple[bool, float], float]:
    """(whether it is night, the hour at which the watch began) -> share of the background then."""
    observation, starts = scenario.world.observation, scenario.mission.watches.starts_hours
    profile = hour_profile(scenario.world) / 24.0
    edges = {*map(float, HOURS), *starts, observation.night_from_hour, observation.night_until_hour}
    shares: dict[tuple[bool, float], float] = {}
    for begins, ends in pairwise(sorted(edges)):
        begun = [start for start in starts if start <= begins] or starts
        state = (is_night(begins, observation), max(begun))
        shares[state] = shares.get(state, 0.0) + float(profile[int(begins)]) * (ends - begins)
    return shares
