"""People: how many must be paid to keep the positions of a staffing level on watch, and from when.

A 24-hour position takes several people (duty hours, leave, sickness, travel, vacancies), a daylight
position fewer; guards, interpreters and medics come on top. Paid people are the cost axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from sim import config
from sim.events import StaffEngaged, StaffReleased
from sim.kernel.replication import Process, Replication


@dataclass(frozen=True, slots=True)
class Engagement:
    """People of one role and unit, paid from ``from_h`` until ``until_h``."""

    role: str
    unit: str
    positions: float
    paid_people: float
    from_h: float
    until_h: float


@dataclass(frozen=True, slots=True)
class SitePositions:
    """Positions that a post or a checkpoint fills from ``from_h`` until ``until_h``."""

    role: str
    site: str
    round_the_clock: float
    daylight: float
    from_h: float
    until_h: float


def sites_in_order(sites: Mapping[str, config.Site], zone: str) -> list[str]:
    """Names of a zone's posts or checkpoints, the first in priority first."""
    names = [name for name, site in sites.items() if site.zone == zone]
    return sorted(names, key=lambda name: (sites[name].priority, name))


def staffed_sites(scenario: config.Scenario) -> tuple[set[str], set[str]]:
    """The posts and the checkpoints that this staffing level can man: in order of priority."""
    posts: set[str] = set()
    checkpoints: set[str] = set()
    for zone, staffing in scenario.staffing.zones.items():
        posts |= set(sites_in_order(scenario.mission.posts, zone)[: staffing.posts])
        checkpoints |= set(
            sites_in_order(scenario.mission.checkpoints, zone)[: staffing.checkpoints]
        )
    return posts, checkpoints


def paid_people(staffing: config.Staffing, round_the_clock: float, daylight: float) -> float:
    """People to be paid for positions on watch, with those who support them."""
    people = round_the_clock * staffing.round_the_clock_factor + daylight * staffing.daylight_factor
    return people * (1.0 + staffing.support_share)


def site_positions(scenario: config.Scenario) -> list[SitePositions]:
    """What each site takes that this level can man: posts by name, then checkpoints."""
    mission, zones = scenario.mission, scenario.staffing.zones
    posts, checkpoints = staffed_sites(scenario)
    found = []
    for name in sorted(posts):
        post = mission.posts[name]
        zone = zones[post.zone]
        fewest, most = sorted((zone.observers_day, zone.observers_night))
        from_day = post.opens_day + post.late_days
        found.append(_positions("observers", name, post, fewest, most - fewest, from_day))
    # a daylight position is one that is filled in both shifts
    share = _first_shift_share(scenario)
    for name in sorted(checkpoints):
        checkpoint = mission.checkpoints[name]
        zone = zones[checkpoint.zone]
        lanes = share * zone.lanes + (1.0 - share) * (zone.second_shift_lanes or zone.lanes)
        inspectors = lanes * zone.inspectors_per_lane
        opens_day = checkpoint.opens_day
        found.append(_positions("inspectors", name, checkpoint, 0.0, inspectors, opens_day))
    return found


def _positions(
    role: str,
    name: str,
    site: config.Site,
    round_the_clock: float,
    daylight: float,
    from_day: float,
) -> SitePositions:
    until_h = inf if site.closes_day is None else 24.0 * site.closes_day
    return SitePositions(role, name, round_the_clock, daylight, 24.0 * from_day, until_h)


def engagement(
    staffing: config.Staffing,
    role: str,
    unit: str,
    round_the_clock: float,
    daylight: float,
    from_h: float,
    until_h: float,
) -> Engagement | None:
    """The people whom these positions take; None if that is nobody."""
    paid = paid_people(staffing, round_the_clock, daylight)
    if paid <= 0.0:
        return None
    return Engagement(role, unit, round_the_clock + daylight, paid, from_h, until_h)


def engagements(scenario: config.Scenario) -> list[Engagement]:
    """Everybody the mission pays, by role and unit, but those whom its actors pay themselves."""
    mission, staffing = scenario.mission, scenario.staffing
    paid_by_actors = {
        site
        for actor in mission.actors.values()
        if actor.enabled
        for site in actor.pays_for(scenario)
    }
    found: list[Engagement | None] = []

    def pay(role: str, unit: str, *positions_and_hours: float) -> None:
        found.append(engagement(staffing, role, unit, *positions_and_hours))

    for at in site_positions(scenario):
        if at.site not in paid_by_actors:
            pay(at.role, at.site, at.round_the_clock, at.daylight, at.from_h, at.until_h)
    start_h = 24.0 * mission.staff_from_day
    team_people = staffing.in_all("investigation_teams") * staffing.people_per_team
    pay("investigators", "office", 0.0, team_people, start_h, inf)
    escort_people = staffing.in_all("escort_groups") * staffing.people_per_escort_group
    pay("escorts", "road", 0.0, escort_people, start_h, inf)
    pay("centre officers", "joint centre", staffing.in_all("centre_officers"), 0.0, start_h, inf)
    pay("liaison officers", "joint centre", staffing.in_all("liaison_officers"), 0.0, start_h, inf)
    return [one for one in found if one is not None]


def _first_shift_share(scenario: config.Scenario) -> float:
    """Share of the opening hours that a checkpoint's first shift works."""
    opens, closes = scenario.world.traffic.opens_hour, scenario.world.traffic.closes_hour
    share = (scenario.mission.checkpoint_shift_hour - opens) / (closes - opens)
    return min(max(share, 0.0), 1.0)


def employ(rep: Replication, engagement: Engagement) -> Process:
    """Pay the people of an engagement while it lasts."""
    yield rep.wait_until(engagement.from_h, urgent=True)
    rep.record(
        StaffEngaged(
            rep.now, engagement.role, engagement.unit, engagement.positions, engagement.paid_people
        )
    )
    if engagement.until_h < rep.horizon_h:
        yield rep.wait_until(engagement.until_h, urgent=True)
        rep.record(StaffReleased(rep.now, engagement.role, engagement.unit, engagement.paid_people))


def engage(
    rep: Replication,
    staffing: config.Staffing,
    role: str,
    unit: str,
    *,
    round_the_clock: float = 0.0,
    daylight: float = 0.0,
    from_h: float = 0.0,
    until_h: float = inf,
) -> None:
    """Pay the people whom an actor of the mission works with."""
    engaged = engagement(staffing, role, unit, round_the_clock, daylight, from_h, until_h)
    if engaged is not None:
        rep.start(employ(rep, engaged))
