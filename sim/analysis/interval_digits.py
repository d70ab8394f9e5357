"""How many decimals a figure bears that is known to lie within an interval."""

from __future__ import annotations

from math import floor, isfinite, log10

FINEST = 4


def decimals_of(low: float, high: float) -> int:
    """Decimals of a figure and of both ends of its interval: two digits of the interval's width, of
    which no end gets more than three; never so few that an end beside zero is written as zero."""
    width, largest = high - low, max(abs(low), abs(high))
    if not (isfinite(width) and width > 0.0):
        return _within(2 - _exponent(largest)) if isfinite(largest) and largest else 0
    decimals = _within(min(1 - _exponent(width), 2 - _exponent(largest)))
    beside_zero = [abs(end) for end in (low, high) if 0.0 < abs(end) < 0.5 * 10.0**-decimals]
    return max([decimals, *(_within(-_exponent(end)) for end in beside_zero)])


def _exponent(number: float) -> int:
    """Of the power of ten in front: 0 of 1.5, -1 of 0.3."""
    return floor(log10(number))


def _within(decimals: int) -> int:
    return min(max(decimals, 0), FINEST)
