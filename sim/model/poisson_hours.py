"""The hours at which something happens at random, at a rate that changes by calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log

from sim.kernel.replication import Replication

Period = tuple[float, float, float]
"""From an hour, until an hour (which may be infinite), and the rate per hour in between."""


def poisson_hours(
    rep: Replication, name: str, periods: Iterable[Period]
) -> Iterator[tuple[int, float]]:
    """Number and hour of one occurrence after another, by inverting the cumulative rate.

    Periods come in order and don't overlap. The n-th occurrence draws one number by its own name,
    so a higher rate brings the same occurrences, only sooner. Ends with the last period.
    """
    number, due = 0, -log(rep.uniform(name, 0, "gap"))
    for from_h, until_h, per_h in periods:
        if per_h <= 0.0:
            continue
        hour = from_h
        while due < (until_h - hour) * per_h:
            hour += due / per_h
            yield number, hour
            number += 1
            due = -log(rep.uniform(name, number, "gap"))
        due -= (until_h - hour) * per_h
