"""C1 and C2: what common random numbers are worth, through the project's own statistics."""

from __future__ import annotations

import numpy as np
from kpi_tables import columns

from sim.analysis.comparison import compare
from sim.analysis.kpis import Label, Pair
from sim.analysis.statistics import paired_difference
from sim.kernel.distributions import poisson
from sim.kernel.streams import Streams
from verification.measured import Verify, exact, scaled, variance

REPLICATIONS = 400


def nested_counts(kept_of_ten: int, stream: str = "shared") -> np.ndarray:
    """Poisson 10 offered, each kept with probability kept_of_ten / 10 on its own fixed uniform."""
    counts = []
    for replication in range(REPLICATIONS):
        uniform = Streams(2017, replication).uniform
        offered = poisson(uniform(stream, "offered"), 10.0)
        counts.append(sum(uniform(stream, "keep", i) < kept_of_ten / 10.0 for i in range(offered)))
    return np.array(counts, dtype=np.float64)


def test_c1_variance_ratio_of_nested_poisson(verified: Verify) -> None:
    """Independent: variance 10 + 9; under common numbers the difference is Poisson of mean 1."""
    all_kept, nine_kept = nested_counts(10), nested_counts(9)
    difference = all_kept - nine_kept
    assert (difference >= 0).all(), "fewer kept must be a subset"
    verified("C1 counts", scaled(variance(difference), 1.0 / 19.0))
    independent = all_kept - nested_counts(9, "another")
    assert independent.var(ddof=1) / (10.0 + 9.0) > 0.7
    assert (
        paired_difference(all_kept, nine_kept).low
        < 1.0
        < paired_difference(all_kept, nine_kept).high
    )


def test_c2_identical_scenarios_differ_by_exactly_nothing(verified: Verify) -> None:
    labels = {
        "count": Label("incidents a day", "incidents/day", "lower", True, False),
        "share": Label("share", "share", "higher", True, True),
    }
    counts = nested_counts(9)[:30]

    def runs() -> dict[int, dict[str, Pair]]:
        return {
            i: {"count": (float(n), 7.0), "share": (float(n) / 3.0, float(n) + 0.1)}
            for i, n in enumerate(counts)
        }

    rows = list(compare(columns({"base": runs(), "twin": runs()}), "base", labels))
    for row in rows:
        if row.scenario == "twin":
            assert (row.difference, row.difference_low, row.difference_high) == (0.0, 0.0, 0.0)
            assert row.verdict == "identical"
    twins = [row for row in rows if row.scenario == "twin"]
    assert twins
    verified("C2", exact(max(abs(row.difference) for row in twins)))
