"""KPIs that serve as control variates: what chance brought over what was expected, mean exactly 1.

They say nothing of a mission; comparisons may take out of other KPIs what these explain.
"""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import ControlObserved

CONTROLS = {
    "immigrants": "incidents that the background offers covered groups",
    "requests": "aid requests",
    "arrivals": "civilian vehicles due at checkpoints",
}
CONTROL = "control_"
"""What the names of these KPIs begin with."""


@kpi("over expected:", "ratio", by=CONTROLS)
def control(view: View) -> dict[str, Pair]:
    """Observed over expected in the whole run; none where the expected number wasn't known before
    it, nor from the first post on."""
    found = dict.fromkeys(CONTROLS, (0.0, 0.0))
    if view.since_h <= 0.0:
        for event in view.joins.log.of(ControlObserved):
            found[event.name] = (event.observed, event.expected)
    return found
