"""Threats: those who try to carry arms or explosives through a checkpoint in its opening hours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import log
from typing import NamedTuple

from sim import config
from sim.kernel.replication import Replication
from sim.kernel.streams import identity


class Threat(NamedTuple):
    """Somebody who comes at ``hour``; whether those on duty find what he carries."""

    hour: float
    id: int
    found: bool


def threats(
    rep: Replication, checkpoint: str, traffic: config.Traffic, inspectors_per_lane: int
) -> Iterator[Threat]:
    """Those who come to a checkpoint, at a constant rate in opening hours, without end.

    More inspectors find a superset.
    """
    open_h_per_day = traffic.closes_hour - traffic.opens_hour
    missed = (1.0 - traffic.threat_detection_probability) ** inspectors_per_lane
    tried_h = 0.0
    for number in count():
        gap = -log(rep.uniform(checkpoint, "threat", number, "gap"))
        tried_h += gap * open_h_per_day / traffic.threats_per_day
        day, within_h = divmod(tried_h, open_h_per_day)
        found = rep.uniform(checkpoint, "threat", number, "found") < 1.0 - missed
        hour = 24.0 * day + traffic.opens_hour + within_h
        yield Threat(hour, identity(checkpoint, "threat", number), found)
