"""What is worked out once of a scenario that is checked, and how its figures are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import isnan
from typing import Any

from sim.analysis.assumption import Assumption
from sim.commands.assumptions import assumptions
from sim.config import Scenario
from sim.expected.coverage import Coverage
from sim.expected.incidents import expected_violations
from sim.expected.loads import PoolLoad, pool_loads
from sim.expected.people import SHARED
from sim.expected.reports import Reports, reports_per_day
from sim.report.blocks import Cell
from sim.settings.evidence import Evidence


@dataclass(frozen=True)
class Facts:
    """A checked scenario, and what is expected of it."""

    scenario: Scenario
    evidence: Evidence

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """As a manifest holds them."""
        return self.scenario.model_dump(mode="json")

    @cached_property
    def coverages(self) -> Mapping[str, Coverage]:
        """By zone."""
        return {zone: Coverage(self.scenario, zone) for zone in self.scenario.world.zones}

    @cached_property
    def violations(self) -> Mapping[tuple[str, str], float]:
        """(zone, kind) -> expected in the term."""
        return expected_violations(self.scenario)

    @cached_property
    def reports(self) -> dict[str, Reports]:
        """Cases a day by zone."""
        return reports_per_day(self.scenario)

    @cached_property
    def pools(self) -> list[PoolLoad]:
        """Work of what zones share."""
        return pool_loads(self.scenario, self.reports)

    @cached_property
    def assumptions(self) -> list[Assumption]:
        """Each value that a run rests on."""
        name = self.scenario.name
        manifest = {"scenarios": {name: self.settings}, "baseline": name}
        return list(assumptions(self.evidence, manifest))

    def statuses(self) -> Counter[str]:
        """How many values are sourced, expert, assumed, calibrated or of unknown origin."""
        return Counter(row.status for row in self.assumptions)

    def zone(self, name: str) -> str:
        """A zone as planners call it."""
        zones = self.scenario.world.zones
        return name if name == SHARED or name not in zones else zones[name].label

    def date(self, day: float) -> str:
        """The date of a day of the term."""
        at = self.scenario.world.start + timedelta(days=day)
        return f"{at.day} {at:%B %Y}"


def number(value: float, unit: str = "") -> Cell:
    """A figure of a table: three digits are more than it is worth."""
    if isnan(value):
        return Cell("none", None, "quiet")
    if value >= 100.0:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.1f}" if value >= 10.0 or value == int(value) else f"{value:.2g}"
        text = text.removesuffix(".0")
    return Cell(f"{text}{unit}", value)


def whole(value: float) -> Cell:
    """Of what is counted in whole ones, such as people."""
    return Cell(f"{value:,.0f}", value)


def percent(share: float) -> Cell:
    """A share in whole per cent; of nothing there is none."""
    if isnan(share):
        return Cell("none", None, "quiet")
    if 0.0 < share < 0.005:
        return Cell("under 1 %", share)
    return Cell(f"{100.0 * share:.0f} %", share)
