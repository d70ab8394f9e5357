"""What a calibration found, in sentences."""

from __future__ import annotations

import numpy as np

from sim.analysis.interval_digits import decimals_of
from sim.experiment.calibration.found import Estimate
from sim.experiment.calibration.parameters import Standing
from sim.experiment.calibration.tables import Tables
from sim.kernel.names import listed

UNTOLD = ("factor squared",)
"""Units that say less than what they are the unit of."""
MOST_TOLD = 3
"""Figures named that the model doesn't give; the table has all."""


class Told(Tables):
    """Everything that is told of a calibration."""

    def sentences(self) -> list[str]:
        """How much the counts tell; the values; what can't be told, what was left out, what it
        took, how to go on."""
        first, last = self.material.first_and_last
        about = f"the daily counts of {self.material.file}, {first} to {last}"
        said = [
            *(self._fitting(about) if self.found.fits else self._not_fitting(about)),
            *self._gaps(),
            "Counts in a ledger are claims of those who keep it: what is fitted is what the model "
            "must assume to give such counts, not what happened.",
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

    def _fitting(self, about: str) -> list[str]:
        known = [
            (own, estimate)
            for own, estimate in self.each()
            if estimate.identified and not estimate.partners
        ]
        tied = sum(bool(estimate.partners) for _, estimate in self.each())
        unknown = len(self.parameters) - len(known) - tied
        others = [f"{tied} only together with others"] if tied else []
        others += [f"next to nothing of {unknown}"] if unknown else []
        told = f"{len(known) or 'none'} of the {len(self.parameters)} values looked for"
        told += " by itself" if len(known) <= 1 else " by themselves"
        told = ", and ".join([", ".join([told, *others[:-1]]), *others[-1:]])
        return [
            f"The model can give {about}; in the model they tell {told}.",
            "Each value is known as an interval only (95 % for each by itself, not for all at "
            "once), and that if everything else in the model is right: the intervals don't cover "
            "what is assumed there.",
            *(_in_words(own, estimate) for own, estimate in known),
            *self._together(),
            *self._unknown(),
        ]

    def _not_fitting(self, about: str) -> list[str]:
        _, low, high = self.fitted()
        width = np.maximum(high - low, 1e-9)
        far = np.maximum(low - self.material.data, self.material.data - high) / width
        rows = self.moment_rows()
        outside = [int(index) for index in np.argsort(-far, kind="stable") if far[index] > 0.0]
        what = [
            f"{row['words']} ({row['ledger']}) {_short(row['data'])}, in the model "
            f"{_short(row['fitted_low'])} to {_short(row['fitted_high'])}"
            for row in (rows[index] for index in outside[:MOST_TOLD])
        ]
        more = len(outside) - len(what)
        what += [f"and {more} more (moments.csv)"] if more else []
        return [
            f"No setting within the ranges tried gives {about}: the values found would mislead, so "
            "none is written as calibrated.",
            "What differs most, of the replications that come nearest to the counts: "
            f"{'; '.join(what)}."
            if what
            else "No single figure of the counts differs clearly; all of them together do.",
            "Wider ranges, other settings left free (experiment.over), or another world may do; or "
            "the counts were made in a way that the model doesn't know.",
        ]

    def _together(self) -> list[str]:
        told: set[frozenset[str]] = set()
        said = []
        words = {own.name: own.parameter.words for own in self.parameters}
        for own, estimate in self.each():
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
        unknown = [own.parameter.words for own, estimate in self.each() if not estimate.identified]
        if not unknown:
            return []
        return [
            f"The counts tell next to nothing of: {listed(unknown)}. Four fifths or more of the "
            "values tried go with them, so the values that stood are kept and aren't marked as "
            "calibrated."
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


def _in_words(own: Standing, estimate: Estimate) -> str:
    """A parameter with its value, the interval, and the range that was tried."""
    parameter = own.parameter
    decimals = decimals_of(estimate.low, estimate.high)
    low, high = (f"{end:,.{decimals}f}" for end in (estimate.low, estimate.high))
    at_low, at_high = estimate.low <= parameter.low, estimate.high >= parameter.to
    span = f"{low} to {high}"
    if at_low != at_high:
        span = f"at most {high}" if at_low else f"at least {low}"
    unlike_words = parameter.factor_on or parameter.unit in UNTOLD
    unit = "" if unlike_words else f" ({parameter.unit})"
    stood = "times what stood" if parameter.factor_on else f"before {_short(own.before)}"
    value = f"{estimate.value:,.{decimals}f}{'' if parameter.factor_on else ','} {stood}"
    tried = f"tried {_short(parameter.low)} to {_short(parameter.to)}"
    words = parameter.words[0].upper() + parameter.words[1:]
    return f"{words}{unit}: {value} ({span}; {tried})."


def _short(value: str | int | float) -> str:
    """Two digits of a number, without an exponent."""
    return f"{float(f'{value:.2g}'):,.12g}" if isinstance(value, int | float) else value
