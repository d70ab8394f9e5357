"""What would reverse the advice, read from the results: ties, costs, other aims, assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.analysis.best import best_of
from sim.analysis.quotients import sampled_difference
from sim.analysis.recorded_and_true import PEOPLE, RECORDED, TRUE
from sim.analysis.shown import ALL_UP_TO
from sim.analysis.statistics import CONFIDENCE, simultaneous_confidence
from sim.analysis.verdict import pairs_needed, two_digits_up
from sim.report.figures import PERCENT
from sim.report.standing import Standing, columns_of_kpi, standing
from sim.report.wording import Wording, number

FEWER_PEOPLE = 0.5
PRACTICAL = 1_000
"""Replications of a scenario beyond which a number is no advice."""
WORTH_SEEING = 0.05
"""Share of the best's figure, where the results don't say which difference is worth seeing."""
WRONG = "sanctions_wrong_group_share"
AIMS = (TRUE, "deaths_per_month", "people_reached_share", WRONG)
"""What somebody might weigh more than what was asked."""
WATCHED = (
    *AIMS,
    "convoys_completed_share",
    "request_to_arrival_mean_days",
    "need_met_share",
    "civilian_wait_mean_minutes",
    "mission_wait_mean_minutes",
    "visited_within_72_h_share",
    "answer_mean_hours",
    "findings_wrong_side_share",
    "movements_denied_or_delayed_share",
    "security_incidents_per_1000_person_days",
)
"""What must not get worse unnoticed."""
TOLD = 4
ASSUMED = "deterrence_by_rung"
RESENTED = "resentment_effect"
MOVED_BY_SANCTIONS = (TRUE, "deaths_per_month", "people_reached_share")
SHOWN = ("better", "worse", "differs")


def turning_points(wording: Wording, found: Standing) -> list[str]:
    """Sentences, each on one thing; ``wording`` is of all scenarios."""
    found = _advised(wording, found)
    return [
        *_ties(wording, found),
        *_cheaper(wording, found),
        *_worse_elsewhere(wording, found),
        *_other_aims(wording, found),
        *_by_the_record(wording, found),
        *(assumed_effects(wording) if found.kpi in MOVED_BY_SANCTIONS else ()),
        *_flattered(wording, found),
    ]


def _advised(wording: Wording, found: Standing) -> Standing:
    """What is advised where the best mean isn't shown to differ from the baseline's: the first
    that is shown to be better, else the baseline."""
    results, kpi = wording.results, found.kpi
    if results.baseline not in found.close or found.was_selected:
        return found
    others = [n for n in results.names if n not in {results.baseline, *results.left_out}]
    better = [name for name in others if wording.kind(kpi, name) == "better"]
    if better:
        close = [found.best, *(name for name in found.close if name != results.baseline)]
        return replace(found, best=better[0], close=[n for n in close if n != better[0]])
    close = [name for name in others if wording.kind(kpi, name) not in SHOWN]
    return replace(found, best=results.baseline, close=close)


# --- luck -----------------------------------------------------------------------------------------
def _ties(wording: Wording, found: Standing) -> Iterator[str]:
    """Who isn't told apart from the best, and how many replications might tell."""
    if not found.close:
        return
    alone = len(found.close) == 1
    best = _named(wording, found.best)
    yield (
        f"{wording.listed(found.close)} {'is' if alone else 'are'} not told apart from {best}: "
        f"{'it' if alone else 'any of them'} may do as well or better{_needs(wording, found)}."
    )


def _needs(wording: Wording, found: Standing) -> str:
    """About how many replications show a difference worth seeing to all that are close."""
    results, kpi = wording.results, found.kpi
    columns, ratio = columns_of_kpi(results, kpi), results.is_ratio(kpi)
    share = float(results.manifest.get("worth_seeing") or WORTH_SEEING)
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


def _named(wording: Wording, name: str) -> str:
    return "the baseline" if name == wording.results.baseline else wording.quoted(name)


# --- cost -----------------------------------------------------------------------------------------
def _cheaper(wording: Wording, found: Standing) -> Iterator[str]:
    """Scenarios with fewer people than the baseline that aren't shown to do worse than it."""
    results, kpi = wording.results, found.kpi
    base = wording.people(results.baseline)
    if base is None or kpi == PEOPLE:
        return
    cheaper = []
    for name in results.names:
        people = wording.people(name)
        if people is None or people > base - FEWER_PEOPLE or name in results.left_out:
            continue
        if wording.kind(kpi, name) != "worse" and results.estimate(kpi, name).known:
            cheaper.append((people, name))
    for people, name in sorted(cheaper, key=lambda one: one[0])[:2]:
        if name == found.best:
            continue
        money = f" ({saved} a month less)" if (saved := wording.money(base - people)) else ""
        yield (
            f"{wording.quoted(name)} takes {base - people:,.0f} fewer paid people than the "
            f"baseline{money} and {_not_worse(wording, kpi, name)}{_but_wrong(wording, name)}."
        )


def _not_worse(wording: Wording, kpi: str, name: str) -> str:
    if wording.kind(kpi, name) == "better":
        return f"has {wording.shown_difference(kpi, name)} {wording.noun(kpi)}{wording.rate(kpi)}"
    down = wording.results.direction_of(kpi) == "higher"
    return f"isn't shown to have {wording.way(kpi, down=down)} {wording.noun(kpi)}"


def _but_wrong(wording: Wording, name: str) -> str:
    """What its sanctions are like, where they are shown to hit the wrong group more often."""
    results = wording.results
    if not results.has(WRONG) or wording.kind(WRONG, name) != "worse":
        return ""
    return (
        f"; but {wording.mean(WRONG, name)} of its sanctions hit the wrong group, against "
        f"{wording.mean(WRONG, results.baseline)} of the baseline's"
    )


# --- other aims -----------------------------------------------------------------------------------
def _worse_elsewhere(wording: Wording, found: Standing) -> Iterator[str]:
    results, best = wording.results, found.best
    if best == results.baseline:
        return
    kpis = [kpi for kpi in dict.fromkeys([*results.about, *WATCHED]) if results.has(kpi)]
    kpis = [kpi for kpi in kpis if kpi not in (found.kpi, PEOPLE)]
    worse = [kpi for kpi in kpis if wording.kind(kpi, best) == "worse"]
    if not worse:
        if kpis:
            yield (
                f"In none of {number(len(kpis))} other figures looked at (people reached, waits, "
                f"wrong sanctions and the like) is {wording.quoted(best)} shown to be worse than "
                "the baseline."
                if len(kpis) > 2
                else f"Few other figures were there to check {wording.quoted(best)} by."
            )
        return
    named = [f"{wording.label(kpi)} ({wording.shown_difference(kpi, best)})" for kpi in worse]
    more = f"; and {len(named) - TOLD} more" if len(named) > TOLD else ""
    yield (
        f"Against the baseline {wording.quoted(best)} is worse in "
        f"{'; '.join(named[:TOLD])}{more}, of {number(len(kpis))} other figures looked at."
    )


def _other_aims(wording: Wording, found: Standing) -> Iterator[str]:
    """Who would be best if something else weighed more."""
    results = wording.results
    if results.chosen_from is None and len(results.names) > ALL_UP_TO:
        return  # the best of hundreds by one figure after another are mostly lucky
    aims: dict[str, list[str]] = {}
    for kpi in AIMS:
        if kpi == found.kpi or not results.has(kpi):
            continue
        other = standing(results, kpi)
        known = results.estimate(kpi, found.best).known
        if other and known and found.best not in (other.best, *other.close):
            aims.setdefault(other.best, []).append(kpi)
    for name, kpis in aims.items():
        nouns = " or ".join(wording.noun(kpi) for kpi in kpis)
        figures = ", and ".join(
            f"{wording.mean(kpi, name)} against {wording.mean(kpi, found.best)}" for kpi in kpis
        )
        yield (
            f"If {nouns} weighed more, {_named(wording, name)} would be best: {figures} with "
            f"{_named(wording, found.best)}."
        )


def _by_the_record(wording: Wording, found: Standing) -> Iterator[str]:
    """Who would be chosen by recorded entries, if it isn't the best by truth."""
    results = wording.results
    if found.kpi != TRUE or not results.has(RECORDED):
        return
    by_record, tied = best_of(results.values(RECORDED), lower_is_better=True)
    if by_record in (found.best, *found.close) or found.best in tied:
        return
    yield (
        f"Whoever went by recorded entries alone would choose {_named(wording, by_record)}: it has "
        f"the fewest, {wording.mean(RECORDED, by_record).removesuffix(' a day')} a day, but "
        f"{wording.count(TRUE, by_record)}, against {wording.mean(TRUE, found.best)}."
    )


# --- assumptions ----------------------------------------------------------------------------------
def assumed_effects(wording: Wording) -> list[str]:
    """The effects that the order rests on, and whether they were varied."""
    results = wording.results
    if not results.has(WRONG):
        return []
    said, alike = [], []
    for key, what in ((ASSUMED, "sanctions deter"), (RESENTED, "wrong sanctions are resented")):
        effects = {
            effect
            for own in results.settings.values()
            if (effect := own.get("world", {}).get("violence", {}).get(key)) is not None
        }
        if len(effects) > 1:
            said.append(
                f"That {what} is assumed, not observed; it was varied here, from an effect of "
                f"{min(effects):.2g} to {max(effects):.2g}."
            )
        elif effects and max(effects) != 0.0:
            alike.append(f"that {what} (an effect of {max(effects):.2g})")
    if alike:
        verb = "is" if len(alike) == 1 else "are"
        words = " and ".join(alike)
        said.append(
            f"{words[:1].upper()}{words[1:]} {verb} assumed, not observed, and alike in all "
            "scenarios: with other values their order may change, so vary them before you rely on "
            "it."
        )
    return said


def _flattered(wording: Wording, found: Standing) -> Iterator[str]:
    picked = found.best != wording.results.baseline and not found.was_selected
    if found.compared > 2 and picked:
        yield (
            f"The best of {number(found.compared)} looks a little better than it is, for it was "
            "picked by its figure: simulate it again with another seed before you quote that."
        )
