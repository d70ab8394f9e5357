"""Charts of a sensitivity study and of a calibration in each language that ships."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.text import Text
from synthetic_calibration import write_calibration
from synthetic_sensitivity import write_sensitivity

from sim.report.charts import OF_DESIGNS
from sim.report.drawing.style import house_style, settle
from sim.report.folder.read import Results, read_results
from sim.report_settings import ReportSettings
from sim.settings.labels import ENGLISH, labels_in, languages

PROJECT = Path(__file__).parents[2]
CHARTS = OF_DESIGNS["sensitivity"] | OF_DESIGNS["calibrate"]
WORD = r"[^\W\d_]+"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Results]:
    study = read_results(write_sensitivity(tmp_path_factory.mktemp("sensitivity")))
    return study, read_results(write_calibration(tmp_path_factory.mktemp("calibration")))


def named_in(file: str, *folders: Results) -> list[str]:
    """Words and units of a table."""
    (table,) = (pd.read_csv(p) for r in folders if (p := r.folder / f"{file}.csv").is_file())
    return [*table["words"], *table["unit"]]


@pytest.mark.slow
@pytest.mark.parametrize("language", [one for one in languages(PROJECT) if one != ENGLISH])
def test_no_word_of_ours_is_left_in_english(
    language: str, results: tuple[Results, Results]
) -> None:
    """What is varied, its unit and the ledgers are called as settings call them."""
    labels = labels_in(language, PROJECT)
    named = [
        one for file in ("tornado", "parameters", "moments") for one in named_in(file, *results)
    ]
    named += ["SIMULATED", "russia turkey eastern ghouta common cause contagion"]
    may_stay = {word for text in [*named, *labels.values()] for word in re.findall(WORD, text)}
    for name, chart in CHARTS.items():
        with house_style(ReportSettings(language=language, language_labels=labels)):
            figure = chart.draw(results[name not in OF_DESIGNS["sensitivity"]])
            settle(figure)
        assert labels["SIMULATED"] in [text.get_text() for text in figure.findobj(Text)]
        said = "\n".join(text.get_text() for text in figure.findobj(Text))
        left = set(re.findall(WORD, said)) - may_stay
        assert not left, name
