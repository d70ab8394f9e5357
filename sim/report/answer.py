"""The answer in a few sentences: what does best in the model, how sure that is, what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.best import best_of
from sim.report.figures import figures
from sim.report.read import Results

TRUE = "true_incidents_per_day"
RECORDED = "recorded_matched_per_day"
PEOPLE = "mean_paid_people"
WRONG = "sanctions_wrong_group_share"
AT_MOST = 6
"""So many scenarios are named; beyond, they are counted."""


def answer(results: Results) -> list[str]:
    """Sentences for a comparison; none for a single scenario or without the KPIs."""
    if len(results.names) < 2 or not (results.has(TRUE) and results.has(PEOPLE)):
        return []
    return list(_answer(results))


def _answer(results: Results) -> Iterator[str]:
    values = results.values(TRUE)
    best, close = best_of(values, lower_is_better=True)
    rest = "All others: more."
    if close:
        rest = f"Not told apart from it: {_listed(results, close)}."
    elif len(values) < len(results.names):
        rest = "All others that finished: more." if len(values) > 1 else "No other finished."
    yield (
        f"Fewest true incidents in the model: {_with_cost(results, best)}, "
        f"{_figure(results, TRUE, best)} a day. {rest}"
    )
    if results.baseline in values and results.baseline not in (best, *close):
        yield (
            f"Against the baseline, {_with_cost(results, results.baseline)}, that is "
            f"{results.estimate(TRUE, best).verdict}."
        )
    cheaper = [name for name in results.names if _is_cheaper_and_not_worse(results, name)]
    if cheaper:
        words = "; ".join(_with_cost(results, name) + _wrong(results, name) for name in cheaper)
        yield (
            "Fewer paid people than the baseline, and not shown to have more true incidents: "
            f"{words} (baseline{_wrong(results, results.baseline) or ': no sanctions'})."
        )
    if results.has(RECORDED):
        by_record, _ = best_of(results.values(RECORDED), lower_is_better=True)
        if by_record not in (best, *close):
            yield (
                f"By the record alone {by_record} would look best, with "
                f"{_figure(results, RECORDED, by_record)} recorded incidents a day of "
                f"{_figure(results, TRUE, by_record)} true ones: recorded is not true."
            )
    effect = {
        settings.get("world", {}).get("violence", {}).get("deterrence_by_rung")
        for settings in results.settings.values()
    } - {None}
    if effect:
        strengths = ", ".join(f"{value:g}" for value in sorted(effect))
        yield (
            "That sanctions deter is assumed, not observed "
            f"(world.violence.deterrence_by_rung = {strengths}): vary it before you prefer a rule. "
            "The best of several is flattered a little by having been picked."
        )


def _is_cheaper_and_not_worse(results: Results, name: str) -> bool:
    if name == results.baseline:
        return False
    cheaper = _people(results, name) < _people(results, results.baseline) - 0.5
    return cheaper and not results.estimate(TRUE, name).difference_low > 0.0


def _people(results: Results, name: str) -> float:
    return results.estimate(PEOPLE, name).mean


def _figure(results: Results, kpi: str, name: str) -> str:
    return figures([results.estimate(kpi, name)])[0]


def _with_cost(results: Results, name: str) -> str:
    return f"{name} ({_people(results, name):,.0f} paid people)"


def _wrong(results: Results, name: str) -> str:
    """How many sanctions hit the wrong group, where there are any."""
    if not results.has(WRONG):
        return ""
    found = results.estimate(WRONG, name)
    return f": {100.0 * found.mean:.0f} % of sanctions hit the wrong group" if found.known else ""


def _listed(results: Results, names: list[str]) -> str:
    shown = "; ".join(_with_cost(results, name) for name in names[:AT_MOST])
    return shown + (f"; and {len(names) - AT_MOST} more" if len(names) > AT_MOST else "")
