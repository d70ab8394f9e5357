"""The Word document as a whole: page, styles, head and foot, title, then section by section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sim.report.blocks import Section
from sim.report.folder.started import UNKNOWN, started
from sim.report.material import Material
from sim.report.word.block_writer import BlockWriter
from sim.report.word.clean_text import clean

TEXT_WIDTH_CM = 16.0
FONT = "Calibri"
INK = RGBColor(0x1A, 0x1A, 0x1A)
STAMP = RGBColor(0x8B, 0x00, 0x00)
SIZES_PT = {"Normal": 10.5, "Title": 20, "Heading 1": 15, "Heading 2": 12, "Heading 3": 11}
LONGEST_PROPERTY = 255


def document(material: Material, sections: Sequence[Section]) -> Document:
    """The report, on A4."""
    manifest = material.results.manifest
    experiment = clean(str(manifest.get("experiment") or "experiment"))
    title = clean(" ".join(str(manifest.get("question") or experiment).split()))
    made = docx.Document()
    _set_page(made)
    _set_styles(made)
    _set_properties(made, material, title)
    _head_and_foot(made, experiment)
    if material.settings.organisation:
        made.add_paragraph(clean(material.settings.organisation))
    made.add_paragraph(title, "Title")
    at = started(manifest)
    on = f"Simulated on {at.day} {at:%B %Y}. " if at != UNKNOWN else ""
    made.add_paragraph(f"{on}SIMULATED: in a model, not history, no real party.", "Subtitle")
    writer = BlockWriter(made, material.charts)
    for section in sections:
        made.add_paragraph(clean(section.title), "Heading 1")
        writer.write(section.blocks)
    return made


def _set_page(made: Document) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm((21.0 - TEXT_WIDTH_CM) / 2.0)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2.0)


def _set_styles(made: Document) -> None:
    for name, size in SIZES_PT.items():
        style: Any = made.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in list(fonts.attrib):  # of the theme, which would win
            if kind.endswith("Theme"):
                del fonts.attrib[kind]
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), FONT)
    normal: Any = made.styles["Normal"]
    normal.paragraph_format.space_after = Pt(6)
    subtitle: Any = made.styles["Subtitle"]
    subtitle.font.color.rgb, subtitle.font.size, subtitle.font.italic = STAMP, Pt(11), False
    caption: Any = made.styles["Caption"]
    caption.font.color.rgb, caption.font.size = INK, Pt(9)
    caption.paragraph_format.keep_with_next = True


def _set_properties(made: Document, material: Material, title: str) -> None:
    about = made.core_properties
    at = started(material.results.manifest)
    about.title = f"SIMULATED: {title}"[:LONGEST_PROPERTY]
    about.author = clean(material.settings.organisation)[:LONGEST_PROPERTY]
    about.last_modified_by = about.author
    about.comments = "SIMULATED: figures of a model, not of any real ceasefire."
    about.created = about.modified = at
    about.language = "en"


def _head_and_foot(made: Document, experiment: str) -> None:
    page = made.sections[0]
    head = page.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    stamp = head.add_run("SIMULATED")
    stamp.bold, stamp.font.color.rgb = True, STAMP
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shown = experiment if len(experiment) <= 60 else f"{experiment[:59]}…"
    foot.add_run(f"{' '.join(shown.split())}. Recorded is not true. Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    """What Word fills in: the number of the page."""
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
            continue
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.set(qn("xml:space"), "preserve")
            mark.text = f" {text} "
        run._r.append(mark)
