"""A damaged store gives back what is whole, and it is said what is lost."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from few_lines import plan, scenario
from kept_runs import Went, rows_of, whole_row

from sim.experiment.batch import Row
from sim.experiment.claims import Claims, claims_beside
from sim.experiment.problems import StoreProblem
from sim.experiment.store import Store, damage_mark
from sim.experiment.store_pages import rows_on_pages
from sim.experiment.store_repair import mend

KEYS = [f"{number:032x}" for number in range(12)]
ROWS = [whole_row(key, replication) for replication in range(30) for key in KEYS]
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store of 360 replications, as a file."""
    path = tmp_path_factory.mktemp("whole") / "store.sqlite"
    with Store(path) as store:
        for first in range(0, len(ROWS), len(KEYS)):
            store.add(ROWS[first : first + len(KEYS)])
    return path.read_bytes()


def found_in(path: Path) -> list[Row]:
    """The rows of a store with everything that is kept of them, each as it was added."""
    with Store(path) as store:
        found = [row for key in KEYS for row in rows_of(store, key)]
        for row in found:
            (as_it_was,) = [r for r in ROWS if (r.key, r.replication) == (row.key, row.replication)]
            assert row.kpis == as_it_was.kpis
            assert store.series(row.key, row.replication) == as_it_was.points()
            assert store.incidents(row.key, row.replication) == as_it_was.incidents
            assert store.packed_log(row.key, row.replication) == as_it_was.log
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return found


@pytest.mark.parametrize("length", [16, 20, 31, 32, 63, 99])
def test_what_is_cut_off_in_its_first_lines_is_told_in_one(
    whole: bytes, tmp_path: Path, length: int
) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole[:length])
    line = mend(path)
    assert line is not None
    assert "was damaged: 0" in line
    assert "\n" not in line
    assert found_in(path) == []


def figures(line: str) -> tuple[int, int, int]:
    """Recovered, of how many, and lost."""
    assert "\n" not in line
    match = re.search(r"(\d+) of (\d+) replications were recovered, (\d+) (is|are) lost", line)
    assert match is not None, line
    return int(match[1]), int(match[2]), int(match[3])


def test_what_is_whole_is_left_as_it_is(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole)
    assert mend(path) is None
    assert path.read_bytes() == whole
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]
    assert mend(tmp_path / "none.sqlite") is None


@pytest.mark.parametrize("percent", range(5, 100, 5))
def test_a_store_that_is_too_short(tmp_path: Path, whole: bytes, percent: int) -> None:
    path = tmp_path / "store.sqlite"
    cut = whole[: len(whole) * percent // 100]
    path.write_bytes(cut)
    line = mend(path)
    assert line is not None
    assert line.startswith(f"{path} was damaged: ")
    recovered, there, lost = figures(line)
    assert (there, lost) == (360, 360 - recovered)
    # what was written first stands first, but for the pages of indexes
    assert recovered >= 360 * (percent - 10) / 100
    found = found_in(path)
    assert len(found) == recovered
    (kept,) = tmp_path.glob("store.damaged-*.sqlite")
    assert kept.name in line
    assert kept.read_bytes() == cut
    assert sorted(tmp_path.iterdir()) == sorted([path, kept])
    assert mend(path) is None


def test_a_page_of_something_else_costs_its_own_rows_only(tmp_path: Path, whole: bytes) -> None:
    draw = random.Random(1)
    pages = len(whole) // PAGE
    for number in draw.sample(range(pages // 4, pages), 6):
        for content in (draw.randbytes(PAGE), bytes(PAGE)):
            path = tmp_path / f"{number}_{content[0]}" / "store.sqlite"
            path.parent.mkdir()
            path.write_bytes(whole[: number * PAGE] + content + whole[(number + 1) * PAGE :])
            damage_mark(path).touch()  # rubbish inside a row only shows when it is unpacked
            line = mend(path)
            assert line is not None
            found = found_in(path)
            assert len(found) >= 340
            if len(found) < 360:
                assert figures(line) == (len(found), 360, 360 - len(found))
            else:
                assert "all 360 replications were recovered" in line
            assert mend(path) is None


def test_rows_are_found_though_nothing_leads_to_them(tmp_path: Path, whole: bytes) -> None:
    """The page that all others hang on, of either table, costs no row."""
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(whole)
        query = "SELECT rootpage FROM sqlite_master WHERE name IN ('replications', 'details')"
        roots = [page for (page,) in connection.execute(query)]
    assert len(roots) == 2
    content = bytearray(whole)
    for page in roots:
        content[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    path.write_bytes(content)
    line = mend(path)
    assert line is not None
    assert "all 360 replications were recovered" in line
    assert len(found_in(path)) == 360


def test_a_failed_replication_comes_back_with_its_traceback(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    failed = Row(KEYS[0], 7, cause="ValueError: no road", traceback="Traceback: 'é'\n" * 900)
    with Store(path) as store:
        store.add([failed, *ROWS[:60]])
    os.truncate(path, path.stat().st_size - 10 * PAGE)
    line = mend(path)
    assert line is not None
    assert figures(line)[1] == 61
    with Store(path) as store:
        found = store.find(KEYS[0], 7)
        assert found is not None
        assert found.cause == failed.cause
        assert store.traceback(KEYS[0], 7) == failed.traceback


def test_pages_are_read_as_sqlite_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "any.sqlite"
    values: list[tuple[object, ...]] = [
        (None, 0, 1, -1, 127, -128),
        (2**15, -(2**23), 2**31, -(2**47), 2**62, -(2**63)),
        (0.5, -1e300, "", "é", b"", b"x" * 3),
        ("y" * 4060, b"z" * 4100, "w" * 9000, b"\0" * 50_000, 1.25, None),
        ("a" * 60, b"b" * 4000, 7, 7, 7, 7),
    ]
    for page_size in (512, 4096, 65536):
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"PRAGMA page_size = {page_size}")
            connection.execute("CREATE TABLE t (a, b, c, d, e, f)")
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", values * 20)
            expected = connection.execute("SELECT rowid, * FROM t ORDER BY rowid").fetchall()
        found = sorted(
            (number, tuple(columns)) for number, columns in rows_on_pages(path) if len(columns) == 6
        )
        assert [(number, *columns) for number, columns in found] == expected


def test_what_was_repaired_counts_right_when_damaged_again(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole[: len(whole) * 6 // 10])
    first = mend(path)
    assert first is not None
    recovered = figures(first)[0]
    with Store(path) as store:
        store.add(ROWS)  # those that were lost, and the others once more
        assert sum(len(rows_of(store, key)) for key in KEYS) == 360
    path.write_bytes(path.read_bytes()[: -20 * PAGE])
    second = mend(path)
    assert second is not None
    again, there, _ = figures(second)
    assert there == 360
    assert recovered < again == len(found_in(path))
    assert len(list(tmp_path.glob("store.damaged-*"))) == 2


def test_the_number_of_rows_may_be_lost_as_well(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(whole)
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_sequence'"
        (page,) = connection.execute(query).fetchone()
    path.write_bytes(whole[: (page - 1) * PAGE] + bytes(PAGE) + whole[page * PAGE :])
    line = mend(path)
    assert line is not None
    assert "360 replications were recovered; how many are lost isn't known" in line
    assert len(found_in(path)) == 360


@pytest.mark.parametrize("version", [1, 99])
def test_a_damaged_store_of_another_version_is_left_alone(
    tmp_path: Path, whole: bytes, version: int
) -> None:
    path = tmp_path / "store.sqlite"
    other = bytearray(whole)
    other[60:64] = version.to_bytes(4, "big")
    for content in (bytes(other), bytes(other[: len(other) // 2])):
        path.write_bytes(content)
        assert mend(path) is None
        with pytest.raises(StoreProblem, match=r"store\.sqlite: ") as caught:
            Store(path)
        assert "\n" not in str(caught.value)
        assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, b"SQLite format"])
def test_what_is_no_store_is_not_repaired(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    assert mend(path) is None
    assert path.read_bytes() == content


def test_an_empty_file_is_a_new_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch()
    with Store(path) as store:
        store.add(ROWS[:1])
    assert len(found_in(path)) == 1


KILLED_WHILE_WRITING = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 5")  # so that pages are written before the end
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE replications SET kpis = zeroblob(20000), cause = 'half-written'")
assert os.path.getsize(sys.argv[1] + "-journal") > 0
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_half_written_is_rolled_back(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole)
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(path)], check=False)
    assert killed.returncode == -9
    assert path.read_bytes() != whole
    assert mend(path) is None
    assert len(found_in(path)) == 360
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]


def test_a_journal_of_the_damaged_file_never_reaches_the_new_one(
    tmp_path: Path, whole: bytes
) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole)
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(path)], check=False)
    assert killed.returncode == -9
    damage_mark(path).touch()
    journal = path.with_name("store.sqlite-journal")
    os.truncate(journal, journal.stat().st_size // 2)
    assert mend(path) is not None
    assert not journal.exists()
    found_in(path)


def test_a_damaged_store_is_left_alone_while_another_run_uses_it(
    tmp_path: Path, whole: bytes
) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole[: len(whole) // 2])
    with Claims(claims_beside(path)), pytest.raises(StoreProblem, match="still uses it") as caught:
        mend(path)
    assert str(os.getpid()) in str(caught.value)
    assert path.read_bytes() == whole[: len(whole) // 2]
    assert mend(path) is not None


def test_no_room_for_the_new_file_is_one_line(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole[: len(whole) // 2])

    def no_links(*_of: object) -> None:
        raise OSError(1, "Operation not permitted")

    def no_room(*_of: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(shutil, "copyfile", no_room)
    with pytest.raises(StoreProblem, match="the disk is full") as caught:
        mend(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == whole[: len(whole) // 2]
    monkeypatch.undo()
    assert mend(path) is not None


def test_a_run_goes_on_with_what_is_whole(tmp_path: Path) -> None:
    scenarios = [scenario("short"), scenario("long", 3)]
    first = Went(plan(tmp_path, *scenarios, replications=20))
    path = tmp_path / "store.sqlite"
    os.truncate(path, path.stat().st_size * 7 // 10)
    second = Went(plan(tmp_path, *scenarios, replications=20))
    (line,) = second.said
    recovered, there, lost = figures(line)
    assert there == 40
    assert sum(second.simulated.values()) == lost > 0
    assert second.reused == recovered > 0
    for part in ("kpis.csv", "comparison.csv", "series.csv.gz"):
        assert (first.folder / part).read_bytes() == (second.folder / part).read_bytes()


@pytest.mark.parametrize("column", ["kpis", "series"])
def test_damage_met_in_the_middle_is_one_line_and_mended_at_the_next_start(
    tmp_path: Path, column: str
) -> None:
    """Rubbish inside a row: SQLite doesn't see it."""
    scenarios = [scenario("short"), scenario("long", 3)]
    first = Went(plan(tmp_path, *scenarios))
    table = "replications" if column == "kpis" else "details"
    rubbish = zlib.compress(b"[1]" * 50)[:-3] + b"???"
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection, connection:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE number = 8", (rubbish,))
    with pytest.raises(StoreProblem, match="is damaged; the next run") as caught:
        Went(plan(tmp_path, *scenarios))
    assert "\n" not in str(caught.value)
    assert len(list((tmp_path / "trial").iterdir())) == 1, "half a results folder"
    again = Went(plan(tmp_path, *scenarios))
    assert figures(again.said[0]) == (9, 10, 1)
    assert sum(again.simulated.values()) == 1
    assert (first.folder / "kpis.csv").read_bytes() == (again.folder / "kpis.csv").read_bytes()
    assert not Went(plan(tmp_path, *scenarios)).said
