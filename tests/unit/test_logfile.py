"""A log written as CSV is read back as it was, and gives the same KPIs."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hand_made import hand_made_log

from sim.analysis.kpis import compute
from sim.analysis.log_reader import LogProblem, read_logs
from sim.analysis.logfile import header, log_to_text, write_logs
from sim.events import EVENT_KINDS


def _write(path: Path) -> Path:
    text = log_to_text(hand_made_log())
    write_logs(path, [("planned, graduated", 0, text), ('a "b"', 3, text)])
    return path


def test_read_back_equal_with_types_and_kpis(tmp_path: Path) -> None:
    logs = read_logs(_write(tmp_path / "log.csv.gz"))
    original = hand_made_log()
    assert list(logs) == [("planned, graduated", 0), ('a "b"', 3)]
    for log in logs.values():
        assert log.rows == original.rows
        assert log.digest() == original.digest()
        assert compute(log) == compute(original)


def test_same_bytes_again(tmp_path: Path) -> None:
    first = _write(tmp_path / "a.csv.gz").read_bytes()
    assert _write(tmp_path / "b.csv.gz").read_bytes() == first


def test_columns_are_every_field_of_any_event() -> None:
    columns = header().strip().split(",")
    assert columns[:4] == ["scenario", "replication", "hour", "event"]
    assert len(set(columns)) == len(columns)
    for kind in EVENT_KINDS.values():
        assert set(kind._fields) <= set(columns)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"not gzip", "can't be read"),
        (gzip.compress(header().encode() + b"a,0,1.0,NoSuchEvent\n"), "row 2"),
        (gzip.compress(header().encode() + b"a,0,soon,RunEnded\n"), "row 2"),
        (gzip.compress(b"nothing,like,it\n"), "row 1"),
    ],
    ids=["not packed", "unknown event", "no hour", "other columns"],
)
def test_what_is_no_log_is_refused_in_one_line(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(content)
    with pytest.raises(LogProblem, match=named) as caught:
        read_logs(path)
    assert "\n" not in str(caught.value)
