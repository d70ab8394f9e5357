"""KPIs of impartiality: findings that name the wrong side, sanctions of the wrong group, by side.

A case about something that never happened has no right side or group: naming one is wrong by
definition. Fire of an excluded group is neither side's, so only naming that group itself is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import FindingMade, SanctionImposed

Named = TypeVar("Named", FindingMade, SanctionImposed)
SIDES = {"side_a": "side A", "side_b": "side B"}


def names_wrong_side(view: View, finding: FindingMade) -> bool:
    """Whether an attributed finding names a side that didn't fire."""
    truth = view.joins.violations.get(finding.report)
    if truth is None:
        return True
    return finding.side != truth.side if truth.covered else finding.group != truth.group


def hits_wrong_group(view: View, sanction: SanctionImposed) -> bool:
    """Whether a sanction hits a group that didn't fire."""
    truth = view.joins.violations.get(sanction.report)
    return truth is None or sanction.group != truth.group


def _findings(view: View) -> list[FindingMade]:
    return [
        event
        for event in view.joins.log.of(FindingMade)
        if event.outcome == "attributed" and view.since_h <= event.hour < view.until_h
    ]


def _sanctions(view: View) -> list[SanctionImposed]:
    return [
        event
        for event in view.joins.log.of(SanctionImposed)
        if view.since_h <= event.hour < view.until_h
    ]


def _by_side(
    view: View, named: Sequence[Named], wrong: Callable[[View, Named], bool]
) -> dict[str, Pair]:
    """For each side the wrong ones among those that name it, and how many name it."""
    pairs: dict[str, Pair] = {}
    for side in SIDES:
        against = [event for event in named if event.side == side]
        pairs[side] = (sum(wrong(view, event) for event in against), len(against))
    return pairs


@kpi("findings naming the wrong side", "share", "lower", ratio=True, page_one=True)
def findings_wrong_side_share(view: View) -> Pair:
    """Attributed findings that name the wrong side over attributed findings."""
    findings = _findings(view)
    return sum(names_wrong_side(view, finding) for finding in findings), len(findings)


@kpi(
    "findings naming the wrong side, of those against",
    "share",
    "lower",
    ratio=True,
    page_one=True,
    by=SIDES,
)
def findings_wrong_side_share_against(view: View) -> dict[str, Pair]:
    """The same over the attributed findings that name that side."""
    return _by_side(view, _findings(view), names_wrong_side)


@kpi("sanctions of the wrong group", "share", "lower", ratio=True, page_one=True)
def sanctions_wrong_group_share(view: View) -> Pair:
    """Sanctions of a group that didn't fire over sanctions."""
    sanctions = _sanctions(view)
    return sum(hits_wrong_group(view, sanction) for sanction in sanctions), len(sanctions)


@kpi(
    "sanctions of the wrong group, of those against",
    "share",
    "lower",
    ratio=True,
    page_one=True,
    by=SIDES,
)
def sanctions_wrong_group_share_against(view: View) -> dict[str, Pair]:
    """The same over the sanctions of groups of that side."""
    return _by_side(view, _sanctions(view), hits_wrong_group)
