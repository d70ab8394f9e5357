"""The text of a log file: cells by type, prefixes, and what is refused where."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hand_made import bins
from small_logs import fired, log_of

from sim.analysis.log_reader import LogProblem, read_logs
from sim.analysis.logfile import (
    fields,
    header,
    log_to_text,
    with_prefix,
    write_logs,
)
from sim.events import CheckpointHour
from sim.kernel.eventlog import EventLog

HOUR = CheckpointHour(24.0, "gate", "side_a", 8.0, 9, 8, 1, 0, 0, 0.1, bins({0: 5, 128: 3}), 0.2)


def cells(log: EventLog) -> list[dict[str, str]]:
    return [
        dict(zip(fields(), row, strict=True)) for row in csv.reader(io.StringIO(log_to_text(log)))
    ]


def test_cells_by_type_and_empty_where_an_event_has_no_such_field() -> None:
    log = log_of(fired(5.5, 2**64 - 1, covered=False), HOUR)
    assert "\r" not in log_to_text(log)
    _, violation, hour = cells(log)
    assert (violation["hour"], violation["event"]) == ("5.5", "ViolationOccurred")
    assert (violation["violation"], violation["covered"]) == (str(2**64 - 1), "False")
    assert (violation["side"], violation["wait_bins"]) == ("side_a", "")
    assert (hour["wait_bins"], hour["wait_sum_h"]) == ("0:5 128:3", "0.1")
    assert (hour["arrived"], hour["side"]) == ("9", "")


def test_columns_begin_with_where_a_row_is_from() -> None:
    assert header() == "scenario,replication," + ",".join(fields()) + "\n"
    assert fields()[:2] == ("hour", "event")
    assert fields().count("hour") == 1


def test_a_prefix_stands_before_every_line_and_before_none() -> None:
    assert with_prefix("", "planned", 3) == ""
    assert with_prefix("1.0,a\n2.0,b\n", "planned", 3) == "planned,3,1.0,a\nplanned,3,2.0,b\n"
    assert with_prefix("1.0,a\n", 'a "b", c', 0) == '"a ""b"", c",0,1.0,a\n'


def written(path: Path, *rows: str) -> Path:
    path.write_bytes(gzip.compress((header() + "".join(rows)).encode()))
    return path


def row(**about: str) -> str:
    named = {"hour": "1.0", "event": "RunEnded"} | about
    return "planned,2," + ",".join(named.get(field, "") for field in fields()) + "\n"


VIOLATION = {
    "event": "ViolationOccurred", "violation": "7", "group": "g", "side": "side_a", "zone": "z",
    "covered": "True", "place": "p", "kind": "mortar", "rounds": "1", "deaths": "0",
    "severity": "2", "parent": "0",
}  # fmt: skip


def test_rows_are_read_into_the_log_of_their_scenario_and_replication(tmp_path: Path) -> None:
    logs = read_logs(written(tmp_path / "log.gz", row(**VIOLATION), row()))
    assert list(logs) == [("planned", 2)]
    first, last = logs["planned", 2].rows
    assert (first.violation, first.covered, first.deaths) == (7, True, 0)  # type: ignore[attr-defined]
    assert last == (1.0,)
    assert read_logs(written(tmp_path / "empty.gz")) == {}


@pytest.mark.parametrize("covered", ["true", "1", "", "no"])
def test_a_flag_is_true_or_false_and_nothing_else(tmp_path: Path, covered: str) -> None:
    path = written(tmp_path / "log.gz", row(), row(**(VIOLATION | {"covered": covered})))
    with pytest.raises(LogProblem, match=r"log\.gz, row 3: not a row of a log .*True nor False"):
        read_logs(path)


def test_a_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "log.gz", *[row(**VIOLATION)] * 50)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LogProblem, match="can't be read"):
        read_logs(path)
    with pytest.raises(LogProblem, match="can't be read"):
        read_logs(tmp_path / "absent.gz")


def test_a_file_holds_its_logs_one_after_another(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    write_logs(path, [("a", 0, "1.0,x\n"), ("b", 1, ""), ("a", 2, "2.0,y\n")])
    text = gzip.decompress(path.read_bytes()).decode()
    assert text == header() + "a,0,1.0,x\na,2,2.0,y\n"
    assert path.read_bytes()[4:8] == b"\0\0\0\0", "no time stands in the file"
