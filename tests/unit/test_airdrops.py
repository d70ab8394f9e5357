"""Air drops bring tonnes, less what goes astray, on days with fair weather."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim.events import ActorActed, ConvoyEnded, StockDay
from sim.kernel.registry import resolve
from sim.model.model import simulate
from sim.settings.contradictions import contradictions

EXAMPLE_IN = "world"
EXAMPLE = {
    "kind": "airdrops",
    "label": "Air drops",
    "place": "douma",
    "drops_per_week": 4.0,
    "drop_hour": 10.0,
    "tonnes_per_drop": 20.6,
    "lost_share": 0.1,
    "bad_weather_probability": 0.1,
}


def dropped(days: float = 60.0, **changes: Any) -> tuple[dict[str, float], ActorStand]:
    stand = ActorStand(days=days, scenario=compose(days=int(days)))
    stand.start(EXAMPLE | changes, "drops")
    amounts: dict[str, float] = {}
    for event in stand.run().of(ActorActed):
        assert event.target == "douma"
        amounts[event.action] = amounts.get(event.action, 0.0) + event.amount
    return amounts, stand


def test_a_poisson_number_is_dropped_less_bad_weather_and_losses() -> None:
    days = 3650
    amounts, stand = dropped(days)
    due = amounts["drops"] + amounts["called_off"]
    assert due == pytest.approx(4.0 / 7.0 * days, abs=3.29 * (4.0 / 7.0 * days) ** 0.5)
    assert amounts["called_off"] / due == pytest.approx(0.1, abs=0.025)
    assert amounts["dropped_tonnes"] == pytest.approx(20.6 * amounts["drops"])
    # a Beta(1, 9) variable has a standard deviation of 0.0905
    lost_share = amounts["lost_tonnes"] / amounts["dropped_tonnes"]
    assert lost_share == pytest.approx(0.1, abs=3.29 * 0.0905 / amounts["drops"] ** 0.5)
    landed = sum(tonnes for *_, tonnes in stand.delivered)
    assert landed == pytest.approx(amounts["dropped_tonnes"] - amounts["lost_tonnes"])


def test_fixed_days_are_kept() -> None:
    fair = {"drops_per_week": None, "weekdays": [0, 3], "bad_weather_probability": 0.0}
    _, stand = dropped(21.0, **fair, lost_share=0.0, from_day=1.0, until_day=14.0)
    # 6 May 2017 was a Saturday: Mondays are days 2 and 9, Thursdays 5 and 12
    assert stand.delivered == [(24.0 * day + 10.0, "douma", 20.6) for day in (2, 5, 9, 12)]


def test_nothing_is_dropped_at_a_rate_of_zero_and_nothing_lands_when_all_is_lost() -> None:
    assert dropped(drops_per_week=0.0)[0] == {}
    assert {tonnes for *_, tonnes in dropped(lost_share=1.0)[1].delivered} == {0.0}
    assert set(dropped(bad_weather_probability=1.0)[0]) == {"called_off"}


def test_more_drops_a_week_bring_more_on_every_day() -> None:
    def by_day(**changes: Any) -> dict[float, float]:
        days: dict[float, float] = {}
        for hour, _, tonnes in dropped(200.0, **changes)[1].delivered:
            days[hour] = days.get(hour, 0.0) + tonnes
        return days

    few, many = by_day(drops_per_week=2.0), by_day(drops_per_week=4.0)
    assert few.keys() < many.keys()
    assert all(few[hour] <= many[hour] + 1e-9 for hour in few)
    stormy = by_day(bad_weather_probability=0.5)
    assert stormy.items() < many.items()
    assert sum(by_day(lost_share=0.3).values()) < sum(many.values())


def test_what_lands_enters_the_books_and_less_need_goes_unmet() -> None:
    def books(rate: float, *, enabled: bool = True) -> tuple[float, float, float]:
        settings = EXAMPLE | {"drops_per_week": rate, "enabled": enabled}
        no_trade = {"douma": {"commercial_tonnes_per_day": 0.0}}
        scenario = compose(days=90, world={"actors": {"drops": settings}, "supply": no_trade})
        log = simulate(scenario, seed=2, replication=0)
        pages = log.of(StockDay)
        by_road = sum(e.delivered_tonnes for e in log.of(ConvoyEnded))
        deeds = [e for e in log.of(ActorActed) if e.action in ("dropped_tonnes", "lost_tonnes")]
        by_air = sum(e.amount * (1 if e.action == "dropped_tonnes" else -1) for e in deeds)
        aid = sum(page.aid_tonnes for page in pages)
        assert aid == pytest.approx(by_road + by_air, abs=1e-6)
        return by_air, by_road, sum(page.unmet_tonnes for page in pages)

    off, few, many = books(4.0, enabled=False), books(4.0), books(40.0)
    assert off[0] == 0.0 < few[0] < many[0]
    assert off[1] == few[1] == many[1]
    assert off[2] > few[2] > many[2]


def test_a_place_without_a_stock_is_one_line() -> None:
    scenario = compose(world={"actors": {"drops": EXAMPLE | {"place": "harasta"}}})
    ((key, message),) = contradictions(scenario)
    assert key == ("world", "actors", "drops", "place")
    assert message == "no place with a stock called 'harasta' (there are: douma, kafr_batna)"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weekdays": [1]}, "give either drops_per_week or weekdays"),
        ({"drops_per_week": None}, "give either drops_per_week or weekdays"),
        ({"from_day": 9.0, "until_day": 9.0}, r"until_day\n.*must be after from_day"),
        ({"lost_share": 1.2}, "less than or equal to 1"),
    ],
)
def test_contradictory_settings_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        resolve("actor", EXAMPLE | change)
