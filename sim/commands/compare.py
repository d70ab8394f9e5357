"""What ``python run.py compare FOLDER FOLDER`` does: one results folder made of finished ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sim.commands.assumptions import assumptions
from sim.commands.reporting import (
    COMMAND_LINE,
    ROOT,
    all_results,
    is_of_the_report,
    manifest_of,
    report_settings,
    results_folder,
)
from sim.experiment.joining import KpiTable, NotJoined, Part
from sim.experiment.joint import join
from sim.experiment.joint_folder import write_joint_folder
from sim.experiment.joint_warnings import unlike
from sim.experiment.paths import from_here
from sim.kernel.names import did_you_mean
from sim.report.folder.results_files import ResultsProblem, read_table
from sim.report.folder.whole import check_tables, lost_log, not_proved
from sim.settings.evidence import read_evidence
from sim.settings.files import SettingsProblem

AT_MOST = 1000
"""Scenarios of all folders: their KPIs are held at once, 160 KB a scenario of 30 replications."""
ANYWAY, BASELINE, NAMES = "anyway=", "baseline=", "names="
OWN = (ANYWAY, BASELINE, NAMES, ROOT)


def compare_command(
    words: Sequence[str], project: Path, root_of: Callable[[str | None, list[str]], Path]
) -> Path:
    """Write the results folder of the folders among ``words``; gives it.

    ``root_of`` gives the folder of all results from its setting and the words typed. Raises
    `SettingsProblem` in one line when they can't be compared.
    """
    folders = [word for word in words if not word.startswith(OWN) and not is_of_the_report(word)]
    for word in folders:
        if "=" in word and not Path(word).exists():
            options = [*OWN, "report.", "style="]
            hint = did_you_mean(f"{word.partition('=')[0]}=", options)
            message = f"'compare' takes folders, {', '.join(options)}, not '{word}'{hint}"
            raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    if len(folders) < 2:
        message = "'compare' needs two results folders or more: compare FOLDER FOLDER"
        raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    given = {
        start: word.removeprefix(start) for start in OWN for word in words if word.startswith(start)
    }
    anyway = _truth(given.get(ANYWAY, "false"))
    called = _called(given.get(NAMES, ""), len(folders))
    parts = _parts(folders)
    warnings = [*_warnings(parts, anyway=anyway), *_lacking(parts)]
    styles = [word for word in words if is_of_the_report(word)]
    report = report_settings(styles, parts[0].manifest, parts[0].folder, project)
    table = partial(assumptions, read_evidence(project))
    try:
        joint = join(parts, given.get(BASELINE, ""), warnings, called)
        if not called and any(one.names[name] != name for one in joint.taken for name in one.names):
            told = ", ".join(f"'{word}'" for word in joint.called)
            how = f"{NAMES}before,after gives them words of your own"
            print(f"scenarios of one name are told apart by {told}; {how}", file=sys.stderr)
        return write_joint_folder(
            joint,
            all_results(words, project, root_of),
            ["python", "run.py", "compare", *words],
            report,
            table,
            datetime.now(),
        )
    except NotJoined as problem:
        raise SettingsProblem([str(problem)]) from problem


def _truth(word: str) -> bool:
    if word not in ("true", "false"):
        raise SettingsProblem([f"{COMMAND_LINE}: {ANYWAY}{word}: must be true or false"])
    return word == "true"


def _called(typed: str, folders: int) -> list[str]:
    """A word for each folder; empty where none is typed."""
    words = [word.strip() for word in typed.split(",")] if typed else []
    if words and (len({*words}) != folders or not all(words)):
        message = f"must give each of the {folders} folders a name of its own: {NAMES}before,after"
        raise SettingsProblem([f"{COMMAND_LINE}: {NAMES}{typed}: {message}"])
    return words


def _parts(typed: Sequence[str]) -> list[Part]:
    folders = [results_folder(word) for word in typed]
    same = [one for at, one in enumerate(folders) if one.resolve() in _resolved(folders[:at])]
    if same:
        raise SettingsProblem([f"{COMMAND_LINE}: {same[0]} is given twice"])
    manifests = [manifest_of(folder) for folder in folders]
    for folder, manifest in zip(folders, manifests, strict=True):
        _check(folder, manifest)
    scenarios = sum(len(m.get("scenarios_differ") or m["scenarios"]) for m in manifests)
    if scenarios > AT_MOST:
        message = f"the folders hold {scenarios:,} scenarios; compare takes {AT_MOST:,} at most"
        raise SettingsProblem([f"{COMMAND_LINE}: {message}"])
    return [
        Part(from_here(folder), manifest, _kpis(folder, manifest))
        for folder, manifest in zip(folders, manifests, strict=True)
    ]


def _resolved(folders: Sequence[Path]) -> list[Path]:
    return [folder.resolve() for folder in folders]


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    """That a manifest holds what is needed of it."""
    if "compared" in manifest:
        message = "is a comparison itself; give the folders that it compares"
        raise SettingsProblem([f"{COMMAND_LINE}: {folder}: {message}"])


def _kpis(folder: Path, manifest: dict[str, Any]) -> KpiTable:
    try:
        table = read_table(folder / "kpis.csv", manifest, "scenario", "replication")
        check_tables(folder, manifest)
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from problem
    numbers = table["replication"].astype(int)
    requests = list(zip(table["scenario"].tolist(), numbers.tolist(), strict=True))
    kpis = [name for name in table.columns if name not in ("scenario", "replication")]
    return KpiTable(requests, {name: table[name].to_numpy(float) for name in kpis})


def _lacking(parts: Sequence[Part]) -> Iterator[str]:
    """Which folders came without their log, or without digests of their tables."""
    for part in parts:
        for what in (lost_log(part.folder, part.manifest), not_proved(part.manifest)):
            if what:
                yield f"{part.folder}: {what}."


def _warnings(parts: Sequence[Part], *, anyway: bool) -> list[str]:
    found = unlike(parts)
    if found and not anyway:
        what = "; ".join(what for what, _ in found)
        how = f"to compare them all the same: {ANYWAY}true"
        raise SettingsProblem([f"{COMMAND_LINE}: {what}; {how}"])
    return [f"{what}: {meaning}." for what, meaning in found]
