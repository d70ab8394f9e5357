"""An SVG of a chart with what a browser doesn't need left out: twenty stand in one page."""

from __future__ import annotations

import re
from collections import Counter

_TAG = re.compile(r"<!--.*?-->|<[^>]+>", re.DOTALL)
_FAMILY = re.compile(r"font-family: ([^;\"]*?)(?:; |(?=\"))")
_NUMBER = re.compile(r"-?\d+\.\d+")
_GEOMETRY = re.compile(r' (?:d|x|y|width|height|transform)="[^"]*"')
_NEEDLESS = re.compile(
    r"<!--.*?-->"
    r"|<path [^>]*style=\"fill: none\"/>"  # an area without a colour
    r"|(?<=<g) id=\"[^\"]*\""
    r"| transform=\"rotate\(-0 [^\"]*\)\"",
    re.DOTALL,
)
_EMPTY = re.compile(r"<g>\s*</g>\s*")


def slim(svg: str) -> str:
    """The same picture in fewer bytes: fonts named once, hundredths of a point, no indents.

    What stands between tags is left alone: it may be a name that a planner typed.
    """
    families = Counter(family for tag in _TAG.findall(svg) for family in _FAMILY.findall(tag))
    usual = families.most_common(1)[0][0] if families else None
    svg = _TAG.sub(lambda found: _slim_tag(found.group(), usual), svg)
    while _EMPTY.search(svg):
        svg = _EMPTY.sub("", svg)
    return re.sub(r"\s*\n\s*", "\n", svg)


def _slim_tag(tag: str, usual: str | None) -> str:
    if usual is not None:
        tag = re.sub(rf"font-family: {re.escape(usual)}(?:; |(?=\"))", "", tag)
        if tag.startswith("<svg "):
            tag = tag.replace("<svg ", f'<svg style="font-family: {usual}" ', 1)
    tag = _NEEDLESS.sub("", tag)
    return _GEOMETRY.sub(lambda found: _NUMBER.sub(_rounded, found.group()), tag)


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found.group()):.2f}".rstrip("0").rstrip(".")
