"""How far runs of one scenario lie apart: mean and quantiles of replications, with intervals."""

from __future__ import annotations

from math import inf, isinf
from textwrap import wrap

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.quantiles import Quantile, quantile, runs_needed
from sim.analysis.statistics import mean_interval
from sim.report.charts.pair import pair, under
from sim.report.charts.rows import frame, rows_of
from sim.report.drawing.style import INK, QUIET, TRUE, page
from sim.report.folder.read import Floats, NotInResults, Results
from sim.report.words.figures import decimals_for, plain, scale_and_unit

USUAL = ("true_incidents_per_day", "deaths_per_month", "people_reached_share")
MOST_PANELS = 3
FEWEST_RUNS = 8
PROBABILITIES = (0.05, 0.5, 0.95)
ROW = 1.3
"""Height of a row, in those of other charts: it holds two lines."""
MEAN_AT, TAILS_AT, MEDIAN_AT = -0.28, 0.0, 0.24
"""Where they stand in a row: boxes of few runs overlap, so the median's has a line of its own."""
BOX = 0.22


def draw(results: Results) -> Figure:
    """A panel a KPI, a row a scenario: above the mean, below one run in twenty at either end."""
    kpis, rows = _kpis(results), rows_of(results)
    tail = PROBABILITIES[0]
    needed = runs_needed(tail)
    figure, body = page(
        results,
        "How far single runs of a scenario lie apart",
        ROW * rows.height_in + 1.0,
        f"Of {results.replications_in_words} a scenario, each weighed alike. Boxes are 95 % "
        "intervals of the quantiles from the order of the runs, whatever their shape; bars those "
        "of the mean. An arrow: so few runs set no bound on that side; the quantile may lie "
        f"further out than any of them (both bounds of a run in twenty take {needed}).",
    )
    panels = body.subplots(1, len(kpis), squeeze=False)[0]
    for ax, kpi in zip(panels, kpis, strict=True):
        scale, unit = scale_and_unit(results.unit_of(kpi))
        frame(ax, rows, label=ax is panels[0])
        bounds = (0.0, scale) if unit.startswith("%") else (-inf, inf)
        values = results.values(kpi)
        for name in rows.names:
            known = scale * values[name] if name in values else np.empty(0)
            _row(ax, rows.y[name], known[np.isfinite(known)], bounds)
        ax.use_sticky_edges = False  # boxes would stick to the names
        ax.margins(x=0.06)
        ax.set_xlabel(_words(results.label_of(kpi), unit))
    body.legend(handles=list(_legend()), loc="outside upper left", ncols=4, columnspacing=1.2)
    return figure


def describe(results: Results) -> str:
    """Mean and quantiles of the first KPI, of the baseline and the best."""
    kpi = _kpis(results)[0]
    scale, unit = scale_and_unit(results.unit_of(kpi))
    values, said = results.values(kpi), []
    for name in pair(results):
        known = scale * values.get(name, np.empty(0))
        known = known[np.isfinite(known)]
        if len(known) < FEWEST_RUNS:
            continue
        low, _, high = (quantile(known, probability) for probability in PROBABILITIES)
        digits = decimals_for(float(known.max() - known.min()) / 10.0)
        said.append(
            f"{under(name)} {results.label_of(kpi)}: mean "
            f"{plain(float(known.mean()), digits)} {unit}; one run in twenty lies below "
            f"{_in_words(low, digits)}, one in twenty above {_in_words(high, digits)}."
        )
    return " ".join(said)


def _words(label: str, unit: str) -> str:
    """What an axis shows; ``true incidents a day`` needs no ``incidents/day``."""
    return "\n".join(wrap(label if "/" in unit else f"{label}, {unit}", 22))


def _in_words(found: Quantile, digits: int) -> str:
    """``5.1 (95 % interval 4.8 to 5.3)``, or what is known of a bound that isn't."""
    low, high = plain(found.low, digits), plain(found.high, digits)
    between = f"95 % interval {low} to {high}"
    if isinf(found.low):
        between = f"at most {high}; so few runs set no lower bound"
    if isinf(found.high):
        between = f"at least {low}; so few runs set no upper bound"
    return f"{plain(found.estimate, digits)} ({between})"


def _kpis(results: Results) -> list[str]:
    """What the question is about, then the usual ones."""
    if results.replications < FEWEST_RUNS:
        raise NotInResults(f"fewer than {FEWEST_RUNS} replications show no spread")
    asked = dict.fromkeys([USUAL[0], *results.about, *USUAL])
    kpis = [kpi for kpi in asked if results.has(kpi) and _varies(results, kpi)][:MOST_PANELS]
    if not kpis:
        raise NotInResults("these results hold none of the KPIs this chart shows")
    return kpis


def _varies(results: Results, kpi: str) -> bool:
    """Whether runs of any scenario shown differ in it."""
    return any(np.ptp(of[np.isfinite(of)]) > 0.0 for of in results.values(kpi).values() if len(of))


def _row(ax: Axes, at: float, values: Floats, bounds: tuple[float, float]) -> None:
    """One scenario's mean and quantiles; ``bounds``: what no value can lie beyond."""
    if len(values) < FEWEST_RUNS:
        ax.text(0.5, at, "no data", transform=ax.get_yaxis_transform(), fontsize=6.5, ha="center")
        return
    found = [quantile(values, probability) for probability in PROBABILITIES]
    tails = [found[0].estimate, found[-1].estimate]
    ax.plot(tails, [at + TAILS_AT] * 2, color=QUIET, linewidth=0.8, zorder=1)
    for one, color, above in zip(
        found, (QUIET, TRUE, QUIET), (TAILS_AT, MEDIAN_AT, TAILS_AT), strict=True
    ):
        y = at + above
        low, high = max(one.low, float(values.min())), min(one.high, float(values.max()))
        ax.barh(y, high - low, BOX, low, facecolor=to_rgba(color, 0.35), edgecolor=color, lw=0.5)
        ax.plot([one.estimate] * 2, [y - BOX / 2, y + BOX / 2], color=INK, linewidth=1.4)
        for end, known, marker in ((low, one.low, "<"), (high, one.high, ">")):
            if isinf(known) and end not in bounds:
                ax.plot(end, y, marker, color=INK, markersize=3.0, clip_on=False)
    mean, y = mean_interval(values), at + MEAN_AT
    ends = [max(mean.low, bounds[0]), min(mean.high, bounds[1])]
    ax.plot(ends, [y, y], color=INK, linewidth=1.3)
    ax.plot(mean.estimate, y, "D", color=INK, markersize=3.2)


def _legend() -> list[Artist]:
    return [
        Line2D([], [], color=INK, marker="D", markersize=3.2, label="mean"),
        Patch(facecolor=to_rgba(TRUE, 0.35), edgecolor=TRUE, label="median"),
        Patch(facecolor=to_rgba(QUIET, 0.35), edgecolor=QUIET, label="5th and 95th of 100 runs"),
        Line2D([], [], color=INK, marker=">", markersize=3.2, linestyle="", label="or further out"),
    ]
