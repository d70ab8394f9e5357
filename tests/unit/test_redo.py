"""The command for what failed: the same again, but with a higher limit where a limit was met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from few_lines import plan, scenario
from heard import Heard

from sim.commands.status import status_text
from sim.experiment import memory_limit
from sim.experiment.engine import run_plan
from sim.kernel.eventlog import EventLog
from sim.report.folder.redo import redo
from sim.settings.files import SettingsFiles

TIME, MEMORY = "replication_limit_s", "worker_memory_mb"


def took(seconds: str) -> str:
    return f"took longer than {seconds} s ({TIME})"


def needed(mb: int) -> str:
    return f"needed more memory than {MEMORY} = {mb}"


@pytest.mark.parametrize(
    ("typed", "causes", "how", "again"),
    [
        ([], ["ValueError: no road"], "", ["redo_failed=true"]),
        (["redo_failed=true"], [f"ValueError: {took('9')}"], "", ["redo_failed=true"]),
        ([f"{TIME}=0.05"], [took("0.05")], TIME, [f"{TIME}=600", "redo_failed=true"]),
        ([f"++{TIME}=1e-05"], [took("1e-05")], TIME, [f"{TIME}=600", "redo_failed=true"]),
        # it was the usual limit, or that of an earlier run
        ([], [took("600"), took("0.05"), "ValueError"], TIME, [f"{TIME}=2400", "redo_failed=true"]),
        ([f"{MEMORY}=64"], [needed(64)], MEMORY, [f"{MEMORY}=2000", "redo_failed=true"]),
        ([f"{MEMORY}=64"], [took("1")], TIME, [f"{MEMORY}=64", f"{TIME}=600", "redo_failed=true"]),
        (
            [f"{MEMORY}=900", f"{TIME}=7"],
            [needed(900), took("7")],
            f"{TIME} and {MEMORY}",
            [f"{TIME}=600", f"{MEMORY}=3600", "redo_failed=true"],
        ),
    ],
)
def test_what_failed_is_not_sent_into_the_same_limit_again(
    typed: list[str], causes: list[str], how: str, again: list[str]
) -> None:
    said, command = redo(["python", "run.py", "staffing=lean", *typed], causes)
    assert said == (f" with a higher {how}" if how else "")
    assert command == " ".join(["python run.py staffing=lean", *again])


def test_words_stay_quoted() -> None:
    assert redo(["python", "run.py", "name=a b"], [])[1] == (
        "python run.py 'name=a b' redo_failed=true"
    )


def endless(*_: Any) -> EventLog:
    while True:
        pass


def greedy(*_: Any) -> EventLog:
    raise MemoryError


@pytest.mark.slow
@pytest.mark.parametrize(
    ("simulate", "how", "again"),
    [
        (endless, TIME, f"{MEMORY}=64 {TIME}=600 redo_failed=true"),
        (greedy, MEMORY, f"{TIME}=0.02 {MEMORY}=2000 redo_failed=true"),
    ],
)
def test_status_gives_it_too(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    simulate: Callable[..., EventLog],
    how: str,
    again: str,
) -> None:
    monkeypatch.setattr(memory_limit, "_limit_mb", 64)
    command = ["python", "run.py", f"{TIME}=0.02", f"{MEMORY}=64"]
    wanted = plan(
        tmp_path, scenario("only"), replications=1, replication_limit_s=0.02, command=command
    )
    run_plan(wanted, Heard(), simulate)
    files = SettingsFiles(Path(__file__).parents[2])
    text = status_text([], files, lambda _given, _typed: tmp_path)
    assert text.splitlines()[-1] == (
        f"  to repeat what failed with a higher {how}: python run.py {again}"
    )
