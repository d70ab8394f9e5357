"""KPIs of the gap between the sides: a share of side A less that of side B, run by run."""

from __future__ import annotations

from collections.abc import Callable

from sim.analysis.kpis.access import movements_delayed_share_of, movements_denied_share_of
from sim.analysis.kpis.declaration import Pair, kpi, value
from sim.analysis.kpis.impartiality import (
    findings_wrong_side_share_against,
    found_given_equal_conduct_share,
    located_given_equal_conduct_share,
    sanctioned_given_equal_conduct_share,
    sanctions_wrong_group_share_against,
)
from sim.analysis.kpis.view import View

BY_SIDE: dict[str, Callable[[View], dict[str, Pair]]] = {
    "located": located_given_equal_conduct_share,
    "found": found_given_equal_conduct_share,
    "sanctioned": sanctioned_given_equal_conduct_share,
    "findings_wrong": findings_wrong_side_share_against,
    "sanctions_wrong": sanctions_wrong_group_share_against,
    "denied": movements_denied_share_of,
    "delayed": movements_delayed_share_of,
}
WORDS = {
    "located": "located given equal conduct",
    "found": "rightly found given equal conduct",
    "sanctioned": "rightly sanctioned given equal conduct",
    "findings_wrong": "findings against it naming the wrong side",
    "sanctions_wrong": "sanctions against it hitting the wrong group",
    "denied": "movements denied on its ground",
    "delayed": "movements delayed on its ground",
}


@kpi("side A less side B", "share", by=WORDS)
def side_gap(view: View) -> dict[str, Pair]:
    """A share of side A less the same share of side B in the same run; zero: treated alike.

    Unknown in a run in which either side has none. The mean of runs is compared.
    """
    gaps: dict[str, Pair] = {}
    for name, share in BY_SIDE.items():
        of_a, of_b = (share(view)[side] for side in ("side_a", "side_b"))
        known = bool(of_a[1] and of_b[1])
        gaps[name] = (value(of_a) - value(of_b), 1.0) if known else (0.0, 0.0)
    return gaps
