"""What many tests need: the shipped scenario, composed without Hydra."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import browser_type_launch_args, opened  # noqa: F401 - fixtures
from read_once import read_once
from small_run import small_run

import sim.model.actors
import sim.model.response_rules  # noqa: F401 - makes rules known
from sim.config import Scenario
from sim.settings.composition import without_other_zones

CONFIGS = Path(__file__).parent.parent / "configs"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(group: str, name: str) -> dict[str, Any]:
    """One preset file as plain data, its ``defaults`` merged below it; the caller may change it."""
    found: dict[str, Any] = pickle.loads(_loaded(group, name))
    return found


@cache
def _loaded(group: str, name: str) -> bytes:
    """Pickled, which is copied ten times as fast as the file is parsed: tests ask for thousands."""
    data = yaml.load((CONFIGS / group / f"{name}.yaml").read_text(), Loader=LOADER)
    merged: dict[str, Any] = {}
    for parent in data.pop("defaults", []):
        merge(merged, data if parent == "_self_" else load(group, parent))
    return pickle.dumps(merged or data)


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Merge nested mappings in place, as Hydra does."""
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            merge(base[key], value)
        else:
            base[key] = value
    return base


def compose(
    staffing: str = "planned", response: str = "investigate_first", **over: Any
) -> Scenario:
    """Eastern Ghouta at a staffing level under a rule; ``over`` is merged on top."""
    return compose_in("ghouta_as_announced", "eastern_ghouta", staffing, response, **over)


def compose_in(
    world: str,
    mission: str,
    staffing: str = "planned",
    response: str = "investigate_first",
    /,
    **over: Any,
) -> Scenario:
    """The same in another world; the staff for zones that it lacks is left out."""
    data = {
        "name": f"{staffing}, {response}",
        "days": 184,
        "world": load("world", world),
        "mission": load("mission", mission),
        "staffing": load("staffing", staffing),
        "response": load("response", response),
    }
    return Scenario.model_validate(without_other_zones(merge(data, over)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Results on file change only when asked to: see tests/backtest."""
    parser.addoption(
        "--refresh-golden", action="store_true", help="write today's results over those on file"
    )


def pytest_collection_finish() -> None:
    """A tenth of the time of all tests went into looking for garbage among thousands of tests and
    the libraries, none of which is ever any: they are left out, and what is new is looked at less
    often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 5)


@pytest.fixture(scope="session", autouse=True)
def _settings_are_read_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture(scope="session")
def ghouta() -> Scenario:
    """The baseline of the main job."""
    return compose()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a small real run of four scenarios; to be read only: whoever writes copies it."""
    base = tmp_path_factory.getbasetemp()
    return small_run(base.parent if base.name.startswith("popen-") else base)
