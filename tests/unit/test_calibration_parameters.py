"""What a calibration leaves free: values in a range, and the settings that they move."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import compose
from pydantic import ValidationError

from sim.experiment.calibration.parameters import Parameter, problems, standing

SCENARIO = compose()
DEPTH = {"words": "fall", "setting": "world.violence.recovery.depth", "from": 0.28, "to": 0.98}
LEVEL = {
    "words": "level",
    "factor_on": ["world.groups.*.background_per_day"],
    "from": 0.5,
    "to": 2.0,
    "scale": "log",
}


def parameter(**changes: Any) -> Parameter:
    return Parameter.model_validate({**DEPTH, **changes})


def test_places_and_values_are_each_other_s_inverse() -> None:
    level = Parameter.model_validate(LEVEL)
    assert [level.value(at) for at in (-1.0, 0.0, 1.0)] == [0.5, 1.0, 2.0]
    assert level.place(1.0) == pytest.approx(0.0)
    depth = parameter()
    assert [depth.value(at) for at in (-1.0, 0.0, 1.0)] == [0.28, 0.63, 0.98]
    assert depth.value(0.123456) == 0.6732  # few digits, to be read and typed
    further = parameter(**{"from": 0.0, "to": 0.2})
    assert further.value(-1.0 + 1e-16) == 0.0  # and not 1e-17
    for at in (-0.9, 0.2, 0.7):
        assert depth.place(depth.value(at)) == pytest.approx(at, abs=1e-3)


def test_a_factor_moves_every_setting_that_fits() -> None:
    over = {"level": Parameter.model_validate(LEVEL), "depth": parameter()}
    level, depth = standing(over, SCENARIO)
    assert (level.before, depth.before) == (1.0, 0.69)
    assert level.changes(1.5) == {
        f"world.groups.{name}.background_per_day": pytest.approx(1.5 * group.background_per_day)
        for name, group in SCENARIO.world.groups.items()
    }
    assert depth.changes(0.5) == {"world.violence.recovery.depth": 0.5}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"setting": "world.violence.recovery.dpth"}, "no number of this scenario's world"),
        ({"setting": "staffing.investigation_teams"}, "no number of this scenario's world"),
        ({"setting": "world.label"}, "no number of this scenario's world"),
        ({"setting": "world.violence.deaths.maximum"}, "takes whole numbers only"),
        ({"from": 0.7}, "the range must hold the value that stands (0.69)"),
        ({"to": 0.6}, "the range must hold the value that stands (0.69)"),
    ],
)
def test_what_a_scenario_cannot_leave_free(changes: dict[str, Any], message: str) -> None:
    _, text = next(problems({"one": parameter(**changes)}, SCENARIO))
    assert message in text


def test_a_setting_is_moved_once() -> None:
    both = {"one": parameter(), "two": parameter(words="the same")}
    ((place, message),) = problems(both, SCENARIO)
    assert place == ("two", "setting")
    assert message == "'world.violence.recovery.depth' is moved by 'one' already"


@pytest.mark.parametrize(
    "wrong",
    [
        {"setting": None},
        {"factor_on": ["world.violence.spread_km"]},
        {"to": 0.28},
        {"from": 0.0, "scale": "log"},
        {"words": " "},
        {"unknown": 1},
    ],
)
def test_a_parameter_is_a_setting_or_a_factor_with_a_range(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parameter(**wrong)
