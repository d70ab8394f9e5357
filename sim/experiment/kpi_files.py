"""The files of a results folder that hold KPIs: kpis.csv, comparison.csv and series.csv.gz.

Written from the store one replication or one KPI after another: a sweep needs no more memory than a
block of columns.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.analysis import record_power, recorded_and_true
from sim.analysis.comparison import Comparison, compare
from sim.analysis.kpi_columns import BYTES_PER_PAIR
from sim.analysis.kpis import Label, complete
from sim.analysis.kpis.controls import CONTROL
from sim.analysis.missing import NotCompared
from sim.analysis.quotients import quotients
from sim.analysis.series import BY_DAY
from sim.analysis.shown import decided_by, shown
from sim.experiment.csv_files import line_of, write_lines, write_rows
from sim.experiment.plan import Plan
from sim.experiment.reported import Replications, Reported

ALL_KPIS_UP_TO = 200
"""Scenarios of which every KPI is compared. Of more only those of the first page, those that the
question is about and what the tables on the record need: a row takes about 40 microseconds and 240
bytes, so all 338 KPIs of 10,000 scenarios would take over two minutes and 800 MB. kpis.csv always
has all."""
BLOCK_BYTES = 256 * 2**20
"""So much of KPIs is held at a time; more are compared block by block, each read off the store."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What scenarios are compared by."""

    baseline: str
    about: Sequence[str]
    """KPIs that the question is about."""
    worth_seeing: float
    control_variates: Sequence[str]
    guesses: Collection[str]
    """Blocks of the design whose rows are guesses."""


def terms_of(plan: Plan, scenarios: Sequence[str]) -> Terms:
    """Of a run that reports these scenarios. Its question is about what that of the first scenario
    is about that isn't the baseline, if there is any."""
    name = next((name for name in scenarios if name != plan.baseline), plan.baseline)
    about = next(list(scenario.about) for scenario in plan.scenarios if scenario.name == name)
    return Terms(
        plan.baseline, about, plan.worth_seeing, plan.control_variates, plan.design.guesses()
    )


def write_kpis(path: Path, reported: Replications, labels: Mapping[str, Label]) -> None:
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


def compared_kpis(
    terms: Terms, scenarios: Sequence[str], labels: Mapping[str, Label]
) -> dict[str, Label]:
    """The KPIs of comparison.csv."""
    if len(scenarios) <= ALL_KPIS_UP_TO:
        return dict(labels)
    wanted = {*terms.about, *recorded_and_true.READ, *record_power.READ}
    wanted |= {CONTROL + name for name in terms.control_variates}
    return {name: label for name, label in labels.items() if label.page_one or name in wanted}


def write_comparison(
    path: Path,
    terms: Terms,
    reported: Replications,
    labels: Mapping[str, Label],
    refused: NotCompared,
) -> list[str]:
    """Write comparison.csv, an empty cell being a number that the data don't give; gives the
    scenarios to show, the best first when they are a choice."""
    kpi = decided_by(
        terms.about,
        lambda name: labels[name].direction if name in labels else "neither",
    )
    means: dict[str, float] = {}

    def rows() -> Iterator[Comparison]:
        for row in _compared(terms, reported, labels, refused):
            if row.kpi == kpi:
                means[row.scenario] = row.mean
            yield row

    write_rows(path, Comparison._fields, rows())
    lower = kpi not in labels or labels[kpi].direction != "higher"
    return shown(
        reported.scenarios,
        terms.baseline,
        means,
        lower_is_better=lower,
        guessed=terms.guesses,
    )


def _compared(
    terms: Terms, reported: Replications, labels: Mapping[str, Label], refused: NotCompared
) -> Iterator[Comparison]:
    names = list(labels)
    controls = [CONTROL + name for name in terms.control_variates if CONTROL + name in labels]
    size = BYTES_PER_PAIR * len(reported.scenarios) * max(reported.replications, 1)
    fits = max(BLOCK_BYTES // size - len(controls), 1)
    for first in range(0, len(names), fits):
        block = names[first : first + fits]
        yield from compare(
            reported.columns([*block, *(kpi for kpi in controls if kpi not in block)]),
            terms.baseline,
            {name: labels[name] for name in block},
            worth_seeing=terms.worth_seeing,
            controls=terms.control_variates,
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
                if point.series.startswith(BY_DAY):
                    continue
                write([scenario, replication, point.series, point.position, repr(point.value)])
            packed.write(text.getvalue().encode())
