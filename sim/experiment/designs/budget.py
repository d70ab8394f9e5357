"""The best use of a fixed number of people, and the front of what people can buy."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.analysis import kpis
from sim.config import Scenario
from sim.experiment.budget.search import Effort, Found, search
from sim.experiment.budget.space import Space
from sim.experiment.budget.telling import told
from sim.experiment.budget.tried import Axis, Tried
from sim.experiment.deciding_kpi import KpiWithDirection
from sim.experiment.designs.blocks.grid import each_once
from sim.experiment.designs.study import Study
from sim.experiment.forces import Role
from sim.experiment.limits import SITES, Limits, Number, Problem, most_sites
from sim.experiment.study_results import Conclusion, Request
from sim.experiment.trials import Trials, fresh
from sim.kernel.names import there_are


def _over_the_whole_horizon(name: str) -> str:
    if name.endswith(kpis.FROM_FIRST_POST):
        whole = name.removesuffix(kpis.FROM_FIRST_POST)
        raise ValueError(
            f"the first post opens on another day with another force, so forces can't be compared "
            f"from then on: use {whole}"
        )
    return name


AxisKpi = Annotated[KpiWithDirection, AfterValidator(_over_the_whole_horizon)]


class Budget(Study[Found]):
    """Forces within a number of paid people at full strength, on axes of which less or more is
    better; staff is one of them always.

    First it is seen what moves the axes; forces are sampled over that, the worst leave in rounds,
    their better neighbours join, and the finalists are run again with fresh replications, as many
    as the run's settings say. Only by those a force is said to be on the front, dominated or
    undecided. There are no weights between the axes: what one is worth in another is not a question
    of the model.
    """

    kind: Literal["budget"] = "budget"
    points: Literal["study"] = "study"
    people: Annotated[float, Field(gt=0.0, le=1_000_000.0)]
    axes: Annotated[list[AxisKpi], Field(min_length=1, max_length=6), AfterValidator(each_once)]
    rules: Annotated[list[str], AfterValidator(each_once)] = Field(default_factory=list)
    vary: Annotated[list[Role], Field(min_length=1), AfterValidator(each_once)]
    at_least: dict[Role, Number] = Field(default_factory=dict)
    at_most: dict[Role, Number] = Field(default_factory=dict)
    levels: Annotated[int, Field(ge=2, le=20)] = 4
    all_at_most: Annotated[int, Field(ge=1, le=1_000)] = 64
    candidates: Annotated[int, Field(ge=4, le=1_000)] = 40
    search_replications: Annotated[int, Field(ge=2, le=1_000)] = 4
    rounds: Annotated[int, Field(ge=0, le=20)] = 3
    finalists: Annotated[int, Field(ge=2, le=40)] = 12

    def watched(self) -> list[str]:
        """The axes."""
        return list(self.axes)

    def presets(self) -> dict[str, list[str]]:
        """The response rules to choose from."""
        return {"response": list(self.rules)} if self.rules else {}

    def problems(self, scenario: Scenario) -> list[Problem]:
        """Bounds that leave nothing to vary, and people who don't pay for the smallest force."""
        lacking = [r for r in self.vary if r not in self.at_most and r not in SITES]
        if lacking:
            return [(("at_most",), f"needs a number of each role that varies {there_are(lacking)}")]
        crossed = [
            (("at_most", role), f"at_least.{role} is {self.at_least[role]}, so it can't be fewer")
            for role in self.at_most
            if self.at_most[role] < self.at_least.get(role, 0)
        ]
        if crossed:
            return list(crossed)
        if beyond := self._beyond_the_sites(scenario):
            return beyond
        space = self._space(scenario)
        smallest = space.price(space.smallest)
        if smallest > self.people:
            return [
                (
                    ("people",),
                    f"the smallest force of this scenario takes {smallest:.0f} paid people (lower "
                    "experiment.at_least, or give more people)",
                )
            ]
        if not space.moving():
            return [(("vary",), "of none of these a second number fits the people and at_most")]
        return []

    def carry_out(self, trials: Trials) -> Found:
        """Search and confirm."""
        effort = Effort(
            self.levels,
            self.all_at_most,
            self.candidates,
            self.search_replications,
            self.rounds,
            self.finalists,
        )
        axes = [self._axis(kpi) for kpi in self.axes]
        return search(Tried(trials, self._space(trials.base), axes), effort, self.rules)

    def report_of(self, found: Found, trials: Trials) -> list[Request]:
        """The fresh replications of the finalists and of the scenario as it stands."""
        names = [trials.results.baseline, *map(found.tried.name, found.finalists)]
        numbers = fresh(trials.results.replications)
        return [(name, number) for number in numbers for name in dict.fromkeys(names)]

    def conclusion_of(self, found: Found, trials: Trials) -> Conclusion:
        """The best force by each axis, and the front."""
        del trials
        return told(found)

    def _beyond_the_sites(self, scenario: Scenario) -> list[Problem]:
        """Sites asked for that no zone has; a zone with fewer sites mans them all."""
        found: list[Problem] = []
        for role in SITES:
            most = most_sites(scenario, role)
            if role in self.vary and self.at_least.get(role, 0) > most > 0:
                found.append((("at_least", role), f"no zone has more than {most} to man"))
        return found

    def _space(self, scenario: Scenario) -> Space:
        limits = Limits.of(self.vary, self.at_least, self.at_most)
        return Space(scenario, self.people, limits, self.axes)

    @staticmethod
    def _axis(kpi: str) -> Axis:
        label = kpis.describe(kpi)
        return Axis(kpi, label.ratio, label.direction == "lower")
