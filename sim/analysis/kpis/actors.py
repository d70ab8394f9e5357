"""KPIs of actors: what each kind of actor did, in the unit that ends the action's name."""

from __future__ import annotations

from collections import defaultdict

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import ActorActed


def _deeds(view: View) -> list[ActorActed]:
    return view.events(ActorActed)


@kpi("deeds of side actors", "deeds")
def deeds_in_all(view: View) -> Pair:
    """Whatever actors did, counted."""
    return len(_deeds(view)), 1


@kpi("done by side actors:", "in all", total="deeds_in_all")
def deeds(view: View) -> dict[str, Pair]:
    """Amounts by kind of actor and action, over the window."""
    amounts: defaultdict[str, float] = defaultdict(float)
    for event in _deeds(view):
        amounts[f"{event.kind}_{event.action}"] += event.amount
    return {name: (amount, 1) for name, amount in sorted(amounts.items())}
