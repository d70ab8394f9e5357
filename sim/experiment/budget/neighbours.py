"""Local exchanges around the best forces of a budget."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import product, zip_longest

from sim.experiment.budget.beginning import Beginning, with_option
from sim.experiment.budget.space import Candidate, Space, moved


def neighbours(
    space: Space,
    best: Sequence[Candidate],
    begun: Beginning,
    known: Collection[Candidate],
    *,
    fineness: int,
    at_most: int,
) -> list[Candidate]:
    """Neighbours not ``known`` yet that the people pay for: of each force in turn its first, then
    its second, and so on. A step is the range of a lever over ``fineness``, and at least one."""
    seen, found = set(known), list[Candidate]()
    moves = [_moves(space, candidate, begun, fineness) for candidate in best]
    for of_each in zip_longest(*moves):
        for candidate in of_each:
            if candidate is None or candidate in seen or not space.fits(candidate):
                continue
            seen.add(candidate)
            found.append(candidate)
            if len(found) == at_most:
                return found
    return found


def _moves(space: Space, own: Candidate, begun: Beginning, fineness: int) -> Iterator[Candidate]:
    """What moves no axis at its lowest; one lever halfway down, a step down or up; another rule or
    order; one lever up for another down."""
    places = begun.places
    lowest = zip(own.numbers, space.least, strict=True)
    trimmed = tuple(n if at in places else low for at, (n, low) in enumerate(lowest))
    yield replace(own, numbers=trimmed)
    step = {at: max((space.most[at] - space.least[at]) // fineness, 1) for at in places}
    half = {at: (own.numbers[at] + space.least[at]) // 2 for at in places}
    down = {at: max(own.numbers[at] - step[at], space.least[at]) for at in places}
    up = {at: min(own.numbers[at] + step[at], space.most[at]) for at in places}
    for to in (half, down, up):
        yield from (moved(own, at, to[at]) for at in places)
    yield from (with_option(own, option) for option in begun.options)
    for more, less in product(places, places):
        if more != less:
            yield moved(moved(own, more, up[more]), less, down[less])
