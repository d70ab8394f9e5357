"""Have a local silence regime agreed; investigate what is reported from a place under one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from sim import config
from sim.kernel.registry import Problem
from sim.model.entities import Finding, Report
from sim.model.measures import Investigate, Measure, Sanction, SilenceRegime
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule


class MediateFirst(ResponseRule):
    """Needs an actor that offers silence regimes. What was only heard has no place that could fall
    silent: it is investigated."""

    kind: Literal["mediate_first"]

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:
        """Nobody there who could mediate."""
        actors = scenario.actors().values()
        if not any(actor.enabled and "silence_regime" in actor.offers for actor in actors):
            yield (
                ("kind",),
                "needs mediators: an actor of kind 'silence_regimes' under mission.actors",
            )

    def on_report(self, report: Report, past: Past) -> Sequence[Measure]:
        """Mediate where no regime lasts, else investigate."""
        silent = past.silences.get(report.place, 0.0) > report.hour
        return [SilenceRegime()] if report.place and not silent else [Investigate()]

    def on_finding(self, finding: Finding, past: Past) -> Sequence[Measure]:  # noqa: ARG002
        """Sanction the group that is named, if one is."""
        return [Sanction(finding.group)] if finding.attributed else []
