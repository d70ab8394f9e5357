"""Figures of KPIs in words, as designs tell them to planners."""

from __future__ import annotations

from math import nan

import pytest

from sim.experiment.deciding_kpi import figure, in_its_unit, plain


@pytest.mark.parametrize(
    ("number", "kpi", "level", "difference"),
    [
        (0.62, "located_share", "62 %", "62 percentage points"),
        (0.0123, "located_share", "1.23 %", "1.23 percentage points"),
        (0.01, "located_share", "1 %", "1 percentage point"),
        (-0.01, "located_share", "-1 %", "-1 percentage point"),
        (2085.3, "delivered_tonnes", "2,085 tonnes", "2,085 tonnes"),
        (12.123, "stock_out_days", "12.1 days", "12.1 days"),
        (nan, "located_share", "no value", "no value"),
        (nan, "stock_out_days", "no value", "no value"),
    ],
)
def test_a_share_is_in_per_cent_and_what_it_changes_by_in_points(
    number: float, kpi: str, level: str, difference: str
) -> None:
    assert (figure(number, kpi), in_its_unit(number, kpi)) == (level, difference)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1234567.8, "1,234,568"),
        (-2085.3, "-2,085"),
        (999.7, "1,000"),
        (999.2, "999"),
        (0.05234, "0.0523"),
        (0.00001234, "0.0000123"),
        (1e-17, "0"),
        (-0.0, "0"),
    ],
)
def test_a_number_never_has_an_exponent(number: float, written: str) -> None:
    assert plain(number) == written
