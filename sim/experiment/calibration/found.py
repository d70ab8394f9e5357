"""What a calibration found: an estimate of each parameter, and what can't be told from what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.moment_fit import Fit
from sim.analysis.moments import Floats
from sim.experiment.calibration.parameters import Standing
from sim.experiment.study_results import Changes

UNIDENTIFIED = 0.8
"""An interval over so much of the range tried tells nothing."""
CORRELATED = 0.8
"""Parameters with such a correlation among plausible ones are known together only,"""
LOOSE = 0.3
"""unless both are known to within this share of their ranges."""
NEAR_THE_END = 0.02
"""Of places in [-1, 1]: an interval that ends so near an end of the range is cut off there."""
LEAST_P = 0.01
"""Below this probability of so large a distance, the model doesn't fit."""
MOST_ERROR = 1.0
"""Of the emulator, in variances of one realisation: where it is larger nothing was tried nearby,
and a fit there says only that nobody knows. The second settings lie around any fit there is."""
NEAREST = 50
"""Replications of the search that are shown where the model doesn't fit."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is known of a parameter, in its own unit."""

    value: float
    """The best fit; of one that the counts tell nothing of, the value that stands."""
    low: float
    high: float
    identified: bool
    partners: tuple[str, ...] = ()
    """Parameters that it can't be told from: only their combination is known."""

    @property
    def words(self) -> str:
        """``yes``, ``no``, or what it is known together with."""
        if self.partners:
            return f"only together with {' and '.join(self.partners)}"
        return "yes" if self.identified else "no"


@dataclass(frozen=True, slots=True)
class Found:
    """What a calibration found."""

    estimates: list[Estimate]
    """One for each parameter."""
    changes: Changes
    """Of the calibrated scenario."""
    fits: bool
    """Whether some setting within the ranges gives such counts at all."""
    mean: Floats
    sd: Floats
    """Of the figures of the `NEAREST` replications: those that come nearest to the counts."""
    runs: int
    """Replications that the search took."""


def found_by(
    fit: Fit,
    middle: Floats,
    half: Floats,
    parameters: Sequence[Standing],
    seed: int,
    figures: Floats,
    runs: int,
) -> Found:
    """What a fit tells of the parameters.

    ``middle``, ``half``: place in [-1, 1] of the middle of each one's fitted part, and half of its
    width. ``seed``: of a sample of plausible values. ``figures``: of the replications that the fit
    rests on, a row each. ``runs``: that the search took. Where nothing fits, nothing is told of any
    parameter.
    """
    from scipy.stats import chi2

    _, intervals = fit.intervals()
    ends = [
        (_to_the_end(middle[i] + half[i] * low), _to_the_end(middle[i] + half[i] * high))
        for i, (low, high) in enumerate(intervals)
    ]
    shares = np.array([0.5 * (high - low) for low, high in ends])
    partners = _partners(fit.plausible(seed), shares, [own.name for own in parameters])
    stands = [own.parameter.place(own.before) for own in parameters]
    known = [
        bool(partners[i]) or shares[i] < UNIDENTIFIED or not low <= stands[i] <= high
        for i, (low, high) in enumerate(ends)
    ]
    held = {
        i: float(np.clip((stands[i] - middle[i]) / half[i], -1.0, 1.0))
        for i in range(fit.size)
        if not known[i]
    }
    best = fit.best(held)
    at = middle + half * best
    distance = float(fit.emulator.distance(best[np.newaxis, :], fit.data)[0])
    freedom = max(len(fit.data) - sum(known), 1)
    tried = float(fit.emulator.error(best[np.newaxis, :])[0]) <= MOST_ERROR
    fits = tried and float(chi2.sf(distance, freedom)) >= LEAST_P
    estimates = []
    for i, own in enumerate(parameters):
        if not fits:
            ends_tried = own.parameter.low, own.parameter.to
            estimates.append(Estimate(own.before, *ends_tried, identified=False))
            continue
        low, high = (own.parameter.value(end) for end in ends[i])
        value = own.parameter.value(float(at[i])) if known[i] else own.before
        # the best fit with others held may lie a little beyond the interval without
        low, high = min(low, value), max(high, value)
        estimates.append(Estimate(value, low, high, known[i], partners[i]))
    changes = {
        key: value
        for own, estimate in zip(parameters, estimates, strict=True)
        if estimate.identified
        for key, value in own.changes(estimate.value).items()
    }
    scale = np.maximum(figures.std(axis=0), 1e-9)
    order = np.argsort((((figures - fit.data) / scale) ** 2).sum(axis=1), kind="stable")
    nearest = figures[order[:NEAREST]]
    mean, sd = nearest.mean(axis=0), nearest.std(axis=0, ddof=1)
    return Found(estimates, changes, fits, mean, sd, runs)


def _partners(sample: Floats, shares: Floats, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each parameter those that it can't be told from; it is a partner of its partners.

    ``sample``: of plausible values; ``shares``: of the range tried that each interval takes.
    """
    size = len(names)
    together = np.corrcoef(sample, rowvar=False).reshape(size, size)
    tied = (np.abs(together) >= CORRELATED) & (np.maximum.outer(shares, shares) >= LOOSE)
    return [tuple(names[j] for j in range(size) if j != i and tied[i, j]) for i in range(size)]


def _to_the_end(place: float) -> float:
    """An end of an interval; that of the range, if it is as good as there."""
    return float(np.sign(place)) if abs(place) >= 1.0 - NEAR_THE_END else place
