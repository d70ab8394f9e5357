"""What a manifest may hold under each key that is read from it; earlier versions wrote fewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError

Settings = dict[str, dict[str, Any]]


class _Keys(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False, extra="ignore")


class _Failure(_Keys):
    scenario: str
    replication: int
    cause: str = ""
    traceback: str = ""


class _Missing(_Keys):
    model_config = ConfigDict(extra="forbid")

    failed: int
    asked: PositiveInt


class _Label(_Keys):
    label: str
    unit: str = ""
    direction: Literal["lower", "higher", "neither"] = "neither"
    page_one: bool = False
    ratio: bool = False


class _Differing(_Keys):
    scenarios: list[str]
    called: list[str]
    keys: dict[str, list[Any]]


class _Compared(_Keys):
    folder: str
    scenarios: int = 0
    started: str | None = None


class _Manifest(_Keys):
    scenarios: Settings
    scenarios_differ: Settings = {}
    unreported_scenarios: Settings = {}
    baseline: str = ""
    experiment: str = ""
    question: str = ""
    command: list[str] = []
    started: str = ""
    duration_s: float = 0.0
    seed: int | None = None
    replications: int = 0
    workers: int = 0
    finished: int = 0
    replications_in_all: int = 0
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    failed: list[_Failure] = []
    missing: dict[str, _Missing] = {}
    failed_share_at_most: float = 0.0
    left_out: list[str] = []
    not_compared: dict[str, str] = {}
    simulator: str | None = None
    code_hash: str | None = None
    versions: dict[str, str] = {}
    store_keys: dict[str, str] = {}
    log_digests: dict[str, str] = {}
    worth_seeing: float | None = None
    control_variates: list[str] = []
    design: dict[str, Any] = {}
    factors: Settings = {}
    guesses: dict[str, list[str]] = {}
    report: dict[str, Any] = {}
    kpi_labels: dict[str, _Label] = {}
    held_in_part: dict[str, str] = {}
    conclusion: list[str] = []
    conclusion_is_the_answer: bool = False
    paired: bool = True
    warnings: list[str] = []
    compared: list[_Compared] = []
    settings_that_differ: _Differing | None = None


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "has no use there",
    "list_type": "must be a list",
    "dict_type": "must hold keys with values",
    "model_type": "must hold keys with values",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false",
    "greater_than": "must be above 0",
    "literal_error": "must be lower, higher or neither",
}
"""Kind of a fault -> what would be right."""


def fault_in(manifest: Mapping[str, Any]) -> str:
    """What is wrong with a manifest, ``key: what would be right``; empty when nothing is."""
    if not manifest.get("scenarios"):
        return "lacks the settings of its scenarios: it was made by a version before this one"
    try:
        _Manifest.model_validate(manifest)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
        return f"{key}: {_WORDS.get(fault['type'], fault['msg'])}"
    names = manifest.get("scenarios_differ") or manifest["scenarios"]
    baseline = manifest.get("baseline", "")
    if not baseline and len(names) > 1:
        return f"baseline: {_WORDS['missing']}"
    if baseline and not (baseline in names and baseline in manifest["scenarios"]):
        return f"baseline: '{baseline}' is not among its scenarios"
    return ""
