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
from sim.model.entities import Disturbance, Notice, Sighting, Violation
from sim.model.posts import FARTHEST, Post
from sim.model.reach import Reach, is_night
from sim.model.situation import Witnessed
from sim.model.traces import Traces


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
        "situation",
        "traces",
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
        self._reach: dict[tuple[str, str, bool], list[Reach]] = {}
        self._reach_by_range: dict[tuple[str, float, float], list[Reach]] = {}
        self._shelter = watches
        self.situation = attribution.situation
        self.traces = Traces(rep, self.seen)

    def reaches(self, place: str, kind: str, night: bool) -> list[Reach]:
        """The posts that can notice incidents of a kind at a place, or must shelter from them."""
        key = (place, kind, night)
        found = self._reach.get(key)
        if found is None:
            about = self.world.violence.kinds[kind]
            sight_km = about.seen_night_km if night else about.seen_day_km
            # kinds that are seen and heard equally far share what is worked out for one of them
            ranges = (place, sight_km, about.heard_km)
            found = self._reach_by_range.get(ranges)
            if found is None:
                farthest_km = max(
                    FARTHEST * sight_km, FARTHEST * about.heard_km, self._shelter.shelter_km
                )
                every = (
                    Reach(post, away_km, place, self.world, sight_km, about.heard_km)
                    for post in self.posts
                    if (away_km := self._away_km(post, place)) <= farthest_km
                )
                found = [reach for reach in every if reach.matters(self._shelter)]
                self._reach_by_range[ranges] = found
            self._reach[key] = found
        return found

    def _away_km(self, post: Post, place: str) -> float:
        at = self.places[place]
        return distance_km(post.settings.lat, post.settings.lon, at.lat, at.lon)

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
        for reach in self.reaches(violation.place, violation.kind, night):
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
        witnessed = [seer for witness in self.situation.witnesses if (seer := witness(violation))]
        seen += len(witnessed)
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
        notices += [self._witnessed(violation, seer) for seer in witnessed]
        notices += self.complainants.complain(violation)
        self.traces.leave(violation)
        for post in sheltering:
            post.take_shelter(violation.id)
        if len(notices) > 1:
            notices.sort(key=lambda notice: notice.hour)
        return notices

    def _sighting(self, violation: Violation, guarantor: str, *, located: bool) -> Sighting:
        """What a guarantor's posts report: of what was only heard neither place nor direction, and
        no more severity than its sound has."""
        delay_h = self._sighting_delay(self.rep.uniform(violation.id, guarantor, "sighting delay"))
        return self.seen(violation, guarantor, violation.hour + delay_h, "post", located=located)

    def _witnessed(self, violation: Violation, seer: Witnessed) -> Sighting:
        return self.seen(
            violation, seer.guarantor, violation.hour + seer.delay_h, seer.source, located=True
        )

    def seen(
        self, violation: Violation, guarantor: str, hour: float, source: str, *, located: bool
    ) -> Sighting:
        """What people of a guarantor report of an incident at an hour."""
        suspect = self.attribution.suspect(violation) if located else ""
        sound = self.world.violence.kinds[violation.kind].severity
        return Sighting(
            violation.id,
            hour,
            violation.hour,
            guarantor,
            located,
            violation.zone,
            violation.place if located else "",
            violation.kind,
            violation.severity if located else sound,
            suspect,
            self.world.groups[suspect].side if suspect else "",
            source,
            standing=standing_of(
                violation, suspect, excluded_group=not self.world.groups[violation.group].covered
            ),
        )

    def shelter_from(self, disturbance: Disturbance) -> None:
        """Drive the posts near a disturbance into shelter."""
        if disturbance.severity < self._shelter.shelter_severity:
            return
        for post in self.posts:
            if self._away_km(post, disturbance.place) <= self._shelter.shelter_km:
                post.take_shelter(disturbance.id)
