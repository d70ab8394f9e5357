"""In which boxes of what isn't known something happens: ranges of a few factors, not of all.

Patient rule induction: from all points, again and again the thin slice at one end of one factor is
peeled off whose loss leaves the largest share of points at which it happens. Of the boxes on the
way the one with the largest weighted accuracy is kept, (share of points inside) x (density -
density of all), so that neither a tiny pure box nor everything wins. A limit that chance explains
is dropped (quasi-p: the chance of so many hits inside, had the limit none to do with it). As a
search finds boxes in pure noise too, each is tried against shuffled points, and only told if few
of these give as good a one.

Sources: J. H. Friedman and N. I. Fisher, Statistics and Computing 9 (1999) 123-143; B. P. Bryant
and R. J. Lempert, Technological Forecasting and Social Change 77 (2010) 34-49.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from sim.analysis.statistics import Bools, Floats

PEELED = 0.06
"""Share of the points inside that one slice takes, at least one point."""
FEWEST_INSIDE = 4
MOST_LIMITED = 3
"""So many factors of a box are limited at most: more nobody can read."""
CHANCE_AT_MOST = 0.05
SHUFFLED = 99
Limits = dict[int, tuple[float, float]]
"""Factor -> from and to, infinite where there is no limit."""
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Box:
    """A box, and what it says of where it happens, at points that it was found by or, by
    `counted_at`, at others.

    ``coverage``: share of all hits that are inside; ``density``: share of the points inside that
    are hits; ``chance``: share of shuffled trials that gave as good a box.
    """

    limits: Limits
    coverage: float
    density: float
    inside: int
    chance: float

    def holds(self, points: Floats) -> Bools:
        """Which points (n, d) are inside."""
        return _inside(points, self.limits)


def discover(points: Floats, hits: Bools, seed: int, most: int = 3) -> list[Box]:
    """Up to ``most`` boxes of points (n, d) with many hits (n,), each among what the others left.

    Without a hit, or where all are, there is none.
    """
    generator = np.random.default_rng(seed)
    left = np.ones(len(hits), dtype=bool)
    boxes: list[Box] = []
    while len(boxes) < most:
        own, happens = points[left], hits[left]
        if not happens.any() or happens.all():
            break
        limits = _best(own, happens)
        if not limits:
            break
        found = _accuracy(happens, _inside(own, limits))
        as_good = sum(
            _accuracy(shuffled, _inside(own, _best(own, shuffled))) >= found
            for shuffled in (generator.permutation(happens) for _ in range(SHUFFLED))
        )
        chance = (1 + as_good) / (1 + SHUFFLED)
        if chance > CHANCE_AT_MOST:
            break
        inside = _inside(points, limits) & left
        covered = float(hits[inside].sum() / hits.sum())
        in_order = dict(sorted(limits.items()))
        boxes.append(Box(in_order, covered, float(hits[inside].mean()), int(inside.sum()), chance))
        left &= ~inside
    return boxes


def counted_at(boxes: Sequence[Box], points: Floats, hits: Bools) -> list[Box]:
    """The boxes with the coverage and density of other points than those that they were found by.

    Each without what lies in those before it. One that holds no larger share of hits than all of
    these points isn't borne out by them and left out.
    """
    left = np.ones(len(hits), dtype=bool)
    found: list[Box] = []
    for box in boxes:
        inside = box.holds(points) & left
        if not inside.any() or hits[inside].mean() <= hits.mean():
            continue
        covered, density = hits[inside].sum() / hits.sum(), hits[inside].mean()
        count = int(inside.sum())
        found.append(Box(box.limits, float(covered), float(density), count, box.chance))
        left &= ~inside
    return found


def _best(points: Floats, hits: Bools) -> Limits:
    """The box of the largest accuracy on the way of peeling, without limits by chance."""
    best: Limits = {}
    highest = 0.0
    for limits in _peeled(points, hits):
        accuracy = _accuracy(hits, _inside(points, limits))
        if accuracy > highest:
            best, highest = limits, accuracy
    while best:
        without = list(_without_one(best))
        by_chance = [_quasi_p(points, hits, best, wider) for wider in without]
        worst = max(by_chance)
        if worst <= CHANCE_AT_MOST and len(best) <= MOST_LIMITED:
            break
        best = without[by_chance.index(worst)]
    return best


def _without_one(limits: Limits) -> Iterator[Limits]:
    """The box without each of its limits in turn."""
    for factor, (low, high) in limits.items():
        for ends in ((-inf, high), (low, inf)):
            if ends != (low, high):
                others = {own: both for own, both in limits.items() if own != factor}
                yield others if ends == (-inf, inf) else {**others, factor: ends}


def _peeled(points: Floats, hits: Bools) -> Iterator[Limits]:
    """The boxes on the way, each a slice smaller than the one before."""
    inside = np.arange(len(hits))
    limits: Limits = {}
    while True:
        best: tuple[float, int] | None = None
        for factor in range(points.shape[1]):
            for kept, ends in _slices(points[inside, factor], limits.get(factor, (-inf, inf))):
                if len(kept) < FEWEST_INSIDE:
                    continue
                merit = float(hits[inside[kept]].mean()), len(kept)
                if best is None or merit > best:
                    best, chosen = merit, (factor, ends, inside[kept])
        if best is None:
            return
        factor, ends, inside = chosen
        limits = {**limits, factor: ends}
        yield limits


def _slices(
    values: Floats, ends: tuple[float, float]
) -> Iterator[tuple[Numbers, tuple[float, float]]]:
    """What is left without the lowest points, and without the highest; equal values go together.

    A limit stands in the middle between what it parts.
    """
    order = np.sort(values)
    thin = max(1, int(PEELED * len(order)))
    low = order[thin - 1]
    above = order[order > low]
    if len(above):
        yield np.flatnonzero(values > low), (float(low + above[0]) / 2.0, ends[1])
    high = order[-thin]
    below = order[order < high]
    if len(below):
        yield np.flatnonzero(values < high), (ends[0], float(below[-1] + high) / 2.0)


def _inside(points: Floats, limits: Limits) -> Bools:
    inside = np.ones(len(points), dtype=bool)
    for factor, (low, high) in limits.items():
        inside &= (points[:, factor] >= low) & (points[:, factor] <= high)
    return inside


def _accuracy(hits: Bools, inside: Bools) -> float:
    """Weighted relative accuracy: hits inside beyond what the density of all gives, of a point."""
    return float((hits[inside].sum() - inside.sum() * hits.mean()) / len(hits))


def _quasi_p(points: Floats, hits: Bools, limits: Limits, wider: Limits) -> float:
    """Chance of at least as many hits inside, did the limits part the wider box at random."""
    around, inside = _inside(points, wider), _inside(points, limits)
    density = float(hits[around].mean())
    return float(bdtrc(float(hits[inside].sum()) - 1.0, int(inside.sum()), density))
