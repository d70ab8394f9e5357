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
from sim.report.studies.sizing_tables import SHARED_COST, WHY_SHARED, Target, targets_of
from sim.report.words.figures import PERCENT, plain

ROW_IN = 0.46
NEAR, FAR = 50.0, 100.0
"""Per cent of the goal up to which margins are drawn to scale: the nearer, if all are as near."""
BEYOND = 1.2
"""Times as far stand those farther off, each with its figure and behind a line."""
EDGE = 1.5
"""Room for such figures."""
NAME = 40
"""Characters of a line of a target's name."""
SHADE = "#DCEBF7"


def draw(results: Results) -> Figure:
    """A row a target: its margin with the one-sided bound, and what it costs."""
    targets = targets_of(results)
    far = _to_scale(targets)
    shared = f" {WHY_SHARED}" * any(one.cost == SHARED_COST for one in targets)
    marked = " *: from the first post on." * any(one.from_first_post for one in targets)
    off = (
        f" What lies farther off than {FAR:g} % stands behind the dotted lines, with its figure, "
        "and isn't to scale."
    ) * bool(_farther(targets, far))
    figure, body = page(
        results,
        "What the force found reaches, and what each target costs",
        ROW_IN * len(targets) + 1.0,
        "Left: right of the line the target is met. The bar ends where the mean lies beyond with "
        "the confidence asked for, of all targets at once; only if it ends right of the line is "
        f"the target met.{off} Right: people that the "
        "force needs less if this target alone is dropped, by the replications of the search: "
        f"rough.{shared}{marked}",
        intervals=False,
    )
    y = np.arange(len(targets), dtype=float)
    left, right = body.subplots(1, 2, sharey=True, width_ratios=(1.5, 1.0))
    _margins(left, targets, y, far)
    _costs(right, targets, y)
    left.set_yticks(
        y, ["\n".join(broken([_named(one), one.wanted], NAME)) for one in targets], fontsize=6.7
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
        cost = f"; costs {plain(one.saved, 0)} people" if isfinite(one.saved) else ""
        if one.cost == SHARED_COST:
            cost = "; needs the same people as another"
        said.append(
            f"{one.label}: wanted {one.wanted}, reached {one.figure(one.estimate)}, "
            f"{one.verdict}{cost}"
        )
    return f"In the model. {'. '.join(said)}."


def _named(target: Target) -> str:
    return f"{target.label}*" if target.from_first_post else target.label


def _to_scale(targets: list[Target]) -> float:
    """How far off margins are drawn to scale."""
    return FAR if _farther(targets, NEAR) else NEAR


def _farther(targets: list[Target], far: float) -> bool:
    return any(abs(PERCENT * one.margin(at)) > far for one in targets for at in one.drawn)


def _margins(ax: Axes, targets: list[Target], y: np.ndarray, far: float) -> None:
    off = _farther(targets, far)
    edge = far * (EDGE if off else 1.08)
    ax.axvspan(0.0, edge, color=SHADE, zorder=0, linewidth=0)
    ax.axvline(0.0, color="#333333", linestyle="--", linewidth=0.9, zorder=1)
    for end in (-1.0, 1.0) if off else ():
        line = end * far * (1.0 + BEYOND) / 2
        ax.axvline(line, color=INK, linestyle=":", linewidth=0.7, zorder=1)
    for at, target in zip(y, targets, strict=True):
        _point(ax, target.margin(target.at_start), at - 0.17, far, ("D", QUIET, "white"))
        found, bound = (
            PERCENT * target.margin(number) for number in (target.estimate, target.bound)
        )
        if isfinite(found) and isfinite(bound):
            ends = [_place(bound, far), _place(found, far)]
            ax.plot(ends, [at + 0.1] * 2, color=TRUE, linewidth=1.2, zorder=2)
            ax.plot(ends[:1], [at + 0.1], "|", color=INK, markersize=9.0, zorder=4)
        face = TRUE if target.met else "white"
        _point(ax, target.margin(target.estimate), at + 0.1, far, ("o", TRUE, face))
    ax.set_xlim(-edge, edge)
    ax.set_xticks([-far, -far / 2, 0.0, far / 2, far])
    ax.set_xlabel("better than the target, % of it")


def _place(percent: float, far: float) -> float:
    """Where a margin stands."""
    return percent if abs(percent) <= far else copysign(BEYOND * far, percent)


def _point(ax: Axes, margin: float, at: float, far: float, looks: tuple[str, str, str]) -> None:
    """A margin, or its figure at the edge where it lies beyond; ``looks``: marker, colour and
    filling."""
    marker, color, face = looks
    percent = PERCENT * margin
    if not isfinite(percent):
        return
    x = _place(percent, far)
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
        ax.annotate(
            one.cost,
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
