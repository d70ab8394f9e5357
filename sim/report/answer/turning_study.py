"""What would reverse what a force sizing or a budget advises."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sim.kernel.names import listed
from sim.report.answer.force_found import force_found
from sim.report.answer.lost import worse
from sim.report.answer.rests_on import MOVED_BY_VIOLENCE
from sim.report.answer.turning import assumed_effects
from sim.report.folder.read import NotInResults
from sim.report.studies.front_tables import (
    ON_THE_FRONT,
    UNDECIDED,
    axes_of,
    best_of_axes,
    candidates_of,
)
from sim.report.studies.sizing_tables import targets_of
from sim.report.words.wording import Wording, number

BARELY = 0.02
"""Share of a target within which its bound only just meets it."""
SIZED_FOR = (
    "The force is sized for the violations, reports, convoys and traffic that were assumed: with "
    "more of them it is too small. Size it again with other values before you rely on it."
)


def turning_of_sizing(wording: Wording) -> list[str]:
    """Targets that are barely met or not, what the force found loses, and what people rest on."""
    results = wording.results
    targets = targets_of(results)
    said = []
    if barely := [t.label for t in targets if t.met and t.margin(t.bound) < BARELY]:
        said.append(
            f"{listed(barely)}: only just met. In a world a little worse than assumed it takes "
            "more people."
        )
    if left := [t.label for t in targets if not t.met]:
        said.append(
            f"{listed(left)}: not shown to be met. If {'it' if len(left) == 1 else 'one of them'} "
            "can't be given up, this force isn't enough."
        )
    found = force_found(results)
    if found and (lost := worse(wording, found, "")):
        said.append(
            f"Against the scenario as it stands the force found is shown to be worse in {lost}. "
            "What isn't among the targets, the search doesn't spare."
        )
    if people := _watches(wording):
        said.append(people)
    return [*said, SIZED_FOR]


def turning_of_budget(wording: Wording) -> list[str]:
    """That axes disagree, what is undecided, and which axes rest on assumed effects."""
    results = wording.results
    axes, found = axes_of(results), candidates_of(results)
    said = []
    with suppress(NotInResults):
        told = [one for one in best_of_axes(results) if one.best]
        if len({one.best for one in told}) > 1:
            each = [f"{wording.label(one.kpi)}, by {wording.quoted(one.best)}" for one in told]
            said.append(
                f"No force is best on every axis: {'; '.join(each)}. Which to take depends on what "
                "weighs more."
            )
    undecided = sum(one.verdict == UNDECIDED for one in found)
    if undecided and any(one.verdict == ON_THE_FRONT for one in found):
        verb = "is" if undecided == 1 else "are"
        said.append(
            f"{number(undecided).capitalize()} of the forces {verb} undecided: more replications "
            "may put them on the front or behind."
        )
    said.append(
        "What stands on no axis counts for nothing here: a force that does well on these axes may "
        "do badly elsewhere, and the table of all scenarios shows where."
    )
    if any(kpi.startswith(MOVED_BY_VIOLENCE) for kpi in axes):
        said += assumed_effects(wording)
    return [*said, *filter(None, [_watches(wording)])]


def _watches(wording: Wording) -> str:
    """How many people fill a place on watch, which all costs hang on."""
    staffing: dict[str, Any] = wording.results.settings[wording.results.baseline].get(
        "staffing", {}
    )
    day_and_night = staffing.get("round_the_clock_factor")
    if day_and_night is None:
        return ""
    return (
        f"All counts of people hang on how many it takes to fill one place day and night "
        f"({day_and_night:g}, support apart): judgement, not measured. With another number they "
        "change alike, and so may their order."
    )
