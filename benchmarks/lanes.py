"""How fast civilian crossings are: the compiled lanes against one SimPy process a crossing.

Both serve the same vehicles on the same lanes and draw their random numbers from the same series
inside the time taken; their waits must agree. Run from the repository: python benchmarks/lanes.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import simpy

sys.path.insert(0, str(Path(__file__).parent.parent))

from sim import config
from sim.events import CheckpointHour
from sim.kernel.replication import Process, Replication
from sim.model.checkpoints import Checkpoint
from sim.model.lanes import LaneGroup
from sim.model.traffic import CivilianTraffic

LANES, CHECKPOINTS, DAYS = 2, 13, 184
VEHICLES_PER_DAY = 12_000 / CHECKPOINTS
BUSY_LANES, BUSY_VEHICLES_PER_DAY = 4, 2_000
PACE = 3**-0.3
TRAFFIC = config.Traffic(
    opens_hour=6.0,
    closes_hour=20.0,
    morning_peak_hour=7.5,
    evening_peak_hour=17.0,
    peak_width_h=1.2,
    peak_share=0.6,
    friday_factor=0.6,
    inspection_s=34.0,
    opened_inspection_s=70.0,
    opened_probability=0.15,
    inspection_cv=0.5,
    false_alarm_probability=0.02,
    false_alarm_s=300.0,
    truck_inspection_min=20.0,
    truck_inspection_cv=0.5,
    convoy_size_exponent=0.5,
    threats_per_day=0.01,
    threat_detection_probability=0.4,
    inspector_speedup_exponent=0.3,
    threat_closure_h=3.0,
)


def by_lanes(
    replication: int, days: int, open_lanes: int, vehicles_per_day: float
) -> tuple[int, float]:
    """Crossings, and the sum of their waits in hours."""
    rep = Replication(1, replication, 24.0 * days)
    gate = CivilianTraffic.from_settings("gate", TRAFFIC)
    lanes = LaneGroup(open_lanes, pace=PACE)
    crossings, waited_h = 0, 0.0
    for day in range(days):
        lanes.offer(*gate.day(rep, day, vehicles_per_day))
        books = lanes.finish_books(24.0 * (day + 1), 24.0 * (day + 1))
        crossings += int(books.counts[:, 0].sum())
        waited_h += float(books.sums[:, 0].sum())
    return crossings, waited_h


def by_processes(
    replication: int, days: int, open_lanes: int, vehicles_per_day: float
) -> tuple[int, float]:
    """The same with one SimPy process a crossing."""
    rep = Replication(1, replication, 24.0 * days)
    gate = CivilianTraffic.from_settings("gate", TRAFFIC)
    env = simpy.Environment()
    resource = simpy.Resource(env, capacity=open_lanes)
    waits_h: list[float] = []

    def crossing(service_h: float) -> Process:
        arrival_h = env.now
        with resource.request() as request:
            yield request
            waits_h.append(env.now - arrival_h)
            yield env.timeout(service_h)

    def source() -> Process:
        for day in range(days):
            arrivals_h, services_h = gate.day(rep, day, vehicles_per_day)
            for arrival_h, service_h in zip(
                arrivals_h.tolist(), (services_h * PACE).tolist(), strict=True
            ):
                yield env.timeout(max(arrival_h - env.now, 0.0))
                env.process(crossing(service_h))

    env.process(source())
    env.run()
    return len(waits_h), sum(waits_h)


def replicate(replication: int, shared: dict[object, object] | None = None) -> int:
    """Thirteen checkpoints for 184 days, with their events; gives the crossings."""
    rep = Replication(1, replication, 24.0 * DAYS, shared)
    checkpoints = [
        Checkpoint(rep, f"gate {number}", "side_a", TRAFFIC, VEHICLES_PER_DAY, LANES, 3)
        for number in range(CHECKPOINTS)
    ]
    for checkpoint in checkpoints:
        rep.start(checkpoint.run())
    rep.run()
    for checkpoint in checkpoints:
        checkpoint.close_books()
    return sum(row.arrived for row in rep.log.of(CheckpointHour))


def compare(open_lanes: int, vehicles_per_day: float) -> None:
    """Print crossings a second of both, and the ratio of runs made one after the other."""
    lanes_s, processes_s = [], []
    for replication in range(1, 8):
        start = perf_counter()
        crossings, _ = by_lanes(replication, DAYS, open_lanes, vehicles_per_day)
        lanes_s.append((perf_counter() - start) / crossings)
        start = perf_counter()
        crossings, expected_h = by_processes(replication, 30, open_lanes, vehicles_per_day)
        processes_s.append((perf_counter() - start) / crossings)
        _, same_h = by_lanes(replication, 30, open_lanes, vehicles_per_day)
        if not np.isclose(same_h, expected_h, rtol=1e-9):
            raise SystemExit(f"waits differ: {same_h} h against {expected_h} h")
    ratios = np.array(processes_s) / np.array(lanes_s)
    print(f"{vehicles_per_day:,.0f} vehicles a day, {open_lanes} lanes:")
    print(f"  lanes      {1.0 / np.median(lanes_s):12,.0f} crossings a second")
    print(f"  processes  {1.0 / np.median(processes_s):12,.0f} crossings a second")
    print(
        f"  ratio      {np.median(ratios):12,.0f} (from {ratios.min():,.0f} to"
        f" {ratios.max():,.0f}; wanted: at least 150)"
    )


def main() -> None:
    """Compile, then measure."""
    by_lanes(0, 2, LANES, VEHICLES_PER_DAY)
    replicate(0)
    compare(LANES, VEHICLES_PER_DAY)
    compare(BUSY_LANES, BUSY_VEHICLES_PER_DAY)
    alone_s, again_s = [], []
    for replication in range(1, 6):
        shared: dict[object, object] = {}
        start = perf_counter()
        crossings = replicate(replication, shared)
        alone_s.append(perf_counter() - start)
        start = perf_counter()
        replicate(replication, shared)
        again_s.append(perf_counter() - start)
    print(f"replication of {DAYS} days, {CHECKPOINTS} checkpoints, {crossings:,} crossings:")
    print(f"  {min(alone_s):.3f} s at best, {np.median(alone_s):.3f} s median (wanted: 0.25)")
    print(f"  {min(again_s):.3f} s at best, {np.median(again_s):.3f} s with shared series")


if __name__ == "__main__":
    main()
