"""What a calibration found, in tables: the parameters, and the counts beside those of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from sim.analysis.moments import DAYS_OF_A_WEEK, Floats, together
from sim.experiment.calibration.found import Estimate, Found
from sim.experiment.calibration.material import Material
from sim.experiment.calibration.parameters import Standing
from sim.experiment.calibration.search import CALIBRATED
from sim.experiment.study_results import Rows
from sim.experiment.trials import Trials, fresh

NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Tables:
    """What a calibration found, in tables."""

    found: Found
    material: Material
    parameters: Sequence[Standing]
    trials: Trials
    replications: int

    def each(self) -> list[tuple[Standing, Estimate]]:
        """The parameters, and what is known of them."""
        return list(zip(self.parameters, self.found.estimates, strict=True))

    def parameter_rows(self) -> Rows:
        """A row for each parameter."""
        return [
            {
                "parameter": own.name,
                "words": own.parameter.words,
                "unit": own.parameter.unit,
                "estimate": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "tried_from": own.parameter.low,
                "tried_to": own.parameter.to,
                "before": own.before,
                "identified": estimate.words,
            }
            for own, estimate in self.each()
        ]

    def moment_rows(self) -> Rows:
        """A row for each figure: of the data, and of one realisation at the best fit."""
        moments, (mean, low, high) = self.material.moments, self.fitted()
        rows: Rows = []
        for index, moment in enumerate(moments.moments):
            value = float(self.material.data[index])
            rows.append(
                {
                    "moment": moment.moment,
                    "words": moment.words,
                    "unit": moment.unit,
                    "ledger": moment.ledger,
                    "zone": moment.zone,
                    "data": moment.natural(value),
                    "fitted": moment.natural(float(mean[index])),
                    "fitted_low": moment.natural(float(low[index])),
                    "fitted_high": moment.natural(float(high[index])),
                    "within": "yes" if low[index] <= value <= high[index] else "no",
                }
            )
        return rows

    def week_rows(self) -> Rows:
        """Counts by week of each ledger, and what one realisation at the best fit has on the same
        days; without the calibrated scenario the latter is NaN."""
        rows: Rows = []
        zones: dict[str, list[str]] = {}
        for ledger, zone in self.material.daily:
            zones.setdefault(ledger, []).append(zone)
        simulated = self._simulated_counts()
        for ledger, own in zones.items():
            data = together(self.material.counts, ledger, own)
            others = np.array([together(counts, ledger, own) for counts in simulated])
            for first in range(0, self.material.days, DAYS_OF_A_WEEK):
                days = np.arange(first, min(first + DAYS_OF_A_WEEK, self.material.days))
                days = days[np.isfinite(data[days])]
                if not len(days):
                    continue
                fitted = (nan, nan, nan)
                if len(others):
                    sums = others[:, days].sum(axis=1)
                    low, high = np.quantile(sums, [0.025, 0.975])
                    fitted = float(sums.mean()), float(low), float(high)
                rows.append(
                    {
                        "week": first // DAYS_OF_A_WEEK,
                        "ledger": ledger,
                        "days": len(days),
                        "data": float(data[days].sum()),
                        "fitted": fitted[0],
                        "fitted_low": fitted[1],
                        "fitted_high": fitted[2],
                    }
                )
        return rows

    # --- what was simulated -----------------------------------------------------------------------
    def _simulated_counts(self) -> list[dict[tuple[str, str], Floats]]:
        """Of the fresh replications of the calibrated scenario."""
        if not self.found.fits:
            return []
        results = self.trials.results
        return [
            dict(self.material.simulated(results.series(CALIBRATED, number)))
            for number in fresh(self.replications)
            if results.known.get((CALIBRATED, number)) is not None
        ]

    def fitted(self) -> tuple[Floats, Floats, Floats]:
        """Mean and 95 % range of the figures of one realisation, from the fresh replications;
        where there are none, from those of the search that come nearest to the counts."""
        figures = np.array([self.material.moments(c) for c in self._simulated_counts()])
        mean, sd = self.found.mean, self.found.sd
        if len(figures) > 1:
            mean, sd = figures.mean(axis=0), figures.std(axis=0, ddof=1)
        return mean, mean - NORMAL_95 * sd, mean + NORMAL_95 * sd
