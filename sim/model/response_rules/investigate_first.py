"""The memorandum's rule: a thorough investigation first, then a decision on sanctions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sim.model.entities import Finding, Report
from sim.model.measures import Investigate, Measure, Sanction
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule


class InvestigateFirst(ResponseRule):
    """Sanction whom an investigation names."""

    kind: Literal["investigate_first"]

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Investigate."""
        return [Investigate()]

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Sanction the group that is named, if one is."""
        return [Sanction(finding.group)] if finding.attributed else []
