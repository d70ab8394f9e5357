"""What holds of every log: people, teams, escorts and UAVs, and who may pass where."""

from __future__ import annotations

from collections import Counter

from sim import events
from verification.made_logs import Made, hours, most_at_once, tally


# --- people and pools -----------------------------------------------------------------------------
def test_teams_and_escorts_are_released_as_often_as_seized_and_never_too_many(made: Made) -> None:
    staffing, mission = made.scenario.staffing, made.scenario.mission
    seized = hours(made.log.of(events.TeamSeized), "report")
    released = hours(made.log.of(events.TeamReleased), "report")
    queued = hours(made.log.of(events.InvestigationQueued), "report")
    assert released.keys() <= seized.keys() <= queued.keys()
    assert all(queued[report] <= hour for report, hour in seized.items())
    assert all(seized[report] <= hour for report, hour in released.items())
    assert most_at_once(seized.values(), released.values()) <= staffing.in_all(
        "investigation_teams"
    )
    out = len(seized) - len(released)
    assert out <= staffing.in_all("investigation_teams")
    patience_h = 24.0 * mission.investigation.patience_days
    assert all(seized[report] - queued[report] <= patience_h + 1e-6 for report in seized)

    taken = hours(made.log.of(events.EscortSeized), "convoy")
    back = hours(made.log.of(events.EscortReturned), "convoy")
    assert back.keys() <= taken.keys()
    assert most_at_once(taken.values(), back.values()) <= staffing.in_all("escort_groups")
    assert all(taken[convoy] <= hour for convoy, hour in back.items())
    loaded = hours(made.log.of(events.ConvoyLoaded), "convoy")
    assert taken.keys() <= loaded.keys()


def test_uavs_are_never_more_than_are_left(made: Made) -> None:
    """One pool for convoys and sorties, never below 0; what is lost flies no more."""
    left, lent, aloft = made.scenario.mission.uavs, dict[int, int](), 0
    sorties = tally(made.acted("uav_sorties"))
    for row in made.log:
        if isinstance(row, events.EscortSeized):
            lent[row.convoy] = row.uavs
            assert row.uavs in (0, made.scenario.mission.uavs_per_convoy)
        elif isinstance(row, events.EscortReturned):
            lent.pop(row.convoy)
        elif isinstance(row, events.ActorActed) and row.kind == "uav_sorties":
            aloft += {"sorties": 1, "hours_aloft": -1}.get(row.action, 0)
        elif isinstance(row, events.SecurityIncident) and row.victim == "uav":
            left -= 1
        else:
            continue
        assert left >= 0
        assert aloft >= 0
        takes_one = isinstance(row, events.EscortSeized) and row.uavs > 0
        takes_one |= isinstance(row, events.ActorActed) and row.action == "sorties"
        if takes_one:
            assert sum(lent.values()) + aloft <= left
    assert sorties["sorties"] >= sorties["lost"]
    assert aloft == sorties["sorties"] - sum(
        row.action == "hours_aloft" for row in made.acted("uav_sorties")
    )
    if made.where == "everything":
        assert sorties["lost"]
        assert made.scenario.mission.uavs - left > sorties["lost"], "aircraft bring some down"


def test_people_on_duty_are_paid_for(made: Made) -> None:
    """Nobody is on watch at a post while it has no paid people, or more than it has positions."""
    paid: dict[tuple[str, str], events.StaffEngaged] = {}
    positions: dict[str, float] = {}
    on_watch: list[events.PostManned] = []
    for row in made.log:
        if on_watch and row[0] > on_watch[0].hour:  # what is of one instant has no order
            assert all(manned.people <= positions[manned.post] for manned in on_watch)
            on_watch = []
        if isinstance(row, events.StaffEngaged):
            assert row.paid_people > row.positions > 0.0
            assert (row.role, row.unit) not in paid, "paid twice"
            paid[row.role, row.unit] = row
            if row.role == "observers":
                positions[row.unit] = row.positions
        elif isinstance(row, events.StaffReleased):
            assert paid.pop((row.role, row.unit)).paid_people == row.paid_people
            if row.role == "observers":
                positions.pop(row.unit)
        elif isinstance(row, events.PostManned):
            on_watch.append(row)


def test_a_contingent_never_pays_more_people_than_it_has(made: Made) -> None:
    """Hour by hour, hence in person-days too; who mans no site isn't paid."""
    mission = made.scenario.mission
    sites = {**mission.posts, **mission.checkpoints}
    pools = [actor for actor in mission.actors.values() if actor.kind == "contingent"]  # type: ignore[attr-defined]
    ever_paid: set[str] = set()
    for pool in (pool for pool in pools if pool.enabled):  # type: ignore[attr-defined]
        guarantor = pool.guarantor  # type: ignore[attr-defined]
        there, at_h, paid = 0.0, 0.0, Counter[str]()
        for row in made.log:
            if row[0] > at_h:  # changes of one instant count together
                assert sum(paid.values()) <= there + 1e-6
                at_h = row[0]
            if isinstance(row, events.ActorActed) and row.kind == "contingent":
                if row.target == guarantor:
                    there += row.amount if row.action == "came_people" else -row.amount
            elif isinstance(row, events.StaffEngaged | events.StaffReleased):
                site = sites.get(row.unit)
                if site is not None and site.guarantor == guarantor:
                    engaged = isinstance(row, events.StaffEngaged)
                    paid[row.unit] += row.paid_people if engaged else -row.paid_people
                    assert paid[row.unit] >= -1e-9
                    ever_paid.add(guarantor)
        assert there >= 0.0
    assert ever_paid or made.where != "everything"


# --- movement -------------------------------------------------------------------------------------
def test_who_is_refused_does_not_visit(made: Made) -> None:
    answers = [row for row in made.log.of(events.MovementAnswered) if row.mover == "team"]
    free = {row.movement for row in answers if row.answer in ("free", "delayed")}
    visited = hours(made.log.of(events.PlaceVisited), "report")
    assert visited.keys() <= free
    refused = {r.report for r in made.log.of(events.FindingMade) if r.outcome == "refused"}
    assert not refused & visited.keys()
    turned = Counter(row.movement for row in answers if row.answer in ("denied", "suspended"))
    assert all(turned[report] == 2 for report in refused)
    hour_of_day = [hour % 24.0 for hour in visited.values()]
    about = made.scenario.mission.investigation
    assert all(
        about.daylight_from_hour <= hour <= about.daylight_until_hour for hour in hour_of_day
    )
    for row in made.log.of(events.MovementAnswered):
        assert (row.delay_h > 0.0) == (row.answer == "delayed")
