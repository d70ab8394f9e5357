"""KPIs: pure functions of an event log, one file a subject; each is known by its function's name.

``compute`` gives every KPI of a log twice: over the whole horizon, and with the suffix
``_from_first_post`` from the hour at which the first post is manned. When none ever is, those are
0 over 0, hence not a number: nothing is shown where nothing was watched.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping

from sim.analysis.kpis.declaration import (
    FROM_FIRST_POST,
    REGISTERED,
    Kpi,
    Label,
    Pair,
    value,
)
from sim.analysis.kpis.joins import Joins
from sim.analysis.kpis.view import View
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import discover

__all__ = [
    "FROM_FIRST_POST",
    "Label",
    "Pair",
    "complete",
    "compute",
    "describe",
    "names",
    "order",
    "value",
]

SUBJECTS = (
    "violence",
    "casualties",
    "record",
    "coverage",
    "reach",
    "response",
    "funnel",
    "impartiality",
    "access",
    "side_gaps",
    "convoys",
    "convoy_ends",
    "checkpoints",
    "supply",
    "people",
    "safety",
)
"""Their order is that of the columns; a subject that isn't named here comes after them."""

for _subject in SUBJECTS:
    importlib.import_module(f"{__name__}.{_subject}")
discover(__name__, __path__)

NOTHING: Pair = (0.0, 0.0)


def compute(log: EventLog, joins: Joins | None = None) -> dict[str, Pair]:
    """Every KPI of a log as (numerator, denominator), the whole horizon first.

    Raises ValueError on a log without its first row.
    """
    joins = joins or Joins(log)
    pairs: dict[str, Pair] = {}
    whole = View(joins, 0.0, joins.horizon_h)
    for declared in REGISTERED.values():
        pairs.update(declared.pairs(whole))
    if joins.first_post_h < joins.horizon_h:
        later = View(joins, joins.first_post_h, joins.horizon_h)
        for declared in REGISTERED.values():
            for name, pair in declared.pairs(later).items():
                pairs[name + FROM_FIRST_POST] = pair
    else:
        pairs.update({name + FROM_FIRST_POST: NOTHING for name in list(pairs)})
    return pairs


def describe(name: str) -> Label:
    """Label, unit and direction of a KPI by name. Raises KeyError on one that nobody declared."""
    declared, member = _declared(name)
    label = declared.label
    words = label.label
    if member:
        open_ended = words.endswith((" to", ":", ","))
        words += ", " if declared.members and not open_ended else " "
        words += (declared.members or {}).get(member, member.replace("_", " "))
    if name.endswith(FROM_FIRST_POST):
        words += ", from the first post on"
    return label._replace(label=words)


def names() -> list[str]:
    """KPIs as declared; of a family whose members aren't known beforehand, its beginning only."""
    return [
        f"{name}_{member}" if member else name
        for name, declared in REGISTERED.items()
        for member in declared.members or ("",)
    ]


def order(names: Iterable[str]) -> list[str]:
    """KPI names as declared, whole horizon first; members of open families are sorted."""
    rank = {name: i for i, name in enumerate(REGISTERED)}

    def position(name: str) -> tuple[bool, int, int, str]:
        declared, member = _declared(name)
        members = list(declared.members or ())
        place = members.index(member) if member in members else 0
        return name.endswith(FROM_FIRST_POST), rank[declared.name], place, member

    return sorted(set(names), key=position)


def complete(pairs: Mapping[str, Pair], names: Iterable[str]) -> dict[str, Pair]:
    """``pairs`` with every KPI of ``names``: what one log doesn't hold of an open family (a kind of
    incident that another replication saw) counted zero in it, over its total's denominator."""
    completed = {}
    for name in names:
        pair = pairs.get(name)
        if pair is None:
            suffix = FROM_FIRST_POST if name.endswith(FROM_FIRST_POST) else ""
            pair = (0.0, pairs.get(_declared(name)[0].total + suffix, NOTHING)[1])
        completed[name] = pair
    return completed


def _declared(name: str) -> tuple[Kpi, str]:
    """The declaration behind a KPI's name, and the member of its family."""
    base = name.removesuffix(FROM_FIRST_POST)
    if base in REGISTERED and not _is_family(REGISTERED[base]):
        return REGISTERED[base], ""
    families = [
        declared
        for declared in REGISTERED.values()
        if _is_family(declared) and base.startswith(declared.name + "_")
    ]
    for declared in sorted(families, key=lambda family: -len(family.name)):
        member = base.removeprefix(declared.name + "_")
        if declared.members is None or declared.total or member in declared.members:
            return declared, member
    raise KeyError(f"no KPI is named {name}")


def _is_family(declared: Kpi) -> bool:
    return declared.members is not None or bool(declared.total)
