"""People: how many must be paid to keep the positions of a staffing level on watch, and from when.

A 24-hour position takes several people (duty hours, leave, sickness, travel, vacancies), a daylight
position fewer; guards, interpreters and medics come on top. Paid people are the cost axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


def engagements(scenario: config.Scenario) -> list[Engagement]:
    """Everybody the mission pays, by role and unit."""
    mission, staffing = scenario.mission, scenario.staffing
    posts, checkpoints = staffed_sites(scenario)
    found = []

    def engage(
        role: str,
        unit: str,
        round_the_clock: float,
        daylight: float,
        from_day: float,
        until_day: float,
    ) -> None:
        people = (
            round_the_clock * staffing.round_the_clock_factor + daylight * staffing.daylight_factor
        )
        if people > 0.0:
            paid = people * (1.0 + staffing.support_share)
            positions = round_the_clock + daylight
            found.append(Engagement(role, unit, positions, paid, 24.0 * from_day, 24.0 * until_day))

    forever = float("inf")
    for name in sorted(posts):
        post = mission.posts[name]
        zone = staffing.zones[post.zone]
        fewest, most = sorted((zone.observers_day, zone.observers_night))
        until = forever if post.closes_day is None else post.closes_day
        engage("observers", name, fewest, most - fewest, post.opens_day + post.late_days, until)
    for name in sorted(checkpoints):
        checkpoint = mission.checkpoints[name]
        zone = staffing.zones[checkpoint.zone]
        until = forever if checkpoint.closes_day is None else checkpoint.closes_day
        # a daylight position is one that is filled in both shifts
        share = _first_shift_share(scenario)
        lanes = share * zone.lanes + (1.0 - share) * (zone.second_shift_lanes or zone.lanes)
        inspectors = lanes * zone.inspectors_per_lane
        engage("inspectors", name, 0.0, inspectors, checkpoint.opens_day, until)
    start = mission.staff_from_day
    team_people = staffing.investigation_teams * staffing.people_per_team
    engage("investigators", "office", 0.0, team_people, start, forever)
    escort_people = staffing.escort_groups * staffing.people_per_escort_group
    engage("escorts", "road", 0.0, escort_people, start, forever)
    engage("centre officers", "joint centre", staffing.centre_officers, 0.0, start, forever)
    engage("liaison officers", "joint centre", staffing.liaison_officers, 0.0, start, forever)
    return found


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
