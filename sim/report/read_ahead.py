"""What a report needs beside figures, read before any chart is drawn: broken files show early."""

from __future__ import annotations

from contextlib import suppress

from sim.analysis.log_reader import LogProblem, read_logs
from sim.kernel.eventlog import EventLog
from sim.report.answer.standing import selection
from sim.report.charts.pair import pair
from sim.report.folder.assumed import read_assumptions
from sim.report.folder.failures import failure_lines
from sim.report.folder.read import NotInResults, Results, ResultsProblem
from sim.report.folder.record_rows import PAIRS, POWER, record_rows
from sim.report.folder.study_tables import STUDY_TABLES, study_rows
from sim.report.folder.whole import LOG

LOGGED_REPLICATION = 0


def read_ahead(results: Results) -> dict[str, EventLog]:
    """`logs_of_pair`, after a look into all other tables. Raises `ResultsProblem` on a broken
    one."""
    for table in (PAIRS, POWER):
        record_rows(results, table)
    with suppress(NotInResults):
        read_assumptions(results)
    for study_table in STUDY_TABLES:
        with suppress(NotInResults):
            study_rows(results, study_table)
    selection(results)
    failure_lines(results)
    return logs_of_pair(results)


def logs_of_pair(results: Results) -> dict[str, EventLog]:
    """The logs of replication 0 that are kept of the baseline and of the scenario beside it.

    Raises `ResultsProblem` when they can't be read.
    """
    path = results.folder / LOG
    if not path.is_file():
        return {}
    try:
        logs = read_logs(path, only=pair(results), manifest=results.manifest)
    except LogProblem as problem:
        raise ResultsProblem(str(problem)) from None
    return {name: log for (name, number), log in logs.items() if number == LOGGED_REPLICATION}
