"""What is said once of means, intervals, differences and chance, wherever it is read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from blocks_as_text import text
from made_values import write_values
from small_material import change_manifest, material_of
from synthetic_results import write_results

from sim.report.charts.differences import draw
from sim.report.drawing.style import house_style
from sim.report.folder.read import read_results
from sim.report.sections import always_said, comparison
from sim.report.words.figures import figures_of
from sim.report.words.wording import Wording
from sim.report_settings import ReportSettings

TRUE = "true_incidents_per_day"
ONE_AT_A_TIME = "one figure at a time"


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return write_results(tmp_path / "run", ["base", "other"], "base", replications=6)


def test_simultaneous_is_claimed_for_one_figure_at_a_time(two: Path) -> None:
    for section in (always_said, comparison):
        said = text(section.section(material_of(two)))
        assert ONE_AT_A_TIME in said
        assert "differ by chance alone" in said


def test_only_paired_results_are_said_to_be(two: Path) -> None:
    assert "same luck, replication by replication" in text(always_said.section(material_of(two)))
    change_manifest(two, paired=False)
    for section in (always_said, comparison):
        said = text(section.section(material_of(two)))
        assert "replication by replication" not in said
        assert "paired within a folder, not between folders" in said
    with house_style():
        figure = draw(read_results(two))
    assert not [
        t for t in figure.findobj(lambda a: hasattr(a, "get_text")) if "aired" in t.get_text()
    ]


def test_one_scenario_has_no_luck_to_share(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "run", ["base"], "base", replications=6)
    assert "luck" not in text(always_said.section(material_of(folder)))


def test_unequal_numbers_of_replications_are_told(two: Path) -> None:
    rows = pd.read_csv(two / "kpis.csv")
    rows[(rows["scenario"] == "base") | (rows["replication"] < 4)].to_csv(
        two / "kpis.csv", index=False
    )
    assert read_results(two).replications_in_words == "4 to 6 replications"


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((0.04, 0.12), "0.04 to 0.12 more"),
        ((0.004, 0.06), "0.004 to 0.060 more"),
        ((0.00002, 0.0075), "less than 0.008 more"),
        ((-0.0075, -0.00002), "less than 0.008 fewer"),
    ],
)
def test_no_end_of_a_difference_shown_is_written_as_zero(
    two: Path, ends: tuple[float, float], said: str
) -> None:
    results = read_results(two)
    rows = results.estimates(TRUE)
    columns = ["difference", "difference_low", "difference_high"]
    rows.loc["other", columns] = [sum(ends) / 2, *ends]
    assert Wording(results, ReportSettings()).difference(TRUE, "other") == said


@pytest.mark.parametrize(
    ("kpi", "unit", "written"),
    [
        (TRUE, "incidents/day", "0.002 [0.000, 0.004]"),
        ("side_gap_located", "share", "0.002 [-0.001, 0.004]"),
        ("lethal_lag1", "correlation", "0.002 [-0.001, 0.004]"),
    ],
)
def test_an_interval_ends_where_no_value_can_be(
    two: Path, kpi: str, unit: str, written: str
) -> None:
    table = pd.read_csv(two / "comparison.csv")
    own = table["kpi"] == TRUE
    table.loc[own, ["mean", "low", "high"]] = [0.002, -0.001, 0.004]
    table.loc[own, ["kpi", "unit"]] = [kpi, unit]
    table.to_csv(two / "comparison.csv", index=False)
    assert figures_of(read_results(two), kpi, ["base"]) == [written]


def test_what_is_negative_anywhere_may_be(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 0.1}, "other": {TRUE: -0.1}})
    results = read_results(tmp_path)
    results.estimates(TRUE).loc["base", ["low", "high"]] = [-0.2, 0.4]
    assert figures_of(results, TRUE, ["base"]) == ["0.1 [-0.2, 0.4]"]
