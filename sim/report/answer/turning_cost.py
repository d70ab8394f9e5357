"""What would reverse the advice for its cost: scenarios that do hardly worse with fewer people."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.recorded_and_true import PEOPLE
from sim.report.answer.headline_cost import how_far, more_people, too_little, worse_figure
from sim.report.answer.lost import worse
from sim.report.answer.standing import Standing
from sim.report.words.wording import Wording

CHEAPER_AT_MOST = 2
"""So many scenarios with fewer people than the baseline are named."""


def on_cost(wording: Wording, found: Standing, by_mean: Standing) -> Iterator[str]:
    """``found``: who is advised; ``by_mean``: how far the others are from the best mean."""
    base = wording.results.baseline
    if wording.people(base) is None or found.kpi == PEOPLE:
        return
    cheaper = _cheaper(wording, found)
    hardly_worse = _hardly_worse(wording, found, by_mean)
    for name in hardly_worse:
        yield _does_hardly_worse(
            wording, found, name, hardly_worse[name], untold=name not in (base, *cheaper)
        )
    for name in cheaper:
        fewer = -more_people(wording, name, base)
        yield (
            f"{wording.quoted(name)} takes on average {fewer:,} fewer paid people than the "
            f"baseline{_less(wording, fewer)} and {_not_worse(wording, found.kpi, name)}"
            f"{_but_worse(wording, name, found.kpi)}."
        )
    if base not in hardly_worse:
        yield from _costs_more(wording, found)


def named(wording: Wording, name: str) -> str:
    """A scenario in a sentence."""
    return "the baseline" if name == wording.results.baseline else wording.quoted(name)


# --- hardly worse than the advised one ------------------------------------------------------------
def _hardly_worse(
    wording: Wording, found: Standing, by_mean: Standing
) -> dict[str, tuple[float, float]]:
    """The baseline, and the cheapest other, that are shown to do worse than the advised one, but by
    too little to matter, and take fewer people; each with its difference."""
    results, kpi, best, base = wording.results, found.kpi, found.best, wording.results.baseline
    ends = dict(by_mean.apart) if by_mean.best == best else {}
    if best != base and (own := results.estimate(kpi, best)).is_shown:
        ends[base] = (own.difference_low, own.difference_high)
    fewer = {
        name: more_people(wording, best, name)
        for name, apart in ends.items()
        if name not in (*found.close, *found.ahead)
        and wording.people(name) is not None
        and too_little(results, kpi, apart)
    }
    cheapest = max(fewer, key=lambda name: fewer[name], default=base)
    names = dict.fromkeys((base, cheapest))
    return {name: ends[name] for name in names if fewer.get(name, 0) > 0}


def _does_hardly_worse(
    wording: Wording, found: Standing, name: str, ends: tuple[float, float], *, untold: bool
) -> str:
    """``untold``: whether nothing else is said of what the scenario loses."""
    fewer = more_people(wording, found.best, name)
    subject = named(wording, name)
    lost = worse(wording, name, found.kpi) if untold else ""
    return (
        f"{subject[:1].upper()}{subject[1:]} has {worse_figure(wording, found.kpi)} than "
        f"{named(wording, found.best)} by {how_far(wording, found.kpi, ends)}, and takes on "
        f"average {fewer:,} fewer paid people{_less(wording, fewer)}"
        f"{f'; but it is shown to be worse than the baseline in {lost}' if lost else ''}."
    )


# --- against the baseline -------------------------------------------------------------------------
def _cheaper(wording: Wording, found: Standing) -> list[str]:
    """Scenarios with fewer people than the baseline that aren't shown to do worse than it."""
    results, kpi = wording.results, found.kpi
    cheaper = []
    for name in results.names:
        people = wording.people(name)
        more = more_people(wording, name, results.baseline)
        if people is None or more >= 0 or name in results.left_out:
            continue
        if wording.kind(kpi, name) != "worse" and results.estimate(kpi, name).known:
            cheaper.append((people, name))
    first = sorted(cheaper, key=lambda one: one[0])[:CHEAPER_AT_MOST]
    return [name for _, name in first if name != found.best]


def _not_worse(wording: Wording, kpi: str, name: str) -> str:
    if wording.kind(kpi, name) == "better":
        return f"has {wording.has_more(kpi, name)}"
    down = wording.results.direction_of(kpi) == "higher"
    return f"isn't shown to have {wording.way(kpi, down=down)} {wording.noun(kpi)}"


def _but_worse(wording: Wording, name: str, but: str) -> str:
    lost = worse(wording, name, but)
    return f"; but it is shown to be worse in {lost}" if lost else ""


def _costs_more(wording: Wording, found: Standing) -> Iterator[str]:
    """That the advice takes people that the baseline doesn't."""
    results, best = wording.results, found.best
    more = more_people(wording, best, results.baseline)
    if best == results.baseline or more <= 0:
        return
    money = f" ({paid} a month)" if (paid := wording.money(more)) else ""
    yield (
        f"{wording.quoted(best)} takes on average {more:,} more paid people{money} than the "
        "baseline: if they can't be had, it can't be done."
    )


def _less(wording: Wording, people: int) -> str:
    money = wording.money(people)
    return f" ({money} a month less)" if money else ""
