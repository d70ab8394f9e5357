"""All scenarios beside the baseline, in figures and in words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.recorded_and_true import PEOPLE, RECORDED, TRUE
from sim.analysis.shown import decided_by
from sim.report.answer.beside import why_beside
from sim.report.answer.force_found import force_found
from sim.report.blocks import Block, Cell, Column, Folded, Section, Table, Words
from sim.report.folder.about_study import OF_FORCES, SIZED
from sim.report.folder.choice import choice_in_words
from sim.report.folder.failures import missing
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import design_of
from sim.report.material import Material
from sim.report.tables.columns import column_of, columns_of
from sim.report.tables.guess_tables import tables_at_guesses
from sim.report.tables.interval_notes import interval_notes
from sim.report.tables.scenario_cells import difference_cell, figure_cells, name_cell
from sim.report.words.figures import scale_and_unit
from sim.report.words.how_to_read import how_to_read, means
from sim.report.words.translated import translated
from sim.report.words.wording import Wording

IN_ONE_TABLE = 3
"""So many KPIs stand in one table with their differences; more take two."""

OF_ONE = (
    TRUE,
    RECORDED,
    "deaths_per_month",
    "coverage_share",
    "visited_within_72_h_share",
    "people_reached_share",
    "civilian_wait_mean_minutes",
    "mission_wait_mean_minutes",
    PEOPLE,
    "sanctions_wrong_group_share",
)
"""The main figures of one scenario alone."""


def section(material: Material) -> Section:
    """A row a scenario; of many KPIs figures and differences apart."""
    results, settings = material.results, material.settings
    wording = Wording(results, settings.model_copy(update={"labels": {}}))
    if results.without_figures:
        raise NotInResults("no scenario has figures")
    asked = settings.kpis
    headings = _headings(results, asked)
    unknown = [kpi for kpi in asked or () if kpi not in headings]
    if not headings:
        raise NotInResults("these results hold none of the KPIs of the comparison")
    # a label of a scenario is of its name in full
    named = {wording.name(n): settings.words[n] for n in results.names if n in settings.words}
    words = settings.words | named
    blocks: list[Block] = [Words(how_to_read(results))]
    if len(results.names) == 1:
        blocks += translated(_of_one(wording, asked), words)
        return Section("comparison", "The main figures", blocks)
    names = [name_cell(wording, name) for name in results.names]
    heads, first = [Column("Scenario")], [names]
    if failed := missing(results):
        heads.append(Column("failed", numeric=True))
        counts = [failed.get(name) for name in results.names]
        first.append([Cell(n.words if n else "0", n.failed if n else 0.0) for n in counts])
    people = [wording.peak(name) for name in results.names]
    if design_of(results) in OF_FORCES and any(people) and PEOPLE not in (asked or ()):
        headings.pop(PEOPLE, None)  # forces are told apart by their full strength
        heads.append(Column("paid people at full strength", numeric=True))
        first.append([_people(count) for count in people])
    notes = [f"Not in these results: {', '.join(unknown)}."] if unknown else []
    if choice := choice_in_words(results):
        blocks.append(Words(choice))
    blocks += translated(_tables(wording, headings, heads, first, notes), words)
    at_guesses = translated(tables_at_guesses(results.everything), words)
    if results.guesses and at_guesses:
        blocks = [Words(means(results)), Folded("Every scenario beside the baseline", blocks)]
    blocks = [*at_guesses, *blocks]
    if len(results.names) > 2 and not results.guesses:
        blocks.append(Words(_beside(Wording(results, settings), material.pair[1])))
    return Section("comparison", "All scenarios compared", blocks)


def _beside(wording: Wording, other: str) -> str:
    """Which scenario is shown where not all are."""
    results = wording.results
    if force_found(results) == other:
        if design_of(results) == SIZED:
            return (
                "Where only one scenario is set beside the baseline below, it is the force found. "
                "The largest force is simulated to see which targets no force reaches; nobody "
                "advises it."
            )
        return (
            f"Where only one scenario is set beside the baseline below, it is "
            f"{wording.quoted(other)}, the force that the answer names."
        )
    by = wording.label(decided_by(results.about, results.direction_of))
    return (
        f"Where only one scenario is set beside the baseline below, it is {wording.quoted(other)}, "
        f"the {why_beside(results, other)} by {by}."
    )


def _of_one(wording: Wording, asked: Sequence[str] | None) -> list[Block]:
    """The KPIs asked for; else those that the question is about and the main ones, and folded the
    others of the first page."""
    results = wording.results
    main = list(dict.fromkeys(asked or [*results.about, *OF_ONE]))
    rest = [] if asked else [kpi for kpi in results.page_one_kpis() if kpi not in main]
    called = wording.name(results.baseline)
    shown, folded = (
        _rows_of_one(wording, kpis, f"{what} of {called}")
        for kpis, what in ((main, "Figures"), (rest, "Further figures"))
    )
    if not (shown.rows and folded.rows):
        return [table for table in (shown, folded) if table.rows]
    return [shown, Folded(f"{len(folded.rows)} further figures", [folded])]


def _rows_of_one(wording: Wording, kpis: Sequence[str], caption: str) -> Table:
    """A row a KPI, of those that these results hold."""
    results = wording.results
    rows = [
        [
            Cell(wording.label(kpi)),
            *figure_cells(wording, kpi, [results.baseline]),
            Cell(scale_and_unit(results.unit_of(kpi))[1]),
        ]
        for kpi in kpis
        if results.has(kpi)
    ]
    heads = [Column("In the model"), Column("mean", numeric=True), Column("unit")]
    return Table(caption, heads, rows)


def _people(count: float | None) -> Cell:
    return Cell("" if count is None else f"{count:,.0f}", count)


def _headings(results: Results, asked: Sequence[str] | None) -> dict[str, str]:
    """KPI -> its heading, of those that these results hold."""
    usual = {column.kpi: column.in_one_line for column in columns_of(results)}
    return {
        kpi: usual.get(kpi) or column_of(results, kpi).in_one_line
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
    of_intervals = interval_notes(results, list(headings))
    if together or not compared:
        notes = [*notes, *of_intervals]
    figures = _table("Figures of each scenario, in the model", columns, cells, notes)
    if together or not compared:
        return [figures]
    columns = [*heads, *(Column(heading) for heading in compared.values())]
    cells = [*first]
    for kpi in compared:
        cells.append([difference_cell(wording, kpi, name) for name in results.names])
    caption = "Differences from the baseline, in the model"
    return [figures, _table(caption, columns, cells, of_intervals)]


def _table(
    caption: str,
    columns: Sequence[Column],
    cells: Sequence[Sequence[Cell]],
    notes: Sequence[str],
) -> Table:
    rows = list(zip(*cells, strict=True))
    return Table(caption, columns, rows, notes, sortable=len(rows) > 2)
