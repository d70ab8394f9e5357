"""Mutation testing of the analysis and the kernels: which small changes does no fast test notice?

Tests are collected once. Each then runs in a process of its own under coverage, which tells what
lines it runs (those that fail or, uncompiled, take too long are left out). Each mutant (mutants.py)
meets the tests that run its lines, the shortest first, in a process of its own until one fails.
Nothing is written but the folder of the results, and a verdict stands until its function changes.
Run: python benchmarks/mutation.py [GLOB ...] [--folder results/mutation] [--sample 0.2 --seed 1]
     [--workers 1] [--budget-s 60] [--slowest-s 12] [--again] [--list] [--tests tests]
What is mutated, and the lines that aren't: [tool.mutmut] in pyproject.toml. Needs the extra
``mutation`` and runs on POSIX systems.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from math import sqrt
from pathlib import Path

os.environ["NUMBA_DISABLE_JIT"] = "1"  # before anything compiles
sys.path.insert(0, os.getcwd())  # the tree it is run in, not an installed one

import pytest
from mutants import Mutant, mutants, paths
from mutation_session import KILLED, NO_TEST, NOT_RUN, SURVIVED, TIMEOUT, Session, Verdicts, read


def main() -> int:
    """Run what was asked for and print what is left."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("globs", nargs="*", default=["*"], help="files to mutate, of those named")
    parser.add_argument("--tests", nargs="*", default=["tests"])
    parser.add_argument("--folder", type=Path, default=Path("results/mutation"))
    parser.add_argument("--sample", type=float, default=1.0, help="share of each file's mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--budget-s", type=float, default=60.0, help="of tests for one mutant")
    parser.add_argument("--slowest-s", type=float, default=12.0, help="a longer test is left out")
    parser.add_argument("--again", action="store_true", help="survivors, too, run again")
    parser.add_argument("--list", action="store_true", help="run nothing, print what is left")
    options = parser.parse_args()
    chosen = [m for path in _chosen(options.globs) for m in _sampled(path, options)]
    options.folder.mkdir(parents=True, exist_ok=True)
    store = options.folder / "verdicts.jsonl"
    if not options.list:
        known, again = read(store), (SURVIVED, NO_TEST) if options.again else ()
        todo = [m for m in chosen if known.get(m.key, NOT_RUN) in (NOT_RUN, *again)]
        session = Session(todo, store, options)
        command = [*options.tests, "-m", "not slow", "-p", "no:cacheprovider", "-s", "-q"]
        pytest.main([*command, "--ignore=tests/e2e"], plugins=[session])
    print(*_report(chosen, read(store)), sep="\n")
    return 0


def _chosen(globs: Sequence[str]) -> list[str]:
    return [path for path in paths() if any(fnmatch(path, glob) for glob in globs)]


def _sampled(path: str, options: argparse.Namespace) -> list[Mutant]:
    found = list(mutants(path))
    if options.sample >= 1.0 or not found:
        return found
    # a smaller sample is the beginning of a larger one
    random.Random(f"{options.seed} {path}").shuffle(found)
    return found[: max(round(options.sample * len(found)), 1)]


def _report(chosen: list[Mutant], verdicts: Verdicts) -> Iterator[str]:
    """A Markdown table by file, then each mutant that no test noticed."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in chosen:
        counts[mutant.path][verdicts.get(mutant.key, NOT_RUN)] += 1
    yield "| file | mutants | killed | of these by time limit | share killed, 95 % |"
    yield "|---|---|---|---|---|"
    total: Counter[str] = Counter()
    for path, count in sorted(counts.items()):
        total += count
        yield _row(f"`{path}`", count)
    yield _row("all", total)
    yield ""
    for mutant in chosen:
        verdict = verdicts.get(mutant.key, NOT_RUN)
        if verdict not in (KILLED, TIMEOUT):
            yield f"{verdict}: {mutant.change}"


def _row(name: str, count: Counter[str]) -> str:
    mutants_run = sum(count.values()) - count[NOT_RUN]
    killed = count[KILLED] + count[TIMEOUT]
    low, high = _wilson(killed, mutants_run)
    share = f"{killed / mutants_run:.1%} ({low:.1%} to {high:.1%})" if mutants_run else "-"
    return f"| {name} | {mutants_run} | {killed} | {count[TIMEOUT]} | {share} |"


def _wilson(hits: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    if not trials:
        return 0.0, 1.0
    middle = (hits + z * z / 2) / (trials + z * z)
    half = z * sqrt(hits * (trials - hits) / trials + z * z / 4) / (trials + z * z)
    return middle - half, middle + half


if __name__ == "__main__":
    sys.exit(main())
