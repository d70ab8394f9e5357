"""The sheet of single replications: what planners make their own tables of."""

from __future__ import annotations

from sim.report.folder.read import NotInResults
from sim.report.folder.results_files import read_table
from sim.report.material import Material
from sim.report.words.figures import scale_and_unit
from sim.report.words.labels import relabel
from sim.report.workbook.comparison import main, number_format
from sim.report.workbook.sheet import Book, Head

MOST_CELLS = 500_000
"""More would take a spreadsheet long to open; Excel's limit lies above."""


def add(book: Book, material: Material) -> None:
    """A row a scenario and replication: the KPIs of the question and of the first page."""
    results = material.results
    kpis = list(dict.fromkeys([*main(material), *results.about, *results.page_one_kpis()]))
    kpis = [kpi for kpi in kpis if results.has(kpi)]
    if not kpis:
        raise NotInResults("no KPI has a figure")
    columns = ["scenario", "replication", *kpis]
    path = results.folder / "kpis.csv"
    table = read_table(path, results.manifest, *columns, only=columns)[columns]
    most = max(MOST_CELLS // (len(columns) * len(results.names)), 1)
    shown = [name for name in results.names if name not in results.left_out]
    # counted, not by their number: a study's replications don't begin at 0
    counted = table.groupby("scenario")["replication"].rank(method="first")
    rows = table[table["scenario"].isin(shown) & (counted <= most)]
    heads = [Head("scenario", 30), Head("replication", 11, "0")]
    for kpi in kpis:
        unit = results.unit_of(kpi)
        said = f"{results.label_of(kpi)} ({scale_and_unit(unit)[1]})"
        words = relabel(said, material.settings.labels)
        # as wide as replications lie apart: a single one is known to no more than that
        spread = float(rows[kpi].max() - rows[kpi].min()) / 10.0
        heads.append(Head(words, 14, number_format(unit, spread)))
    sheet = book.sheet("KPI rows")
    sheet.note("One row is one replication of one scenario, in the model.")
    if (counted > most).any():
        sheet.note(f"Here are the first {most:,} of each scenario; kpis.csv has all.")
    sheet.table(heads, zip(*(rows[column].tolist() for column in columns), strict=True))
