"""The legend of the trade-off: shapes, lines and colours of scenarios, and who is like the best."""

from __future__ import annotations

import numpy as np
from matplotlib.lines import Line2D

from sim.report.drawing.style import INK, MARKS, SHAPES, Mark, in_words
from sim.report.folder.about_study import OF_FORCES
from sim.report.folder.read import Results
from sim.report.folder.study_tables import design_of
from sim.report.words.wording import at_full_strength

PEOPLE = "mean_paid_people"
OTHERS = "#AAAAAA"


def look_of(results: Results, name: str, at: int) -> tuple[str, str]:
    """Colour by the second factor and marker by the first; without factors, both by position."""
    if len(results.factor_names) != 2:
        return MARKS[at % len(MARKS)].color, SHAPES[(at // len(MARKS) + at) % len(SHAPES)]
    first, second = results.factor_names
    color = results.levels_of(second).index(results.factors[name][second])
    shape = results.levels_of(first).index(results.factors[name][first])
    return MARKS[color % len(MARKS)].color, SHAPES[shape % len(SHAPES)]


def legend_of(results: Results, alike: list[str] | None) -> tuple[list[Line2D], int]:
    """Entries and in how many columns they stand."""
    people, best = _people(results), _legend_of_the_best(results, alike)
    if len(results.factor_names) != 2:
        return [*_list_legend(results, people), *best], 2
    groups = [*_grid_legend(results, people), best]
    longest = max(map(len, groups))
    empty = [_entry("none", "", "")]
    return [handle for group in groups for handle in (group + longest * empty)[:longest]], 3


def _legend_of_the_best(results: Results, alike: list[str] | None) -> list[Line2D]:
    """What rings and hollow marks mean."""
    ring = _entry(INK, "o", "ringed: baseline", "none")
    ring.set_markersize(9.0)
    if alike is None:
        return [ring]
    filled = "filled: fewest true incidents,\nor not distinguishable from it"
    best = [ring, _entry("#555555", "o", filled)]
    if set(results.names) - set(alike):
        best.append(_entry("#555555", "o", "hollow: more true incidents", "white"))
    return best


def _grid_legend(results: Results, people: dict[str, str]) -> list[list[Line2D]]:
    """A column of entries for each factor."""
    first, second = results.factor_names
    shapes = [_entry("none", "", f"{first} (shape)")]
    for at, level in enumerate(results.levels_of(first)):
        members = [n for n in results.names if results.factors[n][first] == level]
        known = {people[name] for name in members}
        words = in_words(level, 18) + (known.pop() if len(known) == 1 else "")
        shapes.append(_entry("#555555", SHAPES[at % len(SHAPES)], words))
    lines = [_entry("none", "", f"{second} (line)")]
    for at, level in enumerate(results.levels_of(second)):
        lines.append(_line(MARKS[at % len(MARKS)], in_words(level, 22)))
    return [shapes, lines]


def _list_legend(results: Results, people: dict[str, str]) -> list[Line2D]:
    handles = []
    for at, name in enumerate(results.names):
        color, marker = look_of(results, name, at)
        words = f"{at + 1}  {in_words(name, 26)}{people[name]}"
        handles.append(_entry(color, marker, words))
    left = len(results.everything.names) - len(results.names)
    return handles + ([_entry(OTHERS, ".", f"the {left:,} others")] if left else [])


def _people(results: Results) -> dict[str, str]:
    """Paid people of each scenario, as words: forces of a study by their full strength, others by
    their mean; empty text when not known."""
    if design_of(results) in OF_FORCES:
        counts = {name: at_full_strength(results, name) for name in results.names}
        return {n: "" if count is None else f", {count:.0f} people" for n, count in counts.items()}
    if not results.has(PEOPLE):
        return dict.fromkeys(results.names, "")
    mean = results.estimates(PEOPLE)["mean"].astype(float)
    return {n: f", {mean[n]:.0f} people" if np.isfinite(mean[n]) else "" for n in results.names}


def _entry(color: str, marker: str, words: str, face: str | None = None) -> Line2D:
    return Line2D(
        [],
        [],
        color=color,
        marker=marker,
        markerfacecolor=face or color,
        linestyle="",
        label=words,
    )


def _line(mark: Mark, words: str) -> Line2D:
    return Line2D([], [], color=mark.color, linestyle=mark.line, linewidth=1.6, label=words)
