"""The one point of a sensitivity study, with the list of all that isn't known of its settings.

That is every setting whose status is assumed or expert by ``configs/evidence``. The list stands in
the design as plain data, so that the design needs no settings files and the manifest shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from sim.config import Scenario
from sim.experiment.designs.sensitivity import Sensitivity
from sim.experiment.sensitivity.unknowns import Assumption, LeftOut
from sim.points.changed_scenario import NoSuchSetting, Setting, find_setting
from sim.points.points import Points
from sim.points.study_points import study_points
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import Composition
from sim.settings.evidence import CHOICE, Entry, Evidence, read_evidence
from sim.settings.files import SettingsProblem

NOT_KNOWN = ("assumed", "expert")
GROUPS = ("world", "mission", "staffing", "response")
NOTHING_SET = "nothing is set"
NO_WIDTH = "no width"
NO_SETTING = "not a value that can vary"
UNITS = {"h", "km", "days", "s", "min", "kmh", "hour"}
"""Ends of keys that say a unit: the unit stands beside the words."""
SAYS_LITTLE = {"mean", "variation", "own", "report", "finding", "side a", "side b", "factor"}
"""Last words of a key that need the word before."""


def unknown_points(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    """The scenario as it stands, in a study that knows what isn't known of it.

    SettingsProblem tells of every error.
    """
    scenario, design = composer.scenario(base), settings.experiment
    assert isinstance(design, Sensitivity), "no other design takes these points"
    found = _Unknowns(scenario, read_evidence(composer.files.root), design)
    if found.lines:
        raise SettingsProblem([base.value_line(("experiment", *k), m) for k, m in found.lines])
    design = design.model_copy(
        update={
            "unknowns": found.unknowns,
            "not_varied": found.left_out,
            "sampled_by": settings.seed,
            "standing_rule": composer.choices(base.overrides).get("response", ""),
        }
    )
    return study_points(composer, base, settings.model_copy(update={"experiment": design}))


class _Unknowns:
    """All that isn't known of a scenario, by pattern of evidence, and what of it isn't varied."""

    def __init__(self, scenario: Scenario, evidence: Evidence, design: Sensitivity) -> None:
        self._scenario = scenario
        self._reasons: Mapping[str, list[str]] = design.left_out
        self._narrower: Mapping[str, list[float]] = design.narrower
        under = _by_pattern(scenario, evidence)
        names = _words(list(under)) | design.words
        self.unknowns: list[Assumption] = []
        self.left_out: list[LeftOut] = []
        self.lines = list(_problems(design, under, evidence))
        self.lines += _wrong_settings(scenario, design)
        for pattern, standing in under.items():
            entry = evidence.entries[pattern]
            made = self._made(pattern, entry, names[pattern], standing)
            if isinstance(made, Assumption):
                self.unknowns.append(made)
            else:
                left = {"parameter": pattern, "words": names[pattern], "status": entry.status}
                self.left_out.append(LeftOut(**left, why=made, values=len(standing)))

    def _made(
        self, pattern: str, entry: Entry, words: str, standing: dict[str, Any]
    ) -> Assumption | str:
        """The unknown, or why it isn't varied."""
        for why, patterns in self._reasons.items():
            if any(fnmatchcase(pattern, one) for one in patterns):
                return why
        standing = {key: value for key, value in standing.items() if value is not None}
        if not standing:
            return NOTHING_SET
        try:
            places = [find_setting(self._scenario, key) for key in standing]
        except NoSuchSetting:
            return NO_SETTING
        choices, (low, high) = _choices(entry, places[0]), self._range(pattern, entry, places)
        if not choices and low >= high:
            return NO_WIDTH
        about = {"parameter": pattern, "words": words, "unit": entry.unit, "status": entry.status}
        width = {"choices": choices} if choices else {"low": low, "high": high}
        whole = places[0].is_whole
        return Assumption.model_validate({**about, **width, "whole": whole, "standing": standing})

    def _range(self, pattern: str, entry: Entry, places: list[Setting]) -> tuple[float, float]:
        """From the lowest to the highest value worth trying that the setting may have at all."""
        low, high = self._narrower.get(pattern, entry.range[:2])
        if isinstance(low, str) or isinstance(high, str) or places[0].choices:
            return 0.0, 0.0
        kind = int if places[0].is_whole else float
        ends = [kind(low), kind(high)]
        if any(place.problem(end) for place in places for end in ends):
            return 0.0, 0.0
        return float(low), float(high)


def _by_pattern(scenario: Scenario, evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Pattern -> dotted key -> value, of all that is assumed or expert."""
    settings = scenario.model_dump(mode="json")
    pattern_of = {id(entry): pattern for pattern, entry in evidence.entries.items()}
    found: dict[str, dict[str, Any]] = {}
    for group in GROUPS:
        for key, value in evidence.values(settings[group], (group,)):
            entry = evidence.of(key)
            if entry is not None and entry.status in NOT_KNOWN:
                found.setdefault(pattern_of[id(entry)], {})[".".join(key)] = value
    return found


def _choices(entry: Entry, place: Setting) -> list[Any]:
    """The values to choose from; empty for what is a number."""
    if place.choices:
        return [value for value in place.choices if value in entry.range]
    return list(entry.range) if entry.unit == CHOICE else []


def _problems(
    design: Sensitivity, under: Mapping[str, Any], evidence: Evidence
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Ranges and names that the files give to what there isn't, or that are no ranges."""
    for pattern, ends in design.narrower.items():
        entry = evidence.entries.get(pattern)
        if entry is None:
            yield ("narrower", pattern), "no entry of configs/evidence is called so"
        elif len(ends) != 2 or not (entry.holds(ends[0]) and entry.holds(ends[1])):
            low, high = entry.range[:2]
            message = f"must be the lowest and the highest value to try, within {low} and {high}"
            yield ("narrower", pattern), message
    for number, pattern in enumerate(design.always_kept):
        if pattern not in under and pattern not in evidence.entries:
            message = f"'{pattern}': no entry of configs/evidence is called so"
            yield ("always_kept", str(number)), message


def _wrong_settings(
    scenario: Scenario, design: Sensitivity
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Values of every point that the scenario can't have."""
    for key, value in design.at_every_point.items():
        try:
            problem = find_setting(scenario, key).problem(value)
        except NoSuchSetting as hint:
            problem = f"the scenario has no such setting{hint}"
        if problem:
            yield ("at_every_point", key), problem


# --- words ----------------------------------------------------------------------------------------
def _words(patterns: list[str]) -> dict[str, str]:
    """Words for each pattern: the end of its key, and as much before it as tells them apart."""
    parts = {pattern: _spoken(pattern) for pattern in patterns}
    found = {}
    for pattern, own in parts.items():
        taken = 2 if own[-1] in SAYS_LITTLE else 1
        while taken < len(own) and any(
            other[-taken:] == own[-taken:] for name, other in parts.items() if name != pattern
        ):
            taken += 1
        found[pattern] = ": ".join(own[-taken:])
    return found


def _spoken(pattern: str) -> list[str]:
    """The parts of a key as words, without stars and without units."""
    spoken = []
    for part in pattern.split("."):
        words = [word for word in part.replace("*", "").split("_") if word]
        while len(words) > 1 and words[-1] in UNITS:
            words.pop()
        words = ["variation" if word == "cv" else word for word in words]
        if words:
            spoken.append(" ".join(words))
    return spoken
