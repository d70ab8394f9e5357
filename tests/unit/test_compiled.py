"""Compiling: stored where a folder can be written, and quietly not where none can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.kernel import compiled as module


def test_a_read_only_folder_only_costs_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refusing_njit(body: Callable[..., Any], cache: bool = False) -> Callable[..., Any]:
        asked.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return body

    monkeypatch.setattr(module, "njit", refusing_njit)
    assert module.compiled(abs) is abs
    assert asked == [True, False]


def test_the_lanes_are_stored() -> None:
    from sim.model.lanes import advance

    assert advance.stats.cache_path
