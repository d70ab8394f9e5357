"""The figures of the real world that ship: read from ``configs/real_figures.yaml`` and checked."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError

from sim.config import Settings
from sim.settings.files import SettingsFiles, SettingsProblem

NAME = "real_figures"


class Figure(Settings):
    """A figure, the KPI that stands for it, and where it comes from."""

    label: Annotated[str, Field(min_length=1)]
    kpi: Annotated[str, Field(min_length=1)]
    real: float
    unit: str
    source: Annotated[str, Field(min_length=1)]
    note: str = ""


class RealFigures(Settings):
    """Figures about one scenario, and remarks on where they contradict one another."""

    scenario: str
    settings: list[str] = Field(default_factory=list)
    """How it is run: the staffing that was announced, the rule that was seen."""
    figures: dict[str, Figure] = Field(min_length=1)
    remarks: list[str] = Field(default_factory=list)


def read_real_figures(files: SettingsFiles) -> RealFigures:
    """The checked file; SettingsProblem with one line for each mistake in it."""
    if NAME in files.problems:
        raise SettingsProblem([files.problems[NAME]])
    file = files.files.get(NAME)
    if file is None:
        raise SettingsProblem([f"configs/{NAME}.yaml: there is no such file"])
    try:
        return RealFigures.model_validate(file.content)
    except ValidationError as error:
        lines = []
        for fault in error.errors():
            key = tuple(part for part in fault["loc"] if isinstance(part, str | int))
            where = f"{file.shown}:{file.line_of(key)[0]}"
            lines.append(f"{where}: '{'.'.join(map(str, key))}': {fault['msg']}")
        raise SettingsProblem(lines) from None
