"""Counts of waits: what a quantile from bins is worth."""

from __future__ import annotations

from math import isnan, log

import numpy as np
import pytest

from sim.waits import BINS_PER_LOG_HOUR, EDGES_H, SHORTEST_H, WAIT_BINS, quantile_h


def counted(waits_h: np.ndarray) -> list[int]:
    counts = [0] * WAIT_BINS
    for wait in waits_h.tolist():
        index = 0
        if wait > 0.0:
            index = 1 + max(int(log(wait / SHORTEST_H) * BINS_PER_LOG_HOUR), 0)
        counts[min(index, WAIT_BINS - 1)] += 1
    return counts


def test_edges_run_from_five_seconds_to_a_day() -> None:
    assert EDGES_H[0] == pytest.approx(5 / 3600)
    assert EDGES_H[-1] == pytest.approx(24.0)
    assert len(EDGES_H) == WAIT_BINS
    assert EDGES_H[1] / EDGES_H[0] < 1.08


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95, 0.99])
def test_quantiles_of_a_smooth_sample_are_good_to_three_percent(share: float) -> None:
    waits = np.random.default_rng(4).lognormal(-2.0, 1.0, 20_000)
    waits[:3000] = 0.0
    assert quantile_h(counted(waits), share) == pytest.approx(np.quantile(waits, share), rel=0.03)


def test_nobody_nothing_and_the_wrong_number_of_bins() -> None:
    assert isnan(quantile_h([0] * WAIT_BINS, 0.95))
    assert quantile_h([7] + [0] * (WAIT_BINS - 1), 0.95) == 0.0
    assert quantile_h([1] + [0] * (WAIT_BINS - 2) + [99], 1.0) == pytest.approx(24.0)
    with pytest.raises(ValueError, match="129 bins"):
        quantile_h([1, 2], 0.5)
