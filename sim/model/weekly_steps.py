"""Slow change in weekly steps: how far it has come by when."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, inf
from typing import NamedTuple

HOURS_PER_WEEK = 168.0


class Step(NamedTuple):
    """From an hour until the next step; ``done`` is the share of the change, 1 at the last."""

    from_h: float
    until_h: float
    done: float

    def level(self, last: float) -> float:
        """A level that was 1 and will be ``last``."""
        return 1.0 + (last - 1.0) * self.done


def weekly_steps(from_h: float, until_h: float) -> Iterator[Step]:
    """A straight line cut into steps at the end of each week, the last one at ``until_h``, for
    good. At once if there is no time between."""
    weeks = max(ceil((until_h - from_h) / HOURS_PER_WEEK), 1)
    hours = [from_h + HOURS_PER_WEEK * week for week in range(1, weeks)] + [until_h]
    for hour, next_h in zip(hours, [*hours[1:], inf], strict=True):
        yield Step(hour, next_h, 1.0 if next_h == inf else (hour - from_h) / (until_h - from_h))
