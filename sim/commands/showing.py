"""What comes out of a results folder: its report is written, and its table printed."""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from sim.experiment.paths import from_here
from sim.experiment.problems import Interrupted
from sim.settings.files import SettingsProblem

if TYPE_CHECKING:
    from sim.report_settings import ReportSettings


class NotReported(Exception):
    """The disk refused a report; one line for the planner."""


class Output(Console):
    """Standard output; a pipe that breaks is an error like any other."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def show(folder: Path, settings: ReportSettings | None = None) -> bool:
    """Write the report of a results folder, and print its table and where it is. Gives whether all
    its replications finished.

    Raises `SettingsProblem`, `NotReported` and `Interrupted`, each with a line for the planner.
    """
    from sim.report.folder.results_files import ResultsProblem, read_manifest
    from sim.report.printed.finished_run import print_comparison

    folder = from_here(folder)
    try:
        for line in _written(folder, settings):
            print(line, file=sys.stderr)
        print_comparison(folder, Output(), settings)
        complete = not read_manifest(folder).get("failed")
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from problem
    print(folder)
    return complete


def _written(folder: Path, settings: ReportSettings | None) -> list[str]:
    """Lines on what was written. The report that was there stays when that can't be done."""
    from sim.experiment.disk import file_named
    from sim.report.write_report import write_report

    again = (
        f"the figures in {folder} are kept, and an earlier report of them stays as it was; to write"
        f" it: python run.py report {shlex.quote(str(folder))}"
    )
    try:
        with file_named(folder / "report.html"):
            return write_report(folder, settings)
    except OSError as error:
        raise NotReported(f"{error.filename}: {error.strerror}; {again}") from None
    except KeyboardInterrupt:
        raise Interrupted(f"stopped: {again}", signal.SIGINT) from None
