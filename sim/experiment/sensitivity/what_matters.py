"""What a sensitivity study says of its factors: which matter, what was tried, what couldn't be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isfinite

from sim.analysis import kpis
from sim.experiment.sensitivity.factors import CLUSTERING, RULE
from sim.experiment.sensitivity.found import Found
from sim.experiment.sensitivity.unknowns import LeftOut
from sim.kernel.names import listed

TOLD = 4
"""So many factors are told of at most."""
WIDE = 0.3
"""Half-width of an index from which it says little."""


def what_matters(found: Found, kpi: str) -> str:
    """Which factors the spread comes from: those whose share is shown to be more than chance may
    give to a factor that does nothing."""
    of, label = found.indices[kpi], kpis.describe(kpi).label
    alone = map(_alone, of.first, of.first_half_width, of.total)
    shares = zip(found.blocks.factors, of.total, of.total_half_width, alone, strict=True)
    known = [one for one in shares if isfinite(one[1])]
    chance = found.chance[kpi]
    if not known or not isfinite(chance):
        return f"Too few points have a value of {label} to say what it depends on."
    shown = [one for one in known if one[1] - one[2] > chance]
    shown.sort(key=lambda one: -one[1])
    about = found.factors.by_name
    told = listed(
        [
            f"{about[name].words} {100 * total:.0f} % (give or take {100 * half:.0f}{by_itself})"
            for name, total, half, by_itself in shown[:TOLD]
        ]
    )
    said = (
        f"What the spread of {label} over the guesses comes from, with all that it works together "
        f"with: {told}."
        if shown
        else f"No single factor is shown to matter for {label} at this number of guesses."
    )
    rule = next((one for one in known if one[0] == RULE), None)
    if rule is not None and rule not in shown[:TOLD]:
        share, half = 100.0 * max(rule[1], 0.0), 100.0 * rule[2]
        said += f" The response rule: {share:.0f} % (give or take {half:.0f})"
        said += "." if rule in shown else ", not shown to be more than chance."
    if chance > 0.0:
        said += (
            f" Up to {100.0 * min(chance, 1.0):.0f} % of the spread may be the luck of single "
            "runs, and what does nothing may be given as much: only what is shown to be "
            "more is named (less chance: experiment.replications_of_a_point)."
        )
    if max(one[2] for one in known) > WIDE:
        said += (
            f" These intervals are wide: {of.blocks} draws don't pin shares down (more: "
            "experiment.draws)."
        )
    return said


def _alone(first: float, half: float, total: float) -> str:
    """What is told of a share by itself: nothing where it may be chance."""
    if not first - half > 0.0:
        return ""
    return "; all of it alone" if first >= total else f"; alone {100.0 * first:.0f} %"


def what_was_tried(found: Found, left_out: Sequence[LeftOut]) -> str:
    """How much was varied, what of it was kept, and how much wasn't varied, and why."""
    unknowns = found.factors.unknowns
    status = Counter(one.status for one in unknowns)
    kept = [one for one in found.screened.kept if one not in (RULE, CLUSTERING)]
    words = [found.factors.by_name[name].words for name in kept]
    said = (
        f"Varied were {len(unknowns)} unknowns ({status['assumed']} assumed, {status['expert']} by "
        f"expert judgement), each within its range; kept after the first sieve: {listed(words)}."
    )
    reasons = Counter(one.why for one in left_out)
    if reasons:
        why = ", ".join(f"{why} ({number})" for why, number in reasons.items())
        said += f" Not varied were {len(left_out)} more: {why}."
    return said


def not_screened(found: Found) -> Iterator[str]:
    """Of which outputs the screening found nothing out, if there are any."""
    effects = found.screened.effects
    without = [kpis.describe(kpi).label for kpi, own in effects.items() if own.walks < 2]
    if without:
        nothing = len(without) == len(effects)
        yield (
            f"The first sieve says nothing of {listed(without)}: fewer than two of its rounds have "
            "a value of it at every guess. "
            + (
                "So nothing was kept but what always is."
                if nothing
                else "What matters for it may have been set aside."
            )
        )


def what_could_not_be(found: Found) -> Iterator[str]:
    """How many points were lost to combinations that no scenario can have."""
    walks, blocks = found.screened.walks, found.blocks
    if walks.drawn_anew or blocks.dropped:
        why = Counter(walks.why_not) + Counter(blocks.why_not)
        at = listed([setting for setting, _ in why.most_common()])
        yield (
            f"Some combinations can't be (at fault: {at}): {walks.drawn_anew} rounds of the first "
            f"sieve were drawn anew, and {blocks.dropped} of {blocks.drawn} draws were dropped, so "
            "guesses near such combinations are fewer."
        )
    if walks.given_up:
        yield f"{walks.given_up} rounds of the first sieve found no way around them."
