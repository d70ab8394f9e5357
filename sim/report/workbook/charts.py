"""The sheet of charts: each with its title, the words for who can't see it, and the picture."""

from __future__ import annotations

from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.workbook.sheet import Book


def add(book: Book, material: Material) -> None:
    """The charts that were drawn as PNG, in order."""
    drawn = [chart for chart in material.charts.values() if "png" in chart.files]
    if not drawn:
        raise NotInResults("no chart was drawn as PNG")
    sheet = book.sheet("Charts")
    sheet.columns(115)
    for chart in drawn:
        sheet.gap()
        sheet.line(chart.title, "heading")
        if chart.description:
            sheet.line(chart.description)
        sheet.picture(chart.files["png"], f"SIMULATED. {chart.title}. {chart.description}")
