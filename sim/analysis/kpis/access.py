"""KPIs of access: requests to pass that were denied or delayed, of teams and of convoys."""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import MovementAnswered

MOVERS = {"team": "of teams", "convoy": "of convoys"}
SIDES = {"side_a": "on ground of side A", "side_b": "on ground of side B"}
MOVERS_AND_SIDES = {
    f"{mover}_{side}": f"{of_mover} {on_ground}"
    for mover, of_mover in (MOVERS | {"patrol": "of patrols"}).items()
    for side, on_ground in SIDES.items()
}


def _share(view: View, answers: tuple[str, ...], mover: str = "") -> Pair:
    asked = [event for event in view.events(MovementAnswered) if mover in ("", event.mover)]
    return sum(event.answer in answers for event in asked), len(asked)


def _asked_of(view: View, side: str, mover: str = "") -> list[MovementAnswered]:
    """Requests that a side was really asked: what the mission itself held back reached nobody."""
    return [
        event
        for event in view.events(MovementAnswered)
        if event.holder_side == side and mover in ("", event.mover) and event.answer != "suspended"
    ]


def _share_answered(asked: list[MovementAnswered], answer: str) -> Pair:
    return sum(event.answer == answer for event in asked), len(asked)


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


@kpi("movements asked for", "requests", by=SIDES)
def movements_asked_of(view: View) -> dict[str, Pair]:
    """Requests to pass that a side was asked; not those that the mission itself held back."""
    return {side: (len(_asked_of(view, side)), 1) for side in SIDES}


@kpi("movements denied", "share", "lower", ratio=True, by=SIDES)
def movements_denied_share_of(view: View) -> dict[str, Pair]:
    """Requests to pass that a side denied, over those it was asked."""
    return {side: _share_answered(_asked_of(view, side), "denied") for side in SIDES}


@kpi("movements delayed", "share", "lower", ratio=True, by=SIDES)
def movements_delayed_share_of(view: View) -> dict[str, Pair]:
    """Requests to pass that a side let through late, over those it was asked."""
    return {side: _share_answered(_asked_of(view, side), "delayed") for side in SIDES}


@kpi("movements denied", "share", "lower", ratio=True, by=MOVERS_AND_SIDES)
def movements_denied_share_to(view: View) -> dict[str, Pair]:
    """The share denied by who wanted to pass and whose ground it was."""
    return {
        f"{mover}_{side}": _share_answered(_asked_of(view, side, mover), "denied")
        for mover in (*MOVERS, "patrol")
        for side in SIDES
    }
