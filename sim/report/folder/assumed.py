"""The table of assumptions of a results folder, with what repeats itself put together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from sim.analysis.assumption import ASSUMPTIONS, Assumption
from sim.report.folder.of_one import counted
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.results_files import read_rows

NAMES_DEEPER_THAN = 4
"""Parts of a key beyond which the last is a name: ``world.groups.government.places.douma``."""
NAMED_AT_MOST = 3
NO_RANGE = frozenset({"", "date", "choice", "yes or no"})
"""Units of which neither the unit nor the range need be told."""
NO_UNIT = NO_RANGE | {"exponent", "factor", "factor squared", "probability", "rank", "share"}
NOT_SET = "not set"
NEEDLESS = re.compile(r"(?<![\d.])(-?\d+)\.0(?![\d.])")


def read_assumptions(results: Results) -> list[Assumption]:
    """The rows of assumptions.csv, whole numbers without decimals. Raises `NotInResults` where
    there is no such file, `ResultsProblem` where it can't be read."""
    found = read_rows(results.folder / ASSUMPTIONS, results.manifest, *Assumption._fields)
    if not found:
        raise NotInResults(f"the folder holds no {ASSUMPTIONS}: an earlier version wrote it")
    rows = [Assumption(*(row[column] for column in Assumption._fields)) for row in found]
    return [row._replace(value=_whole(row.value), varied=_whole(row.varied)) for row in rows]


def _whole(value: str) -> str:
    """``30`` of ``30.0``."""
    return NEEDLESS.sub(r"\1", value)


def subject_of(key: str) -> str:
    """``world.violence`` of ``world.violence.spread_km``, ``mission`` of ``mission.uavs``."""
    parts = key.split(".")
    return ".".join(parts[:2] if len(parts) > 2 else parts[:1])


def by_source(rows: Sequence[Assumption]) -> dict[str, list[list[Assumption]]]:
    """Subject -> its rows, together those of the same status and source, all in order. What is
    varied, or outside its range, stands alone."""
    subjects: defaultdict[str, defaultdict[tuple[str, ...], list[Assumption]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        alone = (row.key,) if row.varied or row.remark else ()
        subjects[subject_of(row.key)][row.status, row.source, *alone].append(row)
    return {subject: list(groups.values()) for subject, groups in subjects.items()}


def told_together(rows: Sequence[Assumption]) -> list[str]:
    """Rows of one subject as ``setting: value unit (worth trying: low to high)``; those whose keys
    differ in names only, such as of places, are one."""
    grouped: defaultdict[tuple[str, ...], list[Assumption]] = defaultdict(list)
    for row in rows:
        parts = row.key.split(".")
        named = parts[-1] if len(parts) <= NAMES_DEEPER_THAN else ""
        grouped[(str(len(parts)), named, row.unit, row.lowest, row.highest)].append(row)
    return [_told(group) for group in grouped.values()]


def _told(rows: Sequence[Assumption]) -> str:
    row = rows[0]
    parts = zip(*(row.key.split(".") for row in rows), strict=True)
    pattern = ".".join(one[0] if len(set(one)) == 1 else "*" for one in parts)
    setting = pattern.removeprefix(f"{subject_of(row.key)}.")
    value = _values(rows)
    has_unit = row.unit not in NO_UNIT and not value.endswith(NOT_SET)
    told = f"{setting}: {counted(value, row.unit) if has_unit else value}"
    if row.lowest != row.highest and row.unit not in NO_RANGE:
        told += f" (worth trying: {row.lowest} to {row.highest})"
    if row.varied:
        told += f"; varied here: {row.varied}"
    return told + (f"; {row.remark}" if row.remark else "")


def _values(rows: Sequence[Assumption]) -> str:
    """One value, or from the lowest to the highest."""
    distinct = list(dict.fromkeys(row.value or NOT_SET for row in rows))
    try:
        numbers = sorted(distinct, key=float)
    except ValueError:
        return ", ".join(distinct) if len(distinct) <= NAMED_AT_MOST else f"{len(distinct)} values"
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
