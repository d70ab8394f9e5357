"""The folder of a run's results: tables, series, logs and a manifest; a view of the store.

Written under a temporary name and renamed, so that a folder that is there is whole. Apart from the
manifest's times, the same plan gives the same bytes for any number of workers.
"""

from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path

from sim.analysis.comparison import Comparison, compare
from sim.analysis.kpis import Label, Pair, complete, describe, order, value
from sim.analysis.logfile import write_logs
from sim.analysis.record_power import PowerRow
from sim.analysis.recorded_and_true import PairRow
from sim.experiment.batch import LOGGED_REPLICATION
from sim.experiment.designs.base import Request, Results
from sim.experiment.manifest import Finished, manifest
from sim.experiment.problems import StoreProblem
from sim.experiment.record_tables import record_power, recorded_and_true
from sim.experiment.store import Store

KpiTable = dict[str, dict[int, dict[str, Pair]]]


def write_results_folder(finished: Finished, store: Store) -> Path:
    """Write everything of a run but its charts; gives the folder
    ``<results>/<experiment>/<YYYY-MM-DD_HHMMSS>``."""
    plan = finished.plan
    conclusion = plan.design.conclude(finished.results)
    finished = _reported(finished)
    parent = plan.results_folder / plan.experiment
    parent.mkdir(parents=True, exist_ok=True)
    time = finished.started.strftime("%Y-%m-%d_%H%M%S")
    partial = parent / f".{time}.{os.getpid()}.partial"
    partial.mkdir()
    try:
        table, labels = kpi_table(finished.results, finished.keys, store)
        write_kpis(partial / "kpis.csv", table, labels)
        _write_series(partial / "series.csv.gz", finished, store)
        write_comparison(
            partial / "comparison.csv",
            compare(
                finished.results.scenarios,
                plan.baseline,
                table,
                labels,
                worth_seeing=plan.worth_seeing,
                controls=plan.control_variates,
            ),
        )
        about = finished.results.scenarios, table, finished.keys, store
        pairs = recorded_and_true(plan, *about)
        if pairs:
            _write_rows(partial / "recorded_and_true.csv", PairRow._fields, pairs)
        _write_rows(partial / "record_power.csv", PowerRow._fields, record_power(*about))
        if conclusion and conclusion.table:
            rows = [[_cell(cell) for cell in row.values()] for row in conclusion.table]
            _write_csv(partial / "conclusion.csv", conclusion.table[0], rows)
        write_logs(partial / "log.csv.gz", _logs(finished, store))
        content = manifest(finished, labels, conclusion, store)
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (partial / "manifest.json").write_text(text + "\n", encoding="utf-8")
        return _renamed(partial, parent / time)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _reported(finished: Finished) -> Finished:
    """The run with what its design reports only: which scenarios, and which replications."""
    chosen = finished.plan.design.reported(finished.results)
    if chosen is None:
        return finished
    everything = finished.results
    wanted = set(chosen)
    names = {name for name, _ in wanted}
    results = replace(
        everything,
        scenarios=tuple(name for name in everything.scenarios if name in names),
        known={request: everything.known[request] for request in chosen},
    )
    causes = {request: cause for request, cause in finished.causes.items() if request in wanted}
    return replace(finished, results=results, causes=causes)


def kpi_table(
    results: Results, keys: Mapping[str, str], store: Store
) -> tuple[KpiTable, dict[str, Label]]:
    """KPIs of the finished replications, by scenario and replication in order, and their labels."""
    found: KpiTable = {scenario: {} for scenario in results.scenarios}
    for scenario, replication in sorted(results.known, key=lambda request: request[1]):
        if results.known[scenario, replication] is not None:
            row = store.find(keys[scenario], replication)
            if row is None:
                raise StoreProblem(f"{store.path}: lost replication {replication} of {scenario}")
            found[scenario][replication] = row.pairs()
    return complete_table(found)


def complete_table(
    found: Mapping[str, Mapping[int, Mapping[str, Pair]]],
) -> tuple[KpiTable, dict[str, Label]]:
    """Every KPI of every replication, and the KPIs' labels: a member of an open family that a
    replication doesn't hold counted zero in it."""
    names = order({name for rows in found.values() for pairs in rows.values() for name in pairs})
    table = {
        scenario: {replication: complete(pairs, names) for replication, pairs in rows.items()}
        for scenario, rows in found.items()
    }
    return table, {name: describe(name) for name in names}


def write_kpis(path: Path, table: KpiTable, labels: Mapping[str, Label]) -> None:
    """Write kpis.csv: a row a scenario and replication; a ratio brings its two totals."""
    columns = ["scenario", "replication"]
    for name, label in labels.items():
        columns += [name, f"{name}__numerator", f"{name}__denominator"] if label.ratio else [name]

    def rows() -> Iterator[list[str]]:
        for scenario, replications in table.items():
            for replication, pairs in replications.items():
                row = [scenario, str(replication)]
                for name, label in labels.items():
                    pair = pairs[name]
                    row += map(_number, (value(pair), *pair) if label.ratio else (value(pair),))
                yield row

    _write_csv(path, columns, rows())


def write_comparison(path: Path, rows: Sequence[Comparison]) -> None:
    """Write comparison.csv; an empty cell is a number that the data don't give."""
    _write_rows(path, Comparison._fields, rows)


def _write_series(path: Path, finished: Finished, store: Store) -> None:
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        packed.write(b"scenario,replication,series,index,value\n")
        for scenario, replication in _finished_in_order(finished.results):
            text = io.StringIO()
            write = csv.writer(text, lineterminator="\n").writerow
            for point in store.series(finished.keys[scenario], replication):
                write([scenario, replication, point.series, point.position, repr(point.value)])
            packed.write(text.getvalue().encode())


def _logs(finished: Finished, store: Store) -> Iterator[tuple[str, int, str]]:
    for scenario in finished.results.scenarios:
        packed = store.packed_log(finished.keys[scenario], LOGGED_REPLICATION)
        if packed:
            yield scenario, LOGGED_REPLICATION, zlib.decompress(packed).decode()


def _finished_in_order(results: Results) -> list[Request]:
    rank = {scenario: i for i, scenario in enumerate(results.scenarios)}
    done = [request for request, pairs in results.known.items() if pairs is not None]
    return sorted(done, key=lambda request: (rank[request[0]], request[1]))


def _number(number: float) -> str:
    return repr(float(number)) if isfinite(number) else ""


def _cell(content: str | float) -> str:
    return _number(content) if isinstance(content, float) else str(content)


def _write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[tuple[str | float, ...]]
) -> None:
    _write_csv(path, columns, ([_cell(cell) for cell in row] for row in rows))


def _write_csv(path: Path, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _renamed(partial: Path, folder: Path) -> Path:
    """Give the folder its name, with a number when another run of the same second has it."""
    final, number = folder, 1
    while True:
        try:
            # a folder that is there is not empty, so it can't be replaced, whoever came first
            return partial.rename(final)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise
        number += 1
        final = folder.with_name(f"{folder.name}_{number}")
