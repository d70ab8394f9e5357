"""What a budget study found: its candidates, how each does, and which of them nothing beats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan

from sim.report.folder.about_study import asked_of_study
from sim.report.folder.read import Estimate, NotInResults, Results
from sim.report.folder.study_tables import study_rows
from sim.report.words.figures import scale_and_unit

ON_THE_FRONT, UNDECIDED, DOMINATED = "on the front", "undecided", "dominated"
LEFT, ABOVE, NO_VALUE = "left in the search", "above the budget", "no value"
BEST, CLOSE = "best found", "not distinguishable from the best"
BEHIND = "behind the best"
ENDS = ("", "_low", "_high")
"""Behind an axis' name: its mean, and the ends of its own 95 % interval."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A force within the budget. ``figures``: axis -> its mean and interval, as it is read (per
    cents); the people paid are exact."""

    name: str
    words: str
    people: float
    figures: Mapping[str, Estimate]
    verdict: str
    dominated_by: str
    undecided_with: str
    rule: str
    """Response rule; empty where rules are no part of the question."""

    @property
    def counts(self) -> bool:
        """Whether fresh replications say something of it."""
        return self.verdict in (ON_THE_FRONT, UNDECIDED, DOMINATED)


@dataclass(frozen=True, slots=True)
class BestOnAnAxis:
    """Who is best on an axis, and who isn't told apart from it; ``best`` is empty where nobody is
    told apart."""

    kpi: str
    best: str
    close: list[str]


def axes_of(results: Results) -> list[str]:
    """The KPIs weighed against people. Raises `NotInResults` where no budget was asked about."""
    design = results.manifest.get("design")
    if not isinstance(design, dict) or design.get("kind") != "budget":
        raise NotInResults("no budget was asked about")
    return asked_of_study(design)


def people_at_most(results: Results) -> float:
    """The budget, in people paid at full strength. Raises `NotInResults` without one."""
    people = results.manifest.get("design", {}).get("people")
    if not isinstance(people, int | float):
        raise NotInResults("no budget was asked about")
    return float(people)


def candidates_of(results: Results) -> list[Candidate]:
    """Candidates with figures, those with the fewest people first. Raises `NotInResults` without
    any."""
    axes = axes_of(results)
    words = ("scenario", "words", "verdict", "dominated_by")
    ends = [f"{kpi}{end}" for kpi in axes for end in ENDS]
    found = []
    for row in study_rows(results, "candidates", words, ["paid_people", *ends]):
        if row["verdict"] == NO_VALUE:
            continue
        figures = {}
        for kpi in axes:
            scale, _ = scale_and_unit(results.unit_of(kpi))
            mean, low, high = (scale * row[f"{kpi}{end}"] for end in ENDS)
            figures[kpi] = Estimate(mean, low, high, nan, nan, nan, "")
        found.append(
            Candidate(
                row["scenario"],
                row["words"],
                row["paid_people"],
                figures,
                row["verdict"],
                row["dominated_by"],
                row.get("undecided_with", ""),
                row.get("rule", ""),
            )
        )
    return sorted(found, key=lambda one: one.people)


def best_of_axes(results: Results) -> list[BestOnAnAxis]:
    """Axis by axis. Raises `NotInResults` where nothing was confirmed."""
    rows = study_rows(results, "best", ("axis", "scenario", "standing"))
    found = []
    for kpi in dict.fromkeys(row["axis"] for row in rows):
        standing = {row["scenario"]: row["standing"] for row in rows if row["axis"] == kpi}
        best = next((name for name, told in standing.items() if told == BEST), "")
        close = [name for name, told in standing.items() if told == CLOSE]
        alike = len(close) + 1 >= len(standing) > 1
        found.append(BestOnAnAxis(kpi, "" if alike else best, close))
    return found


def smallest_unbeaten(results: Results) -> str:
    """The force with the fewest people that isn't shown to be behind on any axis, which is the one
    that the study's answer names; empty where each is behind on some. Raises `NotInResults` where
    nothing was confirmed."""
    rows = study_rows(results, "best", ("scenario", "standing"), ("paid_people",))
    behind = {row["scenario"] for row in rows if row["standing"] == BEHIND}
    left = [row for row in rows if row["scenario"] not in behind]
    return str(min(left, key=lambda row: row["paid_people"])["scenario"]) if left else ""


def numbered(found: list[Candidate]) -> dict[int, Candidate]:
    """Those that fresh replications say something of, by the number that table and chart give them,
    from 1 on."""
    told = [one for one in found if one.counts]
    return dict(enumerate(told, start=1))
