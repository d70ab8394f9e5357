"""The charts of a results folder: one file a chart, each a pure function of the folder's tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from sim.report.charts import (
    answer_times,
    convoys,
    differences,
    estimators,
    record_split,
    staffing_curve,
    tradeoff,
    true_and_recorded,
    under_watch,
    waits,
    weeks,
)
from sim.report.choice import chosen
from sim.report.failures import why_no_figures
from sim.report.read import NotInResults, Results, read_results
from sim.report.style import house_style, save

CHARTS: dict[str, Callable[[Results], Figure]] = {
    "1_true_and_recorded": true_and_recorded.draw,
    "2_paired_differences": differences.draw,
    "3_convoys": convoys.draw,
    "4_incidents_by_week": weeks.draw,
    "5_staffing_curve": staffing_curve.draw,
    "6_trade_off": tradeoff.draw,
    "7_call_visit_answer": answer_times.draw,
    "8_checkpoint_wait": waits.draw,
    "9_under_watch": under_watch.draw,
    "10_why_the_record_differs": record_split.draw,
}
"""Name of the file -> chart. A new chart is a file here and a line above."""

OF_DESIGNS: dict[str, dict[str, Callable[[Results], Figure]]] = {
    "score_estimators": {"11_estimators": estimators.draw},
}
"""Kind of design -> the charts that only its results are drawn in."""

NOT_DRAWN = "not_drawn.txt"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Files written, and the charts left out with the reason."""

    files: list[Path]
    left_out: dict[str, str]


def draw_all(folder: Path) -> Drawn:
    """Draw every chart of a results folder into ``folder/charts``, as PNG and SVG.

    Of many scenarios the baseline and the best few are drawn. A chart the results cannot fill is
    left out; the reasons stand in ``not_drawn.txt``. Raises
    `sim.report.read.ResultsProblem` when the folder is not whole.
    """
    results = chosen(read_results(Path(folder)))
    charts = CHARTS | OF_DESIGNS.get(_design(results), {})
    target = results.folder / "charts"
    target.mkdir(exist_ok=True)
    files: list[Path] = []
    left_out: dict[str, str] = {}
    if why := why_no_figures(results):
        charts, left_out = {}, dict.fromkeys(charts, why)
    with house_style():
        for name, draw in charts.items():
            try:
                files += save(draw(results), target, name)
            except NotInResults as reason:
                left_out[name] = str(reason)
    _forget_earlier(target, left_out)
    return Drawn(files, left_out)


def _design(results: Results) -> str:
    design = results.manifest.get("design")
    return str(design.get("kind", "")) if isinstance(design, dict) else ""


def _forget_earlier(target: Path, left_out: dict[str, str]) -> None:
    """A chart left out now must not stand there from an earlier drawing."""
    for name in left_out:
        for suffix in ("png", "svg"):
            (target / f"{name}.{suffix}").unlink(missing_ok=True)
    note = target / NOT_DRAWN
    if left_out:
        lines = [f"{name}: {reason}\n" for name, reason in left_out.items()]
        note.write_text("".join(lines), encoding="utf-8")
    else:
        note.unlink(missing_ok=True)
