"""How far incidents get: from what was committed to what was answered."""

from __future__ import annotations

from sim.analysis.kpis.declaration import FROM_FIRST_POST
from sim.report.blocks import Block, Folded, Picture, Section, Words
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.tables.kpi_tables import members, of_pair

FAMILY = "incidents_reaching_share"
CHART = "14_funnel"
CAPTION = "Share of true incidents that got so far"
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
FROM_THEN = "Counted are the incidents from the day on which the first post opens."
OVER_ALL = (
    "Over the whole run, with the incidents before any post was open: no post sees anything of "
    "those, but complaints may tell of them. "
    "Where more posts prevent more incidents later, a larger share of all lies before, so that "
    "these shares can fall although the mission sees more."
)


def section(material: Material) -> Section:
    """The stages for the baseline and the best other scenario, from the first post on."""
    results = material.results
    stages = members(results, FAMILY)
    later = [(words, f"{kpi}{FROM_FIRST_POST}") for words, kpi in stages]
    later = [(words, kpi) for words, kpi in later if results.has(kpi)]
    since = of_pair(material, f"{CAPTION}, from the first post on", later, zeros=True)
    table = of_pair(material, f"{CAPTION}, over the whole run", stages, zeros=True)
    if table is None and CHART not in material.charts:
        raise NotInResults("no incident happened of which it is known how far it got")
    stages_in_words = f"{STAGES} {FROM_THEN}" if since else STAGES
    blocks: list[Block] = [Words(stages_in_words), Picture(CHART), Words(NOT_NESTED)]
    if since and table:
        blocks.append(Folded("The figures", [since, Words(OVER_ALL), table]))
    elif table:
        blocks.append(Folded("The figures", [table]))
    return Section("funnel", "From what happened to what was answered", blocks)
