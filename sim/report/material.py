"""What a report is written from: figures, charts, and the logs of two scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.analysis.logfile import LogProblem, read_logs
from sim.kernel.eventlog import EventLog
from sim.report.beside import beside_baseline
from sim.report.charts import DrawnChart
from sim.report.read import NotInResults, Results, ResultsProblem
from sim.report_settings import ReportSettings

LOGS = "log.csv.gz"
LOGGED_REPLICATION = 0


@dataclass(frozen=True)
class Material:
    """``results``: of the scenarios shown; ``charts``: those drawn; ``not_drawn``: chart -> why."""

    results: Results
    charts: Mapping[str, DrawnChart]
    not_drawn: Mapping[str, str]
    settings: ReportSettings

    @cached_property
    def pair(self) -> list[str]:
        """The baseline, and the scenario set beside it if there is another."""
        other = beside_baseline(self.results)
        return [self.results.baseline, *([other] if other else [])]

    def log(self, scenario: str) -> EventLog:
        """The log of replication 0 of one of ``pair``. Raises `NotInResults` when it isn't kept,
        `ResultsProblem` when it can't be read."""
        found = self._logs.get(scenario)
        if found is None:
            raise NotInResults(f"no log of {scenario} is kept")
        return found

    @cached_property
    def _logs(self) -> dict[str, EventLog]:
        path = self.results.folder / LOGS
        if not path.is_file():
            return {}
        try:
            logs = read_logs(path, only=self.pair)
        except LogProblem as problem:
            raise ResultsProblem(str(problem)) from None
        return {name: log for (name, number), log in logs.items() if number == LOGGED_REPLICATION}
