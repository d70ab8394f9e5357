"""Clustered incidents: each one may bring further ones, as answers or as continuation.

A branching (Hawkes) process thinned by a factor ``D`` that the mission influences: the intensity of
group g at place k is

    D_gk(t) [ mu_gk m_gk(t)
              + sum over past j, kernels m: nu^m[g, g_j] kappa_g(k | k_j) w_j f_m(t - t_j) ]

with f_m exponential. Candidates are points of a plane, hours by rates, each with a genealogical
name; the background comes in up to the rate that it has at that hour, ``D`` decides which offspring
are kept. So the same would-be incident exists in every scenario, and without feedback a lower ``D``
or a lower background keeps a subset, path by path. Exact for every D <= D_max: offered rate times
probability of being kept is the intensity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernel.distributions import choose, cumulative_shares, poisson
from sim.kernel.replication import Process, Replication
from sim.kernel.streams import identity

Floats = NDArray[np.float64]

BLOCK_H = 92 * 24.0
"""The background's candidates are drawn for so many hours at a time."""
Candidate = tuple[float, float, int, int, int, int]
"""Hour, D needed, group, place, and which one it is: block of time and number in it."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """How incidents bring incidents: ``offspring[g][h]`` in group g by one of group h, after an
    exponential delay of mean ``mean_h``."""

    name: str
    mean_h: float
    offspring: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Parameters: G groups, K places, rates per hour.

    ``background_per_h``: G x K. ``modifier(g, k, hours)``: the factor known beforehand, at most
    ``background_ceiling``. ``spread[g][k_j]``: cumulative shares over places of an offspring in
    group g of an incident at k_j. ``intensity_ceiling``: D_max. ``background_rise``: the largest
    factor that the run itself may put on the background. ``expected_at_one``: by group, the mean
    number of candidates that D = 1 keeps until the horizon, if that is known.
    """

    groups: Sequence[str]
    places: Sequence[str]
    background_per_h: Sequence[Sequence[float]]
    modifier: Callable[[int, int, Floats], Floats]
    background_ceiling: float
    intensity_ceiling: float
    kernels: Sequence[Kernel]
    spread: Sequence[Sequence[Sequence[float]]]
    background_rise: float = 1.0
    expected_at_one: Sequence[float] = ()


class Birth(NamedTuple):
    """An incident that is about to happen: where in the family tree, who, where, when."""

    id: int
    hour: float
    group: int
    place: int
    parent: int


Occur = Callable[[Birth], float | None]
"""Draws the marks, lets the incident happen, gives its productivity; None if it is refused."""
Intensity = Callable[[int, int], float]
"""D of (group, place) now; or the factor that the run puts on its background now."""


def spectral_radius(kernels: Sequence[Kernel]) -> float:
    """Mean number of incidents that one brings directly, in the worst mix of groups."""
    total = np.sum([np.asarray(kernel.offspring, dtype=float) for kernel in kernels], axis=0)
    return float(np.max(np.abs(np.linalg.eigvals(total)))) if kernels else 0.0


class ClusterProcess:
    """Generates the incidents of one replication and hands each to ``occur`` at its time."""

    __slots__ = (
        "_offspring",
        "background",
        "clusters",
        "intensity",
        "kept_at_one",
        "occur",
        "rep",
    )

    def __init__(
        self,
        rep: Replication,
        clusters: Clusters,
        intensity: Intensity,
        occur: Occur,
        background: Intensity | None = None,
    ) -> None:
        """``background(group, place)``: a factor on the background now, from 0 to
        ``background_rise``; None for 1."""
        self.rep = rep
        self.clusters = clusters
        self.intensity = intensity
        self.background = background
        self.occur = occur
        self.kept_at_one = [0] * len(clusters.groups)
        """By group, how many candidates D = 1 keeps; counted when they are drawn."""
        self._offspring = [_Offspring(clusters, group) for group in range(len(clusters.groups))]

    def immigrants(self) -> list[Candidate]:
        """Candidates of the background, in order of time.

        Those that would fail even at D_max and the highest background are dropped here in bulk.
        """
        found: list[Candidate] = []
        self.kept_at_one = [0] * len(self.clusters.groups)
        for group, rates in enumerate(self.clusters.background_per_h):
            for place, rate in enumerate(rates):
                if rate > 0.0:
                    found.extend(self._candidates(group, place, rate))
        found.sort()
        return found

    def _candidates(self, group: int, place: int, rate: float) -> list[Candidate]:
        clusters, horizon_h = self.clusters, self.rep.horizon_h
        most = clusters.intensity_ceiling * clusters.background_rise
        offered = rate * clusters.background_ceiling * clusters.intensity_ceiling
        found: list[Candidate] = []
        for block in range(ceil(horizon_h / BLOCK_H)):
            hours, rates = self._offered(group, place, block, offered)
            before_end = hours < horizon_h
            modifier = np.zeros_like(hours)
            modifier[before_end] = clusters.modifier(group, place, hours[before_end])
            highest = float(modifier.max(initial=0.0))
            if highest * clusters.background_rise > clusters.background_ceiling * (1.0 + 1e-9):
                raise ValueError(
                    f"background modifier {highest:g} of group {clusters.groups[group]} exceeds "
                    f"its ceiling {clusters.background_ceiling:g}"
                )
            with np.errstate(divide="ignore"):
                needed = rates / (rate * modifier)
            numbers = np.flatnonzero(needed <= most)
            self.kept_at_one[group] += int(np.count_nonzero(needed[numbers] <= 1.0))
            found.extend(
                (hour, need, group, place, block, number)
                for hour, need, number in zip(
                    hours[numbers].tolist(), needed[numbers].tolist(), numbers.tolist(), strict=True
                )
            )
        return found

    def _offered(self, group: int, place: int, block: int, until: float) -> tuple[Floats, Floats]:
        """Candidates of a block of time: at what hour, and at what rate per hour they come in.

        In order of the rate, up to ``until``: candidate ``n`` is the same whatever the rate is, so
        a higher one brings a superset, each at the hour it had.
        """
        clusters = self.clusters
        draws = self.rep.generator(
            "immigrants", clusters.groups[group], clusters.places[place], block
        )
        expected = until * BLOCK_H
        batch = int(expected + 6.0 * sqrt(expected) + 16.0)
        pairs = draws.random((batch, 2))
        rates = np.cumsum(-np.log1p(-pairs[:, 0])) / BLOCK_H
        while rates[-1] < until:
            pairs = np.concatenate([pairs, draws.random((batch, 2))])
            rates = np.cumsum(-np.log1p(-pairs[:, 0])) / BLOCK_H
        count = int(np.searchsorted(rates, until))
        return BLOCK_H * (block + pairs[:count, 1]), rates[:count]

    def run(self) -> Process:
        """The source: lets each candidate of the background meet ``D`` at its time."""
        groups, places = self.clusters.groups, self.clusters.places
        wait_until, intensity, background = self.rep.wait_until, self.intensity, self.background
        for hour, needed, group, place, block, number in self.immigrants():
            yield wait_until(hour)
            level = intensity(group, place)
            if background is not None:
                level *= background(group, place)
            if needed <= level:
                name = identity("immigrant", groups[group], places[place], block, number)
                self.happen(Birth(name, hour, group, place, 0))

    def happen(self, birth: Birth) -> None:
        """Let an incident happen now, and await those that it brings."""
        productivity = self.occur(birth)
        if productivity is None or productivity <= 0.0:
            return
        offspring, rep = self._offspring[birth.group], self.rep
        mean = offspring.mean * productivity
        for number in range(poisson(rep.uniform(birth.id, "children"), mean)):
            name = identity(birth.id, number)
            which, delay, where, keep = rep.streams.uniforms(name, "child")
            group, mean_h = offspring.branches[choose(which, offspring.cumulative)]
            hour = birth.hour - mean_h * log(delay)
            if hour < rep.horizon_h:
                place = choose(where, self.clusters.spread[group][birth.place])
                self._await(Birth(name, hour, group, place, birth.id), keep)

    def _await(self, birth: Birth, keep: float) -> None:
        def come() -> None:
            if keep * self.clusters.intensity_ceiling <= self.intensity(birth.group, birth.place):
                self.happen(birth)

        self.rep.at(birth.hour, come)


class _Offspring:
    """Offspring offered by an incident of one group: one Poisson count over all target groups and
    kernels, and which of them each is (independent counts superposed)."""

    __slots__ = ("branches", "cumulative", "mean")

    def __init__(self, clusters: Clusters, source: int) -> None:
        self.branches: list[tuple[int, float]] = []
        means = []
        for kernel in clusters.kernels:
            for target in range(len(clusters.groups)):
                if kernel.offspring[target][source] > 0.0:
                    self.branches.append((target, kernel.mean_h))
                    means.append(kernel.offspring[target][source])
        self.mean = sum(means) * clusters.intensity_ceiling
        self.cumulative = cumulative_shares(means)
