"""The first sheet: question, answer, how to read the others, and where it all comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.blocks import Block, Box, Bullets, Command, Folded, Section, Terms, Words
from sim.report.folder.choice import choice_in_words
from sim.report.material import Material
from sim.report.tables.interval_notes import interval_notes
from sim.report.words.how_to_read import AT_ONCE, NO_DIFFERENCE
from sim.report.workbook import study_sheets
from sim.report.workbook.comparison import main
from sim.report.workbook.sheet import Sheet, Style

NAME = "Read me"
BEFORE = ("question", "answer")
AFTER = ("always_said", "provenance")
"""Sections of the report that are told here in full: what must be known with every table."""

WHAT_SHEETS_HOLD = {
    "Comparison": "the main figures of each scenario, with intervals, beside the baseline",
    "All KPIs": "every figure that was compared, in the same form",
    "KPI rows": "the figures of each replication, for your own tables",
    "Charts": "the charts, to be copied",
    **{name: holds for name, holds, _ in study_sheets.OF_TABLE.values()},
    "Recorded and true": "what the record says of two scenarios beside what happened",
    "What the record can show": "how long a true fall takes to show in the record",
    "Assumptions": "every value that went in, with its status and source",
    "Units": "what each column of each CSV file of this folder is",
}


def fill(sheet: Sheet, material: Material, sections: Sequence[Section], names: list[str]) -> None:
    """Write it; ``names``: of the sheets there are."""
    sheet.columns(115)
    manifest = material.results.manifest
    sheet.line(str(manifest.get("experiment", "")), "title")
    if asked := str(manifest.get("question") or ""):
        sheet.line(asked, "strong")
    by_name = {section.name: section for section in sections}
    for name in BEFORE:
        _tell(sheet, by_name.get(name))
    sheet.gap()
    sheet.line("How to read this workbook", "heading")
    for said in _how_to_read(material):
        sheet.line(said)
    sheet.gap()
    sheet.line("The sheets", "heading")
    for name in names:
        if name in WHAT_SHEETS_HOLD:
            sheet.line(f"{name}: {WHAT_SHEETS_HOLD[name]}.")
    for name in AFTER:
        _tell(sheet, by_name.get(name))


def _how_to_read(material: Material) -> Iterator[str]:
    results = material.results
    yield (
        "Every figure is of the model. Mean is the mean over the replications; low and high are "
        "the ends of its 95 % interval, which covers chance in the model only, not wrong "
        "assumptions. An empty cell is a figure that isn't known, never a zero."
    )
    if len(results.everything.names) > 1:
        yield (
            f"Differences are against the baseline ({results.baseline}). {AT_ONCE} {NO_DIFFERENCE} "
            "Blue is better than the baseline, orange is worse; the words say so too."
        )
    yield "Shares are given in per cent, their differences in percentage points."
    for said in (choice_in_words(results), *interval_notes(results, main(material))):
        if said:
            yield said


def _tell(sheet: Sheet, section: Section | None) -> None:
    if section is None:
        return
    sheet.gap()
    sheet.line(section.title, "heading")
    for text, style in _lines(section.blocks):
        sheet.line(text, style)


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[str, Style]]:
    """Paragraphs of the blocks; tables and pictures have sheets of their own."""
    for block in blocks:
        match block:
            case Words(text, strong):
                yield text, "strong" if strong else ""
            case Bullets(items):
                for item in items:
                    yield f"\u2022 {item}", ""
            case Terms(pairs):
                for term, words in pairs:
                    yield f"{term}: {words}", ""
            case Command(text):
                yield text, "code"
            case Box(title, inner) | Folded(title, inner):
                if lines := list(_lines(inner)):
                    yield title, "strong"
                    yield from lines
            case _:
                pass
