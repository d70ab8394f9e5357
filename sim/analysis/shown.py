"""Which scenarios of many are shown: the baseline, and the best few by what the question is about.

What is picked by its figure looks a little better in it than it is: whoever shows a choice says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import isclose, isfinite, nan

from sim.analysis.at_the_same_guess import ByGuess, by_guess
from sim.analysis.recorded_and_true import TRUE

ALL_UP_TO = 24
"""So many scenarios are shown in full: they fit on a page of a chart."""
BEST = 20
"""Of more, the baseline and at most so many others."""


def decided_by(about: Sequence[str], direction_of: Callable[[str], str]) -> str:
    """The first KPI that the question is about and that has a better direction, else true
    incidents a day."""
    return next((kpi for kpi in about if direction_of(kpi) in ("lower", "higher")), TRUE)


def shown(
    scenarios: Sequence[str],
    baseline: str,
    means: Mapping[str, float],
    *,
    lower_is_better: bool,
    guessed: Collection[str] = (),
) -> list[str]:
    """All in their order if they are few, else the baseline and the best of the others, best first.

    ``means``: scenario -> its mean of the KPI that decides; one without a mean comes last.
    ``guessed``: blocks of the design whose rows are guesses. Where there are any, the best owe it
    to the friendliest guess: all decisions at the first guesses are taken instead.
    """
    if len(scenarios) <= ALL_UP_TO:
        return list(scenarios)
    if guesses := by_guess(scenarios, guessed):
        return [baseline, *_at_first_guesses(guesses, baseline)]
    sign = 1.0 if lower_is_better else -1.0

    def rank(name: str) -> tuple[bool, float]:
        mean = means.get(name)
        return (False, sign * mean) if mean is not None and isfinite(mean) else (True, 0.0)

    return [baseline, *sorted((name for name in scenarios if name != baseline), key=rank)[:BEST]]


def _at_first_guesses(guesses: ByGuess, baseline: str) -> list[str]:
    """As many whole guesses as there is room for; of the first one what there is room for."""
    taken: list[str] = []
    for own in guesses.values():
        more = [name for name in own.values() if name != baseline]
        if taken and len(taken) + len(more) > BEST:
            break
        taken += more
    return taken[:BEST]


def ties_with_last(picked: Sequence[str], means: Mapping[str, float]) -> int:
    """How many of ``means`` that weren't picked have the mean of the last one picked."""
    last = means.get(picked[-1], nan)
    return sum(isclose(mean, last) for name, mean in means.items() if name not in picked)
