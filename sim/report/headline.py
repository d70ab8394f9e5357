"""The answer in two sentences: what does best in the model by how much, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.recorded_and_true import PEOPLE, RECORDED, TRUE
from sim.analysis.shown import decided_by
from sim.report.failures import nothing_compared_line, why_no_figures
from sim.report.headline_at_guesses import headline_at_guesses
from sim.report.read import Results
from sim.report.standing import Standing, standing
from sim.report.wording import Wording, number
from sim.report_settings import ReportSettings

RELY = "don't rely on this selection"
"""What a design says where fresh replications speak against its selection."""
SHOWN = ("better", "worse", "differs")
ALIKE = 0.5
"""Paid people by which two scenarios may differ and count as equal."""
ASKED_AT_MOST = 3
"""So many KPIs of a question stand in a sentence."""


def headline(results: Results, settings: ReportSettings) -> list[str]:
    """The answer for a reader who reads nothing else; of all scenarios, not only those shown."""
    results = results.everything
    wording = Wording(results, settings)
    if why := why_no_figures(results):
        return [f"There is no answer: {why}."]
    if len(results.names) == 1:
        return list(_of_one(wording, results.baseline))
    if refused := nothing_compared_line(results):
        return [refused]
    if results.guesses:
        return headline_at_guesses(wording)
    found = standing(results)
    if results.manifest.get("conclusion_is_the_answer") and not (found and found.was_selected):
        return results.conclusion[:2]
    if found is None:
        label = wording.label(decided_by(results.about, results.direction_of))
        return [f"There is no answer: no scenario has a figure of {label}."]
    if found.compared == 1:
        return list(_of_one(wording, found.best))
    return [_who(wording, found), _at_what_cost(wording, found), *_also_asked(wording, found)]


# --- one scenario ---------------------------------------------------------------------------------
def _of_one(wording: Wording, name: str) -> Iterator[str]:
    results = wording.results
    asked = [kpi for kpi in results.about or (TRUE, RECORDED) if results.has(kpi)]
    figures = [wording.told(kpi, name) for kpi in asked[:ASKED_AT_MOST]]
    if figures:
        yield f"In the model, with {wording.quoted(name)}: {'; '.join(figures)}."
    people = wording.people(name)
    paid = "" if people is None else f"It takes {_paid(wording, people)}. "
    yield f"{paid}Nothing is compared, so this is a description and no advice."


# --- several --------------------------------------------------------------------------------------
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
    if wording.kind(kpi, best) in SHOWN:
        of = f", selected of {number(found.selected_from)} scenarios,"
        chosen = of if found.was_selected else ""
        has = f"{_superlative(wording, kpi)}: {wording.mean(kpi, best)}"
        if found.ahead:
            has = wording.told(kpi, best).partition(" (")[0]
        return (
            f"In the model, {wording.quoted(best)}{chosen} has {has}, "
            f"{wording.shown_difference(kpi, best)} than the baseline ({base})."
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
            f"{wording.mean(kpi, found.best)} against {wording.mean(kpi, results.baseline)}."
        )
    base, mean = wording.quoted(results.baseline), wording.mean(kpi, results.baseline)
    unsure = wording.kind(kpi, found.best) == "unsure"
    why = "whether that is more than chance is unsure" if unsure else "which may be chance"
    others = [
        name
        for name in results.names
        if name not in results.left_out and wording.kind(kpi, name) == "better"
    ]
    best = (
        f"{wording.quoted(found.best)} has the best average, {wording.mean(kpi, found.best)}, {why}"
    )
    if others:
        return (
            f"In the model, {wording.listed(others)} {_verb(others)} shown to do better than the "
            f"baseline ({base}, {wording.noun(kpi)} {mean}); {best}."
        )
    return (
        f"In the model, no scenario is shown to do better than the baseline, {base}, by "
        f"{wording.noun(kpi)} ({mean}); {best}."
    )


def _at_what_cost(wording: Wording, found: Standing) -> str:
    """Paid people of the best, and who isn't told apart from it."""
    results, best = wording.results, found.best
    if all_identical(wording, found):
        return _cheapest_of_all(wording)
    people, of_base = wording.people(best), wording.people(results.baseline)
    if people is None or of_base is None:
        cost = ""
    elif best == results.baseline:
        cost = f"It takes {_paid(wording, people)}"
    elif wording.kind(found.kpi, best) in SHOWN:
        cost = f"It takes {_paid(wording, people)}, {_more(wording, people - of_base)}"
    else:
        cost = (
            f"The baseline takes {_paid(wording, of_base)}, {wording.quoted(best)} "
            f"{_more(wording, people - of_base, than='')}"
        )
    said = "; ".join(part for part in (cost, _ties(wording, found)) if part)
    return said[:1].upper() + said[1:] + "."


def _ties(wording: Wording, found: Standing) -> str:
    best = "it"
    if wording.kind(found.kpi, found.best) not in SHOWN and found.best != wording.results.baseline:
        best = wording.quoted(found.best)
    if found.was_selected and any(RELY in said for said in wording.results.conclusion):
        return f"fresh runs show another to do better, so {RELY}"
    if found.ahead:
        return (
            f"these runs show {wording.listed(found.ahead)} to do better than {best}, so don't "
            "rely on this selection"
        )
    if (
        len(wording.results.names) == 2
        and found.best == wording.results.baseline
        and not found.close
    ):
        (other,) = (n for n in wording.results.names if n not in (found.best, *found.ahead))
        return f"{wording.quoted(other)} has {wording.shown_difference(found.kpi, other)}"
    if not found.close:
        without = len(wording.results.names) - found.compared
        return f"every other scenario {'with figures ' if without else ''}is shown to do worse"
    if len(found.close) == 1:
        (name,) = found.close
        if name == wording.results.baseline:
            return ""
        with_people = _with_people(wording, name)
        return f"{wording.quoted(name)}{with_people} isn't told apart from {best}"
    said = f"{number(len(found.close))} others aren't told apart from {best}"
    cheapest = _cheapest(wording, found.close)
    if cheapest is None:
        return said
    name = wording.quoted(cheapest)
    return f"{said}, the cheapest of them {name}{_with_people(wording, cheapest)}"


def _with_people(wording: Wording, name: str) -> str:
    people = wording.people(name)
    return "" if people is None else f" (with {people:,.0f})"


def _cheapest_of_all(wording: Wording) -> str:
    names = [name for name in wording.results.names if wording.people(name) is not None]
    cheapest = _cheapest(wording, names)
    if cheapest is None:
        return "By it nothing can be chosen."
    people = wording.people(cheapest) or 0.0
    if all(abs((wording.people(name) or 0.0) - people) < ALIKE for name in names):
        return f"Each takes {_paid(wording, people)}."
    return (
        f"The cheapest is {wording.quoted(cheapest)}, with {_paid(wording, people)}; what else "
        "differs stands in the tables."
    )


def _cheapest(wording: Wording, names: list[str]) -> str | None:
    """The first with the fewest paid people; None where that isn't known of all."""
    known = {name: people for name in names if (people := wording.people(name)) is not None}
    return min(known, key=lambda name: known[name]) if names and len(known) == len(names) else None


def _also_asked(wording: Wording, found: Standing) -> Iterator[str]:
    """Other KPIs that the question is about, of the best beside the baseline."""
    results = wording.results
    if absent := [wording.label(kpi) for kpi in results.about if not results.has(kpi)]:
        yield f"Asked, but not in these results: {'; '.join(absent)}."
    others = [kpi for kpi in results.about if kpi not in (found.kpi, PEOPLE) and results.has(kpi)]
    name = found.best
    if name == results.baseline:
        name = next((one for one in results.names if one != name and len(results.names) == 2), "")
    if not (others and name):
        return
    said = [
        f"{wording.noun(kpi)} {wording.mean(kpi, name)} ({wording.difference(kpi, name)})"
        for kpi in others[:ASKED_AT_MOST]
    ]
    yield f"Also asked, of {wording.quoted(name)} against the baseline: {'; '.join(said)}."


def all_identical(wording: Wording, found: Standing) -> bool:
    """Whether the KPI is the same in every replication of every scenario with figures."""
    results = wording.results
    others = [name for name in results.names if name not in {results.baseline, *results.left_out}]
    return all(wording.kind(found.kpi, name) == "identical" for name in others)


def _superlative(wording: Wording, kpi: str) -> str:
    lower = wording.results.direction_of(kpi) != "higher"
    if wording.is_counted(kpi):
        return f"the {'fewest' if lower else 'most'} {wording.noun(kpi)}"
    return f"the {'lowest' if lower else 'highest'} figure of {wording.noun(kpi)}"


def _paid(wording: Wording, people: float) -> str:
    """``423 paid people (about EUR 1.69 million a month)``."""
    money = wording.money(people)
    return f"{people:,.0f} paid people" + (f" (about {money} a month)" if money else "")


def _more(wording: Wording, people: float, than: str = " than the baseline") -> str:
    if abs(people) < ALIKE:
        return "as many as the baseline" if than else "as many"
    way = "more" if people > 0.0 else "fewer"
    money = wording.money(abs(people))
    said = f"{abs(people):,.0f} {way}{than}"
    return f"{said} ({money} {'more' if people > 0.0 else 'less'})" if money else said


def _verb(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
