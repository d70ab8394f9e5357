"""What is said of replications that failed: how many and where, why, and what to type next."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from sim.analysis.missing import Missing
from sim.kernel.names import listed
from sim.report.folder.read import Results
from sim.report.folder.redo import redo
from sim.report.folder.results_files import ResultsProblem

FAILURES = "failures.csv"


def missing(results: Results) -> dict[str, Missing]:
    """How many replications failed, of those scenarios reported of which some did."""
    found = results.manifest.get("missing")
    return {name: Missing(**one) for name, one in found.items()} if isinstance(found, dict) else {}


def print_failures(results: Results, console: Console) -> bool:
    """Print what a planner should know before any figure; gives whether there are figures."""
    lines = failure_lines(results)
    for line in lines:
        console.print(Text(line, style="yellow"), soft_wrap=True)  # commands are copied whole
    if lines:
        console.print()
    if why := why_no_figures(results):
        console.print(Text(f"No figures are given: {why}.", style="bold"))
    return not why


def failure_lines(results: Results, *, typed: bool = True) -> list[str]:
    """What a planner should know before any figure; nothing when no replication failed.

    ``typed``: with what to type next, which names folders of this machine.
    """
    failed = results.manifest.get("failed")
    return list(_lines(results, failed, typed)) if failed and isinstance(failed, list) else []


def redo_command(results: Results) -> tuple[str, str] | None:
    """`redo` of the run's own command; None where nothing failed, none is known, or it was one that
    compares and simulates nothing."""
    failed, command = results.manifest.get("failed"), results.manifest.get("command")
    if not failed or not isinstance(failed, list) or not isinstance(command, list):
        return None
    if "compared" in results.manifest:
        return None
    return redo(command, [str(one.get("cause")) for one in failed])


def why_no_figures(results: Results) -> str:
    """Why no scenario has any figure; empty when one has."""
    if not results.without_figures:
        return ""
    if results.left_out.issuperset(results.names):
        of_which = " of every scenario" if len(results.names) > 1 else ""
        return f"{_too_many(results)} of the replications{of_which} failed (failed_share_at_most)"
    return "every replication failed" if results.failed else "comparison.csv holds none"


def nothing_compared_line(results: Results) -> str:
    """That the baseline has no figures, so that nothing is compared; empty when it has."""
    if results.baseline not in results.left_out:
        return ""
    found = missing(results)
    others = [name for name in results.names if name in results.left_out - {results.baseline}]
    named = listed([f"{name} ({found[name].words})" for name in others])
    return (
        f"Nothing is compared: {found[results.baseline].words} replications of the baseline "
        f"({results.baseline}) failed, {_too_many(results)} (failed_share_at_most)."
        + (f" The same holds for {named}." if named else "")
    )


def _not_compared_line(results: Results) -> str:
    """Which scenarios aren't compared with a baseline that has figures; empty when all are."""
    left_out = [name for name in results.names if name in results.left_out]
    if not left_out or results.baseline in left_out:
        return ""
    found = missing(results)
    named = listed([f"{name} ({found[name].words} failed)" for name in left_out])
    return (
        f"Not compared, because {_too_many(results)} of its replications failed "
        f"(failed_share_at_most): {named}."
    )


def _too_many(results: Results) -> str:
    return f"more than {100.0 * results.manifest.get('failed_share_at_most', 0.0):g} %"


def _lines(results: Results, failed: list[dict[str, Any]], typed: bool) -> Iterator[str]:
    known = missing(results)
    counts = Counter(str(one.get("scenario")) for one in failed)
    named = [
        f"{name} ({known[name].words if name in known and known[name].failed == n else n})"
        for name, n in counts.most_common()
    ]
    in_all = results.manifest.get("replications_in_all")
    of_all = "1 replication" if len(failed) == 1 else f"{len(failed):,} replications"
    of_all = f"{len(failed):,} of {in_all:,} replications" if in_all else of_all
    yield f"{of_all} failed: {listed(named)}."
    first, causes = failed[0], len({one.get("cause") for one in failed})
    yield (
        f"First cause ({first.get('scenario')}, replication {first.get('replication')}): "
        f"{first.get('cause')}" + (f" ({causes:,} different causes in all)" if causes > 1 else "")
    )
    if typed:
        yield from _typed_next(results)
    else:
        yield f"{FAILURES} in the results folder lists all that failed."
    if results.without_figures:
        return
    if line := _not_compared_line(results):
        yield line
    yield (
        "Whether a replication fails may depend on what happens in it, so figures of a scenario "
        "with failures may be biased."
    )


def _typed_next(results: Results) -> Iterator[str]:
    replay = _replay_of_first(results)
    if replay:
        yield f"All of them: {results.folder / FAILURES}; where they arose: failures/ beside it."
        yield f"To simulate one again, with its log: {replay}"
    if again := redo_command(results):
        how, command = again
        yield f"To simulate again all that failed{how and f',{how}'}: {command}"


def _replay_of_first(results: Results) -> str:
    """The command in the first row of failures.csv; empty in a folder of an earlier version."""
    path = results.folder / FAILURES
    try:
        with path.open(encoding="utf-8", newline="") as text:
            return next(csv.DictReader(text))["replay"]
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError, csv.Error, StopIteration, KeyError) as error:
        reason = str(error) or type(error).__name__
        raise ResultsProblem(f"{path}: cannot be read ({reason})") from None
