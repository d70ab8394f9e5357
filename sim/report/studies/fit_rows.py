"""Tables of a calibration: the planner's counts beside the fitted ones, and what was fitted."""

from __future__ import annotations

from math import log, nan

from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row, study_rows
from sim.report.studies.tried import WORDS_AT_MOST
from sim.report.words.said import said

CALIBRATED = "calibrated"
"""The scenario with the values found; there is none where the counts can't be had."""
TELL, CANT_TELL = "the counts tell", "the counts can't tell"
NOTHING_TOLD = "four fifths or more"
"""Of the range tried, by its scale: counts that so much goes with can't tell a value."""
TOGETHER = "only together with "
"""How a verdict begins on a parameter that the counts tell of only along with others."""


def parameter_rows(results: Results) -> list[Row]:
    """A row a parameter. Raises `NotInResults` without any."""
    numbers = ("estimate", "low", "high", "tried_from", "tried_to", "before")
    return study_rows(results, "parameters", ("parameter", "words", "unit", "identified"), numbers)


def moment_rows(results: Results) -> list[Row]:
    """A row a figure of the counts. Raises `NotInResults` without any."""
    words = ("moment", "words", "unit", "ledger", "zone", "within")
    return study_rows(results, "moments", words, ("data", "fitted", "fitted_low", "fitted_high"))


def week_rows(results: Results) -> list[Row]:
    """A row a week and ledger. Raises `NotInResults` without any."""
    numbers = ("week", "days", "data", "fitted", "fitted_low", "fitted_high")
    return study_rows(results, "counts_by_week", ("ledger",), numbers)


def place_in_range(results: Results, row: Row, number: float) -> float:
    """Where a value lies between the least (0) and the most (1) tried, by the scale by which the
    study looked for it: the scale by which it judges how much of the range an interval takes."""
    least, most = row["tried_from"], row["tried_to"]
    if not most > least:
        return nan
    if is_by_ratios(results, row):
        return float(log(max(number, least) / least) / log(most / least))
    return float((number - least) / (most - least))


def is_by_ratios(results: Results, row: Row) -> bool:
    """Whether a value was looked for by equal ratios."""
    over = (results.manifest.get("design") or {}).get("over") or {}
    return bool((over.get(row["parameter"]) or {}).get("scale") == "log" and row["tried_from"] > 0)


def ends_with_the_range(row: Row) -> bool:
    """Whether an interval is cut off by an end of the range tried."""
    return bool(row["low"] <= row["tried_from"] or row["high"] >= row["tried_to"])


def can_be_had(results: Results) -> bool:
    """Whether some values within the ranges tried give such counts."""
    return CALIBRATED in results.everything.names


def is_fitted(row: Row) -> bool:
    """Whether the counts tell a parameter's value by themselves."""
    return bool(row["identified"] == "yes")


def is_kept(row: Row) -> bool:
    """Whether a parameter keeps the value it had, for the counts tell next to nothing of it."""
    return bool(row["identified"] == "no")


def what_is_told(row: Row, words: dict[str, str]) -> str:
    """What the counts tell of a parameter; ``words``: of all parameters, by their names."""
    if is_fitted(row):
        return TELL
    if row["identified"].startswith(TOGETHER):
        others = row["identified"].removeprefix(TOGETHER).split(" and ")
        return f"{TOGETHER}{' + '.join(words.get(other, said(other)) for other in others)}"
    return CANT_TELL


def is_within(row: Row) -> bool:
    """Whether the counts lie in the range of the fitted ones."""
    return bool(row["within"] == "yes")


def of_what(results: Results, row: Row) -> str:
    """Whose counts a figure is of: the ledger and the zone, where they are named."""
    zone = _label(results, "zones", row["zone"]) if row["zone"] else ""
    return ", ".join(part for part in (ledger_words(results, row["ledger"]), zone) if part)


def ledger_words(results: Results, ledger: str) -> str:
    """Who keeps a ledger, or two of them; empty where none is named."""
    return " + ".join(_label(results, "guarantors", one) for one in ledger.split(" and ") if one)


def _label(results: Results, family: str, name: str) -> str:
    """What the world file calls an entry; where it has none, its name."""
    world = results.settings.get(results.baseline, {}).get("world") or {}
    entry = (world.get(family) or {}).get(name) or {}
    return said(str(entry.get("label") or name), WORDS_AT_MOST)
