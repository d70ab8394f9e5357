"""How many people a scenario pays once everything it plans is open, by role and zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from sim.config import Post, Scenario, Site
from sim.model.people import Engagement, engagements, sites_in_order

SiteKind = Literal["posts", "checkpoints"]

SHARED = "all zones"
"""Where those stand who serve every zone: teams, escorts, officers."""


def paid_at_full_strength(scenario: Scenario) -> float:
    """People paid at the same time, at most; those whom actors of the mission employ aren't
    among them."""
    paid = engagements(scenario)
    starts = {one.from_h for one in paid if one.from_h < 24.0 * scenario.days}
    return max(
        (sum(one.paid_people for one in paid if _paid(one, hour)) for hour in starts), default=0.0
    )


def paid_by_zone_and_role(scenario: Scenario) -> Mapping[tuple[str, str], float]:
    """(zone, role) -> paid people of everything that opens before the end, each at its time; what
    zones share stands under ``SHARED``."""
    sites = {**scenario.mission.posts, **scenario.mission.checkpoints}
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    for one in engagements(scenario):
        if one.from_h < 24.0 * scenario.days:
            zone = sites[one.unit].zone if one.unit in sites else SHARED
            found[zone, one.role] += one.paid_people
    return dict(found)


def _paid(one: Engagement, hour: float) -> bool:
    return one.from_h <= hour < one.until_h


def manned_from_day(site: Site) -> float:
    """The day from which a site can really be manned: posts may open late."""
    return site.opens_day + (site.late_days if isinstance(site, Post) else 0.0)


def sites_by_priority(scenario: Scenario, zone: str, kind: SiteKind) -> list[str]:
    """Names of a zone's posts or checkpoints in the order in which they are manned."""
    return sites_in_order(getattr(scenario.mission, kind), zone)
