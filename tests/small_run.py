"""A results folder of a real run, small but with everything in it, made once for all tests."""

from __future__ import annotations

import fcntl
from pathlib import Path

from sim.cli import main

SETTINGS = [
    *("-m", "staffing=planned,lean", "response=investigate_first,record_only"),
    *("days=110", "replications=3", "workers=1"),
]
"""The posts of Eastern Ghouta open on day 79 and later."""


def small_run(root: Path) -> Path:
    """The folder, below ``root``; the first process that asks makes it, others wait for it."""
    results = root / "small_run"
    with (root / "small_run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not results.exists():
            assert main([*SETTINGS, f"results_folder={results}"]) == 0
    (folder,) = (path for path in (results / "single").iterdir() if path.is_dir())
    return folder
