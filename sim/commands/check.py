"""The command ``check``: says what a scenario means before it is run, in words and on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.paths import from_here
from sim.settings.files import SettingsProblem

if TYPE_CHECKING:
    from sim.config import Scenario
    from sim.points.points import Points
    from sim.report.blocks import Section
    from sim.settings.evidence import Evidence

FOLDER = "check"
NAMED_BY = ("scenario", "world", "mission", "staffing", "response")
"""Words of the command line that the folder is called by."""
NOT_RUN = "Before running: worked out by formula; no figure here is a result of a simulation"

ALONE = "experiment=single"

FindPoints = Callable[[list[str]], "Points"]
"""The points that settings of the command line ask for."""
ResultsRoot = Callable[[str | None, list[str]], Path]
"""(as in the settings, settings typed) -> root of all results."""


def check_command(
    words: list[str], find_points: FindPoints, results_root: ResultsRoot, evidence: Evidence
) -> int:
    """Run the command. SettingsProblem tells of every error of every scenario it would simulate."""
    points = find_points(_of_one_scenario(words))
    scenario = next(one for one in points.scenarios if one.name == points.baseline)
    # heavy modules are imported only now, so that a mistake is told of at once
    from rich.text import Text

    from sim.commands.checking.run_time import run_time
    from sim.commands.showing import Output
    from sim.report.before.page import write_check
    from sim.report.folder.read import ResultsProblem
    from sim.report.printed.sections import print_sections

    sections = sections_of(scenario, evidence)
    title = _title(words, scenario, points)
    facts = [NOT_RUN]
    folder = results_root(points.settings.results_folder, words) / FOLDER / _folder_name(words)
    settings = scenario.model_dump(mode="json")
    try:
        page = write_check(folder, title, facts, sections, settings, points.settings.report)
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from problem
    console = Output()
    console.print(Text(title, style="bold"), soft_wrap=True)
    console.print(Text(f"{NOT_RUN}."), soft_wrap=True)
    print_sections(sections, console)
    console.print()
    console.print(Text("How long it would take", style="bold"))
    for line in run_time(points, scenario):
        console.print(Text(line), soft_wrap=True)
    print(from_here(page))
    return 0


def sections_of(scenario: Scenario, evidence: Evidence) -> list[Section]:
    """Everything that is said of a scenario, in order."""
    from sim.commands.checking import passing, people, trust, watching
    from sim.commands.checking.facts import Facts

    facts = Facts(scenario, evidence)
    return [
        trust.noticed(facts),
        people.term(facts),
        people.people(facts),
        watching.coverage(facts),
        watching.incidents(facts),
        passing.pools(facts),
        passing.checkpoints(facts),
        passing.supply(facts),
        trust.values(facts),
    ]


def _of_one_scenario(words: list[str]) -> list[str]:
    """The words, for the scenario alone where they change what experiments vary as a whole."""
    keys = [word.lstrip("+~").partition("=")[0] for word in words]
    alone = any(key.startswith(("staffing.", "response.")) for key in keys)
    return [*words, ALONE] if alone and "experiment" not in keys else words


def _typed(words: Sequence[str]) -> list[str]:
    pairs = [word.lstrip("+").partition("=") for word in words]
    return [value for key, _, value in pairs if key in NAMED_BY]


def _title(words: Sequence[str], scenario: Scenario, points: Points) -> str:
    from sim.report.words.said import spelled_out

    others = len(points.scenarios) - 1
    of = f", the baseline of {others + 1} scenarios compared" if others else ""
    called = ", ".join(map(spelled_out, dict.fromkeys([*_typed(words), scenario.name])))
    return f"What this scenario means: {called}{of}"


def _folder_name(words: Sequence[str]) -> str:
    """By what was typed of it; ``usual`` for the scenario of configs/config.yaml."""
    return re.sub(r"[^\w.-]+", "_", "_".join(_typed(words)))[:80].strip("_.") or "usual"
