"""A world small enough to work out by hand, on the equator: kilometres are those of a ruler."""

from __future__ import annotations

from typing import Any

from conftest import compose, merge

from sim import config
from sim.events import ViolationOccurred
from sim.kernel.distance import EARTH_KM_PER_DEGREE
from sim.kernel.replication import Replication
from sim.model.entities import Report, Violation
from sim.model.posts import Post, Watch

AT_ONCE = {"distribution": "constant", "mean_h": 0.0}
NOBODY = {"side_a": 0.0, "side_b": 0.0}
EVERYBODY = {"side_a": 1.0, "side_b": 1.0}
NO_ERROR = {"report": 0.0, "finding": 0.0, "excluded_fire_blamed_on_covered": 0.0}
BY_DAY_AND_BY_NIGHT = Watch(3, 2)
REACH = {"seen_day_km": 4.0, "seen_night_km": 4.0, "heard_km": 4.0}


def constant(hours: float) -> dict[str, Any]:
    """A length of time that is always the same."""
    return {"distribution": "constant", "mean_h": hours}


def at(km: float) -> dict[str, float]:
    """A point of the ruler."""
    return {"lat": 0.0, "lon": km / EARTH_KM_PER_DEGREE}


def _place(km: float, held_by: str) -> dict[str, Any]:
    return {"label": "a place", "held_by": held_by, "elsewhere": False, **at(km)}


def _group(side: str, per_day: float, places: dict[str, float], **rest: Any) -> dict[str, Any]:
    about = {"label": "a group", "side": side, "zone": "strip", "background_per_day": per_day}
    return {**about, "kinds": {"mortar": 1.0}, "places": places, **rest}


def world(**over: Any) -> config.World:
    """Side A at 0 km, side B at 10 and 12; nobody errs, complains, or answers fire with fire.

    The army (4 a day) and the militia (1) of side A, the rebels (3) and the few (1) of side B, and
    the outlaws of side B (2), excluded by the memorandum.
    """
    data = compose().world.model_dump(mode="json")
    for key in ("party_checkpoints", "routes", "supply", "actors"):
        data[key] = {}
    places = {
        "camp": _place(0.0, "side_a"),
        "town": _place(10.0, "side_b"),
        "village": _place(12.0, "side_b"),
    }
    data["zones"] = {"strip": data["zones"]["eastern_ghouta"] | {"places": places}}
    data["groups"] = {
        "army": _group("side_a", 4.0, {"town": 0.5, "village": 0.5}),
        "militia": _group("side_a", 1.0, {"town": 1.0}),
        "rebels": _group("side_b", 3.0, {"camp": 1.0}),
        "few": _group("side_b", 1.0, {"camp": 1.0}),
        "outlaws": _group("side_b", 2.0, {"camp": 1.0}, covered=False),
    }
    quiet = {
        "fast": {"own": 0.0, "retaliation": 0.0},
        "slow": {"own": 0.0, "retaliation": 0.0},
        "recovery": {"depth": 0.0},
        "day_factor": {"variance": 0.0},
        "friday_factor": 1.0,
        "night_share": None,
        "hour_profile": [1.0] * 24,
        "background_ceiling": 1.0,
        "intensity_ceiling": 1.5,
        "intensity_floor": 0.3,
        "deterrence_by_presence": 0.0,
        "deterrence_by_rung": 0.0,
        "resentment_effect": 0.0,
    }
    merge(
        data,
        {
            "violence": quiet,
            "attribution": {"before_maps": NO_ERROR, "after_maps": NO_ERROR},
            "complaints": {
                "probability": NOBODY,
                "probability_if_deaths": NOBODY,
                "double_probability": 0.0,
                "unfounded_per_day": NOBODY,
                "delay": AT_ONCE,
            },
            "observation": {
                "seen_by_one_probability": 1.0,
                "heard_by_one_probability": 1.0,
                "further_observer_weight": 0.5,
                "night_from_hour": 20.0,
                "night_until_hour": 6.0,
                "sighting_delay": AT_ONCE,
                "blocked_lines_of_sight": {},
            },
        },
    )
    data["violence"]["shocks"] = {}
    data["violence"]["kinds"]["mortar"] |= {"severity": 1, "lethal_probability": 0.0} | REACH
    return config.World.model_validate(merge(data, over))


def violation(number: int, **over: Any) -> Violation:
    """A mortar round of the army on the town at noon of the first day."""
    about = Violation(number, 12.0, "army", "side_a", True, "strip", "town", "mortar", 1, 0, 1)
    return about._replace(**over)


def fire(rep: Replication, hour: float, place: str = "town", number: int = 0) -> None:
    """Have the log say at an hour that an incident happened."""
    row = ViolationOccurred(
        hour, number, "army", "side_a", True, "strip", place, "mortar", 1, 0, 1, 0
    )
    rep.at(hour, lambda: rep.record(row))


def watches(**over: Any) -> config.Watches:
    """Watches from 6 and from 18; nobody is missing and nobody takes shelter."""
    settings = {
        "starts_hours": [6.0, 18.0],
        "absence_probability": 0.0,
        "shelter_km": 0.0,
        "shelter_severity": 3,
        "shelter": constant(2.0),
    }
    return config.Watches.model_validate(settings | over)


def post(
    rep: Replication,
    name: str = "post",
    km: float = 10.0,
    *,
    people: int = 0,
    guarantor: str = "russia",
    watch: Watch = BY_DAY_AND_BY_NIGHT,
    settings: config.Watches | None = None,
    staffed: bool = True,
    **about: Any,
) -> Post:
    """A post at a kilometre of the ruler, with so many people on watch now."""
    where = {"label": name, "zone": "strip", "guarantor": guarantor, "near": "town", **at(km)}
    made = Post(
        rep,
        name,
        config.Post.model_validate(where | {"priority": 1, "opens_day": 0.0} | about),
        settings or watches(),
        watch,
        (6.0, 18.0),
        staffed=staffed,
    )
    made.people = people
    return made


def report(number: int = 1, hour: float = 0.0, severity: int = 2, suspect: str = "army") -> Report:
    """A case about the town."""
    side = "side_a" if suspect else ""
    return Report(number, hour, hour, "strip", "town", severity, suspect, side)
