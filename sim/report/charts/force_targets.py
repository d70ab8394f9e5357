"""How far the force found is beyond each target, and how many people each target costs."""

from __future__ import annotations

from math import copysign, isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.report.drawing.line_breaks import broken
from sim.report.drawing.style import INK, QUIET, TRUE, page
from sim.report.folder.read import Results
from sim.report.studies.sizing_tables import Target, targets_of
from sim.report.words.figures import PERCENT, plain

ROW_IN = 0.46
FAR = 50.0
"""Per cent of the goal up to which margins are drawn to scale."""
BEYOND = 1.25 * FAR
"""Where those farther off stand, each with its figure and behind a line."""
EDGE = 1.8 * FAR
"""Room for such figures."""
NAME = 40
"""Characters of a line of a target's name."""
SHADE = "#DCEBF7"


def draw(results: Results) -> Figure:
    """A row a target: its margin with the one-sided bound, and what it costs."""
    targets = targets_of(results)
    figure, body = page(
        results,
        "What the force found reaches, and what each target costs",
        ROW_IN * len(targets) + 1.0,
        "Left: right of the line the target is met. The bar ends where the mean lies beyond with "
        "the confidence asked for, of all targets at once; only if it ends right of the line is "
        f"the target met. What lies farther off than {FAR:g} % stands behind the dotted lines, "
        "with its figure, and isn't to scale. Right: people that the "
        "force needs less if this target alone is dropped, by the replications of the search: "
        "rough.",
        intervals=False,
    )
    y = np.arange(len(targets), dtype=float)
    left, right = body.subplots(1, 2, sharey=True, width_ratios=(1.5, 1.0))
    _margins(left, targets, y)
    _costs(right, targets, y)
    left.set_yticks(
        y, ["\n".join(broken([one.label, one.wanted], NAME)) for one in targets], fontsize=6.7
    )
    left.set_ylim(y[-1] + 0.5, -0.5)
    for ax in (left, right):
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
    body.legend(
        handles=[
            _mark("o", TRUE, TRUE, "force found, target met"),
            _mark("o", TRUE, "white", "force found, target not shown to be met"),
            _mark("D", QUIET, "white", "force as it stands"),
        ],
        loc="outside upper left",
        ncols=3,
    )
    return figure


def describe(results: Results) -> str:
    """Each target: wanted, reached, and what it costs."""
    said = []
    for one in targets_of(results):
        cost = "" if not isfinite(one.saved) else f"; costs {plain(one.saved, 0)} people"
        said.append(
            f"{one.label}: wanted {one.wanted}, reached {one.figure(one.estimate)}, "
            f"{one.verdict}{cost}"
        )
    return f"In the model. {'. '.join(said)}."


def _margins(ax: Axes, targets: list[Target], y: np.ndarray) -> None:
    ax.axvspan(0.0, EDGE, color=SHADE, zorder=0, linewidth=0)
    ax.axvline(0.0, color="#333333", linestyle="--", linewidth=0.9, zorder=1)
    if any(abs(PERCENT * one.margin(at)) > FAR for one in targets for at in one.drawn):
        for end in (-1.0, 1.0):
            ax.axvline(end * (FAR + BEYOND) / 2, color=INK, linestyle=":", linewidth=0.7, zorder=1)
    for at, target in zip(y, targets, strict=True):
        _point(ax, target.margin(target.at_start), at - 0.17, "D", QUIET, "white")
        found, bound = (
            PERCENT * target.margin(number) for number in (target.estimate, target.bound)
        )
        if isfinite(found) and isfinite(bound):
            ends = [_place(bound), _place(found)]
            ax.plot(ends, [at + 0.1] * 2, color=TRUE, linewidth=1.2, zorder=2)
            ax.plot(ends[:1], [at + 0.1], "|", color=INK, markersize=9.0, zorder=4)
        face = TRUE if target.met else "white"
        _point(ax, target.margin(target.estimate), at + 0.1, "o", TRUE, face)
    ax.set_xlim(-EDGE, EDGE)
    ax.set_xticks([-FAR, -FAR / 2, 0.0, FAR / 2, FAR])
    ax.set_xlabel("better than the target, % of it")


def _place(percent: float) -> float:
    """Where a margin stands."""
    return percent if abs(percent) <= FAR else copysign(BEYOND, percent)


def _point(ax: Axes, margin: float, at: float, marker: str, color: str, face: str) -> None:
    """A margin, or its figure at the edge where it lies beyond."""
    percent = PERCENT * margin
    if not isfinite(percent):
        return
    x = _place(percent)
    ax.plot(x, at, marker, color=color, markerfacecolor=face, markersize=4.5, zorder=3)
    if x != percent:
        ax.annotate(
            f"{percent:+.0f} %".replace("-", "\N{MINUS SIGN}"),
            (x, at),
            xytext=(5 if x > 0.0 else -5, 0),
            textcoords="offset points",
            ha="left" if x > 0.0 else "right",
            va="center",
            fontsize=6.0,
        )


def _costs(ax: Axes, targets: list[Target], y: np.ndarray) -> None:
    saved = [one.saved if isfinite(one.saved) else 0.0 for one in targets]
    ax.barh(y, saved, height=0.5, color=QUIET, edgecolor=INK, linewidth=0.5)
    for at, one in zip(y, targets, strict=True):
        words = plain(one.saved, 0) if isfinite(one.saved) else "not looked at"
        ax.annotate(
            words,
            (one.saved if isfinite(one.saved) else 0.0, at),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    ax.set_xlim(0.0, 1.25 * max(*saved, 1.0))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10]))
    ax.set_xlabel("paid people that it costs")


def _mark(marker: str, color: str, face: str, words: str) -> Line2D:
    return Line2D(
        [], [], color=color, marker=marker, markerfacecolor=face, linestyle="", label=words
    )
