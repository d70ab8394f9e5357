"""The joint commission: no sanction without the word of every guarantor that speaks for a side.

A guarantor near one side (it hears that side's complaints) may think otherwise of a sanction of a
group of that side than of one of the other side: the two probabilities are apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim import config
from sim.kernel.replication import Process, Replication
from sim.model.entities import Report


@dataclass(frozen=True, slots=True)
class Concurrence:
    """On what terms guarantors are asked: by when (hours from the asking), how long each takes to
    answer, and how likely it concurs, if the group is of the side near it and otherwise."""

    deadline_h: float
    answer: config.Duration
    near_probability: float
    other_probability: float


class Commission:
    """The guarantors that hear a side, each with that side; one that hears none has no word."""

    __slots__ = ("near", "rep")

    def __init__(self, rep: Replication, near: Mapping[str, str]) -> None:
        """``near``: the side near each guarantor."""
        self.rep = rep
        self.near = near

    def decide(self, report: Report, side: str, terms: Concurrence) -> Process:
        """Ask all at once; gives "" when all concur in time, else "vetoed" or "lapsed".

        The first no in time ends it; without one, a guarantor that doesn't answer by the deadline
        lets it lapse then. Both draws belong to (report, guarantor).
        """
        answer_h = terms.answer.quantile()
        vetoes_h, answers_h = [], [0.0]
        for guarantor, near_side in self.near.items():
            length, word = self.rep.streams.pair(report.id, "concurrence", guarantor)
            hours = answer_h(length)
            answers_h.append(hours)
            likely = terms.near_probability if near_side == side else terms.other_probability
            if word >= likely:
                vetoes_h.append(hours)
        ends_h, outcome = max(answers_h), ""
        if vetoes_h and min(vetoes_h) <= terms.deadline_h:
            ends_h, outcome = min(vetoes_h), "vetoed"
        elif ends_h > terms.deadline_h:
            ends_h, outcome = terms.deadline_h, "lapsed"
        if ends_h > 0.0:
            yield self.rep.wait(ends_h)
        return outcome
