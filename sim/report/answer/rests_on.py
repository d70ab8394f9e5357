"""What an answer rests on that must be said beside it: assumed effects, cases without an end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sim.analysis.recorded_and_true import TRUE
from sim.report.folder.read import Results
from sim.report.words.wording import Wording

WRONG = "sanctions_wrong_group_share"
MOVED_BY_SANCTIONS = (TRUE, "deaths_per_month", "people_reached_share")
"""KPIs, or how their names begin, on which response rules act through sanctions alone."""
EFFECTS = {
    "deterrence_by_rung": "sanctions deter",
    "resentment_effect": "wrong sanctions are resented",
}
"""Assumed setting of violence -> what it stands for."""
SPOKEN = {
    "deterrence_by_rung": "deterrence by sanctions",
    "resentment_effect": "resentment of wrong sanctions",
}
FROM_FIRST_POST = "_from_first_post"
WITHOUT_AN_END = {
    "answer_mean_hours": ("answer_given_up_share", "answer_open_share"),
    "call_mean_hours": ("call_open_share",),
}
"""KPI over cases that came to an end -> what became of the others."""


def moved_by_sanctions(results: Results, kpi: str) -> bool:
    """Whether response rules act on a KPI through sanctions alone, and there were sanctions."""
    return kpi.startswith(MOVED_BY_SANCTIONS) and results.has(WRONG)


def assumed(results: Results) -> dict[str, set[float]]:
    """Assumed effect of sanctions -> the values that scenarios take, but where all are 0."""
    found: dict[str, set[float]] = {}
    for key in EFFECTS:
        violence = (own.get("world", {}).get("violence", {}) for own in results.settings.values())
        values = {float(own[key]) for own in violence if own.get(key) is not None}
        if any(values):
            found[key] = values
    return found


def on_assumptions(results: Results, kpi: str) -> Iterator[str]:
    """That rules differ by assumed effects only, where they differ."""
    rules = {json.dumps(own.get("response"), sort_keys=True) for own in results.settings.values()}
    effects = assumed(results)
    if len(rules) < 2 or not effects or not moved_by_sanctions(results, kpi):
        return
    if _alike(results, kpi):
        return
    varied = [
        f"{SPOKEN[key]} from {min(values):.2g} to {max(values):.2g}"
        for key, values in effects.items()
        if len(values) > 1
    ]
    yield (
        "In the model a response rule changes violence only through sanctions, whose effect is "
        "assumed, not observed. "
    ) + (f"It was varied here: {', '.join(varied)}." if varied else "It was not varied here.")


def _alike(results: Results, kpi: str) -> bool:
    """Whether the figure is the same in every replication of all scenarios."""
    others = (name for name in results.names if name != results.baseline)
    return all(results.estimate(kpi, name).verdict == "identical" for name in others)


def on_ended_cases(wording: Wording, kpi: str, names: Sequence[str]) -> Iterator[str]:
    """What became of the cases that a mean leaves out, with these scenarios."""
    part = FROM_FIRST_POST if kpi.endswith(FROM_FIRST_POST) else ""
    shares = [f"{share}{part}" for share in WITHOUT_AN_END.get(kpi.removesuffix(part), ())]
    said = []
    for share in (share for share in shares if wording.results.has(share)):
        figures = wording.means(share, names)
        each = [f"{f} with {wording.quoted(n)}" for f, n in zip(figures, names, strict=True)]
        said.append(f"{wording.label(share)}: {', '.join(each)}")
    if said:
        yield f"Only cases that came to an end count in that mean; {'; '.join(said)}."
