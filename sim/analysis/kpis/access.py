"""KPIs of access: requests to pass that were denied or delayed, of teams and of convoys."""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import MovementAnswered

MOVERS = {"team": "of teams", "convoy": "of convoys"}


def _share(view: View, answers: tuple[str, ...], mover: str = "") -> Pair:
    asked = [event for event in view.events(MovementAnswered) if mover in ("", event.mover)]
    return sum(event.answer in answers for event in asked), len(asked)


@kpi("movements denied or delayed", "share", "lower", ratio=True, page_one=True)
def movements_denied_or_delayed_share(view: View) -> Pair:
    """Requests to pass denied or delayed by whoever holds the ground, over all requests."""
    return _share(view, ("denied", "delayed"))


@kpi("movements denied or delayed", "share", "lower", ratio=True, page_one=True, by=MOVERS)
def movements_denied_or_delayed_share_of(view: View) -> dict[str, Pair]:
    """The same for investigation teams and for convoys."""
    return {mover: _share(view, ("denied", "delayed"), mover) for mover in MOVERS}


@kpi("movements denied", "share", "lower", ratio=True)
def movements_denied_share(view: View) -> Pair:
    """Requests to pass denied over all requests."""
    return _share(view, ("denied",))


@kpi("movements the mission itself held back", "share", ratio=True)
def movements_suspended_share(view: View) -> Pair:
    """Movements that the mission suspended because of violence, over all requests."""
    return _share(view, ("suspended",))
