"""The map replay in a real browser: it plays, jumps, names what is pointed at, and counts right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import KEPT
from conftest import compose
from playwright.sync_api import Page, expect
from small_logs import entered, fired, log_of

from sim.events import (
    CaseOpened,
    ConvoyAnswered,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyRequested,
    LedgerEntered,
    PlaceVisited,
    PostDue,
    SanctionImposed,
    ViolationOccurred,
    ViolationWatched,
)
from sim.kernel.eventlog import EventLog
from sim.report.blocks import Replay, Section
from sim.report.folder.read import read_results
from sim.report.material import Material
from sim.report.page.write_page import write_page
from sim.report.replay.data import Course, replay_data
from sim.report.sections.replay import section
from sim.report_settings import ReportSettings

pytestmark = pytest.mark.slow

Opened = Callable[[Path], Page]
SLIDER = ".replay input[type=range]"
CLOCK = ".replay-clock"
HOSTILE = "<script>alert(1)</script>&\"'"
JUMP = "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); }"
MINUTE = "() => Number(document.querySelector('.replay').dataset.minute)"
STAMPED = """
(canvas) => {
  const width = canvas.width, ratio = width / canvas.clientWidth;
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [width, 46 * ratio];
  const pen = copy.getContext("2d", {willReadFrequently: true});
  pen.drawImage(canvas, 0, 0);
  const pixels = pen.getImageData(0, 0, copy.width, copy.height).data;
  let red = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    red += pixels[at] > 150 && pixels[at + 1] < 60 && pixels[at + 2] < 90;
  }
  return red / ratio / ratio;
}
"""
A_STAMP_PX = 150
WEEKS = """
() => {
  const days = Array.from({length: 16}, (_, day) => day).concat([15.1, 15.2, 15.3, 15.4]);
  const none = {t: [], zone: [], way: []};
  const panel = {
    minutes: 16 * 1440,
    incidents: {t: days.map((day) => day * 1440), zone: days.map(() => 0), way: days.map(() => 0)},
    entries: none, sanctions: none, stocks: [], sites: [],
  };
  const [incidents] = new replayTimelines.Timelines(panel).rowsOf(-1, [panel]);
  return incidents.lines[0][0].map(([t, value]) => [t / 1440, value]);
}
"""
"""Points of the line of incidents, one a day, in a run of 16 days that ends in a volley."""


@pytest.fixture(scope="module")
def material(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Of a real run, in a copy of its folder."""
    folder = tmp_path_factory.mktemp("replayed") / "run"
    shutil.copytree(run_folder, folder, ignore=shutil.ignore_patterns("charts"))
    return Material(read_results(folder), {}, {}, ReportSettings())


@pytest.fixture(scope="module")
def page_file(material: Material) -> Path:
    """A page with nothing but the replay."""
    return write_page(material, [section(material)])


@pytest.fixture
def replay(opened: Opened, page_file: Path) -> Page:
    """The replay, ready to play."""
    page = opened(page_file)
    expect(page.locator(".replay-play")).to_be_visible()
    return page


def jump(page: Page, minute: int) -> None:
    """Drag the slider."""
    page.eval_on_selector(SLIDER, JUMP, str(minute))


def counted(page: Page, at: int) -> dict[str, int]:
    """The counts of a panel."""
    panel = page.locator(".replay-panel").nth(at)
    cells = panel.locator("[data-count]").all()
    texts = {str(cell.get_attribute("data-count")): cell.inner_text() for cell in cells}
    return {name: int(text.replace(",", "")) for name, text in texts.items()}


def counts_by(log: EventLog, hour: float) -> dict[str, int]:
    """The same from the log."""

    def until(kind: Any) -> list[Any]:
        return [event for event in log.of(kind) if event.hour <= hour]

    true = [event for event in until(ViolationOccurred) if event.covered]
    met = {event.violation: event for event in log.of(ViolationWatched)}
    seen = sum(met[event.violation].seen_by > 0 for event in true)
    noticed = sum(met[e.violation].seen_by + met[e.violation].heard_by > 0 for e in true)
    return {
        "true": len(true),
        "seen": seen,
        "heard": noticed - seen,
        "unnoticed": len(true) - noticed,
        "deaths": sum(event.deaths for event in true),
        "recorded": sum(event.entry == "matched" for event in until(LedgerEntered)),
        "entries": sum(event.entry != "excluded" for event in until(LedgerEntered)),
        "unfounded": sum(event.entry == "unfounded" for event in until(LedgerEntered)),
        "double": sum(event.entry == "duplicate" for event in until(LedgerEntered)),
        "reports": len(until(CaseOpened)),
        "visits": len(until(PlaceVisited)),
        "sanctions": len(until(SanctionImposed)),
        "requested": len(until(ConvoyRequested)),
        "refused": sum(event.answer != "granted" for event in until(ConvoyAnswered)),
        "road": len(until(ConvoyDeparted)) - len(until(ConvoyEnded)),
    }


@pytest.mark.parametrize("hour", [0, 800, 2101, 2640])
def test_wherever_it_jumps_the_counts_are_those_of_the_log(
    replay: Page, material: Material, hour: int
) -> None:
    jump(replay, 60 * hour)
    assert replay.evaluate(MINUTE) == 60 * hour
    for at, name in enumerate(material.pair):
        log = material.log(name)
        expected = counts_by(log, float(hour))
        found = counted(replay, at)
        assert {count: found[count] for count in expected} == expected
        fates = ("waiting", "refused", "road", "delivered", "failed")
        assert sum(found[fate] for fate in fates) == found["requested"]
        assert found["recorded"] + found["double"] + found["unfounded"] == found["entries"]
    if hour == 2101:
        assert counted(replay, 0)["true"] > 200


def test_it_plays_and_pauses(replay: Page) -> None:
    play = replay.locator(".replay-play")
    replay.locator(".replay select").select_option(label="1 week a second")
    expect(play).to_have_text("▶ Play")
    play.click()
    expect(play).to_have_text("❚❚ Pause")
    replay.wait_for_function(f"() => ({MINUTE})() > 10080")
    play.click()
    expect(play).to_have_text("▶ Play")
    stood = replay.evaluate(MINUTE)
    shown = replay.locator(CLOCK).inner_text()
    replay.wait_for_timeout(150)
    assert replay.evaluate(MINUTE) == stood
    assert replay.locator(CLOCK).inner_text() == shown
    assert f"day {stood // 1440 + 1} of 110" in shown
    status = replay.locator(".replay-status").text_content() or ""
    assert f"{counted(replay, 0)['true']} true incidents" in status
    assert status.startswith(shown)


def test_it_stops_at_the_end_and_plays_again_from_the_start(replay: Page) -> None:
    play = replay.locator(".replay-play")
    replay.locator(".replay select").select_option(label="1 week a second")
    jump(replay, 158_400 - 1_440)
    play.click()
    expect(play).to_have_text("▶ Play again")
    assert replay.evaluate(MINUTE) == 158_400
    play.click()
    replay.wait_for_function(f"() => ({MINUTE})() < 100000")


def test_keys(replay: Page) -> None:
    canvas = replay.locator(".replay-panel canvas").first
    canvas.focus()
    for key, minute in {
        "End": 158_400,
        "ArrowLeft": 158_340,
        "Shift+ArrowLeft": 156_900,
        "Home": 0,
        "ArrowRight": 60,
        "Shift+ArrowRight": 1_500,
    }.items():
        replay.keyboard.press(key)
        assert replay.evaluate(MINUTE) == minute, key
    speed = replay.locator(".replay select")
    replay.keyboard.press("+")
    expect(speed).to_have_value("3")
    replay.keyboard.press("-")
    replay.keyboard.press("-")
    expect(speed).to_have_value("1")
    replay.keyboard.press("Space")
    expect(replay.locator(".replay-play")).to_have_text("❚❚ Pause")
    replay.wait_for_function(f"() => ({MINUTE})() > 1500")
    replay.keyboard.press("Space")
    expect(replay.locator(".replay-play")).to_have_text("▶ Play")


def test_the_slider_is_an_hour_a_step_by_keyboard(replay: Page) -> None:
    jump(replay, 0)
    replay.locator(SLIDER).focus()
    replay.keyboard.press("ArrowRight")
    assert replay.evaluate(MINUTE) == 60
    assert "01:00" in (replay.locator(SLIDER).get_attribute("aria-valuetext") or "")


def test_by_mouse_and_by_keyboard_it_says_what_a_thing_is(replay: Page) -> None:
    jump(replay, 151_200)
    canvas = replay.locator(".replay-panel canvas").nth(1)
    tip = replay.locator(".replay-tip")
    expect(tip).to_be_hidden()
    canvas.focus()
    told = set()
    for _ in range(60):
        replay.keyboard.press("n")
        words = tip.inner_text()
        assert words == replay.locator(".replay-status").text_content()
        told.add(words)
    everything = " ".join(sorted(told))
    for expected in (
        "Douma: place held by side",
        "observation post of",
        "by the plan",
        "checkpoint",
    ):
        assert expected in everything
    assert not any(digits in everything for digits in ("33.5", "36.3", "°"))
    replay.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    box = canvas.bounding_box()
    assert box
    pointed = set()
    for down in range(60, 380, 12):
        replay.mouse.move(box["x"] + box["width"] / 4, box["y"] + down)
        if tip.is_visible():
            pointed.add(tip.inner_text())
    assert pointed
    replay.mouse.move(2, 2)
    expect(tip).to_be_hidden()


def test_every_frame_of_both_maps_says_simulated(replay: Page) -> None:
    canvases = replay.locator(".replay-panel canvas")
    assert canvases.count() == 2
    for minute in (0, 75_000, 158_400):
        jump(replay, minute)
        for at in range(2):
            assert canvases.nth(at).evaluate(STAMPED) > A_STAMP_PX
    jump(replay, 0)
    replay.locator(".replay-play").click()
    replay.wait_for_function(f"() => ({MINUTE})() > 0")
    assert canvases.first.evaluate(STAMPED) > A_STAMP_PX


def test_it_opens_at_the_noon_after_the_first_post(replay: Page, material: Material) -> None:
    due = [event for name in material.pair for event in material.log(name).of(PostDue)]
    first = min(event.hour for event in due if event.staffed)
    opened = replay.evaluate(MINUTE) / 60
    assert first <= opened < first + 24
    assert opened % 24 == 12
    assert counted(replay, 0)["true"] > 0


def test_a_last_week_that_is_not_whole_bears_no_point(replay: Page) -> None:
    points = replay.evaluate(WEEKS)
    assert points == [[3.5, 1.0], [10.5, 1.0]]


def test_play_stays_in_reach_and_no_map_is_higher_than_the_window(replay: Page) -> None:
    replay.set_viewport_size({"width": 390, "height": 700})
    expect(replay.locator(".replay-brief")).to_be_visible()
    second = replay.locator(".replay-panel canvas").nth(1)
    second.scroll_into_view_if_needed()
    expect(replay.locator(".replay-play")).to_be_in_viewport(ratio=1)
    told = replay.locator(".replay-brief").inner_text()
    assert f"{counted(replay, 1)['true']} true incidents" in told
    assert f"{counted(replay, 1)['recorded']} in the record" in told
    box = second.bounding_box()
    assert box
    assert box["height"] < 600


def test_on_paper_the_end_is_shown_where_nobody_played(replay: Page) -> None:
    opened = replay.evaluate(MINUTE)
    replay.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert replay.evaluate(MINUTE) == 158_400
    replay.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert replay.evaluate(MINUTE) == opened
    jump(replay, 60_000)
    replay.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert replay.evaluate(MINUTE) == 60_000


def test_an_old_browser_says_so(opened: Opened, page: Page, page_file: Path) -> None:
    page.add_init_script("delete window.DecompressionStream")
    opened(page_file)
    expect(page.locator(".replay")).to_contain_text("This browser is too old to play the map")


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_side_by_side_or_one_below_the_other(replay: Page, width: int, beside: bool) -> None:
    replay.set_viewport_size({"width": width, "height": 900})
    panels = replay.locator(".replay-panels")
    replay.wait_for_function(
        f"() => document.querySelector('.replay-panels').classList.contains('beside') === "
        f"{str(beside).lower()}"
    )
    jump(replay, 130_000)
    first, second = (replay.locator(".replay-panel").nth(at).bounding_box() for at in (0, 1))
    assert first
    assert second
    assert (first["y"] == second["y"]) == beside
    assert replay.evaluate("document.documentElement.scrollWidth") <= width
    KEPT.mkdir(exist_ok=True)
    panels.screenshot(path=KEPT / f"map_replay_{width}.png")


def test_two_zones_and_names_that_a_planner_could_type(
    opened: Opened, material: Material, tmp_path: Path
) -> None:
    settings: dict[str, Any] = compose().model_dump(mode="json")
    zones = settings["world"]["zones"]
    ghouta = zones["eastern_ghouta"]
    town = ghouta["places"]["douma"] | {"label": HOSTILE, "lat": 34.9}
    zones["north"] = ghouta | {"label": HOSTILE, "places": {"town": town}}
    log = log_of(
        fired(1.0, 1, zone="north", place="town"),
        fired(2.0, 2, zone="eastern_ghouta", place="douma"),
        fired(3.0, 3, zone="eastern_ghouta", place="douma"),
        entered(4.0, "russia", 3, zone="eastern_ghouta"),
    )
    data, words = replay_data([Course(HOSTILE, settings, log)])
    apart = replace(material, results=replace(material.results, folder=tmp_path))
    page = opened(write_page(apart, [Section("replay", "Map", [Replay(data, words[0])])]))
    jump(page, 14_400)
    assert counted(page, 0)["true"] == 3
    buttons = page.locator("[data-zone]")
    assert buttons.all_inner_texts() == ["All zones", "Eastern Ghouta", HOSTILE]
    buttons.nth(1).click()
    assert counted(page, 0)["true"] == 2
    assert counted(page, 0)["recorded"] == 1
    buttons.nth(2).click()
    assert counted(page, 0)["true"] == 1
    assert counted(page, 0)["recorded"] == 0
    page.locator(".replay-panel canvas").focus()
    page.keyboard.press("n")
    expect(page.locator(".replay-tip")).to_contain_text(f"{HOSTILE}: place held by")
