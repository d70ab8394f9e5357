"""Under watch: which share of each zone's background of incidents the posts would notice just now.

share = sum_k w_k (1 - prod_j (1 - pi_jk)) / sum_k w_k over places and kinds k and posts j. The
weights w are the background rates of the zone's covered groups as the world file says them, without
what dates or actors put on them; pi is the probability that post j sees or hears such an incident
with the people now on watch. It is a fact of the model: the mission doesn't know it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
import numpy.typing as npt

from sim import config
from sim.events import ReachNoted
from sim.kernel.replication import Process, Replication
from sim.model.posts import Post
from sim.model.reach import Reach, is_night

NOTED_EVERY_H = 6.0

Floats = npt.NDArray[np.float64]
Reaches = Callable[[str, str, bool], Sequence[Reach]]
"""What each post can notice of incidents of a kind at a place, by day or by night."""


class UnderWatch:
    """Notes the share at 0, 6, 12 and 18 h for each zone that has a post due then."""

    def __init__(
        self, rep: Replication, world: config.World, posts: Sequence[Post], reaches: Reaches
    ) -> None:
        self.rep = rep
        self.observation = world.observation
        self._due_posts = {
            zone: [post for post in posts if post.settings.zone == zone] for zone in world.zones
        }
        self._background = {zone: background(world, zone) for zone in world.zones}
        self._reaches = reaches
        self._watched: dict[tuple[str, bool], Watched] = {}

    def run(self) -> Process:
        """Note it four times a day, after the watches have changed."""
        for number in count():
            yield self.rep.wait_until(NOTED_EVERY_H * number)
            now = self.rep.now
            for zone, posts in self._due_posts.items():
                is_due = any(post.opens_h <= now < post.closes_h for post in posts)
                if is_due and self._background[zone]:
                    self.rep.record(ReachNoted(now, zone, self.share(zone)))

    def share(self, zone: str) -> float:
        """Share of a zone's background under watch now."""
        night = is_night(self.rep.now % 24.0, self.observation)
        watched = self._watched.get((zone, night))
        if watched is None:
            watched = Watched(self._background[zone], night, self._reaches)
            self._watched[zone, night] = watched
        return watched.share()


class Watched:
    """One zone by day or by night: what each post misses, worked out once by people on watch."""

    def __init__(
        self, background: dict[tuple[str, str], float], night: bool, reaches: Reaches
    ) -> None:
        rates = np.array(list(background.values()))
        self._weights: Floats = rates / rates.sum()
        missed: dict[str, Floats] = {}
        posts: dict[str, Post] = {}
        for column, (place, kind) in enumerate(background):
            for reach in reaches(place, kind, night):
                if not reach.possible:
                    continue
                key, most = reach.post.key, reach.most_people
                if key not in missed:
                    posts[key] = reach.post
                    missed[key] = np.ones((most + 1, len(rates)))
                for people in range(most + 1):
                    sees, hears = reach.probabilities(people)
                    missed[key][people, column] = (1.0 - sees) * (1.0 - hears)
        # in a fixed order, so that the order of posts in a file rounds nothing otherwise
        self._posts = [posts[key] for key in sorted(posts)]
        self._missed = [missed[key] for key in sorted(missed)]
        self._shares: dict[tuple[int, ...], float] = {}

    def share(self) -> float:
        """Share noticed with the people now on watch."""
        people = tuple(post.people for post in self._posts)
        share = self._shares.get(people)
        if share is None:
            unnoticed = np.ones(len(self._weights))
            for on_watch, missed in zip(people, self._missed, strict=True):
                if on_watch:
                    unnoticed *= missed[on_watch]
            share = min(max(1.0 - float(self._weights @ unnoticed), 0.0), 1.0)
            self._shares[people] = share
        return share


def background(world: config.World, zone: str) -> dict[tuple[str, str], float]:
    """Incidents a day of a zone's covered groups of their own accord, by place and kind."""
    rates: dict[tuple[str, str], float] = {}
    for group in world.groups.values():
        if group.zone != zone or not group.covered:
            continue
        for kind, of_kind in group.kinds.items():
            if kind == config.AIR_STRIKE and not world.violence.flies(group.side):
                continue
            for place, at_place in group.places.items():
                rate = group.background_per_day * of_kind * at_place
                if rate > 0.0:
                    rates[place, kind] = rates.get((place, kind), 0.0) + rate
    return rates
