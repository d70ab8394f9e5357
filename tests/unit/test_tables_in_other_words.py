"""The comparison's tables, on the page and in Excel, in the words of a language and a planner."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from blocks_as_text import rows_of, tables
from small_material import material_of
from synthetic_results import write_results

from sim.report.sections import comparison
from sim.report.workbook.write_workbook import write_workbook

LONG = "a name so long that no table has room for it in full, " * 3
FRENCH = {
    "incidents": "incidents (fr)",
    "true incidents a day": "incidents réels par jour",
    "fewer": "de moins",
    "to": "à",
    "baseline": "référence",
    "Scenario": "Scénario",
    "scenario": "scénario",
    "lower by": "plus bas de",
    "mean": "moyenne",
}
OWN = {"a day": "per day", LONG: "Long", "main_base": "Main"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_results(tmp_path / "run", ["main_base", LONG, "third"], "main_base", 6)


def test_a_text_is_said_once_in_other_words(folder: Path) -> None:
    made = material_of(folder, language_labels=FRENCH, labels=OWN)
    figures, differences = tables(comparison.section(made)).values()
    for table in (figures, differences):
        assert [column.heading for column in table.columns][:2] == [
            "Scénario",
            "incidents réels par jour",
        ]
        assert list(rows_of(table)) == ["Main (référence)", "Long", "third"]
    assert rows_of(differences)["Main (référence)"][0] == "référence"
    said = rows_of(differences)["Long"][0]
    assert said.endswith(" de moins")
    assert " à " in said


def test_excel_says_the_same(folder: Path) -> None:
    write_workbook(material_of(folder, language_labels=FRENCH, labels=OWN), [])
    sheet = openpyxl.load_workbook(folder / "comparison.xlsx")["Comparison"]
    head, first, second, *_ = sheet[sheet.auto_filter.ref]
    headings = [cell.value for cell in head]
    assert headings[1:3] == ["scénario", "moyenne"]
    assert len(set(headings)) == len(headings), "no two columns are called the same"
    assert [cell.value for cell in first[:2]] == ["incidents réels par jour", "Main (référence)"]
    assert second[1].value == "Long"
    assert str(second[-1].value).startswith("plus bas de ")
