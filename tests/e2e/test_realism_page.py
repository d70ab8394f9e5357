"""The page of real figures says of each figure what the settings say, and none is left out."""

from __future__ import annotations

from conftest import CONFIGS

from sim.settings.files import SettingsFiles
from sim.settings.real_figures import read_real_figures

PAGE = (CONFIGS.parent / "docs" / "realism.md").read_text(encoding="utf-8")


def test_every_figure_stands_on_the_page_with_its_source() -> None:
    real = read_real_figures(SettingsFiles(CONFIGS.parent))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.splitlines()
        if line.startswith("| ") and line.count("|") == 8
    ]
    shown = [(row[0], row[1], row[6]) for row in rows if row[0] != "figure"]
    assert shown == [(f.label, f"{f.real:g}", f.source) for f in real.figures.values()]


def test_misses_are_told_as_such() -> None:
    verdicts = {word: PAGE.count(f"| {word} |") for word in ("within", "model is lower")}
    told = int(PAGE.split(" real figures lie within that range")[0].split()[-3])
    assert told == verdicts["within"]
    assert verdicts["model is lower"] > 0
