"""Eastern Ghouta grown: more zones, posts, places or days, everything else alike."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from scenario import eastern_ghouta

from sim.config import Scenario

OF_A_ZONE = {
    "world": ("zones", "groups", "party_checkpoints", "routes", "supply", "actors"),
    "mission": ("posts", "checkpoints"),
    "staffing": ("zones",),
}
"""The sections whose every entry belongs to a zone."""
APART_DEGREES = 1.5
"""Copies of a zone neither see nor provoke one another."""
BESIDE_DEGREES = 0.002
"""Copies of a place or a post are neighbours, 200 m apart."""


def zones(times: int) -> Scenario:
    """So many copies of the whole zone with its people, sites, roads and staff."""
    settings = _settings()
    shocks = settings["world"]["violence"]["shocks"]
    sections = [settings[part][name] for part, names in OF_A_ZONE.items() for name in names]
    sections.append(shocks)
    originals = deepcopy(sections)
    places = {place for zone in settings["world"]["zones"].values() for place in zone["places"]}
    names = places | {name for section in originals for name in section}
    for number in range(1, times):
        for section, original in zip(sections, originals, strict=True):
            section |= _copied(original, names, number)
    return Scenario.model_validate(settings)


def places(times: int) -> Scenario:
    """So many places for each, with the same fire spread over them."""
    settings = _settings()
    for zone in settings["world"]["zones"].values():
        zone["places"] = _beside(zone["places"], times)
    for group in settings["world"]["groups"].values():
        group["places"] = {
            _numbered(name, number): share / times
            for name, share in group["places"].items()
            for number in range(times)
        }
    return Scenario.model_validate(settings)


def posts(times: int) -> Scenario:
    """So many posts for each, and the observers for them."""
    settings = _settings()
    settings["mission"]["posts"] = _beside(settings["mission"]["posts"], times)
    for staffed in settings["staffing"]["zones"].values():
        staffed["posts"] *= times
    return Scenario.model_validate(settings)


def days(times: int) -> Scenario:
    """A term so many times as long."""
    settings = _settings()
    settings["days"] *= times
    return Scenario.model_validate(settings)


GROWN = {"zones": zones, "posts": posts, "places": places, "days": days}


def _settings() -> dict[str, Any]:
    settings: dict[str, Any] = eastern_ghouta().model_dump(mode="json")
    for site in ("posts", "checkpoints"):
        for entry in settings["mission"][site].values():
            entry["opens_day"] = 0.0  # else a longer term would be a fuller one
    return settings


def _numbered(name: str, number: int) -> str:
    return f"{name}_{number + 1}" if number else name


def _copied(content: Any, names: set[str], number: int) -> Any:
    """The same with every name numbered and every site farther east."""
    if isinstance(content, dict):
        copied = {
            _numbered(key, number) if key in names else key: _copied(value, names, number)
            for key, value in content.items()
        }
        if "lon" in copied:
            copied["lon"] += APART_DEGREES * number
        return copied
    if isinstance(content, list):
        return [_copied(value, names, number) for value in content]
    return _numbered(content, number) if content in names else content


def _beside(sites: dict[str, Any], times: int) -> dict[str, Any]:
    return {
        _numbered(name, number): {**site, "lat": site["lat"] + BESIDE_DEGREES * number}
        for name, site in sites.items()
        for number in range(times)
    }
