"""A house style: the size, type, colours, marks and words that every chart is drawn in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import combinations
from math import floor
from typing import Any, Literal
from warnings import catch_warnings, filterwarnings

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.colors import to_rgb
from matplotlib.font_manager import findSystemFonts, fontManager

from sim.kernel.names import did_you_mean, unknown
from sim.report.folder.read import ResultsProblem
from sim.report_settings import ReportSettings

WIDTH_IN = 16.0 / 2.54
"""Charts are drawn at the width of an A4 text column, so a point of type is a point in print."""
DESIGNED_PT = 8.0
NARROWEST_IN = 14.0 / 2.54
"""What a chart needs for type of 8 points; where it has less, its type shrinks with it."""
DPI = 200
CREATOR = "ceasefire-monitoring-simulator"
COLORS = {
    "true": "#0072B2",
    "recorded": "#D55E00",
    "entries": "#E69F00",
    "better": "#0072B2",
    "worse": "#D55E00",
    "quiet": "#6B6B6B",
    "ink": "#1A1A1A",
}
"""What a colour means -> Okabe and Ito's, told apart under the common colour blindnesses."""
READABLE, READABLE_TEXT = 3.0, 4.5
"""Contrast with white that marks and letters need at least (WCAG 2, AA)."""
MUST_DIFFER = ("true", "recorded", "entries")
APART = 60.0
# Charts name them by their place in matplotlib's cycle of colours, which a house style sets.
TRUE, RECORDED, ENTRIES, BETTER, WORSE, QUIET, INK = (f"C{at}" for at in range(len(COLORS)))
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
HATCHES = ("", "////", "xxxx", "\\\\\\\\", "----", "||||", "++++")
"""Of lines only: one of dots weighs 180 kB in an SVG."""
SHAPES = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")


@dataclass(frozen=True, slots=True)
class Look:
    """What a house style asks of every chart. ``scale``: of all type and heights, 1 at 8 points."""

    width_in: float = WIDTH_IN
    scale: float = 1.0
    labels: Mapping[str, str] = field(default_factory=dict)
    language: Mapping[str, str] = field(default_factory=dict)
    """Labels that the sentences every chart says are put in: none of a planner's own."""
    formats: tuple[str, ...] = ("png", "svg", "pdf")


_USUAL = Look()
_LOOK: ContextVar[Look] = ContextVar("look", default=_USUAL)

SIMILAR = ("DejaVu Sans", "Verdana", "Arial", "Helvetica", "sans-serif")
"""Where the font of an SVG isn't installed: much as wide as the one it was laid out in."""
INSTEAD = "; DejaVu Sans always is"
INKED = ("xtick.color", "ytick.color", "text.color", "axes.labelcolor")
LENGTHS_IN_LEGENDS = tuple(
    f"legend.{length}"
    for length in ("handlelength", "handleheight", "handletextpad", "labelspacing", "columnspacing")
)
"""Multiples of a legend's nominal type, which is enlarged with all other type later."""

_SETTINGS: dict[Any, Any] = {
    "font.family": ["sans-serif", "DejaVu Sans"],
    "font.size": DESIGNED_PT,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8.0,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "legend.handlelength": 2.4,
    "legend.columnspacing": 1.2,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.linewidth": 0.7,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
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
    # Text stays text: it can be searched, read aloud, and weighs a tenth of its outlines.
    "svg.fonttype": "none",
}


@contextmanager
def house_style(settings: ReportSettings | None = None) -> Iterator[None]:
    """The settings every chart is drawn and saved under, whatever the user's own are.

    Raises `ResultsProblem` where ``settings`` ask for what there is not.
    """
    asked = settings or ReportSettings()
    if problem := style_problem(asked):
        raise ResultsProblem(problem)
    width_in = asked.width_cm / 2.54
    scale = min(asked.font_size_pt / DESIGNED_PT, width_in / NARROWEST_IN)
    before = _LOOK.set(
        Look(width_in, scale, asked.words, asked.language_labels, (*asked.formats, "svg"))
    )
    colors = COLORS | asked.colors
    try:
        with mpl.rc_context(), catch_warnings():
            mpl.rcdefaults()
            mpl.rcParams.update(_SETTINGS)
            rc: Any = mpl.rcParams
            rc["font.sans-serif"] = list(dict.fromkeys([asked.font, *SIMILAR]))
            rc["axes.prop_cycle"] = cycler(color=list(colors.values()))
            for key in LENGTHS_IN_LEGENDS:
                rc[key] *= scale
            for key in INKED:
                rc[key] = colors["ink"]
            # A letter that no font has, in a name a planner typed, is drawn as a box.
            filterwarnings("ignore", message="Glyph .* missing from font")
            yield
    finally:
        _LOOK.reset(before)


def look() -> Look:
    """The house style in force."""
    return _LOOK.get()


def style_problem(settings: ReportSettings) -> str | None:
    """What of a house style can't be had here, in one sentence; None where all can."""
    if problem := _color_problem(settings.colors):
        return problem
    most_pt = DESIGNED_PT * settings.width_cm / 2.54 / NARROWEST_IN
    if settings.font_size_pt > max(most_pt, DESIGNED_PT):
        needed_cm = settings.font_size_pt / DESIGNED_PT * NARROWEST_IN * 2.54
        return (
            f"report.font_size_pt: {settings.font_size_pt:g} points need charts of "
            f"{needed_cm:.1f} cm (report.width_cm); at {settings.width_cm:g} cm at most "
            f"{max(floor(10.0 * most_pt) / 10.0, DESIGNED_PT):g} have room"
        )
    if settings.font != SIMILAR[0]:
        installed = _installed_fonts(settings.font)
        if settings.font not in installed:
            meant = did_you_mean(settings.font, sorted(installed)) or INSTEAD
            return f"report.font: no font {settings.font!r} is installed here{meant}"
    return None


def _color_problem(colors: dict[str, str]) -> str | None:
    """Colours that there aren't, that are too light to be read, or the same of two things."""
    for name, color in colors.items():
        if name not in COLORS:
            return f"report.colors: {unknown('colour', name, COLORS)}"
        if not re.fullmatch("#[0-9a-fA-F]{6}", color):
            return f"report.colors.{name}: {color!r} is no colour; write #rrggbb, as #0072B2"
        needed = READABLE_TEXT if name == "ink" else READABLE
        if (contrast := _contrast_with_white(color)) < needed and color != COLORS[name]:
            return (
                f"report.colors.{name}: {color} is too light on white (contrast {contrast:.1f}, "
                f"at least {needed:g})"
            )
    for one, other in combinations(MUST_DIFFER, 2):
        first, second = ((COLORS | colors)[name].upper() for name in (one, other))
        if _distance(first, second) < APART and {one, other} & set(colors):
            return f"report.colors: {one} ({first}) and {other} ({second}) can't be told apart"
    return None


def _contrast_with_white(color: str) -> float:
    """Of 1 to 21, as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 1.05 / (float(np.dot(linear, (0.2126, 0.7152, 0.0722))) + 0.05)


def _distance(one: str, other: str) -> float:
    """Between two colours, 0 to 441: in steps of 256 of red, green and blue."""
    return 255.0 * float(np.linalg.norm(np.subtract(to_rgb(one), to_rgb(other))))


def _installed_fonts(wanted: str) -> set[str]:
    """Names of fonts; where the wanted one isn't known yet, those installed of late too."""
    known = {font.name for font in fontManager.ttflist}
    if wanted in known:
        return known
    files = {font.fname for font in fontManager.ttflist}
    for path in sorted(set(findSystemFonts()) - files):
        with suppress(OSError, RuntimeError):  # a file that isn't the font its name says
            fontManager.addfont(path)
    return {font.name for font in fontManager.ttflist}
