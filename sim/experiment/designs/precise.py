"""As many replications of each scenario as it takes to know a KPI to a wanted half-width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.analysis import kpis
from sim.analysis.precision import Precision, look, next_look, replications_needed
from sim.analysis.quotients import quotients
from sim.analysis.statistics import (
    Floats,
    Interval,
    difference_of_ratios,
    mean_interval,
    paired_difference,
    ratio_of_sums,
    simultaneous_confidence,
)
from sim.analysis.verdict import CONFIDENCE
from sim.experiment.deciding_kpi import DecidingKpi, in_its_unit, pairs_of
from sim.experiment.designs.base import Conclusion, Design, Request, Results

BATCH = 10
NAMED_AT_MOST = 6
"""So many scenarios are named in a sentence; the table holds all."""


class Precise(Design):
    """Simulates until the KPI's paired difference to the baseline is known to the half-width.

    The half-width is that of ``comparison.csv``: 95 %, for all scenarios at once (Bonferroni); of
    the mean itself where there is one scenario only. It is looked at after ``replications`` (of the
    run's settings; at least 30 are advised, 100 for rare counts), then every 10. A scenario is done
    when it is small enough at two looks in a row, or after ``at_most`` replications. All scenarios
    go on until the last is done: else their means would be over different luck, and a table or
    chart of means would rank them by it. What stopping by looking costs in coverage is written in
    ``sim/analysis/precision.py``.
    """

    kind: Literal["precise"] = "precise"
    kpi: DecidingKpi
    half_width: Annotated[float, Field(gt=0.0)]
    """Wanted, in the KPI's unit (0.05 of a share is 5 percentage points)."""
    at_most: Annotated[int, Field(ge=2, le=100_000)]
    """Replications of a scenario."""

    def ask(self, results: Results) -> list[Request]:
        """The next batch of every scenario, until each is precise enough."""
        looks = [
            next_look(state.precision.replications, **self._looks(results))
            for state in self._states(results).values()
            if not state.precision.ended
        ]
        return [
            (name, number)
            for number in range(max(looks, default=0))
            for name in results.scenarios
            if (name, number) not in results.known
        ]

    def conclude(self, results: Results) -> Conclusion:
        """Half-width reached by each scenario, whether the cap stopped it, what it would need."""
        label = kpis.describe(self.kpi)
        states = self._states(results)
        compared = len(results.scenarios) > 1
        confidence = _confidence(results)
        table: list[dict[str, str | int | float]] = []
        short, empty = [], []
        for name in results.scenarios:
            if name not in states:
                continue
            (n, _, _, reached), width, known, values = states[name]
            needed = replications_needed(width, known, self.half_width, confidence)
            if values < 2:
                reached, needed, outcome = False, None, "no value"
                empty.append(name)
            elif reached:
                outcome = "reached"
            else:
                outcome = "stopped at at_most"
                shown = in_its_unit(width, self.kpi)
                short.append(f"{name} ({shown}; needs about {_rounded(needed)})")
            table.append(
                {
                    "scenario": name,
                    "replications": known,
                    "with_a_value": values,
                    "half_width": width,
                    "half_width_wanted": self.half_width,
                    "outcome": outcome,
                    "reached_after": n if outcome == "reached" else nan,
                    "replications_needed": n if reached else needed or nan,
                }
            )
        reached_after = [int(row["reached_after"]) for row in table if row["outcome"] == "reached"]
        of = label.label
        if compared:
            of = f"the paired difference to {results.baseline} in {of}, all {len(table)} at once"
        wanted = in_its_unit(self.half_width, self.kpi)
        said = [f"Wanted: a half-width of {wanted} of {of}, 95 %."]
        if reached_after:
            low, high = min(reached_after), max(reached_after)
            after = f"{low}" if low == high else f"{low} to {high}"
            said.append(
                f"Reached by {len(reached_after)} of {len(table)} after {after} replications."
                if compared
                else f"Reached after {after} replications."
            )
        if short:
            said.append(
                f"Not reached after {self.at_most} replications, the most allowed "
                f"(experiment.at_most): {_listed(short)}."
            )
        if empty:
            said.append(f"Without a value to compare: {_listed(empty)}.")
        return Conclusion(said, table)

    def _states(self, results: Results) -> dict[str, _State]:
        """Where each scenario stands, the baseline left out unless it is the only one."""
        others = [name for name in results.scenarios if name != results.baseline]
        return {name: self._state(results, name) for name in others or results.scenarios}

    def _state(self, results: Results, name: str) -> _State:
        known = 0
        while {(name, known), (results.baseline, known)} <= results.known.keys():
            known += 1
        own = _Columns(*pairs_of(results, name, self.kpi, range(known)))
        base = None
        if name != results.baseline:
            base = _Columns(*pairs_of(results, results.baseline, self.kpi, range(known)))
        ratio, confidence = kpis.describe(self.kpi).ratio, _confidence(results)
        width_after = _width_after(own, base, ratio=ratio, confidence=confidence)
        found = look(width_after, known, wanted=self.half_width, **self._looks(results))
        values = int(np.isfinite(own.values + (base.values if base else 0.0)).sum())
        if values < 2 and known >= BATCH:  # more of the same would hardly bring one
            found = found._replace(ended=True, reached=False)
        return _State(found, width_after(known), known, values)

    def _looks(self, results: Results) -> dict[str, int]:
        first = min(results.replications, self.at_most)
        return {"first": first, "batch": BATCH, "at_most": self.at_most}


class _State(NamedTuple):
    precision: Precision
    half_width: float
    """Over all replications known; some may have gone on after it was small enough."""
    known: int
    values: int
    """Replications that have a value, in the baseline too."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """A KPI of one scenario, replication by replication; NaN for one that failed."""

    numerators: Floats
    denominators: Floats

    @property
    def values(self) -> Floats:
        return quotients(self.numerators, self.denominators)


def _width_after(
    own: _Columns, base: _Columns | None, *, ratio: bool, confidence: float
) -> Callable[[int], float]:
    """Half-width over the first n replications, as ``sim.analysis.comparison`` computes it."""
    finished = np.isfinite(own.numerators + (base.numerators if base else 0.0))

    def interval(n: int) -> Interval:
        both = finished.copy()
        both[n:] = False
        a = own.numerators[both], own.denominators[both]
        if base is None:
            if ratio:
                return ratio_of_sums(*a, confidence)
            return mean_interval(quotients(*a), confidence)
        b = base.numerators[both], base.denominators[both]
        if ratio:
            return difference_of_ratios(*a, *b, confidence)
        return paired_difference(quotients(*a), quotients(*b), confidence)

    def half_width(n: int) -> float:
        found = interval(n)
        return (found.high - found.low) / 2.0

    return half_width


def _confidence(results: Results) -> float:
    return simultaneous_confidence(CONFIDENCE, len(results.scenarios) - 1)


def _rounded(needed: int | None) -> str:
    """A forecast to two digits."""
    return "an unknown number" if needed is None else f"{float(f'{needed:.2g}'):,.0f}"


def _listed(words: list[str]) -> str:
    more = len(words) - NAMED_AT_MOST
    return "; ".join(words[:NAMED_AT_MOST]) + (f"; and {more} more" if more > 0 else "")
