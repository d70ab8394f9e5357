"""Civilian traffic and inspection against theory: arrivals of changing rate (V8), hits among false
alarms (V9)."""

from __future__ import annotations

from math import pi, sin, sqrt
from typing import Any

import numpy as np
from conftest import compose

from sim import config
from sim.events import ThreatInspected
from sim.kernel.distributions import constant
from sim.kernel.replication import Replication
from sim.model.checkpoints import Checkpoint
from sim.model.traffic import CivilianTraffic, DayProfile, inverse_table
from verification.measured import Verify, around, exact, mean, ratio

SLOTS = 1440
V8_REPLICATIONS, V8_DAYS = 100, 10
V9_REPLICATIONS = 400
PER_HOUR, OPEN_H, THREAT_SHARE, DETECTION, FALSE_ALARM = 40.0, 12.0, 0.02, 0.7, 0.05


def test_v8_arrivals_of_changing_rate(verified: Verify) -> None:
    """60 (1 + .8 sin(2 pi t / 24)) an hour; the count from 6 to 10 is Poisson."""
    rates = [60.0 * (1.0 + 0.8 * sin(2.0 * pi * (slot + 0.5) / SLOTS)) for slot in range(SLOTS)]
    gate = CivilianTraffic(
        "gate", DayProfile.from_rates(rates), inverse_table(constant(1.0), 1.0), 0.0
    )
    counts = np.array(
        [
            [
                np.count_nonzero(
                    ((hours := gate.day(rep, day, 1440.0)[0] % 24.0) >= 6.0) & (hours < 10.0)
                )
                for day in range(V8_DAYS)
            ]
            for rep in (
                Replication(8, replication, 240.0) for replication in range(V8_REPLICATIONS)
            )
        ]
    )
    verified("V8 mean", mean(counts[:, 0]))
    verified("V8 mean of ten days", mean(counts.mean(axis=1)))
    spread = counts.var(ddof=1) / counts.mean()
    verified("V8 variance", around(spread, sqrt(2.0 / (counts.size - 1)), V8_REPLICATIONS))


def test_v8_any_profile_of_24_hours(verified: Verify) -> None:
    """Sum over 20 hours of (counted - expected)^2 / expected, nothing in the four of rate 0."""
    rates = np.array(
        [0.0] * 4 + [1.0, 9.0, 4.0, 3.0, 1.0, 0.5] + [1.0] * 8 + [2.5, 6.0] + [0.25] * 4
    )
    gate = CivilianTraffic(
        "gate", DayProfile.from_rates(rates.tolist()), inverse_table(constant(1.0), 1.0), 0.0
    )
    counted = np.zeros(24)
    for replication in range(V8_REPLICATIONS):
        arrivals_h, _ = gate.day(Replication(8, replication, 24.0), 0, 1000.0)
        counted += np.bincount(arrivals_h.astype(int), minlength=24)
    expected = 1000.0 * V8_REPLICATIONS * rates / rates.sum()
    some = rates > 0.0
    assert not counted[~some].any()
    distance = float((((counted - expected)[some]) ** 2 / expected[some]).sum())
    verified("V8 profile", exact(distance, V8_REPLICATIONS))


def v9_traffic() -> config.Traffic:
    changes: dict[str, Any] = {
        "opens_hour": 6.0,
        "closes_hour": 6.0 + OPEN_H,
        "morning_peak_hour": 8.0,
        "evening_peak_hour": 16.0,
        "peak_share": 0.0,
        "inspection_s": 10.0,
        "inspection_cv": 0.0,
        "opened_probability": 0.0,
        "false_alarm_probability": FALSE_ALARM,
        "false_alarm_s": 60.0,
        "threats_per_day": PER_HOUR * OPEN_H * THREAT_SHARE,
        "threat_detection_probability": DETECTION,
        "threat_closure_h": 0.0,
    }
    return compose().world.traffic.model_copy(update=changes)


def test_v9_hits_and_false_alarms_of_an_inspection(verified: Verify) -> None:
    """Of 480 in 12 hours 2 % carry arms: 6.72 are found, and 23.52 of the others searched for
    nothing, so of all alarms .2222 are right."""
    traffic, hits, false = v9_traffic(), [], []
    harmless = PER_HOUR * OPEN_H * (1.0 - THREAT_SHARE)
    for replication in range(V9_REPLICATIONS):
        rep = Replication(9, replication, 24.0)
        gate = Checkpoint(rep, "gate", "side_a", traffic, harmless, 1, 1, start_weekday=0)
        rep.start(gate.run())
        hits.append(sum(row.found for row in rep.run().of(ThreatInspected)))
        _, services_h = CivilianTraffic.from_settings("gate", traffic).day(rep, 0, harmless)
        false.append(int(np.count_nonzero(services_h > 30.0 / 3600.0)))
    verified("V9 hits", mean(hits))
    verified("V9 false alarms", mean(false))
    verified("V9 right alarms", ratio(hits, np.add(hits, false)))
