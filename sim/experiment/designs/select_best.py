"""Selects the scenario that is best by one KPI, and stops simulating those that fall behind."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from sim.analysis import kpis
from sim.analysis.mcb import BEST, CLOSE, WORSE, verdict
from sim.analysis.quotients import mean_of
from sim.analysis.statistics import NO_DATA, Interval
from sim.experiment.deciding_kpi import KpiWithDirection, column_of, in_its_unit
from sim.experiment.designs.base import FRESH_FROM, Conclusion, Design, Request, Results
from sim.experiment.selection_runs import (
    COST,
    Outcome,
    Rules,
    Selecting,
    Sequential,
    TwoStage,
    distances,
)
from sim.kernel.names import listed

NO_VALUE = "no value"
LEFT = "left in the selection"
"""Verdict on a scenario that isn't a finalist: what it is to the others rests on the replications
by which it was left, so no more is claimed."""
METHODS: dict[str, type[Selecting]] = {"kn": Sequential, "rinott": TwoStage}


class SelectBest(Design):
    """Selects the best scenario, then runs the finalists again with fresh numbers.

    Observations are means of ``batch`` replications (of a ratio, ratios of sums). ``kn``: after
    ``first_stage`` observations of every scenario, those too far behind leave at each look, and
    only the others go on, all with the same random numbers. ``rinott``: each scenario gets, with
    numbers of its own, as many observations as its variance asks for.

    Finalists are the scenario selected, those not distinguishable from the best within ``delta``,
    and the baseline. They are run again, with as many replications as the run's settings say, and
    the comparison is of those only: what was picked by some replications looks better in them than
    it is. ``conclusion.csv`` also holds means in the selection; of a scenario that is no finalist
    the distance is by the selection, and nothing is said of how it compares.
    """

    kind: Literal["select_best"] = "select_best"
    kpi: KpiWithDirection
    delta: Annotated[float, Field(gt=0.0)]
    """Smallest difference worth telling, in the KPI's unit."""
    alpha: Annotated[float, Field(gt=0.0, le=0.25)] = 0.05
    """Probability of a wrong selection, at most, if the best is better by ``delta`` or more."""
    method: Literal["kn", "rinott"] = "kn"
    batch: Annotated[int, Field(ge=5, le=10)] = 5
    """Replications of one observation: single counts are too skewed."""
    first_stage: Annotated[int, Field(ge=5, le=1_000)] = 6
    """Observations of every scenario before the first look."""
    at_most: Annotated[int, Field(ge=25, le=100_000)]
    """Replications of a scenario in the selection."""

    @field_validator("at_most")
    @classmethod
    def _has_room(cls, at_most: int, info: ValidationInfo) -> int:
        least = info.data.get("batch", 0) * info.data.get("first_stage", 0)
        if at_most < least:
            raise ValueError(
                f"the first stage alone takes {least} replications (batch times first_stage)"
            )
        return at_most

    def watched(self) -> list[str]:
        """The KPI to select by, and the cost that breaks ties."""
        return [self.kpi, COST]

    def ask(self, results: Results) -> list[Request]:
        """The next replications of the selection, and when it is over those of the finalists."""
        outcome = self._outcome(results)
        if outcome.wanted:
            return outcome.wanted
        finalists = self._finalists(results, outcome)
        return [r for r in _fresh(results, finalists) if r not in results.known]

    def reported(self, results: Results) -> list[Request]:
        """The fresh replications of the finalists."""
        return _fresh(results, self._finalists(results, self._outcome(results)))

    def conclude(self, results: Results) -> Conclusion:
        """What was selected, what the others are in comparison, and what it took."""
        outcome = self._outcome(results)
        finalists = self._finalists(results, outcome)
        again = self._distances_again(results, finalists)
        verdicts = dict.fromkeys(results.scenarios, LEFT)
        verdicts |= dict.fromkeys([*outcome.without_value, *finalists], NO_VALUE)
        verdicts |= {name: self._verdict(found) for name, found in again.items()}
        table = [
            self._row(results, outcome, name, verdicts[name], name in finalists)
            | _distance(again.get(name) or outcome.distances.get(name, NO_DATA))
            for name in results.scenarios
        ]
        if outcome.selected is None:
            return Conclusion([f"No scenario has a value of {self.kpi} in every batch."], table)
        said = [self._what_was_selected(outcome), self._what_it_took(results, outcome)]
        if outcome.without_value:
            said.append(f"Without a value, so not compared: {listed(outcome.without_value)}.")
        said += self._confirmed(results, outcome, finalists, again)
        return Conclusion(said, table, is_the_answer=True)

    # --- the selection ----------------------------------------------------------------------------
    def _rules(self) -> Rules:
        return Rules(
            self.kpi,
            self.delta,
            self.alpha,
            self.first_stage,
            self.batch,
            self.at_most // self.batch,
        )

    def _outcome(self, results: Results) -> Outcome:
        return METHODS[self.method](self._rules(), results).outcome()

    def _verdict(self, distance: Interval) -> str:
        return verdict(distance, self.delta, lower_is_better=self._rules().lower_is_better)

    def _verdicts(self, outcome: Outcome) -> dict[str, str]:
        found = {name: self._verdict(distance) for name, distance in outcome.distances.items()}
        return {**found, **dict.fromkeys(outcome.without_value, NO_VALUE)}

    def _finalists(self, results: Results, outcome: Outcome) -> list[str]:
        verdicts = self._verdicts(outcome)
        return [
            name
            for name in results.scenarios
            if name in (outcome.selected, results.baseline) or verdicts[name] in (BEST, CLOSE)
        ]

    def _distances_again(self, results: Results, finalists: list[str]) -> dict[str, Interval]:
        """Distances of the finalists that have values, by their fresh replications."""
        numbers = _fresh_numbers(results)
        mean = {name: self._mean(results, name, numbers) for name in finalists}
        named = [name for name in finalists if isfinite(mean[name])]
        return distances(results, named, dict.fromkeys(named, numbers), self._rules())

    def _mean(self, results: Results, name: str, numbers: Iterable[int]) -> float:
        return mean_of(*column_of(results, name, self.kpi, numbers), ratio=self._rules().ratio)

    # --- what is said -----------------------------------------------------------------------------
    def _row(
        self, results: Results, outcome: Outcome, name: str, verdict: str, finalist: bool
    ) -> dict[str, str | int | float]:
        left = outcome.left_after.get(name)
        fresh = _fresh_numbers(results)
        return {
            "scenario": name,
            "selected": "yes" if name == outcome.selected else "no",
            "replications_in_selection": _simulated(results, name),
            "left_after_replications": "" if left is None else left,
            "mean_in_selection": self._mean(results, name, outcome.used.get(name, ())),
            "fresh_replications": results.replications if finalist else 0,
            "fresh_mean": self._mean(results, name, fresh if finalist else ()),
            "verdict": verdict,
        }

    def _what_was_selected(self, outcome: Outcome) -> str:
        label = kpis.describe(self.kpi)
        selected = (
            f"Selected by {label.label} ({label.direction} is better): {outcome.selected}, of "
            f"{len(outcome.distances)} scenarios, differences below "
            f"{in_its_unit(self.delta, self.kpi)} counting as none."
        )
        if self._rules().ratio:
            selected += (
                f" Compared are means of the ratio in batches of {self.batch} replications; the "
                "tables give ratios of sums."
            )
        if outcome.capped:
            return (
                f"{selected} Stopped at {self.at_most} replications of a scenario, the most "
                "allowed (experiment.at_most): the probability of a right selection isn't assured."
            )
        return (
            f"{selected} If one is better than all others by that much, it is selected with a "
            f"probability of at least {100.0 * (1.0 - self.alpha):g} %, provided that means of "
            f"{self.batch} replications vary as a normal distribution does."
        )

    def _what_it_took(self, results: Results, outcome: Outcome) -> str:
        counts = [_simulated(results, name) for name in results.scenarios]
        saved = max(counts) * len(counts) - sum(counts)
        took = f"The selection took {sum(counts):,} replications"
        if not saved:
            return f"{took}, {max(counts)} of each scenario."
        first = self.batch * self.first_stage
        early = sum(n == first for n in outcome.left_after.values())
        left = f", {early} scenarios left after the first {first}" if early else ""
        return (
            f"{took}{left}: {saved:,} fewer than running all {len(counts)} as long as the longest "
            f"({max(counts)})."
        )

    def _confirmed(
        self,
        results: Results,
        outcome: Outcome,
        finalists: list[str],
        again: dict[str, Interval],
    ) -> list[str]:
        n = results.replications
        said = [
            f"All other figures are of {n} fresh replications of each finalist "
            f"({len(finalists)} with the baseline), which nothing was picked by."
        ]
        verdicts = {name: self._verdict(found) for name, found in again.items()}
        best = [name for name, found in verdicts.items() if found == BEST]
        close = [name for name, found in verdicts.items() if found == CLOSE]
        if len(again) > 1:
            if best:
                none_worse = ", none worse than another" if len(best) > 1 else ""
                said.append(f"By these the best of the finalists{none_worse}: {listed(best)}.")
            if close:
                said.append(f"By these {CLOSE}: {listed(close)}.")
            if verdicts.get(str(outcome.selected)) == WORSE:
                said.append(
                    f"The fresh replications show {outcome.selected} to be worse than another "
                    "finalist: don't rely on this selection, give a larger first_stage."
                )
        return said


def _fresh(results: Results, finalists: list[str]) -> list[Request]:
    return [(name, number) for number in _fresh_numbers(results) for name in finalists]


def _fresh_numbers(results: Results) -> range:
    return range(FRESH_FROM, FRESH_FROM + results.replications)


def _simulated(results: Results, name: str) -> int:
    """Replications of a scenario that the selection had simulated, looked at or not."""
    fresh = _fresh_numbers(results)
    return sum(s == name and number not in fresh for s, number in results.known)


def _distance(found: Interval) -> dict[str, str | int | float]:
    return {
        "from_best_other": found.estimate,
        "from_best_other_low": found.low,
        "from_best_other_high": found.high,
    }
