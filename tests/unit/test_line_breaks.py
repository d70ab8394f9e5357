"""Lines of text fill the same room in any alphabet."""

from __future__ import annotations

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.report.drawing.line_breaks import SAMPLE, broken

CYRILLIC = "Линии — средние, ленты — средние 90 % прогонов. Недели без постов пусты. " * 4


def width(line: str) -> float:
    return float(
        text_to_path.get_text_width_height_descent(line, FontProperties(), ismath=False)[0]
    )


def test_english_is_broken_by_its_letters() -> None:
    first, *others = broken([SAMPLE, "", "WWW mmm"], 40)
    assert first == "Lines are means, ribbons hold the middle"
    assert others == ["90 % of replications. Recorded is not", "true.", "WWW mmm"]


def test_wider_letters_get_fewer_to_a_line() -> None:
    room = max(map(width, broken([SAMPLE * 4], 80)))
    lines = broken([CYRILLIC], 80)
    assert max(map(len, lines)) < 80
    assert max(map(width, lines)) < 1.03 * room
    assert " ".join(lines) == CYRILLIC.strip()


def test_a_word_wider_than_the_line_is_broken() -> None:
    assert all(len(line) <= 10 for line in broken(["Щ" * 30], 10))
