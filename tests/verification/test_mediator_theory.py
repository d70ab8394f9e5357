"""Mediators against queueing theory: talks at different places wait for a mediator as in M/M/c."""

from __future__ import annotations

import numpy as np
import pytest
from actor_stand import ActorStand

from sim.kernel.distributions import exponential
from sim.kernel.replication import Process
from sim.model.entities import Report
from verification.cases import CASES
from verification.measured import Verify, mean
from verification.queues import erlang_c

REPLICATIONS, WARM_UP, TALKS = 30, 300, 1500


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
        for number in range(WARM_UP + TALKS):
            yield rep.wait(gap_h(rep.uniform("gap", number)))
            rep.start(ask(number))

    rep.start(arrive())
    rep.env.run()
    return [took_h[number] for number in range(WARM_UP, WARM_UP + TALKS)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mediators", "per_day", "talks_h"),
    [
        ("S3 one mediator", 1, 0.5, 24.0),
        ("S3 two mediators", 2, 1.5, 24.0),
        ("S3 three mediators", 3, 5.0, 12.0),
    ],
)
def test_time_to_an_outcome(
    name: str, mediators: int, per_day: float, talks_h: float, verified: Verify
) -> None:
    """Mean time 1/mu + C / (c mu - lambda)."""
    means = [
        float(np.mean(hours_in_all(replication, mediators, per_day, talks_h)))
        for replication in range(REPLICATIONS)
    ]
    rate, load = per_day / 24.0, per_day / 24.0 * talks_h
    expected = talks_h + erlang_c(mediators, load) / (mediators / talks_h - rate)
    assert CASES[name].expected == pytest.approx(expected, rel=1e-4)
    verified(name, mean(means))


def test_erlangs_formula() -> None:
    """V1: three servers, load 2.5."""
    assert erlang_c(3, 2.5) == pytest.approx(0.702247, abs=1e-6)
