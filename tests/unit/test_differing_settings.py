"""Settings told as differences: what is told, and that nothing is lost."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.differing_settings import (
    ManySettings,
    differences,
    settings_of,
    with_differences,
)

BASE: dict[str, Any] = {
    "days": 30,
    "world": {"start": "2017-05-06", "violence": {"floor": 0.1, "shape": [1, 2]}},
    "staffing": {"zones": {"north": {"posts": 3}, "south": {"posts": 1}}},
    "question": None,
}


def changed(**over: Any) -> dict[str, Any]:
    return json.loads(json.dumps(BASE)) | over


def test_only_what_differs_is_told_by_dotted_key() -> None:
    other = changed(days=31)
    other["world"]["violence"]["shape"] = [1, 3]
    other["staffing"]["zones"]["south"]["posts"] = 2
    assert differences(BASE, other) == {
        "days": 31,
        "world.violence.shape": [1, 3],
        "staffing.zones.south.posts": 2,
    }
    assert differences(BASE, BASE) == {}


def test_a_table_that_lost_a_key_or_has_a_dotted_one_is_told_whole() -> None:
    lost = changed(staffing={"zones": {"north": {"posts": 3}}})
    assert differences(BASE, lost) == {"staffing.zones": {"north": {"posts": 3}}}
    dotted = changed(world=BASE["world"] | {"a.b": 1})
    assert differences(BASE, dotted) == {"world": dotted["world"]}


def test_the_base_stays_as_it_is() -> None:
    before = json.dumps(BASE)
    made = with_differences(BASE, {"world.violence.floor": 0.2, "world.violence.new": {"x": 1}})
    assert made["world"]["violence"] == {"floor": 0.2, "shape": [1, 2], "new": {"x": 1}}
    assert json.dumps(BASE) == before


words = st.text(alphabet="ab.", min_size=1, max_size=3)
tables = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.floats(0.0, 2.0) | st.lists(st.integers()),
    lambda inner: st.dictionaries(words, inner, max_size=3),
    max_leaves=12,
)
keys = ["days", "world", "mission"]
settings = st.fixed_dictionaries(dict.fromkeys(keys, tables))


@given(settings, settings)
def test_base_and_differences_give_the_other_back(base: Any, other: Any) -> None:
    found = with_differences(base, json.loads(json.dumps(differences(base, other))))
    assert json.dumps(found, sort_keys=True) == json.dumps(other, sort_keys=True)


def test_both_kinds_of_manifest_give_the_same_settings() -> None:
    scenarios = {"b": BASE, "a": changed(days=5), "c": changed(question="which?")}
    whole = settings_of({"scenarios": scenarios, "baseline": "b"})
    told = {name: differences(BASE, one) for name, one in scenarios.items()}
    parts = settings_of({"scenarios": {"b": BASE}, "scenarios_differ": told, "baseline": "b"})
    assert isinstance(parts, ManySettings)
    assert dict(whole) == dict(parts) == scenarios
    assert list(parts) == ["b", "a", "c"]
    assert len(parts) == 3
    assert parts.get("d") is None
