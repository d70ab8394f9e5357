"""The points of a run: its checked scenarios, and how they are to be run."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.config import Scenario
from sim.experiment.study_results import Make
from sim.run_settings import RunSettings


@dataclass(frozen=True, slots=True)
class Points:
    """The scenarios of a run in the order of its tables, and how it is to be run."""

    settings: RunSettings
    """Its experiment is what is left of it to vary."""
    scenarios: list[Scenario]
    baseline: str
    factors: dict[str, dict[str, str]] = field(default_factory=dict)
    """Scenario -> {factor: value}; empty for points that no factor names."""
    further: Make | None = None
    """Makes scenarios that the design thinks of while it runs; None: it thinks of none."""
