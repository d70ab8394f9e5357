"""A response rule: two pure functions, on a report and on a finding, that return measures.

It sees reports and findings only, never a violation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from sim import config
from sim.kernel.registry import Plugin, Problem
from sim.model.entities import Finding, Report
from sim.model.measures import LiaisonCall, Measure
from sim.model.past import Past


class ResponseRule(Plugin, family="response rule"):
    """Base of the rules; a concrete one declares its ``kind`` and the keys it takes in YAML."""

    severity_threshold: Annotated[int, Field(ge=0, le=3)] = 2
    """Reports less severe than this (0-3) are only logged: "not of a catastrophic character"."""
    first_action: ClassVar[Measure] = LiaisonCall()
    """What is done at once about any report."""

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:  # noqa: ARG002
        """What in this rule contradicts the scenario: a measure that nobody there can carry out."""
        yield from ()

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:
        """Measures on a report; an empty answer leaves it logged."""
        raise NotImplementedError

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:
        """Measures on a finding; an empty answer closes the report with the finding."""
        raise NotImplementedError
