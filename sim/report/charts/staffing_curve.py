"""The staffing curve: true and recorded incidents a day against the people paid."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.read import NotInResults, Results
from sim.report.style import RECORDED, TRUE, LineStyle, in_words, page

PEOPLE = "mean_paid_people"
LINES: tuple[tuple[str, str, str, str, LineStyle], ...] = (
    ("true_incidents_per_day", "true", "o", TRUE, "-"),
    ("recorded_matched_per_day", "recorded", "s", RECORDED, "--"),
)


def draw(results: Results) -> Figure:
    """A panel a response rule (or one panel); points are scenarios, joined in order of people."""
    people = results.estimates(PEOPLE)["mean"].astype(float)
    panels = _panels(results)
    if all(people[names].round(1).nunique() < 2 for names in panels.values()):
        raise NotInResults("every scenario pays the same number of people")
    columns = min(2, len(panels))
    lines = -(-len(panels) // columns)
    figure, body = page(
        results,
        "True and recorded incidents a day against people paid",
        2.05 * lines + 0.55 if lines > 1 else 3.2,
        "Recorded: incidents entered in at least one ledger. More people can record more incidents "
        "while fewer happen, or fewer while no fewer happen: a change of the record alone says "
        "nothing about the truth.",
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
            ax.set_ylabel("incidents a day")
        _name_levels(ax, results, ordered, [float(people[name]) for name in ordered])
    axes.flat[0].set_ylim(bottom=0.0)
    axes.flat[0].set_xlim(0.0, 1.12 * float(people.max()))
    handles, labels = axes.flat[0].get_legend_handles_labels()
    body.legend(handles, labels, loc="outside upper left", ncols=2)
    return figure


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


def _curve(ax: Axes, results: Results, names: list[str], people: list[float]) -> None:
    # A line means "the same but for the people": a factor, and no two points above each other.
    joined = len(results.factor_names) > 0 and len({round(p) for p in people}) == len(people)
    for kpi, words, marker, color, line in LINES:
        found = results.estimates(kpi).loc[names]
        mean = found["mean"].to_numpy(float)
        ax.errorbar(
            people,
            mean,
            yerr=[mean - found["low"].to_numpy(float), found["high"].to_numpy(float) - mean],
            marker=marker,
            color=color,
            markerfacecolor="white" if words == "recorded" else color,
            linestyle=line if joined else "",
            elinewidth=1.0,
            capsize=2,
            label=f"{words} incidents",
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
