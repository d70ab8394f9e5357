"""Charts of what happens inside a scenario: figures, words, and when they are left out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from synthetic_insides import COVERAGE, FATE_SHARES, FUNNEL, with_insides
from synthetic_results import two_factor_points, write_results

from sim.report.charts import CHARTS, convoy_stages
from sim.report.charts.described import in_figures
from sim.report.charts.pair import heading, pair
from sim.report.charts.two_ledgers import correlation, most_in_both
from sim.report.drawing.style import house_style
from sim.report.folder.read import NotInResults, Results, read_results

BASELINE = "planned, investigate_first"
INSIDES = [
    "12_spread", "13_two_ledgers", "14_funnel", "15_coverage_lost", "16_build_up",
    "17_convoy_stages", "18_stock", "19_by_side", "20_mandate",
]  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("insides")
    return read_results(
        with_insides(write_results(folder, two_factor_points(), BASELINE, replications=8))
    )


def drawn(name: str, results: Results) -> Figure:
    with house_style():
        return CHARTS[name].draw(results)


def texts(figure: Figure) -> str:
    found = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    return "\n".join(artist.get_text() for artist in found)


def axes_with(figure: Figure, words: str) -> list[Axes]:
    every = figure.findobj(Axes)
    return [ax for ax in every if words in ax.get_xlabel() + ax.get_ylabel() + ax.get_title()]


def bars(ax: Axes) -> list[tuple[float, float, float]]:
    """(row, left end, width) of each horizontal bar."""
    return [
        (round(p.get_y() + p.get_height() / 2.0, 6), p.get_x(), p.get_width())
        for p in ax.patches
        if isinstance(p, Rectangle)
    ]


def edited(results: Results, kpi: str, **columns: float) -> Results:
    """The same results with other figures of a KPI, in every scenario."""
    comparison = results.comparison.copy()
    comparison.loc[comparison["kpi"] == kpi, list(columns)] = list(columns.values())
    return replace(results, comparison=comparison)


# --- all of them ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", INSIDES)
def test_a_description_says_whose_and_that_it_is_of_the_model(name: str, results: Results) -> None:
    with house_style():
        said = CHARTS[name].describe(results)
    assert said.startswith("In the model, under planned, investigate first, ")
    assert said.endswith(".")
    assert "nan" not in said
    assert "surge, " in said  # the best of the others stands beside it


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("13_two_ledgers", "fewer than two ledgers"),
        ("14_funnel", "how far incidents got"),
        ("15_coverage_lost", "no post was due"),
        ("16_build_up", "no posts due and manned by week"),
        ("17_convoy_stages", "no convoy was requested"),
        ("18_stock", "no place is besieged"),
        ("19_by_side", "no differences between the sides"),
        ("20_mandate", "no mandate was assessed"),
    ],
)
def test_results_without_it_say_why_it_is_left_out(tmp_path: Path, name: str, why: str) -> None:
    results = read_results(write_results(tmp_path, ["one", "two"], "one", replications=3))
    with pytest.raises(NotInResults, match=why):
        drawn(name, results)


def test_names_are_shown_as_they_were_typed(tmp_path: Path) -> None:
    odd = ["<b>$x$</b> & a=b\nof " + 300 * "y", "ثانٍ"]
    results = read_results(with_insides(write_results(tmp_path, odd, odd[0], replications=8)))
    for name in INSIDES:
        said = texts(drawn(name, results))
        assert "<b>$x$</b> & a=b" in said, name
    assert "Douma & <town>" in texts(drawn("18_stock", results))
    assert "Russian <party> & $co$" in texts(drawn("13_two_ledgers", results))


def test_the_pair_is_the_baseline_and_the_best_or_the_first_of_guesses(results: Results) -> None:
    shown = pair(results)
    true = results.estimates("true_incidents_per_day")["mean"].astype(float)
    assert shown == [BASELINE, true.drop(BASELINE).idxmin()]
    assert heading(results, BASELINE).endswith("(baseline)")
    assert heading(results, shown[1]).endswith("(best of the others)")
    guessed = replace(results, manifest=results.manifest | {"guesses": {"block": ["a.b"]}})
    assert pair(guessed)[1] == next(name for name in results.names if name != BASELINE)
    assert heading(guessed, pair(guessed)[1]).endswith("(first of the others)")
    alone = replace(results, names=[BASELINE])
    assert pair(alone) == [BASELINE]
    assert heading(alone, BASELINE).endswith("(the only scenario)")


def test_a_share_is_never_written_below_nought_or_above_a_hundred(results: Results) -> None:
    kpi = "incidents_reaching_share_visited"
    wide = edited(results, kpi, mean=0.5, low=-0.2, high=1.3)
    assert in_figures(wide, kpi, BASELINE) == "50 % [0, 100]"
    gap = edited(results, "side_gap_denied", mean=-0.1, low=-0.3, high=0.1)
    assert in_figures(gap, "side_gap_denied", BASELINE) == "-10 % [-30, 10]"


# --- one by one -----------------------------------------------------------------------------------
def test_the_funnel_draws_each_stage_and_its_parts(results: Results) -> None:
    figure = drawn("14_funnel", results)
    ax = axes_with(figure, "% of true incidents")[0]
    by_row: dict[float, list[float]] = {}
    for row, _, width in bars(ax):
        by_row.setdefault(row, []).append(width)
    assert by_row[0.0] == [100.0]
    for row, stage, part in ((4.0, "recorded", "recorded_own"), (1.0, "observable", "")):
        whole = 100.0 * results.estimate(f"incidents_reaching_share_{stage}", BASELINE).mean
        assert sum(by_row[row]) == pytest.approx(whole)
        if part:
            own = results.estimate(f"incidents_reaching_share_{part}", BASELINE).mean
            assert by_row[row][0] == pytest.approx(100.0 * own)
    assert len(by_row) == len([s for s in FUNNEL if not s.startswith(("rightly", "recorded_"))]) + 1
    assert in_figures(results, "incidents_reaching_share_noticed", BASELINE) in texts(figure)


def test_the_funnel_counts_from_the_first_post_on_where_that_is_known(results: Results) -> None:
    known = results.comparison
    later = known[known["kpi"].str.startswith("incidents_reaching_share_")].copy()
    later["kpi"] += "_from_first_post"
    later[["mean", "low", "high"]] += 0.1
    since = replace(results, comparison=pd.concat([known, later]))
    for shown, more, words in ((results, 0.0, "Over the whole run"), (since, 10.0, "Only from")):
        figure = drawn("14_funnel", shown)
        (ax, *_) = (ax for ax in figure.findobj(Axes) if "% of true" in ax.get_xlabel())
        assert ("from the first post on" in ax.get_xlabel()) == bool(more)
        assert words in texts(figure)
        assert words in CHARTS["14_funnel"].describe(shown)
        noticed = sum(width for row, _, width in bars(ax) if row == 2.0)
        before = results.estimate("incidents_reaching_share_noticed", BASELINE).mean
        assert noticed == pytest.approx(100.0 * before + more)


def test_the_funnel_of_few_runs_stays_within_its_panel(results: Results) -> None:
    wide = edited(results, "incidents_reaching_share_noticed", mean=0.7, low=-1.5, high=2.7)
    figure = drawn("14_funnel", wide)
    for ax in figure.findobj(Axes):
        assert all(text.get_position()[0] <= 103.0 for text in ax.texts)


def test_convoys_lost_between_two_stages_are_the_difference_of_the_two(results: Results) -> None:
    figure = drawn("17_convoy_stages", results)
    ax = axes_with(figure, "% of requests")[0]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    row = {label: at for at, label in enumerate(labels)}
    drawn_bars = {label: bars(ax)[at][1:] for label, at in row.items()}
    assert "met a mine" not in row, "nothing was lost to mines in either scenario"
    before = 100.0
    for label in labels[1:]:
        left, width = drawn_bars[label]
        if label in convoy_stages.STAGES.values() or label == "delivered":
            assert (left, width) == (0.0, pytest.approx(before)), label
        else:
            assert left + width == pytest.approx(before), label
            before = left
    assert before == pytest.approx(0.0, abs=0.7)  # the made-up shares of a run sum to about 1
    assert FATE_SHARES["mine"] == 0.0


def test_coverage_and_losses_fill_the_bar(results: Results) -> None:
    figure = drawn("15_coverage_lost", results)
    (ax,) = axes_with(figure, "% of the post-hours due")[:1]
    widths = [width for row, _, width in bars(ax) if row == bars(ax)[1][0]]
    shown = [share for kpi, share in COVERAGE.items() if share and not kpi.endswith("_in_all")]
    assert sorted(round(w) for w in widths) == sorted(round(100.0 * share) for share in shown)
    said = texts(figure)
    assert "lost to a strike" in said, "an actor that keeps people away"
    assert "late opening" not in said, "to which nothing was lost"
    assert "By week: planned, investigate first" in said


def test_build_up_shows_posts_due_beside_those_manned(results: Results) -> None:
    figure = drawn("16_build_up", results)
    upper = axes_with(figure, "posts")[0]
    due, manned = (np.asarray(line.get_ydata(), float) for line in upper.get_lines()[:2])
    assert due[:11].tolist() == [0.0] * 11
    assert manned == pytest.approx(0.8 * due)
    openings = upper.get_lines()[2]
    assert len(openings.get_xdata()) == 2  # of seven posts on two days
    with house_style():
        said = CHARTS["16_build_up"].describe(results)
    assert "11 posts are due, 8.8 of them manned on average, and 360 people are paid" in said


def test_the_two_largest_ledgers_are_set_against_each_other(results: Results) -> None:
    figure = drawn("13_two_ledgers", results)
    said = texts(figure)
    assert "Russian <party> & $co$: entries a week" in said
    assert "Turkeyn <party> & $co$:\nentries a week" in said
    assert "Iran" not in said
    ax = axes_with(figure, "entries a week")[0]
    assert ax.get_aspect() == 1.0


def test_correlation_and_the_largest_share_in_both_by_hand() -> None:
    # two replications of three weeks; in the second the first ledger never changes
    first = [[1.0, 2.0, 3.0], [2.0, 2.0, 2.0]]
    second = [[2.0, 4.0, 6.0], [1.0, 5.0, 0.0]]
    both = np.array([first, second])
    assert correlation(both).estimate == pytest.approx(1.0)
    # smaller counts 1+2+3 and 1+2+0 over larger ones 2+4+6 and 2+5+2
    assert most_in_both(both).estimate == pytest.approx(9.0 / 21.0)
    assert np.isnan(correlation(np.ones((2, 2, 3))).estimate)
    assert most_in_both(np.ones((2, 2, 3))).estimate == 1.0


def test_a_replication_whose_ledger_stayed_empty_counts_as_zero(results: Results) -> None:
    series = results.series
    gone = (series["series"] == "recorded_entries_by_week__turkey") & (series["replication"] == 0)
    said = texts(drawn("13_two_ledgers", replace(results, series=series[~gone])))
    assert "in both at most" in said
    assert said != texts(drawn("13_two_ledgers", results))


def test_spread_marks_the_sides_on_which_few_runs_set_no_bound(results: Results) -> None:
    ax = axes_with(drawn("12_spread", results), "true incidents a day")[0]
    markers = [line.get_marker() for line in ax.get_lines()]
    scenarios = len(results.names)
    # eight runs bound the median on both sides, the tails on one
    assert (markers.count("<"), markers.count(">")) == (scenarios, scenarios)
    assert markers.count("D") == scenarios
    with house_style():
        said = CHARTS["12_spread"].describe(results)
    assert "so few runs set no lower bound" in said
    assert "at least" in said


def test_a_share_has_no_arrow_where_it_can_go_no_further(results: Results) -> None:
    kpis = results.kpis.copy()
    kpis["people_reached_share"] = np.where(kpis["replication"] % 2 == 0, 0.0, 1.0)
    ax = axes_with(drawn("12_spread", replace(results, kpis=kpis)), "people")[0]
    assert not {"<", ">"} & {line.get_marker() for line in ax.get_lines()}
    assert all(0.0 <= float(x) <= 100.0 for line in ax.get_lines() for x in line.get_xdata())


def test_few_replications_show_no_spread(tmp_path: Path) -> None:
    results = read_results(write_results(tmp_path, ["one"], "one", replications=7))
    with pytest.raises(NotInResults, match="fewer than 8 replications"):
        drawn("12_spread", results)


def test_stock_shows_closures_and_the_share_of_runs_without(results: Results) -> None:
    figure = drawn("18_stock", results)
    upper, lower = axes_with(figure, "tonnes")[0], axes_with(figure, "empty")[0]
    assert len(upper.patches) == len(lower.patches) == 1, "one closure"
    of_run = results.series_of("stock_tonnes_by_day__douma", BASELINE).to_numpy(float)
    (line,) = upper.get_lines()
    assert np.asarray(line.get_ydata(), float) == pytest.approx(of_run.mean(axis=0))


def test_older_results_hold_no_days_without_stock_and_say_so(results: Results) -> None:
    series = results.series[results.series["series"] != "stock_out_by_day__douma"]
    older = replace(results, series=series)
    assert "not in these results" in texts(drawn("18_stock", older))
    with house_style():
        assert "empty" not in CHARTS["18_stock"].describe(older)


def test_sides_are_said_to_differ_only_where_the_interval_leaves_out_zero(
    results: Results,
) -> None:
    shown = edited(results, "side_gap_denied", mean=0.1, low=0.05, high=0.15)
    for kpi in ("located", "found", "sanctioned", "findings_wrong", "sanctions_wrong", "delayed"):
        shown = edited(shown, f"side_gap_{kpi}", mean=0.1, low=-0.05, high=0.25)
    with house_style():
        said = CHARTS["19_by_side"].describe(shown)
    assert said.count("the sides differ, each taken by itself, in: movements it denied (") == 2
    ax = axes_with(drawn("19_by_side", shown), "side A less side B")[0]
    faces = [line.get_markerfacecolor() for line in ax.get_lines() if line.get_marker() == "o"]
    assert faces.count("white") == 6
    assert len(faces) == 7
    none = edited(shown, "side_gap_denied", mean=0.1, low=-0.05, high=0.25)
    with house_style():
        assert "no difference is shown" in CHARTS["19_by_side"].describe(none)


def test_the_mandate_sets_record_beside_truth(results: Results) -> None:
    ax = axes_with(drawn("20_mandate", results), "mandate extended")[0]
    lines = {line.get_marker(): line for line in ax.get_lines() if line.get_marker() in "so"}
    at = results.names.index(BASELINE)
    for marker, kpi in (
        ("s", "mandate_extended_share"),
        ("o", "mandate_extended_on_true_counts_share"),
    ):
        drawn_at = float(np.asarray(lines[marker].get_xdata(), float)[at])
        assert drawn_at == pytest.approx(100.0 * results.estimate(kpi, BASELINE).mean)


def test_a_manifest_without_settings_leaves_charts_by_date_out(results: Results) -> None:
    bare = replace(results, settings={name: {} for name in results.names})
    for name in ("13_two_ledgers", "15_coverage_lost", "16_build_up", "18_stock"):
        with pytest.raises(NotInResults, match="lacks the settings"):
            drawn(name, bare)


def test_a_run_shorter_than_two_weeks_has_no_chart_by_week(tmp_path: Path) -> None:
    folder = with_insides(write_results(tmp_path, ["one"], "one", replications=3, days=13))
    results = read_results(folder)
    for name in ("13_two_ledgers", "16_build_up"):
        with pytest.raises(NotInResults, match="shorter than two weeks"):
            drawn(name, results)
    assert "By week" not in texts(drawn("15_coverage_lost", results))


def test_a_scenario_without_posts_says_so_in_its_row(results: Results) -> None:
    comparison = results.comparison.copy()
    rows = comparison["kpi"].str.startswith("coverage_") & (
        comparison["scenario"] == "lean, graduated"
    )
    comparison.loc[rows, "mean":"difference_high"] = np.nan
    assert isinstance(comparison, pd.DataFrame)
    said = texts(drawn("15_coverage_lost", replace(results, comparison=comparison)))
    assert said.count("no post is due") == 1


def test_labels_of_a_manifest_by_hand_are_read_as_they_stand(tmp_path: Path) -> None:
    folder = with_insides(write_results(tmp_path, ["one"], "one", replications=2))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenarios"]["one"]["world"] |= {"guarantors": None, "zones": {}, "supply": []}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    results = read_results(folder)
    assert "russia: entries a week" in texts(drawn("13_two_ledgers", results))
    assert "douma,\ntonnes" in texts(drawn("18_stock", results))


@pytest.mark.slow
def test_a_real_run_fills_all_but_those_it_has_nothing_for(run_folder: Path) -> None:
    results = read_results(run_folder)
    left_out = {}
    for name in INSIDES:
        try:
            said = texts(drawn(name, results))
        except NotInResults as reason:
            left_out[name] = str(reason)
        else:
            assert "SIMULATED" in said
            assert "nan" not in said
            with house_style():
                assert "In the model, under " in CHARTS[name].describe(results)
    assert set(left_out) == {"12_spread", "20_mandate"}, left_out
