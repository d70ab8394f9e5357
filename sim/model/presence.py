"""Presence: observers on watch near a place, for worlds that assume their presence matters.

No evidence was found that it does; the effect is 0 by default and to be swept over both signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from sim import config
from sim.events import PostManned, PostUnmanned
from sim.kernel.distance import distance_km
from sim.kernel.replication import Replication
from sim.model.posts import Post
from sim.model.situation import Situation


class Presence:
    """Keeps ``situation.presence`` up to date: sum over posts of people exp(-d^2 / 2 sigma^2)."""

    __slots__ = ("_people", "_weights", "situation")

    def __init__(
        self,
        rep: Replication,
        situation: Situation,
        places: Mapping[str, config.Place],
        posts: Sequence[Post],
        violence: config.Violence,
    ) -> None:
        self.situation = situation
        self._people: dict[str, int] = {}
        sigma = violence.presence_scale_km
        self._weights = {
            post.name: {
                name: exp(-(_distance_km(post, place) ** 2) / (2.0 * sigma**2))
                for name, place in places.items()
            }
            for post in posts
        }
        rep.log.subscribe(PostManned, lambda event: self._change(event.post, event.people))
        rep.log.subscribe(PostUnmanned, lambda event: self._change(event.post, 0))

    def _change(self, post: str, people: int) -> None:
        self._people[post] = people
        # summed anew in a fixed order, so that no rounding error builds up
        self.situation.presence = {
            place: sum(
                people * self._weights[name][place] for name, people in sorted(self._people.items())
            )
            for place in self._weights[post]
        }


def _distance_km(post: Post, place: config.Place) -> float:
    return distance_km(post.settings.lat, post.settings.lon, place.lat, place.lon)
