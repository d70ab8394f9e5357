"""How closely places are watched, as those see it who see which posts are manned."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from sim import config
from sim.events import PostManned, PostUnmanned
from sim.kernel.distance import distance_km
from sim.kernel.replication import Replication

NOTHING = 0.01
"""Below this a post counts as too far away."""


class Watched:
    """Sum over the posts manned now of how well each reaches a place with eyes and with ears.

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
