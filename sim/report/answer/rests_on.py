"""What an answer rests on that must be said beside it: assumed effects, cases without an end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sim.analysis.recorded_and_true import TRUE
from sim.report.answer.ways import assumed, ways_of_a_mission, ways_of_a_rule
from sim.report.answer.what_if import is_what_if
from sim.report.folder.read import Results
from sim.report.words.wording import Wording

OF_VIOLENCE = (TRUE, "deaths_per_month")
"""KPIs, or how their names begin, that count violence."""
MOVED_BY_VIOLENCE = (*OF_VIOLENCE, "people_reached_share")
"""The same of those that a response rule moves through violence alone."""
FROM_FIRST_POST = "_from_first_post"
WITHOUT_AN_END = {
    "answer_mean_hours": ("answer_given_up_share", "answer_open_share"),
    "call_mean_hours": ("call_open_share",),
}
"""KPI over cases that came to an end -> what became of the others."""


def on_assumptions(results: Results, kpi: str) -> Iterator[str]:
    """That violence differs by assumed effects only, where what is told of differs by it."""
    if not rests_on_effects(results, kpi, results.about):
        return
    by_rule = _rules_differ(results)
    who = "a response rule" if by_rule else "a mission"
    ways = ways_of_a_rule(results) if by_rule else ways_of_a_mission(results)
    *first, last = ways
    through = f"{', '.join(first)} and {last}" if first else last
    whose, it_was = ("effects are", "They were") if first else ("effect is", "It was")
    varied = [f"{one.noun} ({one.in_words()})" for one in assumed(results) if len(one.values) > 1]
    yield (
        f"In the model {who} changes violence only through {through}, whose {whose} assumed, not "
        "observed. "
    ) + (f"Varied here: {'; '.join(varied)}." if varied else f"{it_was} not varied here.")


def rests_on_effects(results: Results, kpi: str, others: Sequence[str]) -> bool:
    """Whether what is told of scenarios differs by assumed effects on violence: by the KPI that
    decides, unless it is the same in all, or in others that are shown to differ."""
    if not assumed(results) or is_what_if(results):
        return False
    by_rule = _rules_differ(results)
    moved = MOVED_BY_VIOLENCE if by_rule else OF_VIOLENCE
    told = [one for one in (kpi, *others) if one.startswith(moved) and results.has(one)]
    names = [name for name in results.names if name not in {results.baseline, *results.left_out}]
    if by_rule and kpi in told and not _alike(results, kpi):
        return True
    return any(results.estimate(one, name).is_shown for one in told for name in names)


def _rules_differ(results: Results) -> bool:
    rules = {json.dumps(own.get("response"), sort_keys=True) for own in results.settings.values()}
    return len(rules) > 1


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
        ended = f"Of {wording.label(kpi)}: only cases that came to an end count"
        yield f"{ended}; {'; '.join(said)}."
