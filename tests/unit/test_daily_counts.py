"""A planner's CSV of daily counts: read, and what is wrong with one told in a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import CONFIGS, compose

from sim.settings.daily_counts import read_daily_counts
from sim.settings.files import SettingsProblem

DAYS = 60
SCENARIO = compose(days=DAYS)
HEADER = "date,ledger,zone,count"
GOOD = [
    f"{date(2017, 5, 6) + timedelta(days=day)},russia,eastern_ghouta,{day % 4}" for day in range(30)
]


def problems(path: Path, content: bytes | str) -> list[str]:
    """Lines about a file with this content, without its name."""
    raw = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(raw)
    with pytest.raises(SettingsProblem) as found:
        read_daily_counts(path, "counts.csv", SCENARIO)
    assert all(line.startswith("counts.csv:") for line in found.value.lines)
    return [line.removeprefix("counts.csv:") for line in found.value.lines]


def with_rows(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *GOOD, *rows]) + "\n"


def test_counts_by_ledger_zone_and_day(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    rows = [row for row in GOOD if "2017-05-09" not in row]
    path.write_text("\n".join([HEADER, "", *reversed(rows), ",,,"]))
    more = [row.replace("russia", "turkey").replace("eastern_ghouta", "all") for row in GOOD]
    assert read_daily_counts(path, "counts.csv", SCENARIO)["russia", "eastern_ghouta"] == {
        day: day % 4 for day in range(30) if day != 3
    }
    path.write_text("\n".join([HEADER, *GOOD, *more]))
    assert list(read_daily_counts(path, "counts.csv", SCENARIO)) == [
        ("russia", "eastern_ghouta"),
        ("turkey", "all"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + with_rows().encode(),
        with_rows().replace("\n", "\r\n").encode(),
        with_rows(header="Date, Ledger ,ZONE,count").encode(),
        b'"date","ledger","zone","count"\n' + "\n".join(GOOD).encode(),
        with_rows().replace(",", ";").encode(),
        with_rows().replace(",", "\t").encode(),
        with_rows().replace(",3\n", ",3.0\n").encode(),
    ],
    ids=["BOM", "line ends of Windows", "capitals", "quotes", "semicolons", "tabs", "3.0"],
)
def test_what_spreadsheets_add_does_no_harm(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    assert len(read_daily_counts(path, "counts.csv", SCENARIO)["russia", "eastern_ghouta"]) == 30


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    turned = [",".join(reversed(row.split(","))) for row in [HEADER, *GOOD]]
    path.write_text("\n".join(turned))
    assert read_daily_counts(path, "counts.csv", SCENARIO)["russia", "eastern_ghouta"][1] == 1


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("2017-05-06,russia,eastern_ghouta,5", "2017-05-06, russia, eastern_ghouta is given"),
        ("2017-06-31,russia,eastern_ghouta,5", "date = 2017-06-31: must be a date as 2017-05-06"),
        ("06/30/2017,russia,eastern_ghouta,5", "date = 06/30/2017: must be a date as 2017-05-06"),
        ("20170630,russia,eastern_ghouta,5", "date = 20170630: must be a date as 2017-05-06"),
        ("2017-05-05,russia,eastern_ghouta,5", "the scenario runs from 2017-05-06 to 2017-07-04"),
        ("2017-07-05,russia,eastern_ghouta,5", "the scenario runs from 2017-05-06 to 2017-07-04"),
        ("2017-06-30,rusia,eastern_ghouta,5", "no ledger is called so - did you mean 'russia'?"),
        ("2017-06-30,all,eastern_ghouta,5", "several ledgers count one incident twice"),
        ("2017-06-30,russia,ghouta,5", "zone = ghouta: no zone is called so"),
        ("2017-06-30,russia,eastern_ghouta,-1", "count = -1: must not be negative"),
        ("2017-06-30,russia,eastern_ghouta,2.5", "count = 2.5: must be a whole number"),
        ('2017-06-30,russia,eastern_ghouta,"2,5"', "count = 2,5: must be a whole number"),
        ("2017-06-30,russia,eastern_ghouta,2,5", "has 5 cells, but the header names 4 columns"),
        ("2017-06-30,russia,,4", "must have 4 values: date,ledger,zone,count"),
        ("2017-06-30,russia", "must have 4 values"),
        ("2017-06-30,russia,eastern_ghouta", "count is empty"),
        ("2017-06-30,russia,eastern_ghouta,", "count is empty: leave the line out"),
        ("2017-06-30,russia,eastern_ghouta,five", "count = five: must be a whole number"),
        ("2017-06-30,russia,eastern_ghouta,²", "count = ²: must be a whole number"),
        ("2017-06-30,russia,eastern_ghouta,20170630", "must be at most 100,000"),
        ("2017-06-30,russia,eastern_ghouta,inf", "count = inf: must be a whole number"),
    ],
)
def test_one_line_for_a_wrong_row(tmp_path: Path, row: str, line: str) -> None:
    (found,) = problems(tmp_path / "counts.csv", with_rows(row))
    assert found.startswith("32: ")
    assert line in found


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "1: the file is empty"),
        ("\n\n", "1: the file is empty"),
        (HEADER, "1: holds no counts below its first line"),
        (with_rows('"2017-06-30,russia,eastern_ghouta,1'), "32: a cell has quotes in it that are"),
        (
            "\n".join([HEADER, *GOOD[:9], "2017-06-30,russia,eastern_ghouta,-1"]),
            "11: count = -1",  # and not also that there are few days
        ),
        (with_rows().encode("utf-16"), "1: is text in UTF-16"),
        (with_rows("2017-06-30,россия,eastern_ghouta,1").encode("cp1251"), "32: not text in UTF-8"),
        (with_rows("2017-06-30,café,x,1").encode("latin-1"), "32: not text in UTF-8"),
        (b"PK\x03\x04\0\0\0", "1: is text in UTF-16, or no text"),
        ("\n".join([HEADER, *GOOD[:9]]), " only 9 days of russia in eastern_ghouta: at least 28"),
    ],
)
def test_one_line_for_a_wrong_file(tmp_path: Path, content: bytes | str, line: str) -> None:
    (found,) = problems(tmp_path / "counts.csv", content)
    assert found.startswith(line)


def test_wrong_columns_are_told_one_by_one(tmp_path: Path) -> None:
    found = problems(tmp_path / "counts.csv", "date,ledgr,zone,lat\n")
    assert found == [
        "1: unknown column 'ledgr' - did you mean 'ledger'?",
        "1: unknown column 'lat': calibration takes counts by day, ledger and zone only, no names"
        " or coordinates",
        "1: has no columns ledger, count: its first line must be date,ledger,zone,count",
    ]
    twice = problems(tmp_path / "counts.csv", "date,ledger,zone,zone,count\n")
    assert twice == ["1: column 'zone' is given twice"]


def test_of_many_rows_that_cannot_be_read_some_are_told(tmp_path: Path) -> None:
    found = problems(tmp_path / "counts.csv", with_rows(*50 * ["2017-06-30,a,b,2,5"]))
    assert len(found) == 21
    assert found[-1] == " 30 more lines like these"


def test_several_mistakes_at_once_each_kind_once(tmp_path: Path) -> None:
    rows: Sequence[str] = [
        *(f"{day}/06/2017,russia,eastern_ghouta,1" for day in range(10, 20)),
        "2017-06-30,rusia,eastern_ghouta,-4",
    ]
    found = problems(tmp_path / "counts.csv", with_rows(*rows))
    assert len(found) == 3
    assert found[0].endswith("(and 9 more like it)")


def test_counts_of_all_zones_beside_those_of_one(tmp_path: Path) -> None:
    whole = [row.replace("eastern_ghouta", "all") for row in GOOD]
    (found,) = problems(tmp_path / "counts.csv", with_rows(*whole))
    assert found == " russia has counts of zone 'all' and of single zones: give one kind"


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "none.csv", "there is no such file"),
        (tmp_path, "is a folder"),
    ):
        with pytest.raises(SettingsProblem, match=words):
            read_daily_counts(path, "counts.csv", SCENARIO)


def test_the_example_has_counts_of_two_ledgers_and_a_gap() -> None:
    path = CONFIGS.parent / "docs" / "examples" / "counts_simulated.csv"
    counts = read_daily_counts(path, path.name, compose())
    days = {ledger: len(own) for (ledger, _), own in counts.items()}
    assert days == {"russia": 184, "turkey": 174}
