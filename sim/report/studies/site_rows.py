"""Which sites a force sizing mans, before and in the force found."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.folder.read import Results
from sim.report.folder.study_tables import study_rows


@dataclass(frozen=True, slots=True)
class Site:
    """A post or checkpoint, in the order in which the force found mans them."""

    zone: str
    kind: str
    label: str
    manned: bool
    manned_at_start: bool


def sites_of(results: Results) -> list[Site]:
    """The mission's sites. Raises `NotInResults` where the study tells of none."""
    words = ("zone", "kind", "label", "manned", "manned_at_start")
    return [
        Site(
            row["zone"],
            row["kind"],
            row["label"],
            row["manned"] == "yes",
            row["manned_at_start"] == "yes",
        )
        for row in study_rows(results, "sites", words)
    ]
