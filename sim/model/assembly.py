"""Assembly: the stations of a run, each built from what the scenario says of it."""

from __future__ import annotations

from collections.abc import Callable

from sim import config
from sim.kernel.distance import distance_km
from sim.kernel.distributions import constant
from sim.kernel.replication import Replication
from sim.model.access import Access
from sim.model.attribution import Attribution
from sim.model.checkpoints import Checkpoint
from sim.model.commission import Commission
from sim.model.convoys import Road, ground_by_name
from sim.model.escorts import EscortPool
from sim.model.investigation import Fieldwork, Movement, Office
from sim.model.joint_centre import JointCentre, Sessions
from sim.model.measures import Ladder
from sim.model.people import staffed_sites
from sim.model.posts import Post, Watch
from sim.model.situation import ALL, Situation
from sim.model.supply import Stock


def posts(rep: Replication, scenario: config.Scenario) -> list[Post]:
    """Every post of the mission, whether this level can man it or not."""
    mission, fieldwork = scenario.mission, scenario.mission.investigation
    daylight = (fieldwork.daylight_from_hour, fieldwork.daylight_until_hour)
    staffed, _ = staffed_sites(scenario)
    watches = {
        zone: Watch(staffing.observers_day, staffing.observers_night)
        for zone, staffing in scenario.staffing.zones.items()
    }
    return [
        Post(
            rep,
            name,
            post,
            mission.watches,
            watches.get(post.zone, Watch(0, 0)),
            daylight,
            staffed=name in staffed,
        )
        for name, post in mission.posts.items()
    ]


def checkpoints(
    rep: Replication, scenario: config.Scenario, situation: Situation
) -> dict[str, Checkpoint]:
    """The parties' checkpoints and the mission's, by name."""
    traffic, weekday = scenario.world.traffic, scenario.world.start.weekday()
    _, staffed = staffed_sites(scenario)
    found = {
        name: Checkpoint(
            rep,
            name,
            party.side,
            traffic,
            vehicles_per_day=party.vehicles_per_day,
            lanes=party.lanes,
            inspectors_per_lane=party.inspectors_per_lane,
            start_weekday=weekday,
            flow_factor=_civilians(situation, "flow", name, party.zone),
            let_through=_civilians(situation, "let_through", name, party.zone),
        )
        for name, party in scenario.world.party_checkpoints.items()
    }
    for name, site in scenario.mission.checkpoints.items():
        staffing = scenario.staffing.zones.get(site.zone)
        found[name] = Checkpoint(
            rep,
            name,
            site.guarantor,
            traffic,
            vehicles_per_day=site.vehicles_per_day,
            lanes=staffing.lanes if staffing else 1,
            inspectors_per_lane=staffing.inspectors_per_lane if staffing else 1,
            opens_h=24.0 * site.opens_day,
            closes_h=None if site.closes_day is None else 24.0 * site.closes_day,
            staffed=name in staffed,
            start_weekday=weekday,
            lanes_at=_lanes_by_shift(staffing, scenario.mission.checkpoint_shift_hour),
            flow_factor=_civilians(situation, "flow", name, site.zone),
            let_through=_civilians(situation, "let_through", name, site.zone),
        )
    return found


def _civilians(
    situation: Situation, quantity: str, checkpoint: str, zone: str
) -> Callable[[int], float]:
    """What actors make of a day's civilian traffic, read when the day opens."""

    def factor(_day: int) -> float:
        if not situation.touched(quantity):
            return 1.0
        of = situation.factor
        return of(quantity, checkpoint) * of(quantity, zone) * of(quantity, ALL)

    return factor


def _lanes_by_shift(
    staffing: config.ZoneStaffing | None, shift_hour: float
) -> Callable[[float], int] | None:
    """Open lanes by hour of the run, where the second shift has other ones."""
    if staffing is None or staffing.second_shift_lanes in (None, staffing.lanes):
        return None
    first, second = staffing.lanes, staffing.second_shift_lanes
    assert second is not None
    return lambda hour: first if hour % 24.0 < shift_hour else second


def joint_centre(rep: Replication, scenario: config.Scenario, situation: Situation) -> JointCentre:
    """The joint centre at this staffing level."""
    settings, staffing = scenario.mission.centre, scenario.staffing
    return JointCentre(
        rep,
        desks=staffing.in_all("centre_officers"),
        liaison_officers=staffing.in_all("liaison_officers"),
        handling=settings.handling.quantile(),
        call=settings.call.quantile(),
        call_dropout_probability=settings.call_dropout_probability,
        sessions=Sessions(rep, settings),
        situation=situation,
    )


def office(
    rep: Replication, scenario: config.Scenario, attribution: Attribution, movement: Movement
) -> Office:
    """The investigation office at this staffing level."""
    settings = scenario.mission.investigation
    bases = [(settings.base_lat, settings.base_lon)]
    bases += [(base.lat, base.lon) for base in settings.further_bases.values()]
    travel_h = {
        name: min(distance_km(*base, place.lat, place.lon) for base in bases) / settings.speed_kmh
        for name, place in scenario.world.places().items()
    }
    fieldwork = Fieldwork(
        work=settings.work.quantile(),
        travel_h=travel_h.__getitem__,
        preparation=settings.preparation.quantile(),
        patience=constant(24.0 * settings.patience_days),
        daylight=(settings.daylight_from_hour, settings.daylight_until_hour),
        discipline="severity",
        conclusive_probability=settings.conclusive_probability,
        evidence_time_h=24.0 * settings.evidence_time_days,
    )
    return Office(
        rep, scenario.staffing.in_all("investigation_teams"), fieldwork, attribution, movement
    )


def ladder(rep: Replication, scenario: config.Scenario, situation: Situation) -> Ladder:
    """The sanction ladder for the groups of the world."""
    settings, groups = scenario.mission.ladder, scenario.world.groups
    near = {
        name: guarantor.hears_complaints_of
        for name, guarantor in scenario.world.guarantors.items()
        if guarantor.hears_complaints_of is not None
    }
    return Ladder(
        rep,
        situation,
        {name: group.side for name, group in groups.items()},
        {name: group.covered for name, group in groups.items()},
        top_rung=settings.top_rung,
        quiet_h=24.0 * settings.quiet_days,
        protest=settings.protest.quantile(),
        decision=settings.decision.quantile(),
        commission=Commission(rep, near),
    )


def stocks(rep: Replication, scenario: config.Scenario, situation: Situation) -> dict[str, Stock]:
    """The stocks of besieged places, by each place that lives on them."""
    zone_of = scenario.world.zone_of()
    found: dict[str, Stock] = {}
    for place, supply in scenario.world.supply.items():
        stock = Stock(rep, place, zone_of[place], supply, situation)
        found |= dict.fromkeys([place, *supply.also_supplies], stock)
    return found


def road(rep: Replication, scenario: config.Scenario, access: Access, situation: Situation) -> Road:
    """The convoys' road, with escorts and UAVs at this staffing level."""
    world, mission = scenario.world, scenario.mission
    escorts = EscortPool(
        rep,
        escort_groups=scenario.staffing.in_all("escort_groups"),
        uavs=mission.uavs,
        uavs_per_convoy=mission.uavs_per_convoy,
        escort_required=mission.convoy_escort_required,
        from_h=24.0 * mission.staff_from_day,
    )
    ground = ground_by_name(world, mission)
    return Road(rep, world.convoys, world.routes, ground, escorts, access, situation)
