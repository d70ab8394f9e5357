"""Investigate; a sanction needs the word of every guarantor near a side, by a deadline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sim import config
from sim.model.commission import Concurrence
from sim.model.entities import Finding, Report
from sim.model.measures import Investigate, Measure, Sanction
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule


class JointCommission(ResponseRule):
    """A guarantor may veto, or be too late; with certain and instant concurrence it is
    ``investigate_first``."""

    kind: Literal["joint_commission"]
    deadline_days: config.Days
    """A sanction that not all have agreed to by then lapses."""
    answer: config.Duration
    """How long a guarantor takes to answer."""
    concurs_near_side_probability: config.Probability
    """That it agrees to a sanction of a group of the side near it."""
    concurs_other_side_probability: config.Probability

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Investigate."""
        return [Investigate()]

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Ask for the commission's concurrence, if a group is named."""
        terms = Concurrence(
            24.0 * self.deadline_days,
            self.answer,
            self.concurs_near_side_probability,
            self.concurs_other_side_probability,
        )
        return [Sanction(finding.group, terms)] if finding.attributed else []
