"""Civilian traffic and inspection against theory: arrivals of changing rate (V8), hits among false
alarms (V9)."""

from __future__ import annotations

from math import pi, sin, sqrt
from typing import Any

import numpy as np
import pytest
from conftest import compose

from sim import config
from sim.events import ThreatInspected
from sim.kernel.distributions import constant
from sim.kernel.replication import Replication
from sim.model.checkpoints import Checkpoint
from sim.model.traffic import CivilianTraffic, DayProfile, inverse_table

SLOTS = 1440
V8_MEAN, V8_TOLERANCE, V8_REPLICATIONS, V8_DAYS = 398.783, 6.6, 100, 10
V9_REPLICATIONS = 400
PER_HOUR, OPEN_H, THREAT_SHARE, DETECTION, FALSE_ALARM = 40.0, 12.0, 0.02, 0.7, 0.05


def test_v8_arrivals_of_changing_rate() -> None:
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
    assert counts[:, 0].mean() == pytest.approx(V8_MEAN, abs=V8_TOLERANCE)
    assert counts.mean() == pytest.approx(V8_MEAN, abs=V8_TOLERANCE / sqrt(V8_DAYS))
    dispersion = counts.var(ddof=1) / counts.mean()
    assert dispersion == pytest.approx(1.0, abs=3.29 * sqrt(2.0 / (counts.size - 1)))


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


def test_v9_hits_and_false_alarms_of_an_inspection() -> None:
    """Of 480 in 12 hours 2 % carry arms: 6.72 are found, and 23.52 of the others searched for
    nothing, so of all alarms .2222 are right."""
    traffic, hits, false = v9_traffic(), 0, 0
    harmless = PER_HOUR * OPEN_H * (1.0 - THREAT_SHARE)
    for replication in range(V9_REPLICATIONS):
        rep = Replication(9, replication, 24.0)
        gate = Checkpoint(rep, "gate", "side_a", traffic, harmless, 1, 1, start_weekday=0)
        rep.start(gate.run())
        hits += sum(row.found for row in rep.run().of(ThreatInspected))
        _, services_h = CivilianTraffic.from_settings("gate", traffic).day(rep, 0, harmless)
        false += int(np.count_nonzero(services_h > 30.0 / 3600.0))
    assert hits / V9_REPLICATIONS == pytest.approx(6.72, abs=0.43)
    assert false / V9_REPLICATIONS == pytest.approx(23.52, abs=0.80)
    assert hits / (hits + false) == pytest.approx(0.2222, abs=0.012)
