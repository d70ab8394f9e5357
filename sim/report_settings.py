"""How a run is reported: which charts, KPIs and files, in which words, colours and sizes.

None of it changes a figure: `python run.py report FOLDER` shows the same run in another style.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.config import Settings, unit

Format = Literal["png", "svg", "pdf"]


class ReportSettings(Settings):
    """The section ``report`` of a scenario or an experiment."""

    charts: list[str] | None = None
    """Names of the charts to draw, in order; null: all."""
    kpis: list[str] | None = None
    """KPIs of the comparison table, in order; null: the usual ones."""
    labels: dict[str, str] = Field(default_factory=dict)
    """What charts and tables say -> what they are to say instead: scenarios, KPIs, axes."""
    language: str = "en"
    """Of the labels on charts and tables: a file of ``configs/labels``."""
    width_cm: Annotated[float, Field(ge=8.0, le=40.0, json_schema_extra=unit("cm"))] = 16.0
    """Of a chart; 16 is the text column of an A4 page."""
    font: Annotated[str, Field(min_length=1)] = "DejaVu Sans"
    font_size_pt: Annotated[float, Field(ge=5.0, le=16.0, json_schema_extra=unit("pt"))] = 8.0
    colors: dict[str, str] = Field(default_factory=dict)
    """What a colour means (true, recorded, better, worse, ...) -> ``#rrggbb``."""
    formats: list[Format] = Field(default_factory=lambda: ["png", "svg", "pdf"])
    """Files that each chart is written as; SVG is always written, for the page."""
    cost_per_person_month: (
        Annotated[float, Field(ge=0.0, le=1e9, json_schema_extra=unit("currency"))] | None
    ) = None
    """Of a paid person, the planner's own figure; null: costs are said in people only."""
    currency: str = ""
    organisation: str = ""
    """Who reports; stands in the head of the page."""
    excel: bool = True
    word: bool | None = None
    """Whether to write report.docx; null: if the extra ``word`` is installed."""
    map: bool = True
    """Whether to write GeoJSON, and the map replay on the page."""
