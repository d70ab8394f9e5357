"""Real figures beside the model's: the verdict goes by single replications, not by their mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import CONFIGS
from rich.console import Console
from synthetic_results import write_results

from sim.report.folder.read import ResultsProblem, read_results
from sim.report.printed.realism import RealFigure, rows, write_and_print
from sim.settings.files import SettingsFiles, SettingsProblem
from sim.settings.real_figures import read_real_figures

KPI = "true_incidents_per_day"


def written(folder: Path, replications: int) -> Path:
    write_results(folder, ["one"], "one", replications=replications)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("realism"), 40)


def figure(real: float, kpi: str = KPI) -> RealFigure:
    return RealFigure("incidents a day", kpi, real, "per day", "a source", "a note")


def test_a_real_figure_is_held_against_single_replications(folder: Path) -> None:
    results = read_results(folder)
    values = results.values(KPI)[results.baseline]
    low, high = np.quantile(values, [0.025, 0.975])
    inside = float(np.mean([low, high]))
    told = rows(results, [figure(real) for real in (low - 0.1, inside, high + 0.1)])
    assert [row.verdict for row in told] == ["model is higher", "within", "model is lower"]
    assert {(row.low, row.high) for row in told} == {(low, high)}


def test_few_replications_give_no_verdict(tmp_path: Path) -> None:
    results = read_results(written(tmp_path, 4))
    (row,) = rows(results, [figure(5.0)])
    assert row.verdict == "too few replications"


def test_a_kpi_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(ResultsProblem, match="hold no nothing_per_day"):
        rows(read_results(folder), [figure(1.0, "nothing_per_day")])


def test_the_table_is_printed_whole_and_kept(folder: Path) -> None:
    console = Console(record=True, width=40, force_terminal=False)
    write_and_print(folder, [figure(5.0), figure(500.0)], ["A conflict."], console)
    printed = console.export_text()
    assert "SIMULATED" in printed
    assert "A conflict." in printed
    assert "1 of 2 real figures" in printed or "0 of 2 real figures" in printed
    text = (folder / "realism.md").read_text()
    assert text.count("a source") == 2
    assert "- incidents a day: a note" in text
    table = pd.read_csv(folder / "realism.csv")
    assert table["real"].tolist() == [5.0, 500.0]
    assert table["verdict"].iloc[1] == "model is lower"


# --- the file ------------------------------------------------------------------------------------
def test_the_shipped_figures_name_their_sources() -> None:
    real = read_real_figures(SettingsFiles(CONFIGS.parent))
    assert len(real.figures) > 25
    assert len({figure.label for figure in real.figures.values()}) == len(real.figures)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("scenario: x\nfigures: {}\n", "real_figures.yaml:2: 'figures'"),
        ("scenario: x\nfigures:\n  a: {kpi: y}\n", "real_figures.yaml:3: 'figures.a.label'"),
        (
            "scenario: x\nfigures:\n  a: {label: b, kpi: y, real: z, unit: u, source: s}\n",
            "real_figures.yaml:3: 'figures.a.real'",
        ),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "config.yaml").write_text("seed: 1\n")
    (tmp_path / "configs" / "real_figures.yaml").write_text(text)
    with pytest.raises(SettingsProblem) as caught:
        read_real_figures(SettingsFiles(tmp_path))
    assert any(message in line for line in caught.value.lines)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "config.yaml").write_text("seed: 1\n")
    with pytest.raises(SettingsProblem, match="no such file"):
        read_real_figures(SettingsFiles(tmp_path))


def test_a_run_too_short_for_a_figure_says_so(tmp_path: Path) -> None:
    folder = written(tmp_path, 12)
    table = pd.read_csv(folder / "comparison.csv")
    table.loc[table["kpi"] == KPI, "mean"] = np.nan
    table.to_csv(folder / "comparison.csv", index=False)
    (row,) = rows(read_results(folder), [figure(5.0)])
    assert row.verdict == row.simulated == "no data"
