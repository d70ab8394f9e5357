"""Work that takes too long is ended, and only that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.experiment.time_limit import TimeLimit, within


@pytest.fixture(autouse=True)
def _no_watch_stays() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def endless() -> None:
    while True:
        pass


def endless_in_spite_of_errors() -> None:
    while True:
        try:
            endless()
        except Exception:
            continue


def busy(seconds: float) -> str:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
    return "done"


@pytest.mark.parametrize("limit_s", [None, 60.0])
def test_work_in_time_gives_its_result_or_its_own_error(limit_s: float | None) -> None:
    assert within(limit_s, lambda: 7) == 7
    with pytest.raises(KeyError, match="own"):
        within(limit_s, lambda: {}["own"])


@pytest.mark.parametrize("work", [endless, endless_in_spite_of_errors])
def test_work_without_end_is_ended_with_a_line_that_names_the_key(
    work: Callable[[], None],
) -> None:
    with pytest.raises(TimeLimit, match=r"^took longer than 0\.05 s \(replication_limit_s\)$") as e:
        within(0.05, work)
    assert e.traceback[-1].name in ("within", "endless")
    cause = e.value.__cause__
    assert cause is not None
    assert "endless" in str(list(map(str, _frames(cause)))), "nobody learns where it was stuck"


def _frames(error: BaseException) -> list[str]:
    names, trace = [], error.__traceback__
    while trace is not None:
        names.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return names


def test_a_blow_that_is_lost_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.experiment.time_limit.AGAIN_S", 0.02)

    def stubborn() -> None:
        for _ in range(2):
            try:
                endless()
            except BaseException:
                continue
        endless()

    with pytest.raises(TimeLimit):
        within(0.02, stubborn)


def test_only_the_thread_that_works_too_long_is_struck() -> None:
    """As in a Dask worker, where a task runs in a thread beside others."""
    with ThreadPoolExecutor(2) as threads:
        long = threads.submit(within, 0.05, endless)
        short = threads.submit(within, 60.0, lambda: busy(0.3))
        assert short.result() == "done"
        assert isinstance(long.exception(), TimeLimit)
        assert threads.submit(busy, 0.01).result() == "done"


def test_no_blow_falls_on_what_comes_after() -> None:
    """Work that ends just when its time is up is either done or too late, and nothing else."""
    outcomes = set()
    for number in range(100):
        try:
            outcomes.add(within(0.002, lambda: busy(0.0015 + 0.00001 * (number % 100))))  # noqa: B023
        except TimeLimit:
            outcomes.add("late")
        busy(0.0005)
    assert outcomes <= {"done", "late"}
    assert outcomes


def test_ctrl_c_passes_and_leaves_no_watch() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        within(60.0, interrupted)
