"""The past: the reports, findings and measures a response rule may look back on; never truth."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.model.entities import Finding, Report
from sim.model.measures import Measure


@dataclass(slots=True)
class Past:
    """Everything before the report or finding at hand, in order of time."""

    reports: list[Report] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    silences: dict[str, float] = field(default_factory=dict)
    """Hour until which the silence regime lasts that was agreed for a place."""

    def named_before(self, finding: Finding, days: float) -> int:
        """How many earlier findings name the same group, within so many days before this one."""
        since_h, times = finding.hour - 24.0 * days, 0
        for earlier in reversed(self.findings):
            if earlier.hour < since_h:
                break
            times += earlier.group == finding.group
        return times
