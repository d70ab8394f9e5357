"""Decisions under guesses at what nobody knows: one against another where the same is assumed.

The point with the best figure of such a sweep owes it to the friendliest guess, which nobody can
choose; so decisions are compared guess by guess, and replication by replication.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from sim.analysis.quotients import Column, sampled_difference
from sim.analysis.statistics import CONFIDENCE, Sampled, simultaneous_confidence
from sim.analysis.verdict import shows

ByGuess = dict[str, dict[str, str]]
"""Guess -> decision -> scenario, all in the order of the scenarios."""


@dataclass(frozen=True, slots=True)
class AgainstFirst:
    """A decision less the first one, at each guess at which both have figures."""

    decision: str
    first: str
    differences: dict[str, float]
    """Guess -> mean of the differences within replications, of a ratio KPI difference of ratios."""
    shown: frozenset[str] | None
    """Guesses at which the 95 % interval, Bonferroni over the guesses, leaves out zero; None where
    no guess has an interval."""
    without: int
    """Guesses at which one of the two has no figures."""


def by_guess(scenarios: Sequence[str], blocks: Collection[str]) -> ByGuess:
    """The scenarios by what is guessed and what is decided; a scenario outside of the blocks, such
    as the one that stands, is left out.

    ``blocks``: names of those whose rows are guesses. A point's name holds ``<block> <number>`` for
    each of them, between commas; what is left of it is the decision, empty when there is none.
    """
    if not blocks:
        return {}
    either = "|".join(re.escape(block) for block in blocks)
    row = re.compile(rf"(?:^|, )((?:{either}) \d+)(?=, |$)")
    found: ByGuess = {}
    for name in scenarios:
        if guess := ", ".join(row.findall(name)):
            found.setdefault(guess, {})[row.sub("", name).removeprefix(", ")] = name
    return found


def decisions(guesses: ByGuess) -> list[str]:
    """The decisions of any guess, in order."""
    return list(dict.fromkeys(decision for own in guesses.values() for decision in own))


def against_first(
    guesses: ByGuess, columns: Mapping[str, Column], *, ratio: bool
) -> Iterator[AgainstFirst]:
    """Each decision against the first, in a KPI.

    ``columns``: scenario -> the KPI of its replications, the same position being the same
    replication; scenarios without figures are missing.
    """
    first, *others = decisions(guesses)
    for decision in others:
        found = {
            guess: apart
            for guess, own in guesses.items()
            if decision in own
            and first in own
            and (apart := _apart(columns, own[decision], own[first], ratio)) is not None
        }
        confidence = simultaneous_confidence(CONFIDENCE, len(found))
        intervals = {
            guess: interval
            for guess, apart in found.items()
            if isfinite((interval := apart.estimated.interval(confidence)).low)
        }
        shown = frozenset(guess for guess, interval in intervals.items() if shows(interval))
        yield AgainstFirst(
            decision,
            first,
            {guess: apart.estimate for guess, apart in found.items()},
            shown if intervals else None,
            len(guesses) - len(found),
        )


def _apart(columns: Mapping[str, Column], own: str, other: str, ratio: bool) -> Sampled | None:
    """The difference over the replications that both finished; None without one."""
    if own not in columns or other not in columns:
        return None
    both = columns[own].known & columns[other].known
    apart = sampled_difference(columns[own].at(both), columns[other].at(both), ratio=ratio)
    return apart if isfinite(apart.estimate) else None
