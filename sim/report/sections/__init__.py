"""The sections of the report, one file each, in the order in which they are read.

A section's file holds ``section(material) -> Section``; it raises `NotInResults` where the results
hold nothing for it. A new section is a file here and its name below.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from sim.report.blocks import Section, texts
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.sections import glossary

ORDER = (
    "question",
    "differences",
    "answer",
    "force",
    "next_people",
    "front",
    "holds",
    "calibration",
    "reversal",
    "comparison",
    "charts",
    "misleading",
    "casualties",
    "access",
    "coverage",
    "build_up",
    "manning",
    "funnel",
    "convoys",
    "waits",
    "impartiality",
    "what_else",
    "what_matters",
    "sensitivity",
    "replay",
    "assumptions",
    "always_said",
    "provenance",
    "glossary",
)


class _SectionModule(Protocol):
    def section(self, material: Material) -> Section: ...


def sections(material: Material) -> tuple[list[Section], dict[str, str]]:
    """The sections in order, and of those left out why. Raises `ResultsProblem` on a broken file of
    the folder."""
    written: list[Section] = []
    left_out: dict[str, str] = {}
    for name in ORDER:
        module = cast(_SectionModule, import_module(f"{__name__}.{name}"))
        try:
            written.append(module.section(material))
        except NotInResults as reason:
            left_out[name] = str(reason)
    others = [one for one in written if one.name != glossary.NAME]
    return [*others, glossary.only_used(_words(others, material))], left_out


def _words(written: list[Section], material: Material) -> str:
    """All that the reader reads but the glossary, charts among it."""
    of_charts = [f"{chart.title} {chart.description}" for chart in material.charts.values()]
    return " ".join([*(text for one in written for text in texts(one)), *of_charts])
