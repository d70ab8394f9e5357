"""The assumed effects by which response rules change violence, and what was tried of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sim.analysis.assumption import Assumption
from sim.report.answer.ways import SILENCE_REGIMES, actors_of
from sim.report.blocks import Cell, Column, Table
from sim.report.folder.read import Results
from sim.report.words.effects import change, deterrence, each, half_life, probability, resentment

VIOLENCE = "world.violence."
EFFECTS: dict[str, tuple[str, Callable[[float], str]]] = {
    "deterrence_by_rung": (
        "Deterrence: how often a group fires, with each step it stands on the ladder of sanctions",
        deterrence,
    ),
    "resentment_effect": (
        "Resentment: how often a group fires after it was sanctioned for what it didn't do, each "
        "time and at first",
        resentment,
    ),
    "resentment_time_days": ("Resentment wears off: half of it is gone after", half_life),
    "deterrence_by_presence": (
        "Deterrence by presence: how often groups fire at a place, with each observer on watch "
        "there",
        deterrence,
    ),
}
"""Setting of violence -> what it is, and how its values are said."""
OF_SILENCE: dict[str, tuple[str, Callable[[float], str]]] = {
    "success_probability": ("Talks on a local silence regime that succeed", probability),
    "background_factor": (
        "Local silence regime: how often groups begin to fire there while it lasts",
        change,
    ),
}
"""The same of mediators."""
FROM_NOBODY = (
    "Nobody has observed how large these effects are; deterrence may even have the other sign. As "
    "fire answers fire, incidents in all can change by more than what is told here."
)


def assumed_effects(
    results: Results, rows: Sequence[Assumption], by_study: Mapping[str, str]
) -> Table | None:
    """A row an effect; ``by_study``: what a study tried of it."""
    words = {f"{VIOLENCE}{key}": told for key, told in EFFECTS.items()}
    for actor in dict.fromkeys(name for name, _ in actors_of(results, SILENCE_REGIMES)):
        words |= {f"mission.actors.{actor}.{key}": told for key, told in OF_SILENCE.items()}
    found = {row.key: row for row in rows if row.key in words}
    if not found:
        return None
    heads = [
        Column("Assumed effect"),
        Column("Value", numeric=True),
        Column("Worth trying", numeric=True),
        Column("Tried in this run"),
    ]
    written = []
    for key, (what, say) in words.items():
        if row := found.get(key):
            tried = each(row.varied or by_study.get(key, ""), say)
            written.append(
                [
                    Cell(what),
                    Cell(each(row.value, say)),
                    Cell(each(f"{row.lowest} to {row.highest}", say)),
                    Cell(tried or "this value only"),
                ]
            )
    notes = [note for note in (FROM_NOBODY, _bounds(rows)) if note]
    return Table("Assumed effects that matter most for response rules", heads, written, notes)


def _bounds(rows: Sequence[Assumption]) -> str:
    """Beyond what sanctions, resentment and presence together can't move violence."""
    values = {row.key.removeprefix(VIOLENCE): row.value for row in rows}
    ends = [values.get(f"intensity_{end}", "") for end in ("floor", "ceiling")]
    if not all(re.fullmatch(r"[\d.]+", end) for end in ends):
        return ""
    return (
        "However much adds up, sanctions, resentment and presence leave a group firing at least "
        f"{ends[0]} and at most {ends[1]} times as often as without them."
    )
