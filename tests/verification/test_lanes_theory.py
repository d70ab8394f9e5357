"""The lanes against queueing theory (V2, V3) and, wait for wait, against SimPy's own resource."""

from __future__ import annotations

from math import inf, sqrt

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

REPLICATIONS, WARM_UP, CUSTOMERS = 100, 500, 3000


def half_width(means: list[float]) -> float:
    return 3.29 * float(np.std(means, ddof=1)) / sqrt(len(means))


@pytest.mark.parametrize(
    ("table", "expected_min", "tolerance_min"),
    [(unit_lognormal_table(0.8), 20.5, 2.0), (inverse_table(constant(1.0), 1.0), 12.5, 1.2)],
    ids=["M/LN/1", "M/D/1"],
)
def test_v2_one_lane(table: np.ndarray, expected_min: float, tolerance_min: float) -> None:
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
    assert half_width(means) < 1.6 * tolerance_min
    assert np.mean(means) == pytest.approx(expected_min, abs=tolerance_min)


def test_v3_convoys_first() -> None:
    convoy_means, car_means = [], []
    for replication in range(REPLICATIONS):
        rep = Replication(3, replication, inf)
        draws = {
            name: -np.log1p(-rep.generator(name).random(3600))
            for name in ("convoy gap", "convoy service", "car gap", "car service")
        }
        cars_h = np.cumsum(draws["car gap"] / 8.0)
        convoys_h = np.cumsum(draws["convoy gap"])
        lanes = LaneGroup(1)
        lanes.offer(cars_h, draws["car service"] * 4.0 / 60.0)
        tickets = [
            lanes.offer_priority(arrival_h, service_h)
            for arrival_h, service_h in zip(
                convoys_h[convoys_h < cars_h[-1]].tolist(),
                (draws["convoy service"] / 6.0).tolist(),
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
    assert np.mean(convoy_means) == pytest.approx(4.56, abs=0.24)
    assert np.mean(car_means) == pytest.approx(15.20, abs=0.90)


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
