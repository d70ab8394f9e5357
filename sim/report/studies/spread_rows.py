"""Tables of a sensitivity study on what explains the spread of its outputs."""

from __future__ import annotations

from math import isfinite

from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import Row, as_number, study_rows
from sim.report.studies.tried import outputs

NAMED = ("parameter", "words", "output")


def spread_rows(results: Results) -> list[Row]:
    """A row a parameter and output that varies. Raises `NotInResults` without any."""
    numbers = ("first", "first_half_width", "total", "total_half_width")
    return _varying(study_rows(results, "sobol", NAMED, numbers), "total")


def pair_rows(results: Results) -> list[Row]:
    """A row a pair of parameters and output that varies. Raises `NotInResults` without any."""
    words = (*NAMED, "other", "other_words")
    rows = study_rows(results, "interactions", words, ("second", "second_half_width"))
    return _varying(rows, "second")


def by_total(rows: list[Row]) -> list[str]:
    """Parameters, first those that explain most of the first output; then of the second."""
    kpis = outputs(rows)
    shares = {row["parameter"]: [0.0] * len(kpis) for row in rows}
    for row in rows:
        share = row["total"] if isfinite(row["total"]) else 0.0
        shares[row["parameter"]][kpis.index(row["output"])] = share
    return sorted(shares, key=lambda key: [-share for share in shares[key]])


def _varying(rows: list[Row], share: str) -> list[Row]:
    """Rows of which the share is known: of a figure that is alike in all trials none is."""
    known = [row for row in rows if isfinite(row[share])]
    if not known:
        raise NotInResults("no figure of this study is known to vary between its trials")
    return known


def is_chance(row: Row, part: str) -> bool:
    """Whether a share may be chance: its interval isn't all above what chance may give to something
    that does nothing, or isn't known."""
    low = row[part] - row[f"{part}_half_width"]
    by_chance = as_number(row.get("chance", "0")) if part == "total" else 0.0
    return not (isfinite(low) and low > by_chance)
