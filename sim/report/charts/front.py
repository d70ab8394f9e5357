"""What a number of people can buy: every force that was tried, and those that nothing beats."""

from __future__ import annotations

from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.charts.number_places import write_numbers
from sim.report.drawing.style import INK, RECORDED, TRUE, in_words, page
from sim.report.folder.read import Results
from sim.report.studies.front_tables import (
    ABOVE,
    DOMINATED,
    LEFT,
    ON_THE_FRONT,
    UNDECIDED,
    Candidate,
    axes_of,
    candidates_of,
    numbered,
    people_at_most,
)
from sim.report.words.figures import plain, scale_and_unit, short

HEIGHT_IN = 3.0
PANEL_IN = (2.3, HEIGHT_IN - 0.5)
"""Room within the axes of a panel, about."""
MARGIN = 1.1
"""Room to the right of the most people, in which their number stands."""
AXIS = 40
"""Characters of a line of an axis' words."""
LOOKS = {
    LEFT: (".", "#B0B0B0", "#B0B0B0", 3.0, 1.5),
    ABOVE: ("s", "#555555", "white", 4.5, 2.5),
    DOMINATED: ("x", "#777777", "#777777", 4.5, 2.0),
    UNDECIDED: ("o", RECORDED, "white", 5.0, 3.0),
    ON_THE_FRONT: ("D", TRUE, TRUE, 5.0, 4.0),
}
"""Verdict -> marker, colour, filling, size, and how far to the fore."""
VERDICTS = {
    ON_THE_FRONT: "on the front",
    UNDECIDED: "undecided",
    DOMINATED: "dominated",
    ABOVE: "above the budget",
    LEFT: "left in the search: nothing is claimed",
}


def draw(results: Results) -> Figure:
    """A panel an axis over paid people, and where there are two the one over the other."""
    axes, found = axes_of(results), candidates_of(results)
    panels = [("", kpi) for kpi in axes] + ([(axes[0], axes[1])] if len(axes) == 2 else [])
    columns = min(2, len(panels))
    lines = -(-len(panels) // columns)
    figure, body = page(
        results,
        "People, and what they buy: the forces that were tried",
        HEIGHT_IN * lines + 0.3,
        "Thin lines: the interval of each force alone; verdicts go by the paired differences of "
        "all forces at once. Dominated: another of no more people is shown to be no worse on any "
        "axis. On the front: shown to be better on some axis than every other of no more people. "
        "Undecided: neither is shown. Numbers are those of the table.",
    )
    drawn = list(body.subplots(lines, columns, squeeze=False).flat)
    for ax, (across, up) in zip(drawn, panels, strict=False):
        _panel(ax, results, found, across, up)
    handles = _legend(results, found)
    if spare := drawn[len(panels) :]:
        spare[0].axis("off")
        spare[0].legend(handles=[*handles, *_numbers(found)], loc="upper left", fontsize=7)
    else:
        body.legend(handles=handles, loc="outside upper left", ncols=3)
    return figure


def describe(results: Results) -> str:
    """How many forces were tried, and those on the front."""
    axes, found = axes_of(results), candidates_of(results)
    counts = [
        f"{sum(one.verdict == verdict for one in found)} {verdict}"
        for verdict in (ON_THE_FRONT, UNDECIDED, DOMINATED)
    ]
    said = (
        f"{sum(one.verdict != ABOVE for one in found)} forces of at most "
        f"{people_at_most(results):g} people paid at full strength, "
        f"in the model: {', '.join(counts)}."
    )
    for number, one in numbered(found).items():
        if one.verdict == ON_THE_FRONT:
            figures = [f"{results.label_of(kpi)} {short(one.figures[kpi].mean)}" for kpi in axes]
            said += f" {number}: {plain(one.people, 0)} people, {', '.join(figures)}."
    return said


def _panel(ax: Axes, results: Results, found: list[Candidate], across: str, up: str) -> None:
    x, x_bars = _ends(found, across)
    y, y_bars = _ends(found, up)
    for at, one in enumerate(found):
        marker, color, face, size, fore = LOOKS[one.verdict]
        ax.errorbar(
            x[at],
            y[at],
            xerr=x_bars[:, [at]] if one.counts and across else None,
            yerr=y_bars[:, [at]] if one.counts else None,
            marker=marker,
            color=color,
            markerfacecolor=face,
            markersize=size,
            elinewidth=0.5,
            linestyle="",
            zorder=fore,
        )
        if one.name == results.baseline:
            ax.plot(x[at], y[at], "o", color=INK, markerfacecolor="none", markersize=10, zorder=5)
    if not across:
        ax.axvline(people_at_most(results), color=INK, linestyle="--", linewidth=0.9, zorder=1)
        most = max(people_at_most(results), *x)
        ax.set_xlim(left=0.0, right=most * MARGIN)
    for axis, kpi, put in ((ax.xaxis, across, ax.set_xlabel), (ax.yaxis, up, ax.set_ylabel)):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(FuncFormatter(_tick))
        put(_axis_words(results, kpi))
    _number(ax, found, x, y)


def _tick(number: float, _: int) -> str:
    return f"{number:,.10g}".replace("-", "\N{MINUS SIGN}")


def _ends(found: list[Candidate], kpi: str) -> tuple[np.ndarray, np.ndarray]:
    """Where the candidates lie on an axis (paid people without a KPI), and their bars (2, n)."""
    if not kpi:
        return np.array([one.people for one in found]), np.zeros((2, len(found)))
    mean, low, high = (
        np.array([getattr(one.figures[kpi], end) for one in found])
        for end in ("mean", "low", "high")
    )
    return mean, np.nan_to_num(np.maximum([mean - low, high - mean], 0.0))


def _axis_words(results: Results, kpi: str) -> str:
    if not kpi:
        return "people paid at full strength\n(fewer is better)"
    _, unit = scale_and_unit(results.unit_of(kpi))
    label = results.label_of(kpi)
    named = label if not unit or unit.split("/")[0] in label else f"{label}, {unit}"
    return "\n".join([*wrap(named, AXIS), f"({results.direction_of(kpi)} is better)"])


def _number(ax: Axes, found: list[Candidate], x: np.ndarray, y: np.ndarray) -> None:
    """Numbers beside the points that the table numbers, with room for them."""
    ax.margins(0.12)
    ax.autoscale_view()
    numbers = {one.name: number for number, one in numbered(found).items()}
    at_point: dict[tuple[float, float], list[str]] = {}
    for at, one in enumerate(found):
        if one.name in numbers and np.isfinite([x[at], y[at]]).all():
            at_point.setdefault((x[at], y[at]), []).append(str(numbers[one.name]))
    points = np.array(list(at_point)).reshape(-1, 2)
    words = [", ".join(own) for own in at_point.values()]
    write_numbers(ax, points, words, PANEL_IN, above=6, joined=True)


def _legend(results: Results, found: list[Candidate]) -> list[Line2D]:
    handles = []
    for verdict, words in VERDICTS.items():
        if any(one.verdict == verdict for one in found):
            marker, color, face, size, _ = LOOKS[verdict]
            handles.append(_entry(marker, color, face, size, words))
    if any(one.name == results.baseline for one in found):
        handles.append(_entry("o", INK, "none", 9.0, "ringed: as it stands"))
    handles.append(
        Line2D(
            [],
            [],
            color=INK,
            linestyle="--",
            label=f"budget: {people_at_most(results):,.0f} people",
        )
    )
    return handles


def _numbers(found: list[Candidate]) -> list[Line2D]:
    """What the numbers stand for, as lines of a legend."""
    return [
        _entry("", "none", "none", 0.0, f"{number}: {_named(one)}")
        for number, one in numbered(found).items()
    ]


def _named(one: Candidate) -> str:
    """A force and its people at full strength, unless its name says them."""
    people = f"{plain(one.people, 0)} people"
    return one.name if people in one.name else f"{in_words(one.name, 34)}, {people}"


def _entry(marker: str, color: str, face: str, size: float, words: str) -> Line2D:
    return Line2D(
        [],
        [],
        color=color,
        marker=marker,
        markerfacecolor=face,
        markersize=size,
        linestyle="",
        label=words,
    )
