"""The workbook: opened again as a spreadsheet would, it says what the results say and no more."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from small_material import WORDS, change_manifest, material_of
from synthetic_results import two_factor_points, write_results

from sim.report.blocks import Box, Bullets, Section, Terms, Words
from sim.report.folder.read import ResultsProblem
from sim.report.units.units_file import write_units
from sim.report.workbook import kpi_rows
from sim.report.workbook.comparison import number_format
from sim.report.workbook.write_workbook import write_workbook

BASELINE = "planned, investigate_first"
SECTIONS = [
    Section("question", "The question", [Words("=1+1 or not?")]),
    Section("answer", "The answer", [Bullets(["More people see more."]), Words("So do.", True)]),
    Section("waits", "Waits", [Words("Not in the workbook.")]),
    Section("always_said", "Always said", [Box("Mind", [Terms([("record", "no truth")])])]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("workbook")
    folder = write_results(target, two_factor_points(), BASELINE, replications=5)
    material = material_of(folder)
    write_units(material.results)
    write_workbook(material, SECTIONS)
    return folder


@pytest.fixture(scope="module")
def book(folder: Path) -> Workbook:
    return openpyxl.load_workbook(folder / "comparison.xlsx")


def cells(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def table(sheet: Worksheet) -> pd.DataFrame:
    """The filtered table of a sheet, its head as columns."""
    first, *rows = sheet[sheet.auto_filter.ref]
    return pd.DataFrame([[c.value for c in row] for row in rows], columns=[c.value for c in first])


def opened(folder: Path, **settings: object) -> Workbook:
    write_workbook(material_of(folder, **settings), SECTIONS)
    return openpyxl.load_workbook(folder / "comparison.xlsx")


def test_sheets_stand_in_order_and_those_without_data_are_left_out(book: Workbook) -> None:
    assert book.sheetnames == [
        *("Read me", "Comparison", "All KPIs", "KPI rows", "Charts"),
        *("Recorded and true", "Units"),
    ]


def test_every_sheet_says_that_it_is_simulated_on_screen_and_in_print(book: Workbook) -> None:
    for sheet in book:
        assert str(sheet["A1"].value).startswith("SIMULATED")
        assert "SIMULATED" in str(sheet.oddHeader.center.text)
        assert "Recorded is not true" in str(sheet.oddFooter.left.text)
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9


def test_the_first_sheet_tells_question_answer_and_fixed_sentences(book: Workbook) -> None:
    said = [str(row[0]) for row in cells(book["Read me"]) if row[0]]
    asked = "Which staffing level and which rule?"
    at = [said.index(line) for line in (asked, "=1+1 or not?", "So do.", "record: no truth")]
    assert at == sorted(at)
    assert "Not in the workbook." not in said
    assert any("which doesn't make them equal" in line for line in said)
    listed = [line.partition(":")[0] for line in said]
    assert [name for name in book.sheetnames[1:] if name not in listed] == []


def test_the_comparison_holds_the_figures_of_the_csv(folder: Path, book: Workbook) -> None:
    found = table(book["Comparison"])
    rows = pd.read_csv(folder / "comparison.csv")
    row = rows[(rows["kpi"] == "people_reached_share") & (rows["scenario"] == "surge, graduated")]
    own = found[
        (found["figure, in the model"] == "people reached over requested")
        & (found["scenario"] == "surge, graduated")
    ].iloc[0]
    assert own["mean"] == pytest.approx(row["mean"].item(), rel=1e-12)
    assert own["unit"] == "%"
    assert own["difference"] == pytest.approx(100.0 * row["difference"].item(), rel=1e-12)
    assert own["unit of difference"] == "percentage points"
    assert own["in words"] == row["verdict"].item()


def test_the_baseline_is_marked_and_compared_with_nothing(book: Workbook) -> None:
    found = table(book["Comparison"])
    own = found[found["scenario"] == f"{BASELINE} (baseline)"]
    assert len(own) == found["figure, in the model"].nunique()
    assert set(own["against the baseline"]) == {"baseline"}
    assert own["difference"].isna().all()


def test_better_and_worse_are_told_by_words_and_by_colour(book: Workbook) -> None:
    sheet = book["Comparison"]
    (at,) = (c.column for c in sheet[4] + sheet[3] + sheet[2] if c.value == "against the baseline")
    looks: dict[object, set[str]] = {}
    for row in sheet.iter_rows(min_col=at, max_col=at):
        looks.setdefault(row[0].value, set()).add(row[0].fill.fgColor.rgb)
    assert looks["better"] == {"FFDCEBF7"}
    assert looks["worse"] == {"FFFBE3D6"}
    assert "FFDCEBF7" not in looks["no difference shown"] | looks["differs (neither is better)"]


@pytest.mark.parametrize(
    ("unit", "width", "expected"),
    [
        ("share", 0.05, "0%"),
        ("share", 0.005, "0.0%"),
        ("people", 0.0, "#,##0"),
        ("incidents/day", 0.4, "#,##0.0"),
        ("minutes", 0.01, "#,##0.000"),
    ],
)
def test_numbers_show_the_decimals_that_their_interval_bears(
    unit: str, width: float, expected: str
) -> None:
    assert number_format(unit, width) == expected


def test_a_row_a_replication_with_kpis_in_words(folder: Path, book: Workbook) -> None:
    found = table(book["KPI rows"])
    rows = pd.read_csv(folder / "kpis.csv")
    assert len(found) == len(rows)
    assert found["true incidents a day (incidents/day)"].to_list() == pytest.approx(
        rows["true_incidents_per_day"].to_list()
    )


def test_charts_bring_their_words_for_who_cannot_see_them(folder: Path, book: Workbook) -> None:
    (image,) = book["Charts"]._images
    assert image.width == 400
    from zipfile import ZipFile

    with ZipFile(folder / "comparison.xlsx") as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert f'descr="SIMULATED. Bars &amp; &lt;b&gt;more&lt;/b&gt;. {WORDS}"' in drawing


def test_heads_stay_in_sight_and_on_every_printed_page(book: Workbook) -> None:
    for name in ("Comparison", "All KPIs", "KPI rows", "Units"):
        sheet = book[name]
        head = int("".join(filter(str.isdigit, sheet.auto_filter.ref.partition(":")[0])))
        assert sheet.freeze_panes in (f"A{head + 1}", f"C{head + 1}")
        assert sheet.print_title_rows == f"${head}:${head}"


NAMES = ["=1+1", "+x", "@sum", "-2", "007", "http://a", "<b>&", "x" * 300, "اسم\nجديد", "\x07 bell"]


def test_what_a_planner_types_stays_text(tmp_path: Path) -> None:
    folder = write_results(tmp_path, NAMES, NAMES[0], replications=3)
    change_manifest(folder, experiment="=A1&B1 " + "y" * 300)
    book = opened(folder)
    sheet = book["KPI rows"]
    found = table(sheet)["scenario"].dropna().unique().tolist()
    assert found[:-1] == NAMES[:-1]
    assert all(c.data_type == "s" for row in sheet.iter_rows(max_col=1) for c in row if c.value)
    assert all(c.hyperlink is None for row in sheet.iter_rows(max_col=1) for c in row)
    assert len(book["Comparison"].oddHeader.left.text) <= 255


def test_numbers_that_are_none_are_empty_cells(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["a", "b"], "a", replications=3)
    rows = pd.read_csv(folder / "comparison.csv")
    rows.loc[rows["scenario"] == "b", ["low", "high", "difference_low"]] = float("nan")
    rows.loc[rows["scenario"] == "b", "difference_high"] = float("inf")
    rows.to_csv(folder / "comparison.csv", index=False)
    found = table(opened(folder)["Comparison"])
    own = found[found["scenario"] == "b"]
    assert own.filter(regex="95 %").isna().all().all()
    assert own["mean"].notna().all()
    assert set(own["against the baseline"]) <= set(own["in words"])


def test_a_scenario_alone_is_compared_with_nothing(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["alone"], "alone", replications=3)
    found = table(opened(folder)["Comparison"])
    assert "difference" not in found.columns
    assert set(found["scenario"]) == {"alone"}


def test_the_same_results_give_the_same_bytes(folder: Path) -> None:
    before = (folder / "comparison.xlsx").read_bytes()
    write_workbook(material_of(folder), SECTIONS)
    assert (folder / "comparison.xlsx").read_bytes() == before


def test_the_file_bears_the_date_of_the_run(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["a", "b"], "a", replications=3)
    change_manifest(folder, started="2026-11-22T12:16:23")
    about = opened(folder, organisation="Mission & Co").properties
    assert str(about.created) == "2026-11-22 12:16:23"
    assert about.creator == "Mission & Co"
    assert "SIMULATED" in str(about.title)


def test_kpis_and_words_are_those_the_planner_chose(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["a", "b"], "a", replications=3)
    book = opened(folder, kpis=["convoys_completed"], labels={"convoys": "trains", "b": "Plan B"})
    found = table(book["Comparison"])
    assert set(found["figure, in the model"]) == {"trains completed"}
    assert found["scenario"].to_list() == ["a (baseline)", "Plan B"]


def test_of_very_many_replications_the_first_are_in_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_results(tmp_path, ["a", "b"], "a", replications=6)
    monkeypatch.setattr(kpi_rows, "MOST_CELLS", 2 * 4 * 13)  # two scenarios, 13 columns
    sheet = opened(folder)["KPI rows"]
    assert table(sheet)["replication"].to_list() == [0, 1, 2, 3, 0, 1, 2, 3]
    assert "first 4 of each scenario; kpis.csv has all" in str(cells(sheet))


def test_replications_of_a_study_are_there_whatever_their_number(tmp_path: Path) -> None:
    """Those of a study begin at two millions: the sheet was empty for them."""
    folder = write_results(tmp_path, ["a", "b"], "a", replications=3)
    rows = pd.read_csv(folder / "kpis.csv")
    rows["replication"] += 2_000_000
    rows.to_csv(folder / "kpis.csv", index=False)
    sheet = opened(folder)["KPI rows"]
    assert table(sheet)["replication"].to_list() == [2_000_000, 2_000_001, 2_000_002] * 2
    assert "kpis.csv has all" not in str(cells(sheet))


def test_assumptions_are_shown_and_that_positions_are_not_among_them(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["a", "b"], "a", replications=3)
    lines = ["key,value,unit,status", "world.x,=0.2,share,assumed"]
    (folder / "assumptions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sheet = opened(folder)["Assumptions"]
    assert table(sheet)["value"].to_list() == ["=0.2"]
    assert "Positions are left out" in str(cells(sheet))


def test_a_broken_file_is_told_in_a_line_and_nothing_is_left(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["a", "b"], "a", replications=3)
    (folder / "assumptions.csv").write_bytes(b"key,value\n\xff\xfe\n")
    with pytest.raises(ResultsProblem, match=r"assumptions\.csv: .*isn't text in UTF-8"):
        opened(folder)
    assert not list(folder.glob("*.xlsx")) + list(folder.glob(".*.part"))
