"""The tables of a force sizing, one row each of what they are called by."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

from sim.analysis import kpis
from sim.analysis.targets import Target, reached
from sim.config import Scenario
from sim.expected.people import paid_by_zone_and_role, sites_by_priority
from sim.experiment.forces import Lever, force_of, levers_of
from sim.experiment.limits import SITES
from sim.experiment.sizing.sizing import FOUND, Sized
from sim.experiment.sizing.words import change_in_words, label_of
from sim.experiment.study_results import Rows
from sim.experiment.trials import Trials

PAID_AS: Mapping[str, str] = {
    "posts": "observers",
    "checkpoints": "inspectors",
    "investigation_teams": "investigators",
    "escort_groups": "escorts",
    "centre_officers": "centre officers",
    "liaison_officers": "liaison officers",
}
"""Lever in whose row people of a role stand -> the role in which they are paid."""

NOT_VARIED = "not varied"
FEWEST = "the fewest allowed"
NOT_POSSIBLE = "fewer isn't possible"
SAVES_NOBODY = "none: fewer would save nobody"
"""In place of the targets that one fewer misses."""


def tables_of(sized: Sized, trials: Trials) -> dict[str, Rows]:
    """By the name of their file."""
    scenario = trials.scenario(FOUND, sized.found.force.changes())
    return {
        "force": _force(sized, scenario, trials.base),
        "targets": _targets(sized, trials),
        "path": _path(sized, trials.base),
        "next_people": _next_people(sized, trials.base),
        "sites": _sites(scenario, trials.base),
    }


def _force(sized: Sized, scenario: Scenario, base: Scenario) -> Rows:
    """All numbers of the force found, those that didn't vary too."""
    every = levers_of(base)
    now, before = force_of(scenario, every).numbers, force_of(base, every).numbers
    paid = paid_by_zone_and_role(scenario)
    return [
        {
            "zone": lever.zone,
            "role": lever.role,
            "number": now[lever],
            "at_start": before[lever],
            "paid_people": _paid(paid, lever),
            "needed_for": _needed_for(sized, lever),
        }
        for lever in every
    ]


def _needed_for(sized: Sized, lever: Lever) -> str:
    """The targets that fail with one fewer, or why there are none."""
    found, least = sized.found, sized.ground.least
    if lever not in least:
        return NOT_VARIED
    if found.force.numbers[lever] <= least[lever]:
        return FEWEST
    if not found.sought:
        return ""
    if lever not in found.needed_for:
        return NOT_POSSIBLE
    return "; ".join(map(label_of, found.needed_for[lever])) or SAVES_NOBODY


def _paid(paid: Mapping[tuple[str, str], float], lever: Lever) -> float | str:
    if lever.role not in PAID_AS:
        return ""
    return paid.get((lever.zone, PAID_AS[lever.role]), 0.0)


def _targets(sized: Sized, trials: Trials) -> Rows:
    rows: Rows = []
    for one in sized.found.reached:
        target, label = one.target, kpis.describe(one.target.kpi)
        standing = trials.column(trials.results.baseline, target.kpi, sized.fresh)
        rows.append(
            {
                "kpi": target.kpi,
                "label": label.label,
                "unit": label.unit,
                "wanted": target.wanted,
                "value": target.value,
                "estimate": one.estimate,
                "bound": one.bound,
                "verdict": one.verdict,
                "binds": "yes" if sized.found.binds(target) else "no",
                "people_saved_without_it": sized.found.saved.get(target, ""),
                "at_start": reached(target, standing, sized.found.confidence).estimate,
                "sought": "yes" if target in sized.found.sought else "no",
            }
        )
    return rows


def _path(sized: Sized, base: Scenario) -> Rows:
    """From the fewest of everything, step by step; estimates are those of the search."""
    rows: Rows = []
    for number, step in enumerate(sized.found.steps):
        moved = [at for at, n in step.force.numbers.items() if n != step.before.numbers[at]]
        only = moved[0] if len(moved) == 1 else None
        rows.append(
            {
                "step": number,
                "zone": only.zone if only else "",
                "role": only.role if only else "",
                "from": step.before.numbers[only] if only else "",
                "to": step.force.numbers[only] if only else "",
                "words": change_in_words(base, step.before, step.force)
                if number
                else "the fewest of everything to begin with",
                "people_added": step.people - sized.ground.people(step.before),
                "people_in_all": step.people,
                **{target.kpi: _estimate(step.estimates, target) for target in sized.targets},
            }
        )
    return rows


def _estimate(estimates: Mapping[str, float], target: Target) -> float:
    return estimates.get(target.kpi, nan)


def _next_people(sized: Sized, base: Scenario) -> Rows:
    return [
        {
            "zone": one.lever.zone,
            "role": one.lever.role,
            "words": change_in_words(base, sized.found.force, one.force),
            "people_added": one.people_added,
            "kpi": one.target.kpi,
            "gain": one.change.estimate,
            "gain_low": one.change.low,
            "gain_high": one.change.high,
            "gain_per_ten_people": one.per_ten_people,
        }
        for one in sized.next_people
    ]


def _sites(scenario: Scenario, base: Scenario) -> Rows:
    """Posts and checkpoints in the order in which the force found mans them."""
    rows: Rows = []
    for zone in scenario.staffing.zones:
        for role, kind in SITES.items():
            before = sites_by_priority(base, zone, kind)[: getattr(base.staffing.zones[zone], role)]
            number = getattr(scenario.staffing.zones[zone], role)
            for place, name in enumerate(sites_by_priority(scenario, zone, kind), start=1):
                rows.append(
                    {
                        "zone": zone,
                        "kind": kind,
                        "order": place,
                        "site": name,
                        "label": getattr(scenario.mission, kind)[name].label,
                        "manned": "yes" if place <= number else "no",
                        "manned_at_start": "yes" if name in before else "no",
                    }
                )
    return rows
