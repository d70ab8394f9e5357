"""How every chart looks: size, type, colours, marks, the word SIMULATED, footnote and files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.transforms import Bbox

from sim.report.choice import choice_in_words
from sim.report.read import Results
from sim.report.whole_file import whole_file

WIDTH_IN = 16.0 / 2.54
"""Charts are drawn at the width of an A4 text column, so a point of type is a point in print."""
DPI = 200
CREATOR = "ceasefire-monitoring-simulator"
TITLE_IN = 0.34
FOOTNOTE_LINE_IN = 0.125

# Okabe and Ito's colours, told apart under the common colour blindnesses; named by what they mean.
TRUE = "#0072B2"
RECORDED = "#D55E00"
ENTRIES = "#E69F00"
BETTER = "#0072B2"
WORSE = "#D55E00"
QUIET = "#767676"
INK = "#1A1A1A"
GRID = "#DDDDDD"


LineStyle = Literal["-", "--", "-.", ":"] | tuple[float, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Colour, marker and line style that go together, so that a chart also reads in grey."""

    color: str
    marker: str
    line: LineStyle


MARKS = (
    Mark("#0072B2", "o", "-"),
    Mark("#D55E00", "s", "--"),
    Mark("#009E73", "^", "-."),
    Mark("#CC79A7", "D", ":"),
    Mark("#000000", "v", (0, (5, 1, 1, 1, 1, 1))),
    Mark("#E69F00", "P", (0, (8, 2))),
    Mark("#56B4E9", "X", (0, (1, 2.5))),
)
SHAPES = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")

_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8.0,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.linewidth": 0.7,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "axes.labelcolor": INK,
    "lines.linewidth": 1.4,
    "lines.markersize": 4.5,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": DPI,
    # A planner may type a dollar sign in a name; it is not mathematics.
    "text.parse_math": False,
    # The same tables give the same bytes: no random ids, no date (see `save`).
    "svg.hashsalt": CREATOR,
}


@contextmanager
def house_style() -> Iterator[None]:
    """The settings every chart is drawn and saved under, whatever the user's own are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def page(results: Results, title: str, height_in: float, *notes: str) -> tuple[Figure, SubFigure]:
    """An empty chart with title, SIMULATED and footnote; draw in the returned middle part.

    ``height_in`` is the middle part's height in inches; ``notes`` precede the fixed footnote.
    """
    lines = [line for note in (*notes, footnote(results)) for line in textwrap.wrap(note, 130)]
    foot_in = FOOTNOTE_LINE_IN * len(lines) + 0.1
    figure = Figure(
        figsize=(WIDTH_IN, TITLE_IN + height_in + foot_in), layout="constrained", dpi=DPI
    )
    FigureCanvasAgg(figure)
    figure.set_label(title)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(w_pad=0.06, h_pad=0.03, wspace=0.04, hspace=0.04)  # type: ignore[call-arg]
    parts: Any = figure.subfigures(3, 1, height_ratios=[TITLE_IN, height_in, foot_in], hspace=0.0)
    head, body, foot = parts
    head.text(0.012, 0.55, title, ha="left", va="center", fontsize=10, fontweight="bold")
    head.text(
        0.988,
        0.55,
        "SIMULATED",
        ha="right",
        va="center",
        fontsize=8.5,
        fontweight="bold",
        color="#8B0000",
        bbox={"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": "#8B0000"},
    )
    foot.text(0.012, 0.95, "\n".join(lines), ha="left", va="top", fontsize=6.5, color="#444444")
    return figure, body


def footnote(results: Results) -> str:
    """What every chart says about itself."""
    paired = "paired comparison, " if len(results.names) > 1 else ""
    text = (
        f"Simulated; {paired}{results.replications_in_words}, 95 % intervals "
        "(Monte Carlo error only). Recorded is not true."
    )
    if results.failed:
        plural = "replication" if results.failed == 1 else "replications"
        text += f" {results.failed} {plural} failed and left out."
    return f"{text} {choice_in_words(results)}".rstrip()


def in_words(name: str, width: int = 30) -> str:
    """A name as a chart says it, cut in the middle: scenarios often differ at the end.

    Underscores become spaces, but in overrides (``key=value``), which stay as they were typed.
    """
    words = name if "=" in name else name.replace("_", " ")
    if len(words) <= width:
        return words
    tail = (width - 1) // 2
    return f"{words[: width - 1 - tail].rstrip()}…{words[-tail:].lstrip()}"


def settle(figure: Figure) -> None:
    """Lay the figure out once and for all, with rounded positions.

    The layout's solver leaves the last bits of a position to chance, and SVG makes names of clip
    paths from them: unrounded, two drawings of the same tables would differ.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for part in figure.findobj(SubFigure):
        part.bbox_relative.set_points(part.bbox_relative.get_points().round(4))
    for ax in figure.findobj(Axes):
        ax.set_position(Bbox(ax.get_position(original=True).get_points().round(4)))


FORMATS: dict[str, dict[str, Any]] = {
    "png": {"dpi": DPI, "metadata": {"Software": None}},
    "svg": {"metadata": {"Date": None, "Creator": CREATOR}},
    "pdf": {"metadata": {"CreationDate": None, "ModDate": None, "Creator": CREATOR}},
}
"""Suffix -> how it is written, so that the same tables give the same bytes."""


def save(figure: Figure, folder: Path, name: str) -> dict[str, Path]:
    """Write ``name.png`` (200 dpi), ``name.svg`` and ``name.pdf``, each whole or not at all."""
    settle(figure)
    written = {}
    for suffix, options in FORMATS.items():
        written[suffix] = folder / f"{name}.{suffix}"
        with whole_file(written[suffix]) as partial:
            figure.savefig(partial, format=suffix, **options)
    return written
