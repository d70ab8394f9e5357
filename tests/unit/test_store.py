"""The store keeps what finished, says no to what it doesn't know, and knows equal settings."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path

import pytest
from conftest import compose

from sim.experiment.batch import Row
from sim.experiment.problems import StoreNotWritten, StoreProblem
from sim.experiment.row_key import code_hash, key_of, row_key, settings_digest
from sim.experiment.store import Store


def packed(content: object) -> bytes:
    return zlib.compress(json.dumps(content).encode())


def row(key: str = "k", replication: int = 0, log: bytes = b"") -> Row:
    kpis = packed({"true_incidents_per_day": [0.1, 3.0]})
    return Row(key, replication, kpis, packed([["s", 0, 0.1]]), b"i", log, "d")


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.sqlite"
    with Store(path) as store:
        store.add([row(), row(replication=1, log=b"lines")])
    with Store(path) as store:
        found = store.find("k", 0)
        assert found is not None
        assert found.pairs() == {"true_incidents_per_day": (0.1, 3.0)}
        assert [tuple(point) for point in store.series("k", 1)] == [("s", 0, 0.1)]
        assert store.packed_log("k", 1) == b"lines"
        assert store.find("k", 2) is None
        assert store.find("other", 0) is None
        assert store.series("other", 0) == []
        assert store.packed_log("other", 0) == b""


def test_failed_rows_are_kept_as_failed_and_can_be_replaced(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.add([Row("k", 0, cause="ValueError: no", traceback="...")])
        found = store.find("k", 0)
        assert found is not None
        assert found.failed
        assert found.cause == "ValueError: no"
        assert store.traceback("k", 0) == "..."
        assert store.series("k", 0) == []
        store.add([row()])
        found = store.find("k", 0)
        assert found is not None
        assert not found.failed
        assert store.traceback("k", 0) == ""


def test_what_failed_here_never_takes_the_place_of_what_another_run_finished(
    tmp_path: Path,
) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.add([row()])
        (stands,) = store.add([Row("k", 0, cause="took longer than 5 s", traceback="...")])
        assert not stands.failed
        assert stands.pairs() == row().pairs()
        found = store.find("k", 0)
        assert found is not None
        assert not found.failed
        assert store.traceback("k", 0) == ""
        assert [point.value for point in store.series("k", 0)] == [0.1]


def test_a_store_deleted_while_it_is_used_is_told_truly(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.add([row()])
        path.unlink()
        with pytest.raises(StoreProblem, match="was deleted or moved while this run used it"):
            store.add([row(replication=1)])


def test_batch_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        broken = Row(None, 1)  # type: ignore[arg-type]
        with pytest.raises(StoreProblem):
            store.add([row(), broken])
        assert store.find("k", 0) is None


def test_what_fails_once_it_worked_is_told_as_such(tmp_path: Path) -> None:
    """Exit code 1 instead of 2: something finished, and is kept."""
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.add([row()])
    with Store(path) as store:
        store.query("PRAGMA query_only = ON")
        with pytest.raises(StoreProblem) as caught:
            store.add([row()])
        assert not isinstance(caught.value, StoreNotWritten)
        store.query("PRAGMA query_only = OFF")
        store.add([row()])
        store.query("PRAGMA query_only = ON")
        with pytest.raises(StoreNotWritten, match="what finished is kept"):
            store.add([row(replication=1)])
        assert store.find("k", 0) is not None
        assert store.find("k", 1) is None


def test_a_transaction_inside_another_is_part_of_it(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:

        def breaks() -> None:
            with store.transaction():
                store.add([row()])
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            breaks()
        assert store.find("k", 0) is None
        store.add([row()])
        assert store.find("k", 0) is not None


def test_a_row_written_twice_keeps_its_number(tmp_path: Path) -> None:
    """The highest number is the number of rows: what tells how many are lost when damaged."""
    with Store(tmp_path / "store.sqlite") as store:
        for _ in range(3):
            store.add([row(replication=number) for number in range(4)])
        assert store.query("SELECT seq FROM sqlite_sequence") == [(4,), (4,)]


def test_a_store_that_is_too_short_is_told_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.add([row(replication=number) for number in range(200)])
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(StoreProblem, match="is damaged; the next run recovers") as caught:
        Store(path)
    assert "\n" not in str(caught.value)


def test_no_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.add([row()])
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert [found.name for found in tmp_path.iterdir()] == ["store.sqlite"]


def test_another_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreProblem, match="another version") as caught:
        Store(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"\0" * 5000])
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreProblem, match=r"store\.sqlite") as caught:
        Store(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_key_depends_on_settings_and_seed_but_not_on_the_name() -> None:
    scenario = compose()
    key = row_key(scenario, 1)
    renamed = scenario.model_copy(update={"name": "another", "question": "why?"})
    assert row_key(renamed, 1) == key == key_of(settings_digest(renamed), 1)
    assert row_key(scenario, 2) != key
    assert row_key(scenario.model_copy(update={"days": 183}), 1) != key
    # the rule is a plug-in: its fields must be in the key too
    assert row_key(compose(response="graduated"), 1) != key
    threshold = scenario.response.severity_threshold
    other = scenario.response.model_copy(update={"severity_threshold": threshold + 1})
    assert row_key(scenario.model_copy(update={"response": other}), 1) != key


def test_code_hash_is_stable_within_a_run() -> None:
    assert code_hash() == code_hash()
    assert len(code_hash()) == 32
