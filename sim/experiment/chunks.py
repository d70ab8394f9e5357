"""Cuts what is to be simulated into batches: long enough to be worth handing out, short enough that
no worker idles at the end and little is lost when one dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from math import ceil

from sim.config import Scenario
from sim.experiment.batch import Batch, Row, Run

SHORTEST_S = 1.0
"""Handing out costs up to 2 ms and keeping a transaction: nothing beside a second."""
LONGEST_S = 4.0
"""What an interruption waits for, and what a killed worker loses."""
GUESSED_S = 0.4
"""A run, before the first one is known."""
BATCHES_PER_WORKER = 4
"""At least so many batches to a worker as long as they are not too short."""


class Chunks:
    """Runs in their order, a batch at a time; learns from finished rows how long one takes."""

    def __init__(
        self,
        wanted: Sequence[tuple[str, int]],
        scenarios: Mapping[str, Scenario],
        seed: int,
        slots: Callable[[], int],
    ) -> None:
        """``wanted``: keys and replications, replication by replication; ``scenarios``: by key;
        ``slots``: batches that are simulated at a time, at present."""
        self._left = deque(wanted)
        self._scenarios = scenarios
        self._seed = seed
        self._slots = slots
        self._seconds = 0.0
        self._runs = 0

    def learn(self, rows: Sequence[Row]) -> None:
        """How long these took decides how many go into the next batches."""
        self._seconds += sum(row.duration_s for row in rows)
        self._runs += len(rows)

    def next(self) -> Batch | None:
        """The next batch; None when nothing is left."""
        if not self._left:
            return None
        each_s = max(self._seconds / self._runs, 1e-6) if self._runs else GUESSED_S
        fair = ceil(len(self._left) / (self._slots() * BATCHES_PER_WORKER))
        size = min(max(fair, ceil(SHORTEST_S / each_s)), max(1, int(LONGEST_S / each_s)))
        runs = []
        for _ in range(min(size, len(self._left))):
            key, replication = self._left.popleft()
            runs.append(Run(replication, key, self._scenarios[key]))
        return Batch(self._seed, tuple(runs))
