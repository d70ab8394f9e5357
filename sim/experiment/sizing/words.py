"""Changes of a force, and targets, in words for a planner."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis import kpis
from sim.analysis.kpis import FROM_FIRST_POST
from sim.analysis.targets import Target, in_short
from sim.config import Scenario
from sim.expected.people import SHARED
from sim.experiment.deciding_kpi import figure
from sim.experiment.forces import ROLE_WORDS, Force, Lever
from sim.kernel.names import listed


def zone_of(scenario: Scenario, lever: Lever) -> str:
    """`` in Eastern Ghouta``; empty for what all zones share, or where there is one zone."""
    if lever.zone == SHARED or len(scenario.staffing.zones) == 1:
        return ""
    return f" in {scenario.world.zones[lever.zone].label}"


def change_in_words(scenario: Scenario, before: Force, after: Force) -> str:
    """What changed from one force to another: ``2 more investigation teams; 1 lane fewer ...``."""
    said = []
    for lever, number in after.numbers.items():
        more = number - before.numbers[lever]
        if more:
            one, several = ROLE_WORDS[lever.role]
            what = one if abs(more) == 1 else several
            where = zone_of(scenario, lever)
            said.append(f"{abs(more)} {'more' if more > 0 else 'fewer'} {what}{where}")
    if before.order != after.order:
        said.append("other sites")
    return listed(said) if said else "no change"


def label_of(target: Target) -> str:
    """What a target's KPI is called, but for from when on it is counted (`counted_from`)."""
    return in_short(kpis.describe(target.kpi).label)


def wanted(target: Target) -> str:
    """``true artillery incidents located: at least 60 %``."""
    return f"{label_of(target)}: {target.wanted} {figure(target.value, target.kpi)}"


def counted_from(targets: Sequence[Target]) -> list[str]:
    """The sentence that says which targets are counted from the first post on, if any are."""
    others = [target for target in targets if not target.kpi.endswith(FROM_FIRST_POST)]
    if len(others) == len(targets):
        return []
    but = f" but {listed([label_of(target) for target in others])}" if others else ""
    return [f"Counted from the day on which the first post is manned: all{but}."]


def counted(number: int, one: str, several: str) -> str:
    """``1 other site``, ``3 other sites``."""
    return f"{number:,} {one if number == 1 else several}"
