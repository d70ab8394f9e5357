"""Searches the forces within a budget for those that no other dominates, and confirms them.

Few replications of many forces and, in rounds, of neighbours of the best; more of those that are
left; at last fresh ones of the finalists, by which alone anything is claimed. Throughout, the same
random numbers for all. A force that leaves may be worth more than it looked: of it nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from sim.analysis.pareto import NO_VALUE, Verdict, verdicts
from sim.analysis.quotients import mean_of
from sim.experiment.budget.beginning import Beginning, everything, options_of, screened
from sim.experiment.budget.choosing import chosen
from sim.experiment.budget.neighbours import neighbours
from sim.experiment.budget.space import Candidate
from sim.experiment.budget.tried import Tried, forces
from sim.experiment.trials import fresh, searching

LONGER = 4
"""So many times the first replications for what the rounds leave."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How far the search goes; numbers of forces and of replications."""

    levels: int
    all_at_most: int
    candidates: int
    replications: int
    rounds: int
    finalists: int

    @property
    def kept(self) -> int:
        """Forces whose neighbours are tried, and that are looked at closer in the end."""
        return self.finalists + self.finalists // 2

    @property
    def exchanges(self) -> int:
        """Neighbours that a round adds."""
        return self.candidates // 2


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to."""

    tried: Tried
    finalists: list[Candidate]
    """The smaller first; the scenario as it stands is among them, if the people pay for it."""
    verdicts: list[Verdict]
    """Of each finalist; numbers are places among the finalists."""
    begun: Beginning


def search(tried: Tried, effort: Effort, rules: Sequence[str]) -> Found:
    """Search and confirm. Raises Unknown until what it needs is known."""
    space, n = tried.space, effort.replications
    options = options_of(tried, rules)
    if space.grid_size(space.moving(), effort.levels) * len(options) <= effort.all_at_most:
        begun = everything(space, options, effort.levels)
    else:
        begun = screened(
            tried, options, replications=n, levels=effort.levels, candidates=effort.candidates
        )
    standing = [space.standing] if space.fits(space.standing) else []
    pool = list(dict.fromkeys([*standing, *begun.pool]))
    pool = tried.search(pool, n, f"trying {forces(len(pool))}")
    for number in range(effort.rounds):
        best = _best(tried, pool, n, effort.kept)
        more = neighbours(
            space,
            best,
            begun,
            tried.searched,
            fineness=effort.levels << number,
            at_most=effort.exchanges,
        )
        words = f"round {number + 1}: trying {forces(len(more))} near the best"
        pool += tried.search(more, n, words)
    kept = _best(tried, pool, n, effort.kept)
    kept = tried.search(kept, LONGER * n, f"looking closer at {forces(len(kept))}")
    final = _best(tried, kept, LONGER * n, effort.finalists - len(begun.always))
    final = list(dict.fromkeys([*final, *begun.always, *standing]))
    return _confirmed(tried, final, begun)


def _best(tried: Tried, pool: Sequence[Candidate], count: int, at_most: int) -> list[Candidate]:
    named, axes = tried.compared(pool, searching(count))
    if not named:
        return []
    costs = [tried.space.price(one) for one in named]
    return [named[at] for at in chosen(costs, axes, at_most)]


def _confirmed(tried: Tried, finalists: list[Candidate], begun: Beginning) -> Found:
    """Verdicts by fresh replications of the finalists; the scenario as it stands gets some too."""
    space = tried.space
    replications = fresh(tried.trials.results.replications)
    finalists = sorted(finalists, key=space.price)
    tried.name_finalists(finalists)
    words = f"confirming {forces(len(finalists))} with fresh replications"
    points = list(dict.fromkeys([*finalists, space.standing]))
    final = [one for one in tried.need(points, replications, words) if space.fits(one)]
    named, axes = tried.compared(final, replications)
    found = verdicts([space.price(one) for one in named], axes)
    place_of = {candidate: at for at, candidate in enumerate(named)}
    told = []
    for candidate in final:
        if candidate not in place_of or not _has_values(tried, candidate, replications):
            told.append(Verdict(NO_VALUE))
            continue
        one = found[place_of[candidate]]
        told.append(one if one.by is None else replace(one, by=final.index(named[one.by])))
    return Found(tried, final, told, begun)


def _has_values(tried: Tried, candidate: Candidate, replications: Sequence[int]) -> bool:
    return all(
        isfinite(mean_of(*tried.column(candidate, axis, replications), ratio=axis.ratio))
        for axis in tried.axes
    )
