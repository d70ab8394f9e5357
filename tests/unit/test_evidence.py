"""Every value that planners can edit has a range, a unit, a status and a source."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import CONFIGS, load

from sim.settings.evidence import read_evidence, values
from sim.settings.files import SettingsProblem

EVIDENCE = read_evidence(CONFIGS.parent)
PRESETS = [
    (group, path.stem)
    for group in ("world", "mission", "staffing", "response")
    for path in sorted((CONFIGS / group).glob("*.yaml"))
]
KNOWN = 'range: [0, 3], unit: days, status: assumed, source: "no source found"'


def evidence_in(folder: Path, text: str) -> Path:
    """A project with one evidence file."""
    (folder / "configs" / "evidence").mkdir(parents=True)
    (folder / "configs" / "evidence" / "mine.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("group", "name"), PRESETS, ids=lambda value: str(value))
def test_every_value_has_evidence_and_lies_in_its_range(group: str, name: str) -> None:
    missing, outside = [], []
    for key, value in values(load(group, name), (group,)):
        entry = EVIDENCE.of(key)
        if entry is None:
            missing.append(".".join(key))
        elif not entry.holds(value):
            outside.append((".".join(key), value, entry.range))
    assert missing == []
    assert outside == []


def test_a_value_without_evidence_is_found() -> None:
    assert EVIDENCE.of(("world", "no", "such", "key")) is None
    assert len(EVIDENCE.entries) > 400


def test_of_several_entries_that_fit_the_one_with_more_letters_counts(tmp_path: Path) -> None:
    lines = ("a.*.c: {%s}", "a.*_far.c: {%s}", "a.b_far.*: {%s}", "a.*.*.c: {%s}")
    evidence = read_evidence(evidence_in(tmp_path, "\n".join(lines) % ((KNOWN,) * 4)))
    found = {
        key: next((p for p, entry in evidence.entries.items() if entry is evidence.of(key)), None)
        for key in (("a", "x", "c"), ("a", "x_far", "c"), ("a", "b_far", "d"), ("a", "x", "d"))
    }
    assert list(found.values()) == ["a.*.c", "a.*_far.c", "a.b_far.*", None]
    assert evidence.of(("a", "x", "y", "c")) is evidence.entries["a.*.*.c"]


def test_names_are_no_values() -> None:
    settings = {
        "label": "Douma",
        "places": ["douma"],
        "shares": [0.5, 0.5],
        "routes": {"one": {"km": 3.0, "to": "douma"}},
    }
    assert dict(values(settings, ("world",))) == {
        ("world", "shares", "0"): 0.5,
        ("world", "shares", "1"): 0.5,
        ("world", "routes", "one", "km"): 3.0,
    }


@pytest.mark.parametrize(
    ("entry", "inside", "outside"),
    [
        ("range: [0, 3], unit: days", [0, 1.5, 3, None], [-0.1, 4, "two"]),
        ("range: [false, true], unit: yes or no", [True, False], []),
        ("range: [false, false], unit: yes or no", [False], [True]),
        ("range: [water, power, roads], unit: choice", ["water", "roads"], ["rails"]),
        ('range: ["2016-02-27", "2020-03-06"], unit: date', ["2017-05-06"], ["2021-01-01"]),
    ],
)
def test_what_a_range_holds(
    tmp_path: Path, entry: str, inside: list[object], outside: list[object]
) -> None:
    text = f"a.b: {{{entry}, status: expert, source: judgement}}"
    known = read_evidence(evidence_in(tmp_path, text)).of(("a", "b"))
    assert known is not None
    assert [known.holds(value) for value in inside] == [True] * len(inside)
    assert [known.holds(value) for value in outside] == [False] * len(outside)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a.b: {" + KNOWN.replace("assumed", "guessed") + "}", ":1: 'a.b': 'status' must be sour"),
        ("a.b: {range: [0, 3], unit: days, status: expert}", ":1: 'a.b': has no 'source'"),
        ("a.b:\n  range: [3, 0]\n  unit: days\n  status: expert\n  source: x", "'range' must be"),
        ("a.b: {" + KNOWN.replace("[0, 3]", "[0, x]") + "}", "'range' must be the lowest"),
        ("a.b: {" + KNOWN + ", remark: x}", "unknown key 'remark' (there are: range, unit"),
        ("a.b: 3", "'a.b': must hold range, unit, status and source"),
        ("3: {" + KNOWN + "}", "'3': must be a dotted key"),
        ("a.b: [", "not valid YAML"),
        ("", "the file is empty"),
        ("a.b: {" + KNOWN + "}\na.b: {" + KNOWN + "}", ":2: 'a.b' is given twice"),
    ],
)
def test_a_broken_evidence_file_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(SettingsProblem) as caught:
        read_evidence(evidence_in(tmp_path, text))
    (said,) = caught.value.lines
    assert said.startswith("configs/evidence/mine.yaml:")
    assert line in said


def test_a_project_without_evidence_knows_nothing(tmp_path: Path) -> None:
    assert read_evidence(tmp_path).of(("world", "start")) is None


def test_an_entry_about_one_value_says_nothing_of_others(tmp_path: Path) -> None:
    """So that a calibrated world's evidence leaves the worlds alone that hold other values."""
    text = f"a.*: {{{KNOWN}}}\na.b: {{{KNOWN.replace('assumed', 'calibrated')}, value: 2}}"
    evidence = read_evidence(evidence_in(tmp_path, text))
    statuses = [
        entry.status if (entry := evidence.of(("a", "b"), value)) else None
        for value in (2, 2.0, 1.9, None, "2", True)
    ]
    assert statuses == ["calibrated", "calibrated", *["assumed"] * 4]
    assert evidence.of(("a", "b")) is evidence.entries["a.*"]
