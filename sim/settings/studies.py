"""Experiments that think of scenarios while they run (studies), and what only some of them take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.config import Scenario
from sim.kernel.names import did_you_mean
from sim.settings.composition import Override
from sim.settings.files import SettingsFiles
from sim.settings.wording import value_at

FROM_THE_START = ("factors", "single", "parent", "design")
"""Values of ``experiment.points`` with which all scenarios are known before a run."""


def is_study(files: SettingsFiles, experiment: str) -> bool:
    """Whether the experiment of a file thinks of scenarios while it runs."""
    points = _settings_of(files, experiment).get("points", FROM_THE_START[0])
    return points not in FROM_THE_START


def names_of_studies(files: SettingsFiles) -> set[str]:
    """What those experiments are called in results."""
    studies = [name for name in files.options("experiment") if is_study(files, name)]
    return {str(_settings_of(files, name).get("name", name)) for name in studies}


def of_the_experiment(
    typed: Sequence[Override],
    choices: Callable[[Sequence[Override]], Mapping[str, str]],
    files: SettingsFiles,
) -> list[Override]:
    """What is typed, with settings of the experiment under its name: ``people=600`` is
    ``experiment.people=600`` where the experiment's file has such a key and nothing else does."""
    plain = [override for override in typed if not override.is_group and "." not in override.key]
    unknown = {o.key for o in plain} - {*files.files["config"].content, *Scenario.model_fields}
    if not unknown:
        return list(typed)
    chosen = choices([override for override in typed if override.is_group]).get("experiment", "")
    own = _settings_of(files, chosen)
    return [
        replace(override, key=f"experiment.{override.key}")
        if override.key in unknown and override.key in own
        else override
        for override in typed
    ]


def what_was_meant(
    key: str, known: Sequence[str], values: Mapping[str, Any], files: SettingsFiles
) -> str:
    """A hint at what was meant by an unknown setting of a run; ``known``: those at the top; empty
    where nothing resembles it. ``people`` of one experiment is nothing to another."""
    own = values.get("experiment")
    own_keys = list(own) if isinstance(own, dict) else []
    if key in own_keys:  # typed it is taken as such
        return f" - did you mean 'experiment.{key}'?"
    theirs = [name for name in files.options("experiment") if key in _settings_of(files, name)]
    if theirs:
        return f" (a setting of experiment={theirs[0]})"
    return did_you_mean(key, [*known, *own_keys])


def _settings_of(files: SettingsFiles, experiment: str) -> dict[str, Any]:
    file = files.files.get(f"experiment/{experiment}")
    found = value_at(file.content, ("experiment",)) if file else None
    return found if isinstance(found, dict) else {}
