"""The parts of a report on a sensitivity study and on a calibration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from blocks_as_text import commands, pictures, rows_of, tables
from blocks_as_text import text as text_of
from small_material import change_manifest
from synthetic_calibration import write_calibration
from synthetic_results import write_results
from synthetic_sensitivity import CLUSTERING, write_sensitivity

from sim.report.answer.headline import headline
from sim.report.answer.turning_words import where
from sim.report.charts import OF_DESIGNS, draw_all
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, read_results
from sim.report.material import Material
from sim.report.sections import (
    assumptions,
    calibration,
    charts,
    comparison,
    holds,
    misleading,
    sections,
    sensitivity,
    what_matters,
)
from sim.report.studies.spread_rows import is_chance
from sim.report.studies.tried import MINUS
from sim.report_settings import ReportSettings

SVG = ReportSettings(formats=["svg"])


def material(folder: Path) -> Material:
    return Material(chosen(read_results(folder)), {}, {}, ReportSettings())


def with_charts(folder: Path) -> Material:
    """With every chart that its studies have."""
    asked = [*OF_DESIGNS["sensitivity"], *OF_DESIGNS["calibrate"]]
    settings = ReportSettings(formats=["svg"], charts=asked)
    results = chosen(read_results(folder))
    drawn = draw_all(results, settings)
    return Material(results, drawn.charts, drawn.left_out, settings)


def change_rows(folder: Path, table: str, **columns: Any) -> None:
    """The same in every row."""
    path = folder / f"{table}.csv"
    pd.read_csv(path).assign(**columns).to_csv(path, index=False)


# --- a sensitivity study --------------------------------------------------------------------------
def test_the_studys_sentences_are_the_answer(tmp_path: Path) -> None:
    results = read_results(write_sensitivity(tmp_path))
    assert headline(results, ReportSettings()) == results.conclusion[:2]


@pytest.mark.slow
def test_each_chart_of_a_study_stands_once_in_the_part_on_it(tmp_path: Path) -> None:
    for folder, write in ((tmp_path / "s", write_sensitivity), (tmp_path / "c", write_calibration)):
        written, _ = sections(with_charts(write(folder)))
        kind = "sensitivity" if folder.name == "s" else "calibrate"
        shown = [chart for section in written for chart in pictures(section)]
        of_studies = [chart for charts in OF_DESIGNS.values() for chart in charts]
        assert sorted(set(shown) & set(of_studies)) == sorted(OF_DESIGNS[kind])
        assert len(shown) == len(set(shown))
        names = [section.name for section in written]
        first = "holds" if folder.name == "s" else "calibration"
        assert names.index(first) == names.index("answer") + 1


def test_how_often_each_rule_is_best_is_told_beside_what_a_share_is_not(tmp_path: Path) -> None:
    section = holds.section(material(write_sensitivity(tmp_path)))
    table = tables(section)["Which rule does best at how many guesses"]
    rows = rows_of(table)
    assert rows["graduated"] == ["best", "5.4 [5.2, 5.6]", "47 (73 %)", "6"]
    assert rows["record only"] == ["", "6.4 [6.2, 6.6]", "11 (17 %)", "0"]
    assert any("isn't how likely it is to be right" in note for note in table.notes)
    assert "64 guesses at what isn't known were drawn" in text_of(section)


def test_boxes_are_told_in_words_with_density_and_coverage(tmp_path: Path) -> None:
    section = holds.section(material(write_sensitivity(tmp_path)))
    table = tables(section)["Where another rule does better"]
    assert rows_of(table)["1"] == [
        "record only",
        f"deterrence by sanctions below 0.03 (tried: {MINUS}0.1 to 0.4 log intensity per rung), "
        f"and deterrence by presence below 0.03 (tried: {MINUS}0.02 to 0.05 log intensity per "
        "observer)",
        "81 %",
        "93 %",
        "14",
    ]
    assert "Density: of the guesses inside" in table.notes[0]


def test_a_box_that_shuffling_gives_too_may_be_chance(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    change_rows(tmp_path, "flips", chance=0.2)
    section = holds.section(material(tmp_path))
    assert "1 (may be chance)" in rows_of(tables(section)["Where another rule does better"])


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("", "0.1", "it below 0.1 (tried: 0 to 1)"),
        ("0.1", "", "it above 0.1 (tried: 0 to 1)"),
        ("0.1", "1", "it above 0.1 (tried: 0 to 1)"),
        ("0", "0.4", "it below 0.4 (tried: 0 to 1)"),
        ("0.1", "0.4", "it from 0.1 to 0.4 (tried: 0 to 1)"),
        ("common_cause", "", "it: common cause"),
    ],
)
def test_bounds_in_words(low: str, high: str, said: str) -> None:
    row = {"parameter": "it", "words": "it", "unit": "share", "from": low, "to": high}
    assert where([row | {"tried_from": "0", "tried_to": "1"}]) == said


def test_where_the_order_never_turns_that_is_said(tmp_path: Path) -> None:
    said = text_of(holds.section(material(write_sensitivity(tmp_path, flips=False))))
    assert "At none of these guesses another rule is shown to be better. At 7 of 64 the" in said
    assert "Density" not in said


def test_turns_without_a_box_are_no_boxes(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    (tmp_path / "flips.csv").unlink()
    said = text_of(holds.section(material(tmp_path)))
    assert "At 11 of these guesses another rule is shown to be better, but no range" in said
    assert "some may be chance" in said


def test_ends_that_chance_explains_are_no_difference_shown(tmp_path: Path) -> None:
    section = holds.section(material(write_sensitivity(tmp_path)))
    table = tables(section)["true incidents a day: one thing changed"]
    assert "by the 3 replications of each end" in table.notes[0]
    rows = rows_of(table)
    assert rows["deterrence by sanctions"] == [
        "\N{MINUS SIGN}0.1 to 0.4", "6.4 [6.1, 6.6]", "4.5 [4.2, 4.7]",
    ]  # fmt: skip
    assert "deterrence by sanctions: log intensity per rung" in table.notes[0]
    assert rows["share of incidents heard at night"][1:] == [
        "5.6 [5.4, 5.8], no difference shown", "5.6 [5.3, 5.8], no difference shown",
    ]  # fmt: skip


def test_what_was_varied_is_counted_without_the_rule_and_clustering(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    table = pd.read_csv(tmp_path / "screening.csv")
    others = table.iloc[[0, 0]].assign(parameter=["response", CLUSTERING])
    others = others.assign(status=["decision", "assumed"])
    pd.concat([table, others]).to_csv(tmp_path / "screening.csv", index=False)
    said = text_of(what_matters.section(material(tmp_path)))
    assert "7 unknowns were varied over the ranges worth trying (5 assumed, 2 expert)" in said
    assert "6 were kept for the closer look" in said
    assert "3 kinds of settings were not varied: a position (2); a decision (1)." in said


def test_shares_that_may_be_chance_are_called_so(tmp_path: Path) -> None:
    found = tables(what_matters.section(material(write_sensitivity(tmp_path))))
    spread = rows_of(found["Spread of true incidents a day"])
    assert spread["deterrence by sanctions"] == ["41 ± 9", "59 ± 12"]
    assert spread["chance that a side refuses a convoy"][0] == "-1 ± 9, may be chance"
    pairs = found["Pairs"].rows
    assert [cell.text for cell in pairs[0]][:2] == [
        "deterrence by sanctions", "deterrence by presence",
    ]  # fmt: skip
    assert pairs[-1][-1].text.endswith("may be chance")


def test_a_share_that_chance_may_give_to_anything_is_called_so() -> None:
    row = {"total": 0.3, "total_half_width": 0.1, "first": 0.2, "first_half_width": 0.1}
    assert not is_chance(row, "total")
    assert not is_chance({**row, "chance": "0.15"}, "total")
    assert is_chance({**row, "chance": "0.25"}, "total")
    assert is_chance({**row, "chance": ""}, "total"), "nobody knows how much it may give"
    assert not is_chance({**row, "chance": "0.25"}, "first"), "alone, luck cancels out"


def test_assumed_effects_are_not_said_to_have_had_one_value(tmp_path: Path) -> None:
    write_sensitivity(tmp_path)
    key = "world.violence.deterrence_by_rung"
    row = f"{key},0.15,log intensity per rung,-0.1,0.4,assumed,none,,\n"
    head = "key,value,unit,lowest,highest,status,source,varied,remark\n"
    (tmp_path / "assumptions.csv").write_text(head + row, encoding="utf-8")
    section = assumptions.section(material(tmp_path))
    found = tables(section)["Assumed effects that matter most for response rules"]
    (cells,) = rows_of(found).values()
    assert cells[-1] == "11 % more often to 33 % less often"


def test_the_study_isnt_told_to_run_itself_and_other_runs_are(tmp_path: Path) -> None:
    with pytest.raises(NotInResults):
        sensitivity.section(material(write_sensitivity(tmp_path / "study")))
    write_results(tmp_path / "run", ["one", "two"], "one", replications=3)
    typed = ["python", "run.py", "scenario=four_zones", "-m", "response=record_only,graduated"]
    change_manifest(tmp_path / "run", command=typed)
    found = sensitivity.section(material(tmp_path / "run"))
    assert commands(found) == ["python run.py experiment=sensitivity scenario=four_zones"]
    for section in (holds, what_matters, calibration):
        with pytest.raises(NotInResults):
            section.section(material(tmp_path / "run"))


# --- a calibration --------------------------------------------------------------------------------
def test_intervals_and_verdicts_of_what_was_fitted(tmp_path: Path) -> None:
    section = calibration.section(material(write_calibration(tmp_path)))
    table = tables(section)["What the counts tell of each assumption"]
    rows = rows_of(table)
    assert rows["background incidents"] == ["1.05 to 1.44", "1.21", "1", "0.5 to 2", "yes"]
    edge = rows["incidents that follow within days"]
    assert edge[0] == "0.06 to 0.20 *"
    assert "*" not in rows["how unlike days are"][0], "it ends near, not at, the ends tried"
    assert rows["how unlike days are"][1] == ""
    assert rows["how unlike days are"][-1] == "the counts can't tell"
    assert rows["complaints made of an incident"][-1] == "only together with background incidents"
    assert len(table.notes) == 4
    assert "four fifths or more of the values tried go with them" in table.notes[0]
    assert table.notes[-1] == "Units: incidents that follow within days: incidents per incident."
    assert "claims of that party" in text_of(section)


def test_the_files_are_used_as_told_with_the_scenario_that_was_run(tmp_path: Path) -> None:
    write_calibration(tmp_path)
    change_manifest(tmp_path, command=["python", "run.py", "scenario=m4_corridor", "data=a.csv"])
    section = calibration.section(material(tmp_path))
    assert commands(section) == ["python run.py scenario=m4_corridor world=NAME"]
    said = text_of(section)
    assert "Copy world_calibrated.yaml to configs/world/NAME.yaml" in said
    assert "Copy evidence_calibrated.yaml to configs/evidence/NAME.yaml" in said


def test_where_nothing_fits_no_value_is_told(tmp_path: Path) -> None:
    folder = write_calibration(tmp_path, fits=False)
    section = calibration.section(material(folder))
    said = text_of(section)
    assert "No values within the ranges tried give counts like yours." in said
    assert "1.21" not in said
    assert commands(section) == []
    assert "6 of 7 figures of your counts lie within" in said
    assert "outside: correlation of the two ledgers of russia + turkey" in said
    assert headline(read_results(folder), ReportSettings())[0].startswith("No setting within")


def test_nobody_chooses_between_the_world_as_it_stands_and_the_calibrated(tmp_path: Path) -> None:
    folder = write_calibration(tmp_path)
    told = text_of(comparison.section(material(folder)))
    assert "fewer" in told
    cells = [
        cell
        for table in tables(comparison.section(material(folder))).values()
        for row in table.rows
        for cell in row
    ]
    assert not {cell.kind for cell in cells} & {"better", "worse"}
    with pytest.raises(NotInResults, match="nobody chooses"):
        misleading.section(material(folder))
    drawn = draw_all(read_results(folder), SVG)
    assert "2_paired_differences" in drawn.charts
    assert "better" not in drawn.charts["2_paired_differences"].description
    assert "best" not in drawn.charts["6_trade_off"].description.casefold()


def test_the_gallery_leaves_charts_of_a_study_to_its_parts(tmp_path: Path) -> None:
    with pytest.raises(NotInResults):
        charts.section(with_charts(write_calibration(tmp_path)))
