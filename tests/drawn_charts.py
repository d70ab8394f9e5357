"""Charts drawn as the report draws them, and the words on them."""

from __future__ import annotations

from matplotlib.figure import Figure

from sim.report.charts import CHARTS
from sim.report.drawing.style import house_style
from sim.report.folder.read import Results


def drawn(name: str, results: Results) -> Figure:
    with house_style():
        return CHARTS[name].draw(results)


def texts(figure: Figure) -> str:
    found = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    return " ".join("\n".join(artist.get_text() for artist in found).split())
