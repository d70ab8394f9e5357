"""Which scenarios tables and charts show of many: the baseline and the best few."""

from __future__ import annotations

from dataclasses import replace

from sim.analysis.shown import decided_by, shown
from sim.report.read import Results


def chosen(results: Results) -> Results:
    """The results with the scenarios to show, the best first; of few scenarios as they are.

    The chosen ones form no grid: they have no factors.
    """
    kpi = _kpi(results)
    means: dict[str, float] = {}
    if results.has(kpi):
        mean = results.estimates(kpi)["mean"].to_numpy(float).tolist()
        means = dict(zip(results.names, mean, strict=True))
    lower = results.direction_of(kpi) != "higher"
    names = shown(results.names, results.baseline, means, lower_is_better=lower)
    if len(names) == len(results.names):
        return results
    return replace(results, names=names, factors={}, chosen_from=results)


def choice_in_words(results: Results) -> str:
    """What is shown of how many, and what to think of it; empty where all are."""
    whole = results.chosen_from
    if whole is None:
        return ""
    kpi = _kpi(whole)
    direction = "higher" if whole.direction_of(kpi) == "higher" else "lower"
    return (
        f"Of {len(whole.names):,} scenarios the baseline and the {len(results.names) - 1} best "
        f"others by {whole.label_of(kpi)} are shown ({direction} is better), best first; picked by "
        "these very figures, they look better in them than they are. comparison.csv has all."
    )


def _kpi(results: Results) -> str:
    return decided_by(results.about, results.direction_of)
