"""Writes report.html from the sections."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.report.blocks import Section
from sim.report.material import Material
from sim.report.whole_file import whole_file

PAGE = "report.html"


def write_page(material: Material, sections: Sequence[Section]) -> Path:
    """Write ``report.html`` into the results folder, whole or not at all."""
    environment = Environment(
        loader=PackageLoader("sim.report", "page"), autoescape=True, undefined=StrictUndefined
    )

    def svg(chart: str) -> Markup:
        text = material.charts[chart].files["svg"].read_text(encoding="utf-8")
        return Markup(text[text.index("<svg") :])

    path = material.results.folder / PAGE
    with whole_file(path) as partial:
        text = environment.get_template("page.html").render(
            title=str(material.results.manifest.get("experiment", "")),
            sections=sections,
            charts=material.charts,
            svg=svg,
        )
        partial.write_text(text, encoding="utf-8")
    return path
