"""What several charts say of themselves: which figures, between which scenarios."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.report.drawing.style import in_words
from sim.report.folder.read import Results
from sim.report.words.figures import LEFT_OUT, NO_DATA, figures_of, scale_and_unit

LONGEST = 60
"""Characters of a scenario's name in a sentence."""


def how_many(results: Results) -> str:
    """``12 scenarios``, ``One scenario``, ``21 of 300 scenarios``."""
    number, of = len(results.names), len(results.everything.names)
    if number < of:
        return f"{number} of {of:,} scenarios"
    return f"{number} scenarios" if number > 1 else "One scenario"


def of_weeks(results: Results) -> str:
    """What lines and ribbons of weekly figures are."""
    if results.replications == 1:
        return "Lines are of the one run."
    return "Lines are means, ribbons hold the middle 90 % of replications."


NOT_THE_SAME_COUNTS = "what counts as a violation differs between the scenarios"


def why_no_incident(results: Results) -> str:
    """Why nothing can be drawn of incidents where none happened; empty where some did."""
    true = results.estimates("true_incidents_per_day")["mean"].to_numpy(float)
    if np.nanmax(true, initial=0.0) > 0.0:
        return ""
    entries = [results.estimate("recorded_per_day", name).mean for name in results.names]
    if np.nanmax(entries, initial=0.0) > 0.0:
        return "no incident of a covered group happened; the entries recorded are of none"
    return "no incident happened and none was recorded"


def from_to(results: Results, kpi: str, verb: str = "run") -> str:
    """``run from 7.6 [7.4, 7.8] (surge, graduated) to 8.6 [8.3, 8.9] (lean, graduated)``.

    With one scenario, or where all have the same, its figure alone. Raises `NotInResults`.
    """
    mean = results.estimates(kpi)["mean"].astype(float).dropna()
    ends = [str(mean.idxmin()), str(mean.idxmax())]
    least, most = all_in_figures(results, kpi, ends)
    many = len(results.names) > 1
    if not many or mean.max() - mean.min() < 1e-9:
        return f"{'are' if verb == 'run' else 'is'} {least}" + (" in all" if many else "")
    first, last = (named(name) for name in ends)
    return f"{verb} from {least} ({first}) to {most} ({last})"


def named(name: str) -> str:
    """A scenario's name in a sentence."""
    return in_words(name, LONGEST)


def listed_names(names: Sequence[str], at_most: int = 4) -> str:
    """``a; b; c; and 2 more``."""
    shown = "; ".join(map(named, names[:at_most]))
    return shown + (f"; and {len(names) - at_most} more" if len(names) > at_most else "")


def in_figures(results: Results, kpi: str, name: str) -> str:
    """``42 % [40, 44]``: mean, unit of a share, and interval; with the decimals it bears."""
    (figure,) = all_in_figures(results, kpi, [name])
    return figure


def all_in_figures(results: Results, kpi: str, names: Sequence[str]) -> list[str]:
    """The same of several scenarios, with as many decimals for all."""
    scale, unit = scale_and_unit(results.unit_of(kpi))
    written = figures_of(results, kpi, names, scale)
    if not unit.startswith("%"):
        return written
    return [_in_per_cent(figure) for figure in written]


def _in_per_cent(figure: str) -> str:
    if figure in (LEFT_OUT, NO_DATA):
        return figure
    mean, _, interval = figure.partition(" ")
    return f"{mean} % {interval}".rstrip()
