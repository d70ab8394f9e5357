"""What a search over a budget came to, in sentences and tables for the planner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.analysis import kpis
from sim.analysis.pareto import DOMINATED, FRONT, UNDECIDED
from sim.analysis.statistics import Interval
from sim.analysis.verdict import SHARES
from sim.config import Scenario
from sim.experiment.budget.forces_in_words import in_people, in_words
from sim.experiment.budget.search import Found
from sim.experiment.budget.space import Candidate
from sim.experiment.budget.standings import BEST_FOUND, Standing, mean_of_candidate, standings
from sim.experiment.designs.base import Conclusion, Rows
from sim.experiment.trials import fresh, searching
from sim.kernel.names import listed

LEFT = "left in the search"
ABOVE = "above the budget"
PER = ("/day", "/month")
ASSUMED = {
    "deterrence_by_rung": "that sanctions deter",
    "resentment_effect": "that wrong sanctions are resented",
    "deterrence_by_presence": "what the presence of observers does",
}
"""Setting of violence through which staff can change it -> what it assumes."""


def told(found: Found) -> Conclusion:
    """The whole conclusion."""
    return _Telling(found).conclusion()


@dataclass(slots=True)
class _Telling:
    found: Found
    on_axis: dict[str, list[Standing]] = field(init=False)
    names: list[str] = field(init=False)
    """Of the finalists."""

    def __post_init__(self) -> None:
        self.on_axis = standings(self.found)
        self.names = [self.found.tried.name(candidate) for candidate in self.found.finalists]

    def conclusion(self) -> Conclusion:
        """Sentences and tables."""
        compared = next(iter(self.on_axis.values()))
        tables = {"candidates": self._candidates(), "best": self._best()}
        if not compared:
            said = ["There is no answer: no force has a figure on every axis."]
            return Conclusion(said, is_the_answer=True, tables=tables)
        said = [
            self._smallest_near_the_best(compared),
            " ".join(self._best_by(kpi) for kpi in self.on_axis),
            self._front(),
            self._how_sure(),
            self._what_counts_nothing(),
            *self._assumed(),
            *self._what_matters(),
            self._how_far_it_looked(),
        ]
        return Conclusion(said, self._best(), is_the_answer=True, tables=tables)

    # --- the answer -------------------------------------------------------------------------------
    def _smallest_near_the_best(self, compared: Sequence[Standing]) -> str:
        space = self.found.tried.space
        near = [
            at
            for at in range(len(compared))
            if all(standing[at].may_be_best for standing in self.on_axis.values())
        ]
        people = f"{space.people:.0f} paid people"
        if not near:
            return (
                f"In the model no force tried within {people} is near the best on every axis: more "
                "on one axis has its price on another."
            )
        candidate = compared[near[0]].candidate
        figures = "; ".join(
            f"{_label(kpi)}: {_figure(standing[near[0]].mean, kpi)}"
            for kpi, standing in self.on_axis.items()
        )
        return (
            f"In the model, of the forces tried within {people}, the smallest that no other is "
            f"shown to beat on any axis takes {space.price(candidate):.0f}: "
            f"{self._described(candidate)}; {figures}. No force with more people is shown "
            "to do better on these axes, which doesn't say that none does."
        )

    def _best_by(self, kpi: str) -> str:
        standing = self.on_axis[kpi]
        best = next(one for one in standing if one.standing == BEST_FOUND)
        others = [one for one in standing if one.may_be_best and one is not best]
        price = self.found.tried.space.price
        if len(others) + 1 == len(standing) > 1:
            low, high = (price(one.candidate) for one in (standing[0], standing[-1]))
            return (
                f"By {_label(kpi)} no difference is shown between all {len(standing)} forces "
                f"compared, from {low:.0f} to {high:.0f} people."
            )
        said = (
            f"By {_label(kpi)} ({kpis.describe(kpi).direction} is better) the best found is "
            f"“{self.found.tried.name(best.candidate)}”: {_figure(best.mean, kpi)} for "
            f"{price(best.candidate):.0f} people ({in_people(self._scenario(best.candidate))})"
        )
        if not others:
            return f"{said}; the other {len(standing) - 1} compared are shown to be behind it."
        least = f"{price(others[0].candidate):.0f} people"
        if len(others) == 1:
            return f"{said}; one other, of {least}, isn't distinguishable from it."
        return (
            f"{said}; {len(others)} others aren't distinguishable from it, the smallest of which "
            f"takes {least}."
        )

    def _described(self, candidate: Candidate) -> str:
        scenario = self._scenario(candidate)
        rule = f", with the rule {candidate.rule}" if candidate.rule else ""
        order = ", posts in the order of what they cover" if candidate.by_coverage else ""
        return f"{in_words(scenario)}{rule}{order} (paid people: {in_people(scenario)})"

    # --- what it rests on -------------------------------------------------------------------------
    def _front(self) -> str:
        """The finalists by verdict."""
        by: dict[str, list[str]] = {}
        for name, one in zip(self.names, self.found.verdicts, strict=True):
            by.setdefault(one.verdict, []).append(name)
        staff = "and ".join([", ".join(map(_label, self.on_axis)) + " ", "people paid"])
        parts = [
            f"{word}: {listed(by[word])}" for word in (FRONT, UNDECIDED, DOMINATED) if word in by
        ]
        return f"By {staff} together — {'. '.join(part[0].upper() + part[1:] for part in parts)}."

    def _how_sure(self) -> str:
        n = self.found.tried.trials.results.replications
        return (
            f"These verdicts rest on {n} fresh replications of each of {len(self.names)} forces, "
            "which nothing was picked by, with the same random numbers for all. A force is called "
            "dominated only if another with no more people is shown to be no worse on any axis, by "
            "intervals of paired differences that hold all at once with 95 %; on the front only if "
            "against every such force it is shown to be better on some axis; else undecided."
        )

    def _what_counts_nothing(self) -> str:
        return (
            "What is on no axis counts nothing here, such as what posts locate or how long "
            "civilians wait: a force may be best on these axes and poor in all else."
        )

    def _assumed(self) -> list[str]:
        if not any(kpi.startswith(("true_", "deaths")) for kpi in self.on_axis):
            return []
        violence = self.found.tried.trials.base.world.violence
        assumed = [words for key, words in ASSUMED.items() if getattr(violence, key)]
        if not assumed:
            return [
                "This world gives sanctions and presence no effect on violence: no force can "
                "change true incidents through them."
            ]
        effects = "; ".join(assumed)
        return [
            f"That staff changes true incidents at all is assumed, not observed: {effects}. With "
            "other assumptions other forces may be best (experiment=sensitivity)."
        ]

    def _what_matters(self) -> list[str]:
        """Levers that weren't seen to move an axis, where that was looked at."""
        space = self.found.tried.space
        still = [space.levers[at] for at in space.moving() if at not in self.found.begun.places]
        if self.found.begun.tried_all or not still:
            return []
        roles = list(dict.fromkeys(lever.role.replace("_", " ") for lever in still))
        return [
            "No clear effect on these axes was seen when these were cut to their lowest, so most "
            f"forces compared hold them there: {', '.join(roles)}."
        ]

    def _how_far_it_looked(self) -> str:
        how = (
            "all combinations of the levels given"
            if self.found.begun.tried_all
            else "a sample, and neighbours of the best"
        )
        return (
            f"Tried were {len(self.found.tried.searched)} forces ({how}), the worst of them in few "
            "replications: these are the best found, not proven to be the best there are."
        )

    # --- tables -----------------------------------------------------------------------------------
    def _candidates(self) -> Rows:
        """Finalists first, then the others, each by people paid."""
        search, space = self.found.tried, self.found.tried.space
        confirmed = fresh(search.trials.results.replications)
        rows: Rows = []
        for candidate, one in zip(self.found.finalists, self.found.verdicts, strict=True):
            by = "" if one.by is None else self.names[one.by]
            rows.append(self._row(candidate, one.verdict, by, confirmed))
        if space.standing not in self.found.finalists:
            rows.append(self._row(space.standing, ABOVE, "", confirmed))
        done = {*self.found.finalists, space.standing}
        left = sorted((c for c in search.searched if c not in done), key=space.price)
        return rows + [self._row(c, LEFT, "", searching(search.searched[c])) for c in left]

    def _row(
        self, candidate: Candidate, verdict: str, by: str, replications: Sequence[int]
    ) -> dict[str, str | int | float]:
        search = self.found.tried
        row: dict[str, str | int | float] = {
            "scenario": search.name(candidate),
            "words": in_words(self._scenario(candidate)),
            "paid_people": search.space.price(candidate),
        }
        for axis in search.axes:
            mean = mean_of_candidate(search, candidate, axis, replications)
            row |= {axis.kpi: mean.estimate, f"{axis.kpi}_low": mean.low}
            row[f"{axis.kpi}_high"] = mean.high
        row |= {
            "verdict": verdict,
            "dominated_by": by if verdict == DOMINATED else "",
            "undecided_with": by if verdict == UNDECIDED else "",
            "replications": len(replications),
        }
        row["rule"] = candidate.rule
        row["sites_by"] = "coverage" if candidate.by_coverage else "priority"
        numbers = zip(search.space.levers, candidate.numbers, strict=True)
        return row | {f"{lever.zone}: {lever.role}": number for lever, number in numbers}

    def _best(self) -> Rows:
        """Each finalist on each axis."""
        return [
            {
                "axis": kpi,
                "label": _label(kpi),
                "unit": kpis.describe(kpi).unit,
                "scenario": self.found.tried.name(one.candidate),
                "paid_people": self.found.tried.space.price(one.candidate),
                "mean": one.mean.estimate,
                "low": one.mean.low,
                "high": one.mean.high,
                "standing": one.standing,
                "from_best_other": one.from_best_other.estimate,
                "from_best_other_low": one.from_best_other.low,
                "from_best_other_high": one.from_best_other.high,
            }
            for kpi, standing in self.on_axis.items()
            for one in standing
        ]

    def _scenario(self, candidate: Candidate) -> Scenario:
        space, trials = self.found.tried.space, self.found.tried.trials
        if candidate == space.standing:
            return trials.base
        return trials.scenario(self.found.tried.name(candidate), space.changes(candidate))


def _label(kpi: str) -> str:
    return kpis.describe(kpi).label


def _figure(interval: Interval, kpi: str) -> str:
    """``2,085 (1,900 to 2,270) tonnes``, shares in per cent; the interval is of 95 %."""
    unit = kpis.describe(kpi).unit
    scale, unit = (100.0, " %") if unit in SHARES else (1.0, f" {unit}")
    mean, low, high = (_number(scale * end) for end in interval)
    # the label says it already: "true incidents a day"
    return f"{mean} ({low} to {high}){'' if unit.endswith(PER) else unit}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"
