"""KPIs of reach: which share of the background of incidents the posts had under watch."""

from __future__ import annotations

from collections import defaultdict

from sim.analysis.kpis.declaration import UNKNOWN, Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import ReachNoted


def _noted(view: View) -> list[ReachNoted]:
    return view.events(ReachNoted)


@kpi("background under watch", "share", "higher", ratio=True, page_one=True)
def background_under_watch_share(view: View) -> Pair:
    """Mean, over the four times a day at which a zone with a post due is looked at, of the share of
    its background of incidents that its posts would have noticed just then."""
    noted = _noted(view)
    return sum(event.share for event in noted), len(noted)


@kpi("background under watch in", "share", "higher", ratio=True, total=UNKNOWN)
def background_under_watch_share_in(view: View) -> dict[str, Pair]:
    """The same by zone; unknown, not zero, for a zone in which no post was due."""
    by_zone: defaultdict[str, list[float]] = defaultdict(list)
    for event in _noted(view):
        by_zone[event.zone].append(event.share)
    return {zone: (sum(shares), len(shares)) for zone, shares in sorted(by_zone.items())}
