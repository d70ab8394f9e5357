"""What a sensitivity study says to the planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isfinite

from sim.analysis import kpis
from sim.analysis.sobol_indices import Indices
from sim.experiment.deciding_kpi import in_its_unit
from sim.experiment.sensitivity.factors import CLUSTERING, COMMON_CAUSE, CONTAGION, RULE
from sim.experiment.sensitivity.found import Found
from sim.experiment.sensitivity.rankings import ANOTHER, BY_CHANCE, NOT_TOLD, SAME
from sim.experiment.sensitivity.tables import Boxes, limits
from sim.experiment.sensitivity.unknowns import LeftOut, Unknown
from sim.experiment.trials import Trials
from sim.kernel.names import listed

TOLD = 4
"""So many factors are told of at most."""
WIDE = 0.3
"""Half-width of an index from which it says little."""


def sentences(
    found: Found, boxes: Boxes, trials: Trials, kpi: str, left_out: Sequence[LeftOut]
) -> list[str]:
    """The answer in two sentences, then what matters, and what was tried."""
    return [
        _as_it_stands(found, trials, kpi),
        _unless(found, boxes),
        *_counted(found),
        *_by_sign(found),
        *_by_clustering(found),
        _what_matters(found.indices[kpi], found, kpi),
        _what_was_tried(found, left_out),
        *_what_could_not_be(found),
        "Effects of presence, of sanctions and of resentment are assumed, not observed. Guesses "
        "are drawn evenly over the ranges tried: a share of guesses is no probability. "
        "Positions are decided, not guessed, so none of them is varied.",
    ]


# --- the answer -----------------------------------------------------------------------------------
def _as_it_stands(found: Found, trials: Trials, kpi: str) -> str:
    standing, label = found.rankings.standing, kpis.describe(kpi)
    first = standing.first
    if not first:
        return f"No response rule has a value of {kpi} as things stand."
    mean = standing.means[first]
    best = "lowest" if standing.lower_is_better else "highest"
    told = in_its_unit(mean.estimate, kpi)
    if isfinite(mean.low):
        told += f", 95 % interval {mean.low:.3g} to {mean.high:.3g}"
    said = (
        f"As things stand, {first} has in the model the {best} {label.label} ({told}; "
        f"{trials.results.replications} replications of each rule, all with the same people)"
    )
    close = [rule for rule in standing.rules if rule != first and not standing.better[first][rule]]
    if close:
        return f"{said}; no difference shown to {listed(close)}."
    return f"{said}, and is shown to be better than each other rule."


def _unless(found: Found, boxes: Boxes) -> str:
    rankings = found.rankings
    guesses, verdicts = len(rankings.guesses), Counter(rankings.verdicts)
    flips = verdicts[ANOTHER]
    if not guesses:
        return "Nothing can be said of guesses: none could be made."
    if not flips:
        return (
            f"In none of {guesses} guesses of what isn't known is another rule shown to be better "
            "in the model."
        )
    if not boxes:
        chance = BY_CHANCE * guesses
        why = (
            f"chance alone may give {chance:.0f}"
            if flips <= 2.0 * chance + 1.0
            else "no range of a few unknowns says where"
        )
        return (
            f"At {flips} of {guesses} guesses of what isn't known another rule is shown to be "
            f"better in the model; {why}."
        )
    told = "; or ".join(
        f"{_box_in_words(found, box.limits)}: there another rule does better at "
        f"{100.0 * box.density:.0f} % of the guesses (density), most often {rule}, and there lie "
        f"{100.0 * box.coverage:.0f} % of all guesses at which one does (coverage)"
        for box, rule in boxes
    )
    return f"The ranking of rules holds in the model unless {told}."


def _box_in_words(found: Found, inside: dict[int, tuple[float, float]]) -> str:
    named = [(found.factors.by_name[found.varied[at]], ends) for at, ends in inside.items()]
    return " and ".join(_limit_in_words(one, *ends) for one, ends in named)


def _limit_in_words(one: Unknown, low: float, high: float) -> str:
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


def _counted(found: Found) -> Iterator[str]:
    rankings = found.rankings
    verdicts, guesses = Counter(rankings.verdicts), len(rankings.guesses)
    if guesses:
        first = rankings.standing.first
        yield (
            f"Of {guesses} guesses {first} is shown to be the best at {verdicts[SAME]}, another "
            f"rule is shown to be better at {verdicts[ANOTHER]} (chance alone may give up to "
            f"{max(BY_CHANCE * guesses, 1.0):.0f}), and at {verdicts[NOT_TOLD]} they are not told "
            f"apart by {rankings.replications} replications of each rule "
            "(more: experiment.replications_of_a_guess)."
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
            f"Where {one.words} is below 0, another rule is better at {below}; where it is 0 or "
            f"above, at {above}."
        )


def _by_clustering(found: Found) -> Iterator[str]:
    if CLUSTERING not in found.varied or not found.rankings.guesses:
        return
    one = found.factors.by_name[CLUSTERING]
    at = [one.shown(guess[CLUSTERING]) for guess in found.rankings.guesses]
    by = [_flips(found, [level == wanted for level in at]) for wanted in (CONTAGION, COMMON_CAUSE)]
    yield (
        f"Where fire brings fire another rule is better at {by[0]}; where it comes in clusters for "
        f"a common cause and none brings another, with the same mean and the same spread of daily "
        f"counts, at {by[1]}."
    )


def _flips(found: Found, which: Sequence[bool]) -> str:
    verdicts = [v for v, own in zip(found.rankings.verdicts, which, strict=True) if own]
    return f"{verdicts.count(ANOTHER)} of {len(verdicts)} guesses"


# --- what matters ---------------------------------------------------------------------------------
def _what_matters(of: Indices, found: Found, kpi: str) -> str:
    label = kpis.describe(kpi).label
    shares = zip(found.blocks.factors, of.total, of.total_half_width, of.first, strict=True)
    known = [one for one in shares if isfinite(one[1])]
    if not known:
        return f"Too few points have a value of {label} to say what it depends on."
    shown = [one for one in known if one[1] - one[2] > 0.0]
    shown.sort(key=lambda one: -one[1])
    about = found.factors.by_name
    told = listed(
        [
            f"{about[name].words} {100 * total:.0f} % (give or take {100 * half:.0f}; alone "
            f"{100 * max(first, 0.0):.0f} %)"
            for name, total, half, first in shown[:TOLD]
        ]
    )
    said = (
        f"What the spread of {label} over the guesses comes from, alone and with others: {told}."
        if shown
        else f"No single factor is shown to matter for {label} at this number of guesses."
    )
    rule = next((one for one in known if one[0] == RULE), None)
    if rule is not None and rule not in shown[:TOLD]:
        share, half = 100.0 * max(rule[1], 0.0), 100.0 * rule[2]
        said += f" The response rule: {share:.0f} % (give or take {half:.0f})."
    if max(one[2] for one in known) > WIDE:
        said += (
            f" These intervals are wide: {of.blocks} blocks of points don't pin shares down "
            "(more: experiment.draws)."
        )
    return said


# --- what was tried -------------------------------------------------------------------------------
def _what_was_tried(found: Found, left_out: Sequence[LeftOut]) -> str:
    unknowns = found.factors.unknowns
    status = Counter(one.status for one in unknowns)
    kept = [one for one in found.screened.kept if one not in (RULE, CLUSTERING)]
    words = [found.factors.by_name[name].words for name in kept]
    said = (
        f"Varied were {len(unknowns)} unknowns ({status['assumed']} assumed, {status['expert']} by "
        f"expert judgement), each within its range; kept after screening: {listed(words)}."
    )
    reasons = Counter(one.why for one in left_out)
    if reasons:
        why = ", ".join(f"{why} {number}" for why, number in reasons.items())
        said += f" Not varied were {len(left_out)} more: {why}."
    return said


def _what_could_not_be(found: Found) -> Iterator[str]:
    walks, blocks = found.screened.walks, found.blocks
    if walks.drawn_anew or blocks.dropped:
        why = Counter(walks.why_not) + Counter(blocks.why_not)
        at = listed([setting for setting, _ in why.most_common()])
        yield (
            f"Some combinations can't be (at fault: {at}): {walks.drawn_anew} walks of the "
            f"screening were drawn anew, {blocks.dropped} of {blocks.drawn} blocks of points were "
            "dropped, so guesses near such combinations are fewer."
        )
    if walks.given_up:
        yield f"{walks.given_up} walks of the screening found no way around them."
