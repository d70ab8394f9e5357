"""What of a typed command tells one experiment from another, and one set of replications from
another."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sim.run_settings import RunSettings

_HOW_IT_RUNS = {
    "workers",
    "cluster",
    "replication_limit_s",
    "worker_memory_mb",
    "redo_failed",
    "results_folder",
    "report",
}
"""Settings that say how and where an experiment is simulated and shown, not which one it is."""
_BESIDE_REPLICATIONS = RunSettings.model_fields.keys() - {"seed", "experiment"}
"""Settings of a run that change no replication."""


def words_of_experiment(command: Sequence[str]) -> list[str]:
    """The words of a command but for those on how it runs: what is listed is told apart by them."""
    return _without(_HOW_IT_RUNS, command)


def words_of_replications(command: Sequence[str]) -> list[str]:
    """The words of a command but for those that change no replication."""
    return _without(_BESIDE_REPLICATIONS, command)


def _without(left_out: Collection[str], command: Sequence[str]) -> list[str]:
    keys = [re.split(r"[=./]", word.lstrip("+~"))[0] for word in command]
    return [word for word, key in zip(command, keys, strict=True) if key not in left_out]
