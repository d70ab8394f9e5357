"""The network: everyone who notices incidents, and what the sides complain of.

Truth enters belief here for the first time (``watch``). Heard, located and attributed are three
things: a heard incident has a time and a rough direction, a located one (seen, or heard by two
posts) has a place and an assessed direction of fire, attribution is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim import config
from sim.events import ViolationWatched
from sim.kernel.distance import distance_km
from sim.kernel.replication import Replication
from sim.model.attribution import Attribution
from sim.model.complaints import Complainants, standing_of
from sim.model.entities import Notice, Sighting, Violation
from sim.model.posts import Post, detection_probability


class Network:
    """The posts of one mission, and those who complain to it."""

    __slots__ = (
        "_reach",
        "_reach_by_range",
        "_shelter",
        "_sighting_delay",
        "attribution",
        "complainants",
        "places",
        "posts",
        "rep",
        "world",
    )

    def __init__(
        self,
        rep: Replication,
        world: config.World,
        watches: config.Watches,
        posts: Sequence[Post],
        attribution: Attribution,
    ) -> None:
        self.rep = rep
        self.world = world
        self.posts = [post for post in posts if post.staffed]
        self.attribution = attribution
        self.places = world.places()
        self._sighting_delay = world.observation.sighting_delay.quantile()
        self.complainants = Complainants(rep, world, attribution)
        self._reach: dict[tuple[str, str, bool], list[_Reach]] = {}
        self._reach_by_range: dict[tuple[str, float, float], list[_Reach]] = {}
        self._shelter = watches

    def _reaches(self, place: str, kind: str, night: bool) -> list[_Reach]:
        key = (place, kind, night)
        found = self._reach.get(key)
        if found is None:
            about = self.world.violence.kinds[kind]
            sight_km = about.seen_night_km if night else about.seen_day_km
            # kinds that are seen and heard equally far share what is worked out for one of them
            ranges = (place, sight_km, about.heard_km)
            found = self._reach_by_range.get(ranges)
            if found is None:
                every = (
                    _Reach(post, self.places[place], place, self.world, sight_km, about.heard_km)
                    for post in self.posts
                )
                found = [reach for reach in every if reach.matters(self._shelter)]
                self._reach_by_range[ranges] = found
            self._reach[key] = found
        return found

    def watch(self, violation: Violation) -> list[Notice]:
        """Who notices an incident, and when each notice arrives, in order of arrival.

        Each post's senses are thresholds on uniforms named by (violation, post): more people detect
        a superset, and a further post changes nothing for the others.
        """
        rep, observation, pair = self.rep, self.world.observation, self.rep.streams.pair
        night = is_night(violation.hour % 24.0, observation)
        seen = heard = 0
        possible = manned = False
        by_guarantor: dict[str, tuple[int, int]] = {}
        sheltering = []
        for reach in self._reaches(violation.place, violation.kind, night):
            post = reach.post
            possible = possible or reach.possible
            sees, hears = reach.probabilities(post.people)
            if sees > 0.0 or hears > 0.0:
                manned = True
                eyes, ears = pair(violation.id, post.key)
                saw, heard_it = eyes < sees, ears < hears
                if saw or heard_it:
                    seen += saw
                    heard += heard_it
                    before = by_guarantor.get(post.settings.guarantor, (0, 0))
                    by_guarantor[post.settings.guarantor] = (before[0] + saw, before[1] + heard_it)
            if reach.near and violation.severity >= self._shelter.shelter_severity:
                sheltering.append(post)
        if seen or heard >= 2:
            outcome = "located"
        elif heard:
            outcome = "heard"
        elif manned:
            outcome = "missed"
        else:
            outcome = "not_watched" if possible else "blind"
        light = "night" if night else "day"
        rep.record(ViolationWatched(rep.now, violation.id, outcome, seen, heard, light))
        notices: list[Notice] = [
            self._sighting(violation, guarantor, located=times_seen > 0 or times_heard >= 2)
            for guarantor, (times_seen, times_heard) in by_guarantor.items()
        ]
        notices += self.complainants.complain(violation)
        for post in sheltering:
            post.take_shelter(violation.id)
        if len(notices) > 1:
            notices.sort(key=lambda notice: notice.hour)
        return notices

    def _sighting(self, violation: Violation, guarantor: str, *, located: bool) -> Sighting:
        """What a guarantor's posts report: of what was only heard neither place nor direction, and
        no more severity than its sound has."""
        suspect = self.attribution.suspect(violation) if located else ""
        sound = self.world.violence.kinds[violation.kind].severity
        delay_h = self._sighting_delay(self.rep.uniform(violation.id, guarantor, "sighting delay"))
        return Sighting(
            violation.id,
            violation.hour + delay_h,
            violation.hour,
            guarantor,
            located,
            violation.zone,
            violation.place if located else "",
            violation.kind,
            violation.severity if located else sound,
            suspect,
            self.world.groups[suspect].side if suspect else "",
            standing=standing_of(violation, suspect),
        )


class _Reach:
    """What one post can see and hear of incidents at one place, at given ranges."""

    __slots__ = ("_by_people", "distance_km", "near", "possible", "post")

    def __init__(
        self,
        post: Post,
        place: config.Place,
        place_name: str,
        world: config.World,
        sight_km: float,
        heard_km: float,
    ) -> None:
        observation = world.observation
        self.post = post
        self.distance_km = distance_km(post.settings.lat, post.settings.lon, place.lat, place.lon)
        if place_name in observation.blocked_lines_of_sight.get(post.name, []):
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

    def probabilities(self, people: int) -> tuple[float, float]:
        """Probability to see and to hear with so many on watch."""
        return self._by_people[people]


def is_night(hour: float, observation: config.Observation) -> bool:
    """Whether an hour of the day lies in the night, which may or may not reach over midnight."""
    from_hour, until_hour = observation.night_from_hour, observation.night_until_hour
    if from_hour < until_hour:
        return from_hour <= hour < until_hour
    return hour >= from_hour or hour < until_hour
