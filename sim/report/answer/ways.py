"""Ways in which a mission changes violence in the model, and what is assumed of each.

A response rule may sanction or have a silence regime mediated, and nothing else that it may ask for
moves the rate of fire (`sim.model.violence`, `sim.model.measures`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.report.folder.read import Results
from sim.report.words.effects import change, deterrence, probability, resentment

WRONG = "sanctions_wrong_group_share"
"""A KPI that there is where anybody is sanctioned."""
SILENCE_REGIMES = "silence_regimes"
"""Kind of actor that has silence regimes agreed."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An assumed effect, and the values that scenarios give it."""

    that: str
    """As after "it is assumed that"."""
    noun: str
    means: str
    """What a value says, with ``{}`` for `say` of it."""
    say: Callable[[float], str]
    nothing: float = 0.0
    """The value at which there is no effect."""
    values: set[float] = field(default_factory=set)

    def in_words(self) -> str:
        """``with each step a group fires 14 % less often``; with both ends where it was varied."""
        values = self.values
        return self.means.format(from_to(*(self.say(v) for v in (min(values), max(values)))))


def from_to(low: str, high: str) -> str:
    """``14 to 26 % less often``, ``0.7 % more often to 28 % less often``."""
    size, _, what = low.partition(" ")
    if low == high:
        return low
    return f"{size} to {high}" if what and high.endswith(f" {what}") else f"{low} to {high}"


def effects_of_sanctions(results: Results) -> list[Effect]:
    """Those that scenarios assume, if anybody is sanctioned."""
    if not results.has(WRONG):
        return []
    worlds = [own.get("world", {}).get("violence", {}) for own in results.settings.values()]
    each = {
        "deterrence_by_rung": Effect(
            "sanctions deter",
            "deterrence by sanctions",
            "with each step up the ladder a group fires {}",
            deterrence,
        ),
        "resentment_effect": Effect(
            "wrong sanctions are resented",
            "resentment of wrong sanctions",
            "a group sanctioned for what it didn't do fires {}, until it forgets",
            resentment,
        ),
    }
    return _taken(each, worlds)


def effects_of_silence_regimes(results: Results) -> list[Effect]:
    """Those that scenarios assume, if there are mediators."""
    each = {
        "success_probability": Effect(
            "mediators get local silence regimes agreed",
            "success of talks on a silence regime",
            "{} of talks succeed",
            probability,
        ),
        "background_factor": Effect(
            "a silence regime calms a place",
            "the effect of a silence regime",
            "while it holds, groups begin to fire there {}",
            change,
            nothing=1.0,
        ),
    }
    actors = list(_actors(results, SILENCE_REGIMES))
    found = _taken(each, actors)
    return found if len(found) == len(each) else []


def _taken(each: Mapping[str, Effect], holders: list[dict[str, Any]]) -> list[Effect]:
    """The effects with the values that they take, but where all of these are none."""
    for key, effect in each.items():
        effect.values.update(float(own[key]) for own in holders if own.get(key) is not None)
    return [one for one in each.values() if one.values - {one.nothing}]


def assumed(results: Results) -> list[Effect]:
    """What is assumed of sanctions and of silence regimes."""
    return [*effects_of_sanctions(results), *effects_of_silence_regimes(results)]


def ways_of_a_rule(results: Results) -> list[str]:
    """By what a response rule changes violence in these scenarios."""
    found = ["sanctions"] if effects_of_sanctions(results) else []
    return [*found, "local silence regimes"] if effects_of_silence_regimes(results) else found


def ways_of_a_mission(results: Results) -> list[str]:
    """By what the rest of a mission, such as its staff, changes violence in these scenarios."""
    found = ways_of_a_rule(results)
    violence = [own.get("world", {}).get("violence", {}) for own in results.settings.values()]
    if any(own.get("deterrence_by_presence") for own in violence):
        found.append("the presence of its observers")
    if any(own.get("background_factor", 1.0) < 1.0 for own in _actors(results, "hotline")):
        found.append("its hotline")
    if any(own.get("rate_per_day") for own in _actors(results, "adaptation")):
        found.append("groups that evade its posts")
    by_record = (own for kind in ("mandate", "additional_zone") for own in _actors(results, kind))
    if any(by_record):
        found.append("what others decide by its record")
    return found


def actors_of(results: Results, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and settings of the enabled actors of a kind, in any scenario."""
    for own in results.settings.values():
        for part in ("world", "mission"):
            for name, about in ((own.get(part) or {}).get("actors") or {}).items():
                if about.get("kind") == kind and about.get("enabled", True):
                    yield name, about


def _actors(results: Results, kind: str) -> Iterator[dict[str, Any]]:
    return (about for _, about in actors_of(results, kind))
