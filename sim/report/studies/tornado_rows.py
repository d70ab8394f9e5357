"""The table of a sensitivity study that moves one assumption at a time."""

from __future__ import annotations

from math import isfinite

from sim.report.folder.read import Results
from sim.report.folder.study_tables import Row, study_rows
from sim.report.studies.tried import outputs
from sim.report.words.figures import limits

WORDS = ("parameter", "words", "unit", "output", "low_value", "high_value")
NUMBERS = (
    "at_standing",
    *("at_low", "at_low_from", "at_low_to"),
    *("at_high", "at_high_from", "at_high_to"),
)


def tornado_rows(results: Results) -> list[Row]:
    """A row a parameter and output, its intervals cut where no value can be: those of few
    replications may reach there. Raises `NotInResults` without any."""
    rows = study_rows(results, "tornado", WORDS, NUMBERS)
    for row in rows:
        if results.has(row["output"]):
            least, most = limits(results, row["output"])
            for end in ("at_low", "at_high"):
                row[f"{end}_from"] = max(row[f"{end}_from"], least)
                row[f"{end}_to"] = min(row[f"{end}_to"], most)
    return rows


def ends_simulated(results: Results) -> int:
    """How many replications each end rests on, and the line of what stands; 0 where it isn't
    known."""
    design = results.manifest.get("design")
    number = design.get("replications_of_an_end") if isinstance(design, dict) else None
    return number if isinstance(number, int) else 0


def parameters(rows: list[Row]) -> list[str]:
    """Parameters, first those that move the first output most; where they move it alike, the
    second decides, and so on."""
    kpis = outputs(rows)
    moved = {row["parameter"]: [0.0] * len(kpis) for row in rows}
    for row in rows:
        moved[row["parameter"]][kpis.index(row["output"])] = _moves(row)
    return sorted(moved, key=lambda key: [-by for by in moved[key]])


def is_shown(row: Row, end: str) -> bool:
    """Whether an end of the range is shown to differ from how things stand."""
    low, high, standing = (row[part] for part in (f"{end}_from", f"{end}_to", "at_standing"))
    return bool(isfinite(low) and isfinite(high) and not low <= standing <= high)


def _moves(row: Row) -> float:
    """How far apart the figures lie; 0 where they aren't known."""
    figures = [row[at] for at in ("at_standing", "at_low", "at_high")]
    known = [figure for figure in figures if isfinite(figure)]
    return float(max(known) - min(known)) if known else 0.0
