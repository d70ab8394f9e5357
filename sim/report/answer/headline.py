"""The answer in two sentences: what does best in the model by how much, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.analysis.recorded_and_true import PEOPLE, RECORDED, TRUE
from sim.analysis.shown import decided_by
from sim.report.answer.headline_at_guesses import headline_at_guesses
from sim.report.answer.headline_cost import all_identical, at_what_cost, others, paid, too_little
from sim.report.answer.headline_precise import how_precisely, kpi_asked_for, without_better
from sim.report.answer.rests_on import on_assumptions, on_ended_cases
from sim.report.answer.standing import Standing, advised, standing
from sim.report.folder.failures import nothing_compared_line, why_no_figures
from sim.report.folder.read import Results
from sim.report.words.figures import limits, possible
from sim.report.words.wording import Wording, number
from sim.report_settings import ReportSettings

ASKED_AT_MOST = 3
"""So many KPIs of a question stand in a sentence."""


def headline(results: Results, settings: ReportSettings) -> list[str]:
    """The answer for a reader who reads nothing else; of all scenarios, not only those shown."""
    results = results.everything
    wording = Wording(results, settings)
    if why := why_no_figures(results):
        return [f"There is no answer: {why}."]
    precisely = list(how_precisely(wording))
    if len(results.names) == 1:
        if results.manifest.get("conclusion_is_the_answer"):
            return results.conclusion[:2]
        return [*precisely, *_of_one(wording, results.baseline)]
    if refused := nothing_compared_line(results):
        return [refused]
    if results.guesses:
        kpi = decided_by(results.about, results.direction_of)
        return [*headline_at_guesses(wording), *on_assumptions(results, kpi)]
    if results.manifest.get("other_worlds"):
        return list(_of_other_worlds(wording))
    found = standing(results)
    if results.manifest.get("conclusion_is_the_answer") and not (found and found.was_selected):
        return results.conclusion[:2]
    if found is None:
        label = wording.label(decided_by(results.about, results.direction_of))
        return [f"There is no answer: no scenario has a figure of {label}."]
    asked_for = kpi_asked_for(results)
    if asked_for and results.direction_of(asked_for) == "neither":
        return [*precisely, *without_better(wording, asked_for)]
    if found.compared == 1 or not results.estimate(found.kpi, results.baseline).known:
        return list(_without_figures(wording, found))
    who = _who(wording, found)
    found = advised(results, found)
    told = list(dict.fromkeys([found.best, results.baseline]))
    return [
        *precisely,
        who,
        at_what_cost(wording, found),
        *on_assumptions(results, found.kpi),
        *on_ended_cases(wording, found.kpi, told),
        *_also_asked(wording, found),
    ]


# --- one scenario ---------------------------------------------------------------------------------
def _of_one(wording: Wording, name: str) -> Iterator[str]:
    results = wording.results
    asked = [kpi for kpi in results.about or (TRUE, RECORDED) if results.has(kpi)]
    known = [kpi for kpi in asked if results.estimate(kpi, name).known]
    open_ones = [kpi for kpi in known if _says_nothing(results, kpi, name)]
    figures = [wording.told(kpi, name) for kpi in known if kpi not in open_ones]
    if figures:
        yield f"In the model, with {wording.quoted(name)}: {'; '.join(figures[:ASKED_AT_MOST])}."
    if open_ones:
        labels = "; ".join(wording.label(kpi) for kpi in open_ones)
        yield f"These runs can't tell how large these are: {labels}."
    yield from _nothing_on(wording)
    cost = "" if wording.people(name) is None else f"It takes {paid(wording, name)}. "
    yield f"{cost}Nothing is compared, so this is a description and no advice."


def _says_nothing(results: Results, kpi: str, name: str) -> bool:
    """Whether the interval goes from the least to the most that can be."""
    found = possible(results, kpi, name)
    return found.low < found.high and (found.low, found.high) == limits(results, kpi)


def _of_other_worlds(wording: Wording) -> Iterator[str]:
    """Folders of other worlds set side by side: a scenario of each world, and no advice."""
    results = wording.results
    kpi = decided_by(results.about, results.direction_of)
    worlds: list[Any] = []
    told = []
    for name in dict.fromkeys([results.baseline, *results.names]):
        world = results.settings[name].get("world")
        if world not in worlds and results.estimate(kpi, name).known:
            worlds.append(world)
            told.append(f"with {wording.quoted(name)}: {wording.told(kpi, name)}")
    if told:
        yield f"In the model, {'; '.join(told[:ASKED_AT_MOST])}."
    yield (
        "They are worlds of their own, with other places, groups or violence: this describes "
        "them, and is not a choice between them."
    )


# --- several --------------------------------------------------------------------------------------
def _without_figures(wording: Wording, found: Standing) -> Iterator[str]:
    """Where the baseline, or all but one scenario, have no figure of the KPI that decides."""
    results, kpi, best = wording.results, found.kpi, found.best
    if results.estimate(kpi, results.baseline).known:
        who = "no other scenario has a figure"
        if len(results.names) == 2:
            (other,) = (name for name in results.names if name != best)
            who = f"{wording.quoted(other)} has no figure"
    else:
        who = f"the baseline, {wording.quoted(results.baseline)}, has no figure"
    yield f"By {wording.label(kpi)} nothing is compared with the baseline, for {who} of it."
    told = wording.told(kpi, best)
    if found.compared == 1:
        yield f"In the model, with {wording.quoted(best)}: {told}."
    else:
        yield (
            f"In the model, of the {number(found.compared)} scenarios with a figure "
            f"{wording.quoted(best)} has {_superlative(wording, kpi)}: "
            f"{wording.mean(kpi, best)}; {others(wording, found)}."
        )


def _who(wording: Wording, found: Standing) -> str:
    """Who does best, and by how much against the baseline."""
    results, kpi, best = wording.results, found.kpi, found.best
    base = wording.quoted(results.baseline)
    if all_identical(wording, found):
        return (
            f"In the model, {wording.noun(kpi)} are the same in all "
            f"{number(found.compared)} scenarios, {wording.mean(kpi, best)}: what differs between "
            "them doesn't reach that figure."
        )
    if best == results.baseline:
        shown = "is shown to do" if found.close else "does"
        return (
            f"In the model, no scenario {shown} better than the baseline, {base}: "
            f"it has {_superlative(wording, kpi)}, {wording.mean(kpi, best)}."
        )
    if results.estimate(kpi, best).is_shown:
        of = f", selected of {number(found.selected_from)} scenarios,"
        chosen = of if found.was_selected else ""
        has = f"{_superlative(wording, kpi)}: {wording.mean(kpi, best)}"
        if found.ahead:
            has = wording.told(kpi, best).partition(" (")[0]
        return (
            f"In the model, {wording.quoted(best)}{chosen} has {has}, "
            f"{wording.shown_difference(kpi, best)} than the baseline ({base})"
            f"{too_little(results, kpi, _ends(wording, kpi, best))}."
        )
    return _not_shown(wording, found)


def _not_shown(wording: Wording, found: Standing) -> str:
    """The best mean, but not shown to be better than the baseline's."""
    results, kpi = wording.results, found.kpi
    if found.was_selected:
        return (
            f"In the model, {wording.quoted(found.best)} was selected of "
            f"{number(found.selected_from)} scenarios, but fresh runs don't show it to do better "
            f"than the baseline, {wording.quoted(results.baseline)}: {wording.noun(kpi)} "
            f"{' against '.join(wording.means(kpi, [found.best, results.baseline]))}."
        )
    base = wording.quoted(results.baseline)
    kinds = {
        name: wording.kind(kpi, name)
        for name in results.names
        if name not in {results.baseline, *results.left_out}
    }
    mean = wording.mean(kpi, results.baseline)
    if better := [name for name, kind in kinds.items() if kind == "better"]:
        return (
            f"In the model, {wording.listed(better)} {_verb(better)} shown to do better than the "
            f"baseline ({base}, {wording.noun(kpi)} {mean})."
        )
    if {"worse", "unsure"} & {*kinds.values()}:
        return (
            f"In the model, no scenario is shown to do better than the baseline, {base}, by "
            f"{wording.noun(kpi)} ({mean})."
        )
    runs = "these runs show no"
    if {*kinds.values()} == {"none"}:
        runs = "there are too few runs to tell of a"
    told = f"In the model, by {wording.noun(kpi)} {runs} difference from the baseline"
    return f"{told}, {base} ({mean})."


def _also_asked(wording: Wording, found: Standing) -> Iterator[str]:
    """Other KPIs that the question is about: of the best beside the baseline, or of the baseline
    where it is advised against several."""
    results = wording.results
    others = [kpi for kpi in _answered(results) if kpi not in (found.kpi, PEOPLE)]
    name = found.best
    if name == results.baseline and len(results.names) == 2:
        (name,) = (one for one in results.names if one != results.baseline)
    if others and name == results.baseline:
        told = "; ".join(wording.told(kpi, name) for kpi in others[:ASKED_AT_MOST])
        yield f"Also asked, with the baseline: {told}."
    elif others:
        said = [
            f"{wording.noun(kpi)} {wording.mean(kpi, name)} ({wording.against(kpi, name)})"
            f"{_none_at_all(wording, kpi, name)}"
            for kpi in others[:ASKED_AT_MOST]
        ]
        yield f"Also asked, of {wording.quoted(name)} against the baseline: {'; '.join(said)}."
    yield from _nothing_on(wording)


def _answered(results: Results) -> list[str]:
    """KPIs that the question is about and of which some scenario has a figure."""
    return [kpi for kpi in results.about if results.has(kpi)]


def _nothing_on(wording: Wording) -> Iterator[str]:
    """What was asked and has no figure."""
    answered = _answered(wording.results)
    if absent := [wording.label(kpi) for kpi in wording.results.about if kpi not in answered]:
        yield f"No run says anything on: {'; '.join(absent)}."


def _none_at_all(wording: Wording, kpi: str, name: str) -> str:
    """That a figure is 0 in every run: what it counts isn't done by this scenario's rules."""
    found = wording.results.estimate(kpi, name)
    return ", none in any run" if found.mean == found.low == found.high == 0.0 else ""


def _ends(wording: Wording, kpi: str, name: str) -> tuple[float, float]:
    found = wording.results.estimate(kpi, name)
    return found.difference_low, found.difference_high


def _superlative(wording: Wording, kpi: str) -> str:
    lower = wording.results.direction_of(kpi) != "higher"
    if wording.is_counted(kpi):
        return f"the {'fewest' if lower else 'most'} {wording.noun(kpi)}"
    return f"the {'lowest' if lower else 'highest'} figure of {wording.noun(kpi)}"


def _verb(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
