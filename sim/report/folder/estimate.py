"""A KPI of a scenario, as ``comparison.csv`` has it, and how it differs from the baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass

NUMBERS = ("mean", "low", "high", "difference", "difference_low", "difference_high")

BOOTSTRAP = ("bootstrap_low", "bootstrap_high")
"""Columns that older results lack."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A KPI of a scenario: mean and pointwise interval, paired difference and simultaneous one."""

    mean: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    verdict: str
    bootstrap_low: float = math.nan
    bootstrap_high: float = math.nan

    @property
    def known(self) -> bool:
        """Whether there is a mean at all."""
        return not math.isnan(self.mean)

    @property
    def is_shown(self) -> bool:
        """Whether it is shown to differ from the baseline."""
        return self.kind_of_difference("neither") == "differs"

    def kind_of_difference(self, direction: str) -> str:
        """``better``, ``worse``, ``differs``, ``not shown``, ``unsure``, ``identical`` or ``none``.

        Decided by the simultaneous interval: a difference shows when zero lies outside it.
        ``differs`` where neither direction is better, ``none`` where there is no interval,
        ``unsure`` where replications are skewed and the bootstrap's interval says otherwise.
        """
        low, high = self.difference_low, self.difference_high
        if math.isnan(low) or math.isnan(high):
            return "none"
        if self.verdict == "identical":
            return "identical"
        shows = not low <= 0.0 <= high
        if math.isfinite(self.bootstrap_low):
            by_bootstrap = not self.bootstrap_low <= 0.0 <= self.bootstrap_high
            if shows != by_bootstrap:
                return "unsure"
        if not shows:
            return "not shown"
        if direction not in ("lower", "higher"):
            return "differs"
        return "better" if (high < 0.0) == (direction == "lower") else "worse"
