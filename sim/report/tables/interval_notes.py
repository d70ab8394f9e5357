"""Sentences below the tables on how intervals were made: control variates, skewed replications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.kpis.controls import CONTROL
from sim.analysis.recorded_and_true import TRUE
from sim.kernel.names import listed
from sim.report.folder.read import Results


def interval_notes(results: Results, kpis: Sequence[str]) -> list[str]:
    """What there is to say about the intervals of a table with these KPIs."""
    asked = results.manifest.get("control_variates") or []
    return [*_controls(results.everything, list(asked)), *_unsure(results, kpis)]


def _controls(results: Results, asked: list[str]) -> Iterator[str]:
    if not asked:
        return
    rows = results.comparison
    used = list(dict.fromkeys(" ".join(rows["controls"].dropna()).split()))
    if used:
        yield (
            f"Control variates ({', '.join(used)}): what chance gave more or less of than expected "
            "is taken out of means and their differences, not of ratios, nor where replications "
            f"are skewed.{_kept(results)}"
        )
    for name in asked:
        unknown = _unknown(results, name)
        if unknown:
            yield (
                f"Control variate {name} isn't used with {listed(unknown)}: its mean isn't "
                "known there, because it has none or the run moves it."
            )
        elif name not in used:
            yield f"Control variate {name} isn't used: too few replications."


def _kept(results: Results) -> str:
    """How much of the half-width is left for true incidents, on average over the scenarios."""
    rows, single = results.comparison, len(results.names) == 1
    of_true = (rows["kpi"] == TRUE) & (single | (rows["scenario"] != results.baseline))
    kept = rows.loc[of_true, "half_width_kept"].dropna()
    if kept.empty:
        return ""
    what = "the mean" if single else "differences"
    size = f" For true incidents half-widths of {what} are {kept.mean():.2f} of those without."
    return size + " That is no gain: leave some controls out." * bool(kept.mean() >= 1.0)


def _unknown(results: Results, name: str) -> list[str]:
    """Scenarios in which a control has no known mean in some replication."""
    kpi = CONTROL + name
    values = results.values(kpi) if results.has(kpi) else {}
    known = {scenario for scenario, of_one in values.items() if np.isfinite(of_one).all()}
    return [scenario for scenario in results.names if scenario not in known]


def _unsure(results: Results, kpis: Sequence[str]) -> Iterator[str]:
    if any(
        results.estimate(kpi, name).kind_of_difference("neither") == "unsure"
        for kpi in kpis
        for name in results.names
    ):
        yield (
            '"unsure" means that single replications lie so unevenly that two ways to judge the '
            "difference disagree; comparison.csv has both. More replications settle it."
        )
