"""The command ``replay``: simulates one replication again, and says whether it is what is kept."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.config import Scenario
from sim.experiment.paths import from_here, store_in
from sim.kernel.names import NAMED_AT_MOST, did_you_mean, listed
from sim.points.find_points import SeveralValues
from sim.points.points import Points
from sim.settings.composition import COMMAND_LINE
from sim.settings.files import SettingsProblem

if TYPE_CHECKING:
    from sim.experiment.replay import Replayed
    from sim.experiment.replay_compared import Kept

USAGE = "replay scenario=NAME replication=17, or replay FOLDER replication=17"
PRESETS = {"world", "mission", "staffing", "response"}
LARGEST = 10**12
"""A design counts replications from a few millions on at most."""
FAILED, INTERRUPTED = 1, 130

FindPoints = Callable[[list[str], bool], Points]
"""The points that settings of the command line ask for, or, if True, every combination of them."""
ResultsFolder = Callable[[str | None, list[str]], Path]
"""(as in the settings, settings typed) -> root of all results."""


@dataclass(slots=True)
class _Typed:
    """The words of the command."""

    replication: int
    point: str | None = None
    events: bool = False
    folder: Path | None = None
    settings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What to simulate again, and where to look for what is kept of it."""

    scenario: Scenario
    seed: int
    key: str
    root: Path
    shown: str
    """What it is called: the point's name, or the scenario's with the presets typed."""
    manifest: dict[str, Any] = field(default_factory=dict)
    """Of the results folder it is taken from; else empty."""


def replay_command(words: list[str], find_points: FindPoints, results_folder: ResultsFolder) -> int:
    """Run the command; gives the exit code: 1 if the replication failed or isn't what is kept, 130
    if it was broken off."""
    typed = _read(words)
    if typed.folder is None:
        asked = _from_settings(typed, find_points, results_folder)
    else:
        asked = _from_folder(typed, typed.folder, results_folder)
    from sim.experiment.replay import BROKEN_OFF, REPLAYS, NobodyListens, replay, write_replay
    from sim.experiment.replay_compared import compared

    kept = _kept(asked, typed)
    tell = _print_event if typed.events else None
    try:
        now = replay(asked.scenario, asked.seed, typed.replication, asked.key, tell)
    except NobodyListens:
        raise BrokenPipeError from None
    same, said = compared(now, kept)
    command = ["python", "run.py", "replay", *words]
    folder = write_replay(asked.root / REPLAYS, now, said, command, asked.shown)
    for line in (*_what_happened(now, asked.shown), said):
        print(line)
    print(from_here(folder))
    if now.row.cause == BROKEN_OFF:
        return INTERRUPTED
    return 0 if same and not now.row.failed else FAILED


# --- what was typed -------------------------------------------------------------------------------
def _read(words: Sequence[str]) -> _Typed:
    own: dict[str, str] = {}
    folders, settings = [], []
    for word in words:
        key, given, value = word.partition("=")
        if not given and not word.startswith(("~", "+")):
            folders.append(word)
        elif key in ("point", "replication", "events"):
            own[key] = value
        else:
            settings.append(word)
    lines = []
    if len(folders) > 1:
        lines.append(f"'replay' takes one results folder, not '{folders[1]}' too")
    if folders and settings:
        lines.append(
            f"'replay FOLDER' takes its settings from the folder, not from '{settings[0]}'"
        )
    if own.get("events", "false").lower() not in ("true", "false"):
        lines.append(f"events = {own['events']}: must be true or false")
    number = own.get("replication")
    if number is None:
        lines.append(f"'replication' is missing ({USAGE})")
    elif not (number.isascii() and number.isdecimal() and int(number) < LARGEST):
        lines.append(f"replication = {number}: must be the number of one replication, from 0 on")
    if lines:
        raise SettingsProblem([f"{COMMAND_LINE}: {line}" for line in lines])
    return _Typed(
        int(number or 0),
        own.get("point"),
        own.get("events", "").lower() == "true",
        Path(folders[0]) if folders else None,
        settings,
    )


def _from_settings(typed: _Typed, find_points: FindPoints, results: ResultsFolder) -> _Asked:
    words = list(typed.settings)
    chosen = any(word.lstrip("+").startswith("experiment=") for word in words)
    if not chosen and typed.point is None:
        words.append("experiment=single")
    points = _points(words, typed, find_points)
    scenarios = {scenario.name: scenario for scenario in points.scenarios}
    if points.further is not None and typed.point not in (None, *scenarios):
        message = "is none that the experiment starts from; of those it makes while it runs, its"
        how = f"results hold what is reported: replay FOLDER point='{typed.point}'"
        raise SettingsProblem([f"{COMMAND_LINE}: '{typed.point}' {message} {how}"])
    experiment = points.settings.experiment
    is_single = experiment.points == "single"
    whose = "the sweep" if is_single and points.factors else f"experiment '{experiment.name}'"
    scenario = scenarios[_chosen(typed.point, list(scenarios), whose)]
    from sim.experiment.row_key import row_key

    seed = points.settings.seed
    root = results(points.settings.results_folder, words)
    shown = scenario.name
    presets = [w.partition("=")[2] for w in words if w.lstrip("+").partition("=")[0] in PRESETS]
    if presets and is_single and not points.factors:
        shown = f"{shown} ({', '.join(presets)})"
    return _Asked(scenario, seed, row_key(scenario, seed), root, shown)


def _points(words: list[str], typed: _Typed, find_points: FindPoints) -> Points:
    try:
        return find_points(words, False)
    except SeveralValues as problem:
        if typed.point is None:
            message = f"give one value for '{problem.key}', or point=NAME"
            raise SettingsProblem(
                [f"{COMMAND_LINE}: 'replay' simulates one scenario: {message}"]
            ) from None
    return find_points(words, True)


def _from_folder(typed: _Typed, folder: Path, results: ResultsFolder) -> _Asked:
    from sim.analysis.differing_settings import settings_of
    from sim.experiment.row_key import code_hash, row_key, versions
    from sim.report.folder.results_files import ResultsProblem, read_manifest

    try:
        manifest = read_manifest(folder)
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from None
    path = folder / "manifest.json"
    try:
        known = settings_of(manifest)
        unreported: dict[str, Any] = manifest.get("unreported_scenarios", {})
        seed = int(manifest["seed"])
        if typed.point in {*manifest.get("store_keys", ())} - {*known, *unreported}:
            message = f"was tried and is not reported, so {folder} has no settings of it"
            raise SettingsProblem([f"{COMMAND_LINE}: '{typed.point}' {message}"])
        same_code = (manifest["code_hash"], manifest["versions"]) == (code_hash(), versions())
        name = _chosen(typed.point, [*known, *unreported], str(folder))
        scenario = Scenario.model_validate(unreported[name] if name in unreported else known[name])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsProblem(
            [f"{path}: settings of '{name}' don't fit this version: {where}: {first['msg']}"]
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsProblem([f"{path}: is not that of a run ({error!r})"]) from None
    if not same_code:
        print(
            "the folder was written by other code, or with other versions of libraries, than this:"
            " what follows may differ for that reason alone",
            file=sys.stderr,
        )
    beside = folder.absolute().parent.parent
    root = beside if store_in(beside).is_file() else results(None, [])
    key = manifest.get("store_keys", {}).get(name) or row_key(scenario, seed)
    return _Asked(scenario, seed, key, root, name, manifest)


def _chosen(point: str | None, names: list[str], whose: str) -> str:
    """The point typed, or the only one there is."""
    if point in names:
        return point
    meant = [name for name in names if point and _without_zeros(name) == _without_zeros(point)]
    if len(meant) == 1:
        return meant[0]
    some = f"(there are: {listed(names)})" if len(names) > NAMED_AT_MOST else _all(names)
    if point is not None:
        hint = did_you_mean(point, names)
        message = f"{whose} has no point called '{point}'{hint} {some}"
    elif len(names) == 1:
        return names[0]
    else:
        such = f"such as point='{names[0]}'"
        message = f"{whose} has {len(names):,} points: choose one, {such} {some}"
    raise SettingsProblem([f"{COMMAND_LINE}: {message}"])


def _without_zeros(name: str) -> str:
    """A point's name with its numbers as one types them: ``unknowns 7`` for ``unknowns 007``."""
    return re.sub(r"(?<= )0+(?=\d+(?:, |$))", "", name)


def _all(names: list[str]) -> str:
    return f"(there are: {'; '.join(names)})"


# --- what is kept, and what is said ---------------------------------------------------------------
def _kept(asked: _Asked, typed: _Typed) -> Kept | None:
    from sim.experiment.problems import StoreProblem
    from sim.experiment.replay_compared import kept_in, kept_in_folder
    from sim.experiment.store import Store
    from sim.experiment.store_repair import damage_told

    found, store_file = None, store_in(asked.root)
    try:
        if store_file.is_file():
            with Store(store_file) as store, damage_told(store):
                found = kept_in(store, asked.key, typed.replication)
    except StoreProblem as problem:
        raise SettingsProblem([str(problem)]) from None
    if found is not None or typed.folder is None:
        return found
    try:
        return kept_in_folder(typed.folder, asked.manifest, asked.scenario.name, typed.replication)
    except (OSError, KeyError, TypeError, AttributeError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsProblem([f"{typed.folder}: is not whole ({error})"]) from None


def _what_happened(now: Replayed, shown: str) -> list[str]:
    row = now.row
    said = [
        f"{shown}, replication {row.replication}, seed {now.seed}: simulated again in "
        f"{row.duration_s:.1f} s, {len(now.log):,} events in {now.scenario.days} days"
    ]
    if row.failed:
        hour = f"hour {now.until_h:,.3f}, day {now.until_h / 24.0:.1f}"
        said.append(f"failed after the event of {hour}: {row.cause} (traceback.txt says where)")
    return said


def _print_event(event: tuple[Any, ...]) -> None:
    """An event in a line: hour, kind and what it holds; counts of waits are left to the log."""
    fields = zip(event._fields, event, strict=True)  # type: ignore[attr-defined]
    words = [
        f"{name}={cell}"
        for name, cell in fields
        if name != "hour" and cell != "" and not isinstance(cell, bytes)
    ]
    print(f"{event[0]:11.3f} h  {type(event).__name__:<28} {' '.join(words)}")
