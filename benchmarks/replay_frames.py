"""How smoothly the map replay plays in a browser: milliseconds a frame, of finished results.

    python benchmarks/replay_frames.py RESULTS_FOLDER

Writes a page with nothing but the replay to a folder of its own, plays it in Chromium at each speed
and times the frames; then jumps to 300 hours of the slider, one after the other, which is the work
of a frame alone. Target: 33 ms a frame with 50,000 events.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import CHROMIUM, QUIET, needed

from sim.report.folder.choice import chosen
from sim.report.folder.read import read_results
from sim.report.material import Material
from sim.report.page.write_page import write_page
from sim.report.sections.replay import section
from sim.report_settings import ReportSettings

SECONDS = 8
SPEEDS = {"2": "1 day a second", "4": "1 week a second"}
FRAMES = """
(ms) => new Promise((done) => {
  const times = [];
  let last = performance.now();
  const begun = last;
  const frame = (now) => {
    times.push(now - last);
    last = now;
    if (now - begun < ms) requestAnimationFrame(frame); else done(times.slice(2));
  };
  requestAnimationFrame(frame);
})
"""
JUMPS = """
() => {
  const slider = document.querySelector(".replay input[type=range]");
  const step = Number(slider.max) / 300, times = [];
  for (let at = 0; at < 300; at++) {
    slider.value = at * step;
    const begun = performance.now();
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    times.push(performance.now() - begun);
  }
  return times;
}
"""


def main(folder: Path) -> None:
    """Print the figures."""
    results = chosen(read_results(folder))
    material = Material(results, {}, {}, ReportSettings())
    events = sum(len(material.log(name)) for name in material.pair)
    print(f"{folder}: {len(material.pair)} scenarios, {events:,} events")
    with tempfile.TemporaryDirectory() as apart, sync_playwright() as playwright:
        there = replace(material, results=replace(results, folder=Path(apart)))
        path = write_page(there, [section(material)])
        browser = playwright.chromium.launch(executable_path=needed(*CHROMIUM), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(path.as_uri())
        for speed, words in SPEEDS.items():
            print(f"  {words}: {_figures(_played(page, speed))} between frames")
        print(f"  jumping: {_figures(page.evaluate(JUMPS))} of work")
        browser.close()


def _played(page: Page, speed: str) -> list[float]:
    page.locator(".replay select").select_option(speed)
    page.locator("[data-go=start]").click()
    page.locator(".replay-play").click()
    times: list[float] = page.evaluate(FRAMES, 1000 * SECONDS)
    page.locator(".replay-play").click()
    return times


def _figures(times: list[float]) -> str:
    median, high, most = np.quantile(times, (0.5, 0.95, 1.0))
    return f"median {median:.1f} ms, 95 % under {high:.1f} ms, longest {most:.1f} ms"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
