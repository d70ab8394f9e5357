"""Results don't change unnoticed: KPIs of three tiny scenarios against those on file."""

from __future__ import annotations

import warnings
from math import nextafter

import pytest

from backtest import golden, tiny
from backtest.golden import CHANGELOG, FILE, advice, changes, from_text, named, to_text, uncovered

SMALL: golden.Table = {
    "waits": {"lean 0": (0.1 + 0.2, 3.0), "lean 1": (0.0, 0.0)},
    "counts": {"lean 0": (17.0, 1.0)},
}


def test_the_numbers_are_those_on_file(request: pytest.FixtureRequest) -> None:
    """With ``--refresh-golden`` they become those on file."""
    now = tiny.kpis()
    if request.config.getoption("--refresh-golden"):
        FILE.write_text(to_text(now), encoding="utf-8")
    before = from_text(FILE.read_text(encoding="utf-8"))
    if new := uncovered(before, now):
        warnings.warn(f"not on file until the next refresh: {', '.join(new)}", stacklevel=1)
    if found := changes(before, now):
        pytest.fail(advice(found), pytrace=False)


def test_the_changelog_names_the_numbers_on_file() -> None:
    body = FILE.read_text(encoding="utf-8").partition("\n")[2]
    if named(body) not in CHANGELOG.read_text(encoding="utf-8"):
        what = f"write into CHANGELOG.md what changed, and why, with '({named(body)})'"
        pytest.fail(f"the results on file changed: {what}", pytrace=False)


def test_every_station_takes_part() -> None:
    """Else a change of one that doesn't would go unnoticed."""
    table = from_text(FILE.read_text(encoding="utf-8"))
    for kpi in (
        "true_incidents_per_day",
        "recorded_unfounded_per_day",
        "located_share",
        "visited_within_72_h_share",
        "sanctions_imposed",
        "sanctions_wrong_group_share",
        "movements_denied_share",
        "delivered_tonnes",
        "convoys_failed_share",
        "civilian_wait_mean_minutes",
        "mission_wait_mean_minutes",
        "stock_mean_tonnes",
        "paid_person_days",
        "security_incidents_per_1000_person_days",
        "disturbances_per_day",
        "patrol_places_visited_per_patrol_day",
        "recorded_per_day_in_zone_idlib_turkey",
        "located_share_from_first_post",
    ):
        assert any(numerator > 0.0 for numerator, _ in table[kpi].values()), kpi


def test_what_is_written_is_read_with_every_digit() -> None:
    assert from_text(to_text(SMALL)) == SMALL
    assert "0.30000000000000004/3.0" in to_text(SMALL)


def test_a_file_edited_by_hand_is_refused() -> None:
    with pytest.raises(ValueError, match="edited by hand"):
        from_text(to_text(SMALL).replace("17.0", "18.0"))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({}, "counts: gone"),
        ({"counts": {"lean 0": (18.0, 1.0)}}, "counts: 17.0 -> 18.0 in 'lean 0' (1 of 1 runs"),
        ({"counts": {"lean 0": (17.0, 2.0)}}, "counts: 17.0 -> 17.0/2.0"),
        ({"counts": {}}, "counts: 17.0 -> nothing"),
        ({"counts": {"lean 0": (17.0, 1.0), "lean 1": (1.0, 1.0)}}, "counts: nothing -> 1.0"),
    ],
)
def test_a_change_is_told_with_old_and_new(now: golden.Table, said: str) -> None:
    (line,) = changes({"counts": SMALL["counts"]}, now)
    assert line.startswith(said)
    message = advice([line])
    assert line in message
    assert "--refresh-golden" in message
    assert "CHANGELOG.md" in message


def test_the_last_digit_and_a_kpi_more_are_no_change() -> None:
    """Processors differ in the last digit; a KPI that is new moved no number."""
    count, one = SMALL["counts"]["lean 0"]
    now = SMALL | {
        "counts": {"lean 0": (nextafter(count, 99.0), one)},
        "new": {"lean 0": (1.0, 1.0)},
    }
    assert changes(SMALL, now) == []
    assert uncovered(SMALL, now) == ["new"]
    assert changes(SMALL, SMALL | {"counts": {"lean 0": (count * (1.0 + 1e-8), one)}}) != []


def test_other_numbers_have_another_name() -> None:
    assert to_text(SMALL).splitlines()[0] != to_text({"counts": SMALL["counts"]}).splitlines()[0]
