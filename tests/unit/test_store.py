"""The store keeps what finished, says no to what it doesn't know, and knows equal settings."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path

import pytest
from conftest import compose

from sim.experiment.batch import Row
from sim.experiment.problems import StoreProblem
from sim.experiment.row_key import code_hash, row_key
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


def test_rows_of_a_scenario_come_in_their_order(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.add([row(replication=number) for number in (2, 0, 1)] + [row("other")])
        assert [found.replication for found in store.rows("k")] == [0, 1, 2]


def test_batch_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        broken = Row(None, 1)  # type: ignore[arg-type]
        with pytest.raises(StoreProblem):
            store.add([row(), broken])
        assert store.find("k", 0) is None


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
    assert row_key(renamed, 1) == key
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
