"""The mandate: what assessments and decisions on recorded counts say beside true counts."""

from __future__ import annotations

from math import isnan

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.charts.described import in_figures
from sim.report.charts.intervals import bars_of
from sim.report.charts.pair import pair, under
from sim.report.charts.rows import Rows, frame, rows_of
from sim.report.drawing.style import RECORDED, TRUE, page
from sim.report.folder.read import NotInResults, Results
from sim.report.words.figures import possible

PANELS = (
    (
        "periods found better,\n% of assessments",
        "assessments_improved_share",
        "assessments_improved_in_truth_share",
    ),
    (
        "mandate extended,\n% of decisions",
        "mandate_extended_share",
        "mandate_extended_on_true_counts_share",
    ),
)
"""Words, the share on recorded counts, the share on true counts."""
DISAGREE = "assessments_disagreeing_share"
REVERSED = "mandate_reversed_by_truth_share"
HOW = (("on recorded counts", RECORDED, "s", -0.16), ("on true counts", TRUE, "o", 0.16))


def draw(results: Results) -> Figure:
    """A row a scenario; record and truth in the same panel."""
    panels, rows = _panels(results), rows_of(results)
    many = results.replications > 1
    figure, body = page(
        results,
        "The mandate, decided on the record and on the truth",
        rows.height_in + 1.15,
        "On recorded counts: as assessed and decided in the model. On true counts: what the same "
        "rule would have said had they been known; nobody in the model knows them. All assessments "
        f"and decisions of all replications{'; bars are 95 % intervals' * many}.",
    )
    axes = body.subplots(1, len(panels), squeeze=False)[0]
    for ax, (words, on_record, in_truth) in zip(axes, panels, strict=True):
        frame(ax, rows, label=ax is axes[0])
        for kpi, (_, color, marker, above) in zip((on_record, in_truth), HOW, strict=True):
            _points(ax, results, rows, kpi, color, marker, above)
        ax.set_xlim(-3.0, 103.0)
        ax.set_xlabel(words)
    body.legend(
        handles=[
            Line2D([], [], color=color, marker=marker, label=how) for how, color, marker, _ in HOW
        ],
        loc="outside upper left",
        ncols=2,
    )
    return figure


def describe(results: Results) -> str:
    """How often record and truth disagree."""
    panels, said = _panels(results), []
    for name in pair(results):
        words = []
        for what, on_record, in_truth in panels:
            recorded, true = (in_figures(results, kpi, name) for kpi in (on_record, in_truth))
            words.append(f"{what.partition(',')[0]}: {recorded} on the record, {true} in truth")
        for kpi, what in ((DISAGREE, "assessments"), (REVERSED, "decisions")):
            if results.has(kpi):
                words.append(
                    f"record and truth disagree in {in_figures(results, kpi, name)} of {what}"
                )
        said.append(f"{under(name)} {'; '.join(words)}.")
    return " ".join(said)


def _panels(results: Results) -> list[tuple[str, str, str]]:
    found = [one for one in PANELS if results.has(one[1]) and results.has(one[2])]
    if not found:
        raise NotInResults("no mandate was assessed or decided on")
    return found


def _points(
    ax: Axes, results: Results, rows: Rows, kpi: str, color: str, marker: str, above: float
) -> None:
    found = [possible(results, kpi, name) for name in rows.names]
    mean, errors = bars_of(found, 100.0)
    y = np.array([rows.y[name] for name in rows.names])
    ax.errorbar(mean, y + above, xerr=errors, fmt=marker, color=color, markersize=4.2)
    for at, one in zip(y, found, strict=True):
        if isnan(one.mean) and above < 0.0:
            ax.text(0.0, at, "none", va="center", fontsize=6.5)
