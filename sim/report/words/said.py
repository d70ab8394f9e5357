"""Names that planners type, as the report says them: on one line, in words, a long one cut."""

from __future__ import annotations

import re

DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Controls of the direction of writing: they would turn round what stands beside a name."""


def said(name: str, width: int = 30) -> str:
    """A name in words, cut to so many characters."""
    return cut(spelled_out(name), width)


def spelled_out(name: str) -> str:
    """A name on one line; underscores become spaces, but in overrides (``key=value``), which stay
    as they were typed."""
    name = DIRECTIONS.sub("", name)
    return " ".join((name if "=" in name else name.replace("_", " ")).split())


def cut(words: str, width: int) -> str:
    """Words of at most so many characters, cut in the middle: scenarios often differ at the end."""
    if len(words) <= width:
        return words
    tail = (width - 1) // 2
    return f"{words[: width - 1 - tail].rstrip()}…{words[-tail:].lstrip()}"
