"""Where the order of the rules turns, in words: boxes, and what speaks for them."""

from __future__ import annotations

from math import isfinite

from sim.report.folder.study_tables import Row, as_number
from sim.report.studies.tried import as_words, is_number, unit, value
from sim.report.words.figures import PERCENT

MAY_BE_CHANCE = 0.05
"""A box as good as this in more than such a share of shufflings may be chance."""


def where(bounds: list[Row]) -> str:
    """A box: ``deterrence by sanctions below 0.03 (tried: -0.1 to 0.4) and ...``."""
    return ", and ".join(_bound(row) for row in bounds)


def share(number: float) -> str:
    """``93 %``; empty where it isn't known."""
    return f"{PERCENT * number:.0f} %" if isfinite(number) else ""


def may_be_chance(bounds: list[Row]) -> bool:
    """Whether shuffled guesses gave as good a box too often."""
    chance = str(bounds[0].get("chance") or "")
    return is_number(chance) and as_number(chance) > MAY_BE_CHANCE


def _bound(row: Row) -> str:
    low, high = row["from"], row["to"]
    words, of = as_words(row), unit(row)
    if low and not is_number(low):
        return f"{words}: {value(low)}"
    tried = f"tried: {value(row['tried_from'])} to {value(row['tried_to'])} {of}".rstrip()
    if _is_open(low, row["tried_from"]):
        return f"{words} below {value(high)} ({tried})"
    if _is_open(high, row["tried_to"]):
        return f"{words} above {value(low)} ({tried})"
    return f"{words} from {value(low)} to {value(high)} ({tried})"


def _is_open(end: str, tried: str) -> bool:
    """Whether a box has no bound on a side, or the end of what was tried."""
    if not is_number(end):
        return True
    return is_number(tried) and as_number(end) == as_number(tried)
