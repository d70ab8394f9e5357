"""The network: what posts make of an incident, and what the sides tell the guarantors."""

from __future__ import annotations

from math import inf, log
from typing import Any

import pytest
from small_world import EVERYBODY, NO_ERROR, NOBODY, constant, post, violation, watches, world

from sim.events import PostUnmanned, ViolationWatched
from sim.kernel.replication import Replication
from sim.kernel.streams import identity
from sim.model.attribution import Attribution
from sim.model.entities import Notice
from sim.model.network import Network
from sim.model.situation import Situation

BLAMED = NO_ERROR | {"excluded_fire_blamed_on_covered": 1.0}


class Stand:
    """A network of posts given as (kilometre, people, guarantor); all see and hear to 4 km."""

    def __init__(
        self, *posts: tuple[float, int, str], shelter: dict[str, Any] | None = None, **over: Any
    ) -> None:
        self.rep = Replication(1, 0, inf)
        self.world = world(**over)
        settings = watches(**(shelter or {}))
        self.posts = [
            post(self.rep, f"post {n}", km, people=people, guarantor=guarantor, settings=settings)
            for n, (km, people, guarantor) in enumerate(posts)
        ]
        self.network = Network(
            self.rep,
            self.world,
            settings,
            self.posts,
            Attribution(self.rep, self.world, Situation(self.rep, 72.0)),
        )

    def watch(self, **about: Any) -> list[Notice]:
        return self.network.watch(violation(1, **about))

    def watched(self, **about: Any) -> tuple[str, int, int, str]:
        """Outcome, seen by, heard by, light."""
        self.watch(**about)
        row = self.rep.log.of(ViolationWatched)[-1]
        return row.outcome, row.seen_by, row.heard_by, row.light


NEAR, EMPTY, FAR = (10.0, 2, "russia"), (10.0, 0, "russia"), (30.0, 2, "russia")
DEAF = {"observation": {"heard_by_one_probability": 0.0}}
BLIND = {"observation": {"seen_by_one_probability": 0.0}}


@pytest.mark.parametrize(
    ("posts", "over", "expected"),
    [
        ([NEAR], DEAF, ("located", 1, 0, "day")),
        ([NEAR], BLIND, ("heard", 0, 1, "day")),
        ([NEAR, NEAR], BLIND, ("located", 0, 2, "day")),
        ([NEAR, NEAR], {}, ("located", 2, 2, "day")),
        ([EMPTY, FAR], {}, ("not_watched", 0, 0, "day")),
        ([FAR], {}, ("blind", 0, 0, "day")),
        ([], {}, ("blind", 0, 0, "day")),
        ([(10.0, 1, "russia")], {}, ("not_watched", 0, 0, "day")),
    ],
)
def test_outcomes(posts: list[Any], over: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert Stand(*posts, **over).watched() == expected


def test_missed_and_the_two_senses_are_thresholds_on_one_pair_of_numbers() -> None:
    """Two people on the spot: 1 - (1 - p)^1.5, so p = 1 - (1 - u)^(2/3) is the threshold."""
    eyes, ears = Replication(1, 0, inf).streams.pair(1, "post 0")
    one = {"sees": 1.0 - (1.0 - eyes) ** (2 / 3), "hears": 1.0 - (1.0 - ears) ** (2 / 3)}

    def outcome(sees: float, hears: float) -> str:
        chances = {"seen_by_one_probability": sees, "heard_by_one_probability": hears}
        return Stand(NEAR, observation=chances).watched()[0]

    below, above = 1.0 - 1e-9, 1.0 + 1e-9
    assert outcome(one["sees"] * below, one["hears"] * below) == "missed"
    assert outcome(one["sees"] * below, one["hears"] * above) == "heard"
    assert outcome(one["sees"] * above, one["hears"] * below) == "located"


@pytest.mark.parametrize(
    ("hour", "light"), [(5.9, "night"), (6.0, "day"), (19.9, "day"), (20.0, "night")]
)
def test_by_night_one_sees_less_far(hour: float, light: str) -> None:
    kinds = {"mortar": {"seen_night_km": 0.0, "heard_km": 0.0}}
    stand = Stand(NEAR, violence={"kinds": kinds})
    outcome = "located" if light == "day" else "blind"
    assert stand.watched(hour=24.0 + hour) == (outcome, int(light == "day"), 0, light)


def test_a_night_need_not_reach_over_midnight() -> None:
    early = {"observation": {"night_from_hour": 0.0, "night_until_hour": 6.0}}
    lights = [Stand(NEAR, **early).watched(hour=hour)[3] for hour in (0.0, 5.9, 6.0, 23.9)]
    assert lights == ["night", "night", "day", "day"]


def test_a_blocked_line_of_sight_leaves_the_ear() -> None:
    stand = Stand(NEAR, observation={"blocked_lines_of_sight": {"post 0": ["town"]}})
    assert stand.watched() == ("heard", 0, 1, "day")


def test_a_heard_incident_has_no_suspect_and_a_located_one_has() -> None:
    delay = {"sighting_delay": constant(0.5)}
    [heard] = Stand(NEAR, observation=BLIND["observation"] | delay).watch()
    assert (heard.located, heard.suspect_group, heard.suspect_side) == (False, "", "")
    [seen] = Stand(NEAR, observation=delay).watch()
    assert (seen.located, seen.suspect_group, seen.suspect_side) == (True, "army", "side_a")
    for notice in (heard, seen):
        assert (notice.hour, notice.incident_hour, notice.source) == (12.5, 12.0, "post")
        assert (notice.kind, notice.severity, notice.standing) == ("mortar", 1, "founded")
    assert (heard.place, seen.place) == ("", "town")


def test_the_dead_of_a_heard_incident_are_not_heard() -> None:
    [heard] = Stand(NEAR, **BLIND).watch(deaths=3, severity=3)
    [seen] = Stand(NEAR).watch(deaths=3, severity=3)
    assert (heard.severity, seen.severity) == (1, 3)


def test_each_guarantor_makes_its_own_of_what_its_posts_heard() -> None:
    """Two posts hear it, so it is located; but only the guarantor of both could say where."""
    both = Stand(NEAR, NEAR, **BLIND).watch()
    assert [(n.guarantor, n.located) for n in both] == [("russia", True)]
    each = Stand(NEAR, (10.0, 2, "turkey"), **BLIND)
    notices = each.watch()
    assert {(n.guarantor, n.located) for n in notices} == {("russia", False), ("turkey", False)}
    assert each.rep.log.of(ViolationWatched)[0].outcome == "located"


@pytest.mark.parametrize(
    ("posts", "over", "group", "standing"),
    [
        ([NEAR], {}, "outlaws", "excluded"),
        ([NEAR], {"attribution": {"before_maps": BLAMED}}, "rebels", "unfounded"),
        ([NEAR], BLIND, "", "unfounded"),
    ],
)
def test_excluded_fire_is_no_recorded_violation(
    posts: list[Any], over: dict[str, Any], group: str, standing: str
) -> None:
    data = {"groups": {"few": {"background_per_day": 0.0}}}
    [notice] = Stand(*posts, **(data | over)).watch(group="outlaws", side="side_b", covered=False)
    assert (notice.suspect_group, notice.standing) == (group, standing)


def complaints(**over: Any) -> dict[str, Any]:
    settings = {"probability": EVERYBODY, "probability_if_deaths": NOBODY, "delay": constant(3.0)}
    return {"complaints": settings | over}


def test_the_side_under_fire_complains_to_the_guarantor_near_it() -> None:
    """The army of side A fired: side B complains, to the guarantor that hears side B."""
    [notice] = Stand(**complaints()).watch()
    assert (notice.guarantor, notice.hour, notice.source) == ("turkey", 15.0, "complaint")
    assert (notice.suspect_group, notice.suspect_side) == ("army", "side_a")
    assert not notice.double
    [other] = Stand(**complaints()).watch(group="rebels", side="side_b")
    assert (other.guarantor, other.suspect_group) == ("russia", "rebels")
    assert Stand(**complaints()).watch(deaths=1) == []
    deadly = complaints(probability=NOBODY, probability_if_deaths=EVERYBODY)
    assert len(Stand(**deadly).watch(deaths=1)) == 1
    only_one_side = complaints(probability={"side_a": 1.0, "side_b": 0.0})
    assert Stand(**only_one_side).watch() == []


def test_nobody_hears_a_side_that_has_no_guarantor() -> None:
    stand = Stand(guarantors={"turkey": {"hears_complaints_of": "side_a"}}, **complaints())
    assert stand.watch() == []


def test_complaining_and_complaining_twice_are_thresholds() -> None:
    complained, twice, *_ = Replication(1, 0, inf).streams.uniforms(1, "complaint")
    for margin, expected in ((0.9999, 0), (1.0001, 1)):
        chance = {"side_a": 0.0, "side_b": complained * margin}
        assert len(Stand(**complaints(probability=chance)).watch()) == expected
    single = Stand(**complaints(double_probability=twice * 0.9999)).watch()
    double = Stand(**complaints(double_probability=twice * 1.0001)).watch()
    assert [(n.hour, n.double) for n in single] == [(15.0, False)]
    assert [(n.hour, n.double) for n in double] == [(15.0, False), (18.0, True)]


def test_notices_come_in_order_of_arrival() -> None:
    over = complaints(delay=constant(0.2)) | {"observation": {"sighting_delay": constant(0.5)}}
    notices = Stand(NEAR, **over).watch()
    assert [(n.source, n.hour) for n in notices] == [("complaint", 12.2), ("post", 12.5)]


@pytest.mark.parametrize(
    ("severity", "km", "sheltered"), [(1, 1.4, True), (0, 1.4, False), (1, 1.6, False)]
)
def test_posts_near_a_severe_incident_take_shelter(
    severity: int, km: float, sheltered: bool
) -> None:
    stand = Stand((10.0 + km, 2, "russia"), shelter={"shelter_km": 1.5, "shelter_severity": 1})
    assert stand.watched(severity=severity)[0] == "located", "it noticed before it left the roof"
    assert bool(stand.rep.log.of(PostUnmanned)) == sheltered


def unfounded(days: float, per_day: dict[str, float], **over: Any) -> list[Any]:
    stand = Stand(complaints={"unfounded_per_day": per_day}, **over)
    notices: list[Any] = []
    for side in ("side_a", "side_b"):
        stand.rep.start(stand.network.complainants.without_cause(side, "strip", notices.append))
    stand.rep.env.run(until=24.0 * days)
    return notices


def test_unfounded_complaints_blame_covered_groups_of_the_other_side_by_their_fire() -> None:
    notices = unfounded(400.0, {"side_a": 0.0, "side_b": 2.0})
    assert len(notices) == pytest.approx(800, abs=3.29 * 800**0.5)
    uniform, first = Replication(1, 0, inf).uniform, identity("unfounded", "side_b", "strip", 0)
    gap_h = -log(uniform(first, "gap")) * 12.0
    assert (notices[0].incident, notices[0].hour) == (first, pytest.approx(gap_h))
    about = {(n.guarantor, n.suspect_side, n.standing, n.source, n.double) for n in notices}
    assert about == {("turkey", "side_a", "unfounded", "complaint", False)}
    army = sum(n.suspect_group == "army" for n in notices) / len(notices)
    assert army == pytest.approx(0.8, abs=3.29 * 0.4 / 800**0.5), "4 a day of 5"
    assert {(n.suspect_group, n.place) for n in notices} == {
        ("army", "town"), ("army", "village"), ("militia", "town"),
    }  # fmt: skip
    others = unfounded(100.0, {"side_a": 2.0, "side_b": 0.0})
    assert {(n.guarantor, n.suspect_group) for n in others} == {
        ("russia", "rebels"), ("russia", "few"),
    }  # fmt: skip


def test_a_side_s_unfounded_complaints_are_shared_among_zones() -> None:
    zones = {"zones": {"island": world().zones["strip"].model_dump(mode="json")}}
    for place in list(zones["zones"]["island"]["places"]):
        places = zones["zones"]["island"]["places"]
        places[f"island {place}"] = places.pop(place)
    notices = unfounded(400.0, {"side_a": 0.0, "side_b": 2.0}, **zones)
    assert len(notices) == pytest.approx(400, abs=3.29 * 400**0.5), "half of them in this zone"
