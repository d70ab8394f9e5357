"""The forces that a search of a budget begins with: what moves the axes, and a sample over that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.budget.choosing import clearly_better
from sim.experiment.budget.space import Candidate, Space, moved
from sim.experiment.budget.tried import Tried, forces
from sim.experiment.trials import searching

SHARES = (0.25, 0.5, 0.75, 1.0)
"""Of what is left of the people beyond the smallest force, in turn: so much a sample spends."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Forces to begin with, and what a search is to vary."""

    pool: list[Candidate]
    places: list[int]
    """Of the levers that move an axis."""
    options: list[Candidate]
    """What goes with the numbers: rules, orders of the posts."""
    always: list[Candidate]
    """Forces that stay to the end, so that the planner sees them beside the others."""
    tried_all: bool = False


def options_of(tried: Tried, rules: Sequence[str]) -> list[Candidate]:
    """Rules (the scenario's own under no name of its own) and orders in which posts are manned, as
    candidates whose numbers don't matter."""
    blank = Candidate(())
    of_rules = [blank]
    if rules:
        standing, scenario = tried.trials.base.response, tried.trials.scenario
        same = [scenario(rule, {"response": rule}).response == standing for rule in rules]
        pairs = zip(rules, same, strict=True)
        of_rules = [blank if own else replace(blank, rule=rule) for rule, own in pairs]
    orders = [False, True] if tried.space.orders_differ else [False]
    return [replace(rule, by_coverage=order) for order in orders for rule in of_rules]


def everything(space: Space, options: list[Candidate], levels: int) -> Beginning:
    """All combinations of levels, with every option."""
    places = space.moving()
    grid = space.grid(places, levels)
    pool = [with_option(one, option) for one in grid for option in options]
    return Beginning(pool, places, options, [], tried_all=True)


def screened(
    tried: Tried, options: list[Candidate], *, replications: int, levels: int, candidates: int
) -> Beginning:
    """A lever moves an axis if a force filled with everything clearly loses without it, or if its
    role alone adds something to the smallest. Raises Unknown until that is seen."""
    space = tried.space
    places = space.moving()
    full = with_option(space.filled([1.0] * len(space.levers), space.people), options[0])
    small = with_option(space.smallest, options[0])
    without = {at: moved(full, at, space.least[at]) for at in places}
    roles = dict.fromkeys(space.levers[at].role for at in places)
    alone = {role: with_option(_corner(space, role), options[0]) for role in roles}
    others = [with_option(full, option) for option in options[1:]]
    first = list(dict.fromkeys([small, full, *without.values(), *alone.values(), *others]))
    words = f"seeing what moves the axes: {forces(len(first))}"
    possible = tried.search(first, replications, words)
    named, axes = tried.compared(possible, searching(replications))
    better = np.any([clearly_better(axis) for axis in axes], axis=0)
    place_of = {candidate: at for at, candidate in enumerate(named)}

    def gained(more: Candidate, less: Candidate) -> bool:
        known = {more, less} <= place_of.keys()
        return known and bool(better[place_of[more], place_of[less]])

    by_role = {role for role, corner in alone.items() if gained(corner, small)}
    matter = [at for at in places if gained(full, without[at]) or space.levers[at].role in by_role]
    kept = [
        option
        for option, one in zip(options, [full, *others], strict=True)
        if not option.by_coverage or gained(one, full) or gained(full, one)
    ]
    sample = [
        with_option(one, kept[at % len(kept)])
        for at, one in enumerate(_sample(space, matter, levels, candidates))
    ]
    return Beginning([*possible, *sample], matter, kept, [full] if full in possible else [])


def with_option(candidate: Candidate, option: Candidate) -> Candidate:
    """The candidate with another rule and order."""
    return replace(option, numbers=candidate.numbers)


def _corner(space: Space, role: str) -> Candidate:
    """Everything into one role."""
    return space.filled([float(lever.role == role) for lever in space.levers], space.people)


def _sample(space: Space, places: Sequence[int], levels: int, candidates: int) -> list[Candidate]:
    """Forces that fill the space of these levers: all combinations of levels if there are few, else
    points of a Sobol sequence, spending several shares of the people."""
    if not places:
        return []
    if space.grid_size(places, levels) <= candidates:
        return space.grid(places, levels)
    from scipy.stats import qmc  # takes a second, so only a sample waits for it

    sequence = qmc.Sobol(len(places), scramble=False)
    points = sequence.random_base2(candidates.bit_length())[1 : candidates + 1]
    weights = np.zeros((len(points), len(space.levers)))
    weights[:, list(places)] = points
    full = space.filled([float(at in places) for at in range(len(space.levers))], space.people)
    least, most = space.price(space.smallest), space.price(full)
    return [
        space.filled(row.tolist(), least + SHARES[at % len(SHARES)] * (most - least))
        for at, row in enumerate(weights)
    ]
