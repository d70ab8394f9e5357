"""What incidents bring: how many, in which group, where and how late, against their settings."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from sim.kernel.replication import Replication
from sim.model.clusters import (
    BLOCK_H,
    Birth,
    ClusterProcess,
    Clusters,
    Floats,
    Kernel,
    spectral_radius,
)

ARMY, REBELS = 0, 1
SHARES = [
    [[0.5, 0.5, 1.0], [0.2, 1.0, 1.0], [0.0, 0.0, 1.0]],
    [[1.0, 1.0, 1.0], [0.25, 0.5, 1.0], [0.5, 1.0, 1.0]],
]
"""By group of the child and place of the parent, cumulative."""


def level(_group: int, _place: int, hours: Floats) -> Floats:
    return np.ones(len(hours))


CLUSTERS = Clusters(
    groups=["army", "rebels"],
    places=["camp", "town", "road"],
    background_per_h=[[0.5, 0.2, 0.0], [0.1, 0.0, 0.3]],
    modifier=level,
    background_ceiling=1.0,
    intensity_ceiling=1.5,
    kernels=[
        Kernel("answer", 6.0, [[0.1, 0.3], [0.4, 0.0]]),
        Kernel("more", 24.0, [[0.2, 0.0], [0.0, 0.1]]),
    ],
    spread=SHARES,
)
HORIZON_H = 2400.0
SETTLED_H = HORIZON_H - 10 * 24.0
"""Whoever was born before this has had all its offspring but for one in e^10."""


def lived(
    clusters: Clusters, intensity: float = 1.0, productivity: float | None = 1.0
) -> list[Birth]:
    births: list[Birth] = []

    def occur(birth: Birth) -> float | None:
        births.append(birth)
        return productivity

    rep = Replication(7, 0, HORIZON_H)
    rep.start(ClusterProcess(rep, clusters, lambda _group, _place: intensity, occur).run())
    rep.run()
    return births


@pytest.mark.parametrize(("intensity", "productivity"), [(1.0, 1.0), (0.5, 1.5)])
def test_number_delay_and_place_of_offspring(intensity: float, productivity: float) -> None:
    births = lived(CLUSTERS, intensity, productivity)
    parents = {birth.id: birth for birth in births if birth.hour < SETTLED_H}
    children = [(parents[b.parent], b) for b in births if b.parent in parents]
    factor = intensity * productivity
    for source in (ARMY, REBELS):
        number = sum(parent.group == source for parent in parents.values())
        for target in (ARMY, REBELS):
            own = [(p, c) for p, c in children if (p.group, c.group) == (source, target)]
            means = [kernel.offspring[target][source] for kernel in CLUSTERS.kernels]
            expected = factor * sum(means) * number
            assert len(own) == pytest.approx(expected, abs=3.29 * sqrt(expected))
            delays = np.array([child.hour - parent.hour for parent, child in own])
            mean_h = sum(m * k.mean_h for m, k in zip(means, CLUSTERS.kernels, strict=True))
            mean_h /= sum(means)
            assert delays.min() > 0.0
            error_h = 3.29 * delays.std() / sqrt(len(own))
            assert delays.mean() == pytest.approx(mean_h, abs=error_h)
            for place in range(3):
                there = [child.place for parent, child in own if parent.place == place]
                shares = np.diff([0.0, *SHARES[target][place]])
                for at, share in enumerate(shares):
                    slack = 3.29 * sqrt(len(there) * share * (1.0 - share))
                    assert there.count(at) == pytest.approx(len(there) * share, abs=slack)


def test_immigrants_come_at_their_rates_and_have_no_parent() -> None:
    immigrants = [birth for birth in lived(CLUSTERS, 0.5) if birth.parent == 0]
    for group, rates in enumerate(CLUSTERS.background_per_h):
        for place, rate in enumerate(rates):
            number = sum((b.group, b.place) == (group, place) for b in immigrants)
            expected = 0.5 * rate * HORIZON_H
            assert number == pytest.approx(expected, abs=3.29 * sqrt(expected))


@pytest.mark.parametrize("productivity", [0.0, None])
def test_who_is_unproductive_or_refused_brings_nobody(productivity: float | None) -> None:
    assert {birth.parent for birth in lived(CLUSTERS, 1.0, productivity)} == {0}


def test_no_two_incidents_have_the_same_identity_and_all_happen_in_order() -> None:
    births = lived(CLUSTERS)
    assert len({birth.id for birth in births}) == len(births)
    hours = [birth.hour for birth in births]
    assert hours == sorted(hours)
    assert hours[-1] < HORIZON_H


def test_a_background_that_the_run_lowers_keeps_the_same_incidents_in_part() -> None:
    alone = replace(CLUSTERS, kernels=[])

    def immigrants(factor: float) -> set[int]:
        found: set[int] = set()
        rep = Replication(7, 0, HORIZON_H)

        def background(group: int, place: int) -> float:
            return factor if (group, place) == (ARMY, 0) else 1.0

        def occur(birth: Birth) -> None:
            found.add(birth.id)

        def intensity(_group: int, place: int) -> float:
            return 0.8 if place == 0 else 1.0

        rep.start(ClusterProcess(rep, alone, intensity, occur, background).run())
        rep.run()
        return found

    full, lower = immigrants(1.0), immigrants(0.5)
    assert full < {birth.id for birth in lived(alone)}
    assert full >= {birth.id for birth in lived(alone) if birth.place > 0}
    assert lower < full
    expected = 0.5 * 0.8 * 0.5 * HORIZON_H
    assert len(full - lower) == pytest.approx(expected, abs=3.29 * sqrt(expected))


def test_a_modifier_beyond_its_ceiling_is_refused() -> None:
    def high(_group: int, _place: int, hours: Floats) -> Floats:
        return np.full(len(hours), 1.01)

    with pytest.raises(ValueError, match=r"modifier 1\.01 of group army exceeds its ceiling 1"):
        lived(replace(CLUSTERS, modifier=high))
    with pytest.raises(ValueError, match=r"exceeds its ceiling 1\.25"):
        lived(replace(CLUSTERS, background_ceiling=1.25, background_rise=1.3))


def test_a_background_so_low_that_it_offers_nobody_brings_nobody() -> None:
    never = [[1e-12, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert lived(replace(CLUSTERS, background_per_h=never)) == []


def test_the_mean_number_that_one_brings_in_the_worst_mix() -> None:
    assert spectral_radius([]) == 0.0
    assert spectral_radius(CLUSTERS.kernels[:1]) == pytest.approx((0.1 + sqrt(0.01 + 0.48)) / 2)
    both = [[0.3, 0.3], [0.4, 0.1]]
    expected = max(abs(np.linalg.eigvals(np.array(both))))
    assert spectral_radius(CLUSTERS.kernels) == pytest.approx(expected)
    assert spectral_radius([Kernel("k", 1.0, [[0, 1], [1, 0]])]) == pytest.approx(1.0)


class Close:
    """Stands in for a generator by whose numbers candidates come four times as close as usual."""

    def random(self, shape: tuple[int, int]) -> np.ndarray:
        gap, hour = -np.expm1(-0.25), 0.75
        return np.tile([gap, hour], (shape[0], 1))


def test_more_is_drawn_where_the_first_batch_does_not_reach_the_rate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rep = Replication(7, 0, BLOCK_H)
    monkeypatch.setattr(Replication, "generator", lambda *_name: Close())
    one = replace(CLUSTERS, background_per_h=[[0.1, 0.0, 0.0], [0.0] * 3], intensity_ceiling=1.0)
    process = ClusterProcess(rep, one, lambda _group, _place: 1.0, lambda _birth: None)
    found = process.immigrants()
    assert len(found) == pytest.approx(4 * 0.1 * BLOCK_H, abs=1)
    needed = [candidate[1] for candidate in found]
    assert {candidate[0] for candidate in found} == {0.75 * BLOCK_H}
    assert process.kept_at_one == [len(found), 0]
    assert needed == pytest.approx(np.arange(1, len(found) + 1) * 0.25 / (0.1 * BLOCK_H))


def test_incidents_stay_what_they_were_when_this_was_written() -> None:
    """A change here changes every result ever published."""
    births = lived(replace(CLUSTERS, intensity_ceiling=1.0))
    immigrants = [birth for birth in births if birth.parent == 0]
    brought = [birth for birth in births if birth.parent != 0]
    assert (len(immigrants), len(brought)) == (2658, 3513)
    assert immigrants[0] == Birth(8457866208228590643, 0.6224430053067564, 1, 2, 0)
    assert brought[0][:4] == (3189403985717202811, 2.9717013756239044, 0, 1)


def test_a_factor_that_is_always_small_has_a_small_ceiling() -> None:
    def low(_group: int, _place: int, hours: Floats) -> Floats:
        return np.full(len(hours), 0.25)

    quarter = replace(CLUSTERS, modifier=low, background_ceiling=0.25, kernels=[])
    rates = [[0.25 * rate for rate in places] for places in CLUSTERS.background_per_h]
    same = replace(CLUSTERS, background_per_h=rates, kernels=[])
    assert lived(quarter) == lived(same)


def test_nobody_is_counted_before_candidates_are_drawn_and_none_twice() -> None:
    rep = Replication(7, 0, HORIZON_H)
    process = ClusterProcess(rep, CLUSTERS, lambda _group, _place: 1.0, lambda _birth: None)
    assert process.kept_at_one == [0, 0]
    for _ in range(2):
        candidates = process.immigrants()
        kept = [
            sum(need <= 1.0 and group == g for _, need, group, *_ in candidates) for g in (0, 1)
        ]
        assert process.kept_at_one == kept
    assert sum(kept) < len(candidates)
