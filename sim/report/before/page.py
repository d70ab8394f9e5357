"""The page of a scenario that is checked before it is run: ``check.html`` with its map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.report.before import map as before_map
from sim.report.blocks import Picture, Section
from sim.report.charts import CHARTS_FOLDER, DrawnChart
from sim.report.drawing.style import house_style, save
from sim.report.page.write_page import write_sections
from sim.report_settings import ReportSettings

PAGE = "check.html"
MAP = "map"


def write_check(
    folder: Path,
    title: str,
    facts: Sequence[str],
    sections: Sequence[Section],
    settings: Mapping[str, Any],
    look: ReportSettings,
) -> Path:
    """Write the page and its map into a folder; gives the page. ``settings``: of the scenario, as
    a manifest holds them. Raises `ResultsProblem` where ``look`` asks for what there is not."""
    charts = folder / CHARTS_FOLDER
    charts.mkdir(parents=True, exist_ok=True)
    with house_style(look):
        files = save(before_map.draw(settings), charts, MAP)
    drawn = DrawnChart(MAP, before_map.TITLE, before_map.describe(settings), files)
    with_map = Section("map", "Where sites and places lie", [Picture(MAP)])
    return write_sections(
        folder / PAGE,
        title,
        facts,
        [*sections, with_map],
        {MAP: drawn},
        organisation=look.organisation,
        stamp=before_map.STAMP,
    )
