"""The planner's counts, week by week, on what the fitted model gives for the same days."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.report.drawing.style import INK, RECORDED, page
from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row
from sim.report.studies.fit_rows import ledger_words, week_rows

PANEL_IN = 1.45
PANELS_AT_MOST = 4
BAND = "#F6C9A6"


def draw(results: Results) -> Figure:
    """A panel a ledger: the counts as marks, the range of one simulated course as a band."""
    rows = week_rows(results)
    ledgers = _ledgers(rows)
    figure, body = page(
        results,
        "Your counts, week by week, and the fitted model",
        PANEL_IN * len(ledgers) + 0.75,
        "Black marks are your counts, not simulated: what a ledger holds, which is a claim of who "
        "keeps it. The band holds 95 of 100 simulated courses of events, in the same days. Per day "
        "that was counted: a gap is no data. Weeks without a counted day are left out.",
        intervals=False,
        rests_on="trials of this study",
    )
    panels = body.subplots(len(ledgers), 1, squeeze=False, sharex=True)[:, 0]
    for ax, ledger in zip(panels, ledgers, strict=True):
        _panel(ax, [row for row in rows if row["ledger"] == ledger])
        ax.set_title(ledger_words(results, ledger), loc="left")
        ax.set_ylabel("entries a day")
        ax.yaxis.set_major_locator(MaxNLocator(nbins=4, min_n_ticks=2, steps=[1, 2, 5, 10]))
    panels[-1].set_xlabel("week of the term")
    panels[-1].xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True))
    body.legend(
        [
            Line2D([], [], color=INK, marker="o", linestyle=""),
            Line2D([], [], color=RECORDED),
            Patch(facecolor=BAND),
        ],
        ["your counts", "fitted, mean", "fitted, 95 of 100 courses"],
        loc="outside upper left",
        ncols=3,
    )
    return figure


def describe(results: Results) -> str:
    """In how many weeks the counts lie in the band."""
    rows = week_rows(results)
    told = []
    for ledger in _ledgers(rows):
        own = [row for row in rows if row["ledger"] == ledger]
        if not any(isfinite(row["fitted"]) for row in own):
            told.append(f"{ledger_words(results, ledger)}: your counts of {len(own)} weeks alone.")
            continue
        inside = sum(row["fitted_low"] <= row["data"] <= row["fitted_high"] for row in own)
        told.append(
            f"{ledger_words(results, ledger)}: your counts lie in the band in {inside} of "
            f"{len(own)} weeks."
        )
    return " ".join(told)


def _ledgers(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["ledger"] for row in rows))[:PANELS_AT_MOST]


def _panel(ax: Axes, rows: list[Row]) -> None:
    """Weeks that don't follow each other aren't joined."""
    weeks = np.array([row["week"] for row in rows])
    days = np.array([row["days"] for row in rows])
    low, high, mean, data = (
        np.array([row[of] for row in rows]) / days
        for of in ("fitted_low", "fitted_high", "fitted", "data")
    )
    for start, end in _runs(weeks):
        part = slice(start, end)
        edges = np.repeat(weeks[part] + 1.0, 2) + np.tile([-0.5, 0.5], end - start)
        ax.fill_between(
            edges, np.repeat(low[part], 2), np.repeat(high[part], 2), color=BAND, linewidth=0
        )
        ax.plot(edges, np.repeat(mean[part], 2), color=RECORDED, linewidth=1.2)
    ax.plot(weeks + 1.0, data, "o", color=INK, markersize=3.6, zorder=3)
    ax.set_ylim(bottom=0.0)


def _runs(weeks: np.ndarray) -> list[tuple[int, int]]:
    """First and end of each run of weeks without a gap."""
    breaks = [0, *(int(at) + 1 for at in np.flatnonzero(np.diff(weeks) != 1)), len(weeks)]
    return list(pairwise(breaks))
