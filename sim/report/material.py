"""What a report is written from: figures, charts, and the logs of two scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sim.kernel.eventlog import EventLog
from sim.report.charts import DrawnChart
from sim.report.charts.pair import pair
from sim.report.folder.read import NotInResults, Results
from sim.report.read_ahead import logs_of_pair
from sim.report_settings import ReportSettings


@dataclass(frozen=True)
class Material:
    """``results``: of the scenarios shown; ``charts``: those drawn; ``not_drawn``: chart -> why.

    ``written_to``: where the report's files are written; None: into the results folder. ``logs``:
    of ``pair``; None: read when they are asked for.
    """

    results: Results
    charts: Mapping[str, DrawnChart]
    not_drawn: Mapping[str, str]
    settings: ReportSettings
    written_to: Path | None = None
    logs: Mapping[str, EventLog] | None = None

    @property
    def target(self) -> Path:
        """Where the report's files are written."""
        return self.written_to or self.results.folder

    @cached_property
    def pair(self) -> list[str]:
        """The baseline, and the scenario set beside it if there is another."""
        return pair(self.results)

    def log(self, scenario: str) -> EventLog:
        """The log of replication 0 of one of ``pair``. Raises `NotInResults` when it isn't kept,
        `ResultsProblem` when it can't be read."""
        found = self._logs.get(scenario)
        if found is None:
            raise NotInResults(f"no log of {scenario} is kept")
        return found

    @cached_property
    def _logs(self) -> Mapping[str, EventLog]:
        return logs_of_pair(self.results) if self.logs is None else self.logs
