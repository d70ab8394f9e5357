"""Charts of a sensitivity study and of a calibration: what they mark, say, and leave out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from small_material import change_manifest
from synthetic_calibration import write_calibration
from synthetic_sensitivity import KPI, TURNS_BELOW, write_sensitivity

from sim.experiment.calibration.found import UNIDENTIFIED
from sim.report.charts import OF_DESIGNS
from sim.report.drawing.style import WIDTH_IN, house_style, save, settle
from sim.report.folder.read import NotInResults, Results, ResultsProblem, read_results
from sim.report.studies.fit_rows import (
    NOTHING_TOLD,
    ends_with_the_range,
    parameter_rows,
    place_in_range,
)

CHARTS = OF_DESIGNS["sensitivity"] | OF_DESIGNS["calibrate"]
NO_INTERVALS = {"31_where_the_order_turns", "35_counts_by_week"}

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return read_results(write_sensitivity(tmp_path_factory.mktemp("sensitivity")))


@pytest.fixture(scope="module")
def calibration(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return read_results(write_calibration(tmp_path_factory.mktemp("calibration")))


def drawn(name: str, results: Results) -> Figure:
    with house_style():
        figure = CHARTS[name].draw(results)
        settle(figure)
        figure.draw_without_rendering()
    return figure


@pytest.fixture(scope="module")
def laid_out(study: Results, calibration: Results) -> Callable[[str], Figure]:
    """Each chart once."""

    @lru_cache
    def figure(name: str) -> Figure:
        return drawn(name, study if name in OF_DESIGNS["sensitivity"] else calibration)

    return figure


def texts(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def rows_of(figure: Figure, panel: int = 0) -> list[str]:
    """First lines of the names down the page."""
    ax = figure.findobj(Axes)[panel]
    return [label.get_text().split("\n")[0] for label in ax.get_yticklabels()]


# --- all of them ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_simulated_and_that_it_rests_on_the_study(
    name: str, laid_out: Callable[[str], Figure]
) -> None:
    said = texts(laid_out(name))
    assert "SIMULATED" in said
    shown = "" if name in NO_INTERVALS else ", 95 % intervals (chance only)"
    assert re.search(rf"Simulated; (trials|guesses) of this study{re.escape(shown)}\. Rec", said)
    assert "8 replications" not in said  # those are of what is reported, not of the study
    assert laid_out(name).get_figwidth() == pytest.approx(WIDTH_IN)


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_cut_and_no_legend_lies_over_data(
    name: str, laid_out: Callable[[str], Figure]
) -> None:
    figure = laid_out(name)
    areas = [ax.get_window_extent() for ax in figure.findobj(Axes)]
    for part in [*figure.findobj(Axes), *figure.findobj(Legend)]:
        box = part.get_tightbbox()
        assert box is not None
        assert box.x0 >= figure.bbox.x0 - 1
        assert box.x1 <= figure.bbox.x1 + 1
        assert box.y0 >= figure.bbox.y0 - 1
        assert box.y1 <= figure.bbox.y1 + 1
        if isinstance(part, Legend):
            assert not any(box.padded(-1).overlaps(area) for area in areas)


@pytest.mark.parametrize("name", CHARTS)
def test_a_description_has_figures_and_ends_as_a_sentence(
    name: str, study: Results, calibration: Results
) -> None:
    said = CHARTS[name].describe(study if name in OF_DESIGNS["sensitivity"] else calibration)
    assert re.search(r"\d", said)
    assert said.endswith(".")
    assert "nan" not in said
    assert "\n" not in said
    assert len(said) < 2500


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_the_same_results_give_the_same_bytes(
    name: str, study: Results, calibration: Results, tmp_path: Path
) -> None:
    results = study if name in OF_DESIGNS["sensitivity"] else calibration
    for at in ("first", "second"):
        (tmp_path / at).mkdir()
        with house_style():
            save(CHARTS[name].draw(results), tmp_path / at, "chart")
    for file in ("chart.png", "chart.svg", "chart.pdf"):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


@pytest.mark.parametrize("name", CHARTS)
def test_without_its_table_a_chart_is_left_out_with_a_reason(name: str, tmp_path: Path) -> None:
    for file in write_calibration(write_sensitivity(tmp_path)).glob("*.csv"):
        if file.stem not in ("comparison", "kpis", "recorded_and_true"):
            file.unlink()
    with pytest.raises(NotInResults, match=r"these results hold no \w+\.csv"):
        CHARTS[name].draw(read_results(tmp_path))


def test_a_broken_table_is_told_in_one_line(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    table = pd.read_csv(tmp_path / "tornado.csv").astype({"at_low": object})
    table.loc[1, "at_low"] = "many"
    table.to_csv(tmp_path / "tornado.csv", index=False)
    with pytest.raises(ResultsProblem, match=r"tornado\.csv: line 3, at_low: 'many' is no number"):
        CHARTS["32_tornado"].draw(read_results(tmp_path))


# --- sensitivity ----------------------------------------------------------------------------------
def test_the_tornado_is_sorted_and_its_bars_end_at_the_figures(
    study: Results, laid_out: Callable[[str], Figure]
) -> None:
    figure = laid_out("32_tornado")
    table = pd.read_csv(study.folder / "tornado.csv").set_index("output").loc[KPI]
    ends = table[["at_standing", "at_low", "at_high"]]
    swing = (ends.max(axis=1) - ends.min(axis=1)).to_numpy()
    words = table["words"].to_numpy()[np.argsort(-swing, kind="stable")]
    assert [name[:20] for name in rows_of(figure)] == [w[:20] for w in words]
    marks = [
        float(line.get_xdata()[0])
        for line in figure.findobj(Axes)[0].get_lines()
        if line.get_marker() in ("o", "s") and len(line.get_xdata()) == 1
    ]
    one_end = (table["low_value"] == table["high_value"]).to_numpy()
    wanted = sorted([*table["at_low"], *table["at_high"][~one_end]])
    assert sorted(marks) == pytest.approx(wanted)


def test_a_share_is_read_in_per_cent(laid_out: Callable[[str], Figure]) -> None:
    figure = laid_out("32_tornado")
    panel = figure.findobj(Axes)[1]
    assert "%" in panel.get_xlabel()
    assert panel.get_xlim()[1] > 30.0


def test_intervals_and_marks_beyond_the_axis_are_marked(tmp_path: Path) -> None:
    folder = write_sensitivity(tmp_path)
    table = pd.read_csv(folder / "sobol.csv")
    table.loc[0, ["total", "total_half_width", "first_half_width"]] = [1.86, 0.9, 3.0]
    table.to_csv(folder / "sobol.csv", index=False)
    figure = drawn("33_spread_explained", read_results(folder))
    ends = {line.get_marker() for line in figure.findobj(Axes)[0].get_lines()}
    assert {"<", ">"} <= ends
    assert "186 %" in texts(figure)
    assert "Arrows: the interval goes on" in texts(figure).replace("\n", " ")
    assert "alone" not in CHARTS["33_spread_explained"].describe(read_results(folder)).split(";")[0]


def test_a_value_looked_for_by_ratios_lies_by_ratios(tmp_path: Path) -> None:
    folder = write_calibration(tmp_path)
    rows = pd.read_csv(folder / "parameters.csv")
    rows.loc[2, ["low", "high", "tried_from", "tried_to"]] = [18.12, 407.7, 15.0, 700.0]
    rows.to_csv(folder / "parameters.csv", index=False)
    over = {"variance": {"scale": "log"}}
    change_manifest(folder, design={"kind": "calibrate", "data": "counts.csv", "over": over})
    results = read_results(folder)
    row = parameter_rows(results)[2]
    low, high = (place_in_range(results, row, row[end]) for end in ("low", "high"))
    assert high - low >= UNIDENTIFIED  # four fifths: what is drawn is what was judged by
    assert not ends_with_the_range(row)
    assert (
        NOTHING_TOLD
        == "four fifths or more"
        == f"{UNIDENTIFIED:g}".replace("0.8", "four fifths or more")
    )


def test_pairs_that_may_be_chance_are_open(laid_out: Callable[[str], Figure]) -> None:
    marks = [
        line for line in laid_out("34_interactions").findobj(Axes)[0].get_lines()
        if line.get_marker() == "o"
    ]  # fmt: skip
    shown = {
        round(float(line.get_xdata()[0])): line.get_markerfacecolor() != "white" for line in marks
    }
    assert shown == {21: True, 10: True, 5: False, -2: False}


def test_a_figure_that_does_not_vary_has_no_panel(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    for file, share in (("sobol", "total"), ("interactions", "second")):
        table = pd.read_csv(tmp_path / f"{file}.csv")
        table.loc[table["output"] != KPI, share] = np.nan
        table.to_csv(tmp_path / f"{file}.csv", index=False)
    for name in ("33_spread_explained", "34_interactions"):
        assert len(drawn(name, read_results(tmp_path)).findobj(Axes)) == 1


def test_the_description_of_pairs_names_those_shown_only(study: Results) -> None:
    said = CHARTS["34_interactions"].describe(study)
    assert "deterrence by sanctions and deterrence by presence (21 % of the spread)" in said
    assert "slow retaliation" not in said


def test_the_plane_has_a_mark_a_guess_and_the_box(
    study: Results, laid_out: Callable[[str], Figure]
) -> None:
    (ax,) = laid_out("31_where_the_order_turns").findobj(Axes)
    guesses = pd.read_csv(study.folder / "ranking_points.csv")
    marks = [line for line in ax.get_lines() if line.get_linestyle() == "None"]
    assert len(marks) == len(guesses)
    open_ones = [line for line in marks if line.get_markerfacecolor() == "white"]
    assert len(open_ones) == (guesses["verdict"] == "not told apart").sum() > 0
    by_rule = guesses.groupby("rule").size().to_dict()
    markers = pd.Series([line.get_marker() for line in marks]).value_counts().to_dict()
    assert sorted(markers.values()) == sorted(by_rule.values())
    (box,) = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert (box.get_x(), box.get_x() + box.get_width()) == pytest.approx((-0.1, TURNS_BELOW))
    assert (box.get_y(), box.get_y() + box.get_height()) == pytest.approx((-0.02, TURNS_BELOW))


def test_a_box_of_choices_covers_the_choices_inside(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    boxes = pd.read_csv(tmp_path / "flips.csv").astype({"from": object})
    boxes.loc[1, ["parameter", "words", "unit"]] = ["clustering", "why", "choice"]
    boxes.loc[1, ["from", "to"]] = ["common_cause", np.nan]
    boxes.to_csv(tmp_path / "flips.csv", index=False)
    screened = pd.read_csv(tmp_path / "screening.csv")
    clustering = screened.iloc[[0]].assign(parameter="clustering", words="why", unit="choice")
    pd.concat([screened, clustering]).to_csv(tmp_path / "screening.csv", index=False)
    figure = drawn("31_where_the_order_turns", read_results(tmp_path))
    (ax,) = figure.findobj(Axes)
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "a common\ncause",
        "fire brings\nfire",
    ]
    (box,) = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert (box.get_y(), box.get_height()) == (-0.5, 1.0)


def test_where_the_order_never_turns_there_is_no_plane(tmp_path: Path) -> None:
    results = read_results(write_sensitivity(tmp_path, flips=False))
    with pytest.raises(NotInResults, match="at no guess another rule is shown to be better"):
        CHARTS["31_where_the_order_turns"].draw(results)


def test_turns_without_a_box_are_drawn_by_what_moves_most(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    (tmp_path / "flips.csv").unlink()
    figure = drawn("31_where_the_order_turns", read_results(tmp_path))
    (ax,) = figure.findobj(Axes)
    assert ax.get_xlabel().startswith("deterrence by sanctions")
    assert not ax.patches
    assert "box" not in texts(figure)


# --- calibration ----------------------------------------------------------------------------------
def test_counts_stand_where_they_lie_on_the_fitted_range(
    calibration: Results, laid_out: Callable[[str], Figure]
) -> None:
    ax = laid_out("36_data_and_fit").findobj(Axes)[0]
    table = pd.read_csv(calibration.folder / "moments.csv")
    wanted = 2 * (table["data"] - table["fitted"]) / (table["fitted_high"] - table["fitted_low"])
    marks = [line for line in ax.get_lines() if line.get_marker() == "o"]
    assert [float(mark.get_xdata()[0]) for mark in marks] == pytest.approx(wanted.tolist())
    assert all(mark.get_markerfacecolor() != "white" for mark in marks)
    said = texts(laid_out("36_data_and_fit"))
    assert "your counts" in said
    assert "not simulated" in said


def test_counts_outside_are_open_and_named(tmp_path: Path) -> None:
    results = read_results(write_calibration(tmp_path, fits=False))
    marks = [
        line for line in drawn("36_data_and_fit", results).findobj(Axes)[0].get_lines()
        if line.get_marker() == "o"
    ]  # fmt: skip
    assert [mark.get_markerfacecolor() == "white" for mark in marks] == [False] * 6 + [True]
    assert "Outside: correlation of the two ledgers (russia + turkey)" in CHARTS[
        "36_data_and_fit"
    ].describe(results)


def test_what_the_counts_cannot_tell_is_said_in_words(laid_out: Callable[[str], Figure]) -> None:
    said = texts(laid_out("37_fitted_parameters"))
    assert "the counts can't tell" in said
    assert "only together with background incidents" in said
    assert "1.21 [1.05, 1.44]" in said
    assert "0.3 [" not in said  # no point of what the counts don't tell


def test_where_nothing_fits_no_values_are_drawn(tmp_path: Path) -> None:
    results = read_results(write_calibration(tmp_path, fits=False))
    with pytest.raises(NotInResults, match="no values within the ranges tried"):
        CHARTS["37_fitted_parameters"].draw(results)
    said = CHARTS["35_counts_by_week"].describe(results)
    assert said == "russia: your counts of 16 weeks alone. turkey: your counts of 16 weeks alone."
    assert drawn("35_counts_by_week", results)


def test_weeks_without_a_count_are_a_gap(laid_out: Callable[[str], Figure]) -> None:
    ax = laid_out("35_counts_by_week").findobj(Axes)[0]
    (counts,) = [line for line in ax.get_lines() if line.get_marker() == "o"]
    assert not {9.0, 10.0} & set(np.asarray(counts.get_xdata()).tolist())
    means = [line for line in ax.get_lines() if line.get_marker() != "o"]
    assert len(means) == 2
    assert means[0].get_xdata()[-1] == 8.5
    assert means[1].get_xdata()[0] == 10.5
