"""Holds the README and the documents to their word: every command and block of code runs."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import load
from little_shown import LITTLE_SHOWN
from packaging.requirements import Requirement

from sim.cli import main
from sim.report.folder.study_tables import STUDY_TABLES

PROJECT = Path(__file__).parents[2]
README = PROJECT / "README.md"
DOCUMENTS = [README, *sorted((PROJECT / "docs").glob("*.md"))]
WRITTEN = [
    *DOCUMENTS,
    *(
        PROJECT / name
        for name in ("CHANGELOG.md", "CITATION.cff", ".ci/run", ".ci/browser", "requirements.lock")
    ),
]
SMALL = ["days=2", "replications=2", "workers=1"]
ONE_LEVER = ["days=85", "experiment.vary=[investigation_teams]", "experiment.search_replications=2"]
"""What a force sizing needs to be small: nothing can be located before the first post, day 79."""
OF_DOCS = "investigate_worst"
"""The response rule that a document tells its reader to write."""
OF_SOME_RUNS = {"conclusion.csv", "points.csv", "failures.csv"}
OF_SOME_RUNS |= {f"{table}.csv" for table in STUDY_TABLES}
OF_SOME_RUNS |= {"world_calibrated.yaml", "evidence_calibrated.yaml"}
SIMULATES_NOTHING = {"--print", "--help", "scenarios", "kinds", "report", "status"}


def blocks(*languages: str) -> list[str]:
    """The fenced blocks of all documents in these languages."""
    found: list[str] = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        found += [
            body
            for language, body in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
            if language in languages
        ]
    return found


COMMANDS = [line for block in blocks("bash") for line in block.splitlines() if line]
RUNS = [line for line in COMMANDS if line.startswith("python run.py")]
SET_UPS = [line for line in COMMANDS if line.startswith("python3 -m venv")]
CHECKS = [line for line in COMMANDS if line not in RUNS + SET_UPS]


def smaller(words: list[str]) -> list[str]:
    """The same command on two days and two replications, in this process."""
    if SIMULATES_NOTHING & set(words):
        return words
    fewer = [*SMALL, *LITTLE_SHOWN]
    if "experiment=force_sizing" in words:
        fewer = [*fewer[1:], *ONE_LEVER]
    names = {word.partition("=")[0] for word in fewer}
    return [word for word in words if word.partition("=")[0] not in names] + fewer


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped settings, and every file that a document tells its reader to write."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "configs", root / "configs")
    shutil.copytree(PROJECT / "scenarios", root / "scenarios")
    for block in blocks("yaml"):
        path = root / block.splitlines()[0].removeprefix("# ")
        assert not path.exists(), f"{path.name} is shipped: show a file the reader doesn't have"
        path.write_text(block, encoding="utf-8")
    for text in blocks("python"):
        defined = re.findall(r"^(?:class|def) (\w+)", text, re.M)
        (root / f"{defined[0].lower()}_of_docs.py").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def folder(project: Path) -> Path:
    """A results folder of the kind the README describes."""
    words = ["staffing=lean", *SMALL, f"results_folder={project / 'described'}"]
    assert main(words, project) == 0
    (found,) = (project / "described" / "staffing_by_response").glob("*")
    return found


# --- commands -------------------------------------------------------------------------------------
def test_every_line_is_a_command_that_a_test_knows() -> None:
    assert len(SET_UPS) == 2
    assert len(RUNS) >= 10
    known = ("python -m pytest ", "ruff check && ruff format --check && mypy", "python benchmarks/")
    assert [line for line in CHECKS if not line.startswith(known)] == []


def test_ci_runs_the_readmes_test_command_word_for_word() -> None:
    run, test = SET_UPS
    assert (PROJECT / ".ci" / "run").read_text().splitlines()[-1] == test
    assert run.endswith(" && .venv/bin/python run.py")
    assert test.endswith(" && .ci/browser && .venv/bin/python -m pytest -n 2")
    assert run.rpartition(" && ")[0] == test.partition(" && .ci/browser")[0]


@pytest.mark.slow
@pytest.mark.parametrize("line", ["python run.py", *(run for run in RUNS if OF_DOCS not in run)])
def test_a_command_of_the_documents_works(
    line: str,
    project: Path,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project)
    words = shlex.split(line)[2:]
    if words[:1] == ["report"]:
        words[1] = str(
            shutil.copytree(folder, tmp_path / "folder")
        )  # another style leaves files out
    assert main(smaller(words), project) == 0
    output = capsys.readouterr().out.splitlines()
    if SIMULATES_NOTHING & set(words):
        assert output
    else:
        written = {"replay": "log.csv.gz", "check": ""}.get("".join(words[:1]), "comparison.csv")
        assert (project / output[-1] / written).is_file()


@pytest.mark.slow
@pytest.mark.parametrize("line", CHECKS)
def test_a_developers_command_works(line: str) -> None:
    if "pytest" in line:
        line += " --collect-only"  # running the tests is what goes on now
    words = line.replace("&& mypy", "&& python -m mypy").replace("ruff ", "python -m ruff ")
    for command in words.split(" && "):
        done = subprocess.run(
            [sys.executable, *shlex.split(command)[1:]],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"


def test_errors_read_as_shown(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = tmp_path / "with_the_mistake"
    shutil.copytree(project / "configs", copy / "configs")
    shutil.copytree(project / "scenarios", copy / "scenarios")
    monkeypatch.chdir(copy)
    scenario = copy / "scenarios" / "access_refused.yaml"
    right = scenario.read_text()
    scenario.write_text(right.replace("side_a: 0.6", "side_a: 6.0"))
    assert scenario.read_text() != right
    (shown,) = blocks("console")
    calls = re.findall(r"^\$ python run.py (.*)\n((?:error: .*\n)+)", shown, re.M)
    assert sum(1 + len(expected.splitlines()) for _, expected in calls) == len(shown.splitlines())
    for words, expected in calls:
        assert main(shlex.split(words), copy) == 2
        assert capsys.readouterr().err == expected


# --- code -----------------------------------------------------------------------------------------
EXTENDED = """
import importlib, sys
sys.path[:0] = [{project!r}, {root!r}]
for name in {modules!r}:
    importlib.import_module(name)
from pathlib import Path
from sim.cli import main
from sim.report.folder.study_tables import STUDY_TABLES
raise SystemExit(main({words!r}, Path({root!r})))
"""


@pytest.mark.slow
def test_a_rule_a_kpi_and_an_actor_of_the_documents_work(project: Path) -> None:
    """In a process of its own: what is registered stays registered."""
    (line,) = (run for run in RUNS if OF_DOCS in run)
    modules = [path.stem for path in sorted(project.glob("*_of_docs.py"))]
    assert len(modules) == len(blocks("python")) == 4
    results = project / "extended"
    words = [*smaller(shlex.split(line)[2:]), f"results_folder={results}"]
    words[words.index("days=2")] = "days=20"  # long enough for a first finding
    words += ["scenario=feast", "world.actors.feast.from_day=1"]
    code = EXTENDED.format(project=str(PROJECT), root=str(project), modules=modules, words=words)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    (found,) = results.glob("*/*")
    manifest = json.loads((found / "manifest.json").read_text())
    assert manifest["failed"] == []
    assert manifest["scenarios"][OF_DOCS]["response"]["worst"] == 3
    with (found / "kpis.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert all(float(row["closures_per_day"]) > 0.0 for row in rows)
    with gzip.open(found / "log.csv.gz", "rt") as file:
        events = [row for row in csv.DictReader(file) if row["scenario"] == OF_DOCS]
    assert any(event["event"] == "FindingMade" for event in events)


STUDIED = """
import sys
sys.path[:0] = [{project!r}, {root!r}, {tests!r}, {units!r}]
from conftest import compose
from study_runs import study
from fewestposts_of_docs import FewestPosts
def located(scenario, replication):
    posts = scenario.staffing.zones["eastern_ghouta"].posts
    return {{"located_share_from_first_post": (posts / 6.0 + replication % 2 / 100.0, 1.0)}}
design = FewestPosts(kind="fewest_posts", name="docs", zone="eastern_ghouta", wanted=0.5)
results, scenarios = study(design, compose(), located)
print([*scenarios], design.conclude(results).sentences, len(design.reported(results)))
print(design.problems(compose()), design.model_copy(update={{"zone": "x"}}).problems(compose()))
"""


def test_the_study_of_the_documents_finds_what_it_seeks(project: Path) -> None:
    """In a process of its own, over made-up KPIs: n posts locate n sixths."""
    of_docs = {"project": str(PROJECT), "root": str(project), "tests": str(PROJECT / "tests")}
    code = STUDIED.format(**of_docs, units=str(PROJECT / "tests" / "unit"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found, doors = done.stdout.splitlines()
    assert "'1 posts', '2 posts', '3 posts']" in found
    said = "3 posts locate 50% of true incidents in the model (95 % interval 50% to 51%)"
    assert f"['{said}: at least 50% is shown.'] 40" in found
    assert doors == "[] [(('zone',), \"no zone called 'x' (there are: eastern_ghouta)\")]"


# --- what is said of files and figures ------------------------------------------------------------
def _rows(*first_cells: str) -> dict[str, list[str]]:
    """Rows of the README's tables by their first cell, in plain words."""
    lines = [line for line in README.read_text().splitlines() if line.startswith("| `")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = {name: row[1:] for row in rows for name in re.findall(r"`([^`]+)`", row[0])}
    return {name: found[name] for name in first_cells} if first_cells else found


def _columns(cell: str) -> list[str]:
    """The first list of columns in a cell of a table."""
    return re.split(r",\s*", re.findall(r"`([^`]*)`", cell)[0])


def test_the_results_folder_is_as_described(folder: Path) -> None:
    there = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    described = {name for name in _rows() if "." in name or name.endswith("/")}
    assert described >= OF_SOME_RUNS
    assert {name.rstrip("/") for name in described} - OF_SOME_RUNS == there
    for name in ("kpis.csv", "comparison.csv", "series.csv.gz", "log.csv.gz"):
        path = folder / name
        with gzip.open(path, "rt") if name.endswith("gz") else path.open() as file:
            header = next(csv.reader(file))
        columns = _columns(_rows(name)[name][0])
        assert header[: len(columns)] == columns
        if name in ("comparison.csv", "series.csv.gz"):
            assert header == columns


def test_staffing_levels_and_rules_are_those_of_the_presets() -> None:
    for path in (PROJECT / "configs" / "staffing").glob("*.yaml"):
        staffing = yaml.safe_load(path.read_text())
        zone = staffing["zones"]["eastern_ghouta"]
        figures = [zone["posts"], zone["checkpoints"], zone["investigation_teams"]]
        assert list(map(int, _rows(path.stem)[path.stem])) == figures
    for path in (PROJECT / "configs" / "response").glob("*.yaml"):
        assert path.stem in _rows()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_keys_named_in_the_documents_exist() -> None:
    world = load("world", "ghouta_as_announced")
    named = {
        key
        for path in DOCUMENTS
        for key in re.findall(r"`(world(?:\.[a-z_]+)+)`", path.read_text())
    }
    assert named
    for key in named:
        value = world
        for part in key.split(".")[1:]:
            assert part in value, key
            value = value[part]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_nothing_names_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:^|[\s\"'(=])/(?:home|opt|root|tmp|work)/\S*", text) == []
    assert re.findall(r"--(?:extra-)?(?:index|find)-(?:url|links)[ =]\S+", text) == []
    assert re.findall(r"(?<!tcp)://", text) == []


# --- packages -------------------------------------------------------------------------------------
def _declared() -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [Requirement(line) for line in lines]


def test_the_lock_holds_every_package_with_hashes() -> None:
    text = (PROJECT / "requirements.lock").read_text().replace("\\\n", " ")
    pins: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, version = re.match(r"([a-z0-9-]+)==(\S+)", line).groups()  # type: ignore[union-attr]
        assert "--hash=sha256:" in line
        pins.setdefault(name, []).append(version)
    for package in _declared():
        versions = pins[package.name.lower()]
        assert all(package.specifier.contains(version) for version in versions), package.name


def test_every_package_is_named_and_used() -> None:
    table = README.read_text().partition("### Packages")[2].lower()
    python = "\n".join(path.read_text() for path in (PROJECT / "sim").rglob("*.py"))
    modules = {
        "hydra-core": "hydra",
        "pyyaml": "yaml",
        "dask-jobqueue": "dask_jobqueue",
        "python-docx": "docx",
        "salib": "SALib",
    }
    dev = {
        "pytest",
        "pytest-xdist",
        "pytest-playwright",
        "openpyxl",
        "hypothesis",
        "ciw",
        "statsmodels",
        "ruff",
        "mypy",
        "pandas-stubs",
        "types-pyyaml",
    }
    for name in (package.name.lower() for package in _declared()):
        assert re.search(rf"\b{name}\b", table), name
        if name not in dev:
            assert re.search(rf"^\s*(?:import|from) {modules.get(name, name)}\b", python, re.M), (
                name
            )
