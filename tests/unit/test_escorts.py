"""The pools that convoys share with UAV sorties: what is lost is never waited for."""

from __future__ import annotations

import pytest
from convoy_stand import Stand

from sim.events import ConvoyDeparted, ConvoyEnded, EscortReturned, EscortSeized
from sim.kernel.replication import Process, Replication
from sim.model.escorts import EscortPool


def pool(rep: Replication, *, uavs: int = 4, per_convoy: int = 4, groups: int = 9) -> EscortPool:
    return EscortPool(rep, escort_groups=groups, uavs=uavs, uavs_per_convoy=per_convoy)


def convoy(rep: Replication, escorts: EscortPool, name: int, from_h: float, h: float) -> Process:
    yield rep.wait_until(from_h)
    yield from escorts.seize(name)
    yield rep.wait(h)
    escorts.release(name)


def lose(rep: Replication, escorts: EscortPool, from_h: float, until_h: float) -> Process:
    """A UAV that takes off and doesn't come home."""
    yield rep.wait_until(from_h)
    yield escorts.free_uavs.get(1)
    yield rep.wait_until(until_h)
    escorts.free_uavs.lose_one()


@pytest.mark.parametrize(("uavs", "unwatched_h"), [(4, 5.0), (5, None)])
def test_a_waiting_convoy_leaves_unwatched_as_soon_as_too_few_are_left(
    uavs: int, unwatched_h: float | None
) -> None:
    rep = Replication(1, 0, 100.0)
    escorts = pool(rep, uavs=uavs)
    rep.start(lose(rep, escorts, 0.5, 5.0))
    rep.start(convoy(rep, escorts, 1, 1.0, 10.0))
    rep.start(convoy(rep, escorts, 2, 2.0, 10.0))
    seized = rep.run().of(EscortSeized)
    if unwatched_h is not None:
        assert seized == [EscortSeized(5.0, 1, 1, 0), EscortSeized(5.0, 2, 1, 0)]
    else:
        assert seized == [EscortSeized(1.0, 1, 1, 4), EscortSeized(11.0, 2, 1, 4)]
    assert escorts.free_uavs.left == uavs - 1
    assert escorts.free_uavs.level == uavs - 1


def test_a_loss_that_leaves_enough_makes_nobody_give_up_or_leave_earlier() -> None:
    rep = Replication(1, 0, 100.0)
    escorts = pool(rep, uavs=4, per_convoy=2)
    for number, hour in ((0, 5.0), (1, 6.0)):
        rep.start(lose(rep, escorts, 0.1 * (number + 1), hour))
    rep.start(convoy(rep, escorts, 1, 1.0, 50.0))
    rep.start(convoy(rep, escorts, 2, 2.0, 5.0))
    log = rep.run()
    assert log.of(EscortSeized) == [EscortSeized(1.0, 1, 1, 2), EscortSeized(51.0, 2, 1, 2)]
    assert len(log.of(EscortReturned)) == 2


def test_what_a_convoy_took_is_known_convoy_by_convoy() -> None:
    rep = Replication(1, 0, 100.0)
    escorts = pool(rep)
    rep.start(convoy(rep, escorts, 1, 1.0, 10.0))
    rep.start(lose(rep, escorts, 11.5, 12.0))
    rep.start(convoy(rep, escorts, 2, 13.0, 10.0))
    seen: list[tuple[bool, bool]] = []
    for hour in (0.5, 5.0, 14.0):
        rep.at(hour, lambda: seen.append((escorts.watched(1), escorts.watched(2))))
    rep.run()
    assert seen == [(False, False), (True, False), (False, False)]


@pytest.mark.parametrize("lost_h", [0.0, 1e9])
def test_a_convoy_without_uavs_is_attacked_as_often_as_one_that_never_had_any(
    lost_h: float,
) -> None:
    """The factor of UAVs belongs to the convoys they fly over: 0 here, so no attack at all."""
    convoys = {"attack_probability": 1.0, "uav_attack_factor": 0.0}
    stand = Stand(convoys=convoys, uavs=2, uavs_per_convoy=2)
    stand.rep.start(lose(stand.rep, stand.road.escorts, lost_h, lost_h))
    stand.request(10.0)
    log = stand.run()
    assert len(log.of(ConvoyDeparted)) == 1
    (ended,) = log.of(ConvoyEnded)
    assert ended.outcome == ("attacked" if lost_h == 0.0 else "delivered")
