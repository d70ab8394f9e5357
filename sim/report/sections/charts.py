"""The charts that no other section shows, each under what to see in it."""

from __future__ import annotations

from sim.report.blocks import Block, Folded, Picture, Section, Terms, Words
from sim.report.folder.read import NotInResults
from sim.report.material import Material

WHAT_TO_SEE = {
    "1_true_and_recorded": "The gap between true incidents and those in a ledger is what the "
    "mission didn't come to know; further entries are double or unfounded.",
    "2_paired_differences": "A bar that crosses the line at zero is no difference shown.",
    "6_trade_off": "Fewer incidents lie lower; see what the lowest marks take and bring.",
    "12_spread": "A real mission lives through one of these runs, not through the average.",
    "4_incidents_by_week": "Where only the record rises, the mission has grown, not the violence.",
    "13_two_ledgers": "Two ledgers of the same weeks disagree even where both are honest.",
    "7_call_visit_answer": "Where a line levels off below 100 %, the other cases were given up or "
    "are still open at the end.",
    "20_mandate": "What was decided on recorded counts, and what true ones would have given.",
    "11_estimators": "How well estimates from the records find the truth, known in a model only.",
}
"""Chart -> what to see in it, in the order of the gallery."""
SHOWN_ELSEWHERE = frozenset(
    {
        "3_convoys",
        "5_staffing_curve",
        "8_checkpoint_wait",
        "9_under_watch",
        "10_why_the_record_differs",
        "14_funnel",
        "15_coverage_lost",
        "16_build_up",
        "17_convoy_stages",
        "18_stock",
        "19_by_side",
        "21_force_path",
        "22_force_targets",
        "24_front",
        "31_where_the_order_turns",
        "32_tornado",
        "33_spread_explained",
        "34_interactions",
        "35_counts_by_week",
        "36_data_and_fit",
        "37_fitted_parameters",
    }
)
"""Charts that stand in the section on their subject."""


def section(material: Material) -> Section:
    """The gallery, charts without a sentence last; folded why others weren't drawn."""
    names = [name for name in WHAT_TO_SEE if name in material.charts]
    names += [n for n in material.charts if n not in WHAT_TO_SEE and n not in SHOWN_ELSEWHERE]
    blocks: list[Block] = []
    for name in names:
        if name in WHAT_TO_SEE:
            blocks.append(Words(WHAT_TO_SEE[name]))
        blocks.append(Picture(name))
    if material.not_drawn:
        reasons = [(title_of(name), why) for name, why in material.not_drawn.items()]
        blocks.append(Folded("Charts that aren't drawn, and why", [Terms(reasons)]))
    if not blocks:
        raise NotInResults("no chart was drawn for the gallery")
    return Section("charts", "Charts", blocks)


def title_of(name: str) -> str:
    """A chart's file name in words."""
    words = name.partition("_")[2].replace("_", " ")
    return words[:1].upper() + words[1:]
