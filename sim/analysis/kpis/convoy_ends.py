"""KPIs of the way from a request for a convoy to its delivery, and of where requests are lost."""

from __future__ import annotations

import numpy as np

from sim.analysis.kpis.convoy_fates import FATES
from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View, count

LOST_BEFORE = {
    "granted": ("refused", "unanswered", "awaiting_answer"),
    "loaded": ("waiting_to_load",),
    "departed": ("waiting_to_depart",),
    "arrived": ("access_denied", "access_suspended", "mine", "fire", "on_the_way"),
    "delivered": ("fire_while_unloading", "attacked", "unloading"),
}
"""Stage -> the fates that keep a request which got to the stage before from this one."""

STAGES = {
    "granted": "granted",
    "loaded": "loaded",
    "departed": "departed",
    "arrived": "arrived",
    "delivered": "delivered in full or in part",
}


def _numbers(view: View) -> dict[str, int]:
    fates = view.joins.convoy_fates[view.convoys]
    return {fate: count(fates == fate) for fate in FATES}


@kpi("of all convoys requested", "share", ratio=True, by=FATES)
def convoys_ending_share(view: View) -> dict[str, Pair]:
    """Requests by what became of them, over requests: each has one fate, so the shares sum to 1."""
    requested = count(view.convoys)
    return {fate: (number, requested) for fate, number in _numbers(view).items()}


@kpi("of all convoys requested", "share", "higher", ratio=True, by=STAGES)
def convoys_reaching_share(view: View) -> dict[str, Pair]:
    """Requests that got to a stage, over requests: those not lost before it (see `LOST_BEFORE`).

    Where another carrier took over, the try counts that decided the request's fate.
    """
    numbers, requested = _numbers(view), count(view.convoys)
    left = np.cumsum([-sum(numbers[fate] for fate in lost) for lost in LOST_BEFORE.values()])
    return {
        stage: (requested + int(lost), requested)
        for stage, lost in zip(LOST_BEFORE, left, strict=True)
    }
