"""The tables of a study that a terminal shows beside its answer."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice

from sim.report.blocks import Table
from sim.report.folder.about_study import BUDGET, CALIBRATED, SENSITIVITY, SIZED
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import design_of
from sim.report_settings import ReportSettings

AT_MOST = {SIZED: 2, BUDGET: 1, SENSITIVITY: 1, CALIBRATED: 1}
"""Kind of a study -> how many tables of its own section."""


def tables_of_study(results: Results, settings: ReportSettings) -> list[Table]:
    """The first tables of the section on what a study found; none of other runs. Raises
    `ResultsProblem` where a table is broken."""
    kind = design_of(results)
    if kind not in AT_MOST:
        return []
    # sections bring the charts along, which take a moment
    from sim.report.material import Material
    from sim.report.sections import calibration, force, front, holds

    sections = {SIZED: force, BUDGET: front, SENSITIVITY: holds, CALIBRATED: calibration}
    with suppress(NotInResults):
        found = sections[kind].section(Material(results, {}, {}, settings))
        return list(islice((b for b in found.blocks if isinstance(b, Table)), AT_MOST[kind]))
    return []
