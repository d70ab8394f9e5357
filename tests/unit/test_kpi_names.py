"""Names, labels, order and windows of KPIs."""

from __future__ import annotations

import math

import pytest
from small_logs import FIRST_POST_H, HORIZON_H, both_windows, fired, log_of, pairs_of

from sim.analysis import kpis
from sim.analysis.kpis import FROM_FIRST_POST, compute, describe, names, order
from sim.analysis.kpis.declaration import REGISTERED, Label, kpi, value
from sim.events import PostManned, ProtestMade


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """What is declared within a test is forgotten after it."""
    monkeypatch.setattr("sim.analysis.kpis.declaration.REGISTERED", dict(REGISTERED))
    from sim.analysis.kpis import declaration

    monkeypatch.setattr(kpis, "REGISTERED", declaration.REGISTERED)
    return declaration.REGISTERED


def test_a_declared_function_is_a_kpi_of_its_name(registered) -> None:  # type: ignore[no-untyped-def]
    @kpi("trips made", "trips")
    def trips(_view: object) -> tuple[float, float]:
        return 3, 1

    @kpi("trips made", "share", "higher", ratio=True, page_one=True, by={"day": "by day"})
    def trips_by(_view: object) -> dict[str, tuple[float, float]]:
        return {"day": (1, 2)}

    @kpi("trips to", "trips", total="trips")
    def trips_to(_view: object) -> dict[str, tuple[float, float]]:
        return {"town": (2, 4)}

    assert list(registered)[-3:] == ["trips", "trips_by", "trips_to"]
    assert registered["trips"].label == Label("trips made", "trips", "neither", False, False)
    assert registered["trips"].pairs(None) == {"trips": (3.0, 1.0)}
    assert registered["trips_by"].label == Label("trips made", "share", "higher", True, True)
    assert registered["trips_by"].pairs(None) == {"trips_by_day": (1.0, 2.0)}
    assert registered["trips_to"].pairs(None) == {"trips_to_town": (2.0, 4.0)}
    assert names()[-3:] == ["trips", "trips_by_day", "trips_to"]
    assert describe("trips_by_day").label == "trips made, by day"
    assert describe("trips_to_old_town").label == "trips to old town"
    assert describe("trips_to_old_town" + FROM_FIRST_POST).label == (
        "trips to old town, from the first post on"
    )
    assert describe("trips" + FROM_FIRST_POST).label == "trips made, from the first post on"
    with pytest.raises(KeyError):
        describe("trips_by_night")


@pytest.mark.usefixtures("registered")
def test_a_name_is_given_once() -> None:
    def trips(_view: object) -> tuple[float, float]:
        return 1, 1

    kpi("trips", "trips")(trips)
    with pytest.raises(ValueError, match="two KPIs named trips"):
        kpi("trips again", "trips")(trips)


def test_a_value_is_the_quotient_and_nothing_over_nothing() -> None:
    assert value((3.0, 4.0)) == 0.75
    assert math.isnan(value((3.0, 0.0)))


def test_every_kpi_of_a_log_is_declared_under_a_name_of_the_list() -> None:
    declared = set(names())
    families = tuple(f"{name}_" for name, found in REGISTERED.items() if found.total)
    closed = {name for name in pairs_of() if not name.startswith(families)}
    assert {name.removesuffix(FROM_FIRST_POST) for name in closed} <= declared
    assert {"true_incidents_per_day_of", "true_incidents_per_day_by_side_a"} <= declared
    assert "true_incidents_per_day_by" not in declared


def test_members_stand_in_the_order_of_their_declaration_and_open_ones_by_name() -> None:
    asked = [
        "protests_made", "true_incidents_per_day_of_sniping", "true_incidents_per_day_of_mortar",
        "watch_outcome_share_located", "watch_outcome_share_blind", "watch_outcome_share_heard",
        "true_incidents_per_day", "protests_made" + FROM_FIRST_POST,
        "coverage_lost_share_a_strike", "coverage_lost_share_closed", "coverage_lost_share_level",
    ]  # fmt: skip
    ordered = order([*asked, *asked])
    assert sorted(ordered) == sorted(asked), "each once"
    assert ordered[:3] == [
        "true_incidents_per_day", "true_incidents_per_day_of_mortar",
        "true_incidents_per_day_of_sniping",
    ]  # fmt: skip
    assert [name for name in ordered if "watch" in name] == [
        "watch_outcome_share_blind", "watch_outcome_share_heard", "watch_outcome_share_located",
    ]  # fmt: skip
    lost = [name for name in ordered if "lost" in name]
    assert lost.index("coverage_lost_share_level") < lost.index("coverage_lost_share_closed")
    assert ordered[-1] == "protests_made" + FROM_FIRST_POST


@pytest.mark.usefixtures("registered")
def test_the_longest_family_that_fits_is_meant() -> None:
    """``a_of_b`` begins like the family ``a`` too."""
    kpi("trips to", "trips", total="protests_made")(_named("trips"))
    kpi("trips of", "trips", total="protests_made")(_named("trips_of"))
    assert describe("trips_of_agency").label == "trips of agency"
    assert describe("trips_agency").label == "trips to agency"


def _named(name: str):  # type: ignore[no-untyped-def]
    def family(_view: object) -> dict[str, tuple[float, float]]:
        return {}

    family.__name__ = name
    return family


def test_what_happens_as_the_first_post_opens_is_after_it_and_at_the_end_is_not_counted() -> None:
    def protest(hour: float) -> ProtestMade:
        return ProtestMade(hour, 1, "g", "side_a")

    pairs = pairs_of(protest(71.9), protest(FIRST_POST_H), protest(HORIZON_H))
    assert both_windows(pairs, "protests_made") == ((2, 1), (1, 1))


def test_a_post_first_manned_as_the_run_ends_leaves_no_time_from_then_on() -> None:
    rows = [fired(20.0, 1), ProtestMade(30.0, 1, "g", "side_a")]
    pairs = compute(log_of(*rows, PostManned(HORIZON_H, "hill", 3, "day")))
    assert pairs["protests_made"] == (1.0, 1.0)
    later = {pair for name, pair in pairs.items() if name.endswith(FROM_FIRST_POST)}
    assert later == {(0.0, 0.0)}
