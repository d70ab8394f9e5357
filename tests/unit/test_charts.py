"""Charts: each is drawn or left out with a reason, says what it must, and repeats to the byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from synthetic_insides import with_insides
from synthetic_results import (
    RESPONSE,
    settings,
    two_factor_points,
    write_results,
)

from sim.report.charts import CHARTS, NOT_DRAWN, draw_all
from sim.report.charts.planned_dates import planned, together
from sim.report.charts.waits import mean_wait_min
from sim.report.drawing.style import WIDTH_IN, house_style, in_words, save, settle
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, Results, ResultsProblem, read_results
from sim.report_settings import ReportSettings

BASELINE = "planned, investigate_first"

pytestmark = pytest.mark.filterwarnings("error")
"""A warning of the layout would reach a planner's terminal, and the chart would be a heap."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_insides(
        write_results(
            tmp_path_factory.mktemp("default"), two_factor_points(), BASELINE, replications=8
        )
    )


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return read_results(folder)


def texts(figure: Figure) -> str:
    """Every text of a figure, its legends and its axes."""
    found = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    return "\n".join(artist.get_text() for artist in found)


def drawn(name: str, results: Results) -> Figure:
    with house_style():
        return CHARTS[name].draw(results)


def test_the_question_decides_what_is_compared_first(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["one", "two"], "one", replications=4)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenarios"]["two"]["about"] = ["mission_wait_mean_minutes"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    figure = drawn("2_paired_differences", read_results(folder))
    panels = [ax.get_xlabel().replace("\n", " ") for ax in figure.findobj(Axes)]
    assert panels[:2] == ["true incidents a day", "wait at mission checkpoints, mean, minutes"]
    assert "Bonferroni" not in texts(figure)  # there is one comparison only


@pytest.mark.parametrize("name", ["1_true_and_recorded", "4_incidents_by_week"])
def test_a_world_without_incidents_leaves_their_charts_out(tmp_path: Path, name: str) -> None:
    folder = write_results(tmp_path, ["one"], "one", replications=3)
    for file, column in (("comparison.csv", "kpi"), ("series.csv.gz", "series")):
        table = pd.read_csv(folder / file)
        incidents = table[column].str.startswith(("true_", "recorded_"))
        for number in {"mean", "low", "high", "value"} & set(table.columns):
            table.loc[incidents, number] = 0.0
        table.to_csv(folder / file, index=False)
    with pytest.raises(NotInResults, match="no incident happened and none was recorded"):
        drawn(name, read_results(folder))


@pytest.fixture(scope="module")
def laid_out(results: Results) -> Callable[[str], Figure]:
    """Each chart laid out once, for all that only looks at it."""

    @lru_cache
    def figure(name: str) -> Figure:
        with house_style():
            figure = CHARTS[name].draw(results)
            settle(figure)
            figure.draw_without_rendering()
        return figure

    return figure


def ends_drawn(figure: Figure) -> list[str]:
    """Where lines, areas, bars and texts of its axes stand."""
    found = []
    for ax in figure.findobj(Axes):
        found += [np.asarray(line.get_xydata()).tolist() for line in ax.lines]
        found += [path.vertices.tolist() for part in ax.collections for path in part.get_paths()]
        found += [
            part.get_patch_transform().transform_path(part.get_path()).vertices.tolist()
            for part in ax.patches
        ]
        found += [text.get_text() for text in ax.texts]
    return list(map(str, found))


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_says_simulated_and_intervals_only_where_it_draws_them(
    name: str,
    results: Results,
    laid_out: Callable[[str], Figure],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    figure = laid_out(name)
    table = results.comparison.copy()
    for low, high in (("low", "high"), ("difference_low", "difference_high")):
        half = 0.1 * (table[high] - table[low])
        table[low], table[high] = table[low] + half, table[high] - half
    for of_runs in ("mean_interval", "ratio_of_sums", "quantile"):
        if of := getattr(CHARTS[name], of_runs, None):
            monkeypatch.setattr(CHARTS[name], of_runs, narrowed(of))
    draws_intervals = ends_drawn(drawn(name, replace(results, comparison=table))) != ends_drawn(
        figure
    )
    said = texts(figure)
    assert "SIMULATED" in said
    intervals = ", 95 % intervals (chance only)" if draws_intervals else ""
    assert f"8 replications{intervals}. Recorded is not true." in said
    assert figure.get_figwidth() == pytest.approx(WIDTH_IN)
    labels = [ax.get_xlabel() + ax.get_ylabel() for ax in figure.findobj(Axes)]
    assert any(labels)


def narrowed(interval: Callable[..., Any]) -> Callable[..., Any]:
    """The same estimates, their intervals a little narrower."""

    def of(*args: Any, **more: Any) -> Any:
        found = interval(*args, **more)
        width = found.high - found.low
        half = 0.1 * width if np.isfinite(width) else 0.0
        return found._replace(low=found.low + half, high=found.high - half)

    return of


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_lies_outside_the_page(name: str, laid_out: Callable[[str], Figure]) -> None:
    figure = laid_out(name)
    for part in [*figure.findobj(Axes), *figure.findobj(Legend)]:
        box = part.get_tightbbox()
        if box is None or not part.get_visible():
            continue
        assert box.x0 >= figure.bbox.x0 - 1, part
        assert box.x1 <= figure.bbox.x1 + 1, part
        assert box.y0 >= figure.bbox.y0 - 1, part
        assert box.y1 <= figure.bbox.y1 + 1, part


@pytest.mark.parametrize("name", CHARTS)
def test_no_legend_lies_over_data(name: str, laid_out: Callable[[str], Figure]) -> None:
    figure = laid_out(name)
    areas = [ax.get_window_extent() for ax in figure.findobj(Axes) if ax.get_visible()]
    for legend in figure.findobj(Legend):
        box = legend.get_window_extent()
        assert not any(box.padded(-1).overlaps(area) for area in areas)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_the_same_results_give_the_same_bytes(name: str, results: Results, tmp_path: Path) -> None:
    for at in ("first", "second"):
        (tmp_path / at).mkdir()
        with house_style():
            save(CHARTS[name].draw(results), tmp_path / at, "chart")
    for file in ("chart.png", "chart.svg", "chart.pdf"):
        first, second = (tmp_path / at / file for at in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()
    assert not list(tmp_path.glob("*/.*"))
    assert b"<dc:date>" not in (tmp_path / "first" / "chart.svg").read_bytes()


def test_the_users_own_matplotlib_settings_do_not_show(results: Results, tmp_path: Path) -> None:
    import matplotlib as mpl

    small = ReportSettings(formats=["svg"])
    with house_style(small):
        save(CHARTS["8_checkpoint_wait"].draw(results), tmp_path, "plain")
    with mpl.rc_context({"font.size": 30.0, "axes.facecolor": "black", "savefig.dpi": 33}):
        with house_style(small):
            save(CHARTS["8_checkpoint_wait"].draw(results), tmp_path, "odd")
        assert mpl.rcParams["font.size"] == 30.0
    assert (tmp_path / "plain.svg").read_bytes() == (tmp_path / "odd.svg").read_bytes()


@pytest.mark.slow
def test_one_scenario_leaves_comparisons_out_with_a_reason(tmp_path: Path) -> None:
    with_insides(write_results(tmp_path, ["eastern_ghouta"], "eastern_ghouta", replications=3))
    report = draw_all(chosen(read_results(tmp_path)), ReportSettings(formats=["svg"]))
    assert set(report.left_out) == {
        "2_paired_differences",
        "5_staffing_curve",
        "6_trade_off",
        "10_why_the_record_differs",
        "12_spread",  # of three replications
    }
    assert "one scenario only" in (tmp_path / "charts" / NOT_DRAWN).read_text()
    assert {p.name for p in report.files} == {
        p.name for p in (tmp_path / "charts").iterdir() if p.name != NOT_DRAWN
    }
    assert "paired comparison" not in texts(drawn("1_true_and_recorded", read_results(tmp_path)))


@pytest.mark.slow
def test_many_points_with_odd_names_and_one_replication(tmp_path: Path) -> None:
    names = [f"a.b={i} $x_{i}$ <&> and a very long tail of words number {i}" for i in range(40)]
    with_insides(write_results(tmp_path, names, names[0], replications=1))
    report = draw_all(chosen(read_results(tmp_path)))
    of_one_run = {"2_paired_differences", "10_why_the_record_differs", "12_spread"}
    assert set(report.left_out) == of_one_run
    assert len(report.files) == 3 * (len(CHARTS) - len(of_one_run))
    shown = texts(drawn("1_true_and_recorded", read_results(tmp_path))).replace("\n", " ")
    assert all(name in shown for name in names)


def test_differences_are_told_apart_by_their_simultaneous_interval(results: Results) -> None:
    figure = drawn("2_paired_differences", results)
    filled = hollow = crosses = 0
    for ax in figure.findobj(Axes):
        if "true incidents" not in ax.get_xlabel():
            continue
        for line in ax.get_lines():
            filled += line.get_marker() in ("o", "D") and line.get_markerfacecolor() != "white"
            hollow += line.get_marker() == "o" and line.get_markerfacecolor() == "white"
            crosses += line.get_marker() == "x"
    kinds = [
        results.estimate("true_incidents_per_day", name).kind_of_difference("lower")
        for name in results.names
        if name != BASELINE
    ]
    assert filled == kinds.count("better") + kinds.count("worse") > 0
    assert hollow == kinds.count("not shown")
    assert crosses == kinds.count("identical")


def test_record_only_and_a_shown_difference_have_the_right_sign(results: Results) -> None:
    row = results.estimate("true_incidents_per_day", "planned, record_only")
    assert row.difference_low > 0.0
    assert row.kind_of_difference("lower") == "worse"
    assert row.kind_of_difference("higher") == "better"
    assert row.kind_of_difference("neither") == "differs"


def test_wait_by_hour_is_a_ratio_of_sums(results: Results) -> None:
    waits = results.series_of("wait_sum_by_hour_of_day_h", BASELINE)
    served = results.series_of("served_by_hour_of_day", BASELINE)
    hours, mean, low, high = mean_wait_min(results, BASELINE)
    at = int(np.flatnonzero(hours == 9.0)[0])
    assert mean[at] == pytest.approx(60.0 * waits[9].sum() / served[9].sum())
    assert low[at] < mean[at] < high[at]


def test_a_week_without_posts_due_is_a_gap_never_a_zero(results: Results) -> None:
    figure = drawn("4_incidents_by_week", results)
    coverage = [ax for ax in figure.findobj(Axes) if "watched" in ax.get_ylabel()]
    (line,) = [line for line in coverage[0].get_lines() if line.get_marker() == "."]
    values = np.asarray(line.get_ydata(), float)
    assert np.isnan(values[:11]).all()
    assert (values[11:] > 0.0).all()


def test_only_posts_the_level_can_man_are_marked() -> None:
    dates = planned(settings("lean", days=184, posts=4))
    assert [label for _, label in dates.posts] == ["Post 0", "Post 1", "Post 2", "Post 3"]
    assert str(dates.posts[0][0]) == "2017-07-24"
    # The excluded group joins nothing, and who was there from the first day does not join.
    joining = [(day.isoformat(), label) for day, label in dates.joining]
    assert joining == [("2017-07-22", "a group of side B"), ("2017-08-18", "a group of side B")]


def test_a_factor_that_does_not_vary_is_no_factor(tmp_path: Path) -> None:
    points = {f"lean, {rule}": {"staffing": "lean", "response": rule} for rule in RESPONSE}
    results = read_results(write_results(tmp_path, points, "lean, graduated", replications=2))
    assert results.factor_names == ["response"]
    assert results.differing_only_in("response") == list(points)
    with pytest.raises(NotInResults, match="same number of people"):
        drawn("5_staffing_curve", results)


@pytest.mark.parametrize("chart", list(CHARTS))
def test_a_scenario_left_out_of_the_grid_breaks_no_chart(
    folder: Path, tmp_path: Path, chart: str
) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    comparison = pd.read_csv(tmp_path / "comparison.csv")
    refused = comparison["scenario"] == "lean, graduated"
    assert refused.any()
    comparison.loc[refused, "mean":"difference_high"] = np.nan
    comparison.loc[refused, "verdict"] = "not compared: 3 of 8 replications failed"
    comparison.to_csv(tmp_path / "comparison.csv", index=False)
    with suppress(NotInResults):
        assert texts(drawn(chart, read_results(tmp_path)))


def test_failed_replications_stand_in_the_footnote(tmp_path: Path) -> None:
    write_results(tmp_path, ["one", "two"], "one", replications=4)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["failed"] = [{"scenario": "two", "replication": 1, "cause": "boom"}]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    said = texts(drawn("1_true_and_recorded", read_results(tmp_path))).replace("\n", " ")
    assert "1 replication failed and left out." in said


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda f: (f / "manifest.json").unlink(), "not a results folder"),
        (lambda f: (f / "manifest.json").write_text("{"), r"was cut off or isn't JSON \(line 1\)"),
        (lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe\x00"), "isn't text in UTF-8"),
        (lambda f: (f / "kpis.csv").unlink(), "kpis.csv is missing"),
        (lambda f: (f / "comparison.csv").write_text(""), "is empty"),
        (lambda f: (f / "comparison.csv").write_text("scenario,mean\na,1\n"), "no column kpi"),
        (lambda f: (f / "kpis.csv").write_text((f / "kpis.csv").read_text()[:-3]), "was cut off"),
        (lambda f: (f / "series.csv.gz").write_bytes(b"not gzip"), "cannot be read"),
    ],
)
def test_a_broken_folder_is_refused_in_one_line(tmp_path: Path, harm, said: str) -> None:  # type: ignore[no-untyped-def]
    write_results(tmp_path, ["one"], "one", replications=2)
    harm(tmp_path)
    with pytest.raises(ResultsProblem, match=said) as caught:
        read_results(tmp_path)
    assert "\n" not in str(caught.value)


def test_names_that_look_like_numbers_or_gaps_stay_names(tmp_path: Path) -> None:
    results = read_results(write_results(tmp_path, ["NA", "007", "1e3"], "NA", replications=2))
    assert results.estimate("true_incidents_per_day", "007").known
    assert isinstance(results.series_of("true_incidents_by_week", "NA"), pd.DataFrame)


def test_a_kpi_that_is_missing_is_told_in_words(results: Results) -> None:
    without = replace(results, comparison=results.comparison.assign(mean=float("nan")))
    with pytest.raises(NotInResults, match=r"^these results hold no true incidents a day$"):
        without.estimates("true_incidents_per_day")


def test_long_names_are_cut_in_the_middle() -> None:
    assert in_words("investigate_first") == "investigate first"
    assert in_words("staffing.investigation_teams=4 response=graduated", 20).endswith("graduated")
    assert len(in_words("x" * 300, 34)) == 34


def test_marks_within_a_week_stand_together() -> None:
    days = [date(2017, 7, 21), date(2017, 7, 24), date(2017, 7, 28), date(2017, 8, 3)]
    assert together(days) == {date(2017, 7, 21): 2, date(2017, 7, 28): 2}


def test_bars_of_the_record_end_where_the_marks_say(results: Results) -> None:
    """Up and down together, the bars of a row sum to its difference of recorded entries."""
    figure = drawn("10_why_the_record_differs", results)
    (ax,) = (ax for ax in figure.findobj(Axes) if ax.get_xlabel())
    marks = ax.get_lines()[1].get_xdata()
    at = ax.get_lines()[1].get_ydata()
    assert len(marks) == 11
    for mark, y in zip(marks, at, strict=True):
        bars = [bar for bar in ax.patches if abs(bar.get_y() + bar.get_height() / 2 - y) < 1e-9]
        assert sum(bar.get_width() for bar in bars) == pytest.approx(mark, abs=1e-9)
