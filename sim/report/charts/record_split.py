"""Why a record differs from the baseline's: what happened, what was seen, what is neither."""

from __future__ import annotations

from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.recorded_and_true import BASELINE
from sim.analysis.reversal import REVERSED
from sim.report.charts.described import NOT_THE_SAME_COUNTS, listed_names, named
from sim.report.charts.rows import frame, rows_of
from sim.report.drawing.style import ENTRIES, INK, RECORDED, TRUE, in_words, page
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.record_rows import PAIRS, Row, record_rows

TERMS = (
    ("happened", "more or fewer happened (those recorded)", TRUE, ""),
    ("seen", "more or fewer were seen", ENTRIES, "////"),
    ("other", "more or fewer are double or unfounded", "#BBBBBB", "xxxx"),
)
BAR = 0.62


def draw(results: Results) -> Figure:
    """A row a scenario: bars of the three terms, which sum to the difference of recorded entries,
    and the difference of true incidents beside it."""
    known = {row["scenario"]: row for row in _drawn(results)}
    rows = rows_of(results, leave_out_baseline=True)
    base = in_words(results.baseline, 60)
    figure, body = page(
        results,
        "Why the record differs from the baseline's",
        rows.height_in + 1.05,
        f"Baseline (zero line): {base}. Means over replications. Where the two marks lie on "
        "different sides of the line, the record misleads on average.",
        intervals=False,
    )
    ax = body.subplots()
    frame(ax, rows, label=True)
    ax.axvline(0.0, color=INK, linewidth=0.9)
    for name, row in known.items():
        _bars(ax, row, rows.y[name])
    at = [rows.y[name] for name in known]
    for key, words, marker, color in (
        ("recorded_difference", "difference of recorded entries", "D", RECORDED),
        ("true_difference", "difference of true incidents", "o", TRUE),
    ):
        values = [row[key] for row in known.values()]
        face = "white" if marker == "o" else color
        ax.plot(
            values, at, marker, color=color, markerfacecolor=face, markersize=4.6, label=words,
            markeredgecolor=INK, markeredgewidth=0.7, zorder=4,
        )  # fmt: skip
    for _, words, color, hatch in TERMS:
        ax.barh(at[0], 0.0, BAR, color=color, hatch=hatch, edgecolor="white", label=words)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    ax.set_xlabel("difference to the baseline, incidents or entries a day, in the model")
    body.legend(loc="outside upper left", ncols=2)
    return figure


def describe(results: Results) -> str:
    """Where the record misleads in most runs, and what the largest difference is of."""
    rows = _drawn(results)
    misleading = [str(row["scenario"]) for row in rows if row["record_in_most"] == REVERSED]
    on_average = [
        str(row["scenario"])
        for row in rows
        if row["recorded_difference"] * row["true_difference"] < 0.0
        and row["record_in_most"] != REVERSED
    ]
    said = f"Against the baseline, {named(results.baseline)}, recorded entries "
    said += (
        "go the other way than true incidents in most runs of "
        f"{len(misleading)} of {len(rows)} scenarios: {listed_names(misleading)}."
        if misleading
        else "aren't shown to go the other way than true incidents in most runs of any scenario."
    )
    if on_average:
        said += f" On average, but not shown of most runs: {listed_names(on_average)}."
    most = max(rows, key=lambda row: abs(float(row["recorded_difference"])))
    numbers = [float(most[key]) for key in ("recorded_difference", *(term for term, *_ in TERMS))]
    total, happened, seen, other = (f"{number:+.2f}" for number in numbers)
    return (
        f"{said} The record differs most with {named(str(most['scenario']))}: {total} entries a "
        f"day, of which {happened} because more or fewer happened, {seen} because more or fewer "
        f"were seen, {other} double or unfounded. True incidents: {most['true_difference']:+.2f}."
    )


def _drawn(results: Results) -> list[Row]:
    """A row a scenario, in their order. Raises `NotInResults` where nothing differs."""
    found = {row["scenario"]: row for row in record_rows(results, PAIRS) if _is_known(row)}
    rows = [found[name] for name in results.names if name in found]
    if not rows:
        raise NotInResults("there is no scenario whose record can be held against the baseline's")
    if results.what_counts_differs:
        raise NotInResults(NOT_THE_SAME_COUNTS)
    if results.replications == 1:
        raise NotInResults("one run alone doesn't tell why a record differs")
    if not any(row[key] for row in rows for key in ("recorded_difference", "true_difference")):
        raise NotInResults("recorded entries and true incidents are the same in every scenario")
    return rows


def _is_known(row: Row) -> bool:
    return bool(row["along"] == BASELINE and row["replications"] and isfinite(row["happened"]))


def _bars(ax: Axes, row: Row, at: float) -> None:
    """What raises the record to the right of the line, what lowers it to the left."""
    ends = {True: 0.0, False: 0.0}
    for term, _, color, hatch in TERMS:
        side = row[term] > 0.0
        ax.barh(
            at, row[term], BAR, ends[side], color=color, hatch=hatch, edgecolor="white", zorder=2
        )
        ends[side] += row[term]
