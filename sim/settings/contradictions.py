"""Checks that need more than one key: what can't be true together in one scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from sim import config
from sim.kernel.names import did_you_mean, there_are, unknown
from sim.settings.files import Contradiction, Key
from sim.settings.site_contradictions import sites, staffing

SHARE_TOLERANCE = 1e-6


def contradictions(scenario: config.Scenario) -> list[Contradiction]:
    """Everything in a scenario that contradicts something else in it."""
    checks: list[Callable[[config.Scenario], Iterator[Contradiction]]] = [
        _guarantors,
        _places,
        _groups,
        _violence,
        _observation,
        _hours,
        _routes,
        _actors,
        _supply,
        sites,
        staffing,
    ]
    return [found for check in checks for found in check(scenario)]


def _guarantors(scenario: config.Scenario) -> Iterator[Contradiction]:
    hears: dict[str, str] = {}
    for name, guarantor in scenario.world.guarantors.items():
        side = guarantor.hears_complaints_of
        if side is None:
            continue
        if side in hears:
            message = f"'{hears[side]}' hears them already (null: hears no complaints)"
            yield ("world", "guarantors", name, "hears_complaints_of"), message
        hears.setdefault(side, name)


def _places(scenario: config.Scenario) -> Iterator[Contradiction]:
    zone_of: dict[str, str] = {}
    for zone_name, zone in scenario.world.zones.items():
        for place in zone.places:
            if place in zone_of:
                message = f"is already a place of zone '{zone_of[place]}'"
                yield ("world", "zones", zone_name, "places", place), message
            zone_of.setdefault(place, zone_name)
    for name, checkpoint in scenario.world.party_checkpoints.items():
        if checkpoint.zone not in scenario.world.zones:
            key = ("world", "party_checkpoints", name, "zone")
            yield key, unknown("zone", checkpoint.zone, scenario.world.zones)


def _shares(
    key: Key, shares: Mapping[str, float], what: str, known: Iterable[str]
) -> Iterator[Contradiction]:
    known = set(known)
    for name in shares:
        if name not in known:
            yield (*key, name), unknown(what, name, known)
    total = sum(shares.values())
    if abs(total - 1.0) > SHARE_TOLERANCE:
        yield key, f"shares must add up to 1 (they add up to {total:.6g})"


def _groups(scenario: config.Scenario) -> Iterator[Contradiction]:
    world = scenario.world
    places = scenario.world.places()
    for name, group in world.groups.items():
        key = ("world", "groups", name)
        if group.zone not in world.zones:
            yield (*key, "zone"), unknown("zone", group.zone, world.zones)
        yield from _shares((*key, "kinds"), group.kinds, "kind of incident", world.violence.kinds)
        yield from _shares((*key, "places"), group.places, "place", places)
        if group.until_day is not None and group.covered and group.until_day <= group.joins_day:
            yield (*key, "until_day"), f"must be after joins_day ({group.joins_day:g})"


def _violence(scenario: config.Scenario) -> Iterator[Contradiction]:
    violence = scenario.world.violence
    key = ("world", "violence")
    if violence.hour_profile is not None:
        if len(violence.hour_profile) != 24:
            count = len(violence.hour_profile)
            yield (*key, "hour_profile"), f"needs 24 relative rates (there are {count})"
        elif not sum(violence.hour_profile):
            yield (*key, "hour_profile"), "at least one hour needs a rate above 0"
        if violence.night_share is not None:
            yield (*key, "night_share"), "must be null when hour_profile is given"
    elif violence.night_share is None:
        yield (*key, "night_share"), "give night_share or hour_profile"
    if not all(violence.air_strikes.values()) and config.AIR_STRIKE not in violence.kinds:
        yield (*key, "air_strikes"), "there is no kind of incident called 'air_strike'"
    places = scenario.world.places()
    for name, shock in violence.shocks.items():
        shock_key = (*key, "shocks", name)
        if shock.until_day <= shock.from_day:
            yield (*shock_key, "until_day"), f"must be after from_day ({shock.from_day:g})"
        for number, group in enumerate(shock.groups):
            if group not in scenario.world.groups:
                yield (
                    (*shock_key, "groups", number),
                    unknown("group", group, scenario.world.groups),
                )
        for number, place in enumerate(shock.places):
            if place not in places:
                yield (*shock_key, "places", number), unknown("place", place, places)


def _observation(scenario: config.Scenario) -> Iterator[Contradiction]:
    observation = scenario.world.observation
    key = ("world", "observation")
    if observation.night_from_hour == observation.night_until_hour:
        yield (*key, "night_until_hour"), "night must not begin and end at the same hour"
    places = scenario.world.places()
    sites = [*scenario.mission.posts]
    for site, hidden in observation.blocked_lines_of_sight.items():
        site_key = (*key, "blocked_lines_of_sight", site)
        # A mission may do without a site that the world speaks of, but a misspelt one is caught.
        if site in scenario.mission.checkpoints:
            yield site_key, "a checkpoint doesn't watch, only posts do"
        elif site not in sites and did_you_mean(site, sites):
            yield site_key, unknown("post", site, sites)
        for number, place in enumerate(hidden):
            if place not in places:
                yield (*site_key, number), unknown("place", place, places)


def _hours(scenario: config.Scenario) -> Iterator[Contradiction]:
    traffic, access = scenario.world.traffic, scenario.world.access
    key: Key = ("world", "traffic")
    if traffic.closes_hour <= traffic.opens_hour:
        yield (*key, "closes_hour"), f"must be after opens_hour ({traffic.opens_hour:g})"
    else:
        for peak in ("morning_peak_hour", "evening_peak_hour"):
            hour = getattr(traffic, peak)
            if not traffic.opens_hour <= hour <= traffic.closes_hour:
                between = f"{traffic.opens_hour:g} and {traffic.closes_hour:g}"
                yield (*key, peak), f"must lie in opening hours (between {between})"
    if access.long_delay_min < access.short_delay_min:
        message = f"must not be below short_delay_min ({access.short_delay_min:g})"
        yield ("world", "access", "long_delay_min"), message
    investigation = scenario.mission.investigation
    if investigation.daylight_until_hour <= investigation.daylight_from_hour:
        message = f"must be after daylight_from_hour ({investigation.daylight_from_hour:g})"
        yield ("mission", "investigation", "daylight_until_hour"), message
    starts = scenario.mission.watches.starts_hours
    if any(later <= earlier for earlier, later in pairwise(starts)):
        yield ("mission", "watches", "starts_hours"), "hours must ascend"
    elif starts[-1] >= 24.0:
        yield ("mission", "watches", "starts_hours"), "hours must be below 24"


def _routes(scenario: config.Scenario) -> Iterator[Contradiction]:
    places = scenario.world.places()
    checkpoints = {*scenario.world.party_checkpoints, *scenario.mission.checkpoints}
    ways: dict[str, str] = {}
    for name, route in scenario.world.routes.items():
        key = ("world", "routes", name)
        if route.destination in ways:
            yield (*key, "destination"), f"route '{ways[route.destination]}' leads there already"
        ways.setdefault(route.destination, name)
        if route.destination not in places:
            yield (*key, "destination"), unknown("place", route.destination, places)
        for number, leg in enumerate(route.legs):
            leg_key = (*key, "legs", number)
            known = {*places, *checkpoints}
            if leg.to not in known:
                yield (*leg_key, "to"), unknown("place or checkpoint", leg.to, known)
            if leg.checkpoint is not None and leg.checkpoint not in checkpoints:
                message = unknown("checkpoint", leg.checkpoint, checkpoints)
                yield (*leg_key, "checkpoint"), message
            elif leg.to in checkpoints and leg.checkpoint != leg.to:
                message = f"must be '{leg.to}', at which the leg ends"
                yield (*leg_key, "checkpoint"), message
            if leg.exposed_to is not None and leg.exposed_to not in places:
                yield (*leg_key, "exposed_to"), unknown("place", leg.exposed_to, places)
        last = route.legs[-1].to
        if last != route.destination and last in {*places, *checkpoints}:
            message = f"the last leg leads to '{last}', not to the destination"
            yield (*key, "destination"), message


def _actors(scenario: config.Scenario) -> Iterator[Contradiction]:
    """What actors and rule themselves find wrong, and what goes for every kind of actor."""
    destinations = [route.destination for route in scenario.world.routes.values()]
    world, mission = scenario.world.actors, scenario.mission.actors
    for part, actors in (("world", world), ("mission", mission)):
        for name, actor in actors.items():
            key = (part, "actors", name)
            if part == "mission" and name in world:
                yield key, "the world has an actor of this name"
            if actor.stands_under != part:
                what = "given, not decided" if part == "mission" else "decided, not given"
                message = f"is {what}: it must stand under {actor.stands_under}.actors"
                yield (*key, "kind"), message
            destination = actor.sends_convoys_to()
            if destination and destination not in destinations:
                hint = f"{did_you_mean(destination, destinations)} {there_are(destinations)}"
                yield (*key, "destination"), f"no route leads there{hint}"
            if actor.enabled:
                yield from (
                    ((*key, *below), message) for below, message in actor.problems(scenario)
                )
    rule = scenario.response.problems(scenario)
    yield from ((("response", *below), message) for below, message in rule)


def _supply(scenario: config.Scenario) -> Iterator[Contradiction]:
    places = scenario.world.places()
    stock_of = {name: name for name in scenario.world.supply}
    for name, supply in scenario.world.supply.items():
        key = ("world", "supply", name)
        for number, place in enumerate(supply.also_supplies):
            if place not in places:
                yield (*key, "also_supplies", number), unknown("place", place, places)
            elif place in stock_of:
                message = f"'{place}' lives on the stock of '{stock_of[place]}' already"
                yield (*key, "also_supplies", number), message
            stock_of.setdefault(place, name)
        if name not in places:
            yield key, unknown("place", name, places)
        if supply.initial_stock_tonnes > supply.capacity_tonnes:
            message = f"must not be above capacity_tonnes ({supply.capacity_tonnes:g})"
            yield (*key, "initial_stock_tonnes"), message
        for closure_name, closure in supply.commercial_closures.items():
            if closure.until_day <= closure.from_day:
                message = f"must be after from_day ({closure.from_day:g})"
                yield (*key, "commercial_closures", closure_name, "until_day"), message
