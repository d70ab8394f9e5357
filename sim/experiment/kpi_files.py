"""The files of a results folder that hold KPIs: kpis.csv, comparison.csv and series.csv.gz.

Written from the store one replication or one KPI after another: a sweep needs no more memory than a
block of columns.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.analysis import record_power, recorded_and_true
from sim.analysis.comparison import Comparison, compare
from sim.analysis.kpi_columns import BYTES_PER_PAIR
from sim.analysis.kpis import Label, complete
from sim.analysis.kpis.controls import CONTROL
from sim.analysis.missing import NotCompared
from sim.analysis.quotients import quotients
from sim.analysis.shown import decided_by, shown
from sim.experiment.csv_files import line_of, write_lines, write_rows
from sim.experiment.plan import Plan
from sim.experiment.reported import Reported

ALL_KPIS_UP_TO = 200
"""Scenarios of which every KPI is compared. Of more only those of the first page, those that the
question is about and what the tables on the record need: a row takes about 40 microseconds and 240
bytes, so all 338 KPIs of 10,000 scenarios would take over two minutes and 800 MB. kpis.csv always
has all."""
BLOCK_BYTES = 256 * 2**20
"""So much of KPIs is held at a time; more are compared block by block, each read off the store."""


def write_kpis(path: Path, reported: Reported, labels: Mapping[str, Label]) -> None:
    """Write kpis.csv: a row a scenario and replication; a ratio brings its two totals."""
    columns, places = ["scenario", "replication"], []
    for at, (name, label) in enumerate(labels.items()):
        columns.append(name)
        places.append(at)
        if label.ratio:
            columns += [f"{name}__numerator", f"{name}__denominator"]
            places += [len(labels) + at, 2 * len(labels) + at]

    def rows() -> Iterator[str]:
        for scenario, replication in reported.finished:
            pairs = complete(reported.pairs_of(scenario, replication), labels)
            totals = np.array(list(pairs.values())).T
            cells = np.concatenate([quotients(*totals), *totals])[places]
            yield line_of([scenario, replication], cells.tolist())

    write_lines(path, columns, rows())


def about(plan: Plan, scenarios: Sequence[str]) -> list[str]:
    """KPIs that the question is about: of the first scenario that isn't the baseline, if any."""
    name = next((name for name in scenarios if name != plan.baseline), plan.baseline)
    return next(list(scenario.about) for scenario in plan.scenarios if scenario.name == name)


def compared_kpis(
    plan: Plan, scenarios: Sequence[str], labels: Mapping[str, Label]
) -> dict[str, Label]:
    """The KPIs of comparison.csv."""
    if len(scenarios) <= ALL_KPIS_UP_TO:
        return dict(labels)
    wanted = {*about(plan, scenarios), *recorded_and_true.READ, *record_power.READ}
    wanted |= {CONTROL + name for name in plan.control_variates}
    return {name: label for name, label in labels.items() if label.page_one or name in wanted}


def write_comparison(
    path: Path,
    plan: Plan,
    reported: Reported,
    labels: Mapping[str, Label],
    refused: NotCompared,
) -> list[str]:
    """Write comparison.csv, an empty cell being a number that the data don't give; gives the
    scenarios to show, the best first when they are a choice."""
    kpi = decided_by(
        about(plan, reported.scenarios),
        lambda name: labels[name].direction if name in labels else "neither",
    )
    means: dict[str, float] = {}

    def rows() -> Iterator[Comparison]:
        for row in _compared(plan, reported, labels, refused):
            if row.kpi == kpi:
                means[row.scenario] = row.mean
            yield row

    write_rows(path, Comparison._fields, rows())
    lower = kpi not in labels or labels[kpi].direction != "higher"
    return shown(
        reported.scenarios,
        plan.baseline,
        means,
        lower_is_better=lower,
        guessed=plan.design.guesses(),
    )


def _compared(
    plan: Plan, reported: Reported, labels: Mapping[str, Label], refused: NotCompared
) -> Iterator[Comparison]:
    names = list(labels)
    controls = [CONTROL + name for name in plan.control_variates if CONTROL + name in labels]
    size = BYTES_PER_PAIR * len(reported.scenarios) * max(reported.replications, 1)
    fits = max(BLOCK_BYTES // size - len(controls), 1)
    for first in range(0, len(names), fits):
        block = names[first : first + fits]
        yield from compare(
            reported.columns([*block, *(kpi for kpi in controls if kpi not in block)]),
            plan.baseline,
            {name: labels[name] for name in block},
            worth_seeing=plan.worth_seeing,
            controls=plan.control_variates,
            refused=refused,
        )


def write_series(path: Path, reported: Reported, scenarios: Sequence[str]) -> None:
    """Write series.csv.gz of these scenarios."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        packed.write(b"scenario,replication,series,index,value\n")
        for scenario, replication in reported.finished_of(scenarios):
            text = io.StringIO()
            write = csv.writer(text, lineterminator="\n").writerow
            for point in reported.series(scenario, replication):
                write([scenario, replication, point.series, point.position, repr(point.value)])
            packed.write(text.getvalue().encode())
