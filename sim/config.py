"""Every key a scenario may hold, with its unit and its bounds.

A scenario is a *world* (what is given) and three things that are decided: *mission*, *staffing* and
*response*. Planners' files say days where planners do; the model works in hours. Checks that need
more than one key stand at the end; those that need the model (stability) stand in the model.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)

from sim.kernel import distributions, registry
from sim.kernel.distance import distance_km


class Settings(BaseModel):
    """Unknown keys, wrong types, infinities and later changes are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def unit(unit: str) -> dict[str, Any]:
    return {"unit": unit}


Date = Annotated[
    date, BeforeValidator(lambda v: date.fromisoformat(v) if isinstance(v, str) else v)
]
Probability = Annotated[float, Field(ge=0.0, le=1.0, json_schema_extra=unit("probability"))]
Share = Annotated[float, Field(ge=0.0, le=1.0, json_schema_extra=unit("share"))]
Factor = Annotated[float, Field(ge=0.0, le=100.0, json_schema_extra=unit("factor"))]
Day = Annotated[float, Field(ge=0.0, le=3660.0, json_schema_extra=unit("days since start"))]
Days = Annotated[float, Field(gt=0.0, le=3660.0, json_schema_extra=unit("days"))]
Hours = Annotated[float, Field(ge=0.0, le=8784.0, json_schema_extra=unit("hours"))]
HourOfDay = Annotated[float, Field(ge=0.0, le=24.0, json_schema_extra=unit("hour of the day"))]
Weekday = Annotated[int, Field(ge=0, le=6, json_schema_extra=unit("0 Monday to 6 Sunday"))]
Km = Annotated[float, Field(ge=0.0, le=500.0, json_schema_extra=unit("km"))]
PerDay = Annotated[float, Field(ge=0.0, le=1000.0, json_schema_extra=unit("per day"))]
VehiclesPerDay = Annotated[
    float, Field(ge=0.0, le=100_000.0, json_schema_extra=unit("vehicles per day"))
]
Tonnes = Annotated[float, Field(ge=0.0, le=1e6, json_schema_extra=unit("tonnes"))]
Count = Annotated[int, Field(ge=0, le=100_000, json_schema_extra=unit("count"))]
People = Annotated[int, Field(ge=0, le=50_000_000, json_schema_extra=unit("people"))]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0, json_schema_extra=unit("degrees"))]
Longitude = Annotated[float, Field(ge=-180.0, le=180.0, json_schema_extra=unit("degrees"))]
Offspring = Annotated[
    float, Field(ge=0.0, lt=1.0, json_schema_extra=unit("incidents per incident"))
]
Side = Literal["side_a", "side_b"]
AIR_STRIKE = "air_strike"
"""The kind of incident that takes aircraft: no-fly rules and the air channel are about it."""
FRIDAY = 4
"""The day of rest, counted from Monday as 0."""
Severity = Annotated[int, Field(ge=0, le=3, json_schema_extra=unit("severity 0-3"))]


def _by_name(entries: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(entries.items()))


ByName = AfterValidator(_by_name)
"""Draws choose among such entries in order: kept by name, so that a file's order means nothing."""


def plugin_of(family: str) -> BeforeValidator:
    return BeforeValidator(lambda settings: registry.resolve(family, settings))


class Duration(Settings):
    """A length of time as a distribution; drawn by inversion."""

    distribution: Literal["constant", "exponential", "lognormal"] = "lognormal"
    mean_h: Hours
    cv: Annotated[float, Field(ge=0.0, le=10.0, json_schema_extra=unit("sd over mean"))] = 1.0

    def quantile(self) -> distributions.Distribution:
        """Quantile function in hours."""
        if self.distribution == "constant":
            return distributions.constant(self.mean_h)
        if self.distribution == "exponential":
            return distributions.exponential(self.mean_h)
        return distributions.lognormal(self.mean_h, self.cv)


class BySide(Settings):
    """A number for each side."""

    side_a: float = Field(ge=0.0, le=1000.0)
    side_b: float = Field(ge=0.0, le=1000.0)


class ProbabilityBySide(Settings):
    """A probability for each side."""

    side_a: Probability
    side_b: Probability


# --- world ----------------------------------------------------------------------------------------
class SideLabel(Settings):
    """What a side is called in words."""

    label: str


class Sides(Settings):
    """The two sides of the ceasefire."""

    side_a: SideLabel
    side_b: SideLabel


class Guarantor(Settings):
    """A guarantor keeps a ledger and hears the complaints of the side near it."""

    label: str
    hears_complaints_of: Side | None
    """At most one guarantor hears a side; null: this one hears none. A side that nobody hears keeps
    its complaints to itself."""


class Place(Settings):
    """A place; an ``elsewhere`` cell stands for the many small places around it."""

    label: str
    lat: Latitude
    lon: Longitude
    held_by: Side
    elsewhere: bool = False


class Zone(Settings):
    """A de-escalation zone."""

    label: str
    population_people: People
    """For the record; what a place eats goes by ``supply``."""
    armed_strength_people: People
    """For the record."""
    usual_incidents_per_day: (
        Annotated[float, Field(gt=0.0, le=1000.0, json_schema_extra=unit("per day"))] | None
    ) = None
    """null: that of ``access``."""
    complaint_factor: Factor = 1.0
    """On the probability that fire which falls in this zone is complained of."""
    places: Annotated[dict[str, Place], ByName] = Field(min_length=1)


class Group(Settings):
    """An armed group: where and how it fires, and when it joins the truce or leaves the area.

    ``background_per_day`` is its rate of incidents of its own accord after it joined and with the
    truce fully worn; ``places`` are shares where its fire falls. Fire of a covered group counts as
    a violation before it joins too: the memorandum covers the zone.
    """

    label: str
    side: Side
    zone: str
    covered: bool = True
    joins_day: Day = 0.0
    until_day: Day | None = None
    background_per_day: PerDay
    before_joining_factor: Factor = 1.0
    kinds: Annotated[dict[str, Share], ByName] = Field(min_length=1)
    places: Annotated[dict[str, Share], ByName] = Field(min_length=1)


class IncidentKind(Settings):
    """A kind of incident: its marks and how far it can be seen and heard."""

    label: str
    severity: Severity
    lethal_probability: Probability
    rounds_mean: Annotated[float, Field(ge=1.0, le=1000.0, json_schema_extra=unit("rounds"))]
    seen_day_km: Km
    seen_night_km: Km
    heard_km: Km
    productivity: Factor = 1.0


class Deaths(Settings):
    """Deaths in a lethal incident: a log-normal number, rounded, from 1 to ``maximum``."""

    median: Annotated[float, Field(gt=0.0, le=100.0, json_schema_extra=unit("deaths"))]
    log_sd: Annotated[float, Field(ge=0.0, le=3.0, json_schema_extra=unit("log deaths"))]
    maximum: Count


class FastKernel(Settings):
    """Answers within hours: mean number of further incidents that one brings."""

    half_life_h: Annotated[float, Field(gt=0.0, le=48.0, json_schema_extra=unit("hours"))]
    own: Offspring
    retaliation: Offspring


class SlowKernel(Settings):
    """Answers over days."""

    mean_days: Days
    own: Offspring
    retaliation: Offspring


class Recovery(Settings):
    """After a renewal of the truce the background is 1 - depth exp(-t/time) of its worn level."""

    depth: Annotated[float, Field(ge=0.0, lt=1.0, json_schema_extra=unit("share"))]
    time_days: Days
    renewed_day: Annotated[float, Field(ge=-3660.0, le=3660.0)] = 0.0


class DayFactor(Settings):
    """Good and bad days of a zone: ceiling times a Beta variable, mean 1; off with variance 0."""

    ceiling: Annotated[float, Field(gt=1.0, le=20.0, json_schema_extra=unit("factor"))]
    variance: Annotated[float, Field(ge=0.0, le=20.0, json_schema_extra=unit("factor squared"))]


class Shock(Settings):
    """A dated change of the background: an offensive, a local silence."""

    label: str
    from_day: Day
    until_day: Day
    factor: Factor
    groups: list[str] = Field(min_length=1)
    places: list[str] = []
    """Empty: every place of those groups."""


class Violence(Settings):
    """What makes incidents happen (``model/violence.py``)."""

    intensity_ceiling: Annotated[float, Field(ge=1.0, le=5.0, json_schema_extra=unit("factor"))]
    intensity_floor: Annotated[float, Field(ge=0.0, le=1.0, json_schema_extra=unit("factor"))]
    background_ceiling: Annotated[float, Field(ge=1.0, le=100.0, json_schema_extra=unit("factor"))]
    deterrence_by_presence: Annotated[
        float, Field(ge=-1.0, le=1.0, json_schema_extra=unit("log intensity per observer"))
    ]
    presence_scale_km: Annotated[float, Field(gt=0.0, le=100.0, json_schema_extra=unit("km"))]
    deterrence_by_rung: Annotated[
        float, Field(ge=-1.0, le=1.0, json_schema_extra=unit("log intensity per rung"))
    ]
    resentment_effect: Annotated[
        float, Field(ge=0.0, le=5.0, json_schema_extra=unit("share per wrong sanction"))
    ]
    resentment_time_days: Days
    recovery: Recovery
    day_factor: DayFactor
    friday_factor: Factor
    night_share: Annotated[float, Field(gt=0.0, lt=1.0, json_schema_extra=unit("share"))] | None
    """Target share of all incidents from 20:00 to 06:00; null when ``hour_profile`` is given."""
    hour_profile: list[Factor] | None = None
    """24 relative rates, taken as they are."""
    fast: FastKernel
    slow: SlowKernel
    spread_km: Annotated[float, Field(gt=0.0, le=500.0, json_schema_extra=unit("km"))]
    kinds: dict[str, IncidentKind] = Field(min_length=1)
    air_strikes: dict[Side, bool] = {}
    """Set a side to false and it flies no strikes: its other kinds keep their rates."""
    deaths: Deaths
    severity_if_deaths: Severity
    shocks: Annotated[dict[str, Shock], ByName] = {}

    def flies(self, side: Side) -> bool:
        """Whether a side flies air strikes at all."""
        return self.air_strikes.get(side, True)


class Observation(Settings):
    """How well people on a post see and hear."""

    seen_by_one_probability: Probability
    heard_by_one_probability: Probability
    further_observer_weight: Annotated[
        float, Field(ge=0.0, le=1.0, json_schema_extra=unit("share"))
    ]
    night_from_hour: HourOfDay
    night_until_hour: HourOfDay
    sighting_delay: Duration
    blocked_lines_of_sight: dict[str, list[str]] = {}
    """Post: places it cannot see (it can hear them)."""


class Complaints(Settings):
    """What the sides tell the guarantors."""

    probability: ProbabilityBySide
    """That the side which received the fire complains of an incident."""
    probability_if_deaths: ProbabilityBySide
    double_probability: Probability
    unfounded_per_day: BySide
    delay: Duration


class AttributionError(Settings):
    """Probability that the blamed group is the wrong one."""

    report: Probability
    finding: Probability
    excluded_fire_blamed_on_covered: Probability


class Attribution(Settings):
    """Errors fall when the separation maps are approved."""

    maps_approved_day: Day | None
    before_maps: AttributionError
    after_maps: AttributionError


class Access(Settings):
    """How whoever holds the ground answers requests to pass."""

    refusal_probability: ProbabilityBySide
    delay_probability: ProbabilityBySide
    guilty_factor: Factor
    """Refusal is this much likelier when the holder's own group fired."""
    violence_exponent: Annotated[float, Field(ge=0.0, le=3.0, json_schema_extra=unit("exponent"))]
    """Refusal scales with (recent incidents / usual incidents) to this power."""
    usual_incidents_per_day: Annotated[
        float, Field(gt=0.0, le=1000.0, json_schema_extra=unit("per day"))
    ]
    memory_days: Days
    short_delay_min: Annotated[float, Field(ge=0.0, le=1440.0, json_schema_extra=unit("minutes"))]
    long_delay_min: Annotated[float, Field(ge=0.0, le=1440.0, json_schema_extra=unit("minutes"))]
    long_delay_share: Share
    suspended_above_incidents_per_day: PerDay


class Traffic(Settings):
    """Civilian traffic through checkpoints: a day with two peaks, and the time a vehicle takes."""

    opens_hour: HourOfDay
    closes_hour: HourOfDay
    morning_peak_hour: HourOfDay
    evening_peak_hour: HourOfDay
    peak_width_h: Annotated[float, Field(gt=0.0, le=12.0, json_schema_extra=unit("hours"))]
    peak_share: Share
    """Share of the day's traffic in the two peaks; the rest is level over opening hours."""
    friday_factor: Factor
    inspection_s: Annotated[float, Field(gt=0.0, le=7200.0, json_schema_extra=unit("seconds"))]
    opened_inspection_s: Annotated[
        float, Field(gt=0.0, le=7200.0, json_schema_extra=unit("seconds"))
    ]
    opened_probability: Probability
    inspection_cv: Annotated[float, Field(ge=0.0, le=5.0, json_schema_extra=unit("sd over mean"))]
    false_alarm_probability: Probability
    false_alarm_s: Annotated[float, Field(ge=0.0, le=7200.0, json_schema_extra=unit("seconds"))]
    truck_inspection_min: Annotated[
        float, Field(ge=0.0, le=600.0, json_schema_extra=unit("minutes"))
    ]
    truck_inspection_cv: Annotated[
        float, Field(ge=0.0, le=5.0, json_schema_extra=unit("sd over mean"))
    ]
    convoy_size_exponent: Annotated[
        float, Field(ge=0.0, le=1.0, json_schema_extra=unit("exponent"))
    ]
    """A convoy of n trucks takes n to this power of one's time: inspectors work in parallel."""
    threats_per_day: PerDay
    """People with arms or explosives who try each checkpoint."""
    threat_detection_probability: Probability
    """For one inspector a lane; more inspectors find more: 1 - (1 - p)^n."""
    inspector_speedup_exponent: Annotated[
        float, Field(ge=0.0, le=1.0, json_schema_extra=unit("exponent"))
    ]
    """A lane with n inspectors takes n to minus this power of the time with one."""
    threat_closure_h: Hours
    """How long a checkpoint closes after finding a threat."""

    def due_on(self, weekday: int, vehicles_per_day: float) -> float:
        """Vehicles due on a day of the week (0 Monday) where so many a day are usual."""
        return vehicles_per_day * (self.friday_factor if weekday == FRIDAY else 1.0)


class PartyCheckpoint(Settings):
    """A checkpoint that a side runs itself; it is given, not decided."""

    label: str
    lat: Latitude
    lon: Longitude
    zone: str
    side: Side
    vehicles_per_day: VehiclesPerDay
    lanes: Annotated[int, Field(ge=1, le=50, json_schema_extra=unit("lanes"))]
    inspectors_per_lane: Annotated[int, Field(ge=1, le=20, json_schema_extra=unit("people"))]


class Leg(Settings):
    """One leg of a convoy route; ``checkpoint`` (a party's or the mission's) stands at its end."""

    to: str
    """A place of the world, or the checkpoint's name."""
    km: Annotated[float, Field(gt=0.0, le=500.0, json_schema_extra=unit("km"))]
    checkpoint: str | None = None
    exposed_to: str | None = None
    """The place whose fire endangers this leg."""
    mine_probability: Probability = 0.0
    """That a convoy meets a mine on it: one truck is lost and the rest turn back."""


class Route(Settings):
    """A road from the warehouse to a besieged place."""

    destination: str
    opens_day: Day = 0.0
    """Until then requests to go there stay unanswered."""
    legs: list[Leg] = Field(min_length=1)


class ConvoyWorld(Settings):
    """How relief convoys are answered, loaded and endangered."""

    answer_delay: Duration
    granted_probability: Probability
    """In a quiet week; falls with violence by ``violence_exponent``."""
    refused_share: Share
    """Of requests not granted, those refused; the rest stay unanswered."""
    violence_exponent: Annotated[float, Field(ge=0.0, le=3.0, json_schema_extra=unit("exponent"))]
    fewer_people_probability: Probability
    fewer_people_share: Share
    """Share of the people requested who are approved then."""
    people_per_truck: Annotated[float, Field(gt=0.0, le=10_000.0, json_schema_extra=unit("people"))]
    tonnes_per_truck: Annotated[float, Field(gt=0.0, le=100.0, json_schema_extra=unit("tonnes"))]
    loading: Duration
    items_removed_probability: Probability
    items_removed_share: Share
    """Of the tonnes, those taken off then; the people stay, with less for each."""
    speed_kmh: Annotated[float, Field(gt=0.0, le=120.0, json_schema_extra=unit("km/h"))]
    departure_hour: HourOfDay | None
    """Convoys leave at the next such hour once they have what they need; null: at once."""
    unloading_h_per_truck: Annotated[float, Field(gt=0.0, le=24.0, json_schema_extra=unit("hours"))]
    """Trucks are unloaded one after the other."""
    fire_halts_probability: Probability
    """That an incident at an exposed place while a convoy is on that leg turns it back."""
    fire_stops_unloading_probability: Probability
    """That an incident at the destination while a convoy unloads drives it off."""
    attack_probability: Probability
    """That a convoy is attacked while unloading; what is still on the trucks is lost."""
    uav_attack_factor: Factor
    """Factor on that when UAVs watch over the convoy."""


class Closure(Settings):
    """A closure of commercial traffic: the days whose first hour lies in it."""

    from_day: Day
    until_day: Day


class Supply(Settings):
    """What a besieged place lives on."""

    also_supplies: list[str] = []
    """Other places that live on this stock: aid brought there enters it."""
    people: People
    need_kg_per_person_day: Annotated[
        float, Field(ge=0.0, le=20.0, json_schema_extra=unit("kg per person and day"))
    ]
    initial_stock_tonnes: Tonnes
    capacity_tonnes: Tonnes
    commercial_tonnes_per_day: Tonnes
    """Mean of a day on which the crossing is open to trade."""
    commercial_delivery_cv: Annotated[
        float, Field(ge=0.0, le=5.0, json_schema_extra=unit("sd over mean"))
    ]
    commercial_closures: dict[str, Closure] = {}
    closed_by_violence_above_per_day: PerDay | None = None
    """Recent incidents a day in the zone above which the crossing closes to trade."""
    tunnel_tonnes_per_day: Tonnes
    tunnel_until_day: Day


class World(Settings):
    """What is given: zones, groups, places, routes, civilians, shocks, access."""

    label: str
    start: Date
    sides: Sides
    guarantors: dict[str, Guarantor] = Field(min_length=1)
    zones: Annotated[dict[str, Zone], ByName] = Field(min_length=1)
    groups: Annotated[dict[str, Group], ByName] = Field(min_length=1)
    violence: Violence
    observation: Observation
    complaints: Complaints
    attribution: Attribution
    access: Access
    traffic: Traffic
    party_checkpoints: dict[str, PartyCheckpoint] = {}
    convoys: ConvoyWorld
    routes: dict[str, Route] = {}
    supply: dict[str, Supply] = {}
    actors: dict[str, Annotated[Any, plugin_of("actor")]] = {}
    """Side processes by name, each chosen by its ``kind`` (``model/actors``)."""

    def zone_of(self) -> dict[str, str]:
        """The zone of each place."""
        return {place: name for name, zone in self.zones.items() for place in zone.places}

    def places_near(self, place: str, radius_km: float) -> list[str]:
        """Names of the places within a distance of a place, itself among them."""
        places = self.places()
        here = places[place]
        return [
            name
            for name, there in places.items()
            if distance_km(here.lat, here.lon, there.lat, there.lon) <= radius_km
        ]

    def covered_at(self, place: str) -> list[str]:
        """Covered groups whose fire falls at a place, each as the target ``group@place``."""
        return [
            f"{name}@{place}"
            for name, group in self.groups.items()
            if group.covered and group.places.get(place, 0.0) > 0.0
        ]

    def usual_incidents_per_day(self) -> dict[str, float]:
        """Incidents a day that are usual in each zone."""
        usual = self.access.usual_incidents_per_day
        return {
            name: usual if zone.usual_incidents_per_day is None else zone.usual_incidents_per_day
            for name, zone in self.zones.items()
        }

    def places(self) -> dict[str, Place]:
        """Every place of every zone, by name."""
        return {name: place for zone in self.zones.values() for name, place in zone.places.items()}


# --- mission --------------------------------------------------------------------------------------
class Site(Settings):
    """A site of the mission; sites of a zone are manned in the order of ``priority``, 1 first."""

    label: str
    zone: str
    guarantor: str
    lat: Latitude
    lon: Longitude
    near: str
    """The known place it stands at or near; it must be within 15 km of it."""
    priority: Annotated[int, Field(ge=1, le=1000, json_schema_extra=unit("rank"))]
    opens_day: Day
    closes_day: Day | None = None


class Post(Site):
    """An observation post."""

    late_days: Annotated[float, Field(ge=0.0, le=3660.0, json_schema_extra=unit("days"))] = 0.0
    """It is really manned this much after the planned day."""
    key: str | None = None
    """Name of its random numbers; its own name if null. Renamed with its key it changes nothing."""


class MissionCheckpoint(Site):
    """A checkpoint manned by the mission."""

    vehicles_per_day: VehiclesPerDay


class Watches(Settings):
    """How watches on posts go."""

    starts_hours: list[HourOfDay] = Field(min_length=1)
    """Hours of the day at which a watch begins."""
    absence_probability: Probability
    """That one of the watch is missing (sickness, travel)."""
    shelter_km: Km
    shelter_severity: Severity
    """A post takes shelter from an incident this near and at least this severe."""
    shelter: Duration


class Centre(Settings):
    """The joint centre."""

    mode: Literal["video_link", "co_located"]
    handling: Duration
    """A desk's work on one report."""
    video_link_session_hour: HourOfDay
    """One session a day at this hour."""
    video_link_dropout_probability: Probability
    """That a session falls through."""
    co_located_consultation: Duration
    call: Duration
    """A liaison call to both sides, within the hour."""
    call_dropout_probability: Probability
    """That nobody answers and the call is tried again an hour later."""


class Base(Settings):
    """Where investigation teams set out from."""

    lat: Latitude
    lon: Longitude


class Investigation(Settings):
    """How reports are investigated on the spot."""

    preparation: Duration
    """Permits and planning, before a team is asked for."""
    base_lat: Latitude
    base_lon: Longitude
    further_bases: dict[str, Base] = {}
    """Other offices by name; a team travels from the nearest."""
    speed_kmh: Annotated[float, Field(gt=0.0, le=120.0, json_schema_extra=unit("km/h"))]
    work: Duration
    daylight_from_hour: HourOfDay
    daylight_until_hour: HourOfDay
    patience_days: Days
    """A case not visited by then expires."""
    conclusive_probability: Probability
    """That fresh evidence decides a case."""
    evidence_time_days: Days
    """Evidence decays as exp(-age / this)."""


class Ladder(Settings):
    """The sanction ladder: none, warning, restrictions, suppression by fire (off below rung 3)."""

    top_rung: Annotated[int, Field(ge=0, le=3, json_schema_extra=unit("rung"))]
    quiet_days: Days
    """A group steps one rung down after an exponential spell of this mean."""
    protest: Duration
    decision: Duration
    """Time the guarantors take to agree on a sanction."""


class Mission(Settings):
    """What is decided: sites in order of priority, calendars, the centre, how work is done."""

    label: str
    posts: dict[str, Post] = {}
    checkpoints: dict[str, MissionCheckpoint] = {}
    checkpoint_shift_hour: Annotated[
        int, Field(ge=0, le=24, json_schema_extra=unit("hour of the day"))
    ]
    """Hour of the day at which a checkpoint's second shift begins."""
    watches: Watches
    centre: Centre
    investigation: Investigation
    ladder: Ladder
    uavs: Count
    uavs_per_convoy: Count
    convoy_escort_required: bool = True
    actors: dict[str, Annotated[Any, plugin_of("actor")]] = {}
    """Side processes that the mission decides on (patrols, deminers), by name."""
    staff_from_day: Day
    """Day from which centre, teams and escorts are paid and work; posts and checkpoints are paid
    from their opening."""


# --- staffing -------------------------------------------------------------------------------------
PooledRole = Literal["investigation_teams", "escort_groups", "centre_officers", "liaison_officers"]


class ZoneStaffing(Settings):
    """Positions on watch in one zone, and what the zone adds to the pools that zones share."""

    posts: Count
    observers_day: Annotated[int, Field(ge=0, le=100, json_schema_extra=unit("people"))]
    observers_night: Annotated[int, Field(ge=0, le=100, json_schema_extra=unit("people"))]
    checkpoints: Count
    lanes: Annotated[int, Field(ge=1, le=50, json_schema_extra=unit("lanes"))]
    second_shift_lanes: (
        Annotated[int, Field(ge=1, le=50, json_schema_extra=unit("lanes"))] | None
    ) = None
    """Lanes from ``mission.checkpoint_shift_hour`` on; as many as before if null."""
    inspectors_per_lane: Annotated[int, Field(ge=1, le=20, json_schema_extra=unit("people"))]
    investigation_teams: Count = 0
    escort_groups: Count = 0
    centre_officers: Count = 0
    liaison_officers: Count = 0


class Staffing(Settings):
    """How many positions on watch in each role, and what it takes to fill them.

    Teams, escorts and officers serve all zones alike. Of these, a number is that many in all; null
    is the sum over ``zones``, which holds zones of this world only (others are left out before).
    """

    label: str
    zones: dict[str, ZoneStaffing] = Field(min_length=1)
    investigation_teams: Count | None = None
    people_per_team: Count
    escort_groups: Count | None = None
    people_per_escort_group: Count
    centre_officers: Count | None = None
    """On watch at the joint centre's desks, at least one in all."""
    liaison_officers: Count | None = None
    """On watch, at least one in all."""
    round_the_clock_factor: Annotated[
        float, Field(ge=1.0, le=10.0, json_schema_extra=unit("people per 24-hour position"))
    ]
    daylight_factor: Annotated[
        float, Field(ge=1.0, le=10.0, json_schema_extra=unit("people per daylight position"))
    ]
    support_share: Annotated[
        float, Field(ge=0.0, le=3.0, json_schema_extra=unit("support people per person"))
    ]

    def in_all(self, role: PooledRole) -> int:
        """How many of a pool the mission has."""
        given: int | None = getattr(self, role)
        if given is not None:
            return given
        return sum(getattr(zone, role) for zone in self.zones.values())


# --- scenario -------------------------------------------------------------------------------------
class Scenario(Settings):
    """One point of a comparison: a world and what is decided in it."""

    name: str = Field(min_length=1, max_length=200)
    question: str = ""
    about: list[str] = []
    """KPIs that the question is about, by their names in ``kpis.csv``: tables and the answer begin
    with them. They change nothing in a run."""
    days: Annotated[int, Field(ge=1, le=3660, json_schema_extra=unit("days"))] = 184
    sites_file: str | None = None
    """A planner's CSV or GeoJSON with posts, checkpoints, candidates and places. What it says
    stands in ``mission`` and ``world`` by the time a scenario is checked: a run reads no file."""
    only_sites_of_file: bool = False
    """Posts of other files are left out where that file has posts, and so are checkpoints."""
    from_sites_file: list[str] = []
    """Dotted keys of what the file gave; filled in when it is read."""
    world: World
    mission: Mission
    staffing: Staffing
    response: Annotated[Any, plugin_of("response rule")]

    def actors(self) -> dict[str, Any]:
        """The world's actors and the mission's, by name."""
        return dict(sorted({**self.world.actors, **self.mission.actors}.items()))
