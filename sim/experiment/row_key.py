"""The key under which a scenario's replications are kept: equal keys mean equal results.

It digests everything that a result depends on: the code that simulates and measures, the versions
of the numeric libraries, the seed and the scenario's settings; not its name, its question, what
that is about, or any label.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.analysis.differing_settings import SAID_OF_A_SCENARIO
from sim.config import Scenario

CODE = (
    "kernel",
    "events.py",
    "waits.py",
    "config.py",
    "model",
    "analysis/kpis",
    "analysis/estimators.py",
    "analysis/series.py",
    "analysis/incidents.py",
    "analysis/logfile.py",
    "experiment/batch.py",
    "experiment/memory_limit.py",
    "experiment/time_limit.py",
)
"""Code that results depend on, under ``sim/``; charts and statistics aren't among it."""
LIBRARIES = ("numpy", "scipy", "numba", "simpy")


@cache
def code_hash() -> str:
    """A digest of every source file that results depend on."""
    hashed = blake2b(digest_size=16)
    root = Path(__file__).resolve().parent.parent
    for part in CODE:
        place = root / part
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            hashed.update(path.relative_to(root).as_posix().encode() + b"\0")
            hashed.update(path.read_bytes() + b"\0")
    return hashed.hexdigest()


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that results depend on."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"python": python} | {name: version(name) for name in LIBRARIES}


def settings_digest(scenario: Scenario) -> str:
    """A digest of what a scenario sets."""
    return _digest(settings_of(scenario))


def settings_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario sets but for words, which change nothing in a run."""
    dumped = scenario.model_dump(mode="json", exclude=set(SAID_OF_A_SCENARIO))
    return _without_labels(dumped)


def _without_labels(settings: dict[str, Any]) -> dict[str, Any]:
    """Entries of a list have no other name than their label, and the log may call them by it
    (stages of returns): there it stays."""
    return {
        key: _without_labels(value) if isinstance(value, dict) else value
        for key, value in settings.items()
        if not (key == "label" and isinstance(value, str))
    }


def key_of(settings: str, seed: int) -> str:
    """Key of the replications of settings (their digest) under a seed."""
    return _digest(
        {"code": code_hash(), "versions": versions(), "seed": seed, "settings": settings}
    )


def row_key(scenario: Scenario, seed: int) -> str:
    """Key of a scenario's replications under a seed."""
    return key_of(settings_digest(scenario), seed)


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()
