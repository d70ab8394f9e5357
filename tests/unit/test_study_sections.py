"""What the report says of a force sizing and of a budget, and that nothing in it gainsays them."""

from __future__ import annotations

import io
from math import nan
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from blocks_as_text import pictures, rows_of, tables, text
from rich.console import Console
from small_material import change_manifest, material_of
from synthetic_sensitivity import write_sensitivity
from synthetic_studies import BASELINE, BEST, FOUND, PATH, write_budget, write_force_sizing

from sim.report.answer.beside import beside_baseline
from sim.report.answer.force_found import force_found
from sim.report.answer.headline import headline
from sim.report.blocks import Section
from sim.report.charts.front import describe
from sim.report.charts.pair import role
from sim.report.folder.read import NotInResults, ResultsProblem, read_results
from sim.report.folder.study_tables import study_rows
from sim.report.material import Material
from sim.report.printed.finished_run import print_comparison
from sim.report.read_ahead import read_ahead
from sim.report.sections import (
    answer,
    comparison,
    force,
    front,
    next_people,
    provenance,
    question,
    reversal,
)
from sim.report.studies.front_tables import CLOSE
from sim.report.units.study_columns import OF_SIZING_AND_BUDGET
from sim.report.units.units_file import header, words_of, write_units
from sim.report.words.figures import short
from sim.report.workbook.write_workbook import write_workbook

FORBIDDEN = ("optimal", "monitoring reduced", "safe route")


@pytest.fixture(scope="module")
def sized(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return material_of(write_force_sizing(tmp_path_factory.mktemp("sized")))


@pytest.fixture(scope="module")
def budget(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return material_of(write_budget(tmp_path_factory.mktemp("budget")))


def test_the_answer_is_that_of_the_study(sized: Material, budget: Material) -> None:
    for material in (sized, budget):
        said = headline(material.results, material.settings)
        assert said == material.results.conclusion[:2]
        for section in (force, next_people, front, reversal, answer, question, comparison):
            try:
                words = text(section.section(material)).lower()
            except NotInResults:
                continue
            assert not [one for one in FORBIDDEN if one in words]


def test_the_force_stands_by_zone_and_role_with_what_holds_it_up(sized: Material) -> None:
    section = force.section(sized)
    rows = tables(section)["The force found, by zone and role"].rows
    found = {row[1].text: [cell.text for cell in row[2:]] for row in rows}
    assert found["investigation teams"] == ["2", "4", "71", "reports visited within 72 h"]
    assert found["observers a watch by day"] == ["3", "3", "with the posts", ""]
    (note,) = tables(section)["The force found, by zone and role"].notes
    assert "paid as: observers 212; investigators 71; escorts 52. " in note
    assert rows[-1][0].text == "All"
    assert rows[-1][4].text == "402"  # 212.4 + 66 + 71.3 + 52
    assert "isn't proven to be the smallest" in text(section)
    assert "22_force_targets" in pictures(section)
    sites = rows_of(tables(section)["Sites, in the model"])
    assert sites["Post 9"] == ["ghouta", "post", "not manned", "manned"]
    assert "Post 5" not in sites


def test_targets_are_told_with_their_bound_and_cost(sized: Material) -> None:
    section = force.section(sized)
    rows = rows_of(tables(section)["The targets, in the model"])
    # 90.04 would read as the goal itself with no decimals, so it has them
    assert rows["reports visited within 72 h"][:4] == [
        "at least 90 %",
        "43 %",
        "91 %",
        "at least 90.04 %",
    ]
    assert rows["reports visited within 72 h"][4:] == ["met, binding", "36"]
    assert rows["wait at mission checkpoints, mean"][3:] == ["at most 8.6 minutes", "met", "0"]
    assert "not shown to be met" in rows["people reached over requested"][4]
    assert rows["people reached over requested"][5] == "not looked at"
    assert "meets two of three targets with 95 % confidence" in text(section)


def test_costs_are_told_in_money_where_the_planner_gave_it(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    material = material_of(folder, cost_per_person_month=10_000.0, currency="EUR")
    said = text(force.section(material))
    assert "EUR 4.02 million" in said
    assert "about 36 fewer people (EUR 360,000 a month) would do" in said


def test_a_gain_is_told_where_it_is_shown_whichever_way_the_target_lies(sized: Material) -> None:
    section = next_people.section(sized)
    rows = rows_of(tables(section)["What the next people would bring"])
    assert rows["1 more investigation team"] == [
        "+18",
        "3.1 more [2.2, 4.0]",
        "no gain shown",
    ]
    heads = [
        column.heading for column in tables(section)["What the next people would bring"].columns
    ]
    assert heads[2:] == [
        "reports visited within 72 h, percentage points",
        "wait at mission checkpoints, mean, minutes",
    ]
    lanes = rows["1 more lane at each mission checkpoint"]
    assert lanes == ["+21", "no gain shown", "4.20 less [3.80, 4.60]"]
    steps = tables(section)["The steps of the search"].rows
    assert [cell.text for cell in steps[5][:3]] == [
        "1 observer a watch by day fewer in Ghouta",
        "-25",
        "453",
    ]


def test_without_a_path_the_next_people_are_told_all_the_same(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    (folder / "path.csv").unlink()
    section = next_people.section(material_of(folder))
    assert list(tables(section)) == ["What the next people would bring"]
    assert not pictures(section)
    (folder / "next_people.csv").unlink()
    with pytest.raises(NotInResults):
        next_people.section(material_of(folder))


def test_the_force_found_stands_beside_the_baseline(sized: Material) -> None:
    assert beside_baseline(sized.results) == FOUND
    heads = [row[0].text for row in tables(answer.section(sized))["The figures behind it"].rows]
    assert heads == ["eastern ghouta (baseline)", FOUND]
    assert sized.results.about[:2] == ["visited_within_72_h_share", "mission_wait_mean_minutes"]


def test_the_force_that_a_budget_names_stands_beside_the_baseline(budget: Material) -> None:
    # the smallest that is behind on no axis: 190 people are behind in incidents, 585 are more
    assert beside_baseline(budget.results) == "350 people"
    said = text(comparison.section(budget))
    assert "it is “350 people”, the force that the answer names" in said
    heads = [row[0].text for row in tables(answer.section(budget))["The figures behind it"].rows]
    assert heads == ["eastern ghouta (baseline)", "350 people"]
    assert role(budget.results, "350 people") == "the force of the answer"


def test_a_budget_whose_forces_are_all_behind_somewhere_names_none(tmp_path: Path) -> None:
    folder = write_budget(tmp_path)
    told = BEST.replace("best found", "behind the best").replace(CLOSE, "behind the best")
    (folder / "best.csv").write_text(told, encoding="utf-8")
    assert force_found(read_results(folder)) is None


def test_people_of_forces_are_those_at_full_strength(tmp_path: Path) -> None:
    for write in (write_budget, write_force_sizing):
        folder = write(tmp_path)
        series = pd.read_csv(folder / "series.csv.gz")
        weeks = series.groupby(["scenario", "replication"], as_index=False).first()
        weeks = weeks.assign(series="paid_people_by_week", index=0, value=224.0)
        pd.concat([series, weeks]).to_csv(folder / "series.csv.gz", index=False)
        material = material_of(folder)
        for section in (comparison.section(material), answer.section(material)):
            heads = [column.heading for one in tables(section).values() for column in one.columns]
            assert "paid people at full strength" in heads
            assert not [head for head in heads if "paid people, mean" in head]
        assert "What the staffing levels are" not in text(question.section(material))


def test_rules_whose_order_is_in_question_all_stand_behind_the_answer(tmp_path: Path) -> None:
    results = read_results(write_sensitivity(tmp_path))
    material = material_of(tmp_path)
    rows = tables(answer.section(material))["The figures behind it"].rows
    assert len(rows) == len(results.names) > 1


def test_a_terminal_has_the_answer_first_and_then_the_tables_of_the_study(
    sized: Material, budget: Material
) -> None:
    for material, captions in (
        (sized, ["The force found, by zone and role", "The targets, in the model"]),
        (budget, ["Forces within the budget"]),
    ):
        out = io.StringIO()
        print_comparison(material.results.folder, Console(file=out))
        said = out.getvalue()
        places = [said.index(one) for one in [material.results.conclusion[0], *captions]]
        assert places == sorted(places)
        assert "against the baseline" not in said
        assert "Simulated. Intervals cover chance only" in said


def test_what_would_reverse_the_advice_is_the_studys(sized: Material, budget: Material) -> None:
    said = text(reversal.section(sized))
    assert "reports visited within 72 h: only just met" in said
    assert "people reached over requested: not shown to be met" in said
    assert "What isn't among the targets, the search doesn't spare" not in said  # nothing is worse
    said = text(reversal.section(budget))
    assert "No force is best on every axis: true incidents a day, by “350 people”" in said
    assert "One of the forces is undecided" in said


def test_how_much_was_simulated_to_find_it(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    assert "further replications" not in text(question.section(material_of(folder)))
    change_manifest(folder, finished=16, replications_in_all=1_216)
    assert "1,200 further replications were simulated" in text(
        question.section(material_of(folder))
    )


def test_forces_within_the_budget_have_their_verdicts_in_words(budget: Material) -> None:
    section = front.section(budget)
    rows = rows_of(tables(section)["Forces within the budget"])
    assert list(rows) == [
        "1: 190 people",
        "2: 280 people",
        "3: 350 people",
        "4: eastern ghouta (as it stands)",
        "5: 585 people",
    ]
    assert rows["3: 350 people"][:2] == ["6 posts, 3 teams", "350"]
    assert rows["4: eastern ghouta (as it stands)"][-1] == "dominated by 350 people"
    assert rows["5: 585 people"][-1] == "undecided: 350 people may do as well or better"
    assert rows["5: 585 people"][3] == "37 [35, 39]"  # per cent
    said = text(section)
    assert "6 forces were tried that take at most 600 paid people" in said
    assert "3 on the front, 1 undecided, 1 dominated by another" in said
    assert "not distinguishable from it: “585 people”" in said
    assert list(rows_of(tables(section)["Left in the search"])) == ["12 posts, 1 team"]


def test_a_force_above_the_budget_isnt_counted_within_it(tmp_path: Path) -> None:
    folder = write_budget(tmp_path)
    path = folder / "candidates.csv"
    table = path.read_text(encoding="utf-8").replace("dominated,350 people", "above the budget,")
    path.write_text(table, encoding="utf-8")
    material = material_of(folder)
    said = "5 forces were tried that take at most 600 paid people at full strength; the scenario"
    assert said in text(front.section(material))
    assert describe(material.results).startswith("5 forces of at most 600 people")


def test_numbers_without_an_interval_are_never_written_with_an_exponent(tmp_path: Path) -> None:
    assert list(map(short, (2085.3, 0.28149, 12.34, 0.0, -1951.6, nan))) == [
        "2,085",
        "0.281",
        "12.3",
        "0",
        "-1,952",
        "no data",
    ]
    folder = write_budget(tmp_path)
    path = folder / "candidates.csv"
    table = path.read_text(encoding="utf-8").replace("560,5.9", "560,1284.6")
    path.write_text(table, encoding="utf-8")
    (left,) = tables(front.section(material_of(folder)))["Left in the search"].rows
    assert left[2].text == "1,285"


def test_an_axis_on_which_nobody_is_told_apart_has_no_best(tmp_path: Path) -> None:
    folder = write_budget(tmp_path)
    lines = [line for line in BEST.splitlines() if "behind the best" not in line]
    (folder / "best.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = text(front.section(material_of(folder)))
    assert "By true incidents a day no difference is shown between them." in said
    assert "best on every axis" not in text(reversal.section(material_of(folder)))


def test_other_runs_have_none_of_it(tmp_path: Path) -> None:
    folder = write_budget(tmp_path)
    change_manifest(folder, design={"kind": "fixed"})
    for table in ("candidates", "best"):
        (folder / f"{table}.csv").unlink()
    for section in (force, next_people, front):
        with pytest.raises(NotInResults):
            section.section(material_of(folder))


@pytest.mark.parametrize(
    ("table", "content", "said"),
    [
        ("path", PATH.replace("378.8", "many"), r"path\.csv: line 3, people_in_all: 'many' is no"),
        ("path", PATH.replace("people_in_all", "all"), r"path\.csv: has no column people_in_all"),
        ("next_people", "zone,role\nghouta,posts\n", r"next_people\.csv: has no column words"),
    ],
)
def test_a_broken_table_is_told_in_a_line(
    tmp_path: Path, table: str, content: str, said: str
) -> None:
    material = material_of(write_force_sizing(tmp_path))
    (tmp_path / f"{table}.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ResultsProblem, match=said) as problem:
        next_people.section(material)
    assert "\n" not in str(problem.value)


def test_an_empty_table_is_found_before_a_chart_is_drawn(tmp_path: Path) -> None:
    folder = write_budget(tmp_path)
    (folder / "best.csv").write_text("", encoding="utf-8")
    with pytest.raises(ResultsProblem, match=r"best\.csv: is empty"):
        read_ahead(read_results(folder))


def test_a_table_that_was_written_and_isnt_there_is_told(tmp_path: Path) -> None:
    folder = write_budget(tmp_path)
    change_manifest(folder, rows={"best.csv": 4})
    (folder / "best.csv").unlink()
    with pytest.raises(ResultsProblem, match=r"best\.csv: is missing \(4 rows were written\)"):
        read_ahead(read_results(folder))


def test_a_table_that_isnt_text_is_told_in_plain_words(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    (folder / "path.csv").write_bytes(b"step\n\xff\xfe\n")
    with pytest.raises(ResultsProblem, match=r"path\.csv: was changed: it isn't text in UTF-8$"):
        read_ahead(read_results(folder))


def test_replications_of_the_search_dont_read_as_missing(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    change_manifest(folder, finished=16, replications_in_all=181)
    said = text(provenance.section(material_of(folder)))
    assert "16 of 16 reported; 165 more in the search" in said


def test_numbers_are_floats_and_an_empty_cell_is_none(sized: Material) -> None:
    rows = study_rows(sized.results, "force", ("zone",), ("paid_people",))
    assert rows[0]["paid_people"] == 212.4
    assert rows[1]["paid_people"] != rows[1]["paid_people"]
    assert rows[0]["zone"] == "ghouta"
    with pytest.raises(NotInResults, match=r"no candidates\.csv"):
        study_rows(sized.results, "candidates")


def test_every_column_is_described(sized: Material, budget: Material) -> None:
    for material in (sized, budget):
        for file in sorted(OF_SIZING_AND_BUDGET):
            path = material.results.folder / file
            for column in header(path) if path.exists() else ():
                assert words_of(material.results, file, column)[0]
    assert words_of(sized.results, "path.csv", "people_reached_share") == (
        "people reached over requested",
        "share",
    )
    assert words_of(budget.results, "candidates.csv", "people_reached_share_low") == (
        "people reached over requested: lower end of its 95 % interval",
        "share",
    )


def test_the_workbook_has_a_sheet_a_table(sized: Material, budget: Material) -> None:
    for material, names in (
        (sized, ["Force", "Targets", "Sites", "Next people", "Path"]),
        (budget, ["Candidates", "Best on each axis"]),
    ):
        write_units(material.results)
        path = write_workbook(material, [Section("answer", "The answer", [])])
        book = openpyxl.load_workbook(path)
        assert [name for name in book.sheetnames if name in names] == names
        for name in names:
            assert f"{name}: " in " ".join(str(row[0].value) for row in book["Read me"])
    targets = openpyxl.load_workbook(sized.results.folder / "comparison.xlsx")["Targets"]
    first, *rows = targets[targets.auto_filter.ref]
    at = [cell.value for cell in first].index("the target (that of the KPI)")
    assert [row[at].value for row in rows] == [0.9, 30.0, 0.4]
    assert [row[at].number_format for row in rows][:2] == ["0.0%", "#,##0.###"]
    assert BASELINE in {
        cell.value
        for row in openpyxl.load_workbook(budget.results.folder / "comparison.xlsx")[
            "Candidates"
        ].iter_rows()
        for cell in row
    }
