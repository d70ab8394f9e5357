"""What a calibration found, in sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from sim.analysis.moments import DAYS_OF_A_WEEK, Floats, together
from sim.experiment.calibration.material import Material
from sim.experiment.calibration.parameters import Standing
from sim.experiment.calibration.search import CALIBRATED, Estimate, Found
from sim.experiment.designs.base import Rows
from sim.experiment.trials import Trials, fresh
from sim.kernel.names import listed

NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is told of a calibration."""

    found: Found
    material: Material
    parameters: Sequence[Standing]
    trials: Trials
    replications: int

    # --- tables -----------------------------------------------------------------------------------
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
            for own, estimate in self._each()
        ]

    def moment_rows(self) -> Rows:
        """A row for each figure of the counts: of the data, and of one realisation at the best
        fit."""
        moments, (mean, low, high) = self.material.moments, self._fitted()
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

    # --- sentences --------------------------------------------------------------------------------
    def sentences(self) -> list[str]:
        """What was found, what can't be told, what was left out, what it took, how to go on."""
        first, last = self.material.first_and_last
        about = f"the daily counts of {self.material.file}, {first} to {last}"
        said = [
            *(self._fitting(about) if self.found.fits else self._not_fitting(about)),
            *self._together(),
            *self._unknown(),
            *self._gaps(),
            "Counts in a ledger are claims of those who keep it: what is fitted is what the model "
            "must assume to give such counts, not what happened. The intervals hold if everything "
            "else in the model is right; they don't cover what is assumed there.",
            f"The search took {self.found.runs:,} replications, each with random numbers of its "
            f"own; the scenarios compared are {self.replications} fresh replications of each.",
        ]
        if self.found.fits and self.found.changes:
            said.append(
                "To go on with these values, copy world_calibrated.yaml of this folder to "
                "configs/world/NAME.yaml and evidence_calibrated.yaml to "
                "configs/evidence/NAME.yaml, then type: python run.py world=NAME."
            )
        return said

    def _each(self) -> list[tuple[Standing, Estimate]]:
        return list(zip(self.parameters, self.found.estimates, strict=True))

    def _fitting(self, about: str) -> list[str]:
        known = [
            _in_words(own, estimate)
            for own, estimate in self._each()
            if estimate.identified and not estimate.partners
        ]
        if not known:
            return [
                f"In the model {about} tell none of the {len(self.parameters)} values looked for "
                "by itself."
            ]
        return [f"In the model these values go with {about} (95 % intervals): {'; '.join(known)}."]

    def _not_fitting(self, about: str) -> list[str]:
        rows = [row for row in self.moment_rows() if row["within"] == "no"]
        what = [
            f"{row['words']} ({row['ledger']}): {_short(row['data'])}, in the model "
            f"{_short(row['fitted_low'])} to {_short(row['fitted_high'])}"
            for row in rows
        ]
        told = (
            f" What differs: {listed(what)}."
            if what
            else (" No single figure differs clearly; all of them together do.")
        )
        return [
            f"No setting within the ranges tried gives {about}: the values found would mislead, so "
            f"none is written as calibrated.{told}",
            "Wider ranges, other settings left free (experiment.over), or another world may do; or "
            "the counts were made in a way that the model doesn't know.",
        ]

    def _together(self) -> list[str]:
        told: set[frozenset[str]] = set()
        said = []
        words = {own.name: own.parameter.words for own in self.parameters}
        for own, estimate in self._each():
            group = frozenset((own.name, *estimate.partners))
            if estimate.partners and not any(group <= other for other in told):
                told.add(group)
                names = [f"{words[name]} ({name})" for name in words if name in group]
                said.append(
                    f"The counts can't tell apart: {' and '.join(names)}. Only what they give "
                    "together is known: one may be higher if another is lower (or higher too). "
                    "Don't quote any of them alone."
                )
        return said

    def _unknown(self) -> list[str]:
        unknown = [own.parameter.words for own, estimate in self._each() if not estimate.identified]
        if not unknown:
            return []
        return [
            f"The counts tell next to nothing of: {listed(unknown)}. Nearly every value tried goes "
            "with them, so the values that stood are kept and aren't marked as calibrated."
        ]

    def _gaps(self) -> list[str]:
        gaps = [
            f"{days} days of {ledger} in {zone}"
            for (ledger, zone), days in self.material.gaps.items()
            if days
        ]
        if not gaps:
            return []
        return [
            f"Without counts: {listed(gaps)}. A gap is no data, not zero: these days are left out, "
            "in the simulated counts too."
        ]

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

    def _fitted(self) -> tuple[Floats, Floats, Floats]:
        """Mean and 95 % range of the figures of one realisation, from the fresh replications;
        where there are none, from the search."""
        figures = np.array([self.material.moments(c) for c in self._simulated_counts()])
        mean, sd = self.found.mean, self.found.sd
        if len(figures) > 1:
            mean, sd = figures.mean(axis=0), figures.std(axis=0, ddof=1)
        return mean, mean - NORMAL_95 * sd, mean + NORMAL_95 * sd


def _in_words(own: Standing, estimate: Estimate) -> str:
    parameter = own.parameter
    if parameter.factor_on:
        low, high = f"{_short(estimate.low)}", f"{_short(estimate.high)} times what stood"
        value = f"{_short(estimate.value)} times what stood"
    else:
        low, high = _short(estimate.low), _short(estimate.high)
        value = f"{_short(estimate.value)}, before {_short(own.before)}"
    at_low, at_high = estimate.low <= parameter.low, estimate.high >= parameter.to
    span = f"{low} to {high}"
    if at_low != at_high:
        span = f"at most {high}" if at_low else f"at least {low}"
    return f"{parameter.words} {value} ({span})"


def _short(value: str | int | float) -> str:
    return f"{value:.3g}" if isinstance(value, int | float) else value
