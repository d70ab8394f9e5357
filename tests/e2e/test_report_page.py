"""The report's page in a real browser: asks for nothing, reads well, sorts, prints."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import KEPT, needed
from playwright.sync_api import Page, expect
from synthetic_results import write_results
from synthetic_sensitivity import write_sensitivity
from synthetic_studies import write_budget, write_force_sizing

from sim.report.blocks import Block, Box, Cell, Column, Command, Folded, Section, Table, Words
from sim.report.folder.read import read_results
from sim.report.material import Material
from sim.report.page.write_page import write_page
from sim.report.write_report import write_report
from sim.report_settings import ReportSettings

Opened = Callable[[Path], Page]
HOSTILE = "<script>alert(1)</script>&\"'"
ARABIC = "الغوطة الشرقية"
REPORT = "report.html"
WIDTHS = (1280, 390)
SMALLEST_PX = 11.0
SMALLEST_IN_CHARTS_PX = 7.0
A4_LESS_MARGINS_PX = 672
"""(210 - 18 - 14) mm at 96 px an inch."""
STAMP_AT_THE_EDGE_PX = 34
ENLARGED = "document.querySelectorAll('figure').forEach((figure) => figure.classList.add('larger'))"
TOP = "name => document.getElementById(name).getBoundingClientRect().top"

TEXTS = """
() => {
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  const rgba = (text) => {
    const found = text.match(/[\\d.]+/g).map(Number);
    return found.length > 3 ? found : [...found, 1];
  };
  const over = (above, below) => {
    const mixed = [0, 1, 2].map((i) => above[i] * above[3] + below[i] * (1 - above[3]));
    return [...mixed, 1];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
    }
    return layers.reverse().reduce((below, above) => over(above, below), [255, 255, 255, 1]);
  };
  const seen = (element) => {
    let share = 1;
    for (let at = element; at; at = at.parentElement) share *= getComputedStyle(at).opacity;
    return share;
  };
  // What of a chart lies under a text: areas drawn before it that hold its middle; hatches apart.
  const areas = new Map();
  const inside = (svg) => {
    if (!areas.has(svg)) {
      const drawn = [...svg.querySelectorAll("path")]
        .filter((path) => !path.closest("defs"))
        .map((path) => [path, getComputedStyle(path), path.getBoundingClientRect()]);
      areas.set(svg, drawn.filter(([, style]) => style.fill.startsWith("rgb")));
    }
    return areas.get(svg);
  };
  const under = (element, svg, below) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    for (const [path, style, box] of inside(svg)) {
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      if (path.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) continue;
      const point = new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse());
      if (!path.isPointInFill(point)) continue;
      const colour = rgba(style.fill);
      colour[3] *= style.fillOpacity * seen(path);
      below = over(colour, below);
    }
    return below;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const svg = element.closest("svg");
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const below = svg ? under(element, svg, ground(svg)) : ground(element);
    const ink = rgba(svg ? style.fill : style.color);
    ink[3] *= seen(element) * (svg ? style.fillOpacity : 1);
    const [a, b] = [light(over(ink, below)), light(below)].sort((x, y) => y - x);
    found.push({
      text: text.slice(0, 60),
      chart: Boolean(svg),
      px: parseFloat(style.fontSize) * scale,
      bold: Number(style.fontWeight) >= 700,
      contrast: (a + 0.05) / (b + 0.05),
    });
  }
  return found;
}
"""

SCROLLED = """
box => new Promise(done => {
  if (box.scrollLeft > 0) done(box.scrollLeft);
  box.addEventListener("scroll", () => done(box.scrollLeft));
})
"""


def page_of(folder: Path, blocks: Sequence[Block], **settings: Any) -> Path:
    """A page with one section, of a made-up results folder."""
    write_results(folder, ["one", "two"], "one", replications=3, days=30)
    material = Material(read_results(folder), {}, {}, ReportSettings(**settings))
    return write_page(material, [Section("part", "The part", blocks)])


def column(page: Page, at: int = 1) -> list[str]:
    """The texts of a column of the only table, from the top."""
    return page.locator(f"tbody tr > :nth-child({at})").all_text_contents()


TABLE = Table(
    "Scenarios",
    [Column("scenario"), Column("people", numeric=True)],
    [
        [Cell("b"), Cell("1,200 [1,100, 1,300]", 1200.0)],
        [Cell("a"), Cell("no data", float("nan"))],
        [Cell("d", kind="baseline"), Cell("90 [80, 100]", 90.0)],
        [Cell("c"), Cell("90 [70, 110]", 90.0, "better")],
    ],
    ["A note."],
    sortable=True,
)


# --- without a browser ----------------------------------------------------------------------------
def test_the_same_folder_gives_the_same_page(tmp_path: Path) -> None:
    first = page_of(tmp_path / "a", [TABLE]).read_bytes()
    assert page_of(tmp_path / "b", [TABLE]).read_bytes() == first


def test_the_page_names_no_address(tmp_path: Path) -> None:
    text = page_of(tmp_path, [TABLE]).read_text(encoding="utf-8")
    assert re.findall(r"""(?:src|href|action)=["'](?!#|data:)""", text) == []
    assert re.findall(r"(?:@import|url\()", text) == []


# --- the report of a real run ---------------------------------------------------------------------
@pytest.mark.slow
def test_a_report_opens_with_nothing_asked_and_nothing_to_complain_of(
    run_folder: Path, opened: Opened
) -> None:
    page = opened(run_folder / REPORT)
    manifest = json.loads((run_folder / "manifest.json").read_text())
    assert page.title() == f"SIMULATED: {manifest['question']}"
    assert page.locator("h1").all_text_contents() == [manifest["question"]]
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert all(below - above <= 1 for above, below in pairwise(levels))
    linked = [link.get_attribute("href") for link in page.locator("nav a").all()]
    named = [f"#{part.get_attribute('id')}" for part in page.locator("main > section").all()]
    assert linked == named
    assert len(named) > 5
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(ids)) == len(ids)
    page.mouse.wheel(0, 5000)
    assert page.locator(".bar .stamp").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_a_report_is_legible(run_folder: Path, opened: Opened, width: int) -> None:
    page = opened(run_folder / REPORT)
    page.set_viewport_size({"width": width, "height": 900})
    KEPT.mkdir(exist_ok=True)
    page.screenshot(path=KEPT / f"report_{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(ENLARGED)
    texts = page.evaluate(TEXTS)
    on_page = [text for text in texts if not text["chart"]]
    in_charts = [text for text in texts if text["chart"]]
    assert on_page
    assert in_charts
    assert [text for text in on_page if text["px"] < SMALLEST_PX] == []
    assert [text for text in in_charts if text["px"] < SMALLEST_IN_CHARTS_PX] == []


@pytest.mark.slow
def test_all_text_stands_out_from_its_ground(run_folder: Path, opened: Opened) -> None:
    texts = opened(run_folder / REPORT).evaluate(TEXTS)
    assert len(texts) > 200

    def needs(text: dict[str, Any]) -> float:
        return 3.0 if text["px"] >= 24.0 or (text["bold"] and text["px"] >= 18.66) else 4.5

    assert [text for text in texts if text["contrast"] < needs(text)] == []


@pytest.mark.slow
def test_every_chart_is_told_in_words(run_folder: Path, opened: Opened) -> None:
    page = opened(run_folder / REPORT)
    page.evaluate("document.querySelectorAll('details:has(figure)').forEach(d => (d.open = true))")
    charts = page.locator("figure svg").all()
    assert len(charts) > 5
    for chart in charts:
        assert chart.get_attribute("role") == "img"
        assert chart.get_attribute("aria-label")
        words = page.locator(f"#{chart.get_attribute('aria-describedby')}")
        assert len(words.text_content() or "") > 40
        words.locator("xpath=..").locator("summary").click()
        assert words.is_visible()


@pytest.mark.slow
def test_nothing_of_a_report_is_cut_off_in_print(run_folder: Path, opened: Opened) -> None:
    page = opened(run_folder / REPORT)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_LESS_MARGINS_PX, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_LESS_MARGINS_PX


@pytest.mark.slow
def test_on_a_phone_a_chart_is_seen_whole_and_larger_when_asked(
    run_folder: Path, opened: Opened
) -> None:
    page = opened(run_folder / REPORT)
    page.set_viewport_size({"width": 390, "height": 844})
    box, button = page.locator("figure > .scroll").first, page.locator(".enlarge").first
    overhang = "box => box.scrollWidth - box.clientWidth"
    assert box.evaluate(overhang) == 0
    button.click()
    assert box.evaluate(overhang) > 100
    button.click()
    assert box.evaluate(overhang) == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(button).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("part", ["misleading", "replay", "glossary"])
def test_a_link_into_the_page_leads_to_its_heading(
    run_folder: Path, page: Page, width: int, part: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{(run_folder / REPORT).as_uri()}#{part}")
    expect(page.locator(".replay-play")).to_be_attached()
    page.wait_for_timeout(600)
    assert 30 < page.evaluate(TOP, part) < 80


# --- what planners type ---------------------------------------------------------------------------
@pytest.mark.slow
def test_names_stand_there_as_they_were_typed(tmp_path: Path, opened: Opened) -> None:
    names = [HOSTILE, ARABIC, "=1+1 $x$ " + "long " * 60]
    folder = write_results(tmp_path / "results", names, HOSTILE, replications=3, days=120)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"question": f"Which, {HOSTILE}?\nOr {ARABIC}?", "experiment": HOSTILE}
    manifest["report"] = {"organisation": HOSTILE, "excel": False, "word": False}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    write_report(folder)
    page = opened(folder / REPORT)
    assert page.locator("h1").text_content() == f"Which, {HOSTILE}? Or {ARABIC}?"
    assert page.locator(".bar-name").text_content() == page.locator("h1").text_content()
    assert page.locator(".organisation").text_content() == HOSTILE
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_blocks_show_text_as_text(tmp_path: Path, opened: Opened) -> None:
    table = Table(HOSTILE, [Column(HOSTILE)], [[Cell(f"{HOSTILE}_{ARABIC}")]], [HOSTILE])
    box = Box(HOSTILE, [Words(HOSTILE), Command(HOSTILE)], "warning")
    page = opened(page_of(tmp_path, [table, box, Folded(HOSTILE, [Words(HOSTILE)])]))
    shown = page.locator("main").text_content() or ""
    assert shown.count(HOSTILE) == 9
    assert page.locator("tbody th").text_content() == f"{HOSTILE}_{ARABIC}"
    assert page.locator("script").count() == 1
    assert "Warning" in page.locator(".box").inner_text()


# --- tables ---------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_table_is_sorted_by_mouse_and_by_keyboard(tmp_path: Path, opened: Opened) -> None:
    page = opened(page_of(tmp_path, [TABLE]))
    name, people = page.locator("thead th").all()
    asked = people.locator("button")
    assert column(page) == ["b", "a", "d baseline", "c"]
    asked.click()
    assert people.get_attribute("aria-sort") == "ascending"
    assert column(page) == ["d baseline", "c", "b", "a"]  # equal ones as they stood, no data last
    asked.focus()
    page.keyboard.press("Enter")
    assert people.get_attribute("aria-sort") == "descending"
    assert column(page) == ["b", "d baseline", "c", "a"]
    page.keyboard.press("Space")
    assert people.get_attribute("aria-sort") == "none"
    assert column(page) == ["b", "a", "d baseline", "c"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert name.get_attribute("aria-sort") == "ascending"
    assert column(page) == ["a", "b", "c", "d baseline"]


@pytest.mark.slow
def test_a_table_says_what_it_is(tmp_path: Path, opened: Opened) -> None:
    page = opened(page_of(tmp_path, [TABLE]))
    assert page.locator("caption").inner_text() == "Scenarios SIMULATED"
    assert page.locator("tbody th[scope=row]").count() == len(TABLE.rows)
    assert page.locator("thead th[scope=col]").count() == len(TABLE.columns)
    assert page.locator("td.better").inner_text().split() == ["90", "[70,", "110]", "better"]


@pytest.mark.slow
def test_a_wide_table_scrolls_by_keyboard_and_the_page_does_not(
    tmp_path: Path, opened: Opened
) -> None:
    columns = [Column("name"), *(Column(f"column {i}", numeric=True) for i in range(12))]
    rows = [[Cell("row"), *(Cell("1.23 [1.20, 1.26]", 1.23) for _ in range(12))]]
    page = opened(page_of(tmp_path, [Table("Wide", columns, rows), TABLE]))
    page.set_viewport_size({"width": 700, "height": 900})
    wide, narrow = page.locator(".scroll").all()
    expect(wide).to_have_attribute("tabindex", "0")
    assert narrow.get_attribute("tabindex") is None
    hint = "table => getComputedStyle(table.querySelector('caption > span'), '::after').content"
    assert "scrolls sideways" in wide.evaluate(hint)
    assert narrow.evaluate(hint) == "none"
    wide.focus()
    page.keyboard.press("ArrowRight")
    assert wide.evaluate(SCROLLED) > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 700


@pytest.mark.slow
def test_the_comparison_of_eight_columns_fits_a_small_screen(
    tmp_path: Path, opened: Opened
) -> None:
    heads = ["people reached, % of requested", "mission checkpoint wait, min"]
    columns = [Column("Scenario"), *(Column(heads[i % 2], numeric=True) for i in range(7))]
    row = [Cell("planned, investigate first"), *(Cell("0.25 [0.21, 0.28]", 0.25) for _ in range(7))]
    page = opened(page_of(tmp_path, [Table("Compared", columns, [row] * 3, sortable=True)]))
    page.set_viewport_size({"width": 1280, "height": 900})
    box = page.locator(".scroll")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


# --- print ----------------------------------------------------------------------------------------
FIGURES = ("17.2 percentage points more [17.1, 17.3]", "13.45 [13.36, 13.54]", "0.41 to 0.50 more")


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "figure"), list(zip((8, 14, 14), FIGURES, strict=True)))
def test_no_table_is_wider_than_the_paper(
    tmp_path: Path, opened: Opened, columns: int, figure: str
) -> None:
    """Chromium shrinks the whole print to its widest table."""
    head = "share of true incidents located, kind artillery, from the first post on"
    heads = [Column("More of"), *(Column(head, numeric=True) for _ in range(columns - 1))]
    row = [Cell("1 more lane in the second shift at each mission checkpoint")]
    row += [Cell(figure, 1.0, "better") for _ in range(columns - 1)]
    page = opened(page_of(tmp_path, [Table("Wide", heads, [row] * 3, sortable=True)]))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_LESS_MARGINS_PX, "height": 1000})
    wide = page.evaluate("document.querySelector('table').getBoundingClientRect().right")
    assert wide <= A4_LESS_MARGINS_PX - STAMP_AT_THE_EDGE_PX


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_force_sizing, write_budget, write_sensitivity])
def test_no_report_of_a_study_is_wider_than_the_paper(
    tmp_path: Path, opened: Opened, write: Callable[[Path], Path]
) -> None:
    folder = write(tmp_path / "results")
    write_report(folder, ReportSettings(word=False, excel=False))
    page = opened(folder / REPORT)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_LESS_MARGINS_PX, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_LESS_MARGINS_PX


@pytest.mark.slow
def test_the_head_of_a_table_comes_again_on_each_page(tmp_path: Path, opened: Opened) -> None:
    rows = [[Cell(f"scenario {at}"), Cell(f"{at}", float(at))] for at in range(150)]
    long = Table("Long", [Column("Scenario"), Column("people")], rows, sortable=True)
    page = opened(page_of(tmp_path, [long]))
    sheets = printed(page, tmp_path)
    assert len(sheets) > 2
    assert [sheet for sheet in sheets if not re.search(r"Scenario\s+people", sheet)] == []


@pytest.mark.slow
def test_a_warning_that_runs_over_the_page_says_so_on_each(tmp_path: Path, opened: Opened) -> None:
    lines = [Words(f"Line {at} of what is warned of. " + "And so on. " * 20) for at in range(60)]
    sheets = printed(opened(page_of(tmp_path, [Box("Mind", lines, "warning")])), tmp_path)
    assert len(sheets) > 2
    assert [sheet for sheet in sheets if "Line" in sheet and "Warning" not in sheet] == []


def printed(page: Page, folder: Path) -> list[str]:
    """The text of each sheet of paper."""
    page.pdf(path=folder / "printed.pdf", prefer_css_page_size=True)
    command = [needed("pdftotext"), "-layout", str(folder / "printed.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return text.removesuffix("\f").split("\f")


@pytest.mark.slow
def test_every_printed_page_says_simulated_and_what_stays_folded_says_so(
    tmp_path: Path, opened: Opened
) -> None:
    lines = [Words(f"Line {at} of what was folded. " + "And so on. " * 20) for at in range(60)]
    unfolds = Folded("Details", lines, in_print=True)
    page = opened(
        page_of(tmp_path, [TABLE, unfolds, Folded("Long list", [Words("Not on paper.")])])
    )
    sheets = printed(page, tmp_path)
    text = "".join(sheets)
    assert len(sheets) > 3
    assert [sheet for sheet in sheets if "SIMULATED" not in sheet] == []
    assert all(f"Line {at} of" in text for at in range(60))
    assert "Long list (on screen: open to see)" in text
    assert "Not on paper." not in text
    assert "Details (on screen" not in text
    assert page.locator("details[open]").count() == 0
