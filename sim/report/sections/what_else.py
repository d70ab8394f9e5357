"""What the mechanisms of a world and a mission did: drops, patrols, talks, repairs."""

from __future__ import annotations

from sim.analysis.kpis.declaration import FROM_FIRST_POST
from sim.report.blocks import Folded, Section, Words
from sim.report.folder.kpi_words import DEED
from sim.report.folder.read import NotInResults, Results
from sim.report.material import Material
from sim.report.tables.kpi_tables import of_pair

TITLE = "What else went on"
MECHANISMS = (
    "silence_regimes_",
    "sanctions_dropped_",
    "finding_to_sanction_mean_days",
    "joint_patrols_full_route_share",
    "patrol_",
    "incidents_first_recorded_by_patrols_per_day",
    "incident_to_patrol_record_mean_hours",
    "incidents_located_by_uav_per_day",
    "mandate_",
    "assessments_",
    "disturbances_per_day",
    "disturbance_shelters",
    "disturbance_convoys_stopped",
    "convoys_taken_over",
    "convoys_below_",
    "convoys_unwatched",
    "people_days_without_",
    DEED,
)
"""How KPIs begin that show what a mechanism did, in the order of the table."""
TOLD_OTHERWISE = ("deeds_in_all", "deeds_mandate_")
"""What is no figure by itself, or stands in the table as a share."""
COUNTED = (
    "What mechanisms of this world and this mission did, in the model and in a run unless it says "
    "otherwise. What never happened is left out."
)


def section(material: Material) -> Section:
    """Folded: a figure a mechanism, of the pair."""
    results = material.results
    rows = [(_capital(results.label_of(kpi)), kpi) for kpi in _kpis(results, material.pair)]
    table = of_pair(material, TITLE, rows)
    if table is None:
        raise NotInResults("no mechanism beyond those of the other sections did anything")
    return Section(
        "what_else", TITLE, [Words(COUNTED), Folded(f"{len(table.rows)} figures", [table])]
    )


def _kpis(results: Results, pair: list[str]) -> list[str]:
    """Those that aren't zero throughout with both, mechanism by mechanism."""
    known = [
        kpi
        for kpi in results.manifest.get("kpi_labels", {})
        if kpi.startswith(MECHANISMS)
        and not kpi.startswith(TOLD_OTHERWISE)
        and not kpi.endswith(FROM_FIRST_POST)
        and results.has(kpi)
        and any(abs(results.estimate(kpi, name).mean) > 0.0 for name in pair)
    ]
    return [kpi for mechanism in MECHANISMS for kpi in known if kpi.startswith(mechanism)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
