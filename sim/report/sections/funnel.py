"""How far incidents get: from what was committed to what was answered."""

from __future__ import annotations

from sim.report.blocks import Block, Picture, Section, Words
from sim.report.kpi_tables import members, of_pair
from sim.report.material import Material
from sim.report.read import NotInResults

FAMILY = "incidents_reaching_share"
CHART = "14_funnel"
STAGES = (
    "Of all incidents that truly happened in the model, so many got so far. Within reach: somebody"
    " on watch was near enough to notice. Heard or seen: somebody did. Located: and could say "
    "where. Recorded: it stands in a ledger, on the mission's own notice or on complaints only. "
    "Visited: a team reached the place. Attributed: a finding names a group, rightly or not. "
    "Answered: a protest, a sanction or a silence regime followed."
)
NOT_NESTED = (
    "Later stages can be larger than earlier ones: complaints bring incidents into the ledgers "
    "that nobody on watch noticed, and some rules answer without a visit. Incidents of the last "
    "days had little time to get far."
)


def section(material: Material) -> Section:
    """The stages for the baseline and the best other scenario."""
    table = of_pair(
        material,
        "Share of true incidents that got so far",
        members(material.results, FAMILY),
        zeros=True,
    )
    if table is None and CHART not in material.charts:
        raise NotInResults("no incident happened of which it is known how far it got")
    blocks: list[Block] = [Words(STAGES), Picture(CHART), Words(NOT_NESTED)]
    if table:
        blocks.append(table)
    return Section("funnel", "From what happened to what was answered", blocks)
