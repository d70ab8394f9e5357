"""Relief convoys requested, granted and completed, and people reached, by staffing and rule."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.charts.rows import frame, rows_of
from sim.report.read import Floats, NotInResults, Results
from sim.report.style import INK, page

REACHED = "people_reached_share"
STAGES = (
    ("requested", "convoys_requested", "#E3E9EE", "", 0.78),
    ("granted", "convoys_granted", "#8FB8D8", "////", 0.52),
    ("completed", "convoys_completed", "#0B4F7D", "", 0.26),
)


def draw(results: Results) -> Figure:
    """Nested bars of convoys a run beside the share of requested people who were reached."""
    rows = rows_of(results)
    if not results.estimates("convoys_requested")["mean"].to_numpy(float).sum() > 0.0:
        raise NotInResults("no convoy was requested")
    figure, body = page(results, "Relief convoys and the people they reach", rows.height_in + 1.0)
    left, right = body.subplots(1, 2, width_ratios=[1.5, 1.0])
    frame(left, rows, label=True)
    frame(right, rows, label=False)
    y = np.array([rows.y[name] for name in rows.names])
    _bars(left, results, y)
    _reached(right, results, y)
    body.legend(loc="outside upper left", ncols=3, columnspacing=1.4)
    return figure


def _bars(ax: Axes, results: Results, y: Floats) -> None:
    days = next(iter(results.settings.values()), {}).get("days")
    for words, kpi, color, hatch, height in STAGES:
        found = results.estimates(kpi)
        mean = found["mean"].to_numpy(float)
        ax.barh(
            y,
            mean,
            height=height,
            facecolor=color,
            edgecolor="#44607A",
            hatch=hatch,
            linewidth=0.5,
            label=words,
        )
        if words == "completed":
            low, high = found["low"].to_numpy(float), found["high"].to_numpy(float)
            for color, width in (("white", 2.0), (INK, 1.1)):
                ax.errorbar(
                    mean,
                    y,
                    xerr=[mean - low, high - mean],
                    fmt="none",
                    ecolor=color,
                    elinewidth=width,
                )
    ax.set_xlim(left=0.0)
    ax.set_xlabel(f"convoys in {days} days" if days else "convoys")


def _reached(ax: Axes, results: Results, y: Floats) -> None:
    found = 100.0 * results.estimates(REACHED)[["mean", "low", "high"]].astype(float)
    mean = found["mean"].to_numpy(float)
    errors = np.clip([mean - found["low"], found["high"] - mean], 0.0, None)
    ax.errorbar(mean, y, xerr=errors, fmt="o", color=INK, markersize=4.2, elinewidth=1.1, capsize=2)
    top = float(np.nanmax(found["high"].to_numpy(float), initial=1.0))
    ax.set_xlim(0.0, min(102.0, 1.1 * top))
    ax.set_xlabel("people reached,\n% of requested")
