"""Real processes, real disks: two sweeps on one store, a full disk, a folder nobody may write."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from patience import PATIENCE_S, until
from small_sweep import command, simulated_in, told_beside

from sim.cli import main
from sim.experiment.store import Store

PROJECT = Path(__file__).parents[2]
PARTS = ("kpis.csv", "comparison.csv", "series.csv.gz", "log.csv.gz")
RUNS = 40
"""Of a small sweep of ten replications."""

pytestmark = pytest.mark.slow


@dataclass
class Ended:
    code: int
    out: str
    errors: list[str]


def go(words: list[str], before: Callable[[], None] | None = None) -> Ended:
    """Run it to its end."""
    ended = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        timeout=PATIENCE_S,
        preexec_fn=before,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    lines = ended.stderr.splitlines()
    return Ended(ended.returncode, ended.stdout, [li for li in lines if li.startswith("error: ")])


@pytest.fixture
def start() -> Iterator[Callable[[list[str]], subprocess.Popen[str]]]:
    """Starts processes; those that still run when the test ends are ended."""
    started: list[subprocess.Popen[str]] = []

    def start_one(words: list[str]) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT
            )
        )
        return started[-1]

    yield start_one
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def folders(results: Path) -> list[Path]:
    return sorted((results / "trial").iterdir())


def kept_in(results: Path) -> int:
    with Store(results / "store.sqlite") as store:
        ((count,),) = store.query("SELECT count(*) FROM replications")
    return int(count)


# --- two sweeps at once ---------------------------------------------------------------------------
def test_two_sweeps_at_once_share_the_work(
    tmp_path: Path, start: Callable[[list[str]], subprocess.Popen[str]]
) -> None:
    results = tmp_path / "shared" / "results"
    results.mkdir(parents=True)
    both = [start(command(results, pause_s=0.05)) for _ in range(2)]
    for process in both:
        process.communicate(timeout=PATIENCE_S)
    assert [process.returncode for process in both] == [0, 0]
    simulated = simulated_in(results)
    assert len(simulated) == RUNS
    assert set(simulated.values()) == {1}, "simulated twice"
    first, second = folders(results)
    alone = tmp_path / "alone" / "results"
    alone.mkdir(parents=True)
    assert go(command(alone)).code == 0
    (reference,) = folders(alone)
    for part in PARTS:
        assert (first / part).read_bytes() == (reference / part).read_bytes()
        assert (second / part).read_bytes() == (reference / part).read_bytes()


def test_a_sweep_takes_over_what_one_that_was_killed_had_claimed(
    tmp_path: Path, start: Callable[[list[str]], subprocess.Popen[str]]
) -> None:
    results = tmp_path / "shared" / "results"
    results.mkdir(parents=True)
    killed = start(command(results, pause_s=0.05))
    until(lambda: len(simulated_in(results)) > 3)
    other = start(command(results, pause_s=0.05))
    until(lambda: len(simulated_in(results)) > 12)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    kept = kept_in(results)
    not_kept = sum(simulated_in(results).values()) - kept
    other.communicate(timeout=PATIENCE_S)
    assert other.returncode == 0
    simulated = simulated_in(results)
    assert len(simulated) == RUNS
    assert sum(simulated.values()) <= RUNS + not_kept, "what was kept was simulated again"
    assert kept_in(results) == RUNS


# --- a full disk ----------------------------------------------------------------------------------
class SmallDisk:
    """A file system in memory that can be filled and made larger.

    Where nothing may be mounted, files may not grow beyond so much instead.
    """

    def __init__(self, place: Path) -> None:
        place.mkdir()
        self.place = place
        words = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
        self.mounted = shutil.which("mount") is not None and self._done(words)
        self._file_limit = resource.RLIM_INFINITY

    @staticmethod
    def _done(words: list[str]) -> bool:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0

    def leave(self, free_kb: int, largest_kb: int) -> None:
        """Only so much is free from now on (``largest_kb``: how large a file may become, where
        nothing could be mounted)."""
        if self.mounted:
            used_kb = self._used_kb()
            size = f"size={used_kb + free_kb}k"
            assert self._done(["mount", "-o", f"remount,{size}", str(self.place)])
        else:
            self._file_limit = largest_kb * 1024

    def give_room(self) -> None:
        if self.mounted:
            assert self._done(["mount", "-o", "remount,size=64m", str(self.place)])
        self._file_limit = resource.RLIM_INFINITY

    def _used_kb(self) -> int:
        found = os.statvfs(self.place)
        return (found.f_blocks - found.f_bfree) * found.f_frsize // 1024

    def in_the_process(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._file_limit, resource.RLIM_INFINITY))

    def says_full(self, line: str) -> bool:
        return "the disk is full" in line if self.mounted else str(self.place) in line

    def close(self) -> None:
        if self.mounted:
            assert self._done(["umount", str(self.place)])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    small = SmallDisk(tmp_path / "disk")
    yield small
    small.close()


def test_the_disk_is_full_while_simulating(disk: SmallDisk) -> None:
    results = disk.place / "results"
    results.mkdir()
    disk.leave(free_kb=160, largest_kb=120)
    full = go(command(results), disk.in_the_process)
    assert full.code == 1
    (line,) = full.errors
    assert disk.says_full(line)
    assert "store.sqlite" in line
    assert "what finished is kept" in line
    assert folders(results) == []
    disk.give_room()
    kept = kept_in(results)
    assert 0 < kept < RUNS
    before = simulated_in(results)
    assert go(command(results)).code == 0
    anew = simulated_in(results) - before
    assert sum(anew.values()) == RUNS - kept
    assert len(folders(results)) == 1


def test_the_disk_is_full_while_the_folder_is_written(disk: SmallDisk) -> None:
    results = disk.place / "results"
    results.mkdir()
    assert go(command(results)).code == 0
    (whole,) = folders(results)
    store_kb = (results / "store.sqlite").stat().st_size // 1024
    disk.leave(free_kb=60, largest_kb=store_kb + 4)
    if not disk.mounted:  # a table larger than the store that it comes from
        disk.leave(0, largest_kb=max(1, (whole / "manifest.json").stat().st_size // 2048))
    full = go(command(results), disk.in_the_process)
    assert full.code == 1
    (line,) = full.errors
    assert disk.says_full(line)
    assert "kept" in line
    assert folders(results) == [whole], "half a results folder"
    disk.give_room()
    before = simulated_in(results)
    assert go(command(results)).code == 0
    assert simulated_in(results) == before
    again = folders(results)[-1]
    assert again != whole
    for part in PARTS:
        assert (again / part).read_bytes() == (whole / part).read_bytes()


def test_the_disk_is_full_while_charts_are_drawn(disk: SmallDisk) -> None:
    results = disk.place / "results"
    results.mkdir()
    assert go(command(results)).code == 0
    (folder,) = folders(results)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    disk.leave(free_kb=60, largest_kb=20)
    report = [sys.executable, "run.py", "report", str(folder)]
    full = go(report, disk.in_the_process)
    assert full.code == 1
    (line,) = full.errors
    assert disk.says_full(line)
    assert f"python run.py report {folder}" in line
    assert {path: path.read_bytes() for path in before} == before, "the earlier report is whole"
    disk.give_room()
    assert go(report).code == 0
    assert len(list((folder / "charts").glob("*.png"))) > 1


# --- folders that can't be used -------------------------------------------------------------------
LIBC = ctypes.CDLL(None)
DROP_FOR_GOOD, WRITE_ANYWHERE = 24, 1
"""``PR_CAPBSET_DROP`` and ``CAP_DAC_OVERRIDE`` of Linux."""


def _bound_by_rights() -> None:
    """From now on the rights of files hold for root as well."""
    if os.getuid() == 0:
        assert LIBC.prctl(DROP_FOR_GOOD, WRITE_ANYWHERE, 0, 0, 0) == 0


@pytest.fixture
def untouchable(tmp_path: Path) -> Iterator[Callable[[], Callable[[], None] | None]]:
    """Makes ``tmp_path/place`` read-only; gives what a process has to do so that it is to it."""
    place = tmp_path / "place"
    place.mkdir()
    mounted = False

    def lock() -> Callable[[], None] | None:
        nonlocal mounted
        bound = ["mount", "--bind", str(place), str(place)]
        if subprocess.run(bound, check=False, capture_output=True).returncode == 0:
            mounted = True
            subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
            return None
        for path in (place, *place.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        return _bound_by_rights

    yield lock
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("used_before", [False, True])
def test_a_folder_that_can_only_be_read(
    tmp_path: Path,
    untouchable: Callable[[], Callable[[], None] | None],
    used_before: bool,
) -> None:
    results = tmp_path / "place" / "results"
    status = [sys.executable, "run.py", "status", f"results_folder={results}"]
    if used_before:
        results.mkdir()
        assert go(command(results)).code == 0
    else:
        told_beside(results).touch()
        told_beside(results).chmod(0o666)
    before = untouchable()
    refused = go(command(results), before)
    assert refused.code == 2
    (line,) = refused.errors
    assert str(results) in line
    assert "can't be written" in line
    looked_at = go(status, before)
    assert looked_at.code == 0
    assert ("finished" if used_before else "nothing was run here yet") in looked_at.out


@pytest.mark.parametrize(
    ("in_the_way", "said"),
    [
        ("results", "results: is a file, where a folder for results has to be"),
        ("results/single", "results/single: is a file, where a folder for results has to be"),
        ("results/store.sqlite/", "store.sqlite: can't be used as a store (it is a folder)"),
    ],
)
def test_something_else_has_the_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], in_the_way: str, said: str
) -> None:
    path = tmp_path / in_the_way
    path.parent.mkdir(exist_ok=True)
    if in_the_way.endswith("/"):
        path.mkdir(parents=True)
    else:
        path.write_text("mine")
    words = ["experiment=single", "days=2", f"results_folder={tmp_path / 'results'}"]
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("error: ")
    assert said in line


def test_a_store_of_another_version_is_told_in_a_line_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.query("PRAGMA user_version = 1")
    content = path.read_bytes()
    for words in (["experiment=single", "days=2"], ["status"]):
        assert main([*words, f"results_folder={tmp_path}"]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "written by another version of the simulator (store 1" in line
        assert path.read_bytes() == content
