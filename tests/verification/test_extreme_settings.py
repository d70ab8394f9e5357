"""Settings at the ends of their ranges: nothing hangs, breaks or turns into its opposite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import compose, merge

from sim.config import Scenario
from sim.events import LiaisonCalled, ReportHandled, ViolationOccurred, ViolationWatched
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate


def at_once(days: int = 12, **over: Any) -> Scenario:
    """Eastern Ghouta with every post open from the first day."""
    mission = compose().mission
    over.setdefault("mission", {})["posts"] = {name: {"opens_day": 0} for name in mission.posts}
    return compose("surge", days=days, **over)


def lights(log: EventLog) -> Iterator[tuple[float, str]]:
    for event in log.of(ViolationWatched):
        yield event.hour % 24.0, event.light


def test_without_a_line_no_report_is_ever_talked_over() -> None:
    always = {"video_link_dropout_probability": 1.0, "call_dropout_probability": 1.0}
    log = simulate(at_once(mission={"centre": always}), 1, 0)
    assert not log.of(ReportHandled)
    assert not log.of(LiaisonCalled)
    assert log.of(ViolationOccurred)


@pytest.mark.parametrize(
    ("from_hour", "until_hour", "dark"),
    [(20.0, 6.0, {20, 23, 0, 5}), (0.0, 5.0, {0, 2, 4}), (24.0, 6.0, {0, 5}), (1.0, 24.0, {1, 23})],
)
def test_a_night_need_not_reach_over_midnight(
    from_hour: float, until_hour: float, dark: set[int]
) -> None:
    hours = {"night_from_hour": from_hour, "night_until_hour": until_hour}
    found = list(lights(simulate(at_once(30, world={"observation": hours}), 1, 0)))
    for hour, light in found:
        after_midnight = from_hour > until_hour and hour < until_hour
        inside = from_hour <= hour and (hour < until_hour or from_hour > until_hour)
        assert light == ("night" if after_midnight or inside else "day")
    nights = {int(hour) for hour, light in found if light == "night"}
    assert nights & dark
    assert {light for _, light in found} == {"day", "night"}


def test_a_spread_of_a_metre_keeps_answers_where_their_group_fires() -> None:
    scenario = at_once(30, world={"violence": {"spread_km": 0.001}})
    events = simulate(scenario, 1, 0).of(ViolationOccurred)
    answers = [event for event in events if event.parent]
    assert answers
    for event in answers:
        assert scenario.world.groups[event.group].places.get(event.place, 0.0) > 0.0


NOBODY: list[dict[str, Any]] = [
    {"staffing": {"zones": {"eastern_ghouta": {"posts": 0, "checkpoints": 0}}}},
    {"staffing": {"zones": {"eastern_ghouta": {"observers_day": 0, "observers_night": 0}}}},
    {"staffing": {"investigation_teams": 0, "escort_groups": 0}, "mission": {"uavs": 0}},
    {"mission": {"staff_from_day": 5.0, "ladder": {"top_rung": 0}}},
    {"world": {"violence": {"day_factor": {"variance": 0.0}}}},
    {"world": {"attribution": {"maps_approved_day": None}}},
    {"world": {"traffic": {"opens_hour": 0.0, "closes_hour": 24.0}}},
]


@pytest.mark.parametrize("over", NOBODY, ids=str)
def test_a_mission_may_lack_what_others_have(over: dict[str, Any]) -> None:
    scenario = Scenario.model_validate(merge(compose(days=6).model_dump(), over))
    log = simulate(scenario, 1, 0)
    assert log.of(ViolationOccurred)
