"""The same number of replications of every scenario, to judge what two ledgers let one estimate."""

from __future__ import annotations

from typing import Literal

from sim.analysis.estimator_scores import in_sentences, scored_kpis, scores
from sim.experiment.designs.base import Conclusion, Design, Request, Results
from sim.experiment.designs.fixed_replications import unknown_replications


class ScoreEstimators(Design):
    """Asks once for everything; concludes with bias, error and coverage of each estimator."""

    kind: Literal["score_estimators"] = "score_estimators"

    def watched(self) -> list[str]:
        """Every estimate over the truth, and whether its interval covers it."""
        return scored_kpis()

    def ask(self, results: Results) -> list[Request]:
        """All replications that aren't known yet."""
        return unknown_replications(results)

    def conclude(self, results: Results) -> Conclusion:
        """Sentences, and a row for each scenario and estimate."""
        found = scores(results.scenarios, results.known)
        table = [score._asdict() for score in found]
        return Conclusion(in_sentences(found), table, is_the_answer=True)
