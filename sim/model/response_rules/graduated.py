"""Investigate, protest at a first finding, and sanction on confirmed repetition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import PositiveFloat

from sim.model.entities import Finding, Report
from sim.model.measures import Investigate, Measure, Protest, Sanction
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule


class Graduated(ResponseRule):
    """A group found again within ``window_days`` is sanctioned."""

    kind: Literal["graduated"]
    window_days: PositiveFloat = 30.0

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Investigate."""
        return [Investigate()]

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:
        """Protest first; sanction when the same group was found before within the window."""
        if not finding.attributed:
            return []
        again = past.named_before(finding, self.window_days) > 0
        return [Sanction(finding.group)] if again else [Protest(finding.group)]
