"""Incidents by week, true beside recorded, with coverage and the mission's build-up underneath."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.charts.calendar import days_of, start_of
from sim.report.charts.described import named
from sim.report.drawing.style import INK, RECORDED, TRUE, LineStyle, in_words, page
from sim.report.folder import dates as dates_of
from sim.report.folder.read import NotInResults, Results
from sim.report.manned import manned
from sim.report.positions import SIDE

TRUTH = "true_incidents_by_week"
RECORD = "recorded_matched_by_week"
COVERAGE = "coverage_by_week"
LINES: tuple[tuple[str, str, str, LineStyle, str], ...] = (
    (TRUTH, "true", TRUE, "-", ""),
    (RECORD, "recorded", RECORDED, "--", "//////"),
)


@dataclass(frozen=True, slots=True)
class Dates:
    """What is planned for a scenario, as (date, label): posts opening, groups joining."""

    start: date
    end: date
    posts: list[tuple[date, str]]
    joining: list[tuple[date, str]]


def draw(results: Results) -> Figure:
    """A column a scenario: the baseline, and those with fewest and most true incidents."""
    shown = _shown(results)
    try:
        dates = {name: planned(results.settings[name]) for name, _ in shown}
    except (KeyError, TypeError, ValueError):  # written by another version, or by hand
        raise NotInResults("the manifest lacks the settings of a scenario") from None
    if any((d.end - d.start).days < 14 for d in dates.values()):
        raise NotInResults("the run is shorter than two weeks")
    largest = max(
        float(np.nanmax(np.nanquantile(results.series_of(series, name), 0.95, axis=0)))
        for series in (TRUTH, RECORD)
        for name, _ in shown
    )
    if largest == 0.0:
        raise NotInResults("no incident happened and none was recorded")
    figure, body = page(
        results, "Incidents by week, true and recorded", 4.3, *_notes(dates), intervals=False
    )
    axes = body.subplots(3, len(shown), sharex="col", squeeze=False, height_ratios=[2.3, 1.0, 0.6])
    for column, (name, why) in enumerate(shown):
        upper, middle, lower = axes[:, column]
        _incidents(upper, results, name, dates[name])
        upper.set_ylim(0.0, 1.06 * largest)
        upper.set_title(f"{in_words(name, 26)}\n({why})", fontsize=8)
        _coverage(middle, results, name, dates[name])
        _strip(lower, dates[name])
        for ax in (upper, middle):
            for day, _ in dates[name].joining:
                ax.axvline(day, color="#888888", linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
        if column:
            for ax in (upper, middle, lower):
                ax.tick_params(labelleft=False)
    axes[0, 0].set_ylabel("incidents a week")
    axes[1, 0].set_ylabel("post-hours\nwatched, %")
    body.legend(*_legend(), loc="outside upper left", ncols=4)
    return figure


def describe(results: Results) -> str:
    """Of each scenario shown: mean true and recorded incidents a week, at the peak and at last."""
    said = []
    for name, why in _shown(results):
        start, days = start_of(results, name), days_of(results, name)
        weeks = [
            results.series_of(series, name).fillna(0.0).mean(axis=0) for series in (TRUTH, RECORD)
        ]
        true, recorded = (of.reindex(range(days // 7), fill_value=0.0) for of in weeks)
        peak = int(true.to_numpy().argmax())
        day = start + timedelta(days=7 * peak)
        said.append(
            f"{named(name)} ({why}): most true incidents in the week from {day.day} {day:%B}, "
            f"{true[peak]:.0f}, of which {recorded[peak]:.0f} are recorded; in the last "
            f"whole week {true.iloc[-1]:.0f} and {recorded.iloc[-1]:.0f}."
        )
    return "Means over replications, in the model. " + " ".join(said)


def planned(settings: dict[str, Any]) -> Dates:
    """Dates of the posts this staffing can man, and of the groups that join after the start."""
    start, days = dates_of.start_of(settings), dates_of.days_of(settings)
    posts: list[tuple[date, str]] = []
    for name in manned(settings, "posts"):
        post = settings["mission"]["posts"][name]
        opens = post["opens_day"] + (post.get("late_days") or 0.0)
        if opens <= days:
            posts.append((start + timedelta(days=opens), post["label"]))
    joining = [
        (start + timedelta(days=group["joins_day"]), f"a group of {SIDE[group['side']]}")
        for group in settings["world"]["groups"].values()
        if group.get("covered", True) and 0.0 < group["joins_day"] <= days
    ]
    return Dates(start, start + timedelta(days=days), sorted(posts), sorted(joining))


def _shown(results: Results) -> list[tuple[str, str]]:
    """Scenarios and why they are shown. Raises `NotInResults` when the series are missing."""
    shown = [(results.baseline, "baseline" if len(results.names) > 1 else "the only scenario")]
    if not results.has_series(TRUTH) or not results.has_series(RECORD):
        raise NotInResults("these results hold no series by week")
    others = [n for n in results.names if n != results.baseline]
    of_all, of_others = "", " of the others"
    if results.chosen_from:
        of_all, of_others = " of those shown", " of the others shown"
    means = results.estimates("true_incidents_per_day")["mean"].astype(float)
    mean, base = means.reindex(others).dropna(), float(means[results.baseline])
    if len(mean):
        fewest = "fewest true" + (of_others if base < mean.min() else of_all)
        shown.append((str(mean.idxmin()), fewest if len(mean) > 1 else "compared"))
    if len(mean) > 1 and mean.idxmax() != mean.idxmin():
        most = "most true" + (of_others if base > mean.max() else of_all)
        shown.append((str(mean.idxmax()), most))
    return shown


def _notes(dates: dict[str, Dates]) -> list[str]:
    notes = [
        "Lines are means, ribbons hold the middle 90 % of replications. Recorded: incidents "
        "entered in at least one ledger. No coverage is drawn where no post was due. A last week "
        "that is not whole is left out."
    ]
    joining = dict.fromkeys(item for d in dates.values() for item in d.joining)
    if joining:
        listed = "; ".join(f"{label}, {day.day} {day:%b}" for day, label in joining)
        notes.append(f"Joining the ceasefire (dotted lines): {listed}.")
    return notes


def _legend() -> tuple[list[Any], list[str]]:
    """Handles and their words."""
    handles: list[Any] = []
    labels = []
    for _, words, color, line, hatch in LINES:
        handles += [
            Line2D([], [], color=color, linestyle=line),
            tuple(Patch(**look) for look in _ribbon(color, hatch)),
        ]
        labels += [f"{words}, mean", "middle 90 %"]
    return handles, labels


def _ribbon(color: str, hatch: str) -> list[dict[str, Any]]:
    """A light area, and hatches over it: SVG can't give them another opacity than the area's."""
    plain = {"facecolor": to_rgba(color, 0.22), "linewidth": 0}
    hatched = {"facecolor": "none", "edgecolor": to_rgba(color, 0.5), "linewidth": 0}
    return [plain, hatched | {"hatch": hatch}] if hatch else [plain]


def _weeks(index: Any, dates: Dates) -> tuple[Any, list[date]]:
    """Whole weeks only, and the date of the middle of each."""
    whole = np.asarray([i for i in index if 7 * (int(i) + 1) <= (dates.end - dates.start).days])
    return whole, [dates.start + timedelta(days=7 * int(i) + 3) for i in whole]


def _incidents(ax: Axes, results: Results, name: str, dates: Dates) -> None:
    for series, _, color, line, hatch in LINES:
        table = results.series_of(series, name).fillna(0.0)
        weeks, middle = _weeks(table.columns, dates)
        values = table[weeks].to_numpy(float)
        ax.plot(middle, values.mean(axis=0), color=color, linestyle=line)  # type: ignore[arg-type]
        if len(values) > 1:
            low, high = np.quantile(values, [0.05, 0.95], axis=0)
            for look in _ribbon(color, hatch):
                ax.fill_between(middle, low, high, **look)  # type: ignore[arg-type]


def _coverage(ax: Axes, results: Results, name: str, dates: Dates) -> None:
    ax.set_ylim(0.0, 104.0)
    ax.set_yticks([0, 50, 100])
    try:
        table = results.series_of(COVERAGE, name)
    except NotInResults:
        ax.text(0.5, 0.5, "no post is due", transform=ax.transAxes, ha="center", va="center")
        return
    weeks, _ = _weeks(table.columns, dates)
    # Weeks in which nothing was due are absent: a gap, never a zero.
    known = range(int(max(weeks, default=0)) + 1)
    mean = 100.0 * table[weeks].mean(axis=0).reindex(list(known))
    middle = [dates.start + timedelta(days=7 * week + 3) for week in known]
    ax.plot(middle, mean.to_numpy(float), color=INK, marker=".", markersize=4)  # type: ignore[arg-type]


def _together(days: Sequence[date]) -> Counter[date]:
    """How many days fall together: what comes within a week stands at the first of them, because
    marks and counts any closer lie on one another."""
    together: Counter[date] = Counter()
    first = date.min
    for day in days:
        if day - first >= timedelta(days=7):
            first = day
        together[first] += 1
    return together


def _strip(ax: Axes, dates: Dates) -> None:
    """Which posts open and which groups join, and when."""
    ax.set_ylim(-0.8, 3.0)
    ax.set_yticks([0, 2], ["post opens", "group joins"])
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(dates.start, dates.end)  # type: ignore[arg-type]
    for at, marker, color, what in (
        (0.0, "^", INK, dates.posts),
        (2.0, "*", "#888888", dates.joining),
    ):
        together = _together(sorted(day for day, _ in what))
        ax.plot(
            list(together),  # type: ignore[arg-type]
            [at] * len(together),
            marker=marker,
            color=color,
            linestyle="",
            markersize=5,
        )
        for day, count in together.items():
            if count > 1:
                ax.annotate(
                    str(count),
                    (day, at),
                    xytext=(0, 3.5),
                    textcoords="offset points",
                    ha="center",
                    fontsize=6.5,
                )
    locator = mdates.AutoDateLocator(minticks=3, maxticks=5)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
