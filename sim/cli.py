"""The command line: reads what a planner typed, has it simulated, and shows what came out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from sim.experiment.problems import Interrupted
from sim.help_text import help_text, scenario_lines
from sim.kernel.names import did_you_mean, there_are
from sim.settings_files import SettingsFiles, SettingsProblem

if TYPE_CHECKING:
    from sim.config import Scenario
    from sim.points import Points
    from sim.settings_files import Contradiction

PROJECT = Path(__file__).resolve().parent.parent
FAILED = 1
WRONG_SETTINGS = 2
INTERRUPTED = 130
HELP_FLAGS = {"-h", "--help"}
SWEEP_FLAGS = {"-m", "--multirun"}
PRINT_FLAGS = {"--print"}
FLAGS = sorted(HELP_FLAGS | SWEEP_FLAGS | PRINT_FLAGS)


def main(arguments: Sequence[str] | None = None, project: Path = PROJECT) -> int:
    """Run one command; gives the exit code.

    1: some replications failed, or results couldn't be written; 2: wrong settings, or a folder that
    can't be used; 130: stopped by Ctrl-C.

    ``project`` holds ``configs/`` and ``scenarios/``.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        code = _dispatch(words, project)
        sys.stdout.flush()  # a full device is told of here, not when the interpreter ends
        return code
    except SettingsProblem as problem:
        for line in problem.lines:
            print(f"error: {line}", file=sys.stderr)
        return WRONG_SETTINGS
    except Interrupted as interrupted:
        print(interrupted, file=sys.stderr)
        return 128 + interrupted.signal_number
    except KeyboardInterrupt:
        print(
            "stopped: what finished is kept, and the same command goes on from there",
            file=sys.stderr,
        )
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe (`| head`) has seen enough
        _drop_output()
        return 0
    except OSError as error:  # no room, no right to write, something else of that name
        _drop_output()
        where = f"{error.filename}: " if error.filename else ""
        print(
            f"error: {where}{error.strerror or error}; what was simulated is kept in the store, and"
            " the same command goes on from there",
            file=sys.stderr,
        )
        return FAILED


def _drop_output() -> None:
    """Let what is still to be printed go nowhere, so that the interpreter can end in peace."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # standard output is no file (in a test, a notebook)
        return


def _dispatch(words: list[str], project: Path) -> int:
    flags = [word for word in words if word.startswith("-")]
    rest = [word for word in words if not word.startswith("-")]
    lines = [
        f"command line: unknown flag '{flag}'{did_you_mean(flag, FLAGS)} {there_are(FLAGS)}"
        for flag in flags
        if flag not in FLAGS
    ]
    if lines:
        raise SettingsProblem(lines)
    if HELP_FLAGS & set(flags):
        print(help_text(SettingsFiles(project)))
        return 0
    if rest and "=" not in rest[0] and rest[0][0] not in "~+":
        name = rest[0]
        if name not in COMMANDS:
            options = sorted(COMMANDS)
            hint = f"{did_you_mean(name, options)} {there_are(options)}"
            message = f"no command called '{name}'{hint}; settings are given as key=value"
            raise SettingsProblem([f"command line: {message}"])
        return COMMANDS[name](rest[1:], project)
    return _simulate(words, rest, set(flags), project)


# --- commands -------------------------------------------------------------------------------------
def _scenarios(words: list[str], project: Path) -> int:
    """List the scenarios with their questions."""
    _no_more(words, "scenarios")
    for line in scenario_lines(SettingsFiles(project)):
        print(line)
    return 0


def _kinds(words: list[str], project: Path) -> int:
    """List what is chosen by a kind, or tell of some kinds in full."""
    from sim.kinds import kinds_text

    _make_kinds_known()
    print(kinds_text(words, SettingsFiles(project)))
    return 0


def _report(words: list[str], _project: Path) -> int:
    """Draw the charts of a results folder again and show its table."""
    if not words:
        raise SettingsProblem(["command line: 'report' needs a results folder: report FOLDER"])
    _no_more(words[1:], "report")
    folder = Path(words[0])
    if not (folder / "manifest.json").is_file():
        raise SettingsProblem([f"command line: '{folder}' is no results folder (no manifest.json)"])
    _show(folder)
    return 0


def _realism(words: list[str], project: Path) -> int:
    """Simulate the scenario that figures of the real world are known for, and show both."""
    from sim.real_figures import read_real_figures
    from sim.report.read import ResultsProblem
    from sim.report.realism import RealFigure, write_and_print

    real = read_real_figures(SettingsFiles(project))
    settings = [f"scenario={real.scenario}", "experiment=single", *real.settings, *words]
    folder, code = _run(["realism", *words], settings, set(), project)
    try:
        figures = [RealFigure(**figure.model_dump()) for figure in real.figures.values()]
        write_and_print(folder, figures, real.remarks, _Output())
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from problem
    print(_from_here(folder))
    return code


COMMANDS: dict[str, Callable[[list[str], Path], int]] = {
    "scenarios": _scenarios,
    "kinds": _kinds,
    "report": _report,
    "realism": _realism,
}


def _no_more(words: list[str], command: str) -> None:
    if words:
        raise SettingsProblem([f"command line: '{command}' doesn't take '{words[0]}'"])


# --- simulating -----------------------------------------------------------------------------------
def _simulate(words: list[str], settings: list[str], flags: set[str], project: Path) -> int:
    if flags & PRINT_FLAGS:
        points = _points(settings, bool(flags & SWEEP_FLAGS), project)
        print(json.dumps([s.model_dump(mode="json") for s in points.scenarios], indent=2))
        return 0
    folder, code = _run(words, settings, flags, project)
    _show(folder)
    return code


def _run(words: list[str], settings: list[str], flags: set[str], project: Path) -> tuple[Path, int]:
    """Simulate; gives the results folder, and whether some replications failed as exit code."""
    points = _points(settings, bool(flags & SWEEP_FLAGS), project)
    # Heavy modules are imported only now, so that a mistake is told of at once.
    from sim.experiment.engine import run_plan
    from sim.experiment.plan import Plan
    from sim.experiment.problems import EngineProblem, StoreProblem
    from sim.progress import TerminalProgress

    run = points.settings
    single = len(points.scenarios) == 1
    plan = Plan(
        experiment=run.experiment.name,
        design=run.experiment,
        scenarios=points.scenarios,
        baseline=points.baseline,
        seed=run.seed,
        replications=run.replications,
        workers=run.workers or _cores(),
        command=["python", "run.py", *words],
        results_folder=_results_folder(run.results_folder, settings, project),
        question=(single and points.scenarios[0].question) or run.experiment.question,
        factors=points.factors,
        worth_seeing=run.worth_seeing,
        control_variates=tuple(run.control_variates),
        redo_failed=run.redo_failed,
    )
    try:
        folder = run_plan(plan, TerminalProgress(Console(stderr=True)))
    except (EngineProblem, StoreProblem) as problem:
        raise SettingsProblem([str(problem)]) from problem
    # The table says which replications failed and why; a script needs to know that some did.
    failed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["failed"]
    return folder, FAILED if failed else 0


def _points(settings: list[str], multirun: bool, project: Path) -> Points:
    from sim.points import find_points
    from sim.scenario import open_composer

    _make_kinds_known()
    files = SettingsFiles(project)
    with open_composer(files, [_violence_problems, _unknown_kpis]) as composer:
        return find_points(composer, settings, multirun=multirun)


def _unknown_kpis(scenario: Scenario) -> list[Contradiction]:
    """KPIs that a scenario's question is about and that nobody computes."""
    if not scenario.about:
        return []
    from sim.analysis import kpis

    found: list[Contradiction] = []
    for number, name in enumerate(scenario.about):
        try:
            kpis.describe(name)
        except KeyError:
            hint = did_you_mean(name, kpis.names())
            message = f"no KPI is called so{hint} (the columns of a run's kpis.csv are KPIs)"
            found.append((("about", number), message))
    return found


def _make_kinds_known() -> None:
    import sim.experiment.designs
    import sim.model.actors
    import sim.model.response_rules  # noqa: F401  importing makes the kinds known


def _violence_problems(scenario: Scenario) -> list[Contradiction]:
    """What only the model can say of a world: that its violence would have no end, and the like."""
    from sim.model import background, day_profile, excitation

    world = scenario.world
    hours = "night_share" if world.violence.hour_profile is None else "hour_profile"
    unstable = excitation.stability_problem(world)
    found = [
        ((), unstable),
        (("background_ceiling",), background.ceiling_problem(world)),
        (("day_factor", "variance"), background.day_factor_problem(world)),
        # Hours can't be solved for violence without end.
        ((hours,), None if unstable else day_profile.hour_problem(world)),
    ]
    return [(("world", "violence", *key), message) for key, message in found if message]


def _results_folder(given: str | None, settings: list[str], project: Path) -> Path:
    """A folder typed on the command line is taken from here, one in a file from the project."""
    if given is None:
        return project / "results"
    typed = any(word.lstrip("+").startswith("results_folder=") for word in settings)
    return Path(given).absolute() if typed else project / given


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class _Output(Console):
    """Standard output; a pipe that breaks is an error like any other, answered in ``main``."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _show(folder: Path) -> None:
    from sim.report.charts import draw_all
    from sim.report.read import ResultsProblem
    from sim.report.tables import print_comparison

    try:
        draw_all(folder)
        print_comparison(folder, _Output())
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from problem
    print(_from_here(folder))


def _from_here(folder: Path) -> Path:
    absolute, here = folder.absolute(), Path.cwd()
    return absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
