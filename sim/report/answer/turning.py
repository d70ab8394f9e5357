"""What would reverse the advice, read from the results: ties, costs, other aims, assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.best import best_of
from sim.analysis.quotients import sampled_difference
from sim.analysis.recorded_and_true import RECORDED, TRUE
from sim.analysis.shown import ALL_UP_TO
from sim.analysis.statistics import CONFIDENCE, simultaneous_confidence
from sim.analysis.verdict import pairs_needed, two_digits_up
from sim.report.answer.circumstances import what_differs
from sim.report.answer.headline_cost import all_identical, read_alike
from sim.report.answer.lost import AIMS, watched, worse
from sim.report.answer.rests_on import OF_VIOLENCE, rests_on_effects
from sim.report.answer.standing import Standing, advised, columns_of_kpi, standing, worth_seeing
from sim.report.answer.turning_cost import named, on_cost
from sim.report.answer.ways import Effect, assumed
from sim.report.answer.what_if import is_what_if, what_counts
from sim.report.words.figures import PERCENT
from sim.report.words.wording import Wording, number

PRACTICAL = 1_000
"""Replications of a scenario beyond which a number is no advice."""


def turning_points(wording: Wording, found: Standing) -> list[str]:
    """Sentences, each on one thing; ``wording`` is of all scenarios."""
    results = wording.results
    if is_what_if(results):
        return [*what_counts(results), *what_differs(wording)]
    by_mean, found = found, advised(results, found)
    told = [*results.about, *OF_VIOLENCE]
    return [
        *what_counts(results),
        *_ties(wording, found),
        *on_cost(wording, found, by_mean),
        *_worse_elsewhere(wording, found),
        *_other_aims(wording, found),
        *_by_the_record(wording, found),
        *(assumed_effects(wording) if rests_on_effects(results, found.kpi, told) else ()),
        *_flattered(wording, found),
    ]


# --- luck -----------------------------------------------------------------------------------------
def _ties(wording: Wording, found: Standing) -> Iterator[str]:
    """Who isn't told apart from the best, and how many replications might tell."""
    if not found.close or all_identical(wording, found):
        return
    alone = len(found.close) == 1
    best = named(wording, found.best)
    yield (
        f"{wording.listed(found.close)} {'is' if alone else 'are'} not told apart from {best}: "
        f"{'it' if alone else 'any of them'} may do as well or better{_needs(wording, found)}."
    )


def _needs(wording: Wording, found: Standing) -> str:
    """About how many replications show a difference worth seeing to all that are close."""
    results, kpi = wording.results, found.kpi
    columns, ratio = columns_of_kpi(results, kpi), results.is_ratio(kpi)
    share = worth_seeing(results)
    worth = share * abs(results.estimate(kpi, found.best).mean)
    confidence = simultaneous_confidence(CONFIDENCE, found.compared - 1)
    deviations = []
    for name in found.close:
        both = columns[name].known & columns[found.best].known
        own, best = columns[name].at(both), columns[found.best].at(both)
        values = sampled_difference(own, best, ratio=ratio).values
        deviations.append(float(values.std(ddof=1)) if len(values) > 1 else 0.0)
    if not (worth > 0.0 and max(deviations) > 0.0):
        return ""
    needed = pairs_needed(max(deviations), worth, confidence)
    if needed <= results.replications:
        return ""
    difference = f"a difference of {PERCENT * share:g} % of its figure"
    if needed > PRACTICAL:
        return f"; not even {PRACTICAL:,} replications of each would show {difference}"
    return (
        f"; about {two_digits_up(needed):,} replications of each, not {results.replications:,}, "
        f"would show {difference}"
    )


# --- other aims -----------------------------------------------------------------------------------
def _worse_elsewhere(wording: Wording, found: Standing) -> Iterator[str]:
    results, best = wording.results, found.best
    if best != results.baseline and (lost := worse(wording, best, found.kpi)):
        looked_at = number(len(watched(results, found.kpi)))
        yield (
            f"Against the baseline {wording.quoted(best)} is shown to be worse in {lost}, of "
            f"{looked_at} other figures looked at."
        )


def _other_aims(wording: Wording, found: Standing) -> Iterator[str]:
    """Who would be best if something else weighed more."""
    results = wording.results
    if results.chosen_from is None and len(results.names) > ALL_UP_TO:
        return  # the best of hundreds by one figure after another are mostly lucky
    aims: dict[str, list[str]] = {}
    for kpi in AIMS:
        if kpi == found.kpi or not results.has(kpi) or results.direction_of(kpi) == "neither":
            continue
        other = standing(results, kpi)
        known = results.estimate(kpi, found.best).known
        if (
            other
            and known
            and found.best not in (other.best, *other.close)
            and not read_alike(wording, other, found.best)
        ):
            aims.setdefault(other.best, []).append(kpi)
    for name, kpis in aims.items():
        nouns = " or ".join(wording.noun(kpi) for kpi in kpis)
        figures = ", and ".join(
            " against ".join(wording.means(kpi, [name, found.best])) for kpi in kpis
        )
        yield (
            f"If {nouns} weighed more, {named(wording, name)} would be best: {figures} with "
            f"{named(wording, found.best)}."
        )


def _by_the_record(wording: Wording, found: Standing) -> Iterator[str]:
    """Who would be chosen by recorded entries, if it isn't the best by truth."""
    results = wording.results
    if found.kpi != TRUE or not results.has(RECORDED) or results.what_counts_differs:
        return
    by_record, tied = best_of(results.values(RECORDED), lower_is_better=True)
    if by_record in (found.best, *found.close) or found.best in tied:
        return
    truth, best = wording.means(TRUE, [by_record, found.best])
    if truth == best:
        return  # the record misleads, but not to a choice that costs more incidents
    yield (
        f"Whoever went by recorded entries alone would choose {named(wording, by_record)}: it has "
        f"the fewest, {wording.mean(RECORDED, by_record).removesuffix(' a day')} a day, but "
        f"{truth.removesuffix(' a day')} true incidents a day, against {best}."
    )


# --- assumptions ----------------------------------------------------------------------------------
def assumed_effects(wording: Wording) -> list[str]:
    """The effects that the order rests on, and whether they were varied."""
    effects = assumed(wording.results)
    varied = [effect for effect in effects if len(effect.values) > 1]
    alike = [_with_meaning(effect) for effect in effects if effect not in varied]
    said = [
        f"That {effect.that} is assumed, not observed; it was varied here: {effect.in_words()}."
        for effect in varied
    ]
    if alike:
        verb = "is" if len(alike) == 1 else "are"
        *first, last = alike
        words = f"{', '.join(first)} and {last}" if first else last
        said.append(
            f"{words[:1].upper()}{words[1:]} {verb} assumed, not observed, and not varied here: "
            "with other values the answer may be another, so vary them before you rely on it."
        )
    return said


def _with_meaning(effect: Effect) -> str:
    return f"that {effect.that} ({effect.in_words()})"


def _flattered(wording: Wording, found: Standing) -> Iterator[str]:
    picked = found.best != wording.results.baseline and not found.was_selected
    if found.compared > 2 and picked:
        yield (
            f"The best of {number(found.compared)} looks a little better than it is, for it was "
            "picked by its figure: simulate it again with another seed before you quote that."
        )
