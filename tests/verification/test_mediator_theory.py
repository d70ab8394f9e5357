"""Mediators against queueing theory: talks at different places wait for a mediator as in M/M/c."""

from __future__ import annotations

from math import factorial, sqrt

import numpy as np
import pytest
from actor_stand import ActorStand

from sim.kernel.distributions import exponential
from sim.kernel.replication import Process
from sim.model.entities import Report

REPLICATIONS, WARM_UP, CASES = 12, 300, 1500


def hours_in_all(replication: int, mediators: int, per_day: float, talks_h: float) -> list[float]:
    """Hours from the asking to the outcome, case by case, without the first ones."""
    stand = ActorStand(days=1e6, seed=5, replication=replication)
    settings = {
        "kind": "silence_regimes",
        "label": "Mediators",
        "mediators": mediators,
        "agreement": {"distribution": "exponential", "mean_h": talks_h},
        "success_probability": 0.0,
        "duration_days": 1.0,
        "background_factor": 1.0,
    }
    stand.start(settings)
    rep, took_h = stand.rep, {}
    gap_h = exponential(24.0 / per_day)

    def ask(number: int) -> Process:
        case = Report(number, rep.now, rep.now, "zone", f"place {number}", 2, "", "")
        yield from stand.situation.services["silence_regime"](case)
        took_h[number] = rep.now - case.hour

    def arrive() -> Process:
        for number in range(WARM_UP + CASES):
            yield rep.wait(gap_h(rep.uniform("gap", number)))
            rep.start(ask(number))

    rep.start(arrive())
    rep.env.run()
    return [took_h[number] for number in range(WARM_UP, WARM_UP + CASES)]


def erlang_c(servers: int, load: float) -> float:
    """Probability that all servers are busy at an arrival (M/M/c)."""
    busy = load**servers / factorial(servers) / (1.0 - load / servers)
    return busy / (sum(load**k / factorial(k) for k in range(servers)) + busy)


@pytest.mark.parametrize(
    ("mediators", "per_day", "talks_h"), [(1, 0.5, 24.0), (2, 1.5, 24.0), (3, 5.0, 12.0)]
)
def test_time_to_an_outcome(mediators: int, per_day: float, talks_h: float) -> None:
    """Mean time 1/mu + C / (c mu - lambda)."""
    means = [
        float(np.mean(hours_in_all(replication, mediators, per_day, talks_h)))
        for replication in range(REPLICATIONS)
    ]
    rate, load = per_day / 24.0, per_day / 24.0 * talks_h
    expected = talks_h + erlang_c(mediators, load) / (mediators / talks_h - rate)
    error = float(np.std(means, ddof=1)) / sqrt(REPLICATIONS)
    assert error < 0.1 * expected
    assert float(np.mean(means)) == pytest.approx(expected, abs=3.29 * error)


def test_erlangs_formula() -> None:
    """V1: three servers, load 2.5."""
    assert erlang_c(3, 2.5) == pytest.approx(0.702247, abs=1e-6)
