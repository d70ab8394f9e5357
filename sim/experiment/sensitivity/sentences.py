"""What a sensitivity study says to the planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isfinite

from sim.analysis import kpis
from sim.experiment.deciding_kpi import figure
from sim.experiment.sensitivity.factors import CLUSTERING, COMMON_CAUSE, CONTAGION
from sim.experiment.sensitivity.found import Found
from sim.experiment.sensitivity.rankings import ANOTHER, NOT_TOLD, SAME
from sim.experiment.sensitivity.tables import Boxes, limits
from sim.experiment.sensitivity.unknowns import Assumption, LeftOut
from sim.experiment.sensitivity.what_matters import (
    not_screened,
    what_could_not_be,
    what_matters,
    what_was_tried,
)
from sim.experiment.trials import Trials


def sentences(
    found: Found, boxes: Boxes, trials: Trials, kpi: str, left_out: Sequence[LeftOut]
) -> list[str]:
    """The answer in two sentences, then what matters, and what was tried."""
    return [
        as_it_stands(found, trials, kpi),
        _at_guesses(found, boxes),
        *_how_told(found),
        *_by_sign(found),
        *_by_clustering(found),
        what_matters(found, kpi),
        what_was_tried(found, left_out),
        *not_screened(found),
        *what_could_not_be(found),
        "Effects of presence, of sanctions and of resentment are assumed, not observed. Guesses "
        "are drawn evenly over the ranges tried: a share of guesses is no probability. "
        "Positions are decided, not guessed, so none of them is varied.",
    ]


# --- the answer -----------------------------------------------------------------------------------
def as_it_stands(found: Found, trials: Trials, kpi: str) -> str:
    """Which rule is best as things stand, and whether it is shown to be."""
    standing, label = found.rankings.standing, kpis.describe(kpi)
    first = standing.first
    if not first:
        return f"No response rule has a value of {kpi} as things stand."
    mean = standing.means[first]
    best = "lowest" if standing.lower_is_better else "highest"
    told = figure(mean.estimate, kpi)
    if isfinite(mean.low):
        low, _, _ = figure(mean.low, kpi).partition(" ")
        told += f", 95 % interval {low} to {figure(mean.high, kpi)}"
    said = (
        f"As things stand, {_rule(first)} has in the model the {best} {label.label} ({told}; "
        f"{trials.results.replications} replications of each rule, all with the same people)"
    )
    close = [rule for rule in standing.rules if rule != first and not standing.better[first][rule]]
    if close:
        return f"{said}; no difference shown to {' or '.join(_rule(rule) for rule in close)}."
    return f"{said}, and is shown to be better than each other rule."


def _at_guesses(found: Found, boxes: Boxes) -> str:
    rankings = found.rankings
    guesses, verdicts = len(rankings.guesses), Counter(rankings.verdicts)
    flips = verdicts[ANOTHER]
    if not guesses:
        return "Nothing can be said of guesses: none could be made."
    first = _rule(rankings.standing.first)
    if not first:
        return "Nothing can be said of guesses: no rule has a value as things stand."
    if verdicts[NOT_TOLD] == guesses:
        return (
            f"At all {guesses} guesses of what isn't known the runs don't tell whether {first} is "
            "the best rule: nothing is known of it there."
        )
    if not flips:
        return (
            f"In none of {guesses} guesses of what isn't known is another rule shown to be better "
            f"in the model than {first}: {_best_or_open(verdicts, first)}."
        )
    if not boxes:
        why = (
            "So few may be chance"
            if flips <= rankings.by_chance[1]
            else "No range of a few unknowns was found that tells where"
        )
        return (
            f"At {flips} of {guesses} guesses of what isn't known another rule than {first} is "
            f"shown to be better in the model; {_best_or_open(verdicts, first)}. {why}."
        )
    told = "; and where ".join(
        f"{_box_in_words(found, box.limits)}: at {100.0 * box.density:.0f} % of the {box.inside} "
        f"guesses there (density), most often {_rule(rule)}, and "
        f"{100.0 * box.coverage:.0f} % of all guesses at which another is better lie there "
        "(coverage)"
        for box, rule in boxes
    )
    outside = rankings.outside(boxes, found.factors, found.varied)
    return (
        f"Another rule than {first} is shown to do better in the model above all where {told}. "
        f"Elsewhere, of {outside.total()} guesses, it is so at {outside[ANOTHER]}; "
        f"{_best_or_open(outside, first)}."
    )


def _best_or_open(verdicts: Counter[str], first: str) -> str:
    """At how many guesses the first is shown to be the best, and where nothing is known."""
    said = f"at {verdicts[SAME] or 'none'} {first} is shown to be the best"
    if not verdicts[NOT_TOLD]:
        return said
    return f"{said}, and at {verdicts[NOT_TOLD]} the runs don't tell whether it is"


def _rule(name: str) -> str:
    return name.replace("_", " ")


def _box_in_words(found: Found, inside: dict[int, tuple[float, float]]) -> str:
    named = [(found.factors.by_name[found.varied[at]], ends) for at, ends in inside.items()]
    return " and ".join(_limit_in_words(one, *ends) for one, ends in named)


def _limit_in_words(one: Assumption, low: float, high: float) -> str:
    of = limits(one, low, high)
    if one.choices:
        return f"{one.words} is {str(of['from']).replace('_', ' ')}"
    where = {
        (True, True): f"between {of['from']} and {of['to']}",
        (True, False): f"above {of['from']}",
        (False, True): f"below {of['to']}",
    }[of["from"] != "", of["to"] != ""]
    unit = "of its way" if one.differs else one.unit
    return f"{one.words} is {where} ({unit})"


def _how_told(found: Found) -> Iterator[str]:
    rankings = found.rankings
    if rankings.guesses:
        mean, seldom_more = rankings.by_chance
        yield (
            f"At each of the {len(rankings.guesses)} guesses the rules are told apart, or not, by "
            f"{rankings.replications} replications of each (more: "
            "experiment.replications_of_a_guess). Chance alone shows another rule as better at "
            f"about {mean:.1f} of them on average at most, seldom at more than {seldom_more}. "
            "Where another is better was looked for at one half of the guesses; what is said of "
            "such a place is counted at the other half."
        )


def _by_sign(found: Found) -> Iterator[str]:
    """Of effects whose range holds both signs, how the rules do on either side."""
    if not found.rankings.guesses:
        return
    for factor in found.varied:
        one = found.factors.by_name[factor]
        if one.choices or one.differs or one.low is None or not one.low < 0.0 < (one.high or 0.0):
            continue
        at = found.factors.numbers(factor, [guess[factor] for guess in found.rankings.guesses])
        below, above = (_flips(found, side.tolist()) for side in (at < 0.0, at >= 0.0))
        yield (
            f"Where {one.words} is below 0, another rule is shown to be better at "
            f"{below}; where it is 0 or above, at {above}."
        )


def _by_clustering(found: Found) -> Iterator[str]:
    if CLUSTERING not in found.varied or not found.rankings.guesses:
        return
    one = found.factors.by_name[CLUSTERING]
    at = [one.shown(guess[CLUSTERING]) for guess in found.rankings.guesses]
    by = [_flips(found, [level == wanted for level in at]) for wanted in (CONTAGION, COMMON_CAUSE)]
    yield (
        f"Where fire brings fire another rule is shown to be better at {by[0]}; where it comes in "
        "clusters for a common cause and none brings another, with the same mean and the same "
        f"spread of daily counts, at {by[1]}."
    )


def _flips(found: Found, which: Sequence[bool]) -> str:
    verdicts = [v for v, own in zip(found.rankings.verdicts, which, strict=True) if own]
    open_ones = verdicts.count(NOT_TOLD)
    told = f"{verdicts.count(ANOTHER)} of {len(verdicts)} guesses"
    return f"{told} (not told apart: {open_ones})" if open_ones else told
