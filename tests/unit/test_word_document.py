"""The Word document: the page's blocks, each as Word has it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from small_material import WORDS, change_manifest, material_of
from synthetic_results import write_results

from sim.report.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Column,
    Command,
    Folded,
    Picture,
    Replay,
    Section,
    Table,
    Terms,
)
from sim.report.blocks import Words as Paragraph
from sim.report.word import write_word as writing
from sim.report.word.write_word import is_wanted, refused, write_word
from sim.report_settings import ReportSettings

TABLE = Table(
    "Figures",
    [Column("scenario"), Column("mean", numeric=True), Column("against the baseline")],
    [
        [Cell("lean", kind="baseline"), Cell("7.9"), Cell("baseline", kind="baseline")],
        [Cell("<b>&=1+1"), Cell("8.1"), Cell("0.1 to 0.4 fewer", kind="better")],
    ],
    notes=["In the model."],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("word")
    return write_results(target, ["a", "b"], "a", replications=3)


def written(folder: Path, *blocks: Block, **settings: object) -> Document:
    section = Section("part", "A part", blocks)
    return docx.Document(str(write_word(material_of(folder, **settings), [section])))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_sections_are_headings_and_text_is_as_typed(folder: Path) -> None:
    document = written(folder, Paragraph("<b>&amp; $x$ اسم", strong=True))
    styled = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert styled["A part"] == "Heading 1"
    (paragraph,) = (p for p in document.paragraphs if p.text == "<b>&amp; $x$ اسم")
    assert paragraph.runs[0].bold


def test_every_page_says_simulated_and_its_number(folder: Path) -> None:
    page = written(folder).sections[0]
    assert "SIMULATED" in page.header.paragraphs[0].text
    foot = page.footer._element.xml
    assert " PAGE " in foot
    assert " NUMPAGES " in foot
    assert round(page.page_width.cm, 1) == 21.0


def test_a_table_repeats_its_head_and_tells_kinds_in_words(folder: Path) -> None:
    document = written(folder, TABLE)
    (table,) = document.tables
    head, first, second = table.rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert first._tr.trPr.find(qn("w:cantSplit")) is not None
    assert [cell.text for cell in second.cells] == ["<b>&=1+1", "8.1", "0.1 to 0.4 fewer (better)"]
    assert [cell.text for cell in first.cells] == ["lean (baseline)", "7.9", "baseline"]
    assert "DCEBF7" in second.cells[2]._tc.xml
    assert sum(column.width.cm for column in table.columns) == pytest.approx(16.0, abs=0.01)
    assert "Figures (SIMULATED)" in texts(document)
    assert "In the model." in texts(document)


def test_a_chart_is_a_picture_as_wide_as_the_text_with_its_words(folder: Path) -> None:
    document = written(folder, Picture("1_bars"), Picture("never_drawn"))
    (shape,) = document.inline_shapes
    assert round(shape.width.cm, 2) == 16.0
    assert WORDS in shape._inline.docPr.get("descr")
    assert "SIMULATED" in shape._inline.docPr.get("descr")
    assert WORDS in texts(document)
    assert "Bars & <b>more</b> (SIMULATED)" not in texts(document), "the picture bears it"


def test_a_wide_table_of_few_rows_stands_with_its_columns_as_rows(folder: Path) -> None:
    columns = [Column("scenario"), *(Column(f"figure {at}", numeric=True) for at in range(12))]
    rows = [[Cell(name), *(Cell(f"{name}{at}") for at in range(12))] for name in "ab"]
    (table,) = written(folder, Table("Wide", columns, rows, ["In the model."])).tables
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    assert shown[:2] == [["scenario", "a", "b"], ["figure 0", "a0", "b0"]]
    assert len(shown) == 13


def test_a_box_is_a_shaded_table_with_its_blocks_in_it(folder: Path) -> None:
    document = written(folder, Box("Mind this", [Paragraph("Really."), TABLE], kind="warning"))
    (box,) = document.tables
    (cell,) = box.rows[0].cells
    assert [p.text for p in cell.paragraphs][:2] == ["Mind this", "Really."]
    assert "FFF1E6" in cell._tc.xml
    assert len(cell.tables) == 1


def test_what_is_folded_on_a_screen_is_open_in_print(folder: Path) -> None:
    inner = [Bullets(["one"]), Terms([("seed", "7")]), Command("python run.py report FOLDER")]
    document = written(folder, Folded("Details", inner), Replay("[1]", "Six posts open."))
    said = texts(document)
    for line in ("Details", "one", "seed: 7", "python run.py report FOLDER", "Six posts open."):
        assert line in said
    assert "[1]" not in said


def test_the_same_results_give_the_same_bytes(folder: Path) -> None:
    section = [Section("part", "A part", [TABLE, Picture("1_bars")])]
    first = write_word(material_of(folder), section).read_bytes()
    assert write_word(material_of(folder), section).read_bytes() == first


def test_control_characters_and_long_names_do_no_harm(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["a", "b"], "a", replications=3)
    question = "Which \x07 one?\n" + "q" * 400
    change_manifest(folder, question=question, experiment="x" * 300, started="2026-11-22T12:16:23")
    document = written(folder, Paragraph("bell \x00\x07 line\nbreak"), organisation="O \x0b rg")
    assert "bell \ufffd\ufffd line\nbreak" in texts(document)
    assert str(document.core_properties.created).startswith("2026-11-22 12:16:23")
    assert len(document.core_properties.title) <= 255


def test_it_is_written_where_it_can_be_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert is_wanted(ReportSettings())
    assert not is_wanted(ReportSettings(word=False))
    assert refused(ReportSettings(word=True)) == ""
    monkeypatch.setattr(writing, "find_spec", lambda _name: None)
    assert not is_wanted(ReportSettings())
    assert refused(ReportSettings()) == ""
    why = refused(ReportSettings(word=True))
    assert "report.word" in why
    assert 'pip install ".[word]"' in why
    assert "\n" not in why
