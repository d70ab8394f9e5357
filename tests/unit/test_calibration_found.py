"""What is known of a parameter by itself, together with another, or not at all."""

from __future__ import annotations

import numpy as np

from sim.experiment.calibration.found import _partners, _to_the_end


def test_who_cannot_be_told_from_whom_goes_both_ways() -> None:
    rng = np.random.default_rng(1)
    first, other = rng.standard_normal((2, 2_000))
    sample = np.column_stack([first, first + 0.3 * rng.standard_normal(2_000), other])
    names = ["level", "further", "depth"]
    # though one of the two is known to within a quarter of its range
    tied = [("further",), ("level",), ()]
    assert _partners(sample, np.array([0.5, 0.25, 0.9]), names) == tied
    assert _partners(sample, np.array([0.2, 0.25, 0.9]), names) == [(), (), ()]


def test_an_end_that_all_but_reaches_the_range_s_is_cut_off_there() -> None:
    assert [_to_the_end(at) for at in (-0.99, -0.9, 0.0, 0.999)] == [-1.0, -0.9, 0.0, 1.0]
