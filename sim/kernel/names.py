"""Names in a sentence: many of them; or one that nobody knows, and which was meant perhaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

NAMED_AT_MOST = 6
"""So many names stand in a sentence; beyond, they are counted."""


def listed(names: Sequence[str]) -> str:
    """``a; b; c``, of more than `NAMED_AT_MOST` the first ones and how many more there are."""
    more = len(names) - NAMED_AT_MOST
    return "; ".join(names[:NAMED_AT_MOST]) + (f"; and {more} more" if more > 0 else "")


def did_you_mean(word: str, options: Sequence[str]) -> str:
    """`` - did you mean 'x'?`` if an option resembles the word, else nothing."""
    close = get_close_matches(word, options, n=1)
    return f" - did you mean '{close[0]}'?" if close else ""


def there_are(options: Sequence[str]) -> str:
    """The options in brackets; those that hold a comma in quotes."""
    told = ", ".join(f"'{option}'" if "," in option else option for option in options)
    return f"(there are: {told})" if options else "(there are none)"


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """``no place called 'x'``, what was meant perhaps, and what there is."""
    options = sorted(known)
    return f"no {what} called '{name}'{did_you_mean(name, options)} {there_are(options)}"
