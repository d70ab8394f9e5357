"""The force that the answer of a study names, among the scenarios it reports."""

from __future__ import annotations

from sim.report.folder.about_study import BUDGET, SIZED
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import design_of
from sim.report.studies.front_tables import smallest_unbeaten

FOUND = "smallest force found"
"""What a force sizing calls the scenario that it found."""


def force_found(results: Results) -> str | None:
    """The force that a sizing found, or the smallest that a budget found unbeaten on every axis;
    None where there is none, or where it is the scenario as it stands."""
    match design_of(results):
        case kind if kind == SIZED:
            found = FOUND
        case kind if kind == BUDGET:
            try:
                found = smallest_unbeaten(results)
            except NotInResults:
                return None
        case _:
            return None
    return found if found in results.names and found != results.baseline else None
