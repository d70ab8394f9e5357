"""What planners read of a value that isn't a number, however it is written."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.config import Latitude, Settings
from sim.settings.wording import faults


class Spot(Settings):
    lat: Latitude


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "must be a finite number"),
        (".nan", "must be a finite number"),
        ("-.Inf", "must be a finite number"),
        ("33.5", "must be a number, without quotes"),
        ("north", "must be a number"),
        (None, "must be a number"),
        (336, "must be at most 90"),
    ],
)
def test_a_value_that_is_no_number(value: object, said: str) -> None:
    given = {"lat": value}
    with pytest.raises(ValidationError) as caught:
        Spot.model_validate(given)
    (fault,) = faults(caught.value, Spot, given)
    assert (fault.key, fault.message) == (("lat",), said)
