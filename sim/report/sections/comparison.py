"""All scenarios beside the baseline, in figures and in words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.recorded_and_true import PEOPLE
from sim.report.blocks import Block, Cell, Column, Section, Table, Words
from sim.report.choice import choice_in_words
from sim.report.columns import column_of, columns_of
from sim.report.failures import missing
from sim.report.figures import scale_and_unit
from sim.report.interval_notes import interval_notes
from sim.report.labels import relabel
from sim.report.material import Material
from sim.report.read import NotInResults
from sim.report.scenario_cells import difference_cell, figure_cells, name_cell
from sim.report.translated import translated
from sim.report.wording import Wording

IN_ONE_TABLE = 3
"""So many KPIs stand in one table with their differences; more take two."""
BRACKETS = (
    "In square brackets: where the mean lies with 95 % confidence, as far as chance goes; not how "
    "far the model may be wrong."
)
DIFFERENCES = (
    "A difference shown holds for all scenarios at once with 95 % confidence. “No difference "
    "shown” is an answer: these runs don't tell the two apart, which doesn't make them equal."
)


def section(material: Material) -> Section:
    """A row a scenario; of many KPIs figures and differences apart."""
    results, wording = material.results, Wording(material.results, material.settings)
    if results.without_figures:
        raise NotInResults("no scenario has figures")
    asked = material.settings.kpis
    headings = _headings(wording, asked)
    unknown = [kpi for kpi in asked or () if kpi not in headings]
    if not headings:
        raise NotInResults("these results hold none of the KPIs of the comparison")
    if len(results.names) == 1:
        own = translated([_of_one(wording, asked)], material.settings.language_labels)
        return Section("comparison", "The main figures", own)
    names = [name_cell(wording, name) for name in results.names]
    heads, first = [Column("Scenario")], [names]
    if failed := missing(results):
        heads.append(Column("failed", numeric=True))
        counts = [failed.get(name) for name in results.names]
        first.append([Cell(n.words if n else "0", n.failed if n else 0.0) for n in counts])
    notes = [f"Not in these results: {', '.join(unknown)}."] if unknown else []
    blocks: list[Block] = []
    if choice := choice_in_words(results):
        blocks.append(Words(choice))
    tables = _tables(wording, headings, heads, first, notes)
    blocks += translated(tables, material.settings.language_labels)
    return Section("comparison", "All scenarios compared", blocks)


def _of_one(wording: Wording, asked: Sequence[str] | None) -> Table:
    """A row a KPI: what the question is about, then those of the first page."""
    results = wording.results
    kpis = asked or [*results.about, *results.page_one_kpis()]
    rows = [
        [
            Cell(wording.label(kpi)),
            *figure_cells(wording, kpi, [results.baseline]),
            Cell(scale_and_unit(results.unit_of(kpi))[1]),
        ]
        for kpi in dict.fromkeys(kpis)
        if results.has(kpi)
    ]
    heads = [Column("In the model"), Column("mean", numeric=True), Column("unit")]
    return Table(f"Figures of {wording.name(results.baseline)}", heads, rows, [BRACKETS])


def _headings(wording: Wording, asked: Sequence[str] | None) -> dict[str, str]:
    """KPI -> its heading, of those that these results hold."""
    results = wording.results
    usual = {column.kpi: column.in_one_line for column in columns_of(results)}
    return {
        kpi: relabel(usual.get(kpi) or column_of(results, kpi).in_one_line, wording.settings.labels)
        for kpi in (usual if asked is None else asked)
        if results.has(kpi)
    }


def _tables(
    wording: Wording,
    headings: dict[str, str],
    heads: Sequence[Column],
    first: Sequence[Sequence[Cell]],
    notes: Sequence[str],
) -> list[Block]:
    results = wording.results
    any_compared = results.baseline not in results.left_out
    compared = {kpi: words for kpi, words in headings.items() if kpi != PEOPLE and any_compared}
    together = len(headings) <= IN_ONE_TABLE
    columns, cells = list(heads), list(first)
    for kpi, heading in headings.items():
        columns.append(Column(heading, numeric=True))
        cells.append(figure_cells(wording, kpi, results.names))
        if together and kpi in compared:
            columns.append(Column("against the baseline"))
            cells.append([difference_cell(wording, kpi, name) for name in results.names])
    said = [BRACKETS, *_if_any(compared and together), *notes]
    if not compared or together:
        said += interval_notes(results, list(headings))
    figures = _table("Figures of each scenario, in the model", columns, cells, said)
    if together or not compared:
        return [figures]
    columns = [*heads, *(Column(heading) for heading in compared.values())]
    cells = [*first]
    for kpi in compared:
        cells.append([difference_cell(wording, kpi, name) for name in results.names])
    said = [DIFFERENCES, *interval_notes(results, list(headings))]
    return [figures, _table("Differences from the baseline, in the model", columns, cells, said)]


def _if_any(differences: object) -> list[str]:
    return [DIFFERENCES] if differences else []


def _table(
    caption: str,
    columns: Sequence[Column],
    cells: Sequence[Sequence[Cell]],
    notes: Sequence[str],
) -> Table:
    rows = list(zip(*cells, strict=True))
    return Table(caption, columns, rows, notes, sortable=len(rows) > 2)
