"""The air channel: suspended, it makes strikes harder to attribute and aircraft meet more often."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.events import ActorActed, FindingMade, SecurityIncident, ViolationOccurred
from sim.kernel.registry import resolve
from sim.model.model import simulate

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "air_channel",
    "suspended": {"spring": {"from_day": 10.0, "until_day": 40.0}},
    "misattribution_factor": 3.0,
    "incidents_per_day_open": 0.1,
    "incidents_per_day_suspended": 0.5,
    "uav_hit_probability": 0.5,
}
WORKING = compose(mission={"staff_from_day": 0.0})


def stand(days: float = 60.0, **changes: Any) -> ActorStand:
    made = ActorStand(days=days, scenario=WORKING)
    made.start(EXAMPLE | changes, "channel")
    return made


def test_misattribution_rises_while_it_is_suspended() -> None:
    further = {"autumn": {"from_day": 50.0, "until_day": None}}
    made = stand(suspended=EXAMPLE["suspended"] | further)
    seen: list[float] = []
    for day in (5, 11, 39, 41, 51, 59):
        made.rep.at(
            24.0 * day,
            lambda: seen.append(made.situation.factor("attribution_error", "air_strike")),
        )
    made.run()
    assert seen == [1.0, 3.0, 3.0, 1.0, 3.0, 3.0]


def test_incidents_come_at_the_rate_of_the_day() -> None:
    calendar = {"first": {"from_day": 300.0, "until_day": 600.0}}
    log = stand(days=1000.0, suspended=calendar).run()
    days = [row.hour / 24.0 for row in log.of(ActorActed) if row.action == "air_incidents"]
    suspended = [day for day in days if 300.0 <= day < 600.0]
    assert len(suspended) == pytest.approx(150, abs=3.29 * 150**0.5)
    assert len(days) - len(suspended) == pytest.approx(70, abs=3.29 * 70**0.5)


def test_only_a_uav_in_the_air_is_hit_and_never_comes_back() -> None:
    hit = {"uav_hit_probability": 1.0, "incidents_per_day_suspended": 2.0}
    on_the_ground = stand(**hit)
    assert not on_the_ground.run().of(SecurityIncident)
    assert on_the_ground.uavs.level == on_the_ground.uavs.left == 4

    aloft = stand(**hit)
    aloft.uavs.get(1)
    aloft.rep.at(24.0 * 30.0, lambda: aloft.uavs.put(1))
    log = aloft.run()
    struck = log.of(SecurityIncident)
    assert len(struck) >= 1
    assert struck[0][1:] == ("uav", "channel", "air_incident", 0)
    assert aloft.uavs.left == 4 - len(struck)
    assert aloft.uavs.level <= aloft.uavs.left


def test_before_the_mission_works_none_of_its_uavs_is_in_the_air() -> None:
    made = ActorStand(scenario=compose(mission={"staff_from_day": 60.0}))
    made.uavs.get(4)
    made.start(EXAMPLE | {"uav_hit_probability": 1.0}, "channel")
    assert not made.run().of(SecurityIncident)


def wrong_findings(factor: float) -> tuple[set[int], set[int]]:
    """Findings that blame the wrong group: of air strikes, of all else."""
    forever = {"always": {"from_day": 0.0, "until_day": None}}
    rates = {"incidents_per_day_open": 0.0, "incidents_per_day_suspended": 0.0}
    settings = EXAMPLE | {"suspended": forever, "misattribution_factor": factor} | rates
    kinds = {"small_arms": 0.1, "mortar": 0.1, "artillery": 0.1, "air_strike": 0.65}
    scenario = compose(
        days=60,
        world={
            "actors": {"channel": settings},
            "groups": {"government": {"kinds": kinds}},
            "violence": {"deterrence_by_rung": 0.0, "resentment_effect": 0.0},
        },
        mission={"staff_from_day": 0.0},
    )
    log = simulate(scenario, 1, 0)
    truth = {row.violation: row for row in log.of(ViolationOccurred)}
    wrong = [
        row.report
        for row in log.of(FindingMade)
        if row.outcome == "attributed"
        and row.report in truth
        and row.group != truth[row.report].group
    ]
    strikes = {report for report in wrong if truth[report].kind == "air_strike"}
    return strikes, set(wrong) - strikes


def test_more_misattribution_puts_more_strikes_and_nothing_else_down_to_the_wrong() -> None:
    plain, more, most = (wrong_findings(factor) for factor in (1.0, 4.0, 20.0))
    assert plain[0] < more[0] < most[0]
    assert plain[1] == more[1] == most[1]


@pytest.mark.parametrize(
    ("suspended", "key", "words"),
    [
        (
            {
                "one": {"from_day": 5.0, "until_day": None},
                "other": {"from_day": 9.0, "until_day": 10.0},
            },
            ("suspended", "other", "from_day"),
            "'one' is not over by then",
        ),
    ],
)
def test_contradictions_are_named(suspended: Any, key: Any, words: str) -> None:
    actor = resolve("actor", EXAMPLE | {"suspended": suspended})
    assert list(actor.problems(compose())) == [(key, words)]  # type: ignore[attr-defined]
