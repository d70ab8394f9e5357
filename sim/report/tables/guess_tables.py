"""Tables of a sweep over what is assumed: which decision does best at how many guesses."""

from __future__ import annotations

from collections import Counter

from sim.analysis.at_the_same_guess import ByGuess, by_guess, decisions
from sim.analysis.shown import decided_by
from sim.report.answer.headline_at_guesses import spoken
from sim.report.blocks import Cell, Column, Table
from sim.report.folder.read import Results
from sim.report.words.figures import figures, possible, scale_and_unit
from sim.report.words.said import said
from sim.report.words.wording import NAME_AT_MOST

WORLD = "world"
"""A factor whose levels are whole worlds."""
GUESS = "guess"
SEVERAL = {WORLD: "worlds", GUESS: "guesses"}
ASSUMED = "world."
"""How the names of factors begin that nobody decides on."""
TELL_APART = 1e-9
"""Means that differ by less, relative to the larger one, are equal."""
ROWS_AT_MOST = 64


def tables_at_guesses(results: Results) -> list[Table]:
    """At how many guesses each decision does best, and a row a guess; none where nothing assumed
    varies beside a decision."""
    guesses = guesses_tried(results)
    if not guesses:
        return []
    counted = _best_at(results, guesses)
    return [*([counted] if counted else []), _table(results, guesses)]


def varied(results: Results) -> list[str]:
    """The assumed settings that take several values."""
    keys = [key for own in results.guesses.values() for key in own]
    return keys or [key for key in next(iter(_factors(results).values())) if _is_guess(key)]


def guesses_tried(results: Results) -> ByGuess:
    """The scenarios by what is guessed and what is decided; empty where nothing assumed varies
    beside a decision."""
    if results.guesses:
        found = by_guess(results.names, results.guesses)
    else:
        found = {}
        for name, values in _factors(results).items():
            guessed = [f"{k.removeprefix(ASSUMED)} {v}" for k, v in values.items() if _is_guess(k)]
            decided = [v for k, v in values.items() if not _is_guess(k)]
            if guessed:
                found.setdefault(", ".join(guessed), {})[", ".join(decided)] = name
    return found if len(found) > 1 else {}


def word_for_guess(results: Results) -> str:
    """What one of the guesses is called."""
    return WORLD if varied(results) == [WORLD] else GUESS


def _factors(results: Results) -> dict[str, dict[str, str]]:
    given = results.manifest.get("factors")
    if not isinstance(given, dict):
        return {}
    return {name: given[name] for name in results.names if isinstance(given.get(name), dict)}


def _is_guess(factor: str) -> bool:
    return factor == WORLD or factor.startswith(ASSUMED)


def _best_at(results: Results, guesses: ByGuess) -> Table | None:
    """How often each decision has the best figure; None where there is one decision or none."""
    kpi = decided_by(results.about, results.direction_of)
    names = decisions(guesses)
    if len(names) < 2 or not results.has(kpi):
        return None
    lower = results.direction_of(kpi) != "higher"
    best: Counter[str] = Counter()
    tied: Counter[str] = Counter()
    without = 0
    for own in guesses.values():
        means = {
            decision: results.estimate(kpi, name).mean
            for decision, name in own.items()
            if results.estimate(kpi, name).known
        }
        if len(means) < len(names):
            without += 1
            continue
        top = min(means.values()) if lower else max(means.values())
        winners = [d for d, mean in means.items() if abs(mean - top) <= TELL_APART * abs(top)]
        (best if len(winners) == 1 else tied).update(winners)
    compared, word = len(guesses) - without, word_for_guess(results)
    heads = [
        Column("Decision"),
        Column(f"Best at so many of {compared:,} {SEVERAL[word]}", numeric=True),
        Column("Equal with another", numeric=True),
    ]
    rows = [
        [Cell(_named(n)), Cell(f"{best[n]:,}", best[n]), Cell(f"{tied[n]:,}", tied[n])]
        for n in names
    ]
    notes = [
        f"By {results.label_of(kpi)}, {'lower' if lower else 'higher'} is better; by the means, "
        f"whether or not the replications show a difference. How many {SEVERAL[word]} speak for a "
        "decision is not how likely it is to be right: they were picked, not observed."
    ]
    if without:
        more = f"one more {word}" if without == 1 else f"{without:,} more {SEVERAL[word]}"
        notes.append(f"At {more} not all decisions have figures.")
    return Table("Which decision does best", heads, rows, notes)


def _table(results: Results, guesses: ByGuess) -> Table:
    """A row a guess: its values, and the figure of each decision."""
    kpi = decided_by(results.about, results.direction_of)
    names, factors = decisions(guesses), _factors(results)
    told = dict(list(guesses.items())[:ROWS_AT_MOST])
    first = next(iter(guesses.values()))
    keys = [key for key in factors.get(next(iter(first.values())), {}) if _is_guess(key)]
    if results.guesses:
        keys = [key for own in results.guesses.values() for key in own]
    scale, unit = scale_and_unit(results.unit_of(kpi))
    columns: dict[str, str] = {}
    if results.has(kpi):
        for decision in names:
            at = [own[decision] for own in told.values() if decision in own]
            written = figures([possible(results, kpi, name) for name in at], scale)
            columns |= dict(zip(at, written, strict=True))
    word = word_for_guess(results)
    keys = [] if word == WORLD else keys  # its name says which it is
    heads = [Column(word.capitalize()), *(Column(spoken(key), numeric=True) for key in keys)]
    heads += [Column(f"{_named(decision)}, {unit}", numeric=True) for decision in names]
    rows = []
    for guess, own in told.items():
        values = factors.get(next(iter(own.values())), {})
        name = guess.removeprefix(f"{WORLD} ") if word == WORLD else guess
        cells = [Cell(said(name, NAME_AT_MOST)), *(_tried(values.get(key, "")) for key in keys)]
        cells += [Cell(columns.get(own.get(decision, ""), "no data")) for decision in names]
        rows.append(cells)
    notes = []
    if len(guesses) > ROWS_AT_MOST:
        notes.append(
            f"The first {ROWS_AT_MOST} of {len(guesses):,} {SEVERAL[word]}; points.csv has all."
        )
    return Table(f"Each {word}: {results.label_of(kpi)}", heads, rows, notes)


def _tried(value: str) -> Cell:
    """A value that was tried, with as many digits as are looked at."""
    try:
        return Cell(f"{float(value):.3g}", float(value))
    except ValueError:
        return Cell(str(value))


def _named(decision: str) -> str:
    return said(decision, NAME_AT_MOST) or "the scenario"
