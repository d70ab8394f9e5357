"""Steps to more people at which the record moves and the truth hardly does, told and shaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn_charts import drawn, texts
from matplotlib.axes import Axes
from synthetic_insides import with_insides
from synthetic_results import two_factor_points, write_results

from sim.analysis.recorded_and_true import RECORDED, TRUE
from sim.report.answer.steps import HARDLY, kinds_of_steps
from sim.report.charts import CHARTS
from sim.report.folder.read import Results, read_results

BASELINE = "planned, investigate_first"
FEWER, MORE = "lean, graduated", "planned, graduated"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("honest")
    return read_results(
        with_insides(write_results(folder, two_factor_points(), BASELINE, replications=8))
    )


@pytest.fixture(scope="module")
def one_run(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("one_run")
    return read_results(with_insides(write_results(folder, ["one", "two"], "one", replications=1)))


def step(verdict: str, recorded: float) -> dict[str, Any]:
    return {
        "scenario": MORE,
        "against": FEWER,
        "along": "staffing",
        "record_in_most": verdict,
        "recorded_difference": recorded,
    }


def with_step(results: Results, true: float, recorded: float) -> Results:
    """The same results, one staffing level above another by so much in every run, about."""
    kpis = results.kpis.copy()
    luck = np.random.default_rng(5).normal(0.0, 0.01, results.replications)
    for kpi, more in ((TRUE, true), (RECORDED, recorded)):
        fewer = kpis.loc[kpis["scenario"] == FEWER, kpi].to_numpy(float)
        kpis.loc[kpis["scenario"] == MORE, kpi] = fewer + more + luck
    return replace(results, kpis=kpis)


@pytest.mark.parametrize(
    ("verdict", "true", "recorded", "kind"),
    [
        ("follows", 0.03, 0.9, HARDLY),
        ("not told", -0.03, -0.9, HARDLY),
        ("follows", 1.5, 0.9, "follows"),  # the truth moves too
        ("follows", 0.03, 0.05, "follows"),  # neither moves by what is worth seeing
        ("reversed", 0.03, 0.9, "reversed"),
        ("truth equal", 0.0, 0.9, "truth equal"),
    ],
)
def test_a_record_that_moves_while_the_truth_hardly_does_misleads(
    results: Results, verdict: str, true: float, recorded: float, kind: str
) -> None:
    moved = with_step(results, true, recorded)
    assert kinds_of_steps(moved, [step(verdict, recorded)]) == [kind]


def test_one_run_is_not_said_to_show_that_the_truth_hardly_moves(one_run: Results) -> None:
    row = step("follows", 0.9) | {"scenario": "two", "against": "one"}
    assert kinds_of_steps(one_run, [row, row | {"scenario": "left out"}]) == ["follows"] * 2


def test_line_and_shading_of_the_staffing_curve_are_of_the_same_figure(
    results: Results, tmp_path: Path
) -> None:
    pairs = pd.read_csv(results.folder / "recorded_and_true.csv")
    row = pairs.iloc[:1].assign(**step("follows", 0.9))
    pd.concat([pairs, row]).to_csv(tmp_path / "recorded_and_true.csv", index=False)
    folder = replace(with_step(results, 0.03, 0.9), folder=tmp_path)
    figure = drawn("5_staffing_curve", folder)
    assert "the record rises, the truth hardly moves" in texts(figure)
    assert f"to {MORE} the record rises, the truth hardly moves." in CHARTS[
        "5_staffing_curve"
    ].describe(folder)
    (panel,) = (ax for ax in figure.findobj(Axes) if ax.get_title() == "graduated")
    entries = folder.estimates(RECORDED)["mean"].astype(float)
    lowest = [min(box.lines[0].get_ydata()) for box in panel.containers]
    graduated = [name for name in folder.names if name.endswith("graduated")]
    assert lowest[1] == pytest.approx(min(entries[graduated]))
