"""Writes report.html from the sections."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import count
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.report.blocks import Block, Box, Folded, Replay, Section
from sim.report.charts import DrawnChart
from sim.report.folder.read import Results
from sim.report.folder.started import UNKNOWN, started
from sim.report.material import Material
from sim.report.page.inline_svg import inline_svg

PAGE = "report.html"
REPLAY = tuple(
    f"replay{part}.js"
    for part in ("_data", "_signs", "_ground", "_timelines", "_map", "_words", "")
)
"""The scripts of the map replay, in the order in which they need each other."""
INTERVAL = re.compile(r"\[[^][<>]*\d[^][<>]*\]")
LONG_TITLE = 90
"""Characters above which a title is set smaller."""


def write_page(material: Material, sections: Sequence[Section]) -> Path:
    """Write ``report.html`` among the report's files."""
    results = material.results
    asked = results.manifest.get("question") or results.manifest.get("experiment") or "Report"
    return write_sections(
        material.target / PAGE,
        " ".join(str(asked).split()),
        list(_facts(results)),
        sections,
        material.charts,
        organisation=material.settings.organisation,
    )


def write_sections(
    path: Path,
    title: str,
    facts: Sequence[str],
    sections: Sequence[Section],
    charts: Mapping[str, DrawnChart],
    *,
    organisation: str = "",
    stamp: str = "SIMULATED",
) -> Path:
    """Write a page of sections; ``facts`` stand below its title, and ``stamp`` on everything."""
    environment = Environment(
        loader=PackageLoader("sim.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    numbers = count(1)

    def svg(chart: str, at: int) -> Markup:
        drawn = charts[chart]
        return inline_svg(drawn.files["svg"], f"c{at}-", drawn.title, f"chart-{at}-words")

    replayed = any(_replays(section.blocks) for section in sections)
    styles = [_asset("page.css"), *([_asset("replay.css")] if replayed else [])]
    scripts = [_asset("page.js"), *(map(_asset, REPLAY) if replayed else ())]
    text = environment.get_template("page.html").render(
        title=title,
        long=len(title) > LONG_TITLE,
        organisation=organisation,
        facts=facts,
        stamp=stamp,
        sections=sections,
        charts=charts,
        svg=svg,
        next_chart=lambda: next(numbers),
        as_data=_as_data,
        breakable=_breakable,
        styles=styles,
        scripts=scripts,
        policy=_policy(scripts),
    )
    path.write_text(text, encoding="utf-8")
    return path


def _replays(blocks: Sequence[Block]) -> bool:
    return any(
        isinstance(block, Replay) or (isinstance(block, Box | Folded) and _replays(block.blocks))
        for block in blocks
    )


def _asset(name: str) -> Markup:
    """A style sheet or script of this folder, to be written into the page as it stands."""
    return Markup((files("sim.report.page") / name).read_text(encoding="utf-8"))


def _policy(scripts: Sequence[str]) -> str:
    """What the page may do: show itself, run its own scripts, and ask nobody for anything."""
    digests = (b64encode(sha256(text.encode()).digest()).decode() for text in scripts)
    own = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {own}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _as_data(json: str) -> Markup:
    """JSON for inside a script element, which a ``</script>`` or ``<!--`` in it must not end."""
    return Markup(json.replace("<", "\\u003c"))


def _breakable(text: str) -> Markup:
    """Names of settings may be broken where planners would break them; an interval never is."""
    found = str(escape(text)).replace("_", "_<wbr>")
    return Markup(INTERVAL.sub(r'<span class="whole">\g<0></span>', found))


def _facts(results: Results) -> Iterator[str]:
    """When it was simulated, and how much."""
    at = started(results.manifest)
    if at != UNKNOWN:
        yield f"Simulated on {at.day} {at:%B %Y}"
    scenarios = len(results.everything.names)
    finished = results.kpis.groupby("scenario")["replication"].nunique()
    up_to = "up to " if finished.min() < results.replications else ""
    times = "once" if results.replications == 1 else f"{up_to}{results.replications:,} times"
    each = f"{scenarios:,} scenarios, each" if scenarios > 1 else "1 scenario,"
    yield f"{each} simulated {times}"
