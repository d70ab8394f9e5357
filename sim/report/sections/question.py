"""The question that was asked, and what was compared to answer it."""

from __future__ import annotations

from sim.report.blocks import Section, Words
from sim.report.material import Material


def section(material: Material) -> Section:
    """The question in the planner's own words."""
    results = material.results
    return Section("question", "The question", [Words(str(results.manifest.get("question", "")))])
