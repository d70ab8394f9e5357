"""Slow change in weekly steps."""

from __future__ import annotations

from math import inf

import pytest

from sim.model.weekly_steps import weekly_steps

WEEK = 168.0


def test_a_straight_line_reached_at_the_end_of_each_week() -> None:
    steps = list(weekly_steps(24.0, 24.0 + 4 * WEEK))
    assert [step.from_h for step in steps] == [24.0 + week * WEEK for week in (1, 2, 3, 4)]
    assert [step.until_h for step in steps] == [*[step.from_h for step in steps[1:]], inf]
    assert [step.done for step in steps] == [0.25, 0.5, 0.75, 1.0]
    assert [step.level(0.2) for step in steps] == pytest.approx([0.8, 0.6, 0.4, 0.2])
    assert [step.level(3.0) for step in steps] == pytest.approx([1.5, 2.0, 2.5, 3.0])


def test_the_last_step_is_at_the_end_even_in_the_middle_of_a_week() -> None:
    steps = list(weekly_steps(0.0, 240.0))
    assert [(step.from_h, step.done) for step in steps] == [(WEEK, 0.7), (240.0, 1.0)]


def test_at_once_if_there_is_no_time_between() -> None:
    assert list(weekly_steps(48.0, 48.0)) == [(48.0, inf, 1.0)]
