"""Results kept on file: how they are written, read and compared with those of today.

A line a KPI, ``numerator/denominator`` a run, with all digits; the first line holds a digest of the
rest, which the CHANGELOG names, so numbers can't change without a line there.
"""

from __future__ import annotations

from hashlib import blake2b
from math import isclose
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("golden_kpis.txt")
CHANGELOG = PROJECT / "CHANGELOG.md"
REFRESH = "python -m pytest tests/backtest --refresh-golden"

RELATIVE = 1e-9
"""Logarithms and exponentials differ in the last digit between processors and C libraries; a change
of the model moves some incident, hence some figure by far more."""

Pair = tuple[float, float]
Table = dict[str, dict[str, Pair]]
"""Numerator and denominator by KPI and run."""


def digest(body: str) -> str:
    """What the CHANGELOG calls these numbers: six hex digits."""
    return blake2b(body.encode(), digest_size=3).hexdigest()


def named(body: str) -> str:
    """The words that the CHANGELOG must hold."""
    return f"numbers: {digest(body)}"


def to_text(table: Table) -> str:
    """The file: digest, then a row of runs, then a row a KPI."""
    runs = list(next(iter(table.values())))
    rows = [", ".join(["kpi", *runs])]
    for kpi in sorted(table):
        cells = (table[kpi].get(run) for run in runs)
        words = ["-" if cell is None else f"{cell[0]!r}/{cell[1]!r}" for cell in cells]
        rows.append(", ".join([kpi, *words]))
    body = "\n".join(rows) + "\n"
    return f"{named(body)}\n{body}"


def from_text(text: str) -> Table:
    """The table of a file; ValueError if its digest isn't that of its rows."""
    first, _, body = text.partition("\n")
    if first != named(body):
        raise ValueError(f"{FILE.name} was edited by hand: its rows are '{named(body)}'")
    (_, *runs), *rows = (line.split(", ") for line in body.splitlines())
    table: Table = {}
    for kpi, *cells in rows:
        table[kpi] = {}
        for run, cell in zip(runs, cells, strict=True):
            if cell != "-":
                numerator, denominator = cell.split("/")
                table[kpi][run] = float(numerator), float(denominator)
    return table


def changes(before: Table, now: Table) -> list[str]:
    """A line for each KPI on file that isn't what it was, with its first run that differs.

    A KPI that isn't on file yet is no change of numbers (``uncovered``); one that is gone is.
    """
    lines = []
    for kpi, runs in before.items():
        if kpi not in now:
            lines.append(f"{kpi}: gone")
            continue
        found = now[kpi]
        every = [*runs, *(run for run in found if run not in runs)]
        other = [run for run in every if not _same(runs.get(run), found.get(run))]
        if other:
            run = other[0]
            lines.append(
                f"{kpi}: {_shown(runs.get(run))} -> {_shown(found.get(run))} in '{run}'"
                f" ({len(other)} of {len(every)} runs differ)"
            )
    return lines


def uncovered(before: Table, now: Table) -> list[str]:
    """KPIs of today that aren't on file."""
    return sorted(now.keys() - before.keys())


def advice(lines: list[str], longest: int = 25) -> str:
    """What to tell whoever changed numbers."""
    shown = [*lines[:longest], *([f"... and {len(lines) - longest} more"] * (len(lines) > longest))]
    return "\n".join(
        [
            f"numbers changed: {len(lines)} KPIs of three tiny scenarios aren't what they were",
            *(f"  {line}" for line in shown),
            f"If this is meant: {REFRESH}",
            "and write what changed, and why, into CHANGELOG.md, with the first line of that file.",
            "If not, something that was to leave results alone did not.",
        ]
    )


def _same(before: Pair | None, now: Pair | None) -> bool:
    if before is None or now is None:
        return before is now
    return all(isclose(a, b, rel_tol=RELATIVE) for a, b in zip(before, now, strict=True))


def _shown(pair: Pair | None) -> str:
    if pair is None:
        return "nothing"
    numerator, denominator = pair
    return f"{numerator!r}" if denominator == 1.0 else f"{numerator!r}/{denominator!r}"
