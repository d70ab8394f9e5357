"""KPIs of the mandate: how often it is extended, and how often true counts would say otherwise."""

from __future__ import annotations

from collections import defaultdict

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import ActorActed


def _rounds(view: View, needs: str) -> list[dict[str, float]]:
    """What was said in each round of the window that has a deed ``needs``, by action."""
    rounds: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for event in view.events(ActorActed):
        if event.kind == "mandate":
            rounds[event.actor, event.target][event.action] = event.amount
    return [said for said in rounds.values() if needs in said]


@kpi("mandates extended", "share", ratio=True, page_one=True)
def mandate_extended_share(view: View) -> Pair:
    """Decisions to extend over decisions, as taken: on recorded counts."""
    rounds = _rounds(view, "extended")
    return sum(said["extended"] for said in rounds), len(rounds)


@kpi("mandates that true counts would have extended", "share", ratio=True, page_one=True)
def mandate_extended_on_true_counts_share(view: View) -> Pair:
    """What the same rule would have decided on true counts, over decisions."""
    rounds = _rounds(view, "extended")
    return sum(said["extended_on_true_counts"] for said in rounds), len(rounds)


@kpi(
    "decisions on the mandate that true counts would have reversed",
    "share",
    "lower",
    ratio=True,
    page_one=True,
)
def mandate_reversed_by_truth_share(view: View) -> Pair:
    """Decisions on recorded counts that differ from those on true counts, over decisions."""
    rounds = _rounds(view, "extended")
    reversed_ = [said["extended"] != said["extended_on_true_counts"] for said in rounds]
    return sum(reversed_), len(rounds)


@kpi("assessments that find a period better", "share", ratio=True, page_one=True)
def assessments_improved_share(view: View) -> Pair:
    """On recorded counts, over assessments."""
    rounds = _rounds(view, "improved_on_record")
    return sum(said["improved_on_record"] for said in rounds), len(rounds)


@kpi("assessments that true counts would find better", "share", ratio=True)
def assessments_improved_in_truth_share(view: View) -> Pair:
    """What the same rule would find on true counts, over assessments."""
    rounds = _rounds(view, "improved_on_record")
    return sum(said["improved_in_truth"] for said in rounds), len(rounds)


@kpi("assessments in which record and truth disagree", "share", "lower", ratio=True, page_one=True)
def assessments_disagreeing_share(view: View) -> Pair:
    """Verdicts on recorded counts that differ from those on true counts, over assessments."""
    rounds = _rounds(view, "improved_on_record")
    disagree = [said["improved_on_record"] != said["improved_in_truth"] for said in rounds]
    return sum(disagree), len(rounds)
