"""True beside recorded incidents a day, by staffing and response rule."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from sim.report.charts.described import from_to, how_many, named, why_no_incident
from sim.report.charts.intervals import means_and_bars
from sim.report.charts.rows import frame, rows_of
from sim.report.drawing.style import ENTRIES, RECORDED, TRUE, page
from sim.report.folder.read import NotInResults, Results

TRUTH, MATCHED, ALL = "true_incidents_per_day", "recorded_matched_per_day", "recorded_per_day"
SHOWN = (
    (TRUTH, "true incidents", "o", TRUE, TRUE, -0.24),
    (MATCHED, "recorded: incidents in a ledger", "s", "white", RECORDED, 0.0),
    (ALL, "recorded: entries of all ledgers", "D", ENTRIES, ENTRIES, 0.24),
)


def draw(results: Results) -> Figure:
    """Means with 95 % intervals of true incidents, recorded incidents and all ledger entries."""
    rows = rows_of(results)
    if not any(results.estimates(kpi)["high"].to_numpy(float).any() for kpi, *_ in SHOWN):
        raise NotInResults(why_no_incident(results))
    figure, body = page(
        results, "True beside recorded incidents a day", rows.height_in * 1.12 + 0.75
    )
    ax = body.subplots()
    frame(ax, rows, label=True)
    y = np.array([rows.y[name] for name in rows.names])
    for kpi, words, marker, face, edge, offset in SHOWN:
        mean, bars = means_and_bars(results, kpi, rows.names)
        ax.errorbar(
            mean,
            y + offset,
            xerr=bars,
            fmt=marker,
            color=edge,
            markerfacecolor=face,
            markeredgecolor=edge,
            markersize=4.2,
            elinewidth=1.1,
            capsize=1.8,
            label=words,
        )
    ax.set_xlim(left=0.0)
    ax.set_xlabel("incidents or entries a day, in the model")
    body.legend(loc="outside upper left", ncols=3)
    return figure


def describe(results: Results) -> str:
    """From where to where both run, and whether their order is the same."""
    said = (
        f"{how_many(results)}. True incidents a day, in the model, {from_to(results, TRUTH)}; "
        f"entries in all ledgers {from_to(results, ALL)}."
    )
    true, recorded = (results.estimates(kpi)["mean"].astype(float).dropna() for kpi in (TRUTH, ALL))
    if len(true) < 2 or min(true.max() - true.min(), recorded.max() - recorded.min()) < 1e-9:
        return said
    if true.idxmin() != recorded.idxmin():
        return (
            f"{said} The fewest entries are written with {named(str(recorded.idxmin()))}, but the "
            f"fewest incidents happen with {named(str(true.idxmin()))}."
        )
    if list(true.sort_values(kind="stable").index) == list(
        recorded.sort_values(kind="stable").index
    ):
        return f"{said} Ordered by entries, the scenarios stand as by true incidents."
    return f"{said} The order by entries is not the order by true incidents."
