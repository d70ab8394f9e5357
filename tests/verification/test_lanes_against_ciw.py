"""Lanes with several lanes and two classes against Ciw, which was written by others.

From the same arrivals and services wait for wait; and in distribution, each with random numbers of
its own.
"""

from __future__ import annotations

from math import inf

import ciw
import numpy as np
import pytest
from scipy.stats import ks_2samp

from sim.kernel.replication import Replication
from sim.model.lanes import LaneGroup
from verification.test_clusters_against_ogata import apart

CARS, CONVOYS = 1500, 90
CARS_PER_H, CONVOYS_PER_H, CAR_H, CONVOY_H = 30.0, 2.0, 0.05, 0.3
RUNS, HOURS, AFTER_H = 60, 40.0, 10.0


def waits_in_lanes(
    lanes_open: int, cars: tuple[np.ndarray, np.ndarray], convoys: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Waits of cars and of convoys, each in order of arrival; both given as (gaps, services)."""
    lanes = LaneGroup(lanes_open)
    car_arrivals_h, convoy_arrivals_h = np.cumsum(cars[0]), np.cumsum(convoys[0])
    lanes.offer(car_arrivals_h, cars[1])
    pairs = zip(convoy_arrivals_h.tolist(), convoys[1].tolist(), strict=True)
    tickets = [lanes.offer_priority(arrival_h, service_h) for arrival_h, service_h in pairs]
    lanes.advance(inf)
    starts_h = np.array([lanes.expected_start_h(ticket) for ticket in tickets])
    return lanes.starts_h - car_arrivals_h, starts_h - convoy_arrivals_h


def waits_in_ciw(
    lanes_open: int, arrivals: dict[str, object], services: dict[str, object], until_h: float
) -> tuple[np.ndarray, np.ndarray]:
    """The same of a Ciw network with one node, convoys before cars, for ``until_h``; ten more hours
    are simulated so that nobody is left waiting."""
    network = ciw.create_network(
        arrival_distributions={name: [arrivals[name]] for name in ("car", "convoy")},
        service_distributions={name: [services[name]] for name in ("car", "convoy")},
        number_of_servers=[lanes_open],
        priority_classes={"convoy": 0, "car": 1},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(until_h + AFTER_H)
    done = [record for record in simulation.get_all_records() if record.arrival_date < until_h]
    records = sorted(done, key=lambda record: record.arrival_date)
    return tuple(  # type: ignore[return-value]
        np.array([record.waiting_time for record in records if record.customer_class == name])
        for name in ("car", "convoy")
    )


@pytest.mark.parametrize("lanes_open", [1, 2, 4])
def test_wait_for_wait_as_in_ciw(lanes_open: int) -> None:
    rng = np.random.default_rng(32)
    pace = 0.85 * lanes_open
    cars = rng.exponential(0.05 / 0.65 / pace, CARS), rng.gamma(2.0, 0.025, CARS)
    convoys = rng.exponential(1.5 / pace, CONVOYS), rng.lognormal(-1.2, 0.5, CONVOYS)
    ours = waits_in_lanes(lanes_open, cars, convoys)
    both = {"car": cars, "convoy": convoys}
    theirs = waits_in_ciw(
        lanes_open,
        {name: ciw.dists.Sequential([*gaps.tolist(), inf]) for name, (gaps, _) in both.items()},
        {name: ciw.dists.Sequential(times.tolist()) for name, (_, times) in both.items()},
        10_000.0,
    )
    for mine, its, number in zip(ours, theirs, (CARS, CONVOYS), strict=True):
        assert len(its) == number
        assert mine == pytest.approx(its, abs=1e-9)
    assert (ours[0] > 0.0).mean() > 0.4, "there was a queue to test"
    assert (ours[1] > 0.0).mean() > 0.2


@pytest.mark.slow
def test_waits_have_the_distribution_that_ciw_gives() -> None:
    """Three lanes, exponential gaps and services; who arrives in the first 40 hours, from empty."""
    means: dict[str, list[tuple[float, float]]] = {"ours": [], "ciw": []}
    middle: dict[str, list[float]] = {"ours": [], "ciw": []}
    for run in range(RUNS):
        generator = Replication(320, run, inf).generator
        draws = [generator(name).exponential(1.0, 2000) for name in ("a", "b", "c", "d")]
        cars = draws[0] / CARS_PER_H, draws[1] * CAR_H
        convoys = draws[2][:150] / CONVOYS_PER_H, draws[3][:150] * CONVOY_H
        cars_to = int((np.cumsum(cars[0]) < HOURS).sum())
        convoys_to = int((np.cumsum(convoys[0]) < HOURS).sum())
        car_waits, convoy_waits = waits_in_lanes(3, cars, convoys)
        ciw.seed(run)
        found = {
            "ours": (car_waits[:cars_to], convoy_waits[:convoys_to]),
            "ciw": waits_in_ciw(
                3,
                {
                    "car": ciw.dists.Exponential(CARS_PER_H),
                    "convoy": ciw.dists.Exponential(CONVOYS_PER_H),
                },
                {
                    "car": ciw.dists.Exponential(1.0 / CAR_H),
                    "convoy": ciw.dists.Exponential(1.0 / CONVOY_H),
                },
                HOURS,
            ),
        }
        for name, (of_cars, of_convoys) in found.items():
            means[name].append((float(of_cars.mean()), float(of_convoys.mean())))
            middle[name].append(float(of_cars[len(of_cars) // 2]))
    mine, its = np.array(means["ours"]), np.array(means["ciw"])
    for column in range(2):
        assert apart(mine[:, column], its[:, column]) < 3.29
        assert ks_2samp(mine[:, column], its[:, column]).pvalue > 0.001
    assert ks_2samp(middle["ours"], middle["ciw"]).pvalue > 0.001
    assert mine[:, 0].mean() > mine[:, 1].mean() > 0.0
