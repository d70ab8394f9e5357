"""The answer of a single scenario: what was asked of it, in the order asked, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.recorded_and_true import PEOPLE, RECORDED, TRUE
from sim.report.answer.headline_cost import paid
from sim.report.answer.rests_on import on_ended_cases
from sim.report.answer.stock_phases import stock_by_phase
from sim.report.answer.told import in_runs, told
from sim.report.folder.read import Results
from sim.report.words.figures import limits, possible
from sim.report.words.wording import Wording

ASKED_AT_MOST = 4
"""So many KPIs of a question stand in the answer."""


def of_one(wording: Wording, name: str) -> Iterator[str]:
    """What the question is about, what it costs, and that nothing is advised."""
    results = wording.results
    asked = [kpi for kpi in results.about or (TRUE, RECORDED) if results.has(kpi)]
    known = [kpi for kpi in asked if results.estimate(kpi, name).known and kpi != PEOPLE]
    open_ones = [kpi for kpi in known if _says_nothing(wording, kpi, name)]
    answered = [kpi for kpi in known if kpi not in open_ones][:ASKED_AT_MOST]
    if answered:
        figures = "; ".join(told(wording, kpi, name) for kpi in answered)
        yield f"In the model, with {wording.quoted(name)}: {figures}."
    yield from stock_by_phase(wording, name)
    people = wording.people(name)
    cost = "" if people is None else f"It takes {paid(wording, name)}. "
    if people == 0.0:
        cost = "Nobody is paid for it. "
    yield f"{cost}Nothing is compared, so this is a description and no advice."
    if open_ones:
        labels = "; ".join(wording.label(kpi) for kpi in open_ones)
        yield f"These runs can't tell how large these are: {labels}."
    for kpi in answered:
        yield from on_ended_cases(wording, kpi, [name])
    yield from nothing_on(wording)


def answered_kpis(results: Results) -> list[str]:
    """KPIs that the question is about and of which some scenario has a figure."""
    return [kpi for kpi in results.about if results.has(kpi)]


def nothing_on(wording: Wording) -> Iterator[str]:
    """What was asked and has no figure."""
    found = answered_kpis(wording.results)
    if absent := [wording.label(kpi) for kpi in wording.results.about if kpi not in found]:
        yield f"No run says anything on: {'; '.join(absent)}."


def _says_nothing(wording: Wording, kpi: str, name: str) -> bool:
    """Whether the interval goes from the least to the most that can be."""
    results = wording.results
    if in_runs(wording, kpi, name):
        return False
    found = possible(results, kpi, name)
    return found.low < found.high and (found.low, found.high) == limits(results, kpi)
