"""Aid convoys: how far requests got, where and why they failed, and what was in store."""

from __future__ import annotations

from sim.report.blocks import Block, Folded, Picture, Section, Words
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.tables.kpi_tables import members, of_pair

REQUESTED = "convoys_requested"
FIGURES = (
    ("Convoys requested", REQUESTED),
    ("Granted, of those requested", "convoys_granted_share"),
    ("Delivered in full, of those requested", "convoys_completed_share"),
    ("Delivered in part, of those requested", "convoys_partly_delivered_share"),
    ("Turned back or attacked, of those requested", "convoys_failed_share"),
    ("People reached, of those requested for", "people_reached_share"),
    ("From request to arrival", "request_to_arrival_mean_days"),
    ("Aid delivered", "delivered_tonnes"),
    ("Need met from the stock of besieged places", "need_met_share"),
    ("Stock-out days, over all besieged places", "stock_out_days"),
)
STAGES = (
    "A relief agency asks; the answer may be no, late, or for fewer people. What is granted is "
    "loaded, departs, is inspected on the way, and may be turned back by whoever holds the ground,"
    " by fire or by mines. How often is assumed; no road in the model is a safe route."
)


def section(material: Material) -> Section:
    """Charts, main figures, and failures by stage and reason."""
    results = material.results
    if not results.has(REQUESTED) or not any(
        results.estimate(REQUESTED, name).mean > 0.0 for name in material.pair
    ):
        raise NotInResults("no convoy was requested in this run")
    reached = members(results, "convoys_reaching_share")
    stages = of_pair(material, "How far requests got, of all requests", reached, zeros=True)
    losses = of_pair(
        material,
        "What became of each request, of all requests",
        members(results, "convoys_ending_share"),
    )
    figures = of_pair(material, "Convoys and supply", FIGURES)
    blocks: list[Block] = [Words(STAGES), Picture("17_convoy_stages"), Picture("18_stock")]
    tables = [one for one in (figures, stages, losses) if one]
    blocks.append(Folded("All scenarios, and the figures", [Picture("3_convoys"), *tables]))
    return Section("convoys", "Aid convoys, from request to delivery", blocks)
