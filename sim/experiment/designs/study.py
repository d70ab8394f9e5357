"""Base of the designs that think of scenarios as they go."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, Literal, TypeVar

from sim.experiment.designs.base import Design
from sim.experiment.study_results import Conclusion, Request, Results
from sim.experiment.trials import Trials, Unknown

F = TypeVar("F")


class Study(Design, Generic[F]):
    """Base of the designs that are carried out over `Trials`.

    What ``carry_out`` finds is told by ``report_of`` (which replications are reported) and
    ``conclusion_of``.
    """

    points: Literal["study", "data", "unknowns"] = "study"  # type: ignore[assignment]
    """The scenario it starts from alone; with a planner's data; with all that isn't known of it."""

    @abstractmethod
    def carry_out(self, trials: Trials) -> F:
        """The whole study, over what is known. Raises Unknown (by `Trials.need`)."""

    @abstractmethod
    def report_of(self, found: F, trials: Trials) -> list[Request]:
        """The replications that are reported, all of them known by then; the baseline's among
        them."""

    @abstractmethod
    def conclusion_of(self, found: F, trials: Trials) -> Conclusion:
        """What the study found."""

    def ask(self, results: Results) -> list[Request]:
        """What the study needs next; in the end the logs of what is reported."""
        trials = Trials(results)
        try:
            found = self.carry_out(trials)
        except Unknown as unknown:
            results.step = unknown.step
            return unknown.requests
        names = dict.fromkeys(name for name, _ in self.report_of(found, trials))
        logged = [(name, 0) for name in names]
        return [request for request in logged if request not in results.known]

    def reported(self, results: Results) -> list[Request]:
        """The replications that ``report_of`` names."""
        trials = Trials(results)
        return self.report_of(self.carry_out(trials), trials)

    def conclude(self, results: Results) -> Conclusion:
        """What ``conclusion_of`` says."""
        trials = Trials(results)
        return self.conclusion_of(self.carry_out(trials), trials)
