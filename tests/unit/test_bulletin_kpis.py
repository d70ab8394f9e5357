"""What a reader of two ledgers' daily counts can work out, of a log written by hand."""

from __future__ import annotations

import pytest
from hand_made import hand_made_log

from sim.analysis.kpis import compute, value
from sim.events import ActorActed


def kpis() -> dict[str, float]:
    """Of the hand-made log: east has entries on days 4, 6 and 6, west on days 4 and 5."""
    return {name: value(pair) for name, pair in compute(hand_made_log()).items()}


def test_daily_counts_of_ledgers() -> None:
    found = kpis()
    # east: 1 and 2 in ten days, mean 0.3, sum of squares 5
    assert found["ledger_dispersion_of_east"] == pytest.approx((5 - 0.9) / 9 / 0.3)
    assert found["ledger_dispersion_of_west"] == pytest.approx((2 - 0.4) / 9 / 0.2)
    assert found["ledger_dispersion"] == pytest.approx((9 - 2.5) / 9 / 0.5)
    assert found["ledger_correlation"] == pytest.approx((1 - 0.6) / (4.1 * 1.6) ** 0.5)
    assert found["recorded_per_day_in_zone_zone_east"] == pytest.approx(0.3)


def test_reports_that_can_be_common_events() -> None:
    found = kpis()
    assert found["common_events_share_at_most"] == pytest.approx(2 / 5)
    assert found["common_events_share_at_most_of_east"] == pytest.approx(1 / 3)
    assert found["common_events_share_at_most_of_west"] == pytest.approx(1 / 2)


def test_confirmed_share_comes_from_bulletins_alone() -> None:
    log = hand_made_log()
    assert compute(log)["reports_confirmed_share"] == (0.0, 0.0)
    log.append(ActorActed(239.0, "bulletins", "bulletins", "asked_to_confirm", "east", 8.0))
    log.append(ActorActed(239.0, "bulletins", "bulletins", "confirmed", "east", 2.0))
    assert value(compute(log)["reports_confirmed_share"]) == 0.25


def test_published_counts_by_province_bound_what_can_be_common() -> None:
    """East 2 and 1 in two provinces on day 3, west 1 and 0; on day 4 west 2 in a third one."""
    log = hand_made_log()
    assert compute(log)["published_common_share_at_most"] == (0.0, 0.0)
    for hour, target, count in (
        (72.0, "east:north", 2.0),
        (72.0, "east:south", 1.0),
        (72.0, "west:north", 1.0),
        (72.0, "west:south", 0.0),
        (96.0, "west:coast", 2.0),
    ):
        log.append(ActorActed(hour, "bulletins", "bulletins", "count", target, count))
    found = {name: value(pair) for name, pair in compute(log).items()}
    assert found["published_common_share_at_most"] == pytest.approx(2 / 6)
    assert found["published_common_share_at_most_of_east"] == pytest.approx(1 / 3)
    assert found["published_common_share_at_most_of_west"] == pytest.approx(1 / 3)


def test_the_record_of_the_second_half_over_that_of_the_first() -> None:
    found = compute(hand_made_log())
    assert found["recorded_second_half_over_first"] == (3.0, 2.0)
    assert found["recorded_second_half_over_first_of_east"] == (2.0, 1.0)
    assert found["recorded_second_half_over_first_of_west"] == (1.0, 1.0)
    later, earlier = found["lethal_second_half_over_first"]
    assert later + earlier == found["lethal_per_day"][0]
