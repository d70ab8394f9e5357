"""All deaths in the model, of whatever fire: where scenarios differ in what counts as a violation,
only these can be compared.
"""

from __future__ import annotations

from math import isnan

import numpy as np

from sim.analysis.statistics import (
    CONFIDENCE,
    mean_interval,
    paired_difference,
    simultaneous_confidence,
)
from sim.report.blocks import Cell, Column, Table
from sim.report.folder.read import Estimate, Floats, Results
from sim.report.tables.scenario_cells import KINDS
from sim.report.words.figures import LEFT_OUT, figures
from sim.report.words.wording import NOT_SHOWN, Wording

DEATHS = "deaths_per_month"
ALL = (DEATHS, "uncovered_deaths_per_month", "disturbance_deaths_per_month")
"""KPIs that no death is counted in twice, over the same months."""
HEADING = "All deaths a month, whoever fired"


def with_all_deaths(table: Table, wording: Wording) -> Table:
    """The table of deaths by scenario, with the sum of all and its difference in front."""
    results = wording.results
    sums = _sums(results)
    found = {name: _estimate(results, sums, name) for name in sums}
    written = dict(zip(found, figures(list(found.values())), strict=True))
    heads = [Column(HEADING, numeric=True)]
    cells = [[Cell(written.get(name, LEFT_OUT), _mean(found, name)) for name in results.names]]
    if len(results.names) > 1:
        heads.append(Column("Against the baseline"))
        cells.append([_difference(wording, found, name) for name in results.names])
    rows = [
        [row[0], *own, *row[1:]]
        for row, own in zip(table.rows, zip(*cells, strict=True), strict=True)
    ]
    first, *others = table.columns
    return Table(table.caption, [first, *heads, *others], rows, table.notes, table.sortable)


def _sums(results: Results) -> dict[str, Floats]:
    """Scenario -> all deaths of each replication."""
    parts = [results.values(kpi) for kpi in ALL if results.has(kpi)]
    return {name: np.sum([part[name] for part in parts], axis=0) for name in parts[0]}


def _estimate(results: Results, sums: dict[str, Floats], name: str) -> Estimate:
    mean = mean_interval(sums[name])
    if name == results.baseline or results.baseline not in sums:
        return Estimate(*mean, *(3 * (float("nan"),)), verdict="")
    confidence = simultaneous_confidence(CONFIDENCE, len(results.names) - 1)
    apart = sums[name], sums[results.baseline]
    verdict = "identical" if np.array_equal(*apart, equal_nan=True) else ""
    return Estimate(*mean, *paired_difference(*apart, confidence), verdict=verdict)


def _mean(found: dict[str, Estimate], name: str) -> float | None:
    mean = found[name].mean if name in found else float("nan")
    return None if isnan(mean) else mean


def _difference(wording: Wording, found: dict[str, Estimate], name: str) -> Cell:
    if name == wording.results.baseline:
        return Cell("baseline", 0.0, KINDS["baseline"])
    if name not in found or wording.results.baseline not in found:
        return Cell("not compared", kind="quiet")
    own = found[name]
    kind = own.kind_of_difference("lower")
    if kind in NOT_SHOWN:
        return Cell(NOT_SHOWN[kind], own.difference, "quiet")
    ends = wording.ends(DEATHS, own.difference_low, own.difference_high)
    way = wording.way(DEATHS, down=own.difference < 0.0)
    return Cell(f"{ends} {way}", own.difference, KINDS[kind])
