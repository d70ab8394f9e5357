"""The answer's second sentence: what the best costs, and how far the others are from it."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from sim.report.answer.lost import worse
from sim.report.answer.standing import Standing, worth_seeing
from sim.report.folder.read import Results
from sim.report.words.wording import Wording, number

RELY = "don't rely on this selection"
"""What a design says where fresh replications speak against its selection."""
ALIKE = 0.5
"""Paid people by which two scenarios may differ and count as equal."""
LOST = 2
"""So many figures are named in which the cheapest is worse."""
TOO_LITTLE = "too little to matter"


def at_what_cost(wording: Wording, found: Standing) -> str:
    """Paid people of the best, and who isn't told apart from it."""
    results, best = wording.results, found.best
    if all_identical(wording, found):
        return _cheapest_of_all(wording, found.kpi)
    base = results.baseline
    if wording.people(best) is None or wording.people(base) is None:
        cost = ""
    elif best == base:
        cost = f"It takes {paid(wording, best)}"
    elif results.estimate(found.kpi, best).is_shown:
        more = more_in_words(wording, best, "the baseline")
        cost = f"It takes {paid(wording, best, f', {more}')}"
    else:
        cost = (
            f"The baseline takes {paid(wording, base)}, {wording.quoted(best)} "
            f"on average {more_in_words(wording, best)}"
        )
    said = "; ".join(part for part in (cost, others(wording, found)) if part)
    return said[:1].upper() + said[1:] + "."


def others(wording: Wording, found: Standing) -> str:
    """Who does better, as well, or nearly as well as the best."""
    is_subject = found.best == wording.results.baseline or (
        wording.results.estimate(found.kpi, found.best).is_shown
    )
    best = "it" if is_subject else wording.quoted(found.best)
    if found.was_selected and any(RELY in said for said in wording.results.conclusion):
        return f"fresh runs show another to do better, so {RELY}"
    if found.ahead:
        return f"these runs show {wording.listed(found.ahead)} to do better than {best}, so {RELY}"
    if not found.close:
        return _nearest(wording, found)
    if len(found.close) == 1:
        (name,) = found.close
        if name == wording.results.baseline:
            return ""
        return f"{wording.quoted(name)}{_with_people(wording, name)} isn't told apart from {best}"
    said = f"{number(len(found.close))} others aren't told apart from {best}"
    cheapest = _cheapest(wording, found.close)
    if cheapest is None or more_people(wording, cheapest, found.best) >= 0:
        return said
    name = wording.quoted(cheapest)
    lost = _which_is_worse(wording, cheapest, found.kpi)
    return f"{said}, the cheapest of them {name}{_with_people(wording, cheapest)}{lost}"


def _nearest(wording: Wording, found: Standing) -> str:
    """That all others do worse, and by how little the nearest of them does."""
    results, kpi = wording.results, found.kpi
    if not found.apart:
        return ""
    name = min(found.apart, key=lambda other: abs(sum(found.apart[other])))
    what, by = worse_figure(wording, kpi), f"by {how_far(wording, kpi, found.apart[name])}"
    if len(found.apart) == 1:
        return f"the other, {wording.quoted(name)}, has {what}, {by}"
    with_figures = " with figures" if found.compared < len(results.names) else ""
    nearest = "the baseline" if name == results.baseline else wording.quoted(name)
    return f"every other{with_figures} has {what}, the nearest ({nearest}) {by}"


def worse_figure(wording: Wording, kpi: str) -> str:
    """``more true incidents``: what a scenario has that does worse."""
    way = wording.way(kpi, down=wording.results.direction_of(kpi) == "higher")
    what = wording.noun(kpi)
    return f"{way} {what}" if wording.is_counted(kpi) else f"a {way} figure of {what}"


def how_far(wording: Wording, kpi: str, ends: tuple[float, float]) -> str:
    """``0.07 to 0.20 a day, too little to matter``: in between which a difference lies."""
    by = f"{wording.ends(kpi, *ends)} {wording.unit_apart(kpi)}".rstrip()
    by += wording.rate(kpi) * wording.is_counted(kpi)
    return by + too_little(wording.results, kpi, ends)


def read_alike(wording: Wording, found: Standing, name: str) -> str:
    """``24 a day with each, apart by 0.07 to 0.20 a day``: of the best and another that is told
    apart from it though both means read alike; else empty."""
    best, other = wording.means(found.kpi, [found.best, name])
    if best != other or name not in found.apart:
        return ""
    return f"{best} with each, apart by {how_far(wording, found.kpi, found.apart[name])}"


def too_little(results: Results, kpi: str, ends: tuple[float, float]) -> str:
    """``, too little to matter`` where a difference is less than is worth seeing."""
    base = results.estimate(kpi, results.baseline)
    worth = worth_seeing(results) * abs(base.mean)
    return f", {TOO_LITTLE}" if max(map(abs, ends)) < worth and not isnan(worth) else ""


def by_what_standard(results: Results, said: list[str]) -> Iterator[str]:
    """What "too little to matter" means, where it was said."""
    if any(TOO_LITTLE in sentence for sentence in said):
        yield (
            f"“{TOO_LITTLE[:1].upper()}{TOO_LITTLE[1:]}” is a difference below "
            f"{100.0 * worth_seeing(results):g} % of the baseline's figure: worth_seeing, which "
            "you may set."
        )


# --- paid people ----------------------------------------------------------------------------------
def paid(wording: Wording, scenario: str, more: str = "") -> str:
    """``423 paid people on average (about EUR 1.69 million a month) and 640 at full strength (about
    EUR 2.56 million)``; ``more``: what the first figure is set against."""
    people, peak = wording.people(scenario) or 0.0, wording.peak(scenario)
    on_average = "" if peak is not None and peak < people + ALIKE else " on average"
    told = f"{people:,.0f} paid people{on_average}{_a_month(wording, people)}{more}"
    if peak is None or not on_average:
        return told
    return f"{told}{',' * bool(more)} and {peak:,.0f} at full strength{_a_month(wording, peak)}"


def _a_month(wording: Wording, people: float) -> str:
    money = wording.money(people)
    return f" (about {money} a month)" if money else ""


def more_in_words(wording: Wording, scenario: str, against: str = "") -> str:
    """``182 more than the baseline``."""
    more = more_people(wording, scenario, wording.results.baseline)
    if not more:
        return f"as many as {against}" if against else "as many"
    way = "more" if more > 0.0 else "fewer"
    money = wording.money(abs(more))
    told = f"{abs(more):,} {way}" + (f" than {against}" if against else "")
    return f"{told} ({money} a month {'more' if more > 0.0 else 'less'})" if money else told


def more_people(wording: Wording, scenario: str, than: str) -> int:
    """Paid people beyond another's: set apart by the rounded numbers, which a reader adds up."""
    own, other = (round(wording.people(name) or 0.0) for name in (scenario, than))
    return own - other


def _with_people(wording: Wording, name: str) -> str:
    people = wording.people(name)
    return "" if people is None else f" (with {people:,.0f} on average)"


def _cheapest_of_all(wording: Wording, kpi: str) -> str:
    names = [name for name in wording.results.names if wording.people(name) is not None]
    cheapest = _cheapest(wording, names)
    if cheapest is None:
        return "By it nothing can be chosen."
    people = wording.people(cheapest) or 0.0
    if all(abs((wording.people(name) or 0.0) - people) < ALIKE for name in names):
        return f"Each takes {paid(wording, cheapest)}."
    return (
        f"The cheapest is {wording.quoted(cheapest)}, with {paid(wording, cheapest)}"
        f"{_which_is_worse(wording, cheapest, kpi)}."
    )


def _which_is_worse(wording: Wording, name: str, but: str) -> str:
    lost = worse(wording, name, but, LOST)
    return f", which is shown to be worse than the baseline in {lost}" if lost else ""


def _cheapest(wording: Wording, names: list[str]) -> str | None:
    """The first with the fewest paid people; None where that isn't known of all."""
    known = {name: people for name in names if (people := wording.people(name)) is not None}
    return min(known, key=lambda name: known[name]) if names and len(known) == len(names) else None


def all_identical(wording: Wording, found: Standing) -> bool:
    """Whether the KPI is the same in every replication of every scenario with figures."""
    results = wording.results
    names = [name for name in results.names if name not in {results.baseline, *results.left_out}]
    return all(wording.kind(found.kpi, name) == "identical" for name in names)
