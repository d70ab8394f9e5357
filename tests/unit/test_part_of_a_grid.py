"""Tables and charts of half a grid, with other replications than the run's settings say."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from synthetic_results import two_factor_points, write_results

from sim.report.charts import CHARTS, NOT_DRAWN, draw_all
from sim.report.charts.weeks import _shown
from sim.report.drawing.style import footnote
from sim.report.folder.choice import chosen
from sim.report.folder.read import read_results
from sim.report.printed.finished_run import print_comparison
from sim.report_settings import ReportSettings

BASELINE = "planned, investigate_first"
FEW, MORE = "surge, graduated", "surge, investigate_first"
FINALISTS = (BASELINE, MORE, FEW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three of twelve scenarios, 6 replications each, one of them failed."""
    points = {name: two_factor_points()[name] for name in FINALISTS}
    made = write_results(tmp_path_factory.mktemp("half"), points, BASELINE, replications=12)
    for file in ("kpis.csv", "series.csv.gz"):
        table = pd.read_csv(made / file)
        without = (table["replication"] >= 6) | (
            (table["scenario"] == FEW) & (table["replication"] == 5)
        )
        table[~without].to_csv(made / file, index=False)
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["failed"] = [{"scenario": FEW, "replication": 5, "cause": "ValueError: x"}]
    manifest["conclusion"] = ["Selected: this one.", "It took long."]
    (made / "manifest.json").write_text(json.dumps(manifest))
    return made


def test_replications_are_counted_failed_ones_too(folder: Path) -> None:
    results = read_results(folder)
    assert results.replications == 6
    assert "paired comparison, 6 replications, 95 % intervals" in footnote(results)


def test_the_tables_say_so_and_what_was_concluded(folder: Path) -> None:
    out = io.StringIO()
    print_comparison(folder, Console(file=out))
    lines = out.getvalue().splitlines()
    assert any(line.startswith("3 scenarios, 6 replications each;") for line in lines)
    at = lines.index("Selected: this one.")
    assert lines[at + 1] == "It took long."
    assert lines[at + 2].startswith("In the model, ")
    assert at > max(number for number, line in enumerate(lines) if line.startswith("|"))


def test_nothing_is_added_to_a_conclusion_that_is_the_answer(folder: Path) -> None:
    path = folder / "manifest.json"
    before = path.read_text()
    path.write_text(json.dumps(json.loads(before) | {"conclusion_is_the_answer": True}))
    out = io.StringIO()
    print_comparison(folder, Console(file=out))
    path.write_text(before)
    assert out.getvalue().splitlines()[-1] == "It took long."


@pytest.mark.slow
def test_every_chart_is_drawn(folder: Path) -> None:
    asked = [name for name in CHARTS if int(name.partition("_")[0]) <= 10]  # of the comparison
    draw_all(chosen(read_results(folder)), ReportSettings(charts=asked, formats=["svg"]))
    assert not (folder / "charts" / NOT_DRAWN).exists()
    assert len(list((folder / "charts").glob("*.svg"))) == len(asked) == 10


def test_the_others_are_not_said_to_have_most_when_the_baseline_has(folder: Path) -> None:
    assert _shown(read_results(folder)) == [
        (BASELINE, "baseline"),
        (FEW, "fewest true"),
        (MORE, "most true of the others"),
    ]
