"""Candidates of the background: the same ones in every scenario, whatever their rate and bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.kernel.replication import Replication
from sim.model.clusters import BLOCK_H, Birth, ClusterProcess, Clusters, Floats

DAYS = 200.0
"""Three blocks, the last one cut."""


def by_week(_group: int, _place: int, hours: Floats) -> Floats:
    """A factor that rises and falls within the week, between .5 and 1.5."""
    return 1.0 + 0.5 * np.sin(2.0 * np.pi * hours / 168.0)


PLAIN = Clusters(
    groups=["army", "rebels"],
    places=["camp", "town"],
    background_per_h=[[0.1, 0.02], [0.0, 0.05]],
    modifier=by_week,
    background_ceiling=1.5,
    intensity_ceiling=1.5,
    kernels=[],
    spread=[],
)


def births(clusters: Clusters, days: float = DAYS, intensity: float = 1.0) -> dict[int, Birth]:
    """Every incident at a constant D, by its identity."""
    found: dict[int, Birth] = {}

    def occur(birth: Birth) -> None:
        found[birth.id] = birth

    rep = Replication(4, 0, 24.0 * days)
    rep.start(ClusterProcess(rep, clusters, lambda _group, _place: intensity, occur).run())
    rep.run()
    return found


def times(clusters: Clusters, factor: float) -> Clusters:
    """The same world with its background so many times as high."""
    rates = [[rate * factor for rate in places] for places in clusters.background_per_h]
    return replace(clusters, background_per_h=rates)


@pytest.mark.parametrize("factor", [1.05, 2.0, 7.0])
def test_a_higher_background_brings_the_same_incidents_at_the_same_hours_and_more(
    factor: float,
) -> None:
    fewer, more = births(PLAIN), births(times(PLAIN, factor))
    assert fewer.items() <= more.items()
    expected = len(fewer) * factor
    assert len(more) == pytest.approx(expected, abs=3.29 * (expected - len(fewer)) ** 0.5 + 1e-9)


def test_a_lower_intensity_keeps_what_a_lower_background_keeps() -> None:
    """Both are the rate."""
    assert births(PLAIN, intensity=0.5) == births(times(PLAIN, 0.5))


@pytest.mark.parametrize("bound", ["background_ceiling", "intensity_ceiling", "background_rise"])
def test_a_bound_that_is_not_reached_changes_nothing(bound: str) -> None:
    higher = replace(PLAIN, **{bound: 10.0 * getattr(PLAIN, bound)})
    if bound == "background_rise":  # what actors may add needs room below the ceiling
        higher = replace(higher, background_ceiling=15.0)
    assert births(higher) == births(PLAIN)


@pytest.mark.parametrize("days", [1.0, BLOCK_H / 24.0, 150.5])
def test_a_shorter_run_has_the_same_first_days(days: float) -> None:
    first = {name: birth for name, birth in births(PLAIN).items() if birth.hour < 24.0 * days}
    assert births(PLAIN, days) == first


def test_hours_go_by_the_factor() -> None:
    """Chi-square over the 14 half days of the week, on 50 weeks of a hundred a day."""
    weeks = 50
    busy = times(PLAIN, 24.0)
    hours = np.array([birth.hour for birth in births(busy, 7.0 * weeks).values()])
    found = np.histogram(hours % 168.0, bins=14, range=(0.0, 168.0))[0]
    edges = np.linspace(0.0, 168.0, 15)
    integral = edges - 0.5 * 168.0 / (2.0 * np.pi) * np.cos(2.0 * np.pi * edges / 168.0)
    expected = np.diff(integral) * weeks * sum(map(sum, busy.background_per_h))
    assert ((found - expected) ** 2 / expected).sum() < 36.1, "P = .001 with 14 degrees of freedom"


def test_every_group_and_place_has_its_own_candidates() -> None:
    hours = [birth.hour for birth in births(PLAIN).values()]
    assert len(set(hours)) == len(hours)
    where = {(birth.group, birth.place) for birth in births(PLAIN).values()}
    assert where == {(0, 0), (0, 1), (1, 1)}
