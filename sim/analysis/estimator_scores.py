"""Scores of estimators: bias, error and coverage over replications, where the truth is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan, nan
from typing import NamedTuple

import numpy as np

from sim.analysis.kpis import Pair
from sim.analysis.kpis.estimates import ESTIMATES, INTERVALS
from sim.analysis.statistics import ratio_of_sums

OVER_TRUTH = "estimate_over_truth_"
COVERS = "interval_covers_truth_"
TOLD_BESIDE = {
    "chapman_by_side": "stratified by the side blamed it is",
    "chapman_by_window": "matched by place, kind and hour, as a mission could, it is",
}
"""What is said of Chapman's other estimates, where they differ from the first."""
CHAPMAN = "the usual estimate from two lists (Chapman)"
FEW = " (too few runs to tell)"
COUNTED_UP_TO = 20
"""Of more runs a share is told."""
NONE_AT_ALL = -100.0
"""Bias in per cent of an estimate of 0: no estimate of a count is lower."""
TOLD_PERCENT = 20.0
"""An interval of the bias that holds zero and reaches further tells nothing."""


def scored_kpis() -> list[str]:
    """The KPIs that scores are made of."""
    return [OVER_TRUTH + name for name in ESTIMATES] + [COVERS + name for name in INTERVALS]


class Score(NamedTuple):
    """How one estimate did in one scenario; NaN where there is nothing to tell.

    Bias: the sum of estimates over the sum of truths, less 1, with its 95 % interval (jackknife);
    replications without an estimate are left out. ``rmse_percent``: root of the mean squared error
    relative to the truth. ``covered_percent``: replications whose 95 % interval held the truth.
    """

    scenario: str
    estimate: str
    replications: int
    bias_percent: float
    bias_low_percent: float
    bias_high_percent: float
    rmse_percent: float
    covered_percent: float


def scores(
    scenarios: Sequence[str], known: Mapping[tuple[str, int], Mapping[str, Pair] | None]
) -> list[Score]:
    """Every estimate in every scenario, from the KPIs of each (scenario, replication)."""
    finished: dict[str, list[Mapping[str, Pair]]] = {name: [] for name in scenarios}
    for (scenario, _replication), pairs in sorted(known.items(), key=lambda item: item[0]):
        if pairs is not None:
            finished[scenario].append(pairs)
    return [
        _score(scenario, estimate, replications)
        for scenario, replications in finished.items()
        for estimate in ESTIMATES
    ]


def _score(scenario: str, estimate: str, replications: Sequence[Mapping[str, Pair]]) -> Score:
    pairs = np.array([kpis[OVER_TRUTH + estimate] for kpis in replications]).reshape(-1, 2)
    given = pairs[pairs[:, 1] > 0.0]
    estimated, truth = given[:, 0], given[:, 1]
    ratio, low, high = (float(number) for number in ratio_of_sums(estimated, truth))
    errors = estimated / truth - 1.0
    covered = nan
    if estimate in INTERVALS and replications:
        covered = float(np.mean([kpis[COVERS + estimate][0] for kpis in replications]))
    return Score(
        scenario,
        estimate,
        len(given),
        100.0 * (ratio - 1.0),
        100.0 * (low - 1.0),
        100.0 * (high - 1.0),
        100.0 * float(np.sqrt(np.mean(errors**2))) if len(errors) else nan,
        100.0 * covered,
    )


def in_sentences(found: Iterable[Score]) -> list[str]:
    """What a planner should know: a sentence a scenario on Chapman's estimate, and on what differs
    from it there; nothing of a scenario in which nothing could be estimated."""
    by_scenario: dict[str, dict[str, Score]] = {}
    for score in found:
        by_scenario.setdefault(score.scenario, {})[score.estimate] = score
    sentences = [sentence for scores in by_scenario.values() for sentence in _on_scenario(scores)]
    if not sentences:
        return []
    warning = (
        "Recorded is not true: the estimate is right only where what one ledger holds says nothing "
        "of the other, and no record shows whether that is so."
    )
    chapman = [scores["chapman"] for scores in by_scenario.values()]
    known = [score for score in chapman if not isnan(score.bias_percent)]
    if len(known) == 1:
        return [*sentences, warning]
    return [_over_all(known), warning, *sentences]


def _over_all(chapman: Sequence[Score]) -> str:
    """How far off Chapman's estimate is where it is lowest and where it is highest."""
    low, high = (
        f"{_off(end.bias_percent)} {_with(end)}"
        for end in (pick(chapman, key=lambda one: one.bias_percent) for pick in (min, max))
    )
    few = FEW if any(isnan(one.bias_low_percent) or _is_wide(one) for one in chapman) else ""
    return (
        f"In the model {CHAPMAN} lies{_on_average(chapman[0])} between {low} and {high}, of "
        f"{len(chapman)} scenarios{few}."
    )


def _is_wide(score: Score) -> bool:
    """Whether the interval of the bias holds zero and reaches too far to tell anything."""
    low, high = score.bias_low_percent, score.bias_high_percent
    return low <= 0.0 <= high and max(-low, high) > TOLD_PERCENT


def _with(score: Score) -> str:
    return f"with “{score.scenario.replace('_', ' ')}”"


def _on_average(score: Score) -> str:
    return " on average" if score.replications > 1 else ""


def _on_scenario(scores: Mapping[str, Score]) -> Iterator[str]:
    chapman, raw = scores["chapman"], scores["raw_count"]
    if isnan(chapman.bias_percent):
        return
    begun = _with(chapman)
    parts = [
        f"{begun[:1].upper()}{begun[1:]} the ledgers hold {100.0 + raw.bias_percent:.0f} % of the "
        f"incidents; {CHAPMAN} is{_on_average(chapman)} {_bias(chapman)}, and its 95 % interval "
        f"holds the truth in {_held(chapman)}"
    ]
    for estimate, words in TOLD_BESIDE.items():
        other = scores[estimate]
        if _apart(chapman, other):
            parts.append(f"{words} {_bias(other)} (holds it in {_held(other)})")
    yield "; ".join(parts) + "."


def _held(score: Score) -> str:
    """``2 of 2 runs``; of many ``94 % of runs``."""
    runs = score.covered_percent * score.replications / 100.0
    if score.replications > COUNTED_UP_TO or abs(runs - round(runs)) > 1e-6:
        return f"{score.covered_percent:.0f} % of runs"
    return f"{runs:.0f} of {score.replications} run" + "s" * (score.replications > 1)


def _bias(score: Score) -> str:
    low, high = score.bias_low_percent, score.bias_high_percent
    if _is_wide(score):
        return f"between {_off(max(low, NONE_AT_ALL))} and {_off(high)}{FEW}"
    if low <= 0.0 <= high:
        return f"within {max(-low, high):.1f} % of the truth"
    return _off(score.bias_percent) + (FEW if isnan(low) else "")


def _off(bias: float) -> str:
    size = f"{abs(bias):.0f}" if abs(bias) >= 10.0 else f"{abs(bias):.1f}"
    return f"{size} % too {'high' if bias > 0.0 else 'low'}"


def _apart(one: Score, other: Score) -> bool:
    return (
        one.bias_high_percent < other.bias_low_percent
        or other.bias_high_percent < one.bias_low_percent
    )
