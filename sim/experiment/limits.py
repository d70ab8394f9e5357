"""Between which numbers the levers of a force may vary, and what of that a scenario can't have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from sim.config import Scenario
from sim.expected.people import SHARED, SiteKind, sites_by_priority
from sim.experiment.forces import POOLED, ROLES, Lever, Role, force_of, levers_of
from sim.kernel.names import there_are

Number = Annotated[int, Field(ge=0, le=1_000)]
"""Of a role, as a limit of it."""
Problem = tuple[tuple[str | int, ...], str]
SITES: Mapping[str, SiteKind] = {"posts": "posts", "checkpoints": "checkpoints"}
"""Roles that have an end of their own: the sites there are."""
ONE_AT_LEAST = frozenset({"lanes", "second_shift_lanes", "inspectors_per_lane"})


class Limits(NamedTuple):
    """Which roles vary between which numbers, in each zone; of pools both numbers are for each zone
    there is, of which the smallest and the largest are so many times as large."""

    roles: Sequence[str]
    at_least: Mapping[str, int]
    at_most: Mapping[str, int]

    @classmethod
    def of(
        cls, roles: Sequence[Role], at_least: Mapping[Role, int], at_most: Mapping[Role, int]
    ) -> Limits:
        """As a design has them."""
        return cls(roles, dict(at_least.items()), dict(at_most.items()))


def least_and_most(scenario: Scenario, limits: Limits) -> tuple[dict[Lever, int], dict[Lever, int]]:
    """Smallest and largest number of each lever; roles that the scenario hasn't have none."""
    roles, at_least, at_most = limits
    least, most = {}, {}
    for lever in levers_of(scenario, roles):
        zones = len(scenario.staffing.zones) if lever.zone == SHARED else 1
        low = at_least.get(lever.role, 1 if lever.role in ONE_AT_LEAST else 0) * zones
        if lever.role in SITES:
            sites = len(sites_by_priority(scenario, lever.zone, SITES[lever.role]))
            high = min(at_most.get(lever.role, sites), sites)
            low = min(low, sites)
        else:
            high = at_most[lever.role] * zones
        least[lever], most[lever] = low, high
    return least, most


def most_sites(scenario: Scenario, role: str) -> int:
    """Sites of the zone that has most of them; ``role``: one of ``SITES``."""
    zones = scenario.staffing.zones
    return max((len(sites_by_priority(scenario, z, SITES[role])) for z in zones), default=0)


def problems_of_limits(scenario: Scenario, limits: Limits) -> list[Problem]:
    """What is wrong with them for a scenario, each with its key."""
    roles, at_least, at_most = limits
    zones = scenario.staffing.zones
    there = [role for role in ROLES if any(lever.role == role for lever in levers_of(scenario))]
    varied = [role for role in roles if role in there]
    if not varied:
        return [(("vary",), f"this scenario has none of these to vary {there_are(there)}")]
    found: list[Problem] = []
    lacking = [role for role in varied if role not in SITES and role not in at_most]
    if lacking:
        found.append(
            (("at_most",), f"needs a number of each role that varies {there_are(lacking)}")
        )
    found += [
        (("at_most", role), f"must be at least at_least.{role}, which is {at_least[role]}")
        for role, most in at_most.items()
        if most < at_least.get(role, 0)
    ]
    for role in SITES:
        sites = most_sites(scenario, role)
        if role in varied and at_least.get(role, 0) > sites:
            found.append((("at_least", role), f"no zone has more than {sites} sites for {role}"))
    if found:
        return found
    _, highest = least_and_most(scenario, limits)
    for lever, number in force_of(scenario, list(highest)).numbers.items():
        if number > highest[lever] and lever.role in at_most:
            share = len(zones) if lever.role in POOLED else 1
            per = f" over {share} zones" if share > 1 else f" in {lever.zone}"
            enough = -(-number // share)
            said = (
                f"the scenario has {number}{per}: give {enough} or more, or fewer in the scenario"
            )
            found.append((("at_most", lever.role), said))
    return found
