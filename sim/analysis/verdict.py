"""What a paired difference says, in words for a planner.

Written beforehand: without an interval (no pair or one, a ratio without its denominators) there is
"not enough data". Values equal in every pair are "identical". Without any spread the interval is a
point, and shows a difference unless it is zero. Over a baseline of zero (or none) nothing is known
to be worth seeing, and "no difference shown" stands alone.
"""

from __future__ import annotations

from math import ceil, floor, isfinite, log10
from typing import NamedTuple

from sim.analysis.precision import fewest
from sim.analysis.statistics import CONFIDENCE, Interval, t_quantile

SHARES = frozenset({"share", "share of days"})
POWER = 0.8
"""Chance with which the number of replications named would show the difference worth seeing."""
MOST_REPLICATIONS = 100_000
"""The most that a run takes; more are "more than" that."""


class Compared(NamedTuple):
    """A paired difference as it was estimated.

    ``bootstrap`` has no ends where none was asked for; ``p_holm`` is the adjusted p-value of the
    test by the same error as the interval; ``deviation`` is that of a single pair, of
    which there are ``pairs``; ``worth_seeing`` in the KPI's unit.
    """

    interval: Interval
    bootstrap: Interval
    p_holm: float
    deviation: float
    pairs: int
    confidence: float
    worth_seeing: float
    is_identical: bool = False


def verdict(compared: Compared, unit: str) -> str:
    """The difference in words."""
    interval, bootstrap = compared.interval, compared.bootstrap
    if not isfinite(interval.low):
        return "not enough data"
    if compared.is_identical:
        return "identical"
    scale, words = (100.0, "percentage points") if unit in SHARES else (1.0, unit)
    if not shows(interval):
        if isfinite(bootstrap.low) and shows(bootstrap):
            return (
                f"unsure, because skewed: no difference shown by the t interval, "
                f"{_size(bootstrap, scale)} {words} by the bootstrap"
            )
        return "no difference shown" + _by_holm(compared) + _beyond(compared, scale, words)
    if isfinite(bootstrap.low) and not shows(bootstrap):
        return (
            f"unsure, because skewed: {_size(interval, scale)} {words} by the t interval, "
            "no difference shown by the bootstrap"
        )
    return f"{_size(interval, scale)} {words}"


def shows(interval: Interval) -> bool:
    """Whether zero lies outside."""
    return not interval.low <= 0.0 <= interval.high


def _by_holm(compared: Compared) -> str:
    """Holm's test is a little sharper than the interval: where it alone speaks, that is said."""
    if not compared.p_holm < 1.0 - CONFIDENCE:
        return ""
    direction = "lower" if compared.interval.estimate < 0.0 else "higher"
    return f" by the interval, {direction} by Holm's test (p {compared.p_holm:.3f})"


def _size(interval: Interval, scale: float) -> str:
    direction = "lower" if interval.high < 0.0 else "higher"
    low, high = in_words(*sorted((scale * abs(interval.low), scale * abs(interval.high))))
    return f"{direction} by {low}" if low == high else f"{direction} by {low} to {high}"


def _beyond(compared: Compared, scale: float, words: str) -> str:
    """How much of a difference there could be, or what it takes to see the one worth seeing."""
    worth = one_digit(scale * compared.worth_seeing)
    if not worth > 0.0:
        return ""
    largest = scale * max(-compared.interval.low, compared.interval.high)
    if largest < worth:
        return f"; if there is one, below {plainly(worth)} {words}"
    needed = pairs_needed(scale * compared.deviation, worth, compared.confidence)
    if needed <= compared.pairs:  # enough for it, but the interval reaches beyond: say how far
        return f"; if there is one, below {plainly(one_digit(largest, up=True))} {words}"
    number = (
        f"about {two_digits_up(needed):,}"
        if needed <= MOST_REPLICATIONS
        else f"more than {MOST_REPLICATIONS:,}"
    )
    return f": needs {number} replications to see {plainly(worth)} {words}"


def pairs_needed(deviation: float, difference: float, confidence: float) -> int:
    """Smallest number of pairs that shows a true difference with a chance of `POWER`.

    ``deviation``: of the difference in a single pair. The smallest n of at least 2 with
    n >= ((t(1 - alpha/2) + t(power)) deviation / difference)^2, quantiles with n - 1 degrees of
    freedom; within a pair or so of what the noncentral t gives. At most a little above
    `MOST_REPLICATIONS`.
    """
    ratio = deviation / difference

    def is_enough(n: int) -> bool:
        quantiles = t_quantile(0.5 + confidence / 2, n - 1) + t_quantile(POWER, n - 1)
        return n >= (quantiles * ratio) ** 2

    return fewest(is_enough, MOST_REPLICATIONS)


# --- numbers in words -----------------------------------------------------------------------------
def in_words(low: float, high: float) -> tuple[str, str]:
    """Both ends of a positive interval, to two digits of its width (of its ends when it has none).

    An end that isn't zero isn't written as zero.
    """
    scale = high - low if high - low > 1e-6 * high else high
    decimals = max(1 - floor(log10(scale)), 0) if scale > 0.0 else 0
    if 0.0 < low < 0.5 * 10.0**-decimals:
        decimals = -floor(log10(low))
    decimals = min(decimals, 6)
    return f"{low:,.{decimals}f}", f"{high:,.{decimals}f}"


def one_digit(size: float, *, up: bool = False) -> float:
    """A positive size to one significant digit, to the nearest or upwards; others as 0."""
    if not (isfinite(size) and size > 0.0):
        return 0.0
    unit = 10.0 ** floor(log10(size))
    digit = ceil(size / unit - 1e-9) if up else round(size / unit)
    return float(f"{digit * unit:.0e}")


def two_digits_up(number: int) -> int:
    """A positive whole number rounded up to two significant digits."""
    unit: int = 10 ** max(len(str(number)) - 2, 0)
    return -(-number // unit) * unit


def plainly(size: float) -> str:
    """A size of one significant digit, without more digits than that."""
    return f"{size:,.{max(-floor(log10(size)), 0)}f}"
