"""What many scenarios cost once they are simulated: the store, the comparison, tables and charts.

KPIs of one replication of Eastern Ghouta, drawn again for each scenario and replication (counts as
Poisson), are kept in a store as a run does it. A fresh process each then writes comparison.csv from
it, the whole results folder, and shows it; a tenth of the scenarios says whether cost is linear.
Targets: 1,000,000 KPI rows (100 scenarios of 30 replications) compared in less than 60 s and
2,000 MB. Run: python benchmarks/store_and_comparison.py [scenarios replications]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import zlib
from datetime import datetime
from io import StringIO
from pathlib import Path

import numpy as np
from rich.console import Console
from scenario import eastern_ghouta

from sim.analysis.missing import NotCompared
from sim.config import Scenario
from sim.experiment.batch import Batch, Row, Run, run_batch
from sim.experiment.designs.base import Results
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.kpi_files import compared_kpis, write_comparison
from sim.experiment.manifest import Finished
from sim.experiment.plan import Plan
from sim.experiment.reported import Reported
from sim.experiment.results_folder import write_results_folder
from sim.experiment.store import Store
from sim.report.charts import draw_all
from sim.report.printed.finished_run import print_comparison

SCENARIOS, REPLICATIONS = 100, 30
ROWS_OF_A_BATCH = 8
"""A transaction each, as batches of some seconds come in."""
MOST_SECONDS, MOST_MB = 60.0, 2_000.0


def named(scenarios: int) -> list[str]:
    return [f"point {number:05}" for number in range(scenarios)]


def fill(path: Path, scenarios: int, replications: int) -> tuple[float, int]:
    """Keep made rows; gives those kept a second, and how many KPIs each has."""
    (made,) = run_batch(Batch(1, (Run(1, "made", eastern_ghouta()),)))
    assert not made.failed, made.cause
    names, pairs = zip(*made.pairs().items(), strict=True)
    numerators, denominators = np.array(pairs).T
    counted = (numerators >= 0.0) & (numerators < 1e6) & (numerators == np.floor(numerators))
    seconds = 0.0
    rows: list[Row] = []
    with Store(path / "store.sqlite") as store:
        for at, key in enumerate(named(scenarios)):
            for replication in range(replications):
                rng = np.random.default_rng([at, replication])
                drawn = numerators * rng.normal(1.0, 0.1, len(numerators))
                drawn[counted] = rng.poisson(numerators[counted])
                values = zip(drawn.tolist(), denominators.tolist(), strict=True)
                text = json.dumps(dict(zip(names, values, strict=True)), separators=(",", ":"))
                packed = zlib.compress(text.encode(), 1)
                rows.append(
                    Row(key, replication, packed, made.series, made.incidents, duration_s=1.0)
                )
                if len(rows) == ROWS_OF_A_BATCH or (at, replication) == (
                    scenarios - 1,
                    replications - 1,
                ):
                    begun = time.perf_counter()
                    store.add(rows)
                    seconds += time.perf_counter() - begun
                    rows = []
    return scenarios * replications / seconds, len(names)


def finished(path: Path, scenarios: int, replications: int) -> Finished:
    """The end of a run of these scenarios, which differ in one setting."""
    usual = eastern_ghouta()
    names = named(scenarios)
    made = [_varied(usual, name, at) for at, name in enumerate(names)]
    plan = Plan(
        experiment="many",
        design=FixedReplications(name="many"),
        scenarios=made,
        baseline=names[0],
        seed=1,
        replications=replications,
        workers=1,
        command=["run.py"],
        results_folder=path,
        question="",
    )
    known = {(name, number): {} for name in names for number in range(replications)}
    results = Results(tuple(names), names[0], replications, known)  # type: ignore[arg-type]
    return Finished(plan, dict(zip(names, names, strict=True)), results, {}, datetime.now(), 1.0)


def _varied(usual: Scenario, name: str, at: int) -> Scenario:
    violence = usual.world.violence.model_copy(update={"deterrence_by_rung": 0.1 + 1e-5 * at})
    world = usual.world.model_copy(update={"violence": violence})
    return usual.model_copy(update={"name": name, "world": world})


def measured(what: str, path: Path, scenarios: int, replications: int) -> None:
    """Do it in this process; print seconds, those of a processor, memory before and at most."""
    run = finished(path, scenarios, replications)
    before = peak_mb()
    begun, worked = time.perf_counter(), time.process_time()
    with Store(path / "store.sqlite") as store:
        if what == "read":
            for name in run.results.scenarios:
                for number in range(replications):
                    found = store.find(name, number)
                    assert found is not None
                    found.pairs()
        if what == "comparison":
            reported = Reported(run.results, run.keys, NotCompared(), store)
            kpis = compared_kpis(run.plan, reported.scenarios, reported.labels())
            write_comparison(path / "comparison.csv", run.plan, reported, kpis, NotCompared())
        if what == "folder":
            write_results_folder(run, store)
    if what == "report":
        folder = max((path / "many").iterdir())
        draw_all(folder)
        print_comparison(folder, Console(file=StringIO()))
    seconds = time.perf_counter() - begun
    print(json.dumps([seconds, time.process_time() - worked, before, peak_mb()]))


def peak_mb() -> float:
    """Largest memory of this process so far; getrusage counts that of the one that started it."""
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return float(line.split()[1]) / 1024


def in_a_fresh_process(what: str, path: Path, scenarios: int, replications: int) -> list[float]:
    words = [sys.executable, __file__, what, str(path), str(scenarios), str(replications)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(scenarios: int, replications: int) -> int:
    """Print all; 1 when the comparison misses its target."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch)
        kept, kpis = fill(path, scenarios, replications)
        size_mb = (path / "store.sqlite").stat().st_size / 2**20
        rows = scenarios * replications
        print(f"{scenarios} scenarios x {replications} replications x {kpis} KPIs = "
              f"{rows * kpis:,} KPI rows; store of {size_mb:.0f} MB")  # fmt: skip
        print(f"store: {kept:,.0f} rows written a second, {ROWS_OF_A_BATCH} a transaction")
        missed = False
        for what, words in (
            ("read", "all KPIs read from the store"),
            ("comparison", "store to comparison.csv"),
            ("folder", "the whole results folder"),
            ("report", "charts and tables"),
        ):
            tenth = in_a_fresh_process(what, path, max(scenarios // 10, 2), replications)
            time.sleep(1.1)  # folders are named by seconds, and the last one is shown
            seconds, worked, before, peak = in_a_fresh_process(what, path, scenarios, replications)
            print(
                f"{words}: {seconds:.1f} s ({worked:.1f} s of a processor), peak {peak:.0f} MB, of "
                f"which {before:.0f} MB code; a tenth: {tenth[0]:.1f} s ({tenth[1]:.1f}), "
                f"{tenth[3]:.0f} MB, so {worked / tenth[1]:.1f} times the work"
            )
            if what == "comparison" and rows * kpis <= 1_100_000:
                missed = seconds > MOST_SECONDS or peak > MOST_MB
    print(f"target of comparison.csv for a million: {MOST_SECONDS:.0f} s and {MOST_MB:,.0f} MB")
    return int(missed)


if __name__ == "__main__":
    if len(sys.argv) == 5:
        measured(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        given = [int(word) for word in sys.argv[1:]] or [SCENARIOS, REPLICATIONS]
        sys.exit(main(*given))
