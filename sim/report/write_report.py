"""Everything a planner hands on, written from a results folder: charts, page, tables, maps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sim.report.charts import draw_all
from sim.report.choice import chosen
from sim.report.material import Material
from sim.report.page.write_page import write_page
from sim.report.read import Results, ResultsProblem, read_results
from sim.report.sections import sections
from sim.report_settings import ReportSettings


@dataclass(frozen=True, slots=True)
class Written:
    """The files written, the page first, and the sections left out with the reason."""

    files: list[Path]
    left_out: dict[str, str]


def write_report(folder: Path) -> Written:
    """Draw the charts of a results folder and write its report.

    Raises `ResultsProblem` when the folder is not whole.
    """
    results = chosen(read_results(Path(folder)))
    settings = settings_in(results)
    drawn = draw_all(results)
    material = Material(results, drawn.charts, drawn.left_out, settings)
    written, left_out = sections(material)
    page = write_page(material, written)
    return Written([page, *drawn.files], left_out)


def settings_in(results: Results) -> ReportSettings:
    """How the run asked to be reported. Raises `ResultsProblem` when that can't be read."""
    try:
        return ReportSettings.model_validate(results.manifest.get("report") or {})
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(("report", *map(str, fault["loc"])))
        path = results.folder / "manifest.json"
        raise ResultsProblem(f"{path}: {key}: {fault['msg']}") from None
