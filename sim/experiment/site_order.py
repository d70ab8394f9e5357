"""In which order a search mans sites, by formula: what each adds, for as long as it is open.

Posts by what they add to the share of incidents located or noticed (``sim.expected.coverage``),
checkpoints by the traffic due at them. Of posts, the first is one of those that open first: what
counts "from the first post on" would else begin on another day with each force.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from sim.config import Scenario, Site
from sim.expected.coverage import Coverage, What
from sim.expected.people import SiteKind, manned_from_day, sites_by_priority

ENDS = 4
"""Posts that might go, and others that might be manned instead, when one is exchanged."""
SWAPS = 4
"""Exchanges of posts in a zone worth simulating, at most."""
LOCATED_KIND = "located_share_of_kind_"


def seeks(kpis: Sequence[str]) -> tuple[What, str | None]:
    """What posts are to do for these KPIs, and of which kind of incident (None: of all)."""
    for kpi in kpis:
        if kpi.startswith(LOCATED_KIND):
            return "located", kpi.removeprefix(LOCATED_KIND).removesuffix("_from_first_post")
    return ("located" if any("located" in kpi for kpi in kpis) else "noticed"), None


def open_days(scenario: Scenario, site: Site) -> float:
    """For how many days of the term it is open."""
    closes = scenario.days if site.closes_day is None else min(site.closes_day, scenario.days)
    return max(closes - manned_from_day(site), 0.0)


def first_day(scenario: Scenario) -> float:
    """The day on which the first post is manned that this staffing can man; infinite if none is."""
    days = [
        manned_from_day(scenario.mission.posts[name])
        for zone, staffing in scenario.staffing.zones.items()
        for name in sites_by_priority(scenario, zone, "posts")[: staffing.posts]
    ]
    return min(days, default=inf)


def order_of(
    scenario: Scenario, zone: str, kind: SiteKind, what: What, of_kind: str | None
) -> list[str]:
    """A zone's sites, the most useful first."""
    if kind == "checkpoints":
        checkpoints = scenario.mission.checkpoints
        names = sites_by_priority(scenario, zone, kind)
        due = {
            name: checkpoints[name].vehicles_per_day * open_days(scenario, checkpoints[name])
            for name in names
        }
        return sorted(names, key=lambda name: -due[name])
    posts, worth, before = scenario.mission.posts, {}, 0.0
    for name, share in Coverage(scenario, zone).by_gain(what, of_kind):
        worth[name] = (share - before) * open_days(scenario, posts[name])
        before = share
    names = sorted(worth, key=lambda name: -worth[name])
    opening = min((manned_from_day(posts[name]) for name in names), default=0.0)
    first = next(iter(name for name in names if manned_from_day(posts[name]) == opening), None)
    return sorted(names, key=lambda name: name != first)


def other_orders(scenario: Scenario, zone: str, what: What, of_kind: str | None) -> list[list[str]]:
    """Orders of a zone's posts with another post manned in place of one, the best by formula first;
    those only that are better than the order there is."""
    order = sites_by_priority(scenario, zone, "posts")
    number = scenario.staffing.zones[zone].posts
    coverage = Coverage(scenario, zone)

    def share_days(names: Sequence[str]) -> float:
        """The share had on each day of the term, summed over days."""
        posts = scenario.mission.posts
        edges = sorted({manned_from_day(posts[name]) for name in names} | {float(scenario.days)})
        return sum(
            (until - since)
            * coverage.share(
                what, kind=of_kind, posts=[n for n in names if manned_from_day(posts[n]) <= since]
            )
            for since, until in pairwise(edges)
        )

    found = []
    manned = order[:number]
    now = share_days(manned)
    for gone in manned[-ENDS:]:
        for instead in order[number:][:ENDS]:
            names = [name for name in manned if name != gone] + [instead]
            rest = [name for name in order if name not in names]
            if (gain := share_days(names) - now) > 0.0:
                found.append((-gain, [*names, *rest]))
    return [names for _, names in sorted(found)[:SWAPS]]
