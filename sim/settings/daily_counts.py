"""A planner's own daily counts, ``date,ledger,zone,count``: read from a CSV file and checked.

A day without a line has no data; it isn't a day without an entry. Counts are of a day, a ledger and
a zone only: columns with anything else, such as names or coordinates, are refused. What stands
between cells is as in any table that a spreadsheet writes (`sim.settings.spreadsheets`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sim.config import Scenario
from sim.kernel.names import did_you_mean, there_are
from sim.settings.files import SettingsProblem
from sim.settings.spreadsheets import number_in, spreadsheet

COLUMNS = ("date", "ledger", "zone", "count")
ALL = "all"
"""The zone of counts that aren't split by zone."""
LEAST_DAYS = 28
"""Of a ledger in a zone: fewer tell nothing of how counts vary."""
LARGEST = 100_000
"""No ledger has so many entries a day; a larger number is a slip."""
MOST_TOLD = 20
"""Rows that can't be read at all, told one by one."""
DATE = "must be a date as 2017-05-06 (year-month-day)"

DailyCounts = dict[tuple[str, str], dict[int, int]]
"""Ledger and zone -> day from the scenario's start -> count; a day without data is absent."""


def read_daily_counts(path: Path, shown: str, scenario: Scenario) -> DailyCounts:
    """The counts of a file. SettingsProblem with a line for each kind of mistake in it.

    ``shown``: the file as the planner typed it.
    """
    text = _text(path, shown)
    try:
        table = spreadsheet(text, shown, frozenset())
    except SettingsProblem as problem:
        more = len(problem.lines) - MOST_TOLD
        told = [f"{shown}: {more:,} more lines like these"] if more > 0 else []
        raise SettingsProblem([*problem.lines[:MOST_TOLD], *told]) from None
    _check_columns(table.columns, f"{shown}:1")
    reading = _Reading(shown, scenario, table.decimal_comma)
    for line in table.lines:
        if all(line.cells.get(column) for column in COLUMNS[:-1]):
            reading.take(line.number, line.cells)
        else:
            message = f"must have {len(COLUMNS)} values: {','.join(COLUMNS)}"
            reading.wrong("values", line.number, message)
    if not table.lines:
        raise SettingsProblem([f"{shown}:1: holds no counts below its first line"])
    if not reading.problems:
        reading.check_whole()
    if reading.problems:
        raise SettingsProblem(reading.lines())
    return reading.counts


# --- the file -------------------------------------------------------------------------------------
def _text(path: Path, shown: str) -> str:
    if path.is_dir():
        raise SettingsProblem([f"{shown}: is a folder: name the CSV file in it"])
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SettingsProblem([f"{shown}: there is no such file"]) from None
    except OSError as error:
        raise SettingsProblem([f"{shown}: can't be read ({error.strerror})"]) from None
    advice = "in the spreadsheet, save it as 'CSV UTF-8'"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:1_000]:
        raise SettingsProblem([f"{shown}:1: is text in UTF-16, or no text: {advice}"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsProblem([f"{shown}:{line}: not text in UTF-8: {advice}"]) from None


def _check_columns(names: Sequence[str], where: str) -> None:
    """Refuse any other column, and a table without one of ours."""
    lines = []
    for name in names:
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS) or (
                ": calibration takes counts by day, ledger and zone only, no names or coordinates"
            )
            lines.append(f"{where}: unknown column '{name}'{hint}")
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        word = "columns" if len(missing) > 1 else "column"
        needed = ",".join(COLUMNS)
        lines.append(
            f"{where}: has no {word} {', '.join(missing)}: its first line must be {needed}"
        )
    if lines:
        raise SettingsProblem(lines)


# --- what it says ---------------------------------------------------------------------------------
@dataclass(slots=True)
class _Reading:
    """Counts so far, and the first of each kind of mistake."""

    shown: str
    scenario: Scenario
    decimal_comma: bool
    counts: DailyCounts = field(default_factory=dict)
    problems: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Kind of mistake -> its first line, and how many there are."""
    _line_of: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def take(self, line: int, row: dict[str, str]) -> None:
        """Read a row."""
        day = self._day(line, row["date"])
        ledger = self._name(line, "ledger", row["ledger"], list(self.scenario.world.guarantors))
        zone = self._name(line, "zone", row["zone"], [*self.scenario.world.zones, ALL])
        count = self._count(line, row.get("count", ""))
        if day is None or ledger is None or zone is None or count is None:
            return
        first = self._line_of.setdefault((ledger, zone, day), line)
        if first != line:
            what = f"{row['date']}, {ledger}, {zone}"
            self.wrong("twice", line, f"{what} is given already in line {first}")
            return
        self.counts.setdefault((ledger, zone), {})[day] = count

    def check_whole(self) -> None:
        """What can be wrong with all rows together."""
        for ledger, zone in self.counts:
            days = len(self.counts[ledger, zone])
            if days < LEAST_DAYS:
                message = (
                    f"only {days} days of {ledger} in {zone}: at least {LEAST_DAYS} are needed"
                )
                self.problems.setdefault(message, (f"{self.shown}: {message}", 1))
            if zone == ALL and sum(own == ledger for own, _ in self.counts) > 1:
                message = f"{ledger} has counts of zone '{ALL}' and of single zones: give one kind"
                self.problems.setdefault(message, (f"{self.shown}: {message}", 1))

    def lines(self) -> list[str]:
        """One for each kind of mistake."""
        return [
            f"{line} (and {times - 1:,} more like it)" if times > 1 else line
            for line, times in self.problems.values()
        ]

    def wrong(self, kind: str, line: int, message: str) -> None:
        """A mistake; of several of a kind the first is told."""
        first, times = self.problems.get(kind, (f"{self.shown}:{line}: {message}", 0))
        self.problems[kind] = first, times + 1

    def _day(self, line: int, text: str) -> int | None:
        start, days = self.scenario.world.start, self.scenario.days
        try:
            if len(text) != len("2017-05-06"):  # Python reads 20170506 and 2017-W18-6 too
                raise ValueError
            found = date.fromisoformat(text)
        except ValueError:
            self.wrong("date", line, f"date = {text}: {DATE}")
            return None
        day = (found - start).days
        if not 0 <= day < days:
            last = start + timedelta(days=days - 1)
            message = f"date = {text}: the scenario runs from {start} to {last}"
            self.wrong("before" if day < 0 else "after", line, message)
            return None
        return day

    def _name(self, line: int, column: str, text: str, names: list[str]) -> str | None:
        if text in names:
            return text
        if column == "ledger" and text == ALL:
            hint = ": several ledgers count one incident twice, so give the counts of each"
        else:
            hint = did_you_mean(text, names)
        what = f"{column} = {text}: no {column} is called so{hint} {there_are(names)}"
        self.wrong(f"{column} {text}", line, what)
        return None

    def _count(self, line: int, text: str) -> int | None:
        if not text:
            message = "count is empty: leave the line out where there is no count, or write 0"
            self.wrong("empty", line, message)
            return None
        number = number_in(text, decimal_comma=self.decimal_comma)
        if number is None or not number.is_integer():
            self.wrong("count", line, f"count = {text[:40]}: must be a whole number, such as 3")
        elif number < 0.0:
            self.wrong("negative", line, f"count = {text[:40]}: must not be negative")
        elif number > LARGEST:
            self.wrong("large", line, f"count = {text[:20]}: must be at most {LARGEST:,}")
        else:
            return int(number)
        return None
