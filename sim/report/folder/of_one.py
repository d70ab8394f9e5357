"""Units and nouns of one: ``1 day``, not ``1 days``."""

from __future__ import annotations

import re

AFTERWARDS = re.compile(r" (?=(?:a|of|on|per|since) )")
"""What follows the noun that is counted."""
PLURAL = re.compile(r"\b(?:people|\w+(?:ies|[^\Wsu]s))\b")


def counted(number: str, unit: str) -> str:
    """A number as it is written, and its unit: ``1 day``, ``1 person on watch``, ``1.0 days``."""
    return f"{number} {of_one(unit) if number.lstrip('-') == '1' else unit}".rstrip()


def of_one(words: str) -> str:
    """The first noun in the singular, unless it follows an ``of`` or ``per``."""
    noun, *rest = AFTERWARDS.split(words, maxsplit=1)
    return " ".join([PLURAL.sub(_singular, noun, count=1), *rest])


def _singular(found: re.Match[str]) -> str:
    word = found.group()
    if word == "people":
        return "person"
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
