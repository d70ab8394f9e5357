"""What a search for the smallest force says of it agrees with itself, however poor its luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

import numpy as np
import pytest

from sim.analysis.quotients import Column
from sim.analysis.targets import Target
from sim.experiment.forces import Force, Lever
from sim.experiment.sizing.ground import Ground, changed, key_of
from sim.experiment.sizing.search import Replications, search
from sim.experiment.trials import fresh, searching

POSTS, TEAMS, ESCORTS = (Lever("zone", role) for role in ("posts", "teams", "escorts"))
LOCATED, VISITED = "located_share", "visited_within_72_h_share"
PEOPLE = {POSTS: 20.0, TEAMS: 14.0, ESCORTS: 28.0}


class Noisy(Ground):
    """Posts locate, teams and (a little) escorts visit; few replications say little of either."""

    def __init__(self, seed: int, noise: float) -> None:
        self.seed, self.noise = seed, noise
        self.least = dict.fromkeys(PEOPLE, 0)
        self.most = {POSTS: 8, TEAMS: 10, ESCORTS: 3}

    def force(self, numbers: Mapping[Lever, int]) -> Force:
        return Force(numbers)

    def people(self, force: Force) -> float:
        return sum(PEOPLE[lever] * number for lever, number in force.numbers.items())

    def need(self, forces: Sequence[Force], replications: Sequence[int], step: str) -> None:
        assert forces
        assert replications
        assert not step.startswith("trying 1 ways")

    def column(self, force: Force, kpi: str, replications: Sequence[int]) -> Column:
        posts, teams, escorts = (force.numbers[lever] for lever in PEOPLE)
        load = posts / 4.0 if kpi == LOCATED else teams / 3.0 + escorts / 10.0
        mean = 0.9 * (1.0 - exp(-load))
        own = int.from_bytes(repr(key_of(force)).encode()[-24:], "big")
        pairs = []
        for number in replications:
            luck = np.random.default_rng([self.seed, number, own, kpi == LOCATED]).normal()
            pairs.append((100.0 * (mean + self.noise * luck), 100.0))
        return Column.of(pairs)


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_there_in_vain(seed: int) -> None:
    """One fewer of anything misses a target, and a target costs people just if it needs some."""
    ground = Noisy(seed, noise=0.06)
    targets = [Target(LOCATED, True, 0.6), Target(VISITED, True, 0.6)]
    by = Replications(searching(2), searching(6), lambda time: fresh(20, time))
    found = search(ground, targets, by, ground.force({POSTS: 3, TEAMS: 3, ESCORTS: 1}))
    above = [lever for lever, number in found.force.numbers.items() if number > 0]
    assert {lever for lever, needed in found.needed_for.items() if needed} == set(above)
    for target in found.sought:
        assert (found.saved[target] > 0.0) <= found.binds(target)


def test_what_is_out_of_reach_gets_no_worse_than_it_stands() -> None:
    """Nothing but the target out of reach asks for posts: they don't go for that."""
    ground = Noisy(1, noise=0.01)
    targets = [Target(LOCATED, True, 0.95), Target(VISITED, True, 0.5)]
    standing = ground.force({POSTS: 4, TEAMS: 1, ESCORTS: 0})
    by = Replications(searching(4), searching(20), lambda time: fresh(20, time))
    found = search(ground, targets, by, standing)
    assert [target.kpi for target in found.held] == [LOCATED]
    assert [target.kpi for target in found.sought] == [VISITED]
    assert found.force.numbers[POSTS] == standing.numbers[POSTS]
    assert found.needed_for[POSTS] == found.held
    fewer = changed(found.force, {POSTS: -1})
    assert found.saved[found.held[0]] >= ground.people(found.force) - ground.people(fewer)


def test_what_is_allowed_at_least_holds_for_the_force_as_it_is() -> None:
    """The force as it stands meets the targets with fewer people, but has too few escorts."""
    ground = Noisy(2, noise=0.01)
    ground.least = {POSTS: 0, TEAMS: 0, ESCORTS: 2}
    by = Replications(searching(4), searching(20), lambda time: fresh(20, time))
    standing = ground.force({POSTS: 0, TEAMS: 4, ESCORTS: 0})
    found = search(ground, [Target(VISITED, True, 0.5)], by, standing)
    assert found.force.numbers[ESCORTS] == 2
