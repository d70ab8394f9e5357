"""Cells of the tables that set scenarios side by side: their names, figures and differences."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from sim.report.blocks import Cell, Kind
from sim.report.words.figures import figures_of, scale_and_unit
from sim.report.words.wording import Wording

KINDS: dict[str, Kind] = {
    "better": "better",
    "worse": "worse",
    "differs": "",
    "baseline": "baseline",
}
"""Kind of a difference -> that of its cell; of others it is quiet."""
BY_ROLE = "mean_paid_people_as"
"""How KPIs begin that are neither better nor worse in a table: more people of one role are only
worse in the sum that they cost."""


def name_cell(wording: Wording, scenario: str) -> Cell:
    """The head of a scenario's row; the baseline says that it is."""
    if scenario != wording.results.baseline or len(wording.results.names) == 1:
        return Cell(wording.name(scenario))
    return Cell(f"{wording.name(scenario)} (baseline)", kind="baseline")


def figure_cells(wording: Wording, kpi: str, scenarios: Sequence[str]) -> list[Cell]:
    """``mean [low, high]`` of each."""
    results = wording.results
    scale, _ = scale_and_unit(results.unit_of(kpi))
    written = figures_of(results, kpi, scenarios, scale)
    return [
        Cell(figure, _sortable(results.estimate(kpi, name).mean))
        for figure, name in zip(written, scenarios, strict=True)
    ]


def difference_cell(wording: Wording, kpi: str, scenario: str) -> Cell:
    """The difference to the baseline in words."""
    results = wording.results
    said = wording.difference(kpi, scenario)
    if said in ("baseline", "not compared"):
        return Cell(said, 0.0 if said == "baseline" else None, KINDS.get(said, "quiet"))
    kind = KINDS.get(wording.kind(kpi, scenario), "quiet")
    if kind in ("better", "worse") and kpi.startswith(BY_ROLE):
        kind = ""
    return Cell(said, _sortable(results.estimate(kpi, scenario).difference), kind)


def _sortable(number: float) -> float | None:
    return number if isfinite(number) else None
