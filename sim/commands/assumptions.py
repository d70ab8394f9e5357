"""The table of assumptions: each value that a run rests on, with what is known of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sim.analysis.assumption import NONE_GIVEN, POSITIONS, Assumption
from sim.analysis.differing_settings import differences, settings_of
from sim.settings.evidence import CHOICE, Entry, Evidence

GROUPS = ("world", "mission", "staffing", "response")
"""Of a scenario's settings those that evidence is about."""
Key = tuple[str, ...]
OUTSIDE = "outside the range worth trying"
OUTSIDE_SOMEWHERE = "in some scenarios outside the range worth trying"
NAMED_AT_MOST = 6
"""So many values of a setting are told one by one."""


def assumptions(evidence: Evidence, manifest: Mapping[str, Any]) -> Iterator[Assumption]:
    """Of the settings that a manifest holds: the values of the baseline in order, then of settings
    that only other scenarios have; all but positions."""
    base = manifest["scenarios"][manifest["baseline"]]
    own = dict(_values(base, evidence))
    others: defaultdict[Key, list[Any]] = defaultdict(list)
    for differing in _differing(manifest, base):
        for dotted, told in differing.items():
            group, *rest = dotted.split(".")
            if group in GROUPS:
                # a table told whole holds values that don't differ, too
                for key, value in evidence.values(told, (group, *rest)):
                    if key not in own or value != own[key]:
                        others[key].append(value)
    for key in [*own, *(key for key in others if key not in own)]:
        if key[-1] in POSITIONS:
            continue
        known = evidence.of(key)
        value = own.get(key)
        values = [*([value] if key in own else []), *others[key]]
        if known is None and not any(one is not None for one in values):
            continue  # nothing is set and nobody asks for it
        yield _row(key, value, values, known)


def _values(settings: Mapping[str, Any], evidence: Evidence) -> Iterator[tuple[Key, Any]]:
    for group in GROUPS:
        yield from evidence.values(settings.get(group, {}), (group,))


def _differing(manifest: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Of each scenario, by dotted key, what isn't as in the baseline."""
    told = manifest.get("scenarios_differ")
    if isinstance(told, dict):  # of a large sweep: nobody makes ten thousand settings again
        yield from told.values()
        return
    for settings in settings_of(manifest).values():
        yield differences(base, settings)


def _row(key: Key, value: Any, values: list[Any], known: Entry | None) -> Assumption:
    dotted, said = ".".join(key), "" if value is None else _in_words(value)
    distinct = list(dict.fromkeys(_in_words(one) for one in values))
    varied = _varied(values, distinct) if len(distinct) > 1 else ""
    if known is None:
        return Assumption(dotted, said, "", "", "", NONE_GIVEN, "", varied, "")
    remark = ""
    if not known.holds(value):
        remark = OUTSIDE
    elif not all(map(known.holds, values)):
        remark = OUTSIDE_SOMEWHERE
    bounds = [_in_words(end) for end in known.range]
    lowest, highest = (", ".join(bounds), "") if known.unit == CHOICE else bounds
    return Assumption(
        dotted, said, known.unit, lowest, highest, known.status, known.source, varied, remark
    )


def _varied(values: list[Any], distinct: list[str]) -> str:
    """``4, 7, 11``, or ``0 to 0.3`` where they are many numbers."""
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        in_order = [_in_words(one) for one in sorted(set(values))]
        few = len(in_order) <= NAMED_AT_MOST
        return ", ".join(in_order) if few else f"{in_order[0]} to {in_order[-1]}"
    few = len(distinct) <= NAMED_AT_MOST
    return ", ".join(distinct) if few else f"{len(distinct)} different values"


def _in_words(value: Any) -> str:
    """A value as it is typed in a settings file."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
