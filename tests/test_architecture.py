"""The house keeps its floors: who may import whom, and what no file may become."""

from __future__ import annotations

import ast
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import sim.model.actors  # noqa: F401 - makes the kinds known
from sim.experiment.row_key import CODE
from sim.kernel import registry
from sim.report.charts import CHARTS, OF_DESIGNS
from sim.report.sections import ORDER

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "sim"

FLOORS: dict[str, set[str]] = {
    "kernel": set(),
    "events": {"kernel"},
    "config": {"kernel"},
    "report_settings": {"config"},
    "run_settings": {"config", "kernel", "report_settings"},
    "waits": set(),
    "model": {"config", "events", "kernel", "waits"},
    "analysis": {"events", "kernel", "waits"},
    "expected": {"config", "kernel", "model", "waits"},
    "experiment": {
        "analysis",
        "config",
        "events",
        "expected",
        "kernel",
        "model",
        "report_settings",
        "run_settings",
        "waits",
    },
    "report": {"analysis", "events", "kernel", "report_settings", "waits"},
    "settings": {"config", "kernel"},
    "scenario": {"config", "kernel", "run_settings", "settings"},
    "points": {"config", "experiment", "kernel", "run_settings", "scenario", "settings"},
    "commands": {
        "analysis",
        "config",
        "expected",
        "experiment",
        "kernel",
        "model",
        "points",
        "report",
        "report_settings",
        "run_settings",
        "scenario",
        "settings",
    },
    "cli": {"commands", "experiment", "kernel", "report", "report_settings", "settings"},
}
"""Floor -> the floors it may import from: folders of sim/, and the files that stand beside them."""
IMPORT_HYDRA = {"sim.scenario"}
MAY_IMPORT_MODEL = {"sim.commands.simulating", "sim.experiment.batch", "sim.experiment.replay"}
"""Beyond the model itself and what is ``expected`` of a scenario by the model's own formulas.
``scenario`` gets the model's checks handed in."""
CALENDAR_OF_A_RUN = {"sim.model.model", "sim.model.assembly", "sim.model.trajectories"}
"""The files that know all stations; everything else in the model is a station or what it uses."""
HEAR_THE_TRUTH = {
    "mandate": "writes beside each verdict what true counts would have given; decides on none",
    "no_fly": "counts breaches for the log; nobody in the model acts on them",
    "provoked_departure": "a group knows what is fired at its side's places",
    "returns": "those who fled are of the place and know who fires there",
}
"""Actors that are told of violations as they truly happen, and why the mission isn't."""
FORBIDDEN_NAMES = ("utils", "util", "helpers", "helper", "manager", "common", "misc", "base_config")
LONGEST = 300
LONG_FOR_A_REASON = {
    "sim/config.py": "one list of every key that a scenario may hold, to be read as such",
    "sim/events.py": "one list of every kind of event, to be read as such",
}


def name_of(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def sources() -> dict[str, Path]:
    """Every module of the package, by its dotted name."""
    return {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(sources()[module].read_text(encoding="utf-8"))


def named(node: ast.AST) -> list[str]:
    """The modules or names that one import statement brings in, dotted."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports hide the floor they come from"
        assert node.module
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def module_named(name: str) -> str:
    """The module of the project that a dotted name is, or is in."""
    while name and name not in sources():
        name = name.rpartition(".")[0]
    return name


@cache
def imports(module: str) -> frozenset[str]:
    """Dotted names that a module imports anywhere in it, inside functions too."""
    return frozenset(name for node in ast.walk(tree(module)) for name in named(node))


@cache
def needs(module: str) -> frozenset[str]:
    """Modules of the project that a module imports, inside functions too."""
    return frozenset(module_named(name) for name in imports(module) if name.startswith("sim."))


def at_import_time(module: str) -> set[str]:
    """Modules of the project needed to import it: neither in functions nor for types only."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree(module).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        found |= {module_named(name) for name in named(node) if name.startswith("sim.")}
        waiting += ast.iter_child_nodes(node)
    return found - {module}


def floor(module: str) -> str:
    part = module.split(".")[1]
    assert part in FLOORS, f"{module} has no floor: give it one in this test"
    return part


MODULES = sorted(set(sources()) - {"sim"})


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down_only(module: str) -> None:
    own = floor(module)
    for needed in needs(module) - {"sim"}:
        below = floor(needed)
        assert below == own or below in FLOORS[own], f"{module} ({own}) imports {needed} ({below})"


def test_the_door_holds_scenario_below_cli_and_run() -> None:
    """``scenario`` is not to know ``cli``; ``run.py`` knows nothing but ``cli``."""
    for module in MODULES:
        assert "sim.cli" not in needs(module), f"{module} imports the command line"
    run = ast.parse((PROJECT / "run.py").read_text(encoding="utf-8"))
    assert [n for node in ast.walk(run) for n in named(node) if n.startswith("sim")] == [
        "sim.cli.main"
    ]


def test_only_the_door_composes() -> None:
    users = {
        module
        for module in MODULES
        for name in imports(module)
        if name.split(".")[0] in ("hydra", "omegaconf")
    }
    assert users <= IMPORT_HYDRA
    assert users, "somebody has to"


def test_analysis_and_report_read_logs_and_never_the_model() -> None:
    """Not by way of somebody else either."""
    for start in MODULES:
        if floor(start) not in ("analysis", "report", "events", "config", "kernel", "waits"):
            continue
        seen, waiting = {start}, [start]
        while waiting:
            for needed in needs(waiting.pop()) - seen:
                assert not needed.startswith("sim.model"), f"{start} comes to import {needed}"
                seen.add(needed)
                waiting.append(needed)


def test_few_know_the_model() -> None:
    users = {
        module
        for module in MODULES
        if floor(module) not in ("model", "expected")
        and any(n.startswith("sim.model") for n in needs(module))
    }
    assert users <= MAY_IMPORT_MODEL


def test_a_station_never_knows_the_model_it_works_in() -> None:
    """Nor those who build it: a station gets a Replication, so stations can't reach one another."""
    for module in MODULES:
        if module.startswith("sim.model") and module not in CALENDAR_OF_A_RUN:
            assert not needs(module) & CALENDAR_OF_A_RUN, f"{module} knows too much"


def test_no_kind_of_rule_or_actor_is_named_outside_its_own_file() -> None:
    """A new rule or actor is one new file."""
    plugins = {
        module
        for module in MODULES
        if module.startswith(("sim.model.response_rules.", "sim.model.actors."))
        and not module.endswith(".base")
    }
    assert len(plugins) >= 5
    for module in MODULES:
        assert not needs(module) & plugins, f"{module} names a plug-in"


def test_rules_see_belief_and_never_truth() -> None:
    for module in MODULES:
        if module.startswith("sim.model.response_rules."):
            brought = {name.rpartition(".")[2] for name in imports(module)}
            assert not brought & {"Violation", "Convoy", "Violence", "Situation", "Network"}


@cache
def discovered(package: str) -> frozenset[str]:
    """The modules that importing a package of plug-ins imports; none of another package."""
    if "discover(__name__" not in sources()[package].read_text(encoding="utf-8"):
        return frozenset()
    depth = package.count(".") + 1
    return frozenset(m for m in MODULES if m.startswith(f"{package}.") and m.count(".") == depth)


def brought_in(module: str) -> set[str]:
    """Modules needed to import one, with all plug-ins of the packages that those are in."""
    found = at_import_time(module)
    for needed in list(found):
        parts = needed.split(".")
        packages = (".".join(parts[:depth]) for depth in range(2, len(parts) + 1))
        # a plug-in's own package is half imported by then, and asks for nothing more
        foreign = (p for p in packages if p in MODULES and not f"{module}.".startswith(f"{p}."))
        found |= {plugin for package in foreign for plugin in discovered(package)}
    return found - {module, "sim"}


def test_no_circle() -> None:
    """Nor one through packages of plug-ins: whichever module is imported first, it can be."""
    graph = {module: brought_in(module) for module in MODULES}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:  # pragma: no cover - the message is the point
        pytest.fail(" -> ".join(error.args[1]))
    assert set(order) >= set(MODULES)


def test_folders_of_the_report_stand_on_floors_too() -> None:
    """What was read, then words, then what is said and drawn: no folder needs one above it."""
    graph: dict[str, set[str]] = {}
    for module in MODULES:
        if module.startswith("sim.report."):
            place = graph.setdefault(module.split(".")[2], set())
            place |= {other.split(".")[2] for other in needs(module) if other.count(".") >= 2}
    for place, others in graph.items():
        graph[place] = others & set(graph) - {place}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:  # pragma: no cover - the message is the point
        pytest.fail(" -> ".join(error.args[1]))
    assert order.index("folder") < order.index("words") < order.index("answer")


def test_no_file_is_called_what_it_is_not() -> None:
    for path in sources().values():
        words = path.stem.lower().split("_")
        assert not set(words) & set(FORBIDDEN_NAMES), f"{path.name} says nothing of what it is"
        assert path.stem.lower() not in FORBIDDEN_NAMES


def test_a_long_file_has_a_reason() -> None:
    written = [path for kind in ("css", "html", "js") for path in PACKAGE.rglob(f"*.{kind}")]
    for path in [*sources().values(), *written]:
        shown = path.relative_to(PROJECT).as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if shown in LONG_FOR_A_REASON:
            assert lines > LONGEST, f"{shown} is short now: take it off the list"
        else:
            assert lines <= LONGEST, f"{shown} has {lines} lines: two subjects?"


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    for module in sources():
        said = ast.get_docstring(tree(module))
        assert said, f"{module} has no docstring"
        assert said.split("\n\n")[0].rstrip().endswith((".", ":")), f"{module}: {said}"


def test_the_kernel_knows_nothing_of_ceasefires() -> None:
    for module in MODULES:
        if floor(module) == "kernel":
            assert all(needed.startswith("sim.kernel") for needed in needs(module) - {"sim"})
            outside = {name.split(".")[0] for name in imports(module)} - {"sim"}
            assert outside <= set(sys.stdlib_module_names) | {"numpy", "simpy", "numba", "pydantic"}


def test_only_the_report_writes_pages_sheets_and_documents() -> None:
    """A run that shows nothing needs none of them."""
    for module in MODULES:
        outside = {name.split(".")[0] for name in imports(module)}
        if floor(module) != "report":
            assert not outside & {"docx", "jinja2", "matplotlib", "xlsxwriter"}, module


def test_every_section_of_the_report_has_its_place() -> None:
    found = {path.stem for path in (PACKAGE / "report" / "sections").glob("[!_]*.py")}
    assert found == set(ORDER)


def test_every_chart_is_drawn_by_some_results() -> None:
    """A file of the folder that draws and stands in no list would be forgotten."""
    listed = {
        chart.__name__ for charts in (CHARTS, *OF_DESIGNS.values()) for chart in charts.values()
    }
    drawing = {
        module
        for module in MODULES
        if module.startswith("sim.report.charts.")
        and any(isinstance(n, ast.FunctionDef) and n.name == "draw" for n in tree(module).body)
    }
    assert drawing == listed


def test_draws_are_named_and_nothing_draws_from_a_global_generator() -> None:
    """Every random number comes from ``Streams``; clocks and hash() give none."""
    for module in MODULES:
        outside = {name.split(".")[0] for name in imports(module)}
        assert not outside & {"random", "secrets", "uuid"}, module
        if floor(module) != "model":
            continue
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Attribute):
                text = ast.unparse(node)
                assert not text.startswith(("np.random.", "numpy.random.")), f"{module}: {text}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("hash", "id"), f"{module}: {ast.unparse(node)}"


def test_only_those_who_would_know_hear_the_truth() -> None:
    """What the mission knows comes from sightings, complaints and findings."""
    actors = {kind: registry.of("actor")[kind] for kind in registry.kinds("actor")}
    told = {
        kind
        for kind, actor in actors.items()
        if "sim.events.ViolationOccurred" in imports(actor.__module__)
    }
    assert told <= set(HEAR_THE_TRUTH)
    assert {actors[kind].stands_under for kind in told} == {"world"}  # type: ignore[attr-defined]


def test_the_key_of_what_is_stored_covers_all_code_that_makes_it() -> None:
    """Else a change of that code would go on with rows of the code before."""
    seen: set[str] = set()
    waiting = ["sim.experiment.batch"]
    while waiting:
        module = waiting.pop()
        if module not in seen and module != "sim":
            seen.add(module)
            waiting += needs(module)
    covered = [PACKAGE / part for part in CODE]
    left_out = [
        module
        for module in sorted(seen)
        if not any(sources()[module].is_relative_to(place) for place in covered)
    ]
    assert not left_out
