"""As many replications of each scenario as it takes to know a KPI to a wanted half-width."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite, nan
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.analysis import kpis
from sim.analysis.precision import Precision, look, next_look, replications_needed
from sim.analysis.quotients import Column, sampled, sampled_difference
from sim.analysis.statistics import CONFIDENCE, simultaneous_confidence
from sim.experiment.deciding_kpi import DecidingKpi, column_of, in_its_unit
from sim.experiment.designs.base import Conclusion, Design, Request, Results
from sim.kernel.names import listed

BATCH = 10
REACHED, STOPPED, NO_VALUE = "reached", "stopped at at_most", "no value"
"""How a scenario may end."""


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

    def watched(self) -> list[str]:
        """The KPI to be known."""
        return [self.kpi]

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
        states = self._states(results)
        table = [self._row(results, name, state) for name, state in states.items()]
        label = kpis.describe(self.kpi).label
        compared = len(results.scenarios) > 1
        what = f"the difference to {results.baseline} in {label}" if compared else label
        at_once = f", all {len(table)} at once" if len(table) > 1 else ""
        wanted = in_its_unit(self.half_width, self.kpi)
        said = [f"Wanted: {what}, known to a half-width of {wanted} (95 %{at_once})."]
        reached = [int(row["reached_after"]) for row in table if row["outcome"] == REACHED]
        if reached:
            low, high = min(reached), max(reached)
            after = f"{low}" if low == high else f"{low} to {high}"
            said.append(
                f"Reached by {len(reached)} of {len(table)} after {after} replications."
                if compared
                else f"Reached after {after} replications."
            )
        short = [self._shown(row) for row in table if row["outcome"] == STOPPED]
        if short:
            said.append(
                f"Not reached after {self.at_most} replications, the most allowed "
                f"(experiment.at_most): {listed(short)}."
            )
        alike = [str(row["scenario"]) for row in table if row["half_width"] == 0.0]
        if alike:
            said.append(f"Without any spread, so the half-width says nothing: {listed(alike)}.")
        empty = [str(row["scenario"]) for row in table if row["outcome"] == NO_VALUE]
        if empty:
            said.append(f"Without a value to compare: {listed(empty)}.")
        return Conclusion(said, table)

    def _row(self, results: Results, name: str, state: _State) -> dict[str, str | int | float]:
        if state.values < 2:
            outcome, needed = NO_VALUE, None
        elif state.precision.reached:
            outcome, needed = REACHED, state.precision.replications
        else:
            outcome = STOPPED
            needed = replications_needed(
                state.half_width, state.known, self.half_width, _confidence(results)
            )
            if needed is not None and needed <= state.known:  # small at the last look alone
                needed = state.known + BATCH
        return {
            "scenario": name,
            "replications": state.known,
            "with_a_value": state.values,
            "half_width": state.half_width,
            "half_width_wanted": self.half_width,
            "outcome": outcome,
            "reached_after": state.precision.replications if outcome == REACHED else nan,
            "replications_needed": needed or nan,
        }

    def _shown(self, row: Mapping[str, str | int | float]) -> str:
        """A scenario that was stopped: how far it came, and a forecast to two digits."""
        needed = float(row["replications_needed"])
        number = f"{float(f'{needed:.2g}'):,.0f}" if isfinite(needed) else "an unknown number"
        reached = in_its_unit(float(row["half_width"]), self.kpi)
        if float(row["half_width"]) <= self.half_width:
            return f"{row['scenario']} ({reached}, but at the last look only)"
        return f"{row['scenario']} ({reached}; needs about {number})"

    def _states(self, results: Results) -> dict[str, _State]:
        """Where each scenario stands, the baseline left out unless it is the only one."""
        others = [name for name in results.scenarios if name != results.baseline]
        return {name: self._state(results, name) for name in others or results.scenarios}

    def _state(self, results: Results, name: str) -> _State:
        known = 0
        while {(name, known), (results.baseline, known)} <= results.known.keys():
            known += 1
        own = column_of(results, name, self.kpi, range(known))
        base = None
        if name != results.baseline:
            base = column_of(results, results.baseline, self.kpi, range(known))
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


def _width_after(
    own: Column, base: Column | None, *, ratio: bool, confidence: float
) -> Callable[[int], float]:
    """Half-width over the first n replications, as ``sim.analysis.comparison`` computes it."""
    finished = own.known if base is None else own.known & base.known

    def half_width(n: int) -> float:
        both = finished.copy()
        both[n:] = False
        if base is None:
            found = sampled(own.at(both), ratio=ratio)
        else:
            found = sampled_difference(own.at(both), base.at(both), ratio=ratio)
        interval = found.estimated.interval(confidence)
        return (interval.high - interval.low) / 2.0

    return half_width


def _confidence(results: Results) -> float:
    return simultaneous_confidence(CONFIDENCE, len(results.scenarios) - 1)
