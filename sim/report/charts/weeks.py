"""Incidents by week, true beside recorded, with coverage and the mission's build-up underneath."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.charts.calendar import date_axis, days_of, start_of
from sim.report.charts.described import named, of_weeks, why_no_incident
from sim.report.charts.planned_dates import MARKED, Dates, planned, strip
from sim.report.drawing.style import INK, RECORDED, TRUE, LineStyle, in_words, page
from sim.report.folder.read import NotInResults, Results

TRUTH = "true_incidents_by_week"
RECORD = "recorded_matched_by_week"
COVERAGE = "coverage_by_week"
LINES: tuple[tuple[str, str, str, LineStyle, str], ...] = (
    (TRUTH, "true", TRUE, "-", ""),
    (RECORD, "recorded", RECORDED, "--", "//////"),
)
WIDEST = {1: 80, 2: 38, 3: 26}
"""Number of columns -> characters of a name above one."""


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
        raise NotInResults(why_no_incident(results))
    due = results.has_series(COVERAGE) and any(_watched(results, name).size for name, _ in shown)
    marked = {
        word: any(getattr(d, field) for d in dates.values()) for word, field in MARKED.items()
    }
    heights_in = [2.3, *([1.0] if due else []), *([0.6] if any(marked.values()) else [])]
    figure, body = page(
        results,
        "Incidents by week, true and recorded",
        0.4 + sum(heights_in),
        *_notes(results, dates, due),
        intervals=False,
    )
    axes = body.subplots(
        len(heights_in), len(shown), sharex="col", squeeze=False, height_ratios=heights_in
    )
    for column, (name, why) in enumerate(shown):
        own = list(axes[:, column])
        _incidents(own[0], results, name, dates[name])
        own[0].set_ylim(0.0, 1.06 * largest)
        own[0].set_title(f"{in_words(name, WIDEST[len(shown)])}\n({why})", fontsize=8)
        if due:
            _coverage(own[1], results, name, dates[name])
        for ax in own[: 1 + due]:
            for day, _ in dates[name].joining:
                ax.axvline(day, color="#888888", linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
        if any(marked.values()):
            strip(own[-1], dates[name], [word for word, found in marked.items() if found])
        date_axis(own[-1], dates[name].start, dates[name].end)
        for ax in own if column else []:
            ax.tick_params(labelleft=False)
    axes[0, 0].set_ylabel("incidents a week")
    if due:
        axes[1, 0].set_ylabel("post-hours\nwatched, %")
    body.legend(*_legend(results), loc="outside upper left", ncols=4)
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


def _notes(results: Results, dates: dict[str, Dates], due: bool) -> list[str]:
    none_due = " No coverage is drawn where no post was due." if due else ""
    notes = [
        f"{of_weeks(results)} Recorded: incidents entered in at least one ledger.{none_due} A last "
        "week that is not whole is left out."
    ]
    joining = dict.fromkeys(item for d in dates.values() for item in d.joining)
    if joining:
        listed = "; ".join(f"{label}, {day.day} {day:%b}" for day, label in joining)
        notes.append(f"Joining the ceasefire (dotted lines): {listed}.")
    return notes


def _legend(results: Results) -> tuple[list[Any], list[str]]:
    """Handles and their words."""
    handles: list[Any] = []
    labels = []
    for _, words, color, line, hatch in LINES:
        handles.append(Line2D([], [], color=color, linestyle=line))
        if results.replications == 1:
            labels.append(f"{words} incidents")
            continue
        handles.append(tuple(Patch(**look) for look in _ribbon(color, hatch)))
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
    table = _watched(results, name)
    if not table.size:
        ax.text(0.5, 0.5, "no post is due", transform=ax.transAxes, ha="center", va="center")
        return
    weeks, _ = _weeks(table.columns, dates)
    # Weeks in which nothing was due are absent: a gap, never a zero.
    known = range(int(max(weeks, default=0)) + 1)
    mean = 100.0 * table[weeks].mean(axis=0).reindex(list(known))
    middle = [dates.start + timedelta(days=7 * week + 3) for week in known]
    ax.plot(middle, mean.to_numpy(float), color=INK, marker=".", markersize=4)  # type: ignore[arg-type]


def _watched(results: Results, name: str) -> pd.DataFrame:
    """Share of the post-hours due by week; empty where none was due."""
    try:
        return results.series_of(COVERAGE, name)
    except NotInResults:
        return pd.DataFrame()
