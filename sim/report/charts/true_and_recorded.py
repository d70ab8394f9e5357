"""True beside recorded incidents a day, by staffing and response rule."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from sim.report.charts.rows import frame, rows_of
from sim.report.read import NotInResults, Results
from sim.report.style import ENTRIES, RECORDED, TRUE, page

SHOWN = (
    ("true_incidents_per_day", "true incidents", "o", TRUE, TRUE, -0.24),
    ("recorded_matched_per_day", "recorded: incidents in a ledger", "s", "white", RECORDED, 0.0),
    ("recorded_per_day", "recorded: entries of all ledgers", "D", ENTRIES, ENTRIES, 0.24),
)


def draw(results: Results) -> Figure:
    """Means with 95 % intervals of true incidents, recorded incidents and all ledger entries."""
    rows = rows_of(results)
    if not any(results.estimates(kpi)["high"].to_numpy(float).any() for kpi, *_ in SHOWN):
        raise NotInResults("no incident happened and none was recorded")
    figure, body = page(
        results, "True beside recorded incidents a day", rows.height_in * 1.12 + 0.75
    )
    ax = body.subplots()
    frame(ax, rows, label=True)
    y = np.array([rows.y[name] for name in rows.names])
    for kpi, words, marker, face, edge, offset in SHOWN:
        found = results.estimates(kpi)
        mean = found["mean"].to_numpy(float)
        ax.errorbar(
            mean,
            y + offset,
            xerr=[mean - found["low"].to_numpy(float), found["high"].to_numpy(float) - mean],
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
    body.legend(loc="outside upper left", ncols=3, columnspacing=1.4)
    return figure
