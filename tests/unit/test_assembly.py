"""Assembly: each station is what the scenario says of it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import compose, merge
from small_world import report, violation

from sim.config import Scenario
from sim.events import CheckpointOpened, InvestigationQueued, PlaceVisited, SanctionDropped
from sim.kernel.distance import distance_km
from sim.kernel.replication import Replication
from sim.model import assembly
from sim.model.attribution import Attribution
from sim.model.situation import Situation

ZONE = "eastern_ghouta"


def changed(level: str = "planned", /, **over: Any) -> Scenario:
    return Scenario.model_validate(merge(compose(level).model_dump(mode="json"), over))


def lanes_opened(second_shift_lanes: int | None, shift_hour: int) -> list[tuple[float, int]]:
    """Rows of the first mission checkpoint, open from the second day on, over two of its days."""
    staffing = {"zones": {ZONE: {"lanes": 3, "second_shift_lanes": second_shift_lanes}}}
    site = {"opens_day": 1.0, "vehicles_per_day": 100.0}
    mission = {"checkpoints": {"cp_wafidin": site}, "checkpoint_shift_hour": shift_hour}
    scenario = changed(staffing=staffing, mission=mission)
    rep = Replication(1, 0, 72.0)
    checkpoint = assembly.checkpoints(rep, scenario, Situation(rep, 72.0))["cp_wafidin"]
    rep.start(checkpoint.run())
    return [(row.hour, row.lanes) for row in rep.run().of(CheckpointOpened)]


@pytest.mark.parametrize(("shift_hour", "second"), [(13, 1), (15, 2)])
def test_the_second_shift_has_its_own_lanes_from_its_hour_on(shift_hour: int, second: int) -> None:
    assert lanes_opened(second, shift_hour) == [
        (30.0, 3), (24.0 + shift_hour, second), (54.0, 3), (48.0 + shift_hour, second),
    ]  # fmt: skip


@pytest.mark.parametrize("second", [None, 3])
def test_a_second_shift_like_the_first_changes_nothing(second: int | None) -> None:
    assert lanes_opened(second, 13) == [(30.0, 3), (54.0, 3)]


def test_a_level_mans_the_first_sites_and_leaves_the_others_closed() -> None:
    rep, scenario = Replication(1, 0, 1.0), compose("lean")
    posts = assembly.posts(rep, scenario)
    assert len(posts) == len(scenario.mission.posts) == 11
    staffed = [post.name for post in posts if post.staffed]
    assert sorted(staffed) == ["op_ain_terma", "op_harasta", "op_south", "op_wafidin"]
    checkpoints = assembly.checkpoints(rep, scenario, Situation(rep, 72.0))
    assert set(checkpoints) == {*scenario.world.party_checkpoints, *scenario.mission.checkpoints}


def test_a_zone_without_staff_has_posts_that_nobody_mans() -> None:
    data = compose("planned").model_dump(mode="json")
    data["staffing"]["zones"] = {"another": data["staffing"]["zones"].pop(ZONE)}
    posts = assembly.posts(Replication(1, 0, 1.0), Scenario.model_validate(data))
    assert [(post.staffed, post.planned(12.0)) for post in posts] == [(False, 0)] * 11


def test_watches_by_day_and_by_night() -> None:
    fieldwork = {"daylight_from_hour": 7.0, "daylight_until_hour": 17.0}
    [post, *_] = assembly.posts(
        Replication(1, 0, 1.0), changed("surge", mission={"investigation": fieldwork})
    )
    planned = [post.planned(hour) for hour in (6.9, 7.0, 16.9, 17.0, 24.0 + 12.0)]
    assert planned == [3, 4, 4, 3, 4]


def test_the_centre_has_the_desks_and_the_officers_of_the_level() -> None:
    rep = Replication(1, 0, 1.0)
    centre = assembly.joint_centre(rep, compose("surge"), Situation(rep, 72.0))
    assert (centre.desks.capacity, centre.liaison.capacity) == (7, 6)
    assert centre.call_dropout_probability == 0.1
    assert centre.sessions is not None


def test_the_office_travels_from_its_base() -> None:
    """Work of no length, preparation of an hour; visited an hour and the way after midnight."""
    constant = {"distribution": "constant", "mean_h": 1.0}
    fieldwork = {
        "preparation": constant,
        "work": constant | {"mean_h": 0.0},
        "speed_kmh": 10.0,
        "daylight_from_hour": 0.0,
        "daylight_until_hour": 24.0,
    }
    scenario = changed(mission={"investigation": fieldwork})
    rep = Replication(1, 0, 48.0)
    attribution = Attribution(rep, scenario.world, Situation(rep, 72.0))
    office = assembly.office(rep, scenario, attribution, lambda *_: ("free", 0.0))
    assert office.teams is not None
    assert office.teams.capacity == 2
    case = report(1)
    case.place = "douma"
    rep.start(office.investigate(case, violation(1, group="government", place="douma")))
    log = rep.run()
    way_h = distance_km(33.51, 36.29, 33.5723, 36.4018) / 10.0
    assert [row.hour for row in log.of(InvestigationQueued)] == [1.0]
    assert [row.hour for row in log.of(PlaceVisited)] == [pytest.approx(1.0 + way_h)]
    none = changed(staffing={"investigation_teams": 0})
    assert assembly.office(rep, none, attribution, lambda *_: ("free", 0.0)).teams is None


def test_a_team_travels_from_the_nearest_base() -> None:
    """A further base in Douma itself shortens the way there, and one far away no way at all."""

    def way_h(place: str, **bases: dict[str, float]) -> float:
        rep = Replication(1, 0, 1.0)
        scenario = changed(mission={"investigation": {"further_bases": bases}})
        attribution = Attribution(rep, scenario.world, Situation(rep, 72.0))
        office = assembly.office(rep, scenario, attribution, lambda *_: ("free", 0.0))
        return office.fieldwork.travel_h(place)

    douma = {"lat": 33.5723, "lon": 36.4018}
    assert way_h("douma", douma=douma) == 0.0
    assert way_h("douma") > 0.5
    assert way_h("ain_terma", douma=douma) == way_h("ain_terma")
    assert way_h("douma", far={"lat": 36.2, "lon": 37.1}) == way_h("douma")


def test_the_ladder_knows_sides_and_who_is_covered() -> None:
    rep = Replication(1, 0, 500.0)
    situation = Situation(rep, 72.0)
    ladder = assembly.ladder(rep, changed(mission={"ladder": {"top_rung": 3}}), situation)
    assert ladder.top_rung == 3
    assert ladder.quiet_h == 24.0 * 14.0
    assert ladder.sides["jaysh_al_islam"] == "side_b"
    rep.start(ladder.sanction(report(), "excluded_group", guilty=True))
    assert [type(row) for row in rep.run()] == [SanctionDropped]


def test_places_that_live_on_one_stock_share_it() -> None:
    rep = Replication(1, 0, 1.0)
    stocks = assembly.stocks(rep, compose(), Situation(rep, 72.0))
    assert set(stocks) == {"douma", "kafr_batna"}
    assert stocks["douma"] is stocks["kafr_batna"]
