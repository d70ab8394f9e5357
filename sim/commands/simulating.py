"""From the words of a command line to a results folder: the points, the plan, the run."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from sim.experiment.problems import EngineProblem, StoreNotWritten, StoreProblem, WorkersLost
from sim.kernel.names import did_you_mean
from sim.settings.files import SettingsFiles, SettingsProblem

if TYPE_CHECKING:
    from sim.config import Scenario
    from sim.points.points import Points
    from sim.run_settings import RunSettings
    from sim.settings.files import Contradiction

MANY_TO_CHECK = 100
"""More take more than a moment."""


def simulate(
    words: list[str], settings: list[str], project: Path, *, multirun: bool = False
) -> tuple[Path, bool]:
    """Simulate what ``settings`` ask for; gives the results folder, and whether all replications
    finished.

    ``words``: the whole command, for the record. Raises SettingsProblem, Interrupted,
    StoreNotWritten and WorkersLost, each with lines for the planner.
    """
    from sim.experiment.row_key import code_hash
    from sim.settings.evidence import read_evidence

    code_hash()  # of the files as they are now, when the model is about to be loaded from them
    evidence = read_evidence(project)
    points = points_of(settings, project, multirun=multirun)
    # Heavy modules are imported only now, so that a mistake is told of at once.
    from sim.commands.assumptions import assumptions
    from sim.commands.progress import TerminalProgress
    from sim.commands.report_checks import with_its_words
    from sim.experiment.engine import run_plan
    from sim.experiment.plan import Plan

    run = points.settings
    single = len(points.scenarios) == 1 and points.further is None
    plan = Plan(
        experiment=run.experiment.name,
        design=run.experiment,
        scenarios=points.scenarios,
        baseline=points.baseline,
        seed=run.seed,
        replications=run.replications,
        workers=run.workers or cores(),
        command=["python", "run.py", *words],
        results_folder=results_root(run.results_folder, settings, project),
        question=(single and points.scenarios[0].question) or run.experiment.question,
        factors=points.factors,
        worth_seeing=run.worth_seeing,
        control_variates=tuple(run.control_variates),
        redo_failed=run.redo_failed,
        replication_limit_s=run.replication_limit_s,
        worker_memory_mb=run.worker_memory_mb,
        failed_share_at_most=run.failed_share_at_most,
        cluster=run.cluster,
        report=with_its_words(run.report, project),
        assumptions=partial(assumptions, evidence),
        further=points.further,
    )
    try:
        progress = TerminalProgress(
            Console(stderr=True),
            scenarios=len(plan.scenarios),
            in_steps=plan.further is not None,
        )
        folder = run_plan(plan, progress)
    except (StoreNotWritten, WorkersLost):
        raise
    except (EngineProblem, StoreProblem) as problem:
        raise SettingsProblem([str(problem)]) from problem
    failed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["failed"]
    return folder, not failed


def points_of(settings: list[str], project: Path, *, multirun: bool = False) -> Points:
    """The checked points that settings ask for. SettingsProblem tells of every error."""
    from sim.points.find_points import find_points
    from sim.scenario import open_composer

    make_kinds_known()
    files = SettingsFiles(project)
    with open_composer(files, [_violence_problems, _unknown_kpis]) as composer:
        composer.checking = _tell_of_many
        composer.check_run = partial(_report_problems, project)
        points = find_points(composer, settings, multirun=multirun)
    from sim.commands.report_checks import label_problems

    names = [scenario.name for scenario in points.scenarios]
    if lines := [
        f"report.{'.'.join(map(str, key))}: {message}"
        for key, message in label_problems(points.settings.report, names)
    ]:
        raise SettingsProblem(lines)
    return points


def _tell_of_many(scenarios: int) -> None:
    if scenarios > MANY_TO_CHECK:
        with suppress(OSError):  # nobody listens
            print(f"checking {scenarios:,} scenarios", file=sys.stderr, flush=True)


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


def _report_problems(project: Path, run: RunSettings) -> list[Contradiction]:
    """Charts, KPIs, languages and the like that a report asks for and that there aren't."""
    from sim.commands.report_checks import FILLED_IN, report_problems

    problems = report_problems(run.report, project)
    if run.report.language_labels:
        problems.append((("language_labels",), FILLED_IN))
    return [(("report", *key), message) for key, message in problems]


def make_kinds_known() -> None:
    """Have every plug-in register, so that its kind can be chosen."""
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


def results_root(given: str | None, settings: list[str], project: Path) -> Path:
    """A folder typed on the command line is taken from here, one in a file from the project."""
    if given is None:
        return project / "results"
    typed = any(word.lstrip("+").startswith("results_folder=") for word in settings)
    return Path(given).absolute() if typed else project / given


def cores() -> int:
    """Processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
