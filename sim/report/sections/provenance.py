"""Where this report comes from, and how to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.blocks import Block, Cell, Column, Command, Folded, Section, Table, Terms, Words
from sim.report.folder.failures import missing, redo_command
from sim.report.folder.started import UNKNOWN, started
from sim.report.material import Material
from sim.report.units.unknowns_columns import SHEETS_OF_UNKNOWNS

INSTALL = (
    "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements.lock && "
    "source .venv/bin/activate"
)
SIMULATED = {
    "comparison.csv": "each KPI of each scenario: mean, interval, difference, verdict",
    "kpis.csv": "each KPI of each replication",
    "series.csv.gz": "what changes by week, day or hour",
    "recorded_and_true.csv": "how often the record reverses the true order",
    "record_power.csv": "how long a true fall takes to show in the record",
    "conclusion.csv": "what the design found beyond the comparison",
    "force.csv": "the force found, by zone and role",
    "targets.csv": "each target: wanted, reached, and the people it costs",
    "path.csv": "the steps of the search for the force",
    "sites.csv": "posts and checkpoints in the order in which the force found mans them",
    "next_people.csv": "what more people would bring to each target",
    "candidates.csv": "each force that was tried within the budget",
    "best.csv": "who does best on each axis of the budget",
    **{f"{table}.csv": holds for table, (_, holds, _) in SHEETS_OF_UNKNOWNS.items()},
    "world_calibrated.yaml": "the values found, as a world file that a scenario can inherit",
    "evidence_calibrated.yaml": "what these values rest on, for configs/evidence",
    "points.csv": "what each point of the sweep is",
    "failures.csv": "replications that failed, with the command that repeats each",
    "assumptions.csv": "each value with its range, status and source",
    "log.csv.gz": "every event of replication 0 of each scenario",
    "manifest.json": "command, seed, versions and all settings",
}
"""File of a results folder -> what it holds; some runs lack some of them."""
NAMED_AT_MOST = 60
FOLDER = "FOLDER"
"""Stands for the results folder: nobody knows where a copy of it lies."""


def section(material: Material) -> Section:
    """Command, seed, versions, files, and how to reproduce."""
    manifest = material.results.manifest
    blocks: list[Block] = [
        Words("Every figure and chart here was computed from the results folder of this run:"),
        *_commands(manifest),
        Terms(list(_facts(material))),
        Folded("How to make it again", list(_again(material))),
        Folded("What the results folder holds", [Terms(list(_files(material)))]),
    ]
    if digests := _digests(manifest):
        blocks.append(Folded("Digests of the event logs", digests))
    return Section("provenance", "Where this report comes from", blocks)


def _commands(manifest: Mapping[str, Any]) -> Iterator[Block]:
    """What was typed; of finished experiments compared what was typed for each, too."""
    if typed := manifest.get("command"):
        yield Command(shlex.join(map(str, typed)))
    for part in manifest.get("compared") or ():
        yield Words(f"It sets finished experiments side by side, among them {part.get('folder')}:")
        if typed := part.get("command"):
            yield Command(shlex.join(map(str, typed)))
        yield Terms(list(_told(part)))


def _facts(material: Material) -> Iterator[tuple[str, str]]:
    manifest, results = material.results.manifest, material.results.everything
    yield from _told(manifest)
    began = started(manifest)
    if began != UNKNOWN:
        yield "Simulated", f"{began.day} {began:%B %Y, %H:%M}"
    if isinstance(took := manifest.get("duration_s"), int | float):
        yield "Took", f"{took:,.0f} s; what earlier runs kept wasn't simulated again"
    yield "Scenarios", f"{len(results.names):,}, baseline: {results.baseline}"
    finished, in_all = manifest.get("finished"), manifest.get("replications_in_all")
    if finished is not None and in_all is not None:
        reported = finished + sum(one.failed for one in missing(results).values())
        more = f" reported; {in_all - reported:,} more in the search"
        of = f"{finished:,} of {reported:,}"
        yield "Replications finished", of + more * (in_all > reported)
    yield from (
        (f"{file} holds", str(what)) for file, what in material.results.held_in_part.items()
    )


def _told(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Experiment, seed, replications and code of a run."""
    for key, words in (
        ("experiment", "Experiment"),
        ("seed", "Seed of all chance"),
        ("replications", "Replications of each scenario asked for"),
        ("simulator", "Simulator, version"),
        ("code_hash", "Code, digest"),
    ):
        if manifest.get(key) is not None:
            yield words, str(manifest[key])
    versions = manifest.get("versions")
    if isinstance(versions, dict) and versions:
        yield "Computed with", ", ".join(f"{name} {number}" for name, number in versions.items())


def _again(material: Material) -> Iterator[Block]:
    manifest, results = material.results.manifest, material.results
    yield Words("Install the same version of the simulator, in its folder:")
    yield Command(INSTALL)
    if typed := manifest.get("command"):
        yield Words(
            "Run it again. The same code, versions and seed give the same figures to the last "
            "digit, with any number of workers; what is kept from this run isn't simulated again."
        )
        yield Command(shlex.join(map(str, typed)))
    if again := redo_command(results.everything):
        how, command = again
        yield Words(f"Simulate again what failed{how}:")
        yield Command(command)
    yield Words(f"Write this report again without simulating; {FOLDER} is this results folder:")
    yield Command(shlex.join(["python", "run.py", "report", FOLDER]))
    yield Words(
        "Simulate one replication again, event by event, and check it against what is kept:"
    )
    point = [f"point={results.baseline}"] if len(results.everything.names) > 1 else []
    yield Command(shlex.join(["python", "run.py", "replay", FOLDER, *point, "replication=0"]))


def _files(material: Material) -> Iterator[tuple[str, str]]:
    """Those of the simulation that there are, and those written with this report: by its settings,
    for they may not be there yet."""
    settings = material.settings
    yield "report.html", "this report, in one file that can be mailed"
    if settings.word is not False:
        yield "report.docx", "the same for Word, where its extra package is installed"
    if settings.excel:
        yield "comparison.xlsx", "the tables for Excel"
    yield "charts", "each chart as pictures to paste"
    if settings.map:
        yield "map", "posts, places and simulated incidents for maps, coarsened"
    yield "units.csv", "what each column of the files below is, with its unit"
    for name, holds in SIMULATED.items():
        if (material.results.folder / name).exists():
            yield name, holds


def _digests(manifest: Mapping[str, Any]) -> list[Block]:
    found = manifest.get("log_digests")
    if not isinstance(found, dict) or not found:
        return []
    heads = [Column("Scenario"), Column("Digest of the log of replication 0")]
    rows = [[Cell(str(name)), Cell(str(digest))] for name, digest in found.items()]
    notes = ["Equal digests: the same events to the last digit."]
    if len(rows) > NAMED_AT_MOST:
        notes.append(f"The first {NAMED_AT_MOST} of {len(rows):,}; manifest.json has all.")
    return [Table("Event logs", heads, rows[:NAMED_AT_MOST], notes)]
