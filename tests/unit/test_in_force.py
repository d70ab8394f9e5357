"""Something in force from a day until another, by the calendar of a planner's file."""

from __future__ import annotations

from math import inf

import pytest
from pydantic import ValidationError

from sim import config
from sim.model.in_force import InForce


class FromAKnownDay(InForce):
    """Which has to say when it begins."""

    from_day: config.Day


def test_days_are_turned_into_hours() -> None:
    assert (InForce().from_h, InForce().until_h) == (0.0, inf)
    made = InForce(from_day=1.5, until_day=2.0)
    assert (made.from_h, made.until_h) == (36.0, 48.0)


@pytest.mark.parametrize("kind", [InForce, FromAKnownDay])
@pytest.mark.parametrize("until_day", [4.0, 5.0])
def test_what_ends_before_it_begins_is_refused_at_the_day_on_which_it_ends(
    kind: type[InForce], until_day: float
) -> None:
    with pytest.raises(ValidationError) as refused:
        kind(from_day=5.0, until_day=until_day)
    (error,) = refused.value.errors()
    assert error["loc"] == ("until_day",)
    assert "must be after from_day (5)" in error["msg"]


def test_a_kind_may_ask_for_its_first_day() -> None:
    with pytest.raises(ValidationError, match="from_day"):
        FromAKnownDay()  # type: ignore[call-arg]
