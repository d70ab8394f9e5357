"""Lines broken where they fill their room, in whatever alphabet and font they are."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

SAMPLE = "Lines are means, ribbons hold the middle 90 % of replications. Recorded is not true."
DESIGNED_FOR = FontProperties(family="DejaVu Sans", size=100)
AS_WIDE = 1.04
"""A text whose letters are so much wider than those of the sample at most is broken as it is."""


def broken(texts: Sequence[str], characters: int) -> list[str]:
    """Lines of texts, each text beginning a line; ``characters``: of English in DejaVu Sans that
    fill a line."""
    return [line for text in texts for line in textwrap.wrap(text, _fitting(text, characters))]


def within(text: str, room_pt: float, font: FontProperties) -> list[str]:
    """Lines of a text that are no wider than ``room_pt`` points, where its words allow it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_pt(longer, font) <= room_pt:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitting(text: str, characters: int) -> int:
    """So many characters of a text fill the room of ``characters`` of the sample."""
    if not text.strip():
        return characters
    own, usual = (
        width_pt(text, FontProperties(size=100)),
        width_pt(SAMPLE, DESIGNED_FOR) / len(SAMPLE),
    )
    wider = own / len(text) / usual
    if wider <= AS_WIDE or own <= AS_WIDE * usual * characters:
        return characters
    return max(int(characters / wider), 1)


def width_pt(text: str, font: FontProperties) -> float:
    """How wide a text is, in points."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)
