"""By week: post-hours watched, background under watch, and what the other post-hours were lost to.

A week in which no post was due is left empty: no data is never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import matplotlib.dates as mdates
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.kpis.coverage import CAUSES
from sim.report.charts.described import named
from sim.report.read import Floats, NotInResults, Results
from sim.report.style import INK, TRUE, LineStyle, in_words, page

COVERAGE = "coverage_by_week"
REACH = "background_under_watch_by_week"
LOST = "lost_post_hours_by_week__"
LINES: tuple[tuple[str, str, str, LineStyle, str], ...] = (
    (COVERAGE, "post-hours watched, % of those due", INK, "-", "."),
    (REACH, "background of incidents under watch, %", TRUE, "--", "s"),
)
FILLS = (
    ("#D9D9D9", ""),
    ("#E69F00", "////"),
    ("#56B4E9", "||||"),
    ("#CC79A7", "xxxx"),
    ("#999999", "----"),
    ("#009E73", "\\\\\\\\"),
    ("#F0E442", "++++"),
    ("#0072B2", "//"),
)
WORTH_SHOWING = 0.01
"""Another scenario is shown beside the baseline if its share differs by so much."""
NAMED_CAUSES = len(FILLS) - 1
OTHERS = "others"
"""So many causes are named; what comes after them is put together."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """One scenario's whole weeks from its first day on."""

    start: date
    number: int

    @property
    def middles(self) -> list[date]:
        """The date of the middle of each."""
        return [self.start + timedelta(days=7 * week + 3) for week in range(self.number)]


def draw(results: Results) -> Figure:
    """A column a scenario: the baseline, and those with least and most background under watch."""
    shown = _shown(results)
    weeks = {name: _weeks(results, name) for name, _ in shown}
    lost = {name: _lost(results, name, weeks[name]) for name, _ in shown}
    causes = _causes(lost)
    lost = {name: _by_shown_cause(of_scenario, causes) for name, of_scenario in lost.items()}
    figure, body = page(
        results,
        "Post-hours watched and background under watch, by week",
        3.9 + 0.15 * (len(causes) // 3),
        "Background under watch: of the incidents that covered groups begin of their own accord, "
        "the share that the posts would see or hear, looked at four times a day. Only the model "
        "knows it.",
        "Lines are means, ribbons hold the middle 90 % of replications. Weeks in which no post was "
        "due are empty, never zero. A last week that is not whole is left out.",
        intervals=False,
    )
    axes = body.subplots(
        2, len(shown), sharex="col", sharey="row", squeeze=False, height_ratios=[1.4, 1.0]
    )
    for column, (name, why) in enumerate(shown):
        upper, lower = axes[:, column]
        for series, _, color, line, marker in LINES:
            _line(upper, results, name, weeks[name], series, color, line, marker)
        _bars(lower, weeks[name], lost[name], causes)
        upper.set_title(f"{in_words(name, 26)}\n({why})", fontsize=8)
        for ax in (upper, lower):
            ax.set_ylim(0.0, 104.0)
            ax.set_yticks([0, 50, 100])
        lower.set_xlim(weeks[name].start, weeks[name].middles[-1] + timedelta(days=4))
        locator = mdates.AutoDateLocator(minticks=3, maxticks=5)  # type: ignore[no-untyped-call]
        lower.xaxis.set_major_locator(locator)
        lower.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes[0, 0].set_ylabel("%")
    axes[1, 0].set_ylabel("post-hours\nlost, % of due")
    body.legend(handles=list(_legend(causes)), loc="outside upper left", ncols=3)
    return figure


def describe(results: Results) -> str:
    """Of each scenario shown: what is watched and under watch in the last week, and what most of
    the rest is lost to."""
    shown = _shown(results)
    said = []
    for name, why in shown:
        weeks = _weeks(results, name)
        watched, reached = (_table(results, name, series, weeks) for series in (COVERAGE, REACH))
        if watched is None or reached is None:
            said.append(f"{named(name)} ({why}): no post is due.")
            continue
        lost = _lost(results, name, weeks)
        due = ~np.isnan(watched).all(axis=0)
        last = int(np.flatnonzero(due)[-1])
        most = max(lost, key=lambda cause: float(lost[cause][last]), default=None)
        words = (
            f"{named(name)} ({why}): {np.nanmean(watched[:, last]):.0f} % of the post-hours due "
        )
        words += (
            f"are watched, {np.nanmean(reached[:, last]):.0f} % of the background is under watch"
        )
        if most is not None and lost[most][last] >= 1.0:
            cause = CAUSES.get(most, in_words(most))
            words += f"; most hours are lost to {cause} ({lost[most][last]:.0f} %)"
        said.append(words + ".")
    return "Means over replications, in the last whole week, in the model. " + " ".join(said)


def _shown(results: Results) -> list[tuple[str, str]]:
    """Scenarios and why they are shown. Raises `NotInResults` when the series are missing."""
    if not results.has_series(COVERAGE) or not results.has_series(REACH):
        raise NotInResults("these results hold no post-hours or background under watch by week")
    mean = {
        name: float(results.series_of(REACH, name).to_numpy(float).mean())
        for name in results.names
        if _holds(results, name)
    }
    shown = {results.baseline: "baseline" if len(results.names) > 1 else "the only scenario"}
    of_shown = " of those shown" if results.chosen_from else ""
    if len(mean) > 1:
        for name, why in (
            (min(mean, key=lambda n: mean[n]), "least under watch"),
            (max(mean, key=lambda n: mean[n]), "most under watch"),
        ):
            if abs(mean[name] - mean.get(results.baseline, np.inf)) > WORTH_SHOWING:
                shown.setdefault(name, why + of_shown)
    return list(shown.items())


def _holds(results: Results, name: str) -> bool:
    try:
        results.series_of(REACH, name)
    except NotInResults:
        return False
    return True


def _weeks(results: Results, name: str) -> Weeks:
    try:
        settings = results.settings[name]
        start, days = date.fromisoformat(str(settings["world"]["start"])[:10]), settings["days"]
    except (KeyError, TypeError, ValueError):  # written by another version, or by hand
        raise NotInResults("the manifest lacks the settings of a scenario") from None
    if days < 14:
        raise NotInResults("the run is shorter than two weeks")
    return Weeks(start, int(days) // 7)


def _table(results: Results, name: str, series: str, weeks: Weeks) -> Floats | None:
    """Per cents, a row a replication, a column a week; NaN where nothing was due."""
    try:
        table = results.series_of(series, name)
    except NotInResults:
        return None
    return 100.0 * table.reindex(columns=range(weeks.number)).to_numpy(float)


def _line(
    ax: Axes,
    results: Results,
    name: str,
    weeks: Weeks,
    series: str,
    color: str,
    line: LineStyle,
    marker: str,
) -> None:
    values = _table(results, name, series, weeks)
    if values is None:
        ax.text(0.5, 0.5, "no post is due", transform=ax.transAxes, ha="center", va="center")
        return
    known = ~np.isnan(values).any(axis=0)
    mean = np.full(weeks.number, np.nan)
    mean[known] = values[:, known].mean(axis=0)
    ax.plot(weeks.middles, mean, color=color, linestyle=line, marker=marker, markersize=2.6)  # type: ignore[arg-type]
    if len(values) > 1 and known.any():
        low, high = np.full((2, weeks.number), np.nan)
        low[known], high[known] = np.quantile(values[:, known], [0.05, 0.95], axis=0)
        ax.fill_between(
            weeks.middles,  # type: ignore[arg-type]
            low,
            high,
            facecolor=color,
            alpha=0.18,
            linewidth=0,
        )


def _lost(results: Results, name: str, weeks: Weeks) -> dict[str, Floats]:
    """Mean per cent of the post-hours due that were lost to each cause, by week."""
    mine = results.series[results.series["scenario"] == name]["series"]
    everyone = _table(results, name, COVERAGE, weeks)
    found = {}
    for series in sorted(set(mine[mine.str.startswith(LOST)])):
        values = _table(results, name, series, weeks)
        if values is not None and everyone is not None:
            # in a replication that doesn't know the cause nothing was lost to it
            found[series.removeprefix(LOST)] = np.nansum(values, axis=0) / len(everyone)
    return found


def _causes(lost: dict[str, dict[str, Floats]]) -> dict[str, str]:
    """Causes that lost anything anywhere, with their words: the known ones first, then actors."""
    most: dict[str, float] = {}
    for of_scenario in lost.values():
        for cause, by_week in of_scenario.items():
            most[cause] = max(most.get(cause, 0.0), float(by_week.max()))
    known = [cause for cause in CAUSES if cause in most]
    found = [*known, *(cause for cause in most if cause not in CAUSES)]
    found = [cause for cause in found if most[cause] > 0.0]
    words = {cause: CAUSES.get(cause, in_words(cause)) for cause in found[:NAMED_CAUSES]}
    return words | ({OTHERS: "other causes"} if len(found) > NAMED_CAUSES else {})


def _by_shown_cause(lost: dict[str, Floats], causes: dict[str, str]) -> dict[str, Floats]:
    """The causes that the legend names, the rest put together."""
    found = {cause: lost[cause] for cause in causes if cause in lost}
    rest = [lost[cause] for cause in lost if cause not in causes]
    return found | ({OTHERS: np.sum(rest, axis=0)} if rest else {})


def _bars(ax: Axes, weeks: Weeks, lost: dict[str, Floats], causes: dict[str, str]) -> None:
    below = np.zeros(weeks.number)
    first = mdates.date2num(weeks.middles[0]) - 3.5  # type: ignore[no-untyped-call]
    edges = first + 7.0 * np.arange(weeks.number + 1)
    for cause, (color, hatch) in zip(causes, FILLS, strict=False):
        if cause not in lost:
            continue
        ax.stairs(
            below + lost[cause],
            edges,
            baseline=below,
            fill=True,
            facecolor=color,
            hatch=hatch,
            edgecolor=to_rgba(INK, 0.45),
            linewidth=0.3,
        )
        below = below + lost[cause]


def _legend(causes: dict[str, str]) -> Iterator[Artist]:
    for _, words, color, line, marker in LINES:
        yield Line2D(
            [], [], color=color, linestyle=line, marker=marker, markersize=3.0, label=words
        )
    for words, (color, hatch) in zip(causes.values(), FILLS, strict=False):
        yield Patch(
            facecolor=color, hatch=hatch, edgecolor=to_rgba(INK, 0.45), label=f"lost to {words}"
        )
