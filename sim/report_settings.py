"""How a run is reported: which charts, KPIs and files, in which words, colours and sizes.

None of it changes a figure: `python run.py report FOLDER` shows the same run in another style.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.config import Settings, unit

Format = Literal["png", "svg", "pdf"]


def _by_name(colors: Any) -> Any:
    """YAML takes the name of the colour ``true`` for a truth value."""
    if not isinstance(colors, dict):
        return colors
    return {"true" if name is True else name: color for name, color in colors.items()}


class ReportSettings(Settings):
    """The section ``report`` of a scenario or an experiment."""

    charts: list[str] | None = None
    """Names of the charts to draw, in order; null: all."""
    kpis: list[str] | None = None
    """KPIs of the comparison table, in order; null: the usual ones."""
    labels: dict[str, str] = Field(default_factory=dict)
    """What charts and tables say -> what they are to say instead: scenarios, KPIs, axes."""
    language_labels: dict[str, str] = Field(default_factory=dict)
    """The same of the language: filled in from its file, so that a folder looks the same
    anywhere. Charts and the comparison table heed them; sentences stay English."""
    language: str = "en"
    """Of charts and tables: ``en``, or a file of ``configs/labels``."""
    width_cm: Annotated[float, Field(ge=10.5, le=40.0, json_schema_extra=unit("cm"))] = 16.0
    """Of a chart; 16 is the text column of an A4 page."""
    font: Annotated[str, Field(min_length=1)] = "DejaVu Sans"
    font_size_pt: Annotated[float, Field(ge=5.0, le=16.0, json_schema_extra=unit("pt"))] = 8.0
    colors: Annotated[dict[str, str], BeforeValidator(_by_name)] = Field(default_factory=dict)
    """What a colour means (true, recorded, better, worse, ...) -> ``#rrggbb``."""
    formats: list[Format] = Field(default=["png", "svg", "pdf"])
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

    @property
    def words(self) -> dict[str, str]:
        """All labels, a planner's own above those of the language."""
        return self.language_labels | self.labels
