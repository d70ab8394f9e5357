"""Charts of a real run in each language that ships: all their words, within their edges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from blocks_as_text import text as text_of
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.blocks import Table
from sim.report.charts import CHARTS
from sim.report.drawing.look import look
from sim.report.drawing.retouch import relabelled
from sim.report.drawing.style import house_style, settle
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, Results, read_results
from sim.report.material import Material
from sim.report.sections import comparison
from sim.report_settings import ReportSettings
from sim.settings.labels import ENGLISH, labels_in, languages

PROJECT = Path(__file__).parents[2]
OTHERS = [language for language in languages(PROJECT) if language != ENGLISH]
IS_TURKISH_TOO = {"May", "Mar"}


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text))


def names(settings: Any) -> Iterator[str]:
    """What planners' files call places, groups and ledgers: it stays as they wrote it."""
    for key, value in settings.items() if isinstance(settings, dict) else ():
        if key == "label" and isinstance(value, str):
            yield value
        yield from names(value)


def figures(results: Results, settings: ReportSettings) -> Iterator[tuple[str, Figure]]:
    """The charts, with their final words, laid out."""
    with house_style(settings):
        for name, chart in CHARTS.items():
            try:
                figure = chart.draw(results)
            except NotInResults:
                continue
            relabelled(figure, look().labels)
            settle(figure)
            yield name, figure


@pytest.mark.slow
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_and_nothing_is_cut(language: str, run_folder: Path) -> None:
    results = chosen(read_results(run_folder))
    labels = labels_in(language, PROJECT)
    may_stay = {word for own in results.settings.values() for n in names(own) for word in words(n)}
    may_stay |= {word for text in labels.values() for word in words(text)}
    left: dict[str, set[str]] = {}
    cut = []
    settings = ReportSettings(language=language, language_labels=labels)
    drawn = 0
    for name, figure in figures(results, settings):
        drawn += 1
        assert labels["SIMULATED"] in [text.get_text() for text in figure.findobj(Text)]  # type: ignore[attr-defined]
        for text in figure.findobj(Text):
            assert isinstance(text, Text)
            said = " ".join(text.get_text().split())
            if not text.get_visible() or not words(said):
                continue  # ticks beyond the ends of an axis aren't drawn: they are numbers
            if others := words(said) - may_stay:
                left.setdefault(name, set()).update(others)
            extent = text.get_window_extent()
            if extent.x0 < -2.0 or extent.x1 > figure.bbox.width + 2.0:
                cut.append((name, said))
    assert drawn > 10
    assert not left
    assert not cut


@pytest.mark.slow
@pytest.mark.parametrize("language", OTHERS)
def test_the_comparison_table_is_translated_and_what_explains_it_is_not(
    language: str, run_folder: Path
) -> None:
    results = chosen(read_results(run_folder))
    labels = labels_in(language, PROJECT)
    settings = ReportSettings(language=language, language_labels=labels)
    section = comparison.section(Material(results, {}, {}, settings))
    assert "95 % confidence" in text_of(section)
    said: set[str] = set()
    for table in section.blocks:
        if isinstance(table, Table):
            cells = [cell.text for row in table.rows for cell in row]
            said |= words(" ".join([table.caption, *(c.heading for c in table.columns), *cells]))
    assert said - {word for text in labels.values() for word in words(text)} == set()
