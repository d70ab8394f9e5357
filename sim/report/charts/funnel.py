"""The funnel: how many of the incidents that truly happened got how far, in two scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from sim.analysis.kpis.declaration import FROM_FIRST_POST
from sim.report.charts.described import in_figures, why_no_incident
from sim.report.charts.intervals import means_and_bars, whiskers
from sim.report.charts.pair import best_by, heading, pair, under
from sim.report.drawing.style import INK, RECORDED, TRUE, page
from sim.report.folder.read import NotInResults, Results

SHARE = "incidents_reaching_share_"
STAGES = (
    ("observable", "", "somebody on watch\ncould have noticed"),
    ("noticed", "", "heard or seen"),
    ("located", "", "located"),
    ("recorded", "recorded_own", "recorded in a ledger\n(hatched: on complaints only)"),
    ("visited", "", "visited by a team"),
    ("attributed", "rightly_attributed", "attributed to a group\n(hatched: to the wrong one)"),
    ("answered", "rightly_answered", "answered by a measure\n(hatched: on the wrong group)"),
)
"""Stage, the part of it that is drawn full, and words."""
FROM_THEN = "Only from the day on which the first post opens."
OVER_ALL = "Over the whole run, also while no post was open yet."


def draw(results: Results) -> Figure:
    """A panel a scenario, a bar a stage, in per cent of the incidents that happened."""
    names = _shown(results)
    since = since_first_post(results, names)
    figure, body = page(
        results,
        "What becomes of the incidents that truly happen",
        1.05 + 0.36 * (len(STAGES) + 1),
        "In % of all true incidents of covered groups, whether or not anybody knew of them.",
        FROM_THEN if since else OVER_ALL,
        "A complaint brings in incidents that nobody on watch noticed, so more may be recorded "
        "than located. Measures: protest, sanction, silence regime; some rules take them without a "
        f"visit. Incidents near the end of the run had little time.{best_by(results)}",
    )
    panels = body.subplots(1, len(names), sharey=True, squeeze=False)[0]
    for ax, name in zip(panels, names, strict=True):
        _panel(ax, results, name, since)
        ax.set_title(heading(results, name), fontsize=8)
    labels = ["happened", *(words for *_, words in STAGES)]
    panels[0].set_yticks(range(len(labels)), labels, fontsize=7.5)
    panels[0].set_ylim(len(labels) - 0.4, -0.6)
    return figure


def describe(results: Results) -> str:
    """Noticed, recorded, rightly attributed and answered."""
    names = _shown(results)
    since = since_first_post(results, names)
    said = []
    for name in names:
        noticed, recorded, right, answered = (
            in_figures(results, SHARE + stage + since, name)
            for stage in ("noticed", "recorded", "rightly_attributed", "answered")
        )
        said.append(
            f"{under(name)} of all incidents that truly happened {noticed} were "
            f"heard or seen, {recorded} were recorded, {right} were attributed to the group that "
            f"fired, and {answered} were answered by a measure."
        )
    return " ".join([*said, FROM_THEN if since else OVER_ALL])


def _shown(results: Results) -> list[str]:
    if not all(results.has(SHARE + stage) for stage, *_ in STAGES):
        none = "these results don't tell how far incidents got"
        raise NotInResults(why_no_incident(results) or none)
    names = [name for name in pair(results) if results.estimate(SHARE + STAGES[0][0], name).known]
    if not names:
        raise NotInResults("no incident happened in the scenarios to show")
    return names


def since_first_post(results: Results, names: Sequence[str]) -> str:
    """The ending of the names of KPIs counted from the first post on; empty where these results
    hold none. Before, fewer incidents are within reach the more of them more posts prevent later.
    """
    kpis = [f"{SHARE}{stage}{FROM_FIRST_POST}" for stage, *_ in STAGES]
    known = all(
        results.has(kpi) and results.estimate(kpi, name).known for kpi in kpis for name in names
    )
    return FROM_FIRST_POST if known else ""


def _panel(ax: Axes, results: Results, name: str, since: str) -> None:
    bar: dict[str, Any] = {"height": 0.62, "linewidth": 0.6, "edgecolor": INK}
    ax.barh(0, 100.0, facecolor=to_rgba(TRUE, 0.85), **bar)
    ax.text(102.0, 0, "100 %", va="center", fontsize=7)
    for at, (stage, full, _) in enumerate(STAGES, start=1):
        mean, errors = means_and_bars(results, SHARE + stage + since, [name])
        part = float(mean[0])
        if full:
            part = 100.0 * results.estimate(SHARE + full + since, name).mean
        color = RECORDED if stage == "recorded" else TRUE
        ax.barh(at, part, facecolor=to_rgba(color, 0.85 if full else 0.45), **bar)
        ax.barh(at, mean[0] - part, left=part, facecolor="white", hatch="////", **bar)
        whiskers(ax, mean, errors, np.array([at], dtype=np.float64))
        after = mean[0] + errors[1, 0] + 2.0
        said = in_figures(results, SHARE + stage + since, name)
        ax.text(after, at, said, va="center", fontsize=7)
    ax.set_xlim(0.0, 172.0)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("% of true incidents" + (",\nfrom the first post on" if since else ""))
