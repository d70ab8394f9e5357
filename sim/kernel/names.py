"""Names that nobody knows: what to say of them, and which one was meant perhaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def did_you_mean(word: str, options: Sequence[str]) -> str:
    """`` - did you mean 'x'?`` if an option resembles the word, else nothing."""
    close = get_close_matches(word, options, n=1)
    return f" - did you mean '{close[0]}'?" if close else ""


def there_are(options: Sequence[str]) -> str:
    """The options in brackets."""
    return f"(there are: {', '.join(options)})" if options else "(there are none)"


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """``no place called 'x'``, what was meant perhaps, and what there is."""
    options = sorted(known)
    return f"no {what} called '{name}'{did_you_mean(name, options)} {there_are(options)}"
