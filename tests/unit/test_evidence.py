"""Every value that planners can edit has a range, a unit, a status and a source."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import CONFIGS, load

EVIDENCE = {
    key: entry
    for path in sorted((CONFIGS / "evidence").glob("*.yaml"))
    for key, entry in yaml.safe_load(path.read_text()).items()
}
PRESETS = [
    (group, path.stem)
    for group in ("world", "mission", "staffing", "response")
    for path in sorted((CONFIGS / group).glob("*.yaml"))
]
WORDS = {"label", "held_by", "side", "zone", "guarantor", "near", "hears_complaints_of", "kind"}
WORDS |= {"destination", "to", "checkpoint", "exposed_to", "distribution", "place"}
NAMES = {"groups", "places", "also_supplies", "checkpoints", "guarantors"}
NAMES |= {"zones", "targets", "traffic", "provinces"}
"""Lists of names of other entries."""


def leaves(node: Any, key: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from leaves(child, (*key, name))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from leaves(child, (*key, str(index)))
    elif key[-1] not in WORDS and not (isinstance(node, str) and NAMES & {*key[-3:-1]}):
        yield key, node


def evidence_of(key: tuple[str, ...]) -> dict[str, Any] | None:
    """The entry that fits; of several the one with more letters."""
    found = []
    for pattern, entry in EVIDENCE.items():
        parts = pattern.split(".")
        if len(parts) == len(key) and all(map(fnmatchcase, key, parts)):
            found.append((len(pattern.replace("*", "")), pattern, entry))
    return max(found)[2] if found else None


@pytest.mark.parametrize(("group", "name"), PRESETS, ids=lambda value: str(value))
def test_every_value_has_evidence_and_lies_in_its_range(group: str, name: str) -> None:
    missing, outside = [], []
    for key, value in leaves(load(group, name), (group,)):
        entry = evidence_of(key)
        if entry is None:
            missing.append(".".join(key))
        elif isinstance(value, bool | str):
            low_high = entry["range"]
            if isinstance(value, bool) or entry["unit"] == "choice":
                if value not in low_high:
                    outside.append((".".join(key), value))
            elif not low_high[0] <= value <= low_high[1]:
                outside.append((".".join(key), value))
        elif value is not None and not entry["range"][0] <= value <= entry["range"][1]:
            outside.append((".".join(key), value, entry["range"]))
    assert missing == []
    assert outside == []


@pytest.mark.parametrize("key", EVIDENCE)
def test_an_entry_of_evidence_is_whole(key: str) -> None:
    entry = EVIDENCE[key]
    assert set(entry) == {"range", "unit", "status", "source"}
    assert entry["status"] in {"sourced", "expert", "assumed", "calibrated"}
    assert entry["source"].strip()
    assert entry["unit"].strip()


def test_no_entry_of_evidence_is_for_nothing() -> None:
    """A key that no shipped file holds is a leftover, unless it is optional."""
    optional = {"closes_day", "late_days", "productivity"}
    used = set()
    for group, name in PRESETS:
        for key, _ in leaves(load(group, name), (group,)):
            entry = evidence_of(key)
            used |= {pattern for pattern, found in EVIDENCE.items() if found is entry}
    unused = {key for key in EVIDENCE if key not in used and key.split(".")[-1] not in optional}
    assert unused == set()


def test_a_value_without_evidence_is_found() -> None:
    assert evidence_of(("world", "no", "such", "key")) is None
    assert Path(CONFIGS / "evidence").is_dir()
