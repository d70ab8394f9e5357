"""The answer where scenarios differ only in what nobody chooses: what follows, and no advice."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.recorded_and_true import PEOPLE
from sim.report.answer.description import answered_kpis, nothing_on
from sim.report.answer.rests_on import on_ended_cases
from sim.report.answer.told import beside, figure
from sim.report.answer.two_scenarios import what_both_cost
from sim.report.answer.what_if import what_counts
from sim.report.words.wording import Wording, number

ASKED_AT_MOST = 4
"""So many KPIs of a question stand in the sentence."""
NAMED = 4
"""So many what-ifs are told one by one."""
NO_CHOICE = "Nobody in the mission chooses between them: this is a what-if, and nothing is advised."


def of_what_if(wording: Wording, decides: str) -> Iterator[str]:
    """What the question is about in the order asked, with and without; and what is paid."""
    results, base = wording.results, wording.results.baseline
    asked = [kpi for kpi in answered_kpis(results) if kpi != PEOPLE] or [decides]
    others = [name for name in results.names if name not in {base, *results.left_out}]
    if len(others) == 1:
        (name,) = others
        told = "; ".join(beside(wording, kpi, name) for kpi in asked[:ASKED_AT_MOST])
        yield f"In the model, with {wording.quoted(name)} against {wording.quoted(base)}: {told}."
        yield from what_both_cost(wording, name)
    else:
        yield _several(wording, asked[0], others)
    yield from what_counts(results)
    yield NO_CHOICE
    for kpi in asked[:ASKED_AT_MOST]:
        yield from on_ended_cases(wording, kpi, [*others[:1], base])
    yield from nothing_on(wording)


def _several(wording: Wording, kpi: str, others: list[str]) -> str:
    """One KPI of several what-ifs."""
    base = wording.results.baseline
    told = [
        f"{figure(wording, kpi, name)} with {wording.quoted(name)} ({wording.against(kpi, name)})"
        for name in others[:NAMED]
    ]
    more = len(others) - NAMED
    if more > 0:
        told.append(f"{number(more)} more stand in the table")
    return (
        f"In the model, {wording.noun(kpi)}: {figure(wording, kpi, base)} with "
        f"{wording.quoted(base)}; {'; '.join(told)}."
    )
