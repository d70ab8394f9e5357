"""Record every report, and do nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sim.model.entities import Finding, Report
from sim.model.measures import Measure
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule


class RecordOnly(ResponseRule):
    """No measure, whatever is reported."""

    kind: Literal["record_only"]

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Nothing."""
        return []

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Nothing."""
        return []
