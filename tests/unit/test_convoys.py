"""Each way a convoy's journey can go, and the pools it waits for."""

from __future__ import annotations

from collections import Counter

import pytest
from convoy_stand import LEGS, Stand

from sim import config
from sim.events import (
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyLoaded,
    EscortReturned,
    EscortSeized,
    MovementAnswered,
)
from sim.model.convoys import Road, ground_by_name


def end_of(stand: Stand) -> ConvoyEnded:
    (ended,) = stand.run().of(ConvoyEnded)
    return ended


def test_a_quiet_journey_keeps_its_hours_and_delivers_everything() -> None:
    stand = Stand(gate_h=1.5)
    convoy = stand.request(10.0)
    log = stand.run()
    # answered at 34, loaded at 39, leaves at 56 (8 o'clock), 10 km, gate, 6 km, 20 trucks
    assert log.of(ConvoyLoaded) == [ConvoyLoaded(39.0, convoy, 10_000, 100.0, 0.0)]
    assert log.of(ConvoyDeparted) == [ConvoyDeparted(56.0, convoy, 17.0)]
    assert stand.gate.inspected == [(56.5, convoy, 20)]
    assert log.of(ConvoyArrived)[0].hour == pytest.approx(58.3)
    (ended,) = log.of(ConvoyEnded)
    assert ended.hour == pytest.approx(63.3)
    assert ended[2:] == ("delivered", "unloading", "", 10_000, 100.0, 0.0, 0.0)
    assert log.of(EscortReturned)[0].hour == pytest.approx(64.1)


def test_the_ground_of_a_checkpoint_is_that_of_its_side_or_of_the_place_near_it(
    ghouta: config.Scenario,
) -> None:
    ground = ground_by_name(ghouta.world, ghouta.mission)
    for zone, settings in ghouta.world.zones.items():
        for name, place in settings.places.items():
            assert ground[name] == (zone, place.held_by)
    for name, checkpoint in ghouta.world.party_checkpoints.items():
        assert ground[name] == (checkpoint.zone, checkpoint.side)
    for name, site in ghouta.mission.checkpoints.items():
        assert ground[name] == (site.zone, ground[site.near].holder_side)
    legs = [leg for route in ghouta.world.routes.values() for leg in route.legs]
    assert {leg.to for leg in legs} <= ground.keys()


@pytest.mark.parametrize(("departure_hour", "ready"), [(8.0, 3.0), (24.0, 19.0), (None, 11.3)])
def test_a_convoy_ready_at_the_hour_of_departure_leaves_at_once(
    departure_hour: float | None, ready: float
) -> None:
    stand = Stand(convoys={"departure_hour": departure_hour})
    stand.request(ready)
    assert stand.run().of(ConvoyDeparted)[0].wait_h == 0.0


def test_before_a_route_opens_nobody_answers_and_then_as_ever() -> None:
    def answered(opens_day: float) -> dict[int, ConvoyAnswered]:
        stand = Stand(convoys={"granted_probability": 0.5}, opens_day=opens_day)
        for number in range(100):
            stand.request(10.0 * number, number=number)
        return {event.convoy: event for event in stand.run().of(ConvoyAnswered)}

    open_always, later = answered(0.0), answered(20.0)
    before = {event.answer for event in later.values() if event.hour < 480.0}
    assert before == {"unanswered"}
    after = {convoy: event for convoy, event in later.items() if event.hour >= 480.0}
    assert after.items() < open_always.items()
    assert {event.answer for event in after.values()} == {"granted", "refused", "unanswered"}


def answers(granted_probability: float, **changes: float) -> dict[int, ConvoyAnswered]:
    stand = Stand(convoys={"granted_probability": granted_probability} | changes)
    for number in range(200):
        stand.request(1.0 + number, number=number)
    return {event.convoy: event for event in stand.run().of(ConvoyAnswered)}


def test_a_higher_probability_grants_a_superset() -> None:
    few, many = answers(0.3), answers(0.6)
    granted_few = {convoy for convoy, event in few.items() if event.answer == "granted"}
    granted_many = {convoy for convoy, event in many.items() if event.answer == "granted"}
    assert granted_few < granted_many
    counts = Counter(event.answer for event in many.values())
    assert 90 < counts["granted"] < 150
    assert counts["refused"] > 15
    assert counts["unanswered"] > 15
    assert all(
        (event.people_approved, event.trucks) == (0, 0)
        for event in many.values()
        if event.answer != "granted"
    )


def test_fewer_people_means_fewer_trucks_and_tonnes() -> None:
    stand = Stand(convoys={"fewer_people_probability": 1.0, "fewer_people_share": 0.33})
    stand.request(0.0, people=10_000)
    log = stand.run()
    assert log.of(ConvoyAnswered)[0][2:] == ("granted", 3300, 7)
    assert log.of(ConvoyLoaded)[0].tonnes == pytest.approx(33.0)


def test_violence_lowers_the_probability_of_a_grant() -> None:
    stand = Stand(convoys={"granted_probability": 0.8, "violence_exponent": 2.0})
    for number in range(3):
        stand.fire(0.0, "suburb", number)
    stand.rep.env.run(until=1e-9)
    assert stand.road.granted_probability("town") == 0.8  # less than usual is no better
    for number in range(3, 12):
        stand.fire(2e-9, "suburb", number)
    stand.rep.env.run(until=3e-9)
    # 12 incidents remembered over 3 days are 4 a day, twice the usual 2
    assert stand.road.granted_probability("town") == pytest.approx(0.8 / 4)


def test_removed_items_leave_less_for_each() -> None:
    stand = Stand(convoys={"items_removed_probability": 1.0, "items_removed_share": 0.4})
    stand.request(0.0)
    log = stand.run()
    loaded = log.of(ConvoyLoaded)[0]
    assert (loaded.tonnes, loaded.removed_tonnes) == pytest.approx((60.0, 40.0))
    assert log.of(ConvoyEnded)[0].people_reached == 10_000


def test_refused_passage_turns_a_convoy_back_where_the_other_side_holds() -> None:
    stand = Stand(access={"refusal_probability": {"side_a": 0.0, "side_b": 1.0}})
    stand.request(0.0)
    log = stand.run()
    (ended,) = log.of(ConvoyEnded)
    assert ended[2:] == ("turned_back", "town", "access_denied", 0, 0.0, 0.0, 100.0)
    # denied after 14 km, so it is home 14 km later
    assert log.of(EscortReturned)[0].hour - ended.hour == pytest.approx(14 / 20)
    assert log.of(ConvoyArrived) == []


def test_each_leg_is_a_request_of_its_own() -> None:
    stand = Stand(access={"refusal_probability": {"side_a": 0.4, "side_b": 0.4}}, escort_groups=9)
    for number in range(40):
        stand.request(24.0 * number, number=number)
    ends = stand.run().of(ConvoyEnded)
    assert {event.stage for event in ends} == {"gate", "suburb", "town", "unloading"}


def test_suspended_movement_is_told_from_denied() -> None:
    stand = Stand(access={"suspended_above_incidents_per_day": 0.1})
    stand.fire(30.0, "suburb")
    stand.request(0.0)
    assert end_of(stand)[2:5] == ("turned_back", "gate", "access_suspended")


def test_each_delay_of_access_lengthens_the_drive() -> None:
    stand = Stand(access={"delay_probability": {"side_a": 1.0, "side_b": 0.0}})
    stand.request(3.0)
    log = stand.run()
    assert [event.answer for event in log.of(MovementAnswered)] == ["delayed", "delayed", "free"]
    assert log.of(ConvoyArrived)[0].hour == pytest.approx(32.0 + 0.8 + 2.0)


def mined(probability: float) -> list[dict[str, object]]:
    return [LEGS[0], LEGS[1] | {"mine_probability": probability}, LEGS[2]]


def test_a_mine_costs_one_truck_and_the_rest_go_back() -> None:
    stand = Stand(legs=mined(1.0))
    stand.request(0.0)
    ended = end_of(stand)
    assert ended[2:5] == ("turned_back", "suburb", "mine")
    assert ended[5:] == pytest.approx((0, 0.0, 5.0, 95.0))


def test_deminers_lower_the_risk_of_mines_through_the_situation() -> None:
    stand = Stand(legs=mined(1.0))
    stand.situation.modify("mine_risk", "town", 0.0)
    stand.request(0.0)
    assert end_of(stand).outcome == "delivered"


@pytest.mark.parametrize(
    ("hour", "outcome"), [(32.45, "delivered"), (32.6, "turned_back"), (32.75, "delivered")]
)
def test_fire_halts_a_convoy_only_while_it_is_on_the_leg(hour: float, outcome: str) -> None:
    stand = Stand(convoys={"fire_halts_probability": 1.0})  # on the leg from 32.5 to 32.7
    stand.request(3.0)
    stand.fire(hour, "suburb")
    ended = end_of(stand)
    assert ended.outcome == outcome
    if outcome == "turned_back":
        assert (ended.stage, ended.reason, ended.returned_tonnes) == ("suburb", "fire", 100.0)


@pytest.mark.parametrize(
    ("hour", "outcome", "trucks"),
    [(32.9, "turned_back", 0), (34.1, "partly_delivered", 5), (38.0, "delivered", 20)],
)
def test_fire_at_the_destination_cuts_unloading_short(
    hour: float, outcome: str, trucks: int
) -> None:
    stand = Stand(convoys={"fire_stops_unloading_probability": 1.0})  # unloads from 32.8 to 37.8
    stand.request(3.0)
    stand.fire(hour, "town")
    ended = end_of(stand)
    reason = "" if outcome == "delivered" else "fire"
    assert ended[2:5] == (outcome, "unloading", reason)
    assert ended[5:] == pytest.approx((500 * trucks, 5.0 * trucks, 0.0, 5.0 * (20 - trucks)))


def test_an_attack_loses_what_is_still_on_the_trucks() -> None:
    stand = Stand(convoys={"attack_probability": 1.0}, uavs=0)
    for number in range(20):
        stand.request(400.0 * number, number=number)
    ends = stand.run().of(ConvoyEnded)
    assert {event[2:5] for event in ends} == {("attacked", "unloading", "attack")}
    assert all(event.lost_tonnes >= 5.0 - 1e-9 for event in ends)
    assert all(event.returned_tonnes == 0.0 for event in ends)
    assert len({event.people_reached for event in ends}) > 3


def attacked(**escorts: int) -> set[int]:
    stand = Stand(convoys={"attack_probability": 0.6}, days=400.0, escort_groups=9, **escorts)
    for number in range(60):
        stand.request(48.0 * number, number=number)
    return {event.convoy for event in stand.run().of(ConvoyEnded) if event.outcome == "attacked"}


def test_uavs_overhead_prevent_some_of_the_same_attacks() -> None:
    assert attacked(uavs=18) < attacked(uavs=1)


@pytest.mark.parametrize(
    ("escorts", "capacity"),
    [
        ({"escort_groups": 2, "uavs": 99}, 2),
        ({"escort_groups": 9, "uavs": 7, "uavs_per_convoy": 2}, 3),
    ],
)
def test_pools_are_never_overdrawn_and_every_seize_has_its_release(
    escorts: dict[str, int], capacity: int
) -> None:
    stand = Stand(gate_h=30.0, days=12.0, **escorts)
    for number in range(25):
        stand.request(9.0 * number, number=number)
    log = stand.run()
    seized: dict[int, bool] = {}
    busiest = 0
    for event in log:
        if isinstance(event, EscortSeized):
            assert event.convoy not in seized
            seized[event.convoy] = True
        elif isinstance(event, EscortReturned):
            assert seized[event.convoy]
            seized[event.convoy] = False
        busiest = max(busiest, sum(seized.values()))
    assert busiest == capacity
    # at the horizon those still out are exactly those whose journey or way home isn't over
    assert sum(seized.values()) == len(log.of(EscortSeized)) - len(log.of(EscortReturned)) > 0
    assert stand.road.escorts.free_uavs.level == escorts["uavs"] - 2 * sum(seized.values())


def test_without_escorts_nobody_leaves_and_without_the_duty_everybody_does() -> None:
    for required, departures in ((True, 0), (False, 1)):
        stand = Stand(escort_groups=0, uavs=0, escort_required=required)
        stand.request(0.0)
        log = stand.run()
        assert len(log.of(ConvoyDeparted)) == departures
        assert log.of(EscortSeized) == []


def test_convoys_wait_until_the_mission_has_its_escorts() -> None:
    stand = Stand(from_h=24.0 * 10)
    stand.request(0.0)
    assert stand.run().of(ConvoyDeparted)[0].hour == 24.0 * 10 + 8.0


def departures(seed: int, escort_groups: int) -> dict[int, float]:
    stand = Stand(
        seed=seed,
        days=200.0,
        convoys={
            "loading": {"distribution": "lognormal", "mean_h": 30.0, "cv": 1.5},
            "granted_probability": 0.8,
            "unloading_h_per_truck": 1.0,
        },
        escort_groups=escort_groups,
        uavs=0,
    )
    for number in range(60):
        stand.request(20.0 * number, people=2000 + 700 * number, number=number)
    return {event.convoy: event.hour for event in stand.run().of(ConvoyDeparted)}


@pytest.mark.parametrize("seed", range(5))
def test_one_more_escort_group_never_makes_a_convoy_leave_later(seed: int) -> None:
    """Exact while the time on the road depends on the convoy alone (no fire, no access)."""
    fewest = before = departures(seed, 1)
    for escort_groups in (2, 3):
        after = departures(seed, escort_groups)
        assert after.keys() >= before.keys()
        assert all(after[convoy] <= hour for convoy, hour in before.items())
        before = after
    assert any(before[convoy] < hour for convoy, hour in fewest.items())


def test_two_routes_to_one_place_are_refused() -> None:
    stand = Stand()
    same = config.Route(destination="town", legs=list(stand.road.routes["town"]))
    with pytest.raises(ValueError, match="same destination"):
        Road(
            stand.rep,
            stand.road.settings,
            {"one": same, "two": same},
            stand.road.ground,
            stand.road.escorts,
            stand.road.access,
            stand.situation,
        )
