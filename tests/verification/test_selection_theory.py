"""What selection promises (C3), and the constants that the statistics rest on (C4)."""

from __future__ import annotations

import numpy as np

from sim.analysis.kn import eta, select_sequentially
from sim.analysis.rinott import rinott_constant
from sim.analysis.statistics import t_quantile
from verification.measured import Verify, exact, share

RUNS, DELTA, ALPHA = 300, 1.0, 0.05
DEVIATIONS = np.array([[1.0], [1.0], [5.0]])


def test_c3_the_best_of_three_is_selected_with_one_noisy_competitor(verified: Verify) -> None:
    """The best is just delta ahead; the last of the others varies five times as much."""
    rng = np.random.default_rng(3)
    right = 0
    for _ in range(RUNS):
        rows = DEVIATIONS * rng.normal(0.0, 1.0, (3, 2000))
        rows[0] += DELTA
        found = select_sequentially(
            list(rows), first_stage=20, delta=DELTA, alpha=ALPHA, lower_is_better=False
        )
        assert found.decided
        right += found.selected == 0
    verified("C3", share(right, RUNS))


def test_c4_constants(verified: Verify) -> None:
    verified("C4 t", exact(t_quantile(0.975, 29)))
    verified("C4 eta", exact(eta(6, 20, ALPHA)))
    verified("C4 h", exact(2.0 * eta(6, 20, ALPHA) * 19))
    for scenarios in (2, 6, 10):
        verified(f"C4 Rinott {scenarios}", exact(rinott_constant(scenarios, 20, ALPHA)))
