"""Scores of estimators from made-up KPIs, what is said of them, and their chart."""

from __future__ import annotations

import json
from math import isnan, nan, sqrt
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes
from synthetic_results import write_results

from sim.analysis.estimator_scores import Score, in_sentences, scores
from sim.analysis.kpis import Pair
from sim.analysis.kpis.estimates import ESTIMATES, INTERVALS
from sim.experiment.designs.base import Results
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.experiment.designs.score_estimators import ScoreEstimators
from sim.report.charts import CHARTS, draw_all, estimators
from sim.report.drawing.style import house_style
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, read_results
from sim.report_settings import ReportSettings


def kpis(estimate: float, truth: float, covered: bool) -> dict[str, Pair]:
    """All estimates alike, but no number of Lincoln and Petersen's."""
    over = {f"estimate_over_truth_{name}": (estimate, truth) for name in ESTIMATES}
    over["estimate_over_truth_lincoln_petersen"] = (0.0, 0.0)
    return over | {f"interval_covers_truth_{name}": (float(covered), 1.0) for name in INTERVALS}


KNOWN = {
    ("one", 0): kpis(90.0, 100.0, False),
    ("one", 1): kpis(330.0, 300.0, True),
    ("one", 2): None,
    ("two", 0): kpis(100.0, 100.0, True),
}


def test_bias_error_and_coverage_on_paper() -> None:
    found = {(s.scenario, s.estimate): s for s in scores(["one", "two"], KNOWN)}
    assert len(found) == 2 * len(ESTIMATES)
    chapman = found["one", "chapman"]
    assert chapman.replications == 2
    assert chapman.bias_percent == pytest.approx(100 * (420 / 400 - 1))
    assert chapman.bias_low_percent < chapman.bias_percent < chapman.bias_high_percent
    assert chapman.rmse_percent == pytest.approx(100 * sqrt((0.1**2 + 0.1**2) / 2))
    assert chapman.covered_percent == 50.0
    assert isnan(found["one", "raw_count"].covered_percent)
    assert found["one", "lincoln_petersen"].replications == 0
    assert isnan(found["one", "lincoln_petersen"].bias_percent)
    assert isnan(found["one", "lincoln_petersen"].rmse_percent)
    assert isnan(found["two", "chapman"].bias_low_percent)  # one replication: no interval


def score(estimate: str, bias: float, covered: float) -> Score:
    return Score("world", estimate, 9, bias, bias - 2.0, bias + 2.0, 9.0, covered)


def test_sentences_say_how_far_off_and_how_often_covered() -> None:
    found = [
        score("raw_count", -40.0, nan),
        score("chapman", 129.4, 0.0),
        score("chapman_by_side", -0.5, 95.0),
        score("chapman_by_window", 130.0, 0.0),
    ]
    first, last = in_sentences(found)
    assert first == (
        "With “world” the ledgers hold 60 % of the incidents; the usual estimate from two lists "
        "(Chapman) is on average 129 % too high, and its 95 % interval holds the truth in "
        "0 of 9 runs; stratified by the side blamed it is within 2.5 % of the truth (holds it in "
        "95 % of runs)."
    )
    assert last.startswith("Recorded is not true")
    assert "7.0 % too low" in in_sentences([found[0], score("chapman", -7.0, 50.0), *found[2:]])[0]


def test_too_few_replications_tell_no_bias() -> None:
    raw, wide = score("raw_count", -40.0, nan), score("chapman", 50.0, 0.0)
    others = [score("chapman_by_side", 0.0, 95.0), score("chapman_by_window", 0.0, 95.0)]
    for interval, words in (
        ((-75.0, 587.0), "between 75 % too low and 587 % too high (too few runs to tell)"),
        ((-460.0, 34.0), "between 100 % too low and 34 % too high (too few runs to tell)"),
        ((nan, nan), "50 % too high (too few runs to tell)"),
    ):
        chapman = wide._replace(bias_low_percent=interval[0], bias_high_percent=interval[1])
        assert f"on average {words}, and" in in_sentences([raw, chapman, *others])[0]


def test_of_several_worlds_the_ends_come_first_and_runs_are_counted() -> None:
    few = [score(name, 0.0, 50.0)._replace(replications=2) for name in ESTIMATES]
    high = [one._replace(scenario="far_off", bias_percent=161.0) for one in few]
    first, warning, *each = in_sentences([*few, *high])
    assert first.startswith("In the model the usual estimate from two lists (Chapman) lies on ")
    assert "too high with “far off”, of 2 scenarios" in first
    assert warning.startswith("Recorded is not true")
    assert len(each) == 2
    assert all("holds the truth in 1 of 2 runs" in said for said in each)
    alone = in_sentences([one._replace(replications=1, covered_percent=100.0) for one in few])[0]
    assert "in 1 of 1 run" in alone
    assert "on average" not in alone


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert in_sentences(scores(["one"], {("one", 0): None})) == []


def test_the_design_asks_once_for_everything_and_concludes_with_a_table() -> None:
    design = ScoreEstimators(name="judged")
    results = Results(("one", "two"), "one", 2)
    asked = design.ask(results)
    assert asked == FixedReplications(name="same").ask(results)
    assert len(asked) == 4
    results.known = dict(KNOWN)
    assert ("two", 1) in design.ask(results)
    conclusion = design.conclude(results)
    assert len(conclusion.table) == 2 * len(ESTIMATES)
    assert conclusion.table[0]["scenario"] == "one"
    assert conclusion.sentences


def results_with_estimates(folder: Path, kind: str) -> Path:
    """A results folder with a made-up estimate KPI of each kind."""
    names = ["lists_independent", "lists_partisan"]
    write_results(folder, {name: {"world": name} for name in names}, names[0], replications=4)
    table = pd.read_csv(folder / "comparison.csv")
    like = table[table["kpi"] == "people_reached_share"]
    added = [like.assign(kpi=f"estimate_over_truth_{name}") for name in ESTIMATES]
    added += [like.assign(kpi=f"interval_covers_truth_{name}") for name in INTERVALS]
    pd.concat([table, *added]).to_csv(folder / "comparison.csv", index=False)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["design"] = {"kind": kind}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.mark.slow
def test_the_chart_is_drawn_for_its_own_design_only(tmp_path: Path) -> None:
    asked = ReportSettings(formats=["svg"])
    own = draw_all(
        chosen(read_results(results_with_estimates(tmp_path / "own", "score_estimators"))), asked
    )
    assert "11_estimators" in own.charts
    other = draw_all(
        chosen(read_results(results_with_estimates(tmp_path / "other", "fixed_replications"))),
        asked,
    )
    assert "11_estimators" not in other.charts
    assert set(other.left_out) <= set(CHARTS)


def test_the_chart_says_in_words_how_far_off_each_is(tmp_path: Path) -> None:
    results = read_results(results_with_estimates(tmp_path, "score_estimators"))
    said = estimators.describe(results)
    assert "raw count: " in said
    assert "% of its 95 % intervals hold the truth" in said
    assert "nan" not in said


def test_the_chart_shows_bias_and_coverage(tmp_path: Path) -> None:
    results = read_results(results_with_estimates(tmp_path, "score_estimators"))
    with house_style():
        figure = estimators.draw(results)
        figure.draw_without_rendering()
    left, right = figure.findobj(Axes)
    assert [text.get_text() for text in left.get_yticklabels()] == [
        "lists independent",
        "lists partisan",
    ]
    marks = [line for line in left.get_lines() if len(line.get_xdata()) == 1]
    assert len(marks) == 2 * 5
    mean = results.estimate("estimate_over_truth_chapman", "lists_independent").mean
    assert any(line.get_xdata()[0] == pytest.approx(100 * (mean - 1.0)) for line in marks)
    assert len([line for line in right.get_lines() if len(line.get_xdata()) == 1]) == 2 * 4
    assert any(list(line.get_xdata()) == [95.0, 95.0] for line in right.get_lines())
    said = "\n".join(
        artist.get_text() for artist in figure.findobj(lambda a: hasattr(a, "get_text"))
    )
    assert "SIMULATED" in said
    assert "Recorded is not true." in said


def test_results_without_estimates_leave_the_chart_out(tmp_path: Path) -> None:
    results = read_results(write_results(tmp_path, ["one"], "one", replications=2))
    with pytest.raises(NotInResults, match="no estimate"), house_style():
        estimators.draw(results)
