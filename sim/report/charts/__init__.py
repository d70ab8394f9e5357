"""The charts of a results folder: one file a chart, each a pure function of the folder's tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from warnings import catch_warnings, simplefilter

from matplotlib.figure import Figure

from sim.kernel.names import unknown
from sim.report.charts import (
    answer_times,
    build_up,
    by_side,
    convoy_stages,
    convoys,
    counts_by_week,
    coverage_lost,
    data_and_fit,
    differences,
    estimators,
    fitted_parameters,
    force_path,
    force_targets,
    front,
    funnel,
    interactions,
    mandate,
    record_split,
    spread,
    spread_explained,
    staffing_curve,
    stock,
    tornado,
    tradeoff,
    true_and_recorded,
    turning_plane,
    two_ledgers,
    under_watch,
    waits,
    weeks,
)
from sim.report.drawing.style import FORMATS, house_style, save
from sim.report.folder.failures import why_no_figures
from sim.report.folder.read import NotInResults, Results, ResultsProblem
from sim.report_settings import ReportSettings


class ChartModule(Protocol):
    """A chart's file."""

    def draw(self, results: Results) -> Figure:
        """The chart. Raises `NotInResults` where the results can't fill it."""

    def describe(self, results: Results) -> str:
        """What it shows, in a few sentences, for a reader who can't see it."""


CHARTS: dict[str, ChartModule] = {
    "1_true_and_recorded": true_and_recorded,
    "2_paired_differences": differences,
    "3_convoys": convoys,
    "4_incidents_by_week": weeks,
    "5_staffing_curve": staffing_curve,
    "6_trade_off": tradeoff,
    "7_call_visit_answer": answer_times,
    "8_checkpoint_wait": waits,
    "9_under_watch": under_watch,
    "10_why_the_record_differs": record_split,
    "12_spread": spread,
    "13_two_ledgers": two_ledgers,
    "14_funnel": funnel,
    "15_coverage_lost": coverage_lost,
    "16_build_up": build_up,
    "17_convoy_stages": convoy_stages,
    "18_stock": stock,
    "19_by_side": by_side,
    "20_mandate": mandate,
}
"""Name of the file -> chart. A new chart is a file here and a line above."""

OF_DESIGNS: dict[str, dict[str, ChartModule]] = {
    "score_estimators": {"11_estimators": estimators},
    "force_sizing": {"21_force_path": force_path, "22_force_targets": force_targets},
    "budget": {"24_front": front},
    "sensitivity": {
        "31_where_the_order_turns": turning_plane,
        "32_tornado": tornado,
        "33_spread_explained": spread_explained,
        "34_interactions": interactions,
    },
    "calibrate": {
        "35_counts_by_week": counts_by_week,
        "36_data_and_fit": data_and_fit,
        "37_fitted_parameters": fitted_parameters,
    },
}
"""Kind of design -> the charts that only its results are drawn in."""

CHARTS_FOLDER = "charts"
NOT_DRAWN = "not_drawn.txt"


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart as files: suffix -> path. ``description`` is its text alternative."""

    name: str
    title: str
    description: str
    files: dict[str, Path]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Charts by name, and those left out with the reason."""

    charts: dict[str, DrawnChart]
    left_out: dict[str, str]

    @property
    def files(self) -> list[Path]:
        """All files written."""
        return [path for chart in self.charts.values() for path in chart.files.values()]


def draw_all(
    results: Results, settings: ReportSettings | None = None, target: Path | None = None
) -> Drawn:
    """Draw the charts of the scenarios shown into ``charts`` of the target, the results folder by
    default, as the settings ask.

    A chart the results cannot fill is left out; the reasons stand in ``not_drawn.txt``. Raises
    `ResultsProblem` when the settings ask for a chart or a style that there isn't.
    """
    asked = _asked(CHARTS | OF_DESIGNS.get(_design(results), {}), settings)
    target = (target or results.folder) / CHARTS_FOLDER
    target.mkdir(exist_ok=True)
    charts: dict[str, DrawnChart] = {}
    left_out: dict[str, str] = {}
    if why := why_no_figures(results):
        asked, left_out = {}, dict.fromkeys(asked, why)
    with house_style(settings), catch_warnings():
        simplefilter("ignore")  # a planner can do nothing about what matplotlib finds of a layout
        for name, chart in asked.items():
            try:
                figure = chart.draw(results)
                described = chart.describe(results)
                title = str(figure.get_label())
                charts[name] = DrawnChart(name, title, described, save(figure, target, name))
            except NotInResults as reason:
                left_out[name] = str(reason)
    if left_out:
        lines = [f"{name}: {reason}\n" for name, reason in left_out.items()]
        (target / NOT_DRAWN).write_text("".join(lines), encoding="utf-8")
    return Drawn(charts, left_out)


def _design(results: Results) -> str:
    design = results.manifest.get("design")
    return str(design.get("kind", "")) if isinstance(design, dict) else ""


def _asked(
    known: dict[str, ChartModule], settings: ReportSettings | None
) -> dict[str, ChartModule]:
    """The charts that the settings pick, in their order. Raises `ResultsProblem`."""
    if settings is None or settings.charts is None:
        return known
    of_some_design = {name for charts in OF_DESIGNS.values() for name in charts}
    for name in settings.charts:
        if name not in known and name not in of_some_design:
            raise ResultsProblem(f"report.charts: {unknown('chart', name, known)}")
    return {name: known[name] for name in settings.charts if name in known}


def may_be_there() -> set[str]:
    """Every file that drawing may leave, relative to the results folder."""
    names = [*CHARTS, *(name for of_design in OF_DESIGNS.values() for name in of_design)]
    files = {f"{CHARTS_FOLDER}/{name}.{suffix}" for name in names for suffix in FORMATS}
    return files | {f"{CHARTS_FOLDER}/{NOT_DRAWN}"}
