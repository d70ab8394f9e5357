"""How every chart is laid out and written: title, the word SIMULATED, footnote and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox

from sim.report.drawing.fitted import fitted
from sim.report.drawing.line_breaks import broken, width_pt, within
from sim.report.drawing.look import (
    BETTER,
    COLORS,
    CREATOR,
    DPI,
    ENTRIES,
    GRID,
    HATCHES,
    INK,
    MARKS,
    QUIET,
    RECORDED,
    SHAPES,
    TRUE,
    WIDTH_IN,
    WORSE,
    LineStyle,
    Mark,
    house_style,
    look,
    style_problem,
)
from sim.report.drawing.retouch import AS_IT_STANDS, enlarged, relabelled
from sim.report.drawing.slim_svg import slim
from sim.report.folder.choice import choice_in_words
from sim.report.folder.read import Results
from sim.report.words.labels import relabel
from sim.report.words.said import said as in_words

__all__ = [
    "BETTER", "COLORS", "ENTRIES", "GRID", "HATCHES", "INK", "MARKS", "QUIET", "RECORDED",
    "SHAPES", "TRUE",
    "WIDTH_IN", "WORSE", "LineStyle", "Mark", "footnote", "house_style", "in_words", "page", "save",
    "settle", "style_problem",
]  # fmt: skip

TITLE_IN = 0.34
TITLE_LINE_IN = 0.17
TITLE_PT, BADGE_PT = 10.0, 8.5
BESIDE_BADGE_PT = 14.0
"""The frame of SIMULATED, and what is left between it and the title."""
FOOTNOTE_LINE_IN = 0.125
FOOTNOTE_CHARACTERS = 130


def page(
    results: Results,
    title: str,
    height_in: float,
    *notes: str,
    intervals: bool = True,
    rests_on: str = "",
) -> tuple[Figure, SubFigure]:
    """An empty chart with title, SIMULATED and footnote; draw in the returned middle part.

    ``height_in`` is the middle part's height in inches; ``notes`` precede the fixed footnote, which
    speaks of 95 % intervals unless the chart shows no ``intervals``. ``rests_on``: on which runs a
    chart rests that isn't made of the scenarios compared, as ``trials of a study``.
    """
    asked = look()
    room = asked.width_in / WIDTH_IN / asked.scale
    badge = relabel("SIMULATED", asked.language)
    of_title, of_badge = (FontProperties(weight="bold", size=pt) for pt in (TITLE_PT, BADGE_PT))
    beside_pt = BESIDE_BADGE_PT + width_pt(badge, of_badge)
    title_pt = 0.976 * 72.0 * asked.width_in / asked.scale - beside_pt
    head_lines = within(relabel(title, asked.labels), title_pt, of_title)
    fixed = relabel(footnote(results, intervals=intervals, rests_on=rests_on), asked.language)
    foot_lines = broken(
        [*(relabel(note, asked.labels) for note in notes), fixed], int(FOOTNOTE_CHARACTERS * room)
    )
    head_in = TITLE_IN + TITLE_LINE_IN * (len(head_lines) - 1)
    foot_in = FOOTNOTE_LINE_IN * len(foot_lines) + 0.1
    heights_in = [asked.scale * height for height in (head_in, height_in, foot_in)]
    figure = Figure(figsize=(asked.width_in, sum(heights_in)), layout="constrained", dpi=DPI)
    FigureCanvasAgg(figure)
    figure.set_label(title)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(w_pad=0.06, h_pad=0.03, wspace=0.04, hspace=0.04)  # type: ignore[call-arg]
    parts: Any = figure.subfigures(3, 1, height_ratios=heights_in, hspace=0.0)
    head, body, foot = parts
    head.text(
        0.012,
        0.55,
        "\n".join(head_lines),
        ha="left",
        va="center",
        fontproperties=of_title,
        label=AS_IT_STANDS,
    )
    head.text(
        0.988,
        0.55,
        badge,
        ha="right",
        va="center",
        fontproperties=of_badge,
        color="#8B0000",
        bbox={"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": "#8B0000"},
        label=AS_IT_STANDS,
    )
    foot.text(
        0.012,
        0.95,
        "\n".join(foot_lines),
        ha="left",
        va="top",
        fontsize=6.5,
        color="#444444",
        label=AS_IT_STANDS,
    )
    return figure, body


def footnote(results: Results, *, intervals: bool = True, rests_on: str = "") -> str:
    """What every chart says about itself; a single run has no intervals, and shows nothing."""
    alone = results.replications == 1 and not rests_on
    shown = ", 95 % intervals (chance only)" if intervals and not alone else ""
    if rests_on:
        return f"Simulated; {rests_on}{shown}. Recorded is not true."
    paired = "paired comparison, " if len(results.names) > 1 and results.paired else ""
    text = f"Simulated; {paired}{results.replications_in_words}{shown}. Recorded is not true."
    text += " One run alone has no intervals and shows no difference." * alone
    if results.failed:
        plural = "replication" if results.failed == 1 else "replications"
        text += f" {results.failed} {plural} failed and left out."
    return f"{text} {choice_in_words(results)}".rstrip()


def settle(figure: Figure) -> None:
    """Put it in the house style's words and type, and lay it out once and for all.

    Positions are rounded: the layout's solver leaves their last bits to chance, and SVG makes names
    of clip paths from them, so that two drawings of the same tables would differ.
    """
    relabelled(figure, look().labels)
    enlarged(figure, look().scale)
    figure.draw_without_rendering()
    if fitted(figure):
        figure.draw_without_rendering()
    figure.set_layout_engine(None)
    for part in figure.findobj(SubFigure):
        part.bbox_relative.set_points(part.bbox_relative.get_points().round(4))
    for ax in figure.findobj(Axes):
        ax.set_position(Bbox(ax.get_position(original=True).get_points().round(4)))


FORMATS: dict[str, dict[str, Any]] = {
    "png": {"dpi": DPI, "metadata": {"Software": None}},
    "svg": {"metadata": dict.fromkeys(("Date", "Creator", "Format", "Type"))},
    "pdf": {"metadata": {"CreationDate": None, "ModDate": None, "Creator": CREATOR}},
}
"""Suffix -> how it is written, so that the same tables give the same bytes."""


def save(figure: Figure, folder: Path, name: str) -> dict[str, Path]:
    """Write ``name.png`` (200 dpi), ``name.svg`` and ``name.pdf``, or those of them that the house
    style asks for. Returns suffix -> path."""
    settle(figure)
    written = {}
    for suffix in (suffix for suffix in FORMATS if suffix in look().formats):
        written[suffix] = folder / f"{name}.{suffix}"
        path = written[suffix]
        figure.savefig(path, format=suffix, **FORMATS[suffix])
        if suffix == "svg":
            path.write_text(slim(path.read_text(encoding="utf-8")), encoding="utf-8")
    return written
