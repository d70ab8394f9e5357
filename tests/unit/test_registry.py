"""Plug-ins chosen by their kind."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import ValidationError

from sim.kernel.registry import Plugin, discover, kinds, known_keys, resolve


class Vessel(Plugin, family="vessel of a test"):
    tonnes: float = 1.0


class Barge(Vessel):
    kind: Literal["barge"]
    length_m: float


class Ferry(Vessel):
    kind: Literal["ferry", "small_ferry"]


class Engine(Plugin, family="engine of a test"):
    pass


class Diesel(Engine):
    kind: Literal["barge"]
    power_kw: float = 1.0


FAMILY = "vessel of a test"


def test_a_plugin_is_known_by_its_kinds_in_its_own_family() -> None:
    assert kinds(FAMILY) == ["barge", "ferry", "small_ferry"]
    assert kinds("engine of a test") == ["barge"]
    assert kinds("nothing of the sort") == []
    assert known_keys("barge") == ["kind", "length_m", "power_kw", "tonnes"]


def test_settings_become_the_plugin_of_their_kind() -> None:
    barge = resolve(FAMILY, {"kind": "barge", "length_m": 80.0})
    assert barge == Barge(kind="barge", length_m=80.0)
    assert isinstance(resolve("engine of a test", {"kind": "barge"}), Diesel)
    assert isinstance(resolve(FAMILY, {"kind": "small_ferry"}), Ferry)
    assert resolve(FAMILY, barge) is barge


@pytest.mark.parametrize("settings", [{}, {"length_m": 80.0}, "barge", None, ["barge"]])
def test_a_missing_kind_lists_the_kinds(settings: object) -> None:
    with pytest.raises(ValueError, match=r"needs a 'kind' \(there are: barge, ferry, small_ferry"):
        resolve(FAMILY, settings)


def test_an_unknown_kind_lists_the_kinds() -> None:
    expected = f"no {FAMILY} of kind 'raft' \\(there are: barge, ferry, small_ferry\\)"
    with pytest.raises(ValueError, match=expected):
        resolve(FAMILY, {"kind": "raft"})


@pytest.mark.parametrize(
    "settings",
    [
        {"kind": "barge"},
        {"kind": "barge", "length_m": "80"},
        {"kind": "barge", "length_m": float("inf")},
        {"kind": "barge", "length_m": 80.0, "wheels": 4},
    ],
)
def test_wrong_fields_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        resolve(FAMILY, settings)


def test_a_package_of_plugins_is_imported_whole() -> None:
    import sim.model.response_rules as package

    discover(package.__name__, package.__path__)
    assert {"graduated", "record_only"} <= set(kinds("response rule"))
