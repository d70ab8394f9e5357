"""Charts never look like more than was found: one run, nothing happened, nothing differs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from drawn_charts import drawn, texts
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from synthetic_insides import PLACE, with_insides
from synthetic_results import two_factor_points, write_results

from sim.analysis.recorded_and_true import TRUE
from sim.report.charts import CHARTS
from sim.report.drawing.style import house_style, settle
from sim.report.folder.read import NotInResults, Results, read_results
from sim.report.folder.supply_events import events_of

BASELINE = "planned, investigate_first"


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


def edited(results: Results, kpi: str, **columns: float) -> Results:
    comparison = results.comparison.copy()
    comparison.loc[comparison["kpi"] == kpi, list(columns)] = list(columns.values())
    return replace(results, comparison=comparison)


# --- one run --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", CHARTS)
def test_one_run_claims_no_interval_and_no_mean_of_many(name: str, one_run: Results) -> None:
    try:
        said = texts(drawn(name, one_run))
    except NotInResults:
        return
    assert "1 replication. Recorded is not true." in said
    assert "One run alone has no intervals and shows no difference." in said
    for claim in ("intervals (chance only)", "ribbons", "middle 90 %", "hollow:"):
        assert claim not in said


def test_one_run_tells_nothing_of_why_records_differ(one_run: Results) -> None:
    with pytest.raises(NotInResults, match="one run alone"):
        drawn("10_why_the_record_differs", one_run)


# --- nothing happened, nothing differs ------------------------------------------------------------
@pytest.mark.parametrize("name", ["4_incidents_by_week", "9_under_watch", "14_funnel"])
def test_where_only_the_record_holds_anything_it_is_not_called_empty(
    name: str, results: Results
) -> None:
    quiet = edited(results, TRUE, mean=0.0, low=0.0, high=0.0)
    series = quiet.series.copy()
    series.loc[series["series"].str.contains("incidents_by_week|matched_by_week"), "value"] = 0.0
    series = series[~series["series"].str.startswith("background")]
    kept = ~quiet.comparison["kpi"].str.startswith("incidents_reaching")
    quiet = replace(quiet, series=series, comparison=quiet.comparison[kept])
    with pytest.raises(NotInResults, match="no incident of a covered group happened; the entries"):
        drawn(name, quiet)


def test_records_that_do_not_differ_have_no_chart_of_why(results: Results, tmp_path: Path) -> None:
    pairs = pd.read_csv(results.folder / "recorded_and_true.csv")
    pairs[["true_difference", "recorded_difference"]] = 0.0
    pairs.to_csv(tmp_path / "recorded_and_true.csv", index=False)
    with pytest.raises(NotInResults, match="the same in every scenario"):
        drawn("10_why_the_record_differs", replace(results, folder=tmp_path))


@pytest.mark.parametrize("name", ["5_staffing_curve", "6_trade_off", "10_why_the_record_differs"])
def test_no_chart_weighs_counts_of_different_things(name: str, results: Results) -> None:
    settings = json.loads(json.dumps(results.settings))
    groups = settings[BASELINE]["world"]["groups"]
    own = next(iter(groups.values()))
    own["covered"] = not own.get("covered", True)
    with pytest.raises(NotInResults, match="what counts as a violation differs"):
        drawn(name, replace(results, settings=settings))


def test_weeks_leave_out_strips_that_are_empty_in_all(results: Results) -> None:
    bare = {
        name: own | {"world": own["world"] | {"groups": {}}, "mission": {"posts": {}, "actors": {}}}
        for name, own in results.settings.items()
    }
    series = results.series[results.series["series"] != "coverage_by_week"]
    figure = drawn("4_incidents_by_week", replace(results, series=series, settings=bare))
    labels = {ax.get_ylabel() for ax in figure.findobj(Axes)}
    assert labels == {"incidents a week", ""}
    assert len(figure.findobj(Axes)) == 3
    assert "No coverage" not in texts(figure)


def test_steps_that_no_case_led_to_have_no_panel(results: Results) -> None:
    series = results.series.copy()
    of_no_visit = series["series"].str.startswith("cases_visited")
    series.loc[of_no_visit, "value"] = 0.0
    figure = drawn("7_call_visit_answer", replace(results, series=series))
    assert {ax.get_title() for ax in figure.findobj(Axes)} == {"call", "conclusion"}
    none = replace(results, series=series.assign(value=0.0))
    with pytest.raises(NotInResults, match="no case led to"):
        drawn("7_call_visit_answer", none)


def test_waits_that_are_the_same_are_said_to_be(results: Results) -> None:
    series = results.series.copy()
    waits = series["series"].isin(["wait_sum_by_hour_of_day_h", "served_by_hour_of_day"])
    own = series[waits & (series["scenario"] == BASELINE)]
    copies = [own.assign(scenario=name) for name in results.names]
    same = replace(results, series=pd.concat([series[~waits], *copies]))
    said = texts(drawn("8_checkpoint_wait", same))
    assert "staffing planned: the same as staffing lean" in said


# --- marks and words ------------------------------------------------------------------------------
def test_a_difference_that_is_neither_better_nor_worse_has_its_entry(results: Results) -> None:
    assert "neither better" not in texts(drawn("2_paired_differences", results))
    labels = results.manifest["kpi_labels"]
    neither = labels | {TRUE: labels[TRUE] | {"direction": "neither"}}
    shown = replace(results, manifest=results.manifest | {"kpi_labels": neither})
    said = texts(drawn("2_paired_differences", shown))
    assert "differs, neither better" in said
    assert "Bonferroni" not in said


def test_words_of_panels_do_not_overprint_each_other(tmp_path: Path) -> None:
    names = [f"eastern ghouta (2026-11-22 1939{i}{i})" for i in range(2)]
    results = read_results(write_results(tmp_path, names, names[0], replications=4))
    with house_style():
        figure = CHARTS["2_paired_differences"].draw(results)
        settle(figure)
        figure.draw_without_rendering()
    words = [ax.xaxis.label.get_window_extent() for ax in figure.findobj(Axes)]
    words.sort(key=lambda box: box.x0)
    for left, right in pairwise(words):
        assert left.x1 < right.x0


def lies_in_the_middle(figure: Figure) -> bool:
    """Whether all axes and their words keep clear of title and footnote."""
    settle(figure)
    figure.draw_without_rendering()
    _, body, _ = figure.subfigs
    boxes = [ax.get_tightbbox() for ax in figure.findobj(Axes) if ax.get_visible()]
    return all(body.bbox.y0 - 2 <= box.y0 and box.y1 <= body.bbox.y1 + 2 for box in boxes if box)


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_lies_over_the_title_or_the_footnote(name: str, results: Results) -> None:
    with house_style():
        assert lies_in_the_middle(CHARTS[name].draw(results))


def test_two_ledgers_of_as_many_entries_keep_their_label_off_the_footnote(results: Results) -> None:
    series = results.series
    of_one = series[series["series"] == "recorded_entries_by_week__russia"]
    kept = series[series["series"] != "recorded_entries_by_week__turkey"]
    alike = pd.concat([kept, of_one.assign(series="recorded_entries_by_week__turkey")])
    with house_style():
        assert lies_in_the_middle(CHARTS["13_two_ledgers"].draw(replace(results, series=alike)))


def supplied(**world: Any) -> Mapping[str, Any]:
    return {
        "days": 184,
        "mission": {"actors": {}},
        "world": {"start": "2017-05-04", "routes": {}, "actors": {}} | world,
    }


def drops(**more: Any) -> dict[str, Any]:
    here = {"kind": "airdrops", "enabled": True, "place": PLACE, "from_day": 0.0, "until_day": 90.0}
    return here | more


@pytest.mark.parametrize(
    ("world", "events"),
    [
        ({"routes": {"road": {"destination": PLACE, "opens_day": 60.0}}}, [("a road opens", 60.0)]),
        ({"routes": {"road": {"destination": PLACE, "opens_day": 0.0}}}, []),
        ({"routes": {"road": {"destination": PLACE, "opens_day": 366.0}}}, []),
        ({"routes": {"road": {"destination": "elsewhere", "opens_day": 60.0}}}, []),
        ({"actors": {"drops": drops()}}, [("air drops end", 90.0)]),
        (
            {"actors": {"drops": drops(from_day=30.0, until_day=None)}},
            [("air drops begin", 30.0)],
        ),
        ({"actors": {"drops": drops(enabled=False), "else": drops(kind="repair")}}, []),
        ({"actors": {"no_place": {"kind": "calendar", "enabled": True}}}, []),
    ],
)
def test_what_changes_a_places_supply_is_read_from_the_settings(
    world: dict[str, Any], events: list[tuple[str, float]]
) -> None:
    assert events_of(supplied(**world), PLACE) == events
    assert events_of({"days": 184}, PLACE) == []


def test_a_road_that_opens_is_marked_in_the_stock_and_told(results: Results) -> None:
    routes = {"road": {"destination": PLACE, "opens_day": 60.0}}
    actors = {"drops": drops()}
    settings = json.loads(json.dumps(results.settings))
    for own in settings.values():
        own["world"] |= {"routes": routes, "actors": actors}
        own["mission"]["actors"] = {}
    opened = replace(results, settings=settings)
    figure = drawn("18_stock", opened)
    assert "a road opens" in texts(figure)
    (upper, *_) = (ax for ax in figure.findobj(Axes) if "tonnes" in ax.get_ylabel())
    days = [line.get_xdata()[0] for line in upper.get_lines()[1:]]
    assert days == [date(2017, 7, 5), date(2017, 8, 4)]
    mean = results.series_of(f"stock_tonnes_by_day__{PLACE}", BASELINE).mean(axis=0)
    said = CHARTS["18_stock"].describe(opened)
    assert "A road opens on 5 July 2017, air drops end on 4 August 2017: " in said
    before, after = mean[:60].mean(), mean[90:].mean()
    assert f": {before:,.0f} tonnes on average before, {after:,.0f} after." in said
