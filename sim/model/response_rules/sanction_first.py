"""Sanction the group that a report names, without an investigation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sim.model.entities import Finding, Report
from sim.model.measures import Measure, Sanction
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule


class SanctionFirst(ResponseRule):
    """Without a suspect it does nothing."""

    kind: Literal["sanction_first"]

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Sanction the suspect."""
        return [Sanction(report.suspect_group)] if report.suspect_group else []

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """There are no findings."""
        return []
