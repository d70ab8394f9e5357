"""Whether a scenario can have a target: KPIs of a kind of incident, a zone, a site, a term."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import inf

from sim.analysis.kpis import FROM_FIRST_POST
from sim.config import Scenario
from sim.expected.people import manned_from_day, sites_by_priority
from sim.experiment.forces import Lever
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


def problem_of_first_post(scenario: Scenario, most: Mapping[Lever, int]) -> str:
    """Why nothing is counted from the first post on, if no force of at most so many (of what may
    vary) has a post within the term; else empty."""
    days = []
    for zone, staffing in scenario.staffing.zones.items():
        posts = Lever(zone, "posts")
        names = sites_by_priority(scenario, zone, "posts")
        if most.get(posts) == 0:
            names = []
        elif posts not in most:
            names = names[: staffing.posts]
        days += [manned_from_day(scenario.mission.posts[name]) for name in names]
    first = min(days, default=inf)
    if first < scenario.days:
        return ""
    opens = f"the first opens on day {first:g}" if first < inf else "none can be manned"
    return (
        f"no post is manned in a term of {scenario.days:g} days ({opens}), so nothing is counted "
        "from the first post on"
    )
