"""What charts say to who can't see them, and what they mark: the trap, the best, open cases."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from synthetic_insides import with_insides
from synthetic_results import two_factor_points, write_results

from sim.analysis.best import best_of
from sim.report.charts import CHARTS
from sim.report.charts.intervals import means_and_bars
from sim.report.charts.number_places import number_places
from sim.report.drawing.style import house_style
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, Results, read_results

BASELINE = "planned, investigate_first"
NOT_IN = {
    "alone": {
        "2_paired_differences", "5_staffing_curve", "6_trade_off", "10_why_the_record_differs",
        "12_spread",
    },
    "many": {"12_spread"},
}  # fmt: skip
"""Charts that one scenario, or few replications, can't fill."""
TRUE = "true_incidents_per_day"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = write_results(
        tmp_path_factory.mktemp("default"), two_factor_points(), BASELINE, replications=8
    )
    return read_results(with_insides(folder))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Results:
    names = [f"a <b>rule</b> & 'number' {i}, with {i} posts" for i in range(26)]
    folder = write_results(tmp_path_factory.mktemp("many"), names, names[0], replications=3)
    return chosen(read_results(with_insides(folder)))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("alone")
    write_results(folder, ["only one"], "only one", replications=3)
    return read_results(with_insides(folder))


def drawn(name: str, results: Results) -> Figure:
    with house_style():
        return CHARTS[name].draw(results)


def texts(figure: Figure) -> str:
    found = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    return "\n".join(artist.get_text() for artist in found)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("of", ["results", "many", "alone"])
def test_a_description_has_figures_and_ends_as_a_sentence(
    name: str, of: str, request: pytest.FixtureRequest
) -> None:
    shown = request.getfixturevalue(of)
    if name in NOT_IN.get(of, ()):
        with pytest.raises(NotInResults):
            drawn(name, shown)
        return
    said = CHARTS[name].describe(shown)
    assert re.search(r"\d", said)
    assert said.endswith(".")
    assert "nan" not in said.split()
    assert "\n" not in said
    assert len(said) < 2500


def test_the_description_names_the_ends_and_that_the_record_misleads(results: Results) -> None:
    said = CHARTS["1_true_and_recorded"].describe(results)
    true = results.estimates(TRUE)["mean"].astype(float)
    entries = results.estimates("recorded_per_day")["mean"].astype(float)
    assert said.startswith("12 scenarios. True incidents a day, in the model, run from ")
    assert f"({true.idxmin().replace('_', ' ')}) to" in said
    assert true.idxmin() != entries.idxmin()
    assert (
        f"fewest entries are written with {entries.idxmin().replace('_', ' ')}, but the fewest "
        f"incidents happen with {true.idxmin().replace('_', ' ')}" in said
    )


def test_differences_are_counted_by_what_is_shown(results: Results) -> None:
    said = CHARTS["2_paired_differences"].describe(results)
    kinds = [
        results.estimate(TRUE, name).kind_of_difference("lower")
        for name in results.names
        if name != BASELINE
    ]
    sentence = next(part for part in said.split(". ") if "True incidents a day" in part)
    for kind in ("better", "worse"):
        assert f"{kind} in {kinds.count(kind)} of 11" in sentence


def test_no_interval_is_drawn_where_no_value_can_be(results: Results) -> None:
    comparison = results.comparison.copy()
    share = comparison["kpi"] == "people_reached_share"
    comparison.loc[share, ["mean", "low", "high"]] = [0.9, -0.3, 1.4]
    count = comparison["kpi"] == "convoys_completed"
    comparison.loc[count, ["mean", "low", "high"]] = [1.0, -2.0, 4.0]
    wide = replace(results, comparison=comparison)
    mean, bars = means_and_bars(wide, "people_reached_share", results.names[:1])
    assert mean.tolist() == [90.0]
    assert bars[:, 0] == pytest.approx([90.0, 10.0])
    _, bars = means_and_bars(wide, "convoys_completed", results.names[:1])
    assert bars[:, 0].tolist() == [1.0, 3.0]
    assert "90 % [0, 100]" in CHARTS["3_convoys"].describe(wide)


def test_the_trap_is_written_where_it_happens(results: Results, tmp_path: Path) -> None:
    assert not re.search("misleads|Shaded", texts(drawn("5_staffing_curve", results)))
    pairs = pd.read_csv(results.folder / "recorded_and_true.csv")
    steps = pairs.iloc[:3].assign(
        scenario=["planned, graduated", "surge, graduated", "surge, record_only"],
        against=["lean, graduated", "planned, graduated", "planned, record_only"],
        along="staffing",
        record_in_most=["reversed", "reversed", "follows"],
        recorded_difference=[0.5, 0.4, 1.0],
    )
    pd.concat([pairs, steps]).to_csv(tmp_path / "recorded_and_true.csv", index=False)
    misled = replace(results, folder=tmp_path)
    figure = drawn("5_staffing_curve", misled)
    (panel,) = [ax for ax in figure.findobj(Axes) if ax.get_title() == "graduated"]
    words = [text.get_text() for text in panel.texts]
    assert words.count("the record rises,\nthe truth falls") == 1  # both steps in one band
    assert texts(figure).count("the truth falls") == 1
    assert "here the record misleads" in texts(figure)
    said = CHARTS["5_staffing_curve"].describe(misled)
    assert "From lean, graduated to planned, graduated the record rises, the truth falls." in said


def test_marks_are_filled_for_the_best_and_who_cannot_be_told_from_it(results: Results) -> None:
    best, close = best_of(results.values(TRUE), lower_is_better=True)
    panels = [ax for ax in drawn("6_trade_off", results).findobj(Axes) if ax.get_xlabel()]
    assert [ax.get_xlabel().split()[1] for ax in panels] == ["people", "reached,"]
    for ax in panels:
        marks = [box.lines[0] for box in ax.containers]
        filled = {
            name
            for name, mark in zip(results.names, marks, strict=True)
            if mark.get_markerfacecolor() != "white"
        }
        assert filled == {best, *close}
        assert len(filled) < len(results.names)


def test_only_what_varies_is_weighed(results: Results) -> None:
    comparison = results.comparison.copy()
    reached = comparison["kpi"] == "people_reached_share"
    comparison.loc[reached, "mean"] = 0.4
    same = replace(results, comparison=comparison)
    assert drawn("6_trade_off", same).get_label() == "True incidents beside people paid"
    comparison.loc[comparison["kpi"] == "mean_paid_people", "mean"] = 100.0
    with pytest.raises(NotInResults, match="are the same in every scenario"):
        drawn("6_trade_off", replace(results, comparison=comparison))
    comparison.loc[comparison["kpi"] == TRUE, "mean"] = 0.0
    with pytest.raises(NotInResults, match="true incidents are the same in every scenario"):
        drawn("6_trade_off", replace(results, comparison=comparison))


def test_a_hairs_breadth_fills_no_axis(results: Results) -> None:
    comparison = results.comparison.copy()
    for kpi, mean in ((TRUE, 7.1), ("mean_paid_people", 241.0), ("people_reached_share", 0.3)):
        own = comparison["kpi"] == kpi
        comparison.loc[own, ["mean", "low", "high"]] = mean
        comparison.loc[own & (comparison["scenario"] != BASELINE), "mean"] = 1.0005 * mean
    for ax in drawn("6_trade_off", replace(results, comparison=comparison)).findobj(Axes):
        for low, high in (ax.get_xlim(), ax.get_ylim()):
            assert high - low > 0.09 * high


def test_open_cases_stand_as_bars_at_the_end(results: Results) -> None:
    figure = drawn("7_call_visit_answer", results)
    visits = next(ax for ax in figure.findobj(Axes) if ax.get_title() == "visit")
    bars = [line for line in visits.get_lines() if len(line.get_xdata()) == 2]
    bars = [line for line in bars if line.get_xdata()[0] == line.get_xdata()[1]]
    ends = sorted(float(min(np.asarray(line.get_ydata(), float))) for line in bars)
    last = sorted(
        100.0 * results.series_of("cases_visited_share_by_hours", name).mean(axis=0).iloc[-1]
        for name in results.differing_only_in("staffing")
    )
    assert ends == pytest.approx(last)


def test_cases_given_up_are_not_called_open_and_no_visit_is_no_late_visit(results: Results) -> None:
    lean, planned = "lean, investigate_first", BASELINE
    row = results.comparison.iloc[[0]]
    ends = [
        row.assign(scenario=lean, kpi=kpi, unit="share", mean=mean)
        for kpi, mean in (("answer_given_up_share", 0.28), ("answer_open_share", 0.03))
    ]
    series = results.series.copy()
    visits = series["series"] == "cases_visited_share_by_hours"
    series.loc[visits & (series["scenario"] == planned), "value"] = 0.0
    changed = replace(results, comparison=pd.concat([results.comparison, *ends]), series=series)
    said = texts(drawn("7_call_visit_answer", changed))
    legend = [line for line in said.split("\n") if "call" in line and "conclusion" in line]
    assert any(
        line.startswith("lean: ") and line.endswith("(in the end given up 28 %, open 3 %)")
        for line in legend
    )
    assert any(line.startswith("planned: ") and ", no visits, " in line for line in legend)
    assert "no visits" in CHARTS["7_call_visit_answer"].describe(changed)
    assert "open" not in re.sub("in the end given up 28 %, open 3 %", "", " ".join(legend))


def test_numbers_of_crowded_points_lie_on_no_other() -> None:
    rng = np.random.default_rng(3)
    points = 100.0 + 6.0 * rng.normal(size=(8, 2))
    middles = points + np.array(number_places(points, [1] * 8))
    for at, one in enumerate(middles):
        for other in middles[:at]:
            apart = np.abs(one - other)
            assert apart[0] >= 5.0 - 1e-9 or apart[1] >= 7.0 - 1e-9
