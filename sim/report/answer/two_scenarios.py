"""The answer where two scenarios are compared: both figures, what lies between, and both prices."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.recorded_and_true import PEOPLE
from sim.report.answer.description import answered_kpis, nothing_on
from sim.report.answer.headline_cost import (
    all_identical,
    at_what_cost,
    more_in_words,
    paid,
    too_little,
)
from sim.report.answer.rests_on import on_assumptions, on_ended_cases
from sim.report.answer.standing import Standing
from sim.report.answer.told import beside
from sim.report.answer.what_if import what_counts
from sim.report.words.wording import Wording

ASKED_AT_MOST = 3
"""So many further KPIs of a question stand in a sentence."""
DOES = {"better": "does better than", "worse": "does worse than", "differs": "differs from"}


def of_two(wording: Wording, found: Standing) -> Iterator[str]:
    """Which does better by what decides, what both cost, and what else was asked."""
    results, kpi, base = wording.results, found.kpi, wording.results.baseline
    (name,) = (one for one in results.names if one != base)
    yield _who_of_two(wording, kpi, name)
    if all_identical(wording, found):
        yield at_what_cost(wording, found)
    else:
        yield from what_both_cost(wording, name)
    yield from what_counts(results)
    others = [one for one in answered_kpis(results) if one not in (kpi, PEOPLE)][:ASKED_AT_MOST]
    if others:
        told = "; ".join(beside(wording, one, name) for one in others)
        yield f"Also asked, of {wording.quoted(name)} against the baseline: {told}."
    yield from on_assumptions(results, kpi)
    for one in (kpi, *others):
        yield from on_ended_cases(wording, one, [name, base])
    yield from nothing_on(wording)


def _who_of_two(wording: Wording, kpi: str, name: str) -> str:
    results = wording.results
    own, base = wording.quoted(name), f"the baseline, {wording.quoted(results.baseline)}"
    both = beside(wording, kpi, name)
    kind = wording.kind(kpi, name)
    if kind == "identical":
        return (
            f"In the model, {wording.noun(kpi)} are the same in both scenarios, "
            f"{wording.mean(kpi, name)}: what differs between them doesn't reach that "
            "figure."
        )
    if does := DOES.get(kind):
        found = results.estimate(kpi, name)
        small = too_little(results, kpi, (found.difference_low, found.difference_high))
        return f"In the model, {own} {does} {base}: {both}{small}."
    runs = "there are too few runs to tell" if kind == "none" else "these runs don't tell"
    return f"In the model, {runs} {own} from {base}: {both}."


def what_both_cost(wording: Wording, name: str) -> Iterator[str]:
    """Paid people of both, on average and at full strength."""
    base = wording.results.baseline
    people = [wording.people(one) for one in (name, base)]
    if None in people:
        return
    if not any(people):
        yield "Nobody is paid in either."
    elif paid(wording, name) == paid(wording, base):
        yield f"Each takes {paid(wording, name)}."
    else:
        more = more_in_words(wording, name, "the baseline")
        yield (
            f"{wording.quoted(name)} takes {paid(wording, name, f', {more}')}; the baseline takes "
            f"{paid(wording, base)}."
        )
