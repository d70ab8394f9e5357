"""Reach: what one post can see and hear of incidents at one place, by the people on watch."""

from __future__ import annotations

from sim import config
from sim.model.posts import Post, detection_probability


class Reach:
    """What one post can see and hear of incidents at one place, at given ranges (km)."""

    __slots__ = ("_by_people", "distance_km", "near", "possible", "post")

    def __init__(
        self,
        post: Post,
        away_km: float,
        place: str,
        world: config.World,
        sight_km: float,
        heard_km: float,
    ) -> None:
        observation = world.observation
        self.post = post
        self.distance_km = away_km
        if place in observation.blocked_lines_of_sight.get(post.name, []):
            sight_km = 0.0
        weight = observation.further_observer_weight
        self._by_people = [
            (
                detection_probability(
                    observation.seen_by_one_probability, weight, people, self.distance_km, sight_km
                ),
                detection_probability(
                    observation.heard_by_one_probability,
                    weight,
                    people,
                    self.distance_km,
                    heard_km,
                ),
            )
            for people in range(max(post.watch.day, post.watch.night) + 1)
        ]
        self.possible = any(sees > 0.0 or hears > 0.0 for sees, hears in self._by_people)
        self.near = False

    def matters(self, watches: config.Watches) -> bool:
        """Whether the post can notice such an incident or must take shelter from it."""
        self.near = self.distance_km <= watches.shelter_km
        return self.possible or self.near

    @property
    def most_people(self) -> int:
        """The most people that may be on watch there."""
        return len(self._by_people) - 1

    def probabilities(self, people: int) -> tuple[float, float]:
        """Probability to see and to hear with so many on watch."""
        return self._by_people[people]


def is_night(hour: float, observation: config.Observation) -> bool:
    """Whether an hour of the day lies in the night, which may or may not reach over midnight."""
    from_hour, until_hour = observation.night_from_hour, observation.night_until_hour
    if from_hour < until_hour:
        return from_hour <= hour < until_hour
    return hour >= from_hour or hour < until_hour
