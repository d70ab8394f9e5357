"""The smallest force found that meets stated targets with stated confidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from sim.analysis import kpis
from sim.analysis.kpis import FROM_FIRST_POST
from sim.analysis.targets import Target
from sim.analysis.verdict import SHARES
from sim.config import Scenario, Settings
from sim.experiment.deciding_kpi import DecidingKpi
from sim.experiment.designs.blocks.grid import each_once
from sim.experiment.designs.study import Study
from sim.experiment.forces import Role
from sim.experiment.limits import Limits, Number, Problem, least_and_most, problems_of_limits
from sim.experiment.sizing.sizing import Sized, reported, size
from sim.experiment.sizing.target_kpis import problem_of_first_post, problem_of_target
from sim.experiment.sizing.telling import PAID_ON_AVERAGE, told
from sim.experiment.sizing.trialled import WorkedOut
from sim.experiment.study_results import Conclusion, Request
from sim.experiment.trials import Trials


class Wanted(Settings):
    """What is wanted of a KPI, in its unit: one of the two."""

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Wanted:
        if (self.at_least is None) == (self.at_most is None):
            if self.at_least is None:
                raise ValueError("give at_least or at_most, one of the two: {at_least: 0.6}")
            raise ValueError(
                "has both at_least and at_most: take one of the two away (what the experiment's "
                "file has by ~experiment.targets.<KPI>.at_most or .at_least)"
            )
        return self

    def of(self, kpi: str) -> Target:
        """As a target of a KPI."""
        value = self.at_most if self.at_least is None else self.at_least
        assert value is not None
        return Target(kpi, self.at_least is not None, value)


def _in_range(targets: Mapping[str, Wanted]) -> Mapping[str, Wanted]:
    for name, wanted in targets.items():
        label, value = kpis.describe(name), wanted.of(name).value
        if label.unit in SHARES and not 0.0 <= value <= 1.0:
            raise ValueError(f"{name}: a share lies between 0 and 1 (60 % is 0.6)")
        if value < 0.0:
            raise ValueError(f"{name}: must not be below 0")
    return targets


Targets = Annotated[dict[DecidingKpi, Wanted], Field(min_length=1), AfterValidator(_in_range)]


class ForceSizing(Study[Sized]):
    """Searches staff by role and which sites are manned for the fewest paid people at full
    strength with which every target is met.

    Forces are told apart by ``search_replications``, all with the same random numbers; the force
    found is confirmed by as many fresh ones as the run's settings say, with one-sided bounds that
    hold for all targets at once (and for all tries, if a first confirmation fails). A target that
    the largest force doesn't meet is named, and the search goes on with the others: of that one the
    force is to be no worse than the scenario as it stands. What is found is the smallest found, not
    proven to be the smallest there is.
    """

    kind: Literal["force_sizing"] = "force_sizing"
    points: Literal["study"] = "study"
    targets: Targets
    confidence: Annotated[float, Field(ge=0.5, lt=1.0)] = 0.95
    """Of all targets at once."""
    vary: Annotated[list[Role], Field(min_length=1), AfterValidator(each_once)]
    """Those that the scenario has."""
    at_least: dict[Role, Number] = Field(default_factory=dict)
    """By role; in each zone, of pools for each zone there is."""
    at_most: dict[Role, Number] = Field(default_factory=dict)
    search_replications: Annotated[int, Field(ge=2, le=1_000)] = 6
    _worked_out: WorkedOut = PrivateAttr(default_factory=WorkedOut)

    def watched(self) -> list[str]:
        """The targets' KPIs, and the cost over the term."""
        return [*self.targets, PAID_ON_AVERAGE]

    def problems(self, scenario: Scenario) -> list[Problem]:
        """Targets and limits that this scenario can't have."""
        wrong: list[Problem] = [
            (("targets", kpi), problem)
            for kpi in self.targets
            if (problem := problem_of_target(scenario, kpi))
        ]
        wrong += problems_of_limits(scenario, self._limits())
        later = [kpi for kpi in self.targets if kpi.endswith(FROM_FIRST_POST)]
        if not wrong and later:
            _, most = least_and_most(scenario, self._limits())
            if problem := problem_of_first_post(scenario, most):
                wrong.append((("targets", later[0]), problem))
        return wrong

    def carry_out(self, trials: Trials) -> Sized:
        """Search, confirm, and see what the next people would bring."""
        targets = [wanted.of(kpi) for kpi, wanted in self.targets.items()]
        limits = least_and_most(trials.base, self._limits())
        if self._worked_out.base is not trials.base:
            self._worked_out = WorkedOut(trials.base)
        return size(
            trials, targets, limits, self.search_replications, self.confidence, self._worked_out
        )

    def report_of(self, found: Sized, trials: Trials) -> list[Request]:
        """The replications of the last confirmation, of the scenario as it stands, of the force
        found, and of the largest where it misses a target."""
        return reported(found, trials)

    def conclusion_of(self, found: Sized, trials: Trials) -> Conclusion:
        """The force, how far it meets the targets, what holds it up, and what comes next."""
        return told(found, trials, self.confidence)

    def _limits(self) -> Limits:
        return Limits.of(self.vary, self.at_least, self.at_most)
