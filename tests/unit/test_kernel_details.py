"""Hints about unknown names, distances, and what a family of plug-ins tells of itself."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import ValidationError

from sim.kernel import registry
from sim.kernel.distance import distance_km
from sim.kernel.distributions import cumulative_shares
from sim.kernel.names import did_you_mean, there_are, unknown
from sim.kernel.registry import Plugin, unknown_names


class Tool(Plugin, family="tool of a test"):
    weight_kg: float = 1.0


class Spade(Tool):
    kind: Literal["spade"] = "spade"


class Axe(Tool):
    kind: Literal["axe"] = "axe"


def test_hints_name_what_was_meant_and_what_there_is() -> None:
    places = ["douma", "harasta"]
    assert did_you_mean("duma", places) == " - did you mean 'douma'?"
    assert did_you_mean("paris", places) == ""
    assert there_are(places) == "(there are: douma, harasta)"
    assert there_are([]) == "(there are none)"
    said = "no place called 'duma' - did you mean 'douma'? (there are: douma, harasta)"
    assert unknown("place", "duma", {"harasta": 1, "douma": 2}) == said


def test_unknown_names_are_found_by_key_in_mappings_and_by_number_in_lists() -> None:
    known = ["douma", "harasta"]
    assert list(unknown_names("places", ["harasta", "x"], "place", known)) == [
        (("places", 1), unknown("place", "x", known))
    ]
    assert list(unknown_names("places", {"y": 1, "douma": 2}, "place", known)) == [
        (("places", "y"), unknown("place", "y", known))
    ]
    assert not list(unknown_names("places", known, "place", known))


def test_a_family_lists_its_plugins_by_kind_in_order() -> None:
    assert list(registry.of("tool of a test").items()) == [("axe", Axe), ("spade", Spade)]
    assert registry.of("nothing of the sort") == {}
    assert Axe.family == "tool of a test"
    assert registry.known_keys("spade") == ["kind", "weight_kg"]
    assert registry.known_keys("nothing of the sort") == []
    with pytest.raises(ValueError, match=r"no nothing of the sort of kind 'x' \(there are none"):
        registry.resolve("nothing of the sort", {"kind": "x"})


def test_a_family_without_plugins_has_no_kinds_to_offer() -> None:
    class Lone(Plugin, family="lone family of a test"):
        pass

    assert Lone.family == "lone family of a test"
    with pytest.raises(ValueError, match=r"needs a 'kind' \(there are none\)"):
        registry.resolve("lone family of a test", {})
    with pytest.raises(ValueError, match=r"no lone family of a test of kind 'x' \(there are none"):
        registry.resolve("lone family of a test", {"kind": "x"})


def test_a_plugin_made_later_is_known_at_once_and_cannot_be_changed() -> None:
    class Saw(Tool):
        kind: Literal["saw"] = "saw"
        teeth: int = 10

    assert registry.kinds("tool of a test") == ["axe", "saw", "spade"]
    saw = registry.resolve("tool of a test", {"kind": "saw", "teeth": 12})
    assert saw == Saw(teeth=12)
    with pytest.raises(ValidationError):
        saw.teeth = 3  # type: ignore[attr-defined]
    del registry._families["tool of a test"]["saw"]


def test_distances_in_both_directions_of_the_map() -> None:
    assert distance_km(33.0, 36.0, 34.0, 36.0) == pytest.approx(111.195)
    # a degree of longitude at 60 degrees north is half as long
    assert distance_km(60.0, 10.0, 60.0, 12.0) == pytest.approx(111.195)
    assert distance_km(59.5, 10.0, 60.5, 10.0) == pytest.approx(111.195)
    east = distance_km(29.9, 10.0, 30.1, 20.0)
    assert east == pytest.approx(111.195 * (75.0 + 0.2**2) ** 0.5), (
        "cos 30 degrees, squared, is 3/4"
    )
    both = distance_km(59.0, 10.0, 61.0, 14.0)
    assert both == pytest.approx(111.195 * (2.0**2 + 2.0**2) ** 0.5)
    assert distance_km(61.0, 14.0, 59.0, 10.0) == pytest.approx(both)


def test_weights_become_running_shares() -> None:
    assert cumulative_shares([1.0, 0.0, 3.0]) == [0.25, 0.25, 1.0]
    assert cumulative_shares(iter([2.0])) == [1.0]
    assert cumulative_shares([]) == []
