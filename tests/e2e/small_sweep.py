"""A sweep of a model of a few lines as a process of its own, for tests of what may befall it.

``python small_sweep.py RESULTS REPLICATIONS PAUSE_S TOLD`` writes a line a simulated replication
into ``TOLD`` and ends with the exit codes of the command line.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests"), str(PROJECT / "tests" / "unit")]

from few_lines import few_lines, plan, scenario  # noqa: E402
from rich.console import Console  # noqa: E402

from sim import cli  # noqa: E402
from sim.commands.progress import TerminalProgress  # noqa: E402
from sim.config import Scenario  # noqa: E402
from sim.experiment.engine import run_plan  # noqa: E402
from sim.experiment.problems import StoreNotWritten, StoreProblem  # noqa: E402
from sim.kernel.eventlog import EventLog  # noqa: E402
from sim.settings.files import SettingsProblem  # noqa: E402

SCENARIOS = [scenario(f"{days} days", days) for days in (20, 30, 40, 50)]


def simulated_in(results: Path) -> Counter[str]:
    """How often each replication of each scenario was simulated."""
    told = told_beside(results)
    return Counter(told.read_text().splitlines()) if told.exists() else Counter()


def told_beside(results: Path) -> Path:
    """Where it is told what was simulated: not on the disk of the results."""
    return results.parent.parent / f"{results.parent.name}_simulated.txt"


def command(results: Path, replications: int = 10, pause_s: float = 0.0) -> list[str]:
    """The words that start it."""
    words = str(results), str(replications), str(pause_s), str(told_beside(results))
    return [sys.executable, __file__, *words]


def _main(results: Path, replications: int, pause_s: float, told_in: Path) -> int:
    told = os.open(told_in, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def slowly(scenario: Scenario, seed: int, replication: int, shared: dict[Any, Any]) -> EventLog:
        os.write(told, f"{scenario.name} {replication}\n".encode())
        time.sleep(pause_s)
        return few_lines(scenario, seed, replication, shared)

    def dispatched(_words: object, _project: object) -> int:
        asked = plan(results, *SCENARIOS, replications=replications)
        try:
            print(run_plan(asked, TerminalProgress(Console(stderr=True)), slowly))
        except StoreNotWritten:
            raise
        except StoreProblem as problem:
            raise SettingsProblem([str(problem)]) from problem
        return 0

    cli._dispatch = dispatched
    return cli.main([])


if __name__ == "__main__":
    _, folder, number, pause, told = sys.argv
    raise SystemExit(_main(Path(folder), int(number), float(pause), Path(told)))
