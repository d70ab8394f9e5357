"""Differences of each scenario to the baseline, with simultaneous intervals."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.report.charts.described import listed_names, named
from sim.report.charts.rows import Rows, frame, rows_of
from sim.report.drawing.style import BETTER, INK, QUIET, WORSE, in_words, page
from sim.report.folder.read import NotInResults, Results
from sim.report.words.figures import LEFT_OUT, scale_and_unit

SHOWN = (
    ("true_incidents_per_day", "true incidents a day"),
    ("people_reached_share", "people reached, percentage points"),
    ("visited_within_72_h_share", "reports visited within 72 h, percentage points"),
    ("sanctions_wrong_group_share", "sanctions of the wrong group, percentage points"),
    ("paid_person_days", "paid person-days, thousands"),
)
SCALE = {"paid_person_days": 1e-3}
MOST_PANELS = 5
PANELS_WITH_LONG_WORDS = 4
"""What a question is about has longer words and finer figures than what is usually shown."""
USUAL_LINES = 3
ROOM = 98
"""Characters of row names and of all panels' words that fit beside one another."""
LINE_IN = 0.14
"""A panel's words in more than the usual lines need this much more height for each."""

KINDS = {
    "better": "better",
    "worse": "worse",
    "differs": "different",
    "not shown": "no difference shown",
    "unsure": "no difference shown",
    "identical": "identical",
    "none": "no data",
}
NAMED = 3
"""So many scenarios are named in the description; more are counted."""

NOT_SHOWN = Line2D([], [], color=QUIET, marker="o", markerfacecolor="white", linestyle="-")
LEGEND = {
    "better": (Line2D([], [], color=BETTER, marker="o", linestyle="-"), "better"),
    "worse": (Line2D([], [], color=WORSE, marker="D", linestyle="-"), "worse"),
    "different": (Line2D([], [], color=INK, marker="s", linestyle="-"), "differs, neither better"),
    "no difference shown": (NOT_SHOWN, "no difference shown"),
    "identical": (Line2D([], [], color=QUIET, marker="x", linestyle=""), "identical"),
}
"""Kind of difference -> handle and words; those that are drawn stand in the legend."""


def draw(results: Results) -> Figure:
    """A panel a KPI, a row a scenario, the baseline as the zero line."""
    rows = rows_of(results, leave_out_baseline=True)
    if not rows.names:
        raise NotInResults("there is one scenario only, so nothing to compare it with")
    if results.baseline in results.left_out:
        raise NotInResults("too many replications of the baseline failed: nothing is compared")
    shown = _panels(results)
    if not shown:
        raise NotInResults("no difference has an interval: there are too few replications")
    base = in_words(results.baseline, 60)
    compared = len(results.everything.names) - 1
    panel = "a KPI" if results.chosen_from else "a panel"
    together = f"{compared:,} comparisons of {panel} together"
    characters = _characters(rows, len(shown))
    most_lines = max(_wrapped(words, characters).count("\n") + 1 for _, words in shown)
    figure, body = page(
        results,
        "Differences to the baseline",
        rows.height_in + 1.05 + LINE_IN * max(most_lines - USUAL_LINES, 0),
        f"Baseline (zero line): {base}. Bars are 95 % intervals of the difference"
        + (f", wide enough to hold for all {together}." if compared > 1 else "."),
    )
    panels = body.subplots(1, len(shown), squeeze=False)[0]
    drawn: set[str] = set()
    for ax, (kpi, words) in zip(panels, shown, strict=True):
        frame(ax, rows, label=ax is panels[0])
        drawn |= _panel(ax, results, rows, kpi, words, characters)
    entries = [entry for kind, entry in LEGEND.items() if kind in drawn]
    body.legend(*zip(*entries, strict=True), loc="outside upper left", ncols=5)
    return figure


def describe(results: Results) -> str:
    """Of each KPI, how many scenarios are better or worse, and which most."""
    compared = [name for name in results.names if name != results.baseline]
    said = [f"Against the baseline, {named(results.baseline)}:"]
    for kpi, words in _panels(results):
        direction = results.direction_of(kpi)
        by_kind: dict[str, list[str]] = {}
        for name in compared:
            kind = results.estimate(kpi, name).kind_of_difference(direction)
            by_kind.setdefault(KINDS[kind], []).append(name)
        parts = [
            f"{kind} {_counted(by_kind[kind], compared)}"
            for kind in dict.fromkeys(KINDS.values())
            if kind in by_kind
        ]
        what = words.removesuffix(", percentage points").removesuffix(", thousands")
        said.append(f"{what[0].upper()}{what[1:]}: {', '.join(parts)}.")
    return " ".join(said)


def _characters(rows: Rows, panels: int) -> int:
    """How many of an axis' words fit below a panel: long names of rows leave it less room."""
    longest = max(len(line) for label in rows.labels.values() for line in label.split("\n"))
    return int((ROOM - longest) / panels)


def _counted(names: list[str], of: list[str]) -> str:
    if len(of) == 1:
        return f"with {named(names[0])}"
    if len(names) == len(of):
        return f"in all {len(of)}"
    return f"in {len(names)} of {len(of)}" + (
        f" ({listed_names(names)})" if len(names) <= NAMED else ""
    )


def _panels(results: Results) -> list[tuple[str, str]]:
    """KPIs that can be compared anywhere, with their words."""
    found = [
        (kpi, words)
        for kpi, words in _kpis(results)
        if results.has(kpi)
        and any(
            results.estimate(kpi, name).kind_of_difference("neither") != "none"
            for name in results.names
            if name != results.baseline
        )
    ]
    return found[: PANELS_WITH_LONG_WORDS if results.about else MOST_PANELS]


def _kpis(results: Results) -> list[tuple[str, str]]:
    """KPIs and their words: incidents, what the question is about, the others."""
    usual = dict(SHOWN)
    about = [(kpi, usual.get(kpi) or _words(results, kpi)) for kpi in results.about]
    return list(dict.fromkeys([SHOWN[0], *about, *SHOWN]))


def _words(results: Results, kpi: str) -> str:
    label, unit = results.label_of(kpi), results.unit_of(kpi)
    # The label says it already: so many a day, hours until something.
    if unit.startswith("per ") or "/" in unit or unit in label.replace("-", " ").split():
        return label
    return f"{label}, {'percentage points' if unit.startswith('share') else unit}"


def _panel(
    ax: Axes, results: Results, rows: Rows, kpi: str, words: str, characters: int
) -> set[str]:
    """A KPI's differences; which kinds there are."""
    drawn = set()
    scale = SCALE.get(kpi) or scale_and_unit(results.unit_of(kpi))[0]
    direction = results.direction_of(kpi)
    ax.axvline(0.0, color=INK, linewidth=0.9)
    for name in rows.names:
        found, at = results.estimate(kpi, name), rows.y[name]
        kind = found.kind_of_difference(direction)
        drawn.add(KINDS[kind])
        if kind == "none":
            said = LEFT_OUT if name in results.left_out else "no data"
            ax.text(0.0, at, f" {said}", fontsize=6.5, va="center", color=QUIET)
            continue
        if kind == "identical":
            ax.plot(0.0, at, marker="x", color=QUIET, markersize=4.5, zorder=3)
            continue
        color, marker, face, width = {
            "better": (BETTER, "o", BETTER, 1.8),
            "worse": (WORSE, "D", WORSE, 1.8),
            "differs": (INK, "s", INK, 1.8),
            "not shown": (QUIET, "o", "white", 0.9),
            "unsure": (QUIET, "o", "white", 0.9),
        }[kind]
        low, high = scale * found.difference_low, scale * found.difference_high
        ax.plot([low, high], [at, at], color=color, linewidth=width, solid_capstyle="butt")
        ax.plot(
            scale * found.difference,
            at,
            marker=marker,
            color=color,
            markerfacecolor=face,
            markersize=4.5,
            zorder=3,
        )
    if all(line.get_marker() in ("x", "None") for line in ax.get_lines()):
        ax.set_xlim(-1.0, 1.0)
        ax.set_xticks([0])
        ax.set_xlabel(_wrapped(words, characters))
        return drawn
    ax.margins(x=0.09)  # half a mark
    left, right = ax.get_xlim()
    ax.set_xlim(min(left, -0.25 * right), max(right, -0.25 * left))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=3, min_n_ticks=2, steps=[1, 2, 5, 10]))
    ax.tick_params(axis="x", labelsize=7)
    ax.set_xlabel(_wrapped(words, characters))
    return drawn


def _wrapped(words: str, characters: int) -> str:
    return "\n".join(textwrap.wrap(words, characters, break_on_hyphens=False))
