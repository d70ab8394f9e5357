"""A stand-in for the model that fails in every way there is, and drivers that run it for real.

Scenarios are named for what they do. ``drive`` is one run as the command line makes it;
``be_killed`` starts it again and again in processes of its own and kills them.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.commands.progress import TerminalProgress
from sim.config import Scenario
from sim.events import RunEnded, RunStarted, ViolationOccurred
from sim.experiment import time_limit
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.engine import Interrupted, Plan, run_plan
from sim.experiment.executors import processes
from sim.experiment.row_key import row_key
from sim.kernel.eventlog import EventLog
from sim.kernel.streams import Streams

SEED = 7
time_limit.GRACE_S = 0.5
LATER = 0.99
"""How likely a look, every 20 ms, is followed by another one until something has begun."""
WORK_S = float(os.environ.get("STAND_IN_WORK_S", "0.01"))
BEGUN = "STAND_IN_BEGUN"
"""Environment variable: the file to which each run adds a line when it begins."""


def scenario(name: str, days: int) -> Scenario:
    """One of which the stand-in reads name and days only."""
    return Scenario.model_construct(_fields_set=None, name=name, question="", days=days)


def simulate(scenario: Scenario, seed: int, replication: int, shared: dict[Any, Any]) -> EventLog:
    """Some incidents after ``WORK_S`` of work, or what the scenario's name says."""
    name = scenario.name
    if BEGUN in os.environ:
        with open(os.environ[BEGUN], "a") as begun:
            begun.write(f"{name} {replication} {os.getpid()}\n")
    if name.startswith("deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "leaving":
        sys.exit("had enough")
    if name == "endless":
        shared["half"] = "made"
        _never_end()
    if name == "greedy" and replication % 2:
        bytearray(8 * 2**30)
    if name == "greedy":
        _gather(shared)
    if name == "stuck":
        ctypes.PyDLL(None).sleep(1000)  # holds all threads of Python
    assert "half" not in shared, "what a run left half made was given to the next"
    until = time.perf_counter() + WORK_S
    while time.perf_counter() < until:
        pass
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 24.0 * scenario.days))
    for i in range(int(10 * Streams(seed, replication).uniform("count")) + scenario.days):
        log.append(
            ViolationOccurred(
                float(i), i + 1, "group", "side_a", True, "zone", "town", "mortar", 1, 0, 2, 0
            )
        )
    log.append(RunEnded(24.0 * scenario.days))
    return log


def _never_end() -> None:
    while True:
        try:
            while True:
                pass
        except Exception:  # the worst of plug-ins
            continue


def _gather(shared: dict[Any, Any]) -> None:
    gathered = shared["gathered"] = []
    while True:
        gathered.append([0.0] * 1000)


def plan(folder: Path, names: list[str], **settings: Any) -> Plan:
    """A plan of scenarios by their names; each is a day longer than the one before."""
    given: dict[str, Any] = {
        "experiment": "trial",
        "design": FixedReplications(name="trial"),
        "scenarios": [scenario(name, number + 2) for number, name in enumerate(names)],
        "baseline": names[0],
        "seed": SEED,
        "replications": 5,
        "workers": 2,
        "command": ["run.py"],
        "results_folder": folder,
        "question": "which?",
    }
    return Plan(**(given | settings))


def drive(words: str) -> int:
    """Run a plan given as JSON (folder, names, settings); gives the exit code."""
    given = json.loads(words)
    processes.LOADED[:] = ["stand_in"]  # nobody needs the model
    wanted = plan(Path(given["folder"]), given["names"], **given.get("settings", {}))
    try:
        folder = run_plan(wanted, TerminalProgress(Console(stderr=True)), simulate)
    except Interrupted as interrupted:
        print(interrupted, file=sys.stderr)
        return 128 + interrupted.signal_number
    except KeyboardInterrupt:
        return 130
    print(folder)
    return 0


def be_killed(words: str) -> int:
    """Kill a run at random moments, ``times`` times, going on each time; print its last folder.

    Complains (AssertionError) when a run was begun again that the store held before.
    """
    given = json.loads(words)
    chance = random.Random(given["chance"])
    begun = Path(os.environ[BEGUN])
    kills = 0
    while kills < given["times"]:
        kept = _kept(given)
        begun.write_text("")
        driver = os.fork()
        if driver == 0:
            os.setsid()
            os._exit(drive(words))
        # mostly while it simulates, else while it starts
        while chance.random() < LATER and not begun.read_text() and not _ended(driver):
            time.sleep(0.02)
        time.sleep(chance.uniform(0.0, given["within_s"]))
        ended = _ended(driver)
        kills += not ended
        with suppress(ProcessLookupError):
            os.kill(driver, signal.SIGKILL)
        os.waitpid(driver, 0)
        again = kept & {tuple(line.split()[:2]) for line in begun.read_text().splitlines()}
        assert not again, f"simulated again: {sorted(again)}"
        if ended:
            break
    print(kills, len(_kept(given)), flush=True)
    return drive(words)


def _ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kept(given: dict[str, Any]) -> set[tuple[str, str]]:
    """Names and replications that the store holds."""
    store = Path(given["folder"]) / "store.sqlite"
    if not store.exists():
        return set()
    wanted = plan(Path(given["folder"]), given["names"])
    names = {row_key(scenario, SEED): scenario.name for scenario in wanted.scenarios}
    with sqlite3.connect(store, timeout=10) as connection:
        found = connection.execute("SELECT key, replication FROM replications").fetchall()
    return {(names[key], str(replication)) for key, replication in found}


if __name__ == "__main__":
    import stand_in  # by this name workers know the functions

    sys.exit({"drive": stand_in.drive, "be_killed": stand_in.be_killed}[sys.argv[1]](sys.argv[2]))
