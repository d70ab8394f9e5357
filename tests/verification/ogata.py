"""An exact event-by-event sampler of the violence process, to compare the model's own with.

Ogata (1981): between two incidents every part of the intensity falls or is bounded, so candidates
at the bound's rate, each kept with the ratio of the intensity to the bound, are the process itself.
It knows no families: who brought an incident is never drawn. It shares no line with the generator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Incident(NamedTuple):
    """What both samplers give of an incident."""

    hour: float
    group: int
    place: int


class Law(NamedTuple):
    """The process: G groups, K places, M kernels; rates per hour.

    ``background``: G x K. ``modifier(hour)``: G x K, at most ``modifier_most``.
    ``intensity(counts)``: D, G x K, of the incidents so far by group and place, at most
    ``intensity_most``. ``offspring``: M x G x G, in the row's group of one by the column's.
    ``mean_h``: M. ``spread``: G x K x K, shares over places (last) of an offspring in a group of an
    incident at a place. ``productivity``: K, of an incident at a place.
    """

    background: Floats
    modifier: Callable[[float], Floats]
    modifier_most: float
    intensity: Callable[[Floats], Floats]
    intensity_most: float
    offspring: Floats
    mean_h: Floats
    spread: Floats
    productivity: Floats


def sample(law: Law, horizon_h: float, rng: np.random.Generator) -> list[Incident]:
    """The incidents of one run from empty, in order of time."""
    found: list[Incident] = []
    counts = np.zeros_like(law.background)
    excited = np.zeros((len(law.mean_h), *law.background.shape))
    highest = law.background * law.modifier_most
    hour = 0.0
    while True:
        bound = law.intensity_most * float((highest + excited.sum(axis=0)).sum())
        gap_h = float(rng.exponential(1.0 / bound))
        hour += gap_h
        if hour >= horizon_h:
            return found
        excited *= np.exp(-gap_h / law.mean_h)[:, None, None]
        rates = law.background * law.modifier(hour) + excited.sum(axis=0)
        cumulative = np.cumsum(law.intensity(counts) * rates)
        point = rng.random() * bound
        if point >= cumulative[-1]:
            continue
        cell = int(np.searchsorted(cumulative, point, side="right"))
        group, place = divmod(cell, law.background.shape[1])
        found.append(Incident(hour, group, place))
        counts[group, place] += 1.0
        brought = law.offspring[:, :, group] * law.productivity[place] / law.mean_h[:, None]
        excited += brought[:, :, None] * law.spread[:, place, :]
