"""What is asked of the engine, and how it reports how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Protocol

from sim.analysis.assumption import AssumptionsOf
from sim.analysis.missing import FAILED_SHARE_AT_MOST
from sim.config import Scenario
from sim.experiment.designs.base import Design
from sim.experiment.study_results import Make
from sim.report_settings import ReportSettings
from sim.run_settings import Cluster

DETAILED_UP_TO = 50
"""Scenarios of a run whose logs are kept and whose series are written: a log takes a megabyte."""


class Progress(Protocol):
    """Where the engine reports how far it is, in replications."""

    def start(self, total: int) -> None:
        """So many are to be done in all; called again when a design asks for more."""

    def reuse(self, n: int) -> None:
        """So many of them were taken from the store; called once after each ``start``, with 0
        too: what a start has to say is said then. Called again for what other runs finish."""

    def advance(self, n: int = 1) -> None:
        """So many more were simulated now, those that failed among them."""

    def failed(self, scenario: str, n: int = 1) -> None:
        """So many replications of a scenario failed, now or when they were stored."""

    def say(self, message: str) -> None:
        """An event in one line, such as a worker that died; a signal handler may call it too."""

    def finish(self) -> None:
        """All are done, or the run was broken off."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run needs. ``scenarios`` are in the order of tables, with unique names.

    ``results_folder`` is the root of all results. ``factors`` (scenario -> {factor: value}) serve
    charts; left empty, they are found from the design. ``worth_seeing`` (share of the baseline's
    mean), ``control_variates`` and ``failed_share_at_most`` serve the comparison only.
    ``redo_failed``: simulate again what is kept as failed. ``replication_limit_s``: how long one
    may take (None: for ever); ``worker_memory_mb``: what one may take, beyond what a worker process
    takes to start (None: an equal share of the machine's memory). ``report`` goes
    into the manifest as it is; ``assumptions`` makes their table (None: there is none). ``further``
    makes scenarios that a design thinks of (None: it must not).
    Raises ValueError on names that clash.
    """

    experiment: str
    design: Design
    scenarios: list[Scenario]
    baseline: str
    seed: int
    replications: int
    workers: int
    command: list[str]
    results_folder: Path
    question: str
    factors: dict[str, dict[str, str]] = field(default_factory=dict)
    worth_seeing: float = 0.05
    control_variates: tuple[str, ...] = ()
    redo_failed: bool = False
    replication_limit_s: float | None = None
    worker_memory_mb: int | None = None
    failed_share_at_most: float = FAILED_SHARE_AT_MOST
    cluster: Cluster = field(default_factory=Cluster)
    report: ReportSettings = field(default_factory=ReportSettings)
    assumptions: AssumptionsOf | None = None
    further: Make | None = None

    def __post_init__(self) -> None:
        names = self.names
        if len(set(names)) != len(names):
            raise ValueError(f"two scenarios have the same name: {', '.join(sorted(names))}")
        if self.baseline not in names:
            raise ValueError(f"the baseline {self.baseline!r} is no scenario of the plan")

    @property
    def keeps_logs(self) -> bool:
        """Whether logs of all scenarios are kept, of one replication each."""
        return len(self.scenarios) <= DETAILED_UP_TO

    @property
    def names(self) -> list[str]:
        """Names of the scenarios in order."""
        return [scenario.name for scenario in self.scenarios]

    def factor_values(self) -> dict[str, dict[str, str]]:
        """Factor values of each scenario; empty when the scenarios aren't the design's full grid,
        in its order and named by its values."""
        if self.factors:
            return self.factors
        grid = list(product(*self.design.factors.values()))
        if self.design.points != "factors" or not self.design.factors:
            return {}
        if len(grid) != len(self.scenarios):
            return {}
        values = dict(zip(self.names, grid, strict=True))
        if not all(all(word in name for word in words) for name, words in values.items()):
            return {}
        names = list(self.design.factors)
        return {name: dict(zip(names, words, strict=True)) for name, words in values.items()}
