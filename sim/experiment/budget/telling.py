"""What a search over a budget came to, in sentences and tables for the planner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.analysis import kpis
from sim.analysis.pareto import DOMINATED, EQUAL_FROM, FRONT, UNDECIDED
from sim.analysis.statistics import Interval
from sim.analysis.verdict import SHARES
from sim.experiment.assumed_effects import assumed_effects
from sim.experiment.budget.forces_in_words import in_people
from sim.experiment.budget.search import Found
from sim.experiment.budget.space import Candidate
from sim.experiment.budget.standings import BEST_FOUND, Standing, standings
from sim.experiment.budget.tables import ToldOf, best_rows, candidate_rows
from sim.experiment.budget.tried import forces
from sim.experiment.deciding_kpi import figure, plain
from sim.experiment.forces import ROLE_WORDS
from sim.experiment.study_results import Conclusion
from sim.kernel.names import listed

PER = ("/day", "/month")


def told(found: Found) -> Conclusion:
    """The whole conclusion."""
    return _Telling(found).conclusion()


@dataclass(slots=True)
class _Telling:
    found: Found
    on_axis: dict[str, list[Standing]] = field(init=False)
    names: list[str] = field(init=False)
    """Of the finalists."""
    told_of: ToldOf = field(init=False)

    def __post_init__(self) -> None:
        self.on_axis = standings(self.found)
        self.names = [self.found.tried.name(candidate) for candidate in self.found.finalists]
        self.told_of = ToldOf(self.found)

    def conclusion(self) -> Conclusion:
        """Sentences and tables."""
        compared = next(iter(self.on_axis.values()))
        best = best_rows(self.found, self.on_axis)
        tables = {"candidates": candidate_rows(self.found, self.told_of), "best": best}
        if not compared:
            said = ["There is no answer: no force has a figure on every axis."]
            return Conclusion(said, is_the_answer=True, tables=tables)
        said = [
            self._smallest_near_the_best(compared),
            " ".join(self._best_by(kpi) for kpi in self.on_axis),
            self._front(),
            self._how_sure(),
            self._what_counts_nothing(),
            *assumed_effects(self.found.tried.trials.base, self.on_axis),
            *self._what_matters(),
            self._how_far_it_looked(),
        ]
        return Conclusion(said, best, is_the_answer=True, tables=tables)

    # --- the answer -------------------------------------------------------------------------------
    def _smallest_near_the_best(self, compared: Sequence[Standing]) -> str:
        space = self.found.tried.space
        near = [
            at
            for at in range(len(compared))
            if all(standing[at].may_be_best for standing in self.on_axis.values())
        ]
        people = f"{space.people:.0f} paid people"
        axes = " or ".join(map(_label, self.on_axis))
        if not near:
            return (
                f"In the model every force tried within {people} is shown to be behind another in "
                f"{axes}: more on one axis has its price on another."
            )
        candidate = compared[near[0]].candidate
        figures = "; ".join(
            f"{_label(kpi)}: {_figure(standing[near[0]].mean, kpi)}"
            for kpi, standing in self.on_axis.items()
        )
        stands = "the scenario as it stands, " if candidate == space.standing else ""
        takes = space.price(candidate)
        left = round(space.people) - round(takes)
        said = (
            f"In the model, of the forces tried within {people}, the smallest that no other is "
            f"shown to beat in {axes} is {stands}“{self.found.tried.name(candidate)}”. It takes "
            f"{takes:.0f}: {self._described(candidate)}; {figures}."
        )
        if not left:
            return said
        return (
            f"{said} The runs show no use in these for the other {left} people, which doesn't say "
            "that there is none."
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
        paid = in_people(self.told_of.scenario(best.candidate))
        said = (
            f"By {_label(kpi)} ({kpis.describe(kpi).direction} is better) the best found is "
            f"“{self.found.tried.name(best.candidate)}”: {_figure(best.mean, kpi)} for "
            f"{price(best.candidate):.0f} people ({paid})"
        )
        if not others:
            behind = len(standing) - 1
            rest = "the other one is" if behind == 1 else f"the other {behind} are"
            return f"{said}; {rest} shown to be behind it." if behind else f"{said}."
        least = f"{price(others[0].candidate):.0f} people"
        if len(others) == 1:
            return f"{said}; one other, of {least}, isn't distinguishable from it."
        return (
            f"{said}; {len(others)} others aren't distinguishable from it, the smallest of which "
            f"takes {least}."
        )

    def _described(self, candidate: Candidate) -> str:
        paid = in_people(self.told_of.scenario(candidate))
        return f"{self.told_of.words(candidate, with_rule=True)} (paid people: {paid})"

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
        rare = f"about {300 / n:.0f} % of the runs" if n > 5 else "half of the runs"
        return (
            f"These verdicts rest on {n} fresh replications of each of {len(self.names)} forces, "
            "which nothing was picked by, with the same random numbers for all. A force is called "
            "dominated only if another with no more people is shown to be no worse on any axis, by "
            "intervals of paired differences that hold all at once with 95 %; on the front only if "
            "against every such force it is shown to be better on some axis; else undecided. "
            f"What happens in fewer than {rare} may not have come up in these replications, and "
            "the verdicts know nothing of it. A difference that is the same in every replication "
            f"counts from {EQUAL_FROM} replications on."
        )

    def _what_counts_nothing(self) -> str:
        return (
            "What is on no axis counts nothing here, such as what posts locate or how long "
            "civilians wait: a force may be best on these axes and poor in all else."
        )

    def _what_matters(self) -> list[str]:
        """Levers that weren't seen to move an axis, where that was looked at."""
        space = self.found.tried.space
        still = [space.levers[at] for at in space.moving() if at not in self.found.begun.places]
        if self.found.begun.tried_all or not still:
            return []
        roles = list(dict.fromkeys(ROLE_WORDS[lever.role][1] for lever in still))
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
        tried = forces(len(self.found.tried.searched))
        return (
            f"Within the budget {tried} were tried ({how}), the worst of them in few "
            "replications: these are the best found, not proven to be the best there are."
        )


def _label(kpi: str) -> str:
    return kpis.describe(kpi).label


def _figure(interval: Interval, kpi: str) -> str:
    """``2,085 tonnes (1,900 to 2,270)``; the interval is of 95 %."""
    unit = kpis.describe(kpi).unit
    scale = 100.0 if unit in SHARES else 1.0
    mean, low, high = (plain(scale * end) for end in interval)
    # the label says it already: "true incidents a day"
    told = mean if unit.endswith(PER) else figure(interval.estimate, kpi)
    return f"{told} ({low} to {high})"
