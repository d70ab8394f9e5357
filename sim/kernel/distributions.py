"""Distributions drawn by inversion: one uniform number in, one value out.

No rejection: a rejection sampler uses an unknown number of uniforms and falls out of step between
scenarios as soon as a parameter changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import erf, exp, floor, log, log1p, sqrt
from statistics import NormalDist

Distribution = Callable[[float], float]
"""A quantile function: takes a uniform number in (0, 1), gives a value."""

_standard_normal = NormalDist()


def constant(value: float) -> Distribution:
    """Always ``value``."""
    return lambda _u: value


def exponential(mean: float) -> Distribution:
    """Exponential with the given mean."""
    return lambda u: -mean * log(u)


def uniform(low: float, high: float) -> Distribution:
    """Uniform between ``low`` and ``high``."""
    return lambda u: low + (high - low) * u


def lognormal(mean: float, cv: float) -> Distribution:
    """Log-normal with the given mean and coefficient of variation (sd over mean)."""
    if cv == 0.0 or mean == 0.0:
        return constant(mean)
    variance = log1p(cv * cv)
    location, scale = log(mean) - variance / 2, sqrt(variance)
    inverse = _standard_normal.inv_cdf
    return lambda u: exp(location + scale * inverse(u))


def standard_normal_cdf(x: float) -> float:
    """Probability that a standard normal variable is below ``x``."""
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def poisson(u: float, mean: float) -> int:
    """The Poisson count with the given mean at quantile ``u``; for a fixed ``u`` it grows with it.

    Means above 700 (where exp underflows) aren't supported: ValueError.
    """
    if mean <= 0.0:
        return 0
    if mean > 700.0:
        raise ValueError(f"Poisson mean {mean:g} is above 700")
    term = exp(-mean)
    total, k = term, 0
    # beyond the mean, terms too small to add anything end it; before it they only begin small
    while u > total and (k < mean or term > 1e-17):
        k += 1
        term *= mean / k
        total += term
    return k


def geometric(u: float, mean: float) -> int:
    """A count of 1, 2, 3, ... with the given mean (at least 1)."""
    if mean <= 1.0:
        return 1
    return 1 + floor(log(u) / log1p(-1.0 / mean))


def cumulative_shares(weights: Iterable[float]) -> list[float]:
    """Running sums of weights as shares of their total: what ``choose`` looks a number up in."""
    weights = list(weights)
    total, running, bounds = sum(weights), 0.0, []
    for weight in weights:
        running += weight / total
        bounds.append(running)
    return bounds


def choose(u: float, cumulative: Sequence[float]) -> int:
    """Index of the first entry of ``cumulative`` (ascending, last one 1) that is above ``u``."""
    for index, bound in enumerate(cumulative):
        if u < bound:
            return index
    return len(cumulative) - 1


def lognormal_median(median: float, log_sd: float) -> Distribution:
    """Log-normal with the given median and standard deviation of the logarithm."""
    location, inverse = log(median), _standard_normal.inv_cdf
    return lambda u: exp(location + log_sd * inverse(u))
