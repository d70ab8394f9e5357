"""A chart inside the page: its ids are its own, and nothing of it reaches beyond it."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from sim.report.page.inline_svg import inline_svg

TYPED = '&lt;script&gt;alert(1)&lt;/script&gt; id="p1" url(#p1) &amp;'
SVG = f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"
 width="453pt" height="200pt" viewBox="0 0 453 200" version="1.1">
 <metadata><some>date</some></metadata>
 <defs><style type="text/css">*{{stroke-linejoin: round}}</style></defs>
 <g id="figure_1">
  <!-- a comment -->
  <defs><path id="m1" d="M 0 0"/></defs>
  <use xlink:href="#m1" x="1"/>
  <path d="M 0 0" clip-path="url(#p1)"/>
  <text>{TYPED} <tspan>two</tspan> words</text>
 </g>
 <defs><clipPath id="p1"><rect width="1" height="1"/></clipPath></defs>
</svg>
"""


def inlined(folder: Path, prefix: str) -> str:
    path = folder / "chart.svg"
    path.write_text(SVG, encoding="utf-8")
    return str(inline_svg(path, prefix, 'A "title" <b>', "words-1"))


def test_ids_and_what_refers_to_them_are_told_apart(tmp_path: Path) -> None:
    first, second = inlined(tmp_path, "c1-"), inlined(tmp_path, "c2-")
    drawn = re.sub(r"<text>.*?</text>", "", first)
    ids = re.findall(r' id="([^"]*)"', drawn)
    assert sorted(ids) == ["c1-m1", "c1-p1"]  # that of the figure is not referred to
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawn)) == set(ids)
    assert second == first.replace("c1-", "c2-")


def test_nothing_of_a_chart_holds_for_the_page(tmp_path: Path) -> None:
    text = inlined(tmp_path, "c1-")
    assert text.startswith("<svg")
    for gone in ("<style", "<metadata", "<!--", "<!DOCTYPE", "\n"):
        assert gone not in text, gone


def test_words_stay_as_they_were_and_the_chart_has_a_name(tmp_path: Path) -> None:
    root = ElementTree.fromstring(inlined(tmp_path, "c1-"))
    (said,) = root.iter("{http://www.w3.org/2000/svg}text")
    typed = '<script>alert(1)</script> id="p1" url(#p1) &'
    assert "".join(said.itertext()) == f"{typed} two words"
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'A "title" <b>'
    assert root.get("aria-describedby") == "words-1"
