"""The answer of a sweep over guesses: each decision against the first, at the same guess."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10

from sim.analysis.at_the_same_guess import (
    AgainstFirst,
    ByGuess,
    against_first,
    by_guess,
    decisions,
)
from sim.analysis.shown import decided_by
from sim.report.figures import plain, scale_and_unit
from sim.report.read import Results
from sim.report.standing import columns_of_kpi
from sim.report.wording import COUNTED

TOLD = 5
"""So many decisions are told of."""
NAMED_SETTINGS = 3
"""So many settings of a guess stand in a sentence."""


def answer_at_guesses(results: Results) -> list[str]:
    """Sentences on the KPI that decides; ``results`` are of points that differ in guesses."""
    guesses = by_guess(results.names, results.guesses)
    if len(decisions(guesses)) < 2:
        blocks = ", ".join(results.guesses)
        return [f"Points differ in assumptions ({blocks}), so the best point is not a decision."]
    kpi = decided_by(results.about, results.direction_of)
    if not results.has(kpi):
        return []
    ratio = results.is_ratio(kpi)
    found = list(against_first(guesses, columns_of_kpi(results, kpi), ratio=ratio))
    words = _Words(results, kpi, guesses)
    said = [" ".join(_sentences(words, one)) for one in found[:TOLD]]
    if len(found) > TOLD:
        said.append(f"And {len(found) - TOLD} more decisions (comparison.csv, points.csv).")
    return said


def _sentences(words: _Words, found: AgainstFirst) -> Iterator[str]:
    head = f"In the model, {found.decision} against {found.first}, at the same guess:"
    if not found.differences:
        yield f"{head} no figures of both."
        return
    yield f"{head} {words.outcome(found)}."
    if found.without:
        yield f"No figures of both at {found.without} more."


class _Words:
    """Differences in one KPI, in words."""

    def __init__(self, results: Results, kpi: str, guesses: ByGuess) -> None:
        self._results = results
        self._guesses = guesses
        self._label = results.label_of(kpi)
        unit = results.unit_of(kpi)
        self._is_counted = unit.split("/")[0] in COUNTED
        self._scale, self._unit = scale_and_unit(unit)
        if self._unit.startswith("%"):
            self._unit = "percentage points"

    def outcome(self, found: AgainstFirst) -> str:
        """At how many guesses which way, by how much, and where least."""
        differences, guesses = found.differences, len(found.differences)
        lower = {guess for guess, apart in differences.items() if apart < 0.0}
        higher = {guess for guess, apart in differences.items() if apart > 0.0}
        if not lower | higher:
            return f"{self._label} the same at {_of(guesses, guesses)}"
        # the way that more guesses go; where as many go the other way, that of the average
        average = sum(differences.values()) / guesses
        down = len(lower) > len(higher) or (len(lower) == len(higher) and average < 0.0)
        most, rest = (lower, higher) if down else (higher, lower)
        word, other = self._way(down), self._way(not down)
        parts = f"{word} {self._label}" if self._is_counted else f"{self._label} {word}"
        parts += f" at {_of(len(most), guesses)}{_shown(most, found)}"
        if rest:
            parts += f", {other} at {len(rest)}{_shown(rest, found)}"
        if same := guesses - len(most) - len(rest):
            parts += f", the same at {same}"
        if rest and most & (found.shown or set()) and rest & (found.shown or set()):
            parts += ": which does better hangs on what is true"
        parts += f"; {self._by_how_much(average, list(differences.values()), down, bool(rest))}"
        if guesses > 1:
            sign = -1.0 if down else 1.0
            least = min(differences, key=lambda guess: sign * differences[guess])
            far = "furthest the other way" if rest else "least"
            parts += f"; {far} {self._where(found, least)}"
        return parts

    def _way(self, down: bool) -> str:
        if self._is_counted:
            return "fewer" if down else "more"
        return "lower" if down else "higher"

    def _by_how_much(
        self, average: float, differences: list[float], down: bool, both_ways: bool
    ) -> str:
        ends = sorted(differences, reverse=down)  # from the least of the usual way to the most
        decimals = _decimals([self._scale * abs(n) for n in (average, ends[0], ends[-1])])
        unit = "" if self._is_counted else f" {self._unit}"

        def size(number: float) -> str:
            return plain(self._scale * abs(number), decimals)

        if len(ends) == 1:
            return f"by {size(average)}{unit}"
        if not both_ways:
            return f"by {size(average)}{unit} on average, from {size(ends[0])} to {size(ends[-1])}"
        mean, least, most = (
            f"{size(number)}{unit} {self._way(number < 0.0)}"
            for number in (average, ends[0], ends[-1])
        )
        return f"{mean} on average, from {most} to {least}"

    def _where(self, found: AgainstFirst, guess: str) -> str:
        """The guess by the values of its settings, of many the first few."""
        scenario = self._guesses[guess][found.decision]
        values = self._results.manifest.get("factors", {}).get(scenario, {})
        keys = [k for own in self._results.guesses.values() for k in own if k in values]
        if not keys:
            return f"at {guess}"
        named = [f"{key} is {_short(values[key])}" for key in keys[:NAMED_SETTINGS]]
        more = len(keys) - len(named)
        first, last = ", ".join(named[:-1]), named[-1]
        where = f"where {first} and {last}" if first else f"where {last}"
        return f"{where} ({more} more in points.csv: {guess})" if more else where


def _of(some: int, guesses: int) -> str:
    return "the only guess" if guesses == 1 else f"{some} of {guesses} guesses"


def _short(value: str) -> str:
    """A value; a decimal number to three digits."""
    if "." not in value:
        return value
    try:
        return f"{float(value):.3g}"
    except ValueError:
        return value


def _shown(some: set[str], found: AgainstFirst) -> str:
    """At how many of these guesses the replications show it."""
    if found.shown is None:
        return ""
    shown = len(some & found.shown)
    if len(found.differences) == 1:
        return " (shown)" if shown else " (not shown)"
    return f" (shown at {'all' if shown == len(some) else shown or 'none'} of them)"


def _decimals(sizes: list[float]) -> int:
    """So many that the first has two digits and none but zero is written as zero, at most 4."""
    wanted = [1 - floor(log10(sizes[0]))] if sizes[0] > 0.0 else []
    wanted += [-floor(log10(size)) for size in sizes if size > 0.0]
    return min(max(0, *wanted), 4)
