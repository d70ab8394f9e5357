"""Settings of a run that writes little of its report, for tests that look elsewhere."""

from __future__ import annotations

LITTLE_SHOWN = [
    *("report.charts=[1_true_and_recorded]", "report.formats=[svg]"),
    *("report.excel=false", "report.word=false", "report.map=false"),
]
