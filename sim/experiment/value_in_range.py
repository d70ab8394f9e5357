"""The value at a share of the way over a range, rounded so that it can be read and typed again."""

from __future__ import annotations

from math import exp, floor, log, log10

DIGITS = 6
"""Places kept of a range's width."""


def value_of_share(
    u: float, low: float, high: float, *, whole: bool, is_log: bool = False
) -> float:
    """The value at a share ``u`` in [0, 1) of the way, an int if ``whole``; ``is_log``: each
    doubling is the same part of the way."""
    # Each whole number has the same share of the way, the two at the ends too.
    start, end = (low - 0.5, high + 0.5) if whole else (low, high)
    if is_log:
        value = exp(log(start) + u * (log(end) - log(start)))
        value = value if whole else float(f"{value:.{DIGITS}g}")
    else:
        value = start + u * (end - start)
    if whole:
        return int(min(max(floor(value + 0.5), low), high))
    if not is_log:
        value = round(value, DIGITS - 1 - floor(log10(high - low)))
    return min(max(value, low), high)
