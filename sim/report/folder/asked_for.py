"""How a finished run asked to be reported."""

from __future__ import annotations

from pydantic import ValidationError

from sim.report.folder.read import Results, ResultsProblem
from sim.report_settings import ReportSettings


def settings_in(results: Results) -> ReportSettings:
    """The section ``report`` of the run. Raises `ResultsProblem` when that can't be read."""
    try:
        return ReportSettings.model_validate(results.manifest.get("report") or {})
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(("report", *map(str, fault["loc"])))
        path = results.folder / "manifest.json"
        raise ResultsProblem(f"{path}: {key}: {fault['msg']}") from None
