"""How an answer tells a figure of one scenario, and of two beside each other."""

from __future__ import annotations

import numpy as np

from sim.report.folder.what_counts import counts_violations
from sim.report.words.figures import plain
from sim.report.words.wording import Wording

YES_OR_NO = (
    "mandate_extended_share",
    "mandate_extended_on_true_counts_share",
    "mandate_reversed_by_truth_share",
)
"""How names of KPIs begin that are yes or no in a run: their mean is a share of the runs."""


def told(wording: Wording, kpi: str, name: str) -> str:
    """``7.9 true incidents a day (7.2 to 8.6)``, ``mandates extended in 3 of 4 runs``."""
    if special := in_runs(wording, kpi, name):
        return f"{wording.label(kpi)} {special}"
    if special := _none_in_some(wording, kpi, name):
        return f"{wording.label(kpi)}: {special}"
    return wording.told(kpi, name)


def figure(wording: Wording, kpi: str, name: str) -> str:
    """``7.9 a day (7.2 to 8.6)``, ``in 3 of 4 runs``."""
    found = wording.results.estimate(kpi, name)
    if found.mean == found.low == found.high == 0.0 and not in_runs(wording, kpi, name):
        return f"{wording.mean(kpi, name)} (none in any run)"
    return (
        in_runs(wording, kpi, name)
        or _none_in_some(wording, kpi, name)
        or wording.mean_and_range(kpi, name)
    )


def beside(wording: Wording, kpi: str, name: str) -> str:
    """``true incidents 7.4 a day (7.2 to 7.6) against 7.9 a day (7.7 to 8.1), 0.3 to 0.7 fewer``:
    a scenario's against the baseline's."""
    results, noun = wording.results, wording.noun(kpi)
    base = results.baseline
    known = {one: results.estimate(kpi, one).known for one in (name, base)}
    if wording.kind(kpi, name) == "identical":
        return f"{noun} {figure(wording, kpi, name)} with both, the same in every run"
    own, its = (figure(wording, kpi, one) if known[one] else "no data" for one in (name, base))
    said = f"{noun} {own} against {its}"
    if results.what_counts_differs and counts_violations(kpi):
        return f"{said} (not comparable)"
    return f"{said}, {wording.against(kpi, name)}" if all(known.values()) else said


def in_runs(wording: Wording, kpi: str, name: str) -> str:
    """``in 3 of 4 runs`` of what is yes or no in a run; empty of anything else."""
    if not kpi.startswith(YES_OR_NO):
        return ""
    values = wording.results.values(kpi).get(name, np.empty(0))
    values = values[~np.isnan(values)]
    if not len(values) or not np.isin(values, (0.0, 1.0)).all():
        return ""
    yes = int(values.sum())
    return f"in {yes or 'none'} of {len(values):,} runs"


def _none_in_some(wording: Wording, kpi: str, name: str) -> str:
    """Days that are none in some runs and many in others: a mean alone hides that."""
    results = wording.results
    if results.unit_of(kpi) != "days" or results.is_ratio(kpi):
        return ""
    values = results.values(kpi).get(name, np.empty(0))
    values = values[~np.isnan(values)]
    none = int((values == 0.0).sum())
    if not 0 < none < len(values):
        return ""
    mean, most = wording.mean(kpi, name), plain(float(values.max()), 0)
    return f"{mean} on average (none in {none} of {len(values):,} runs, at most {most})"
