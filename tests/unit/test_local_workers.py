"""Which workers a plan gets on one machine, and how much memory each may take."""

from __future__ import annotations

from pathlib import Path

import pytest
from few_lines import plan, scenario

from sim.experiment.executors import executors_for, worker
from sim.experiment.executors.local import InThisProcess, LocalProcesses


def test_one_worker_is_this_process_unless_its_memory_is_bounded() -> None:
    def chosen(**settings: int) -> object:
        return executors_for(plan(Path(), scenario("only"), **settings), lambda _: None)

    assert isinstance(chosen(), InThisProcess)
    assert isinstance(chosen(worker_memory_mb=500), LocalProcesses)
    two = chosen(workers=2)
    assert isinstance(two, LocalProcesses)
    assert two.slots == 2


@pytest.mark.parametrize(
    ("limit", "workers", "share_mb"),
    [
        (str(8 * 2**30), 4, 2048),
        (str(8 * 2**30), 1, 8192),
        (str(2 * 2**30), 4, worker.LEAST_MB),
    ],
)
def test_workers_share_the_memory_of_a_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, workers: int, share_mb: int
) -> None:
    (tmp_path / "memory.max").write_text(limit + "\n")
    monkeypatch.setattr(worker, "CGROUP_LIMIT", tmp_path / "memory.max")
    monkeypatch.setattr(worker, "machine_memory_mb", lambda: 64 * 1024)
    assert worker.share_of_memory_mb(workers) == share_mb


@pytest.mark.parametrize("limit", ["max\n", None])
def test_workers_share_the_memory_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str | None
) -> None:
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit)
    monkeypatch.setattr(worker, "CGROUP_LIMIT", tmp_path / "memory.max")
    monkeypatch.setattr(worker, "machine_memory_mb", lambda: 64 * 1024)
    assert worker.share_of_memory_mb(16) == 4096


def test_this_machine_has_memory() -> None:
    assert worker.machine_memory_mb() > 256
