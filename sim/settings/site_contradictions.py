"""Checks of what is decided: sites that the world has room for, and people to man them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim import config
from sim.kernel.distance import distance_km
from sim.kernel.names import unknown
from sim.settings.files import Contradiction

NEAR_KM = 15.0


def sites(scenario: config.Scenario) -> Iterator[Contradiction]:
    world, mission = scenario.world, scenario.mission
    places = scenario.world.places()
    families: dict[str, Mapping[str, config.Site]] = {
        "posts": mission.posts,
        "checkpoints": mission.checkpoints,
    }
    names: set[str] = set(world.party_checkpoints)
    streams: dict[str, str] = {}
    for family, sites in families.items():
        ranks: dict[tuple[str, int], str] = {}
        for name, site in sites.items():
            key = ("mission", family, name)
            if name in names:
                yield key, "another post or checkpoint has this name"
            names.add(name)
            if site.zone not in world.zones:
                yield (*key, "zone"), unknown("zone", site.zone, world.zones)
            if site.guarantor not in world.guarantors:
                yield (*key, "guarantor"), unknown("guarantor", site.guarantor, world.guarantors)
            if site.near not in places:
                yield (*key, "near"), unknown("place", site.near, places)
            else:
                place = places[site.near]
                away_km = distance_km(site.lat, site.lon, place.lat, place.lon)
                if away_km > NEAR_KM:
                    message = (
                        f"lat {site.lat:g}, lon {site.lon:g} is {away_km:.0f} km from"
                        f" '{site.near}', which it is near (at most {NEAR_KM:g} km)"
                    )
                    yield key, message
            if site.closes_day is not None and site.closes_day <= site.opens_day:
                yield (*key, "closes_day"), f"must be after opens_day ({site.opens_day:g})"
            rank = (site.zone, site.priority)
            if rank in ranks:
                yield (*key, "priority"), f"'{ranks[rank]}' of the same zone has this priority"
            ranks.setdefault(rank, name)
            stream = (site.key if isinstance(site, config.Post) else None) or name
            if stream in streams:
                yield key, f"has the same random numbers as '{streams[stream]}' (see 'key')"
            streams.setdefault(stream, name)


def staffing(scenario: config.Scenario) -> Iterator[Contradiction]:
    mission = scenario.mission
    for zone, staffing in scenario.staffing.zones.items():
        key = ("staffing", "zones", zone)
        if zone not in scenario.world.zones:
            yield key, unknown("zone", zone, scenario.world.zones)
            continue
        listed_posts = sum(post.zone == zone for post in mission.posts.values())
        if staffing.posts > listed_posts:
            yield (*key, "posts"), f"the mission lists only {listed_posts} posts in this zone"
        listed = sum(checkpoint.zone == zone for checkpoint in mission.checkpoints.values())
        if staffing.checkpoints > listed:
            yield (*key, "checkpoints"), f"the mission lists only {listed} checkpoints in this zone"
    roles: tuple[config.PooledRole, ...] = ("centre_officers", "liaison_officers")
    for role in roles:
        if not scenario.staffing.in_all(role):
            yield ("staffing", role), "nobody is on watch: at least 1 is needed in all"
