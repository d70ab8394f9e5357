"""Controls: what a run offers beside its exact mean, and when the mean isn't known."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from conftest import compose
from small_world import world

from sim import config
from sim.analysis.kpis import compute, value
from sim.analysis.kpis.controls import CONTROLS
from sim.events import ControlObserved, ConvoyRequested, RunEnded
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.actors.base import Actor
from sim.model.clusters import ClusterProcess, Clusters
from sim.model.due_traffic import DueTraffic
from sim.model.model import simulate
from sim.run_settings import RunSettings

DAYS = 30
EVENTFUL: dict[str, Any] = {
    "recovery": {"depth": 0.6, "time_days": 9.0, "renewed_day": 4.25},
    "friday_factor": 0.5,
    "hour_profile": [0.5] * 12 + [1.5] * 12,
    "background_ceiling": 8.0,
    "shocks": {
        "here": {
            "label": "s", "from_day": 6.5, "until_day": 11.125, "factor": 3.0,
            "groups": ["army"], "places": ["town"],
        },
        "all": {
            "label": "s", "from_day": 9.0, "until_day": 40.0, "factor": 0.5,
            "groups": ["rebels", "outlaws"],
        },
    },
}  # fmt: skip
GROUPS = {
    "few": {"joins_day": 12.5, "before_joining_factor": 2.0},
    "rebels": {"until_day": 20.75},
}


def made(about: config.World, days: int = DAYS) -> tuple[Clusters, Replication]:
    rep = Replication(1, 0, 24.0 * days)
    return background.clusters(about, rep), rep


def test_expected_immigrants_are_the_integral_of_the_rate() -> None:
    """Against the modifier itself, read at the middle of every minute."""
    clusters, rep = made(world(groups=GROUPS, violence=EVENTFUL))
    minutes = (np.arange(DAYS * 24 * 60) + 0.5) / 60.0
    for group, expected in enumerate(clusters.expected_at_one):
        integral = sum(
            rate * float(clusters.modifier(group, place, minutes).sum()) / 60.0
            for place, rate in enumerate(clusters.background_per_h[group])
        )
        assert expected == pytest.approx(integral, rel=1e-6)
    assert rep.horizon_h == 24.0 * DAYS


def test_expected_immigrants_are_those_of_mean_day_factors() -> None:
    still, _ = made(world(groups=GROUPS, violence=EVENTFUL))
    moved, _ = made(
        world(
            groups=GROUPS,
            violence=EVENTFUL
            | {"background_ceiling": 30.0, "day_factor": {"ceiling": 3.0, "variance": 0.3}},
        )
    )
    assert moved.expected_at_one == pytest.approx(still.expected_at_one)


def test_immigrants_are_counted_as_an_unmoved_intensity_keeps_them() -> None:
    clusters, rep = made(world())
    process = ClusterProcess(rep, clusters, lambda _g, _k: 1.0, lambda _birth: None)
    candidates = process.immigrants()
    by_group = [sum(c[2] == g and c[1] <= 1.0 for c in candidates) for g in range(5)]
    assert process.kept_at_one == by_group
    assert process.immigrants() == candidates
    assert process.kept_at_one == by_group
    assert sum(by_group) < len(candidates)  # the ceiling of 1.5 offers more


def requests(about: dict[str, float], horizon_days: float) -> float:
    settings = {
        "kind": "relief_agency", "label": "a", "destination": "town", "requests_per_week": 3.5,
        "people_per_request": 10.0, "people_cv": 0.5,
    }  # fmt: skip
    actor = resolve("actor", settings | about)
    assert isinstance(actor, Actor)
    return actor.expected_requests(24.0 * horizon_days)


def test_expected_requests_are_the_rate_times_the_days_in_force() -> None:
    assert requests({}, 10) == pytest.approx(5.0)
    assert requests({"from_day": 4.0, "until_day": 6.0}, 10) == pytest.approx(1.0)
    assert requests({"from_day": 4.0, "until_day": 60.0}, 10) == pytest.approx(3.0)
    assert requests({"from_day": 40.0}, 10) == 0.0


def due(flow: float | None = None) -> DueTraffic:
    traffic = compose().world.traffic
    factor = None if flow is None else lambda _day: flow
    return DueTraffic(Replication(1, 0, 240.0), "gate", traffic, 500.0, 0, factor)


def test_expected_arrivals_are_those_of_whole_and_of_cut_days() -> None:
    whole, cut = due(), due(1.0)
    whole.begin(0)
    planned = whole.expected
    assert planned == whole.traffic.due_on(0, 500.0)
    cut.begin(0, until_h=11.0)
    morning, before = cut.expected, cut.observed
    cut.begin(0, from_h=11.0)
    assert 0.0 < morning < planned
    assert cut.expected == pytest.approx(planned)
    assert before < cut.observed == whole.observed
    assert cut.is_as_planned


def test_a_modified_flow_has_no_known_mean() -> None:
    modified = due(0.8)
    assert modified.is_as_planned
    modified.begin(0)
    assert not modified.is_as_planned


def short(days: int = 10, **over: Any) -> EventLog:
    return simulate(compose("lean", "record_only", days=days, **over), 1, 0)


def test_a_run_ends_with_its_controls_and_they_are_kpis() -> None:
    log = short()
    rows = log.of(ControlObserved)
    assert [row.name for row in rows] == ["immigrants", "requests", "arrivals"]
    assert {row.hour for row in rows} == {240.0}
    assert isinstance(log.rows[-1], RunEnded)
    kpis = compute(log)
    for row in rows:
        assert value(kpis[f"control_{row.name}"]) == row.observed / row.expected
        assert 0.2 < row.observed / row.expected < 2.0
        assert kpis[f"control_{row.name}_from_first_post"] == (0.0, 0.0)
    asked = [event for event in log.of(ConvoyRequested) if not event.instead_of]
    assert rows[1].observed == len(asked)


def test_what_is_not_in_a_scenario_has_no_control() -> None:
    data = compose("lean", "record_only", days=3).model_dump(mode="json")
    data["world"] |= {"actors": {}, "party_checkpoints": {}, "routes": {}}
    data["mission"]["checkpoints"] = {}
    log = simulate(config.Scenario.model_validate(data), 1, 0)
    assert [row.name for row in log.of(ControlObserved)] == ["immigrants"]
    assert compute(log)["control_arrivals"] == (0.0, 0.0)


def test_a_planner_may_ask_for_every_control_there_is() -> None:
    (one_of,) = get_args(RunSettings.model_fields["control_variates"].annotation)
    assert set(get_args(one_of)) == set(CONTROLS)
