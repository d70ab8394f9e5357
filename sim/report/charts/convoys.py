"""Relief convoys requested, granted and completed, and people reached, by staffing and rule."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.charts.described import from_to, how_many
from sim.report.charts.intervals import means_and_bars
from sim.report.charts.rows import frame, rows_of
from sim.report.drawing.style import INK, page
from sim.report.folder.read import Floats, NotInResults, Results

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
    body.legend(loc="outside upper left", ncols=3)
    return figure


def describe(results: Results) -> str:
    """How many convoys get how far, and how many people are reached."""
    return (
        f"{how_many(results)}. Convoys in a run, in the model: those requested "
        f"{from_to(results, 'convoys_requested')}, those granted "
        f"{from_to(results, 'convoys_granted')}, those completed "
        f"{from_to(results, 'convoys_completed')}. People reached, of those for whom aid was "
        f"requested, {from_to(results, REACHED)}."
    )


def _bars(ax: Axes, results: Results, y: Floats) -> None:
    days = next(iter(results.settings.values()), {}).get("days")
    for words, kpi, color, hatch, height in STAGES:
        mean = results.estimates(kpi)["mean"].to_numpy(float)
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
            _, bars = means_and_bars(results, kpi, results.names)
            for color, width in (("white", 2.0), (INK, 1.1)):
                ax.errorbar(
                    mean,
                    y,
                    xerr=bars,
                    fmt="none",
                    ecolor=color,
                    elinewidth=width,
                )
    ax.set_xlim(left=0.0)
    ax.set_xlabel(f"convoys in {days} days" if days else "convoys")


def _reached(ax: Axes, results: Results, y: Floats) -> None:
    mean, bars = means_and_bars(results, REACHED, results.names)
    ax.errorbar(mean, y, xerr=bars, fmt="o", color=INK, markersize=4.2, elinewidth=1.1, capsize=2)
    top = float(np.nanmax(mean + bars[1], initial=1.0))
    ax.set_xlim(0.0, min(102.0, 1.1 * top))
    ax.set_xlabel("people reached,\n% of requested")
