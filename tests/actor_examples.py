"""A minimal actor of every kind, as the unit test of the kind gives it (``EXAMPLE``, settings valid
in the shipped Eastern Ghouta; ``EXAMPLE_IN``, world or mission)."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import sim.model.actors  # noqa: F401 - makes the kinds known
from sim.kernel import registry

UNIT = Path(__file__).parent / "unit"
KINDS = registry.kinds("actor")


@cache
def example(kind: str) -> tuple[str, dict[str, Any]]:
    """Where an actor of a kind stands, and its settings."""
    path = UNIT / f"test_{kind}.py"
    spec = importlib.util.spec_from_file_location(f"example_of_{kind}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EXAMPLE_IN, module.EXAMPLE
