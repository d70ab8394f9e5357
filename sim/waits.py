"""How waiting times are counted: zero, then 128 geometric bins from 5 seconds to a day.

The checkpoints write these counts, the analysis reads them; neither needs the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

WAIT_BINS = 129
"""A bin for waits of exactly zero, then 128 geometric ones."""
SHORTEST_H = 5.0 / 3600.0
LONGEST_H = 24.0
BINS_PER_LOG_HOUR = 128.0 / log(LONGEST_H / SHORTEST_H)
"""Bins to a factor of e: a bin is 7.9 % wide, so that a value in it is known to 4 % at worst."""
EDGES_H = tuple(SHORTEST_H * exp(k / BINS_PER_LOG_HOUR) for k in range(129))
"""Bin j (1 to 128) holds waits from ``EDGES_H[j - 1]`` to ``EDGES_H[j]``; the first also takes what
is shorter, the last what is longer."""
WAIT_BYTES = 4 * WAIT_BINS
"""Bytes of ``CheckpointHour.wait_bins``: little-endian uint32 counts (numpy ``"<u4"``)."""


def quantile_h(counts: Sequence[int], share: float) -> float:
    """The wait in hours that ``share`` of those counted don't exceed; NaN if nobody is counted.

    ``counts`` are ``WAIT_BINS`` summed bins. Interpolated geometrically within a bin.
    """
    if len(counts) != WAIT_BINS:
        raise ValueError(f"expected {WAIT_BINS} bins of waits, got {len(counts)}")
    target, below = share * float(sum(counts)), 0.0
    if not sum(counts):
        return float("nan")
    for index, count in enumerate(counts):
        if count and below + count >= target:
            if index == 0:
                return 0.0
            low, high = EDGES_H[index - 1], EDGES_H[index]
            return float(low * (high / low) ** ((target - below) / count))
        below += count
    return LONGEST_H
