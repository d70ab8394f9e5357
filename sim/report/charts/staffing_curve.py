"""The staffing curve: true incidents and recorded entries a day against the people paid."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.analysis.recorded_and_true import RECORDED as RECORD
from sim.analysis.recorded_and_true import TRUE as TRUTH
from sim.analysis.reversal import TRUTH_EQUAL
from sim.report.answer.standing import worth_seeing
from sim.report.answer.steps import HARDLY, MISLEADING, kinds_of_steps
from sim.report.charts.described import NOT_THE_SAME_COUNTS, from_to, how_many, named
from sim.report.charts.intervals import means_and_bars
from sim.report.drawing.style import RECORDED, TRUE, LineStyle, in_words, page
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.record_rows import PAIRS, Row, record_rows

if TYPE_CHECKING:
    from pandas import Series

PEOPLE = "mean_paid_people"
TRAP = "#FBE3C8"
LINES: tuple[tuple[str, str, str, str, LineStyle], ...] = (
    (TRUTH, "true incidents", "o", TRUE, "-"),
    (RECORD, "recorded entries", "D", RECORDED, "--"),
)
"""KPI, words, marker, colour, line. What lies on a mission's desk is all entries, and by these it
is told where the record misleads."""
STAYS = {TRUTH_EQUAL: "the truth stays", HARDLY: "the truth hardly moves"}


def draw(results: Results) -> Figure:
    """A panel a response rule (or one panel); points are scenarios, joined in order of people."""
    if len(results.names) < 2:
        raise NotInResults("there is one scenario only, so no staffing to compare")
    if results.what_counts_differs:
        raise NotInResults(NOT_THE_SAME_COUNTS)
    people = results.estimates(PEOPLE)["mean"].astype(float)
    panels = _panels(results)
    if all(people[names].round(1).nunique() < 2 for names in panels.values()):
        raise NotInResults("every scenario pays the same number of people")
    steps = _misleading_steps(results)
    columns = min(2, len(panels))
    lines = -(-len(panels) // columns)
    figure, body = page(
        results,
        "True incidents and recorded entries a day against people paid",
        2.05 * lines + 0.55 if lines > 1 else 3.2,
        "Recorded: entries of all ledgers, double and unfounded ones too. A change of the record "
        "alone says nothing about the truth.",
        *([_shading(results)] if steps else []),
    )
    axes = body.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    for at, (title, names) in enumerate(panels.items()):
        ax = axes.flat[at]
        ordered = sorted(names, key=lambda name: float(people[name]))
        _curve(ax, results, ordered, [float(people[name]) for name in ordered])
        ax.set_title(in_words(title, 40))
        if at + columns >= len(panels):
            ax.set_xlabel("paid people (mean over the run)")
            ax.tick_params(labelbottom=True)
        if at % columns == 0:
            ax.set_ylabel("incidents or entries a day")
        _mark_the_trap(ax, ordered, people, steps)
        _name_levels(ax, results, ordered, [float(people[name]) for name in ordered])
    axes.flat[0].set_ylim(bottom=0.0)
    axes.flat[0].set_xlim(0.0, 1.12 * float(people.max()))
    handles, labels = axes.flat[0].get_legend_handles_labels()
    if steps:
        handles.append(Patch(facecolor=TRAP))
        labels.append("here the record misleads")
    body.legend(handles, labels, loc="outside upper left", ncols=3)
    return figure


def _shading(results: Results) -> str:
    return (
        "Shaded: a step to more people at which the record misleads. In most replications it goes "
        "against the truth, or changes while the truth stays; or it is shown to change by what is "
        f"worth seeing, the truth by less (under {100.0 * worth_seeing(results):g} % of the "
        "baseline's)."
    )


def _panels(results: Results) -> dict[str, list[str]]:
    """Scenarios that differ in the factor with different people stand in one panel."""
    known = [name for name in results.names if results.estimate(PEOPLE, name).known]
    if len(results.factor_names) != 2:
        return {"": known}
    rule = results.factor_names[1]
    panels = {
        level: [name for name in known if results.factors[name][rule] == level]
        for level in results.levels_of(rule)
    }
    return {level: names for level, names in panels.items() if names}


def describe(results: Results) -> str:
    """Between what true incidents and recorded entries lie, and at which steps they part."""
    said = (
        f"{how_many(results)}. Paid people {from_to(results, PEOPLE)}. True incidents a day, in "
        f"the model, {from_to(results, TRUTH)}; recorded entries {from_to(results, RECORD)}."
    )
    for (fewer, more), words in _misleading_steps(results).items():
        said += f" From {named(fewer)} to {named(more)} {words}."
    return said


def _misleading_steps(results: Results) -> dict[tuple[str, str], str]:
    """(scenario with fewer people, with more) -> what record and truth do, where it misleads."""
    steps = [row for row in record_rows(results, PAIRS) if row["along"] in results.factor_names]
    return {
        (row["against"], row["scenario"]): _in_words(row, kind)
        for row, kind in zip(steps, kinds_of_steps(results.everything, steps), strict=True)
        if kind in MISLEADING and row["recorded_difference"]
    }


def _in_words(row: Row, kind: str) -> str:
    rises = row["recorded_difference"] > 0.0
    truth = STAYS.get(kind) or f"the truth {'falls' if rises else 'rises'}"
    return f"the record {'rises' if rises else 'falls'}, {truth}"


def _mark_the_trap(
    ax: Axes, names: list[str], people: Series, steps: dict[tuple[str, str], str]
) -> None:
    """A band over the steps at which the record misleads, with words in it, below the lines."""
    bands: list[tuple[str, float, float]] = []
    for fewer, more in pairwise(names):
        words = steps.get((fewer, more))
        if words is None:
            continue
        left, right = float(people[fewer]), float(people[more])
        if bands and bands[-1][0] == words and bands[-1][2] == left:
            left = bands.pop()[1]
        bands.append((words, left, right))
    for at, (words, left, right) in enumerate(bands):
        ax.axvspan(left, right, color=TRAP, zorder=0, linewidth=0)
        ax.annotate(
            words.replace(", ", ",\n"),
            ((left + right) / 2, 0.13 + 0.14 * (at % 2)),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=6.3,
        )


def _curve(ax: Axes, results: Results, names: list[str], people: list[float]) -> None:
    # A line means "the same but for the people": a factor, and no two points above each other.
    joined = len(results.factor_names) > 0 and len({round(p) for p in people}) == len(people)
    for kpi, words, marker, color, line in LINES:
        mean, bars = means_and_bars(results, kpi, names)
        ax.errorbar(
            people,
            mean,
            yerr=bars,
            marker=marker,
            color=color,
            linestyle=line if joined else "",
            elinewidth=1.0,
            capsize=2,
            label=words,
        )


def _name_levels(ax: Axes, results: Results, names: list[str], people: list[float]) -> None:
    """Names of the staffing levels along the bottom, where there are few."""
    if len(results.factor_names) != 2 or len(names) > 4:
        return
    factor = results.factor_names[0]
    for name, x in zip(names, people, strict=True):
        ax.annotate(
            in_words(results.factors[name][factor], 14),
            (x, 0.02),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=7,
            color="#444444",
        )
