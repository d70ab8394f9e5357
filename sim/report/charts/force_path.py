"""The way of a force sizing: how far each step of the search brings each target."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import isfinite
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.kernel.names import listed
from sim.report.drawing.style import TRUE, in_words, page
from sim.report.folder.read import NotInResults, Results
from sim.report.studies.sizing_tables import (
    SHARED,
    Step,
    Target,
    role_words,
    steps_of,
    targets_of,
    whole,
    zone_words,
)

ROW_IN = 0.2
STEPS_AT_MOST = 40
SHADE = "#DCEBF7"
START = "where the search began"
LINE_IN = 0.115
HEADINGS = 75
"""Characters of a line of all panels' headings together."""
NARROWEST, WIDEST = 12, 26
MARK = "*"
"""Stands for it in a heading."""
OFTEN = 6
"""So many steps are told to who can't see the chart."""


def draw(results: Results) -> Figure:
    """A row a step, a panel a target with its goal; the last row is the force found."""
    targets, steps, left = _shown(results)
    targets, still = _moved(targets, steps)
    told = (
        f" The first {left} steps aren't shown." if left > 1 else " The first step isn't shown."
    ) * bool(left)
    headings = [_heading(target, len(targets)) for target in targets]
    marked = any(line.endswith(MARK) for lines in headings for line in lines)
    if marked:
        told += f" {MARK}: from the first post on."
    if still:
        told += f" No step moves {_stays(still, steps)}."
    figure, body = page(
        results,
        "How the search came to the force found",
        ROW_IN * len(steps) + LINE_IN * (max(map(len, headings)) + 2) + 0.65,
        "Each row changes the force of the row above; beside it stand the paid people at full "
        "strength. Means over the few replications of the search, which picked the steps: they "
        f"flatter it, and the force found was simulated anew.{told}",
        intervals=False,
        rests_on="replications of the search",
    )
    axes = body.subplots(1, len(targets), sharey=True, squeeze=False)[0]
    y = np.arange(len(steps), dtype=float)
    for target, ax, heading in zip(targets, axes, headings, strict=True):
        ax.set_title("\n".join(heading), fontsize=6.5)
        _panel(ax, target, np.array([step.figures[target.kpi] for step in steps]), y)
    _name_rows(axes[0], _labels(results, steps), y)
    _count_people(axes[-1], steps, y)
    body.legend(
        handles=[
            Patch(facecolor=SHADE, label="target met"),
            Line2D([], [], color="#333333", linestyle="--", label="target"),
            _mark(TRUE, "mean meets it"),
            _mark("white", "mean doesn't meet it"),
        ],
        loc="outside upper left",
        ncols=4,
    )
    return figure


def describe(results: Results) -> str:
    """The steps in words, and from where to where each target went."""
    targets, steps, _ = _shown(results)
    targets, still = _moved(targets, steps)
    first, last = steps[0], steps[-1]
    said = (
        f"{len(steps) - 1} steps, from {whole(first.people_in_all)} to "
        f"{whole(last.people_in_all)} paid people at full strength, in the model."
    )
    for target in targets:
        ends = [target.figure(step.figures[target.kpi]) for step in (first, last)]
        said += f" {target.label}, wanted {target.wanted}: from {ends[0]} to {ends[1]}."
    if still:
        said += f" No step moves {_stays(still, steps)}."
    labels = [" ".join(label.split()) for label in _labels(results, steps)[1:]]
    more = f"; and {len(labels) - OFTEN} more" if len(labels) > OFTEN else ""
    return f"{said} Steps: {'; '.join(labels[:OFTEN])}{more}." if labels else said


def _shown(results: Results) -> tuple[list[Target], list[Step], int]:
    """Targets that have figures, steps, and how many steps before them aren't shown; of many steps,
    those that change the same number one after another are one."""
    targets = targets_of(results)
    steps = steps_of(results, targets)
    if len(steps) < 2:
        raise NotInResults("the search went no step")
    if len(steps) > STEPS_AT_MOST:
        steps = _joined(steps)
    left = max(len(steps) - STEPS_AT_MOST, 0)
    targets = [one for one in targets if any(isfinite(step.figures[one.kpi]) for step in steps)]
    if not targets:
        raise NotInResults("the search kept no figures of its steps")
    return targets, steps[left:], left


def _moved(targets: list[Target], steps: list[Step]) -> tuple[list[Target], list[Target]]:
    """Targets whose written figure changes with some step, and those that no step moves; all are
    of the first kind where none moves."""
    moved = [
        one
        for one in targets
        if len({one.figure(step.figures[one.kpi]) for step in steps if one.kpi in step.figures}) > 1
    ]
    return (moved, [one for one in targets if one not in moved]) if moved else (targets, [])


def _stays(still: list[Target], steps: list[Step]) -> str:
    """``approved aid delivered (77 %; at least 65 %)``."""
    return listed(
        [
            f"{one.label} ({one.figure(steps[-1].figures[one.kpi])}; wanted {one.wanted})"
            for one in still
        ]
    )


def _heading(target: Target, panels: int) -> list[str]:
    """A target's label, broken into the room of one panel of so many."""
    label = f"{target.label}{MARK}" if target.from_first_post else target.label
    return wrap(label, min(max(HEADINGS // panels, NARROWEST), WIDEST))


def _joined(steps: list[Step]) -> list[Step]:
    joined = steps[:1]
    for before, step in pairwise(steps):
        goes_on = (step.zone, step.role) == (before.zone, before.role)
        if goes_on and (step.after > step.before) == (before.after > before.before):
            earlier = joined.pop()
            step = replace(
                step,
                before=earlier.before,
                people_added=earlier.people_added + step.people_added,
            )
        joined.append(step)
    return joined


def _panel(ax: Axes, target: Target, x: np.ndarray, y: np.ndarray) -> None:
    known = np.isfinite(x)
    ax.plot(x[known], y[known], color=TRUE, linewidth=0.9, zorder=2)
    for at in np.flatnonzero(known):
        reached = target.margin(float(x[at])) >= 0.0
        face = TRUE if reached else "white"
        ax.plot(x[at], y[at], "o", color=TRUE, markerfacecolor=face, markersize=4.0, zorder=3)
    ax.axvline(target.goal, color="#333333", linestyle="--", linewidth=0.9, zorder=1.5)
    ends = [*x[known], target.goal]
    room = 0.12 * (max(ends) - min(ends)) or 1.0
    low, high = min(ends) - room, max(ends) + room
    if min(ends) >= 0.0:
        low = max(low, -0.02 * (high - low))
    ax.set_xlim(low, high)
    ax.set_ylim(y[-1] + 0.6, y[0] - 0.6)
    met = (target.goal, high) if target.at_least else (low, target.goal)
    ax.axvspan(*met, color=SHADE, zorder=0, linewidth=0)
    way, goal = ("at least", "at most")[not target.at_least], target.wanted.split(" ", 2)[2]
    ax.set_xlabel(f"{way}\n{goal}", fontsize=6.5)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=2, steps=[1, 2, 5, 10]))
    ax.tick_params(axis="x", labelsize=6.5)


def _labels(results: Results, steps: list[Step]) -> list[str]:
    """``investigation teams 2 → 3``, after the zone where there are several."""
    zones = {step.zone for step in steps if step.zone not in ("", SHARED)}
    return [_label(results, step, several=len(zones) > 1) for step in steps]


def _label(results: Results, step: Step, *, several: bool) -> str:
    if step.number == 0.0:
        return START
    if not step.role:
        return "\n".join(wrap(in_words(step.words, 80), 40))
    told = f"{role_words(step.role)} {step.before:g} → {step.after:g}"
    if several and step.zone != SHARED:
        return f"{in_words(zone_words(results, step.zone), 16)}: {told}"
    return told


def _name_rows(ax: Axes, labels: list[str], y: np.ndarray) -> None:
    ax.set_yticks(y, labels, fontsize=6.8)
    for one in ax.figure.axes:
        one.tick_params(axis="y", length=0)


def _count_people(ax: Axes, steps: list[Step], y: np.ndarray) -> None:
    """Paid people behind each step, on the right."""
    words = [
        ("paid people", y[0] - 0.95),
        *zip((whole(s.people_in_all) for s in steps), y, strict=True),
    ]
    for text, at in words:
        ax.annotate(
            text,
            (1.0, at),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=6.8,
            annotation_clip=False,
        )


def _mark(face: str, words: str) -> Line2D:
    return Line2D([], [], color=TRUE, marker="o", markerfacecolor=face, linestyle="", label=words)
