"""A planner's own words in place of ours: whole texts first, then phrases, the longest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache


def relabel(text: str, labels: Mapping[str, str]) -> str:
    """``text`` in the words of ``labels`` (text -> text).

    A whole text is replaced as such; else phrases within it are, the longest first, only where
    words begin and end, and nothing is replaced twice. Line breaks and underscores count as
    spaces, so that a name is found as its file has it and as charts say it.
    """
    if not labels or not text.strip():
        return text
    return _replacer(tuple(labels.items()))(text)


@lru_cache(maxsize=8)
def _replacer(labels: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    """One pattern for all phrases, made once for a chart's hundred texts."""
    wanted = {one_line(old): new for old, new in labels if one_line(old)}
    if not wanted:
        return lambda text: text
    longest_first = sorted(wanted, key=lambda old: (-len(old), old))
    pattern = re.compile(
        "|".join(
            ("" if not old[0].isalnum() else r"(?<!\w)")
            + r"[\s_]+".join(map(re.escape, old.split()))
            + ("" if not old[-1].isalnum() else r"(?!\w)")
            for old in longest_first
        )
    )

    def replaced(text: str) -> str:
        whole = wanted.get(one_line(text))
        if whole is not None:
            return whole
        return pattern.sub(lambda found: wanted[one_line(found.group())], text)

    return replaced


def one_line(text: str) -> str:
    """A text without line breaks and underscores."""
    return " ".join(text.replace("_", " ").split())
