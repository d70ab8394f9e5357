"""The folder of a run's results: tables, series, logs and a manifest; a view of the store.

Apart from the manifest's times, the same plan gives the same bytes for any number of workers.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.analysis.assumption import ASSUMPTIONS, Assumption
from sim.analysis.logfile import write_logs
from sim.analysis.missing import missing_of, not_compared
from sim.analysis.record_power import PowerRow
from sim.analysis.recorded_and_true import PairRow
from sim.analysis.row_counts import rows_in
from sim.analysis.table_digests import DIGESTS, digests_of
from sim.experiment.batch import LOGGED_REPLICATION
from sim.experiment.csv_files import write_rows
from sim.experiment.failures import FAILURES, failures_of, write_failures, write_tracebacks
from sim.experiment.kpi_files import (
    ALL_KPIS_UP_TO,
    compared_kpis,
    terms_of,
    write_comparison,
    write_kpis,
    write_series,
)
from sim.experiment.manifest import Finished, manifest
from sim.experiment.plan import DETAILED_UP_TO
from sim.experiment.points_file import write_points
from sim.experiment.record_tables import PAIRS_UP_TO, record_power, recorded_and_true
from sim.experiment.reported import Reported
from sim.experiment.store import Store
from sim.experiment.unfinished import renamed, unfinished

SHOWN_ONLY = "the scenarios shown"
LOGS_KEPT = "of the scenarios shown, the logs that were kept; replay makes any other"


def write_results_folder(finished: Finished, store: Store) -> Path:
    """Write everything of a run but its charts; gives the folder
    ``<results>/<experiment>/<YYYY-MM-DD_HHMMSS>``."""
    plan = finished.plan
    conclusion = plan.design.conclude(finished.results)
    failures = failures_of(finished.causes, plan.seed)
    finished = _reported(finished)
    plan, known = finished.plan, finished.results.known
    refused = not_compared(
        finished.results.scenarios,
        plan.baseline,
        missing_of((name, pairs is None) for (name, _), pairs in known.items()),
        plan.failed_share_at_most,
    )
    parent = plan.results_folder / plan.experiment
    with unfinished(parent, finished.started) as (partial, folder):
        reported = Reported(finished.results, finished.keys, refused, store)
        labels = reported.labels()
        write_points(partial / "points.csv", plan, reported.scenarios)
        write_kpis(partial / "kpis.csv", reported, labels)
        terms = terms_of(plan, reported.scenarios)
        compared = compared_kpis(terms, reported.scenarios, labels)
        path = partial / "comparison.csv"
        shown = write_comparison(path, terms, reported, compared, refused)
        parts = Parts(
            reported.scenarios, shown, len(compared), len(labels), logs_kept=plan.keeps_logs
        )
        write_series(partial / "series.csv.gz", reported, parts.detailed)
        pairs = recorded_and_true(plan, reported, parts.on_the_record)
        if pairs:
            write_rows(partial / "recorded_and_true.csv", PairRow._fields, pairs)
        power = record_power(reported, parts.on_the_record)
        write_rows(partial / "record_power.csv", PowerRow._fields, power)
        if conclusion and conclusion.table:
            rows = (tuple(row.values()) for row in conclusion.table)
            write_rows(partial / "conclusion.csv", list(conclusion.table[0]), rows)
        for name, table in (conclusion.tables if conclusion else {}).items():
            if table:
                rows = (tuple(row.values()) for row in table)
                write_rows(partial / f"{name}.csv", list(table[0]), rows)
        for name, text in (conclusion.files if conclusion else {}).items():
            (partial / name).write_text(text, encoding="utf-8")
        write_logs(partial / "log.csv.gz", _logs(finished.keys, parts.detailed, store))
        failures = write_tracebacks(
            partial,
            failures,
            lambda name, number: store.traceback(finished.keys[name], number),
        )
        content = manifest(finished, labels, conclusion, failures, refused, parts.held, store)
        if plan.assumptions:
            write_rows(partial / ASSUMPTIONS, Assumption._fields, plan.assumptions(content))
        content["rows"] = rows_in(partial)
        content[DIGESTS] = digests_of(partial, content["rows"])
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (partial / "manifest.json").write_text(text + "\n", encoding="utf-8")
        return renamed(
            partial,
            folder,
            lambda final: write_failures(partial / FAILURES, failures, final) if failures else None,
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """Which scenarios files hold that don't hold all of a large sweep; ``shown``: those that tables
    and charts show."""

    scenarios: Sequence[str]
    shown: Sequence[str]
    compared_kpis: int
    """So many KPIs are in comparison.csv,"""
    kpis: int
    """of so many in all."""
    logs_kept: bool

    @property
    def detailed(self) -> Sequence[str]:
        """Scenarios with series and logs, megabytes each."""
        return self.scenarios if len(self.scenarios) <= DETAILED_UP_TO else self.shown

    @property
    def on_the_record(self) -> Sequence[str]:
        """Scenarios in the tables on recorded and true."""
        return self.scenarios if len(self.scenarios) <= PAIRS_UP_TO else self.shown

    @property
    def held(self) -> dict[str, str]:
        """File -> what it holds, of files that don't hold everything."""
        held = {}
        if self.compared_kpis < self.kpis:
            held["comparison.csv"] = (
                f"all scenarios; of more than {ALL_KPIS_UP_TO}, {self.compared_kpis} of the "
                f"{self.kpis} KPIs (kpis.csv has all)"
            )
        if len(self.detailed) < len(self.scenarios):
            held["series.csv.gz"] = SHOWN_ONLY
        if not self.logs_kept:
            held["log.csv.gz"] = LOGS_KEPT
        if len(self.on_the_record) < len(self.scenarios):
            held |= dict.fromkeys(("recorded_and_true.csv", "record_power.csv"), SHOWN_ONLY)
        return held


def _reported(finished: Finished) -> Finished:
    """The run with what its design reports only: which scenarios, and which replications. The plan
    gets those scenarios that the design thought of and that are reported, or failed."""
    chosen = finished.plan.design.reported(finished.results)
    if chosen is None:
        return finished
    everything = finished.results
    wanted = set(chosen)
    names = {name for name, _ in wanted}
    order = (*everything.scenarios, *everything.further)
    results = replace(
        everything,
        scenarios=tuple(name for name in order if name in names),
        known={request: everything.known[request] for request in chosen},
    )
    plan = finished.plan
    told = names.union(name for name, _ in finished.causes).difference(plan.names)
    further = [scenario for name, scenario in finished.scenarios.items() if name in told]
    return replace(
        finished,
        plan=replace(plan, scenarios=[*plan.scenarios, *further]),
        results=results,
        unreported=len(everything.known) - len(results.known),
    )


def _logs(
    keys: Mapping[str, str], scenarios: Sequence[str], store: Store
) -> Iterator[tuple[str, int, str]]:
    for scenario in scenarios:
        packed = store.packed_log(keys[scenario], LOGGED_REPLICATION)
        if packed:
            yield scenario, LOGGED_REPLICATION, zlib.decompress(packed).decode()
