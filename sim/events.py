"""Vocabulary of the event log: one class per kind of event. Times are hours since the run's start.

``violation`` and ``incident`` are 64-bit identities of something that truly happened (or, for an
unfounded complaint, of the complaint itself); ``report`` is the identity of a case at the joint
centre and equals the identity of the incident it is about. The log knows truth and belief; a KPI
joins them, a response rule never can.
"""

from __future__ import annotations

from typing import NamedTuple


class RunStarted(NamedTuple):
    """The first row. ``start`` is the date (ISO) of hour 0; ``cells`` are the places, parted by
    blanks, that stand for many small places around them."""

    hour: float
    start: str
    horizon_h: float
    cells: str = ""


class RunEnded(NamedTuple):
    """The last row, at the horizon."""

    hour: float


class ControlObserved(NamedTuple):
    """How often something random was offered in the whole run, and the exact mean of that by what
    the scenario says (immigrants, requests, arrivals): for control variates."""

    hour: float
    name: str
    observed: float
    expected: float


# --- the world ------------------------------------------------------------------------------------
class ViolationOccurred(NamedTuple):
    """An incident truly happened. ``covered``: false for groups excluded by the memorandum."""

    hour: float
    violation: int
    group: str
    side: str
    covered: bool
    zone: str
    place: str
    kind: str
    rounds: int
    deaths: int
    severity: int
    parent: int
    """Identity of the incident it answers or continues; 0 for one of the background."""


class IntensityBounded(NamedTuple):
    """The floor or the ceiling of the intensity began (``bound`` floor, ceiling) or ceased (none)
    to bind for a group."""

    hour: float
    group: str
    bound: str


class SituationChanged(NamedTuple):
    """Something changed a declared quantity: ``factor`` on ``target`` until ``until_h``; ``by`` is
    the actor or the measure that did."""

    hour: float
    quantity: str
    target: str
    factor: float
    until_h: float
    by: str = ""


class ActorActed(NamedTuple):
    """An actor did something of its own: ``amount`` in the unit that ends the action's name, or a
    number of times (``cleared_ha``, ``missions``). KPIs are made of it by kind and action."""

    hour: float
    actor: str
    kind: str
    action: str
    target: str
    amount: float


class DisturbanceOccurred(NamedTuple):
    """Fire that is no violation: between groups of one side, or by outsiders of the ceasefire.

    It drives posts into shelter and turns convoys back; it is in no count of violations.
    """

    hour: float
    disturbance: int
    source: str
    zone: str
    place: str
    severity: int
    deaths: int


class SecurityIncident(NamedTuple):
    """The mission's own people came to harm or under attack; ``victim``: patrol, uav, team.

    Posts under fire, threats at checkpoints and attacks on convoys have events of their own.
    """

    hour: float
    victim: str
    unit: str
    cause: str
    casualties: int


# --- people ---------------------------------------------------------------------------------------
class StaffEngaged(NamedTuple):
    """``paid_people`` began to be paid for ``positions`` positions on watch in a role."""

    hour: float
    role: str
    unit: str
    positions: float
    paid_people: float


class StaffReleased(NamedTuple):
    """Those people ceased to be paid."""

    hour: float
    role: str
    unit: str
    paid_people: float


# --- posts and the network ------------------------------------------------------------------------
class PostDue(NamedTuple):
    """From now on the plan wants this post watched; ``staffed``: this level can man it."""

    hour: float
    post: str
    zone: str
    guarantor: str
    staffed: bool


class PostNoLongerDue(NamedTuple):
    """The mission's plan for this post ended."""

    hour: float
    post: str


class PostManned(NamedTuple):
    """``people`` (at least two) are on watch from now on."""

    hour: float
    post: str
    people: int
    light: str


class PostUnmanned(NamedTuple):
    """Nobody watches from now on; ``cause``: level, late_opening, short_watch, shelter, closed, or
    the actor that keeps its people away."""

    hour: float
    post: str
    cause: str


class ReachNoted(NamedTuple):
    """Share of a zone's background of incidents that the posts would notice now, noted at 0, 6, 12
    and 18 h while a post of the zone is due. Truth: the mission doesn't know it."""

    hour: float
    zone: str
    share: float


class ViolationWatched(NamedTuple):
    """What the network made of an incident; truth's first meeting with belief.

    ``outcome``: blind, not_watched, missed, heard, located. ``light``: day, night.
    """

    hour: float
    violation: int
    outcome: str
    seen_by: int
    heard_by: int
    light: str


class LedgerEntered(NamedTuple):
    """A guarantor entered an incident in its ledger.

    ``entry``: matched (the incident's first entry in any ledger), duplicate (a further one),
    unfounded (nothing happened, or it doesn't name the excluded group that fired), excluded (it
    rightly names a group excluded by the memorandum, or the zone isn't covered yet: it counts as no
    recorded violation).
    ``source``: post, complaint, patrol, uav. ``blamed_side`` is empty when nobody is named,
    ``place`` when the incident was only heard.
    """

    hour: float
    ledger: str
    incident: int
    entry: str
    source: str
    zone: str
    place: str
    kind: str
    blamed_side: str
    blamed_group: str


# --- the joint centre -----------------------------------------------------------------------------
class CaseOpened(NamedTuple):
    """The joint centre opened a case: a report exists from now on."""

    hour: float
    report: int
    incident_hour: float
    zone: str
    place: str
    severity: int
    suspect_group: str
    suspect_side: str


class CaseJoined(NamedTuple):
    """A further notice joined a case (``filed`` when the case was already closed)."""

    hour: float
    report: int
    source: str
    filed: bool


class LiaisonCalled(NamedTuple):
    """The liaison officers of both sides were called about a report."""

    hour: float
    report: int


class ReportHandled(NamedTuple):
    """Desk and session are done with a report."""

    hour: float
    report: int


class ReportLogged(NamedTuple):
    """A report below the severity threshold, or one the rule leaves alone, was only logged."""

    hour: float
    report: int


class ReportClosed(NamedTuple):
    """The mission closed a report; ``answer``: finding (of a visit), protest, sanction,
    silence_regime, none."""

    hour: float
    report: int
    answer: str


class ReportExpired(NamedTuple):
    """A report waited too long for a visit and was given up."""

    hour: float
    report: int


# --- investigation --------------------------------------------------------------------------------
class InvestigationQueued(NamedTuple):
    """A report waits for an investigation team."""

    hour: float
    report: int


class TeamSeized(NamedTuple):
    """A team set to work on a report."""

    hour: float
    report: int


class TeamReleased(NamedTuple):
    """The team is free again."""

    hour: float
    report: int


class MovementAnswered(NamedTuple):
    """Whoever holds the ground answered a request to pass; ``answer``: free, delayed, denied,
    suspended (the mission itself held back). ``mover``: team, convoy, patrol."""

    hour: float
    mover: str
    movement: int
    zone: str
    holder_side: str
    answer: str
    delay_h: float


class PlaceVisited(NamedTuple):
    """A team stood at the place a report names."""

    hour: float
    report: int
    place: str


class FindingMade(NamedTuple):
    """The outcome of an investigation: belief, not truth.

    ``outcome``: attributed, no_violation, inconclusive, refused, expired, not_located (only heard).
    Group and side are empty unless attributed.
    """

    hour: float
    report: int
    outcome: str
    group: str
    side: str


# --- measures -------------------------------------------------------------------------------------
class ProtestMade(NamedTuple):
    """The mission protested to a group; moves no rung."""

    hour: float
    report: int
    group: str
    side: str


class SanctionImposed(NamedTuple):
    """A group was moved to ``rung`` of the ladder (it may have been there already: the top)."""

    hour: float
    report: int
    group: str
    side: str
    rung: int


class SanctionDropped(NamedTuple):
    """A sanction was not imposed; ``reason``: excluded_group, zone_not_covered (then), vetoed,
    lapsed (not all guarantors answered in time)."""

    hour: float
    report: int
    group: str
    reason: str


class SilenceRegimeAsked(NamedTuple):
    """The response rule asked mediators for a local silence regime at the place of a report."""

    hour: float
    report: int
    place: str


class SilenceRegimeAgreed(NamedTuple):
    """What was asked for was agreed: the place is to be silent until ``until_h``."""

    hour: float
    report: int
    place: str
    until_h: float


class RungLowered(NamedTuple):
    """A quiet spell moved a group one rung down, to ``rung``."""

    hour: float
    group: str
    rung: int


# --- checkpoints ----------------------------------------------------------------------------------
class CheckpointOpened(NamedTuple):
    """A checkpoint opened for the day, or changed its lanes at a shift."""

    hour: float
    checkpoint: str
    lanes: int


class CheckpointClosed(NamedTuple):
    """A checkpoint closed; ``cause``: night, security, closed."""

    hour: float
    checkpoint: str
    cause: str


class CheckpointHour(NamedTuple):
    """One hour of a checkpoint's civilian traffic, written at closing.

    ``wait_bins``: little-endian uint32 counts of waits by the hour of *arrival* over those served:
    waits of zero, then 128 geometric bins (edges in ``sim.waits``), as bytes.
    ``inside``: vehicles present at the end of the hour. ``not_served``: traffic due while unmanned.
    ``queue_area_h``: vehicle-hours waited within this hour.
    """

    hour: float
    checkpoint: str
    operator: str
    from_h: float
    arrived: int
    served: int
    turned_away: int
    not_served: int
    inside: int
    wait_sum_h: float
    wait_bins: bytes
    queue_area_h: float


class ThreatInspected(NamedTuple):
    """Somebody with arms or explosives reached a checkpoint; ``found`` or not."""

    hour: float
    checkpoint: str
    threat: int
    found: bool


class ConvoyInspected(NamedTuple):
    """A convoy passed a checkpoint after waiting ``wait_h`` for a lane."""

    hour: float
    convoy: int
    checkpoint: str
    wait_h: float
    service_h: float


# --- convoys and supply ---------------------------------------------------------------------------
class ConvoyRequested(NamedTuple):
    """A relief agency asked to send a convoy for ``people`` people.

    ``instead_of``: the convoy that didn't get there and that this one replaces, 0 for none; its
    people were counted when they were first asked for.
    """

    hour: float
    convoy: int
    agency: str
    destination: str
    people: int
    instead_of: int = 0


class ConvoyAnswered(NamedTuple):
    """The request was answered; ``answer``: granted, refused, unanswered."""

    hour: float
    convoy: int
    answer: str
    people_approved: int
    trucks: int


class ConvoyLoaded(NamedTuple):
    """Loaded at the warehouse: ``tonnes``, after inspectors took ``removed_tonnes`` off."""

    hour: float
    convoy: int
    people_loaded: int
    tonnes: float
    removed_tonnes: float


class EscortSeized(NamedTuple):
    """A convoy has its escort and UAVs; it may still wait for the hour of departure."""

    hour: float
    convoy: int
    escort_groups: int
    uavs: int


class ConvoyDeparted(NamedTuple):
    """Left ``wait_h`` after loading: the wait for escort, UAVs and the hour of departure."""

    hour: float
    convoy: int
    wait_h: float


class EscortReturned(NamedTuple):
    """The escort and the UAVs of a convoy are free again."""

    hour: float
    convoy: int


class ConvoyArrived(NamedTuple):
    """Reached its destination; unloading begins."""

    hour: float
    convoy: int


class ConvoyEnded(NamedTuple):
    """The end of a convoy's journey.

    ``outcome``: delivered, partly_delivered, turned_back, attacked. ``stage``: where it was decided
    (where a leg leads to, or unloading); ``reason``: empty, access_denied,
    access_suspended, fire, mine, attack. Tonnes loaded = delivered + lost + returned.
    """

    hour: float
    convoy: int
    outcome: str
    stage: str
    reason: str
    people_reached: int
    delivered_tonnes: float
    lost_tonnes: float
    returned_tonnes: float


class StockDay(NamedTuple):
    """One day of a besieged place's stock, in tonnes, written at the day's end.

    stock = stock of the day before + commercial + tunnel + aid - consumed - spoilt (above
    capacity).
    ``unmet_tonnes``: consumption that found no stock, ``empty_h``: for how many hours that was so.
    """

    hour: float
    place: str
    stock_tonnes: float
    commercial_tonnes: float
    tunnel_tonnes: float
    aid_tonnes: float
    consumed_tonnes: float
    spoilt_tonnes: float
    unmet_tonnes: float
    empty_h: float = 0.0


EVENT_KINDS: dict[str, type[tuple[object, ...]]] = {
    kind.__name__: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, tuple) and kind is not NamedTuple
}
