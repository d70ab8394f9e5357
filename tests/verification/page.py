"""Writes ``docs/verification.md``: what theory expects, what was got, and which test holds what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import floor, isnan, log10
from pathlib import Path
from typing import NamedTuple

import pytest

from verification.cases import CASES
from verification.relations import COMPARISONS, RELATIONS

OPTION = "--write-verification"
PROPERTY = "verified"
PAGE = Path(__file__).parents[2] / "docs" / "verification.md"

INTRODUCTION = """\
# Verification: is the model built right?

Where theory knows the answer, the model's own components are run with the settings of the textbook
case and held against it. Nothing here says that the model resembles a real ceasefire: that is
[realism.md](realism.md).

This page is written by a command, and a test fails when it no longer fits the tests:

```bash
python -m pytest tests/verification --write-verification -n 2
```

It takes about three minutes on two cores.

## Theory

*Tolerance*: what chance may do, about 3.29 standard errors at the stated number of replications (or
of single draws, where a row counts those); it comes from the design or from theory, never from what
the model gave. *Interval*: 95 %, for what was got, so about one in twenty does not hold the
expected value, by chance; none where chance plays no part or where theory itself gives the spread.
A test fails when what was got is further from what was expected than the tolerance.
"""
HEAD = (
    "| case | what | expected | got | 95 % interval | tolerance | replications | test |\n"
    "|---|---|---|---|---|---|---|---|\n"
)


class Row(NamedTuple):
    """What one test got for one quantity."""

    name: str
    got: float
    low: float
    high: float
    runs: int
    test: str


def figure(value: float) -> str:
    """Six significant digits at most."""
    return f"{value:.6g}"


def declared(name: str) -> tuple[str, str, str, str]:
    """The cells of a row that follow from the tests alone: case, what, expected, tolerance."""
    case = CASES[name]
    sign = "at least " if case.at_least else ""
    tolerance = "exact" if case.tolerance == 0.0 else figure(case.tolerance)
    return name.split()[0], case.what, sign + figure(case.expected), tolerance


def order(name: str) -> tuple[str, int, int]:
    """V1, V2, ..., V10: by letter, number, and as declared."""
    letter, number = re.fullmatch(r"([A-Z]+)(\d+)", name.split()[0]).groups()  # type: ignore[union-attr]
    return letter, int(number), list(CASES).index(name)


def render(rows: Iterable[Row]) -> str:
    """The whole page."""
    lines = []
    for row in sorted(rows, key=lambda row: order(row.name)):
        case, what, expected, tolerance = declared(row.name)
        digits = decimals(CASES[row.name].tolerance)
        got = f"{row.got:.{digits}f}"
        between = "-" if isnan(row.low) else f"{row.low:.{digits}f} to {row.high:.{digits}f}"
        cells = (case, what, expected, got, between, tolerance, f"{row.runs:,}", f"`{row.test}`")
        lines.append("| " + " | ".join(cells) + " |\n")
    return INTRODUCTION + "\n" + HEAD + "".join(lines) + "\n" + laws()


def decimals(tolerance: float) -> int:
    """So many that what chance does shows in the last three of them, at most six."""
    return min(max(2 - floor(log10(tolerance)), 0), 6) if tolerance > 0.0 else 0


def laws() -> str:
    """The part of the page that lists comparisons and relations; nothing in it is measured."""
    parts = [
        "## Against other programs\n\nThe same cases through a second implementation, written for "
        "the tests or by others.\n\n| what | against | test |\n|---|---|---|\n"
    ]
    parts += [f"| {what} | {other} | {names(tests)} |\n" for what, other, tests in COMPARISONS]
    for title, about, relations in RELATIONS:
        parts.append(f"\n## {title}\n\n{about}\n\n| relation | test |\n|---|---|\n")
        parts += [f"| {what} | {names(tests)} |\n" for what, tests in relations]
    return "".join(parts)


def names(tests: str) -> str:
    """Tests of a relation, one after the other."""
    return ", ".join(f"`{test}`" for test in tests.split())


class Writer:
    """Gathers what the tests got and writes the page at the end, if nothing failed."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for name, row in report.user_properties:
                if name == PROPERTY:
                    found = Row(*row)  # type: ignore[misc]
                    self.rows[found.name] = found

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, exitstatus: int
    ) -> None:
        missing = sorted(CASES.keys() - self.rows.keys(), key=order)
        if missing or exitstatus != 0:
            why = f"not measured: {', '.join(missing)}" if missing else "a test failed"
            terminalreporter.write_line(f"docs/verification.md was not written: {why}")
            return
        PAGE.write_text(render(self.rows.values()), encoding="utf-8")
        terminalreporter.write_line(f"docs/verification.md: {len(self.rows)} quantities")
