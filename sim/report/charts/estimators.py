"""Estimators against the truth: how far off each is, and how often its interval holds the truth."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.estimator_scores import COVERS, OVER_TRUTH
from sim.report.charts.described import how_many
from sim.report.drawing.style import INK, MARKS, QUIET, Mark, in_words, page
from sim.report.folder.read import NotInResults, Results

TOTALS = "totals"
SHOWN = (
    ("raw_count", "raw count", MARKS[4]),
    ("effort_adjusted", "count for equal effort", MARKS[6]),
    (TOTALS, "between largest and sum of the ledgers' totals", Mark(QUIET, "|", "-")),
    ("chapman", "Chapman, matched without an error", MARKS[0]),
    ("chapman_by_side", "Chapman by side blamed", MARKS[2]),
    ("chapman_by_window", "Chapman, matched by place, kind, hour", MARKS[1]),
)
ROW_IN = 0.82
STEP = 0.14
"""Between the estimates of a scenario, in rows."""
NOMINAL_PERCENT = 95.0


def draw(results: Results) -> Figure:
    """A row a scenario; bias on the left, on the right the share of intervals with the truth in."""
    if not any(results.has(f"{OVER_TRUTH}{estimate}") for estimate, _, _ in SHOWN):
        raise NotInResults("these results hold no estimate")
    figure, body = page(
        results,
        "Estimated from two ledgers, against the truth",
        ROW_IN * len(results.names) + 1.15,
        "A mission can't know how far off it is: only here the truth is known. Totals bound what "
        "is recorded, not what happened.",
    )
    left, right = body.subplots(1, 2, width_ratios=[1.9, 1.0])
    for ax in (left, right):
        _frame(ax, results)
    left.set_yticklabels([in_words(name, 24) for name in results.names])
    for at, name in enumerate(results.names):
        for number, (estimate, _, mark) in enumerate(SHOWN):
            y = at + STEP * (number - (len(SHOWN) - 1) / 2)
            if estimate == TOTALS:
                _range(left, results, name, y, mark)
            else:
                _point(left, results, f"{OVER_TRUTH}{estimate}", name, y, mark, less=1.0)
            if results.has(f"{COVERS}{estimate}"):
                _point(right, results, f"{COVERS}{estimate}", name, y, mark)
    left.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    left.set_xlabel("estimated less true incidents, % of the true")
    right.axvline(NOMINAL_PERCENT, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    right.set_xlim(-4.0, 104.0)
    right.set_xticks([0, 25, 50, 75, NOMINAL_PERCENT])
    right.set_xlabel("95 % intervals that hold\nthe truth, % of replications")
    body.legend(
        [_handle(mark) for _, _, mark in SHOWN],
        [words for _, words, _ in SHOWN],
        loc="outside upper left",
        ncols=2,
    )
    return figure


def describe(results: Results) -> str:
    """How far off each estimator is, and how often its intervals hold the truth."""
    said = []
    for estimate, words, _ in SHOWN:
        if estimate == TOTALS or not results.has(f"{OVER_TRUTH}{estimate}"):
            continue
        off = 100.0 * (results.estimates(f"{OVER_TRUTH}{estimate}")["mean"].astype(float) - 1.0)
        part = f"{words}: {_ends(off.min(), off.max(), '+')} % off"
        if results.has(f"{COVERS}{estimate}"):
            held = 100.0 * results.estimates(f"{COVERS}{estimate}")["mean"].astype(float)
            part += f", {_ends(held.min(), held.max())} % of its 95 % intervals hold the truth"
        said.append(part)
    return f"{how_many(results)}. Against the true number of incidents, {'; '.join(said)}."


def _ends(low: float, high: float, sign: str = "") -> str:
    first, last = f"{low:{sign}.0f}", f"{high:{sign}.0f}"
    return first if first == last else f"{first} to {last}"


def _frame(ax: Axes, results: Results) -> None:
    ax.set_ylim(len(results.names) - 0.5, -0.5)
    ax.set_yticks(range(len(results.names)), labels=[])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    for at in range(0, len(results.names), 2):
        ax.axhspan(at - 0.5, at + 0.5, color="#F5F5F5", zorder=0, linewidth=0)


def _point(
    ax: Axes, results: Results, kpi: str, name: str, y: float, mark: Mark, less: float = 0.0
) -> None:
    """A mean and its interval in per cent; nothing where there is none."""
    found = results.estimate(kpi, name)
    if not found.known:
        return
    # neither an estimate of a count nor a share can be below 0
    mean, low, high = (
        100.0 * (max(end, 0.0) - less) for end in (found.mean, found.low, found.high)
    )
    ax.plot([low, high], [y, y], color=mark.color, linewidth=1.1, zorder=2, clip_on=True)
    ax.plot(mean, y, marker=mark.marker, color=mark.color, markersize=4.2, zorder=3)


def _range(ax: Axes, results: Results, name: str, y: float, mark: Mark) -> None:
    """From the mean of the lower bounds to that of the upper ones."""
    ends = [results.estimate(f"{OVER_TRUTH}{TOTALS}_at_{end}", name) for end in ("least", "most")]
    if all(end.known for end in ends):
        at = [100.0 * (end.mean - 1.0) for end in ends]
        ax.plot(at, [y, y], color=mark.color, marker=mark.marker, linewidth=1.8, zorder=2)


def _handle(mark: Mark) -> Line2D:
    return Line2D([], [], color=mark.color, marker=mark.marker, linestyle="-", linewidth=1.1)
