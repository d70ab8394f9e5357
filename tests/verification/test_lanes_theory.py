"""The lanes against queueing theory (V2, V3) and, wait for wait, against SimPy's own resource."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
import simpy

from sim.kernel.distributions import constant
from sim.kernel.replication import Process, Replication
from sim.model.lanes import LaneGroup
from sim.model.traffic import (
    CivilianTraffic,
    DayProfile,
    inverse_table,
    unit_lognormal_table,
)
from verification.cases import CASES
from verification.measured import Verify, mean
from verification.queues import erlang_c

REPLICATIONS, WARM_UP, CUSTOMERS = 100, 500, 3000


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("V2 log-normal", unit_lognormal_table(0.8)),
        ("V2 constant", inverse_table(constant(1.0), 1.0)),
    ],
    ids=["M/LN/1", "M/D/1"],
)
def test_v2_one_lane(name: str, table: np.ndarray, verified: Verify) -> None:
    gate = CivilianTraffic("gate", DayProfile.from_rates([1.0] * 24), table, 5.0 / 60.0)
    means = []
    for replication in range(REPLICATIONS):
        rep = Replication(2, replication, inf)
        days = [gate.day(rep, day, 240.0) for day in range(17)]
        lanes = LaneGroup(1)
        for arrivals_h, services_h in days:
            lanes.offer(arrivals_h, services_h)
        lanes.advance(inf)
        waits_h = (lanes.starts_h - lanes.arrivals_h)[WARM_UP : WARM_UP + CUSTOMERS]
        assert len(waits_h) == CUSTOMERS
        means.append(float(waits_h.mean()) * 60.0)
    verified(name, mean(means))


def two_classes_min(
    lanes_open: int, convoys_per_h: float, convoy_min: float, cars_per_h: float, car_min: float
) -> tuple[list[float], list[float]]:
    """Mean wait of convoys and of cars in each replication, minutes; gaps and services are
    exponential, 3,000 customers after 500."""
    convoy_means, car_means = [], []
    for replication in range(REPLICATIONS):
        rep = Replication(3, replication, inf)
        draws = {
            name: -np.log1p(-rep.generator(name).random(3600))
            for name in ("convoy gap", "convoy service", "car gap", "car service")
        }
        cars_h = np.cumsum(draws["car gap"] / cars_per_h)
        convoys_h = np.cumsum(draws["convoy gap"] / convoys_per_h)
        lanes = LaneGroup(lanes_open)
        lanes.offer(cars_h, draws["car service"] * car_min / 60.0)
        tickets = [
            lanes.offer_priority(arrival_h, service_h)
            for arrival_h, service_h in zip(
                convoys_h[convoys_h < cars_h[-1]].tolist(),
                (draws["convoy service"] * convoy_min / 60.0).tolist(),
                strict=False,
            )
        ]
        lanes.advance(inf)
        starts_h = np.array([lanes.expected_start_h(ticket) for ticket in tickets])
        arrivals_h = np.concatenate((cars_h, convoys_h[: len(tickets)]))
        waits_h = np.concatenate((lanes.starts_h, starts_h)) - arrivals_h
        is_convoy = np.arange(len(arrivals_h)) >= len(cars_h)
        chosen = np.argsort(arrivals_h, kind="stable")[WARM_UP : WARM_UP + CUSTOMERS]
        convoy_means.append(float(waits_h[chosen][is_convoy[chosen]].mean()) * 60.0)
        car_means.append(float(waits_h[chosen][~is_convoy[chosen]].mean()) * 60.0)
    return convoy_means, car_means


def test_v3_convoys_first(verified: Verify) -> None:
    convoys, cars = two_classes_min(1, 1.0, 10.0, 8.0, 4.0)
    verified("V3 convoys", mean(convoys))
    verified("V3 cars", mean(cars))


def test_v3_three_lanes_and_convoys_first(verified: Verify) -> None:
    """M/M/3 with two classes of one mean service s: waits C s / (3 (1 - r1)) and that over 1 - r
    (Kella and Yechiali 1985), C the probability that all lanes are busy, r the load of a lane."""
    service_min, convoy_load, load = 4.0, 0.2, 0.85
    busy = erlang_c(3, 3.0 * load)
    first = busy * service_min / 3.0 / (1.0 - convoy_load)
    assert CASES["V3 lanes convoys"].expected == pytest.approx(first, rel=1e-4)
    assert CASES["V3 lanes cars"].expected == pytest.approx(first / (1.0 - load), rel=1e-4)
    per_h = 3.0 * 60.0 / service_min
    convoys, cars = two_classes_min(
        3, per_h * convoy_load, service_min, per_h * (load - convoy_load), service_min
    )
    verified("V3 lanes convoys", mean(convoys))
    verified("V3 lanes cars", mean(cars))


@pytest.mark.parametrize("bites", [0, 700])
def test_wait_for_wait_as_a_simpy_priority_resource(bites: int) -> None:
    rng = np.random.default_rng(11)
    cars, convoys = 4000, 60
    gaps = {"car": rng.exponential(0.011, cars), "convoy": rng.exponential(0.72, convoys)}
    services = {"car": rng.lognormal(-3.6, 0.5, cars), "convoy": rng.lognormal(-1.2, 0.5, convoys)}
    starts: dict[tuple[str, int], float] = {}
    env = simpy.Environment()
    resource = simpy.PriorityResource(env, capacity=3)

    def customer(kind: str, number: int) -> Process:
        with resource.request(priority=0 if kind == "convoy" else 1) as request:
            yield request
            starts[kind, number] = env.now
            yield env.timeout(float(services[kind][number]))

    def source(kind: str) -> Process:
        for number, gap in enumerate(gaps[kind].tolist()):
            yield env.timeout(gap)
            env.process(customer(kind, number))

    env.process(source("car"))
    env.process(source("convoy"))
    env.run()

    lanes = LaneGroup(3)
    lanes.offer(np.cumsum(gaps["car"]), services["car"])
    arrivals_h = np.cumsum(gaps["convoy"]).tolist()
    touches = [(hour, -1) for hour in rng.uniform(0.0, 45.0, bites).tolist()]
    touches += [(hour, number) for number, hour in enumerate(arrivals_h)]
    predicted: dict[int, float] = {}
    for hour, number in sorted(touches):
        lanes.advance(hour)
        if number >= 0:
            ticket = lanes.offer_priority(hour, float(services["convoy"][number]))
            predicted[number] = lanes.expected_start_h(ticket)
    lanes.advance(inf)

    assert lanes.starts_h.tolist() == [starts["car", number] for number in range(cars)]
    expected = [starts["convoy", number] for number in range(convoys)]
    assert [lanes.expected_start_h(number) for number in range(convoys)] == expected
    assert [predicted[number] for number in range(convoys)] == expected, "known on arrival"
    assert sum(lanes.starts_h > lanes.arrivals_h) > cars / 2, "there was a queue to test"
