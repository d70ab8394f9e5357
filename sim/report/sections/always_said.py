"""What every report says, whatever came out."""

from __future__ import annotations

from sim.report.blocks import Bullets, Section, Words
from sim.report.material import Material
from sim.report.words.how_to_read import EACH_KIND, luck

SENTENCES = (
    "Everything here is simulated. No event, count or finding in it is of a real party or person.",
    "Recorded violations are not violations: a mission that sees more can record more while less "
    "happens. Only in a model is the truth known beside the record.",
    EACH_KIND,
    "“No difference shown” is an answer. It doesn't mean that two scenarios are equal.",
    "That sanctions deter, that wrong sanctions are resented, and that local silence regimes calm "
    "a place, is assumed, not observed. A response rule changes violence in the model only through "
    "these; where the order of the scenarios depends on them, this report says so if it was tried.",
    "Where incidents are estimated from two lists, such as the ledgers of two parties, the "
    "estimate assumes that the lists are independent. They seldom are.",
    "Intervals cover chance in the simulation only: not wrong assumptions, and not what the model "
    "leaves out.",
)


def section(material: Material) -> Section:
    """The sentences, and what a report may not be used for."""
    same = luck(material.results)
    return Section(
        "always_said",
        "What holds for every result",
        [
            Bullets([*SENTENCES[:2], *([same] if same else ()), *SENTENCES[2:]]),
            Words(
                "Not for targeting, for evading observation, for routing real convoys or patrols, "
                "or for blaming a real party."
            ),
        ],
    )
