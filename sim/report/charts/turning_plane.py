"""Where the order of the response rules turns: the guesses in the plane of two unknowns."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass
from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.report.drawing.style import INK, MARKS, Mark, in_words, page
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import Row, as_number
from sim.report.studies.tried import as_words, is_number, plain_unit, units_apart, value
from sim.report.studies.turning_rows import (
    as_it_stands,
    first_box,
    ranking_rows,
    trials,
    varied,
)

SHADE = "#F3E3B3"
JITTER = 0.6
"""Of the room of a choice, over which its points are spread."""
GOLDEN = 0.6180339887
HEIGHT_IN = 3.3
PARTED = "not told apart"
CLUSTERED = {"contagion": "fire brings\nfire", "common_cause": "a common\ncause"}
"""Why fire comes in clusters, in words."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An assumption as an axis: of choices each has a place."""

    key: str
    words: str
    choices: tuple[str, ...]
    ends: tuple[float, float]
    marked: tuple[float, float] | None
    """From where to where the box reaches; None where it sets no bound here."""
    row: Row
    """What is told of it."""

    def at(self, trial: Row) -> float:
        """Where a trial stands. Those of a choice are spread, to be seen one by one."""
        if not self.choices:
            return as_number(trial[self.key])
        spread = (float(trial["point"]) * GOLDEN) % 1.0 - 0.5
        return self.choices.index(trial[self.key]) + JITTER * spread


def draw(results: Results) -> Figure:
    """A mark a trial, by the rule that does best there; the first box is shaded."""
    found = trials(results)
    across, up = _axes(results, found)
    boxed = across.marked or up.marked
    note = (
        "Each mark is one guess at all that isn't known. Its kind tells which rule has the best "
        "figure there. Filled: shown to be better than the rule that the legend names, not always "
        "than all others. How many marks lie somewhere isn't how likely that is."
        f"{units_apart([across.row, up.row])}"
    )
    if boxed and len(first_box(results)) > (across.marked is not None) + (up.marked is not None):
        note += " The shaded box is bounded in further unknowns, too."
    figure, body = page(
        results,
        "Where another rule does better",
        HEIGHT_IN,
        note,
        intervals=False,
        rests_on="guesses of this study",
    )
    ax = body.subplots()
    if boxed:
        _shade(ax, across, up)
    marks = _marks(results, found)
    for trial in found:
        color, marker = marks[trial["rule"]].color, marks[trial["rule"]].marker
        face = "white" if trial["verdict"] == PARTED else color
        ax.plot(
            across.at(trial),
            up.at(trial),
            marker=marker,
            color=color,
            markerfacecolor=face,
            markersize=5.0,
            linestyle="",
            zorder=3,
        )
    for axis, one, limits, characters in (
        (ax.xaxis, across, ax.set_xlim, 80),
        (ax.yaxis, up, ax.set_ylim, 40),
    ):
        low, high = one.ends
        room = 0.03 * (high - low)
        limits(low - room, high + room)
        axis.set_label_text("\n".join(textwrap.wrap(one.words, characters)))
        if one.choices:
            names = [CLUSTERED.get(choice, in_words(choice)) for choice in one.choices]
            axis.set_ticks(range(len(one.choices)), labels=names)
            axis.grid(visible=False)
    handles, words = _legend(results, found, marks)
    if boxed:
        handles.append(Patch(facecolor=SHADE, edgecolor=INK, linestyle="--"))
        words.append(f"box 1: {in_words(first_box(results)[0]['rule'])}")
    body.legend(handles, words, loc="outside upper left", ncols=2)
    return figure


def _legend(
    results: Results, found: list[Row], marks: dict[str, Mark]
) -> tuple[list[Line2D | Patch], list[str]]:
    """An entry for each mark that there is: filled ones are shown to be better, and than what."""
    first = as_it_stands(results)
    than = in_words(first) if first else "the best as things stand"
    handles: list[Line2D | Patch] = []
    words = []
    for rule, mark in marks.items():
        for filled in (True, False):
            own = [t for t in found if t["rule"] == rule and (t["verdict"] != PARTED) == filled]
            if not own:
                continue
            face = mark.color if filled else "white"
            handles.append(
                Line2D(
                    [], [], color=mark.color, marker=mark.marker, markerfacecolor=face, linestyle=""
                )
            )
            shown = f"shown better than {than}" if own[0]["verdict"] == "another" else "shown best"
            words.append(f"{in_words(rule)}, {shown if filled else 'not told apart'}")
    return handles, words


def describe(results: Results) -> str:
    """How many trials each rule does best in, and where the box lies."""
    found = trials(results)
    across, up = _axes(results, found)
    best = Counter(trial["rule"] for trial in found if trial["verdict"] != PARTED)
    open_ones = sum(trial["verdict"] == PARTED for trial in found)
    parts = [f"{in_words(rule)} in {count}" for rule, count in best.most_common()]
    said = (
        f"{len(found)} guesses, by {across.words} and {up.words}. Where a difference is shown, "
        f"the best figure is of {', '.join(parts) or 'no rule'}; not told apart in {open_ones}."
    )
    bounds = [
        f"{one.words} from {value(one.marked[0])} to {value(one.marked[1])}"
        for one in (across, up)
        if one.marked and not one.choices
    ]
    return f"{said} The first box reaches over {' and '.join(bounds)}." if bounds else said


def _axes(results: Results, found: list[Row]) -> tuple[Axis, Axis]:
    """The first two assumptions of the first box; else those that move the ranking's KPI most.

    Raises `NotInResults` where nowhere another rule is best, or fewer than two were varied.
    """
    if all(trial["verdict"] != "another" for trial in found):
        raise NotInResults("at no guess another rule is shown to be better")
    box = {row["parameter"]: row for row in first_box(results)}
    named = varied(results)
    keys = [key for key in dict.fromkeys([*box, *named]) if key in named and key in found[0]][:2]
    if len(keys) < 2:
        raise NotInResults("fewer than two unknowns vary among the guesses")
    across, up = (_axis(key, named[key], box.get(key), found) for key in keys)
    return across, up


def _axis(key: str, row: Row, box: Row | None, found: list[Row]) -> Axis:
    values = [trial[key] for trial in found]
    if not all(map(is_number, values)):
        choices = tuple(sorted(set(values)))
        marked = None
        inside = box["from"].split(", ") if box is not None else []
        places = [at for at, choice in enumerate(choices) if choice in inside]
        if places:
            marked = (places[0] - 0.5, places[-1] + 0.5)
        return Axis(key, as_words(row), choices, (-0.5, len(choices) - 0.5), marked, row)
    numbers = [as_number(value) for value in values]
    tried = [as_number(row[end]) if is_number(row[end]) else at
             for end, at in (("from", min(numbers)), ("to", max(numbers)))]  # fmt: skip
    low, high = min([*numbers, tried[0]]), max([*numbers, tried[1]])
    words = ", ".join(part for part in (as_words(row), plain_unit(row)) if part)
    marked = None
    if box is not None:
        bounds = [as_number(box[end]) for end in ("from", "to")]
        marked = (
            bounds[0] if isfinite(bounds[0]) else low,
            bounds[1] if isfinite(bounds[1]) else high,
        )
    return Axis(key, words, (), (low, high), marked, row)


def _shade(ax: Axes, across: Axis, up: Axis) -> None:
    (left, right), (low, high) = (one.marked or one.ends for one in (across, up))
    ax.add_patch(
        Rectangle(
            (left, low),
            right - left,
            high - low,
            facecolor=SHADE,
            edgecolor=INK,
            linestyle="--",
            linewidth=0.8,
            zorder=1,
        )
    )


def _marks(results: Results, found: list[Row]) -> dict[str, Mark]:
    """A mark a rule that is best anywhere; each rule has the same whichever others there are."""
    rules = [row["rule"] for row in ranking_rows(results)]
    there = {trial["rule"] for trial in found}
    order = [*rules, *sorted(there - {*rules})]
    return {rule: MARKS[at % len(MARKS)] for at, rule in enumerate(order) if rule in there}
