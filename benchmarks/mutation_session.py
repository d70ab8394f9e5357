"""A pytest session that runs mutants in place of its tests, each in a forked process of its own."""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import os
import resource
import signal
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import coverage
from _pytest.runner import runtestprotocol
from mutants import Live, Mutant, live_functions, paths, put_in_place

KILLED, TIMEOUT, SURVIVED, NO_TEST, NOT_RUN = "killed", "timeout", "survived", "no test", "not run"
CACHED = type(cache(len))
ENDED_BY_TIME = (signal.SIGPROF, signal.SIGXCPU, signal.SIGALRM)
MEMORY_BYTES = 6 << 30
"""A mutant that never stops growing ends here."""

Verdicts = dict[str, str]
"""What became of each mutant, by its key."""
Measured = dict[int, tuple[float, dict[str, list[int]]]]
"""By a test's number: its seconds, and the lines that it runs by file."""


class Session:
    """Measures the collected tests, then runs each mutant against those that reach it.

    ``options``: folder, workers, budget_s, slowest_s.
    """

    def __init__(self, todo: list[Mutant], store: Path, options: Namespace) -> None:
        self.todo, self.store, self.options = todo, store, options
        self.live: Live = {}
        self.items: list[Any] = []

    def pytest_runtestloop(self, session: Any) -> bool:
        """Measure the tests, then run each mutant against those that reach it."""
        self.items, self.live = session.items, live_functions()
        _forget()
        gc.freeze()  # or each child would copy what it only looks at
        measured = self._measured()
        begun, done = time.monotonic(), 0
        running: dict[int, tuple[Mutant, int]] = {}
        todo = iter(self.todo)
        mutant = next(todo, None)
        while mutant or running:
            while mutant and len(running) < self.options.workers:
                tests = _tests(mutant, self.items, measured, self.options.budget_s)
                if tests:
                    running.update([self._start(mutant, tests, measured)])
                else:
                    self._write(mutant, NO_TEST, "")
                mutant = next(todo, None)
            if running:
                pid, status = os.wait()
                finished, pipe = running.pop(pid)
                with os.fdopen(pipe) as lines:
                    self._write(finished, _verdict(status), lines.read())
                done += 1
                if done % 100 == 0:
                    spent = time.monotonic() - begun
                    print(f"{done} of {len(self.todo)}, {spent / done:.2f} s each", file=sys.stderr)
        return True

    def _measured(self) -> Measured:
        """Seconds, and lines by file, of each test that passes, by its number."""
        folder = self.options.folder / "tests"
        folder.mkdir(exist_ok=True)
        digests = {path: _digest(Path(path).read_text()) for path in paths()}
        everything = digests[""] = _digest(*digests.values())
        measured: Measured = {}
        for number, item in enumerate(self.items):
            path = folder / f"{_digest(item.nodeid, item.path.read_text())}.json"
            found = json.loads(path.read_text()) if path.exists() else None
            if not found or any(digests.get(one) != was for one, was in found["of"].items()):
                pid = os.fork()
                if pid == 0:
                    # what stays if it fails or takes too long
                    path.write_text(json.dumps({"of": {"": everything}, "lines": None}))
                    _alone(partial(_measure, item, path, digests), self.options.slowest_s)
                os.waitpid(pid, 0)
                found = json.loads(path.read_text())
            if found["lines"] is not None:
                measured[number] = found["seconds"], found["lines"]
            else:
                print(f"left out: {item.nodeid}", file=sys.stderr)
        return measured

    def _start(
        self, mutant: Mutant, tests: list[int], measured: Measured
    ) -> tuple[int, tuple[Mutant, int]]:
        reading, writing = os.pipe()
        limit_s = 30 + 10 * sum(measured[number][0] for number in tests)

        def body() -> int:
            put_in_place(mutant, self.live)
            modules: set[Any] = set()
            for number in tests:
                item = self.items[number]
                # processor time for each test: an endless loop needn't wait for the whole limit
                signal.setitimer(signal.ITIMER_PROF, 3.0 + 5.0 * measured[number][0])
                if not (_again(item, modules) and _passes(item)):
                    os.write(writing, item.nodeid.encode())
                    return 1
            return 0

        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _alone(body, limit_s)
        os.close(writing)
        return pid, (mutant, reading)

    def _write(self, mutant: Mutant, verdict: str, by: str) -> None:
        row = {"key": mutant.key, "verdict": verdict, "by": by, "change": mutant.change}
        with self.store.open("a") as file:
            file.write(json.dumps(row) + "\n")


def read(store: Path) -> Verdicts:
    """The latest verdict on each mutant."""
    rows = map(json.loads, store.read_text().splitlines()) if store.exists() else ()
    return {row["key"]: row["verdict"] for row in rows}


def _forget() -> None:
    """Empty the caches that collecting the tests has filled: no mutant would be asked again."""
    for thing in gc.get_objects():
        if isinstance(thing, CACHED) and thing.__module__.startswith("sim."):
            thing.cache_clear()


def _alone(body: Callable[[], int], limit_s: float) -> None:
    """Run in this forked process and end it: 0 survived, 1 killed, 2 couldn't run."""
    code = 2
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit_s) + 1, int(limit_s) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        signal.alarm(int(20 * limit_s))
        code = body()
    finally:
        os._exit(code)


def _again(item: Any, modules: set[Any]) -> bool:
    """Run the text of the test's module again, in place: it may hold results at module level."""
    try:
        if item.module not in modules:
            modules.add(item.module)
            importlib.reload(item.module)
    except BaseException:
        return False
    return True


def _passes(item: Any) -> bool:
    # a test that ends pytest or the process, too, has noticed something
    try:
        return all(not report.failed for report in runtestprotocol(item, nextitem=None, log=False))
    except BaseException:
        return False


def _measure(item: Any, path: Path, digests: dict[str, str]) -> int:
    tracer = coverage.Coverage(
        data_file=None, include=[str(Path(each).resolve()) for each in paths()]
    )
    begun = time.process_time()
    tracer.start()
    passed = _again(item, set()) and _passes(item)
    tracer.stop()
    data = tracer.get_data()
    lines = {
        os.path.relpath(file): sorted(data.lines(file) or ()) for file in data.measured_files()
    }
    if passed:
        of = {one: digests[one] for one in lines}
        seconds = time.process_time() - begun
        path.write_text(json.dumps({"seconds": seconds, "lines": lines, "of": of}))
    return 0


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _tests(mutant: Mutant, items: list[Any], measured: Measured, budget_s: float) -> list[int]:
    """The tests that run the mutated lines; if there are none, those that run its function.

    In turn from each module, the shortest first: those of one module are much alike.
    """
    for lines in (range(mutant.first_line, mutant.last_line + 1), mutant.function_lines):
        found = [
            (seconds, number)
            for number, (seconds, reached) in measured.items()
            if any(line in lines for line in reached.get(mutant.path, ()))
        ]
        if found:
            break
    turn: Counter[Path] = Counter()
    in_turn = []
    for seconds, number in sorted(found):
        turn[items[number].path] += 1
        in_turn.append((turn[items[number].path], seconds, number))
    spent, tests = 0.0, []
    for _, seconds, number in sorted(in_turn):
        spent += seconds
        if spent <= budget_s or not tests:
            tests.append(number)
    return tests


def _verdict(status: int) -> str:
    if os.WIFSIGNALED(status):
        return TIMEOUT if os.WTERMSIG(status) in ENDED_BY_TIME else KILLED
    return {0: SURVIVED, 1: KILLED}.get(os.WEXITSTATUS(status), NOT_RUN)
