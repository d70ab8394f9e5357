"""What a calibration leaves free: settings of the world, or a factor on several of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import exp, log
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.config import Scenario
from sim.experiment.study_results import Changes

DIGITS = 4
"""Of a value that is tried, so that it can be read and typed."""
Problem = tuple[tuple[str | int, ...], str]


class Parameter(BaseModel):
    """One number, and the range in which it is looked for."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, serialize_by_alias=True
    )
    words: Annotated[str, Field(pattern=r"\S")]
    """What it is, in a planner's words."""
    setting: str | None = None
    """The setting that it is the value of,"""
    factor_on: list[str] = []
    """or those that it multiplies, as they stand; * stands for any name."""
    unit: str = "factor"
    low: Annotated[float, Field(alias="from")]
    to: float
    scale: Literal["linear", "log"] = "linear"

    @model_validator(mode="after")
    def _is_whole(self) -> Parameter:
        if (self.setting is None) == (not self.factor_on):
            raise ValueError("needs 'setting' with one key, or 'factor_on' with a list of keys")
        if self.to <= self.low:
            raise ValueError(f"'to' must be above 'from' ({self.low:g})")
        if self.scale == "log" and self.low <= 0.0:
            raise ValueError("with 'scale: log', 'from' must be above 0")
        return self

    @property
    def patterns(self) -> list[str]:
        """The keys that it is about, as they are written."""
        return [self.setting] if self.setting is not None else self.factor_on

    def value(self, at: float) -> float:
        """The value at a place in [-1, 1]; the ends are those of the range."""
        share = round(0.5 * (at + 1.0), 9)  # so that the ends are the ends: 0, not 1e-17
        if self.scale == "log":
            found = exp(log(self.low) + share * (log(self.to) - log(self.low)))
        else:
            found = self.low + share * (self.to - self.low)
        return min(max(float(f"{found:.{DIGITS}g}"), self.low), self.to)

    def place(self, value: float) -> float:
        """The place of a value in [-1, 1]."""
        if self.scale == "log":
            share = log(value / self.low) / log(self.to / self.low)
        else:
            share = (value - self.low) / (self.to - self.low)
        return min(max(2.0 * share - 1.0, -1.0), 1.0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A parameter in a scenario: the settings it moves, as they stand."""

    name: str
    parameter: Parameter
    settings: Mapping[str, float]
    """Dotted key -> value."""

    @property
    def before(self) -> float:
        """What it is as the scenario stands."""
        return next(iter(self.settings.values())) if self.parameter.setting else 1.0

    def changes(self, value: float) -> Changes:
        """What a scenario changes in which it has this value."""
        if self.parameter.setting:
            return {self.parameter.setting: value}
        return {key: float(f"{value * own:.6g}") for key, own in self.settings.items()}


def standing(over: Mapping[str, Parameter], scenario: Scenario) -> list[Standing]:
    """The parameters in a scenario, in the order of the file."""
    values = dict(_numbers(scenario.world.model_dump(), "world"))
    return [
        Standing(
            name,
            parameter,
            {key: values[key] for pattern in parameter.patterns for key in _fit(pattern, values)},
        )
        for name, parameter in over.items()
    ]


def problems(over: Mapping[str, Parameter], scenario: Scenario) -> Iterator[Problem]:
    """What doesn't go with a scenario: the key below ``over``, and what is wrong."""
    values = dict(_numbers(scenario.world.model_dump(), "world"))
    taken: dict[str, str] = {}
    for name, parameter in over.items():
        place: tuple[str | int, ...]
        for number, pattern in enumerate(parameter.patterns):
            place = (name, "setting") if parameter.setting else (name, "factor_on", number)
            keys = _fit(pattern, values)
            if not keys:
                yield place, "no number of this scenario's world is called so"
            for key in keys:
                if key in taken:
                    yield place, f"'{key}' is moved by '{taken[key]}' already"
                elif isinstance(values[key], int):
                    yield place, f"'{key}' takes whole numbers only, so it can't be fitted"
                taken.setdefault(key, name)
    for one in standing(over, scenario):
        parameter = one.parameter
        if one.settings and not parameter.low <= one.before <= parameter.to:
            side = "from" if one.before < parameter.low else "to"
            yield (one.name, side), f"the range must hold the value that stands ({one.before:g})"


def _fit(pattern: str, values: Mapping[str, float]) -> list[str]:
    parts = pattern.split(".")
    return [
        key
        for key in values
        if len(own := key.split(".")) == len(parts) and all(map(fnmatchcase, own, parts))
    ]


def _numbers(node: Any, key: str) -> Iterator[tuple[str, float]]:
    """Numbers by dotted key; none that stand in a list, which no file could change alone."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _numbers(child, f"{key}.{name}")
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield key, node
