"""Investigate every report; sanction a group from its n-th finding in a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import PositiveFloat, PositiveInt

from sim.model.entities import Finding, Report
from sim.model.measures import Investigate, Measure, Sanction
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule


class EscalateAfterN(ResponseRule):
    """The n-th finding that names a group within ``window_days`` is sanctioned, and so is each
    further one; with 1 it is ``investigate_first``."""

    kind: Literal["escalate_after_n"]
    n: PositiveInt = 3
    window_days: PositiveFloat = 30.0

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Investigate."""
        return [Investigate()]

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:
        """Sanction the group that is named, if it was often enough."""
        if not finding.attributed:
            return []
        strikes = past.named_before(finding, self.window_days) + 1
        return [Sanction(finding.group)] if strikes >= self.n else []
