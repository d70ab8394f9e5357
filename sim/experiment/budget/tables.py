"""The tables of a budget: every force tried, and how far each finalist is from the best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.analysis import kpis
from sim.analysis.pareto import DOMINATED, UNDECIDED
from sim.config import Scenario
from sim.experiment.budget.forces_in_words import in_words
from sim.experiment.budget.search import Found
from sim.experiment.budget.space import Candidate
from sim.experiment.budget.standings import Standing
from sim.experiment.study_results import Rows
from sim.experiment.trials import fresh, searching

LEFT = "left in the search"
ABOVE = "above the budget"


@dataclass(slots=True)
class ToldOf:
    """What is told of the forces of a search: their scenarios, and their words."""

    found: Found
    differing: set[str] = field(init=False)
    """Roles in which the forces told differ."""

    def __post_init__(self) -> None:
        space = self.found.tried.space
        numbers = zip(*(one.numbers for one in every_force(self.found)), strict=True)
        levers = zip(space.levers, numbers, strict=True)
        self.differing = {lever.role for lever, of_each in levers if len(set(of_each)) > 1}

    def scenario(self, candidate: Candidate) -> Scenario:
        """The scenario with a force."""
        space, trials = self.found.tried.space, self.found.tried.trials
        if candidate == space.standing:
            return trials.base
        return trials.scenario(self.found.tried.name(candidate), space.changes(candidate))

    def words(self, candidate: Candidate, *, with_rule: bool) -> str:
        """What a force mans and, unless that is told elsewhere, its rule."""
        said = in_words(self.scenario(candidate), self.differing)
        if candidate.by_coverage:
            said += ", posts in the order of what they cover"
        if with_rule and candidate.rule:
            said += f", with the rule {candidate.rule.replace('_', ' ')}"
        return said


def every_force(found: Found) -> list[Candidate]:
    """Finalists, the scenario as it stands, and what was left in the search, by people paid."""
    tried = found.tried
    left = sorted(tried.searched, key=tried.space.price)
    return list(dict.fromkeys([*found.finalists, tried.space.standing, *left]))


def candidate_rows(found: Found, told_of: ToldOf) -> Rows:
    """A row a force; figures of those that are reported are of the fresh replications."""
    tried = found.tried
    confirmed = fresh(tried.trials.results.replications)
    names = [tried.name(candidate) for candidate in found.finalists]
    verdicts = dict(zip(found.finalists, found.verdicts, strict=True))
    rows: Rows = []
    for one in every_force(found):
        verdict, by, numbers = LEFT, "", confirmed
        if one in verdicts:
            verdict, place = verdicts[one].verdict, verdicts[one].by
            by = "" if place is None else names[place]
        elif one == tried.space.standing:
            verdict = ABOVE
        else:
            numbers = searching(tried.searched[one])
        words = told_of.words(one, with_rule=verdict == LEFT)
        rows.append(_row(found, one, words, verdict, by, numbers))
    return rows


def _row(
    found: Found,
    candidate: Candidate,
    words: str,
    verdict: str,
    by: str,
    replications: Sequence[int],
) -> dict[str, str | int | float]:
    tried = found.tried
    row: dict[str, str | int | float] = {
        "scenario": tried.name(candidate),
        "words": words,
        "paid_people": tried.space.price(candidate),
    }
    for axis in tried.axes:
        mean = tried.trials.mean(tried.name(candidate), axis.kpi, replications)
        row |= {axis.kpi: mean.estimate, f"{axis.kpi}_low": mean.low, f"{axis.kpi}_high": mean.high}
    row |= {
        "verdict": verdict,
        "dominated_by": by if verdict == DOMINATED else "",
        "undecided_with": by if verdict == UNDECIDED else "",
        "replications": len(replications),
        "rule": candidate.rule,
        "sites_by": "coverage" if candidate.by_coverage else "priority",
    }
    numbers = zip(tried.space.levers, candidate.numbers, strict=True)
    return row | {f"{lever.zone}: {lever.role}": number for lever, number in numbers}


def best_rows(found: Found, on_axis: Mapping[str, Sequence[Standing]]) -> Rows:
    """Each finalist on each axis, those with the fewest people first."""
    return [
        {
            "axis": kpi,
            "label": kpis.describe(kpi).label,
            "unit": kpis.describe(kpi).unit,
            "scenario": found.tried.name(one.candidate),
            "paid_people": found.tried.space.price(one.candidate),
            "mean": one.mean.estimate,
            "low": one.mean.low,
            "high": one.mean.high,
            "standing": one.standing,
            "from_best_other": one.from_best_other.estimate,
            "from_best_other_low": one.from_best_other.low,
            "from_best_other_high": one.from_best_other.high,
        }
        for kpi, standing in on_axis.items()
        for one in standing
    ]
