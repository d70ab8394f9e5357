"""How long an experiment would take: one replication of the baseline is simulated to time it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.commands.simulating import cores
from sim.commands.tally import duration_text
from sim.experiment.batch import Batch, run_batch
from sim.experiment.designs.fixed_replications import FixedReplications

if TYPE_CHECKING:
    from sim.config import Scenario
    from sim.points.points import Points


def run_time(points: Points, scenario: Scenario) -> list[str]:
    """What is said of it, in lines."""
    run = points.settings
    # what is compiled and loaded once, is
    run_batch(Batch.of(run.seed, 0, [("check", scenario.model_copy(update={"days": 1}))]))
    (row,) = run_batch(Batch.of(run.seed, 0, [("check", scenario)]))
    if row.failed:
        return [f"Replication 0 of it fails: {row.cause} (python run.py replay shows where)."]
    workers = run.workers or cores()
    processes = "1 process" if workers == 1 else f"{workers} processes"
    takes = f"about {row.duration_s:.1f} s" if row.duration_s >= 0.1 else "less than 0.1 s"
    each = f"One replication takes {takes} here."
    if points.further is not None:
        return [
            each,
            "This study decides as it goes how much to simulate; its own progress tells how far it "
            "is.",
        ]
    replications = len(points.scenarios) * run.replications
    seconds = row.duration_s * replications / workers
    at_least = "" if isinstance(run.experiment, FixedReplications) else "at least "
    return [
        each,
        f"The whole experiment: {at_least}{replications:,} replications, {at_least}about "
        f"{duration_text(seconds)} on {processes}.",
        "What is kept from earlier isn't simulated again.",
    ]
