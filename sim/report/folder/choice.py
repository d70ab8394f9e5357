"""Which scenarios tables and charts show of many: the baseline and the best few."""

from __future__ import annotations

from dataclasses import replace

from sim.analysis.at_the_same_guess import by_guess
from sim.analysis.shown import decided_by, shown, ties_with_last
from sim.report.folder.read import Results

COMPARISON = "comparison.csv"


def chosen(results: Results) -> Results:
    """The results with the scenarios to show, the best first; of few scenarios as they are.

    The chosen ones form no grid: they have no factors.
    """
    lower = results.direction_of(_kpi(results)) != "higher"
    names = shown(
        results.names,
        results.baseline,
        _means(results),
        lower_is_better=lower,
        guessed=results.guesses,
    )
    if len(names) == len(results.names):
        return results
    return replace(results, names=names, factors={}, chosen_from=results)


def choice_in_words(results: Results) -> str:
    """What is shown of how many, and what to think of it; empty where all are."""
    whole = results.chosen_from
    if whole is None:
        return ""
    if whole.guesses:
        return _guesses_in_words(results, whole)
    kpi = _kpi(whole)
    direction = "higher" if whole.direction_of(kpi) == "higher" else "lower"
    return (
        f"Of {len(whole.names):,} scenarios the baseline and the {len(results.names) - 1} best "
        f"others by {whole.label_of(kpi)} are shown ({direction} is better), best first; picked by "
        f"these very figures, they look better in them than they are.{_ties(results, whole)} "
        f"{COMPARISON} has {whole.held_in_part.get(COMPARISON, 'all')}."
    )


def _guesses_in_words(results: Results, whole: Results) -> str:
    guesses = by_guess(whole.names, whole.guesses)
    taken = by_guess([name for name in results.names if name != whole.baseline], whole.guesses)
    first = f"first {len(taken)}" if len(taken) > 1 else "first"
    return (
        f"Of {len(whole.names):,} scenarios the baseline and the {len(results.names) - 1} at the "
        f"{first} of {len(guesses):,} guesses are shown, whatever their figures: nobody can choose "
        f"a guess. {COMPARISON} has {whole.held_in_part.get(COMPARISON, 'all')}."
    )


def _ties(results: Results, whole: Results) -> str:
    ties = ties_with_last(results.names, _means(whole))
    if not ties:
        return ""
    others = f"{ties:,} others do" if ties > 1 else "1 other does"
    return f" {others} as well as the last one shown."


def _means(results: Results) -> dict[str, float]:
    """Of the KPI that decides; none where no scenario has it."""
    kpi = _kpi(results)
    if not results.has(kpi):
        return {}
    return dict(zip(results.names, results.estimates(kpi)["mean"].tolist(), strict=True))


def _kpi(results: Results) -> str:
    return decided_by(results.about, results.direction_of)
