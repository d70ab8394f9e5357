"""What ``python run.py status`` prints: past experiments, how far each came, and how to go on."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from sim.experiment.past_experiments import FINISHED, RUNNING, PastExperiment, past_experiments
from sim.experiment.paths import from_here, store_in
from sim.experiment.problems import StoreProblem
from sim.experiment.store import Store
from sim.report.folder.redo import redo
from sim.settings.files import SettingsFiles, SettingsProblem
from sim.settings.studies import names_of_studies

AT_MOST = 20
"""Experiments that are shown unless all are asked for."""
_ALL = "all"
_FOLDER = "results_folder="
_NAME_WIDTH = 36
_OPEN = "+: and more, which depends on what comes out"
_COLUMNS = f"{'last started':<16}  {'state':<10}  {'finished':>8}  {'failed':>7}  {'remaining':>9}"


def status_text(
    words: Sequence[str],
    files: SettingsFiles,
    folder_of: Callable[[str | None, list[str]], Path],
) -> str:
    """The list as text; SettingsProblem for a word that says nothing here.

    ``folder_of`` gives the folder of results from its setting and the words typed.
    """
    given = files.files["config"].content.get("results_folder")
    for word in words:
        if word.startswith(_FOLDER):
            given = word.removeprefix(_FOLDER)
        elif word != _ALL:
            raise SettingsProblem(
                [f"command line: 'status' takes '{_ALL}' and 'results_folder=...', not '{word}'"]
            )
    path = store_in(folder_of(given or None, list(words)))
    if not path.exists():
        return f"nothing was run here yet (there is no {from_here(path)})"
    try:
        with Store(path) as store:
            found, total = past_experiments(store, None if _ALL in words else AT_MOST)
    except StoreProblem as problem:
        raise SettingsProblem([str(problem)]) from problem
    if not found:
        return f"no experiment was run here yet ({from_here(path)} holds none)"
    return "\n".join(_lines(found, total, path.parent, names_of_studies(files)))


def _lines(
    found: Sequence[PastExperiment], total: int, folder: Path, studies: Collection[str]
) -> list[str]:
    width = min(_NAME_WIDTH, max(len("experiment"), *(len(past.name) for past in found)))
    lines = [f"{'experiment':<{width}}  {_COLUMNS}"]
    for past in found:
        if len(past.name) > width:
            lines.append(past.name)
        # a study asks for more as it goes: until it has finished nobody knows how much is to come
        is_open = past.name in studies and past.state != FINISHED
        remaining = f"{past.remaining}+" if is_open else str(past.remaining)
        lines.append(
            f"{past.name if len(past.name) <= width else '':<{width}}  {past.started:<16}  "
            f"{past.state:<10}  {past.finished:>8}  {past.failed:>7}  {remaining:>9}"
        )
        lines += [f"  {line}" for line in _below(past, folder)]
    if any(past.name in studies and past.state != FINISHED for past in found):
        lines.append(_OPEN)
    if total > len(found):
        lines.append(f"{total - len(found)} older ones are left out; to see them: status {_ALL}")
    return lines


def _below(past: PastExperiment, folder: Path) -> list[str]:
    """Where its results are, and how to go on; commands stand whole, to be copied."""
    lines = []
    if past.folder:
        there = (folder / past.folder).is_dir()
        where = from_here(folder / past.folder)
        lines.append(f"results: {where}" if there else f"results: {where} (no longer there)")
    if past.state == RUNNING:
        return lines
    if not past.same_code:
        how = "made by another version of the code; to simulate it anew"
        lines.append(f"{how}: {past.command}")
    elif past.of_other_settings:
        how = "made with other settings than the last run of this command"
        lines.append(f"{how}: {past.command}")
    elif past.state != FINISHED or past.remaining:
        lines.append(f"to go on: {past.command}")
    elif past.failed:
        how, typed = redo(shlex.split(past.command), past.limits_met)
        lines.append(f"to repeat what failed{how}: {typed}")
    else:
        lines.append(f"command: {past.command}")
    return lines
