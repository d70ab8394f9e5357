"""Between which numbers the levers of a force may vary, and what of that a scenario can't have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.config import Scenario
from sim.expected.people import SHARED, SiteKind, sites_by_priority
from sim.experiment.forces import POOLED, ROLES, Lever, force_of, levers_of
from sim.kernel.names import there_are

Problem = tuple[tuple[str | int, ...], str]
SITES: Mapping[str, SiteKind] = {"posts": "posts", "checkpoints": "checkpoints"}
"""Roles that have an end of their own: the sites there are."""
NEVER_EMPTY = frozenset({"lanes", "second_shift_lanes", "inspectors_per_lane"})


class Limits(NamedTuple):
    """Which roles vary between which numbers, in each zone and, of pools, for each zone."""

    roles: Sequence[str]
    at_least: Mapping[str, int]
    at_most: Mapping[str, int]


def least_and_most(scenario: Scenario, limits: Limits) -> tuple[dict[Lever, int], dict[Lever, int]]:
    """Smallest and largest number of each lever."""
    roles, at_least, at_most = limits
    least, most = {}, {}
    for lever in levers_of(scenario, roles):
        zones = len(scenario.staffing.zones) if lever.zone == SHARED else 1
        low = at_least.get(lever.role, 1 if lever.role in NEVER_EMPTY else 0)
        if lever.role in SITES:
            sites = len(sites_by_priority(scenario, lever.zone, SITES[lever.role]))
            high = min(at_most.get(lever.role, sites), sites)
            low = min(low, sites)
        else:
            high = at_most[lever.role] * zones
        least[lever], most[lever] = low, high
    return least, most


def problems_of_limits(scenario: Scenario, limits: Limits) -> list[Problem]:
    """What is wrong with them for a scenario, each with its key."""
    roles, at_least, at_most = limits
    there = [role for role in ROLES if any(lever.role == role for lever in levers_of(scenario))]
    found: list[Problem] = [
        (("vary", at), f"this scenario has none of these to vary {there_are(there)}")
        for at, role in enumerate(roles)
        if role not in there
    ]
    lacking = [role for role in roles if role not in SITES and role not in at_most]
    if lacking:
        found.append(
            (("at_most",), f"needs a number of each role that varies {there_are(lacking)}")
        )
    found += [
        (("at_most", role), f"must be at least at_least.{role}, which is {at_least[role]}")
        for role, most in at_most.items()
        if most < at_least.get(role, 0)
    ]
    if found:
        return found
    _, highest = least_and_most(scenario, limits)
    for lever, number in force_of(scenario, list(highest)).numbers.items():
        if number > highest[lever] and lever.role in at_most:
            zones = len(scenario.staffing.zones) if lever.role in POOLED else 1
            per = f" over {zones} zones" if zones > 1 else f" in {lever.zone}"
            enough = -(-number // zones)
            said = (
                f"the scenario has {number}{per}: give {enough} or more, or fewer in the scenario"
            )
            found.append((("at_most", lever.role), said))
    return found
