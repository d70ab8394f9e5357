"""The scenario that the report sets beside the baseline: the best of the others."""

from __future__ import annotations

from sim.analysis.shown import decided_by
from sim.report.answer.force_found import force_found
from sim.report.folder.read import Results


def beside_baseline(results: Results) -> str | None:
    """The force that a study found; else the best by the KPI that decides, in the experiment's
    order where figures are equal; the first other where none has figures or where rows are guesses,
    which nobody can choose. None when the baseline is alone."""
    others = [name for name in results.names if name != results.baseline]
    if found := force_found(results):
        return found
    if not others or results.guesses:
        return others[0] if others else None
    kpi = decided_by(results.about, results.direction_of)
    known = [name for name in others if name not in results.left_out]
    if not results.has(kpi) or not known:
        return others[0]
    means = results.estimates(kpi)["mean"].reindex(known).dropna()
    if not len(means):
        return others[0]
    lower = results.direction_of(kpi) != "higher"
    return str(means.idxmin() if lower else means.idxmax())


def why_beside(results: Results, name: str) -> str:
    """Why it stands beside the baseline: best only where it is shown to do better than that."""
    kpi = decided_by(results.about, results.direction_of)
    if results.guesses or not results.has(kpi) or not results.estimate(kpi, name).known:
        return "first of the others"
    match results.estimate(kpi, name).kind_of_difference(results.direction_of(kpi)):
        case "better":
            return "best of the others"
        case "identical":
            return "first of the others"
    return "best mean of the others"
