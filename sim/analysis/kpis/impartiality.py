"""KPIs of impartiality: what goes wrong against each side, and how each is treated for the same.

A case about something that never happened has no right side or group: naming one is wrong by
definition. Fire of an excluded group is neither side's, so only naming that group itself is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import Mask, View, count
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
    return [event for event in view.events(FindingMade) if event.outcome == "attributed"]


def _sanctions(view: View) -> list[SanctionImposed]:
    return view.events(SanctionImposed)


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


# --- the same conduct, the same treatment ---------------------------------------------------------
def _given_equal_conduct(view: View, treated: Mask) -> dict[str, Pair]:
    """Share of each side's true incidents that were treated so, as if both fired the same mix.

    Direct standardisation: a side's rate within each kind of incident, weighted by how many of the
    kind both sides together fired. Kinds that only one side fired allow no comparison and are left
    out; without a kind in common there is no value. ``treated`` is over ``joins.incidents``.
    """
    incidents, within = view.joins.incidents, view.incidents
    side, kind, treated = incidents.side[within], incidents.kind[within], treated[within]
    pairs = dict.fromkeys(SIDES, (0.0, 0.0))
    for name in np.unique(kind).tolist():
        of_kind = kind == name
        of_side = {one: of_kind & (side == one) for one in SIDES}
        if not all(mask.any() for mask in of_side.values()):
            continue
        both = count(of_kind)
        for one, mask in of_side.items():
            expected, among = pairs[one]
            pairs[one] = (expected + both * float(treated[mask].mean()), among + both)
    return pairs


def _named(view: View, reports: Iterable[int]) -> Mask:
    """Which of ``joins.incidents`` are among the reports."""
    identities = np.array(sorted(reports), dtype=np.uint64)
    named: Mask = np.isin(view.joins.incidents.identity, identities)
    return named


@kpi("located given equal conduct", "share", "higher", ratio=True, page_one=True, by=SIDES)
def located_given_equal_conduct_share(view: View) -> dict[str, Pair]:
    """True incidents that posts located over true incidents, by the side that fired, both sides
    brought to the same mix of kinds."""
    return _given_equal_conduct(view, view.joins.incidents.outcome == "located")


@kpi("rightly found given equal conduct", "share", "higher", ratio=True, page_one=True, by=SIDES)
def found_given_equal_conduct_share(view: View) -> dict[str, Pair]:
    """The same for incidents that a finding, made by the horizon, attributes to the group that
    fired."""
    log, truth = view.joins.log, view.joins.violations
    right = (
        finding.report
        for finding in log.of(FindingMade)
        if finding.outcome == "attributed"
        and finding.report in truth
        and finding.group == truth[finding.report].group
    )
    return _given_equal_conduct(view, _named(view, right))


@kpi("rightly sanctioned given equal conduct", "share", ratio=True, page_one=True, by=SIDES)
def sanctioned_given_equal_conduct_share(view: View) -> dict[str, Pair]:
    """The same for incidents over which the group that fired was sanctioned by the horizon."""
    sanctions = view.joins.log.of(SanctionImposed)
    right = (event.report for event in sanctions if not hits_wrong_group(view, event))
    return _given_equal_conduct(view, _named(view, right))
