"""Whether a scenario can have a target: KPIs of a kind of incident, a zone, a site."""

from __future__ import annotations

from collections.abc import Collection

from sim.analysis.kpis import FROM_FIRST_POST
from sim.config import Scenario
from sim.kernel.names import unknown


def problem_of_target(scenario: Scenario, kpi: str) -> str:
    """What a target's KPI names that the scenario doesn't have; empty if it has it all."""
    families: dict[str, tuple[str, Collection[str]]] = {
        "located_share_of_kind_": ("kind of incident", scenario.world.violence.kinds),
        "located_share_in_": ("zone", scenario.world.zones),
        "visited_within_72_h_share_in_": ("zone", scenario.world.zones),
        "background_under_watch_share_in_": ("zone", scenario.world.zones),
        "mission_wait_mean_minutes_at_": ("mission checkpoint", scenario.mission.checkpoints),
        "party_wait_mean_minutes_at_": ("party checkpoint", scenario.world.party_checkpoints),
    }
    for family, (what, names) in families.items():
        if kpi.startswith(family):
            member = kpi.removeprefix(family).removesuffix(FROM_FIRST_POST)
            return "" if member in names else unknown(what, member, names)
    return ""
