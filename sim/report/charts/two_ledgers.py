"""Two ledgers against each other: what two guarantors entered in the same weeks."""

from __future__ import annotations

from collections import Counter
from math import ceil, sqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.statistics import Interval, mean_interval, ratio_of_sums
from sim.report.charts.calendar import days_of
from sim.report.charts.pair import best_by, heading, pair, under
from sim.report.drawing.style import ENTRIES, INK, page
from sim.report.folder.read import Floats, NotInResults, Results
from sim.report.words.figures import plain

ENTERED = "recorded_entries_by_week__"
PANEL_IN, FLATTEST = 2.8, 0.35
"""Width of a panel, and its height at least, in widths: both axes are drawn to the same measure."""
LARGEST_MARK, SIZES = 7.0, 5
"""Diameter, in points, of the commonest pair of counts, and how many sizes there are."""
MOST_STEPS = 40
"""An axis has about so many different counts at most."""


def draw(results: Results) -> Figure:
    """A panel a scenario, a mark a pair of weekly counts, the larger the oftener it came up."""
    first, second = _ledgers(results)
    counts = _counts(results, first, second)
    tops = [1.05 * max(float(both[at].max()) for both in counts.values()) + 1.0 for at in (0, 1)]
    figure, body = page(
        results,
        "Two ledgers of the same weeks",
        1.05 + PANEL_IN * max(tops[1] / tops[0], FLATTEST),
        "Entries a week, unfounded and double ones too; all whole weeks of all replications, the "
        "larger a mark the oftener, near ones put together. On the line both hold equally many: "
        "that doesn't make them the same incidents. Neither ledger is the truth. Correlation: of "
        "weeks, mean of replications. In both at most: the smaller count over the larger, all "
        "weeks together. It is no bound where an incident is entered twice in a ledger, or in "
        f"another week than in the other.{best_by(results)}",
        intervals=False,
    )
    panels = body.subplots(1, len(counts), sharex=True, sharey=True, squeeze=False)[0]
    for ax, (name, both) in zip(panels, counts.items(), strict=True):
        _panel(ax, both)
        ax.set_title(heading(results, name) + f"\n{_figures(both)}", fontsize=8)
        ax.set_xlabel(f"{_guarantor(results, first)}: entries a week")
        ax.plot([0.0, max(tops)], [0.0, max(tops)], color=INK, linewidth=0.9, linestyle="--")
        ax.set_aspect("equal", anchor="N")  # the label of a squarer panel needs the room below
    panels[0].set_ylabel(f"{_guarantor(results, second)}:\nentries a week")
    panels[0].set_xlim(0.0, tops[0])
    panels[0].set_ylim(0.0, max(tops[1], FLATTEST * tops[0]))
    for axis in (panels[0].xaxis, panels[0].yaxis):
        axis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    return figure


def describe(results: Results) -> str:
    """Correlation and the largest share in both, of each scenario."""
    first, second = _ledgers(results)
    names = f"{_guarantor(results, first)} and {_guarantor(results, second)}"
    said = []
    for name, both in _counts(results, first, second).items():
        mean = both.mean(axis=(1, 2))
        said.append(
            f"{under(name)} the ledgers of {names} hold {plain(float(mean[0]), 1)} "
            f"and {plain(float(mean[1]), 1)} entries a week on average: {_figures(both)}.".replace(
                "\n", " "
            )
        )
    return " ".join(said)


def _ledgers(results: Results) -> tuple[str, str]:
    """The two ledgers with the most entries in the baseline."""
    series = results.series[results.series["scenario"] == results.baseline]
    entered = series[series["series"].str.startswith(ENTERED)]
    sums = (
        entered.groupby("series", sort=True)["value"]
        .sum()
        .sort_values(ascending=False, kind="stable")
    )
    sums = sums[sums > 0.0]
    if len(sums) < 2:
        raise NotInResults("fewer than two ledgers hold any entry")
    first, second = (str(name).removeprefix(ENTERED) for name in sums.index[:2])
    return first, second


def _counts(results: Results, first: str, second: str) -> dict[str, Floats]:
    """Scenario -> weekly entries by ledger, replication and whole week."""
    found = {}
    for name in pair(results):
        weeks = days_of(results, name) // 7
        if weeks < 2:
            raise NotInResults("the run is shorter than two weeks")
        try:
            tables = [results.series_of(ENTERED + ledger, name) for ledger in (first, second)]
        except NotInResults:
            if name == results.baseline:
                raise
            continue
        runs = tables[0].index.union(tables[1].index)
        of_both = [
            # a ledger that a replication doesn't hold stayed empty in it
            table.reindex(index=runs, columns=range(weeks)).fillna(0.0).to_numpy(float)
            for table in tables
        ]
        found[name] = np.array(of_both)
    return found


def correlation(both: Floats) -> Interval:
    """Mean over replications of the correlation of weekly counts, with its t interval.

    A replication in which a ledger holds the same number every week has none.
    """
    pairs = [
        np.corrcoef(ours, theirs)[0, 1]
        for ours, theirs in zip(*both, strict=True)
        if np.ptp(ours) > 0.0 and np.ptp(theirs) > 0.0
    ]
    return mean_interval(np.array(pairs, dtype=np.float64))


def most_in_both(both: Floats) -> Interval:
    """Largest share of the incidents entered that can be in both ledgers, from weekly counts."""
    smaller, larger = both.min(axis=0).sum(axis=1), both.max(axis=0).sum(axis=1)
    return ratio_of_sums(smaller, larger)


def _figures(both: Floats) -> str:
    together = correlation(both).estimate
    most = (
        f"in both at most {100.0 * most_in_both(both).estimate:.0f} %,\nif entered in the same week"
    )
    return most if np.isnan(together) else f"correlation {plain(together, 2)}, {most}"


def _guarantor(results: Results, ledger: str) -> str:
    """The label of the guarantor that keeps a ledger."""
    try:
        guarantors = results.settings[results.baseline]["world"]["guarantors"]
        return str(guarantors[ledger]["label"])
    except (KeyError, TypeError):  # written by another version, or by hand
        return ledger.replace("_", " ")


def _panel(ax: Axes, both: Floats) -> None:
    """Marks in few sizes, of counts put together by ``step``: else a long run's chart is heavy."""
    step = max(round(float(both.max()) / MOST_STEPS), 1)
    near = (both // step) * step + (step - 1) / 2.0
    times = Counter(zip(*(of.ravel().tolist() for of in near), strict=True))
    most = max(times.values())
    by_size: dict[float, list[tuple[float, float]]] = {}
    for pair_of_counts, number in sorted(times.items()):
        size = LARGEST_MARK * max(ceil(SIZES * sqrt(number / most)) / SIZES, 1.0 / SIZES)
        by_size.setdefault(size, []).append(pair_of_counts)
    for size, pairs in sorted(by_size.items()):
        ax.plot(
            [ours for ours, _ in pairs],
            [theirs for _, theirs in pairs],
            "o",
            color=ENTRIES,
            markersize=size,
            markeredgecolor=INK,
            markeredgewidth=0.3,
            alpha=0.75,
        )
