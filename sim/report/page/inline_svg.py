"""A chart's SVG as a part of a page: ids of its own, no style sheet, words for who can't see."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import Markup

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
LEFT_OUT = {f"{SVG}metadata", f"{SVG}style"}
"""A style sheet inside an SVG would hold for the whole page; page.css says the same of charts."""
HOLD_TEXT = {f"{SVG}text", f"{SVG}tspan"}
REFERENCE = re.compile(r"url\(#([^)]+)\)")

ElementTree.register_namespace("", SVG[1:-1])
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def inline_svg(path: Path, prefix: str, title: str, described_by: str) -> Markup:
    """The SVG at ``path`` for a page that holds several.

    Ids that are referred to get ``prefix``, all others go: those of two charts would clash.
    ``described_by`` is the id of the element that says in words what the chart shows.
    """
    root = ElementTree.parse(path).getroot()
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in LEFT_OUT]:
            parent.remove(child)
        if parent.tag not in HOLD_TEXT:
            _close_up(parent)
    elements = list(root.iter())
    known = {name for element in elements for name in _referred(element)}
    for element in elements:
        for key, value in list(element.attrib.items()):
            if key == "id" and value not in known:
                del element.attrib[key]
            elif key == "id":
                element.set(key, prefix + value)
            elif key == XLINK_HREF and value.startswith("#"):
                element.set(key, f"#{prefix}{value[1:]}")
            else:
                element.set(key, REFERENCE.sub(rf"url(#{prefix}\1)", value))
    root.attrib |= {"role": "img", "aria-label": title, "aria-describedby": described_by}
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _close_up(element: ElementTree.Element) -> None:
    """Take out the white space between elements."""
    if element.text and not element.text.strip():
        element.text = None
    for child in element:
        child.tail = None


def _referred(element: ElementTree.Element) -> list[str]:
    """Ids that an element refers to."""
    href = element.get(XLINK_HREF, "")
    found = [name for value in element.attrib.values() for name in REFERENCE.findall(value)]
    return [*found, href[1:]] if href.startswith("#") else found
