"""KPIs as tables of the report: in words, with intervals, and differences in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.analysis.kpis.declaration import FROM_FIRST_POST, REGISTERED
from sim.report.blocks import Cell, Column, Table
from sim.report.folder.read import Results
from sim.report.material import Material
from sim.report.tables.scenario_cells import difference_cell, figure_cells, name_cell
from sim.report.words.figures import scale_and_unit, unit_unsaid
from sim.report.words.wording import Wording

Named = tuple[str, str]
"""A KPI in the words of a table, and its name."""


def by_scenario(material: Material, caption: str, columns: Sequence[Named]) -> Table | None:
    """A row a scenario, of each KPI its figure and, in words, its difference; None where no
    scenario has any of the KPIs."""
    results = material.results
    columns = [
        named
        for named in columns
        if results.has(named[1]) and not _is_nothing(results, named[1], results.names)
    ]
    if not columns:
        return None
    wording = Wording(results, material.settings)
    heads, cells = [Column("Scenario")], [[name_cell(wording, name) for name in results.names]]
    for words, kpi in columns:
        unit = scale_and_unit(results.unit_of(kpi))[1]
        heads.append(Column(_with_unit(words, unit), numeric=True))
        cells.append(figure_cells(wording, kpi, results.names))
        if len(results.names) > 1:
            heads.append(Column("Against the baseline"))
            cells.append([difference_cell(wording, kpi, name) for name in results.names])
    rows = list(zip(*cells, strict=True))
    return Table(caption, heads, rows, sortable=len(rows) > 2)


def of_pair(
    material: Material, caption: str, rows: Sequence[Named], *, zeros: bool = False
) -> Table | None:
    """A row a KPI, beside each other the baseline, the best other scenario, and their difference in
    words; None where neither scenario has any of the KPIs.

    What is zero throughout stands in a note, or with ``zeros`` in a row: where zero isn't nothing.
    """
    results, pair = material.results, material.pair
    rows = [named for named in rows if _known(results, named[1], pair)]
    nothing = [named for named in rows if not zeros and _is_nothing(results, named[1], pair)]
    rows = [named for named in rows if named not in nothing]
    if not rows:
        return None
    wording = Wording(results, material.settings)
    heads = [Column("In the model"), *pair_columns(material)]
    if len(pair) > 1:
        heads.append(Column("Difference"))
    written = []
    for words, kpi in rows:
        unit = scale_and_unit(results.unit_of(kpi))[1]
        cells = [Cell(_with_unit(words, unit)), *figure_cells(wording, kpi, pair)]
        if len(pair) > 1:
            cells.append(difference_cell(wording, kpi, pair[1]))
        written.append(cells)
    notes = []
    if nothing:
        absent = "; ".join(words[:1].lower() + words[1:] for words, _ in nothing)
        notes = [f"None in any replication: {absent}."]
    return Table(caption, heads, written, notes)


def pair_columns(material: Material) -> list[Column]:
    """Heads of the columns of the baseline and the best other scenario."""
    wording = Wording(material.results, material.settings)
    cells = [name_cell(wording, name) for name in material.pair]
    return [Column(cell.text, numeric=True) for cell in cells]


def members(
    results: Results, family: str, lead: str = "", *, but: Collection[str] = ()
) -> list[Named]:
    """The KPIs of a family that these results hold, over the whole run, in words.

    What all labels of the family begin with is replaced by ``lead``. ``but``: KPIs that are none
    of it.
    """
    kpis = [
        kpi
        for kpi in results.manifest.get("kpi_labels", {})
        if kpi.startswith(f"{family}_")
        and kpi not in but
        and not kpi.endswith(FROM_FIRST_POST)
        and results.has(kpi)
    ]
    told = [_own_words(results.label_of(kpi), family) for kpi in kpis]
    return [
        (_capital(f"{lead} {words.replace('uav', 'UAV')}".strip()), kpi)
        for words, kpi in zip(told, kpis, strict=True)
    ]


def _own_words(label: str, family: str) -> str:
    """A label without what those of all its family begin with."""
    declared = REGISTERED.get(family)
    beginning = declared.label.label if declared else ""
    return label.removeprefix(beginning).removeprefix(",").strip() or label


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _with_unit(words: str, unit: str) -> str:
    """Words followed by the unit, unless they say it."""
    unsaid = unit_unsaid(words, unit)
    return f"{words},\N{NO-BREAK SPACE}{unsaid}" if unsaid else words


def _known(results: Results, kpi: str, names: Sequence[str]) -> bool:
    return results.has(kpi) and any(results.estimate(kpi, name).known for name in names)


def _is_nothing(results: Results, kpi: str, names: Sequence[str]) -> bool:
    """Whether it is zero throughout."""
    found = [results.estimate(kpi, name) for name in names]
    return all(one.mean == 0.0 and not one.high > 0.0 for one in found)
