"""The answer in two sentences: what does best in the model by how much, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.analysis.recorded_and_true import PEOPLE
from sim.analysis.shown import decided_by
from sim.report.answer.description import answered_kpis, nothing_on, of_one
from sim.report.answer.headline_at_guesses import headline_at_guesses
from sim.report.answer.headline_cost import all_identical, at_what_cost, others, too_little
from sim.report.answer.headline_precise import how_precisely, kpi_asked_for, without_better
from sim.report.answer.rests_on import on_assumptions, on_ended_cases
from sim.report.answer.standing import Standing, advised, standing
from sim.report.answer.told import beside, figure, told
from sim.report.answer.two_scenarios import of_two
from sim.report.answer.what_if import is_what_if, what_counts
from sim.report.answer.what_ifs import of_what_if
from sim.report.folder.failures import nothing_compared_line, why_no_figures
from sim.report.folder.read import Results
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
        return [*precisely, *of_one(wording, results.baseline)]
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
    if is_what_if(results):
        return [*precisely, *of_what_if(wording, found.kpi)]
    if found.compared == 1 or not results.estimate(found.kpi, results.baseline).known:
        return list(_without_figures(wording, found))
    if results.direction_of(found.kpi) == "neither" and results.what_counts_differs:
        return [*without_better(wording, found.kpi), *what_counts(results)]
    if len(results.names) == 2 and not found.was_selected:
        return [*precisely, *of_two(wording, found)]
    who = _who(wording, found)
    found = advised(results, found)
    names = list(dict.fromkeys([found.best, results.baseline]))
    return [
        *precisely,
        who,
        at_what_cost(wording, found),
        *what_counts(results),
        *on_assumptions(results, found.kpi),
        *on_ended_cases(wording, found.kpi, names),
        *_also_asked(wording, found),
    ]


# --- other worlds ---------------------------------------------------------------------------------
def _of_other_worlds(wording: Wording) -> Iterator[str]:
    """Folders of other worlds set side by side: a scenario of each world, and no advice."""
    results = wording.results
    kpi = decided_by(results.about, results.direction_of)
    worlds: list[Any] = []
    said = []
    for name in dict.fromkeys([results.baseline, *results.names]):
        world = results.settings[name].get("world")
        if world not in worlds and results.estimate(kpi, name).known:
            worlds.append(world)
            said.append(f"with {wording.quoted(name)}: {told(wording, kpi, name)}")
    if said:
        yield f"In the model, {'; '.join(said[:ASKED_AT_MOST])}."
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
    if found.compared == 1:
        yield f"In the model, with {wording.quoted(best)}: {told(wording, kpi, best)}."
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
    if best == results.baseline and found.was_selected:
        fresh = f"but fresh runs show {wording.listed(found.ahead)} to do better"
        return (
            f"In the model, {base}, the baseline, was selected of "
            f"{number(found.selected_from)} scenarios, "
            f"{fresh if found.ahead else 'and fresh runs show no other to do better'}; with it, "
            f"{wording.told(kpi, best)}."
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
    said = f"In the model, by {wording.noun(kpi)} {runs} difference from the baseline"
    return f"{said}, {base} ({mean})."


def _also_asked(wording: Wording, found: Standing) -> Iterator[str]:
    """Other KPIs that the question is about: of the best beside the baseline, or of the baseline
    where it is advised against several."""
    results, name = wording.results, found.best
    others = [kpi for kpi in answered_kpis(results) if kpi not in (found.kpi, PEOPLE)]
    others = others[:ASKED_AT_MOST]
    if others and name == results.baseline:
        said = [f"{told(wording, kpi, name)}{_furthest(wording, kpi)}" for kpi in others]
        yield f"Also asked, with the baseline: {'; '.join(said)}."
    elif others:
        said = [beside(wording, kpi, name) for kpi in others]
        yield f"Also asked, of {wording.quoted(name)} against the baseline: {'; '.join(said)}."
    for kpi in others:
        yield from on_ended_cases(wording, kpi, list(dict.fromkeys([name, results.baseline])))
    yield from nothing_on(wording)


def _furthest(wording: Wording, kpi: str) -> str:
    """The scenario that differs most from the baseline, of those shown to."""
    results = wording.results
    shown = [name for name in results.names if results.estimate(kpi, name).is_shown]
    if not shown:
        return ""
    name = max(shown, key=lambda one: abs(results.estimate(kpi, one).difference))
    return f", with {wording.quoted(name)} {figure(wording, kpi, name)}"


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
