"""The search of a calibration: settings over all ranges, then where the counts are plausible.

Every replication has random numbers of its own: under common ones all settings would share their
luck, and the data's luck is another. What is picked is simulated again with fresh numbers.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.moment_emulator import Emulator, terms
from sim.analysis.moment_fit import Fit
from sim.analysis.moments import Floats
from sim.experiment.calibration.found import Found, found_by
from sim.experiment.calibration.material import Material
from sim.experiment.calibration.parameters import Standing
from sim.experiment.problems import EngineProblem
from sim.experiment.study_results import Changes, Request
from sim.experiment.trials import Trials, Unknown, fresh
from sim.kernel.streams import Streams

CALIBRATED = "calibrated"
WIDER = 4.0
"""How much wider than plausible (in variance) the second settings are spread."""
MARGIN = 0.1
"""Of the ranges of the second settings, added to either end."""
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
        everywhere = Fit(Emulator.of(points, figures), self.material.data)
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
        fit = Fit(Emulator.of((points - middle) / half, figures), self.material.data)
        digest = figures.tobytes()
        if digest not in self.concluded:
            runs = wide * self.sizes.wide_replications + near * self.sizes.near_replications
            self.concluded[digest] = found_by(
                fit, middle, half, self.parameters, self._seed("together"), figures, runs
            )
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


def _box(sample: Floats) -> tuple[Floats, Floats]:
    """Ends of the part of the ranges that the second settings cover, and a little more."""
    low, high = sample.min(axis=0), sample.max(axis=0)
    margin = MARGIN * (high - low)
    return np.maximum(low - margin, -1.0), np.minimum(high + margin, 1.0)
