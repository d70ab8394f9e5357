"""What a scenario plans by date, posts that open and groups that join, and marks of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matplotlib.axes import Axes

from sim.report.drawing.style import INK
from sim.report.folder import dates as dates_of
from sim.report.manned import manned
from sim.report.positions import SIDE

MARKED = {"post opens": "posts", "group joins": "joining"}
"""Rows of marks, from below -> the dates that stand there."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What is planned for a scenario, as (date, label): posts opening, groups joining."""

    start: date
    end: date
    posts: list[tuple[date, str]]
    joining: list[tuple[date, str]]


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


def strip(ax: Axes, dates: Dates, rows: list[str]) -> None:
    """Which posts open and which groups join, and when."""
    ax.set_ylim(-0.8, 2.0 * len(rows) - 1.0)
    ax.set_yticks([2.0 * at for at in range(len(rows))], rows)
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    for at, word in zip(ax.get_yticks(), rows, strict=True):
        what: list[tuple[date, str]] = getattr(dates, MARKED[word])
        marker, color = ("^", INK) if what is dates.posts else ("*", "#888888")
        days = together(sorted(day for day, _ in what))
        ax.plot(
            list(days),  # type: ignore[arg-type]
            [at] * len(days),
            marker=marker,
            color=color,
            linestyle="",
            markersize=5,
        )
        for day, count in days.items():
            if count > 1:
                ax.annotate(
                    str(count),
                    (day, at),
                    xytext=(0, 3.5),
                    textcoords="offset points",
                    ha="center",
                    fontsize=6.5,
                )


def together(days: Sequence[date]) -> Counter[date]:
    """How many days fall together: what comes within a week stands at the first of them, because
    marks and counts any closer lie on one another."""
    together: Counter[date] = Counter()
    first = date.min
    for day in days:
        if day - first >= timedelta(days=7):
            first = day
        together[first] += 1
    return together
