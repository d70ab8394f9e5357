"""A finished chart in other words and another size of type, before it is laid out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import Formatter, NullFormatter

from sim.report.words.labels import relabel

WHICH: tuple[Literal["major", "minor"], ...] = ("major", "minor")
AS_IT_STANDS = "as it stands"
"""Texts with this label have their final words already: title and footnote, see `style.page`."""


def relabelled(figure: Figure, labels: Mapping[str, str]) -> None:
    """Put the words of ``labels`` (text -> text) into every text of a figure.

    Lines that were broken are broken again, at the width they had.
    """
    if not labels:
        return
    for axis in _axes_of(figure):
        for of, put in (
            (axis.get_major_formatter(), axis.set_major_formatter),
            (axis.get_minor_formatter(), axis.set_minor_formatter),
        ):
            if not isinstance(of, NullFormatter | _Relabelled):
                put(_Relabelled(of, labels))
    for text in _texts_of(figure):
        text.set_text(_in_lines(text.get_text(), labels))


def enlarged(figure: Figure, scale: float) -> None:
    """Multiply the size of all type and marks, and the width of lines, by ``scale``.

    Ticks not yet drawn get theirs too; handles of legends were made at this scale.
    """
    if scale == 1.0:
        return
    for axis in _axes_of(figure):
        for which in WHICH:
            labels = axis.get_ticklabels(which=which)
            if labels:
                axis.set_tick_params(which=which, labelsize=scale * float(labels[0].get_fontsize()))
    of_ticks = {id(text) for axis in _axes_of(figure) for text in _tick_labels(axis)}
    for text in figure.findobj(Text):
        if isinstance(text, Text) and id(text) not in of_ticks:
            text.set_fontsize(scale * float(text.get_fontsize()))
    for line in figure.findobj(Line2D):
        if isinstance(line, Line2D):
            line.set_markersize(scale * float(line.get_markersize()))
            line.set_linewidth(scale * float(line.get_linewidth()))


class _Relabelled(Formatter):
    """Another formatter's words, replaced."""

    def __init__(self, inner: Formatter, labels: Mapping[str, str]) -> None:
        self._inner, self._labels = inner, labels

    def __call__(self, x: float, pos: int | None = None) -> str:
        return _in_lines(self._inner(x, pos), self._labels)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        return [_in_lines(text, self._labels) for text in self._inner.format_ticks(list(values))]

    def get_offset(self) -> str:
        return relabel(self._inner.get_offset(), self._labels)

    def set_locs(self, locs: Sequence[float]) -> None:
        self._inner.set_locs(list(locs))


def _in_lines(text: str, labels: Mapping[str, str]) -> str:
    new = relabel(text, labels)
    if new == text or "\n" not in text:
        return new
    width = max(len(line) for line in text.split("\n"))
    return "\n".join(
        part
        for line in new.split("\n")
        for part in textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False)
        or [""]
    )


def _axes_of(figure: Figure) -> list[Axis]:
    found = [ax for ax in figure.findobj(Axes) if isinstance(ax, Axes)]
    return [axis for ax in found for axis in (ax.xaxis, ax.yaxis)]


def _tick_labels(axis: Axis) -> list[Text]:
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    return [label for tick in ticks for label in (tick.label1, tick.label2)]


def _texts_of(figure: Figure) -> list[Text]:
    """Every text but those of ticks, which their formatters write, and those that stand already."""
    of_ticks = {id(text) for axis in _axes_of(figure) for text in _tick_labels(axis)}
    return [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text) and id(text) not in of_ticks and text.get_label() != AS_IT_STANDS
    ]
