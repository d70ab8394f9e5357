"""The search of a calibration: settings over all ranges, then where the counts are plausible.

Every replication has random numbers of its own: under common ones all settings would share their
luck, and the data's luck is another. What is picked is simulated again with fresh numbers.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.moment_fit import Emulator, Fit, terms
from sim.analysis.moments import Floats
from sim.experiment.calibration.material import Material
from sim.experiment.calibration.parameters import Standing
from sim.experiment.designs.base import Changes, Request
from sim.experiment.problems import EngineProblem
from sim.experiment.trials import Trials, Unknown, fresh
from sim.kernel.streams import Streams

CALIBRATED = "calibrated"
WIDER = 4.0
"""How much wider than plausible (in variance) the second settings are spread."""
MARGIN = 0.1
"""Of the ranges of the second settings, added to either end."""
UNIDENTIFIED = 0.8
"""An interval over so much of the range tried tells nothing."""
CORRELATED = 0.8
"""Parameters with such a correlation among plausible ones are known together only,"""
LOOSE = 0.3
"""unless each is known to within this share of the range."""
LEAST_P = 0.01
"""Below this probability of so large a distance, the model doesn't fit."""
RUNS_PER_TERM = 6
"""Replications in either round for each term of the emulator: with fewer, chance in the search
looks like knowledge."""

Known = MutableMapping[Request, Floats]
"""Figures of replications that were summed up before."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many settings are tried in either round, and how many replications of each."""

    wide: int
    wide_replications: int
    near: int
    near_replications: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is known of a parameter, in its own unit."""

    value: float
    """The best fit; of one that the counts tell nothing of, the value that stands."""
    low: float
    high: float
    identified: bool
    partners: tuple[str, ...] = ()
    """Parameters that it can't be told from: only their combination is known."""

    @property
    def words(self) -> str:
        """``yes``, ``no``, or what it is known together with."""
        if self.partners:
            return f"only together with {' and '.join(self.partners)}"
        return "yes" if self.identified else "no"


@dataclass(frozen=True, slots=True)
class Found:
    """What a calibration found."""

    estimates: list[Estimate]
    """One for each parameter."""
    changes: Changes
    """Of the calibrated scenario."""
    fits: bool
    """Whether some setting within the ranges gives such counts at all."""
    mean: Floats
    sd: Floats
    """Of the figures of one realisation at the best fit, by the emulator."""
    runs: int
    """Replications that the search took."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search on its way."""

    material: Material
    parameters: Sequence[Standing]
    sizes: Sizes
    trials: Trials
    known: Known = field(default_factory=dict)
    concluded: MutableMapping[bytes, Found] = field(default_factory=dict)
    """What was concluded before from such figures: a study is carried out again and again."""

    def found(self, replications: int) -> Found:
        """The whole search. Raises Unknown until everything is known."""
        wide, near = self.sizes.wide, self.sizes.near
        points, figures = self._tried(
            "wide", self._spread(wide), self.sizes.wide_replications, 1, "settings over all ranges"
        )
        width = len(self.parameters)
        everywhere = Fit(
            Emulator.of(points, figures), self.material.data, -np.ones(width), np.ones(width)
        )
        sample = everywhere.plausible(self._seed("plausible"), WIDER)
        order = np.random.default_rng(self._seed("near")).permutation(len(sample))
        chosen = sample[order[:near]]
        first = 1 + wide * self.sizes.wide_replications
        again, more = self._tried(
            "near", chosen, self.sizes.near_replications, first, "settings near the counts"
        )
        low, high = _box(sample)
        inside = ((points >= low) & (points <= high)).all(axis=1)
        points, figures = np.vstack([points[inside], again]), np.vstack([figures[inside], more])
        middle, half = 0.5 * (low + high), 0.5 * (high - low)
        fit = Fit(
            Emulator.of((points - middle) / half, figures),
            self.material.data,
            -np.ones(width),
            np.ones(width),
        )
        digest = figures.tobytes()
        if digest not in self.concluded:
            self.concluded[digest] = self._concluded(fit, middle, half)
        found = self.concluded[digest]
        if found.fits:
            self.trials.need(
                {self.trials.base.name: {}, CALIBRATED: found.changes},
                fresh(replications),
                "the calibrated values, with fresh random numbers",
            )
        else:
            self.trials.need(
                {self.trials.base.name: {}}, fresh(replications), "the scenario as it stands"
            )
        return found

    # --- simulated --------------------------------------------------------------------------------
    def _seed(self, name: str) -> int:
        return Streams(self.material.seed, 0).digest("calibration", name)

    def _spread(self, count: int) -> Floats:
        from scipy.stats import qmc

        sampler = qmc.LatinHypercube(len(self.parameters), rng=self._seed("wide"))
        unit: Floats = sampler.random(count)
        return 2.0 * unit - 1.0

    def _tried(
        self, name: str, points: Floats, replications: int, first: int, step: str
    ) -> tuple[Floats, Floats]:
        """Points and figures of their replications, a row each, of those that could be simulated;
        ``first``: the number of the first replication. Points are those of the values tried, which
        have few digits."""
        digits = len(str(len(points)))
        missing: list[Request] = []
        rows: list[tuple[Floats, Floats]] = []
        for number, point in enumerate(points):
            values = [s.parameter.value(at) for s, at in zip(self.parameters, point, strict=True)]
            tried = np.array(
                [s.parameter.place(v) for s, v in zip(self.parameters, values, strict=True)]
            )
            scenario = f"{name} {number + 1:0{digits}d}"
            own = range(first + number * replications, first + (number + 1) * replications)
            try:
                self.trials.need({scenario: self._changes(values)}, own, step)
            except Unknown as unknown:
                missing += unknown.requests
                continue
            rows += [(tried, f) for n in own if (f := self._figures(scenario, n)) is not None]
        if missing:
            raise Unknown(missing, step)
        if len(rows) < RUNS_PER_TERM * terms(len(self.parameters)):
            raise EngineProblem(f"only {len(rows)} replications of the search could be simulated")
        return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])

    def _changes(self, values: Sequence[float]) -> Changes:
        return {
            key: value
            for own, at in zip(self.parameters, values, strict=True)
            for key, value in own.changes(at).items()
        }

    def _figures(self, scenario: str, replication: int) -> Floats | None:
        """Of a replication; None if it failed, or can't be."""
        results = self.trials.results
        if results.known.get((scenario, replication)) is None:
            return None
        if (scenario, replication) not in self.known:
            counts = self.material.simulated(results.series(scenario, replication))
            self.known[scenario, replication] = self.material.moments(counts)
        return self.known[scenario, replication]

    # --- concluded --------------------------------------------------------------------------------
    def _concluded(self, fit: Fit, middle: Floats, half: Floats) -> Found:
        from scipy.stats import chi2

        best = fit.best()
        intervals = [fit.interval(index, best) for index in range(fit.size)]
        together = np.corrcoef(fit.plausible(self._seed("together")), rowvar=False)
        together = together.reshape(fit.size, fit.size)
        ends = [
            (middle[i] + half[i] * low, middle[i] + half[i] * high)
            for i, (low, high) in enumerate(intervals)
        ]
        shares = np.array([0.5 * (high - low) for low, high in ends])
        partners = [
            tuple(
                self.parameters[j].name
                for j in range(fit.size)
                if j != i and abs(together[i, j]) >= CORRELATED and shares[i] >= LOOSE
            )
            for i in range(fit.size)
        ]
        stands = [own.parameter.place(own.before) for own in self.parameters]
        known = [
            bool(partners[i]) or shares[i] < UNIDENTIFIED or not low <= stands[i] <= high
            for i, (low, high) in enumerate(ends)
        ]
        held = {
            i: float(np.clip((stands[i] - middle[i]) / half[i], -1.0, 1.0))
            for i in range(fit.size)
            if not known[i]
        }
        best = fit.best(held)
        at = middle + half * best
        distance = float(fit.emulator.distance(best[np.newaxis, :], fit.data)[0])
        freedom = max(len(fit.data) - sum(known), 1)
        mean, sd = fit.emulator.mean_and_sd(best[np.newaxis, :])
        estimates = []
        for i, own in enumerate(self.parameters):
            low, high = (own.parameter.value(end) for end in ends[i])
            value = own.parameter.value(float(at[i])) if known[i] else own.before
            # the best fit with others held may lie a little beyond the interval without
            low, high = min(low, value), max(high, value)
            estimates.append(Estimate(value, low, high, known[i], partners[i]))
        changes = {
            key: value
            for own, estimate in zip(self.parameters, estimates, strict=True)
            if estimate.identified
            for key, value in own.changes(estimate.value).items()
        }
        fits = float(chi2.sf(distance, freedom)) >= LEAST_P
        sizes = self.sizes
        runs = sizes.wide * sizes.wide_replications + sizes.near * sizes.near_replications
        return Found(estimates, changes, fits, mean[0], sd[0], runs)


def _box(sample: Floats) -> tuple[Floats, Floats]:
    """Ends of the part of the ranges that the second settings cover, and a little more."""
    low, high = sample.min(axis=0), sample.max(axis=0)
    margin = MARGIN * (high - low)
    return np.maximum(low - margin, -1.0), np.minimum(high + margin, 1.0)
