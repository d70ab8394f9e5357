"""What reports are written from: a made-up results folder with one small picture as its chart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

from sim.report.charts import DrawnChart
from sim.report.folder.choice import chosen
from sim.report.folder.read import read_results
from sim.report.material import Material
from sim.report_settings import ReportSettings

WORDS = "Two bars, 7.9 and 8.1."


def material_of(folder: Path, **settings: Any) -> Material:
    """The folder with a chart of 400 by 200 pixels, 2 by 1 inches."""
    (folder / "charts").mkdir(exist_ok=True)
    png = folder / "charts" / "1_bars.png"
    Image.new("RGB", (400, 200), "white").save(png, dpi=(200, 200))
    chart = DrawnChart("1_bars", "Bars & <b>more</b>", WORDS, {"png": png})
    results = chosen(read_results(folder))
    return Material(results, {"1_bars": chart}, {}, ReportSettings(**settings))


def change_manifest(folder: Path, **changed: Any) -> None:
    """Put these keys into the manifest of a folder."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | changed), encoding="utf-8")
