"""Cuts what is to be simulated into batches: long enough to be worth handing out, short enough that
no worker idles at the end and little is lost when one dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import islice, pairwise
from math import ceil
from typing import Protocol

from sim.config import Scenario
from sim.experiment.batch import Batch, Row, Run

SHORTEST_S = 1.0
"""Handing out costs up to 2 ms and keeping a transaction: nothing beside a second."""
LONGEST_S = 4.0
"""What an interruption waits for, and what a killed worker loses."""
BATCHES_PER_WORKER = 4
"""At least so many batches to a worker as long as they are not too short."""
STRETCHED = 1.25
"""How much longer a batch may be to end with a replication: scenarios share its long series."""
REMEMBERED = 0.9
"""Of what was learned, at each further batch: first runs load what later ones find loaded."""


class Batches(Protocol):
    """Batches one after another."""

    def next(self) -> Batch | None:
        """The next batch; None when nothing is left."""

    def learn(self, rows: Sequence[Row]) -> None:
        """What became of a batch."""


class Chunks:
    """Runs in their order, a batch at a time; learns from finished rows how long one takes."""

    def __init__(
        self,
        wanted: Sequence[tuple[str, int]],
        scenarios: Mapping[str, Scenario],
        seed: int,
        slots: Callable[[], int],
        limit_s: float | None = None,
        *,
        keeps_logs: bool = True,
    ) -> None:
        """``wanted``: keys and replications, replication by replication; ``scenarios``: by key;
        ``slots``: batches that are simulated at a time, at present; ``limit_s`` and ``keeps_logs``
        as of a batch."""
        self._left = deque(wanted)
        self._scenarios = scenarios
        self._seed = seed
        self._slots = slots
        self._limit_s = limit_s
        self._keeps_logs = keeps_logs
        self._seconds = 0.0
        self._runs = 0.0

    def learn(self, rows: Sequence[Row]) -> None:
        """How long these took decides how many go into the next batches."""
        # one that met the time limit says nothing of the others
        took_s = [row.duration_s for row in rows if not row.failed or row.duration_s < LONGEST_S]
        self._seconds = REMEMBERED * self._seconds + sum(took_s)
        self._runs = REMEMBERED * self._runs + len(took_s)

    def next(self) -> Batch | None:
        """The next batch; None when nothing is left."""
        if not self._left:
            return None
        runs = []
        for _ in range(self._up_to_a_whole_replication(min(self._size(), len(self._left)))):
            key, replication = self._left.popleft()
            runs.append(Run(replication, key, self._scenarios[key]))
        return Batch(self._seed, tuple(runs), self._limit_s, self._keeps_logs)

    def _size(self) -> int:
        """Runs of the next batch; one as long as nobody knows how long that takes."""
        if not self._runs:
            return 1
        each_s = max(self._seconds / self._runs, 1e-6)
        fair = ceil(len(self._left) / (self._slots() * BATCHES_PER_WORKER))
        return min(max(fair, ceil(SHORTEST_S / each_s)), max(1, int(LONGEST_S / each_s)))

    def _up_to_a_whole_replication(self, size: int) -> int:
        """About ``size``: so many that the next batch begins a replication, if that is near."""
        longest = int(STRETCHED * size)
        replications = [replication for _, replication in islice(self._left, longest + 1)]
        if len(replications) <= longest:
            replications.append(-1)  # the end of all is one of a replication too
        ends = [i for i, (a, b) in enumerate(pairwise(replications), 1) if a != b and 2 * i >= size]
        return min(ends, key=lambda end: abs(end - size)) if ends else size
