"""Which scenarios of many are shown: the baseline, and the best few by what the question is about.

What is picked by its figure looks a little better in it than it is: whoever shows a choice says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from sim.analysis.recorded_and_true import TRUE

ALL_UP_TO = 24
"""So many scenarios are shown in full: they fit on a page of a chart."""
BEST = 20
"""Of more, the baseline and so many others."""


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
) -> list[str]:
    """All in their order if they are few, else the baseline and the best of the others, best first.

    ``means``: scenario -> its mean of the KPI that decides; one without a mean comes last.
    """
    if len(scenarios) <= ALL_UP_TO:
        return list(scenarios)
    sign = 1.0 if lower_is_better else -1.0

    def rank(name: str) -> tuple[bool, float]:
        mean = means.get(name)
        return (False, sign * mean) if mean is not None and isfinite(mean) else (True, 0.0)

    return [baseline, *sorted((name for name in scenarios if name != baseline), key=rank)[:BEST]]
