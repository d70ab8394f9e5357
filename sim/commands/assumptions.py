"""The table of assumptions: each value that a run rests on, with what is known of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
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
    given = _given(base)
    given_to_others: dict[str, str] = {}
    for differing in _differing(manifest, base):
        given_to_others |= _given(differing)
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
        value = own.get(key)
        known = evidence.of(key, value)
        values = [*([value] if key in own else []), *others[key]]
        if known is None and not any(one is not None for one in values):
            continue  # nothing is set and nobody asks for it
        file = _file_of(key, given if key in own else given_to_others)
        yield _row(key, value, values, known, file)


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


def _given(settings: Mapping[str, Any]) -> dict[str, str]:
    """Dotted keys that a planner's own file of sites gave, with that file."""
    file = str(settings.get("sites_file"))
    return dict.fromkeys(settings.get("from_sites_file", ()), file)


def _file_of(key: Key, given: Mapping[str, str]) -> str | None:
    names = (".".join(key[:depth]) for depth in range(3, len(key) + 1))
    return next((given[name] for name in names if name in given), None)


def _row(
    key: Key, value: Any, values: list[Any], known: Entry | None, file: str | None
) -> Assumption:
    dotted, said = ".".join(key), "" if value is None else _in_words(value)
    distinct = list(dict.fromkeys(_in_words(one) for one in values))
    varied = _varied(values, distinct) if len(distinct) > 1 else ""
    if known is None or file is not None:  # what is known of ours says nothing of a planner's own
        source = f"given by the planner's file {Path(file).name}" if file else ""
        unit = known.unit if known else ""
        return Assumption(dotted, said, unit, "", "", NONE_GIVEN, source, varied, "")
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
    """A value as it is typed in a settings file: ``30``, not ``30.0``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
