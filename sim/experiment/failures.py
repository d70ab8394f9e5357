"""Replications that failed, as a planner gets them: a table, and a file for each traceback."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.experiment.paths import from_here
from sim.experiment.study_results import Request

FAILURES = "failures.csv"
TRACEBACKS = "failures"
MOST_TRACEBACKS = 100
"""So many files at most: a mistake that hits every replication is told of once."""
BEYOND = f"not written: there are {MOST_TRACEBACKS} already, replay it"

TracebackOf = Callable[[str, int], str]
"""(scenario, replication) -> where it failed."""


class Failure(NamedTuple):
    """A row of failures.csv but for the command that replays it."""

    scenario: str
    replication: int
    seed: int
    cause: str
    traceback: str
    """A file in the results folder; others that failed at the same place share it."""


def failures_of(causes: Mapping[Request, str], seed: int) -> list[Failure]:
    """Every failure, by replication and scenario, no traceback written yet."""
    found = sorted(causes.items(), key=lambda item: (item[0][1], item[0][0]))
    return [Failure(name, number, seed, cause, "") for (name, number), cause in found]


def write_tracebacks(
    folder: Path, failures: Sequence[Failure], traceback_of: TracebackOf
) -> list[Failure]:
    """Write each traceback once, into ``failures/``; gives the failures with their files."""
    files: dict[str, str] = {}
    found = []
    for failure in failures:
        if len(files) >= MOST_TRACEBACKS:  # a text that is there already isn't looked for either
            found.append(failure._replace(traceback=BEYOND))
            continue
        text = traceback_of(failure.scenario, failure.replication)
        if text not in files:
            files[text] = f"{TRACEBACKS}/{len(files) + 1:03}.txt"
            (folder / TRACEBACKS).mkdir(exist_ok=True)
            about = f"{failure.scenario}, replication {failure.replication}, seed {failure.seed}"
            content = f"{about}\n{failure.cause}\n\n{text}"
            (folder / files[text]).write_text(content, encoding="utf-8")
        found.append(failure._replace(traceback=files[text]))
    return found


def write_failures(path: Path, failures: Sequence[Failure], results_folder: Path) -> None:
    """Write failures.csv of the folder that will be called ``results_folder``."""
    shown = from_here(results_folder)
    with path.open("w", encoding="utf-8", newline="") as text:
        write = csv.writer(text, lineterminator="\n").writerow
        write([*Failure._fields, "replay"])
        for failure in failures:
            write([*failure, replay_command(shown, failure.scenario, failure.replication)])


def replay_command(folder: Path, scenario: str, replication: int) -> str:
    """What to type to simulate one replication of a results folder again."""
    words = ["replay", str(folder), f"point={scenario}", f"replication={replication}"]
    return shlex.join(["python", "run.py", *words])
