"""Violence: marks of incidents and what moves their intensity."""

from __future__ import annotations

from math import exp, inf
from typing import Any

import pytest
from small_world import world

from sim.events import IntensityBounded, ViolationOccurred
from sim.kernel.replication import Replication
from sim.model import background
from sim.model.entities import Violation
from sim.model.situation import Situation
from sim.model.violence import Violence, occurred


class Stand:
    """The violence of a small world over some days; incidents are kept and logged."""

    def __init__(self, days: float = 20.0, **over: Any) -> None:
        self.rep = Replication(1, 0, 24.0 * days)
        self.situation = Situation(self.rep, 72.0, resentment_h=inf)
        about = world(**over)
        clusters = background.clusters(about, self.rep)
        self.index = {name: number for number, name in enumerate(clusters.groups)}
        self.found: list[Violation] = []
        self.violence = Violence(self.rep, about, clusters, self.situation, self._emit)

    def _emit(self, violation: Violation, parent: int) -> None:
        self.found.append(violation)
        self.rep.record(occurred(violation, parent))

    def run(self) -> list[Violation]:
        self.rep.start(self.violence.run())
        self.rep.run()
        return self.found

    def intensity(self, group: str = "army", place: int = 1) -> float:
        return self.violence.intensity(self.index[group], place)


MIX = {"kinds": {"mortar": 0.5, "air_strike": 0.3, "small_arms": 0.2}}
FOLLOWED = {"fast": {"own": 0.3, "retaliation": 0.2}}


def test_a_side_that_flies_no_strikes_leaves_every_other_incident_as_it_was() -> None:
    groups = {"army": MIX, "rebels": MIX}
    kinds = {"air_strike": {"productivity": 0.0}}  # else what answers a strike would go too
    over = {"violence": FOLLOWED | {"kinds": kinds}, "groups": groups}
    both = Stand(**over).run()
    over["violence"] |= {"air_strikes": {"side_a": False}}
    one = Stand(**over).run()
    flown = [v for v in both if v.kind == "air_strike"]
    assert {v.side for v in flown} == {"side_a", "side_b"}
    assert one == [v for v in both if v.kind != "air_strike" or v.side == "side_b"]


def test_an_incident_bears_the_marks_of_its_group_and_kind() -> None:
    stand = Stand(days=400.0, groups={"army": MIX})
    army = [v for v in stand.run() if v.group == "army"]
    assert len(army) > 1000
    shares = {kind: sum(v.kind == kind for v in army) / len(army) for kind in MIX["kinds"]}
    tolerance = 3.9 * 0.5 / len(army) ** 0.5
    assert shares == pytest.approx(MIX["kinds"], abs=tolerance)
    assert {(v.side, v.covered, v.zone) for v in army} == {("side_a", True, "strip")}
    assert {v.place for v in army} == {"town", "village"}
    assert all(v.rounds >= 1 for v in army)
    assert len(stand.rep.log.of(ViolationOccurred)) == len(stand.found)


def test_deaths_are_at_least_one_at_most_the_maximum_and_make_an_incident_severe() -> None:
    kinds = {"mortar": {"lethal_probability": 0.3, "severity": 0}}
    deaths = {"median": 2.0, "log_sd": 1.5, "maximum": 5}
    over = {"kinds": kinds, "deaths": deaths, "severity_if_deaths": 2}
    found = Stand(days=100.0, violence=over).run()
    lethal = [v for v in found if v.deaths]
    assert len(lethal) / len(found) == pytest.approx(0.3, abs=3.9 * (0.21 / len(found)) ** 0.5)
    assert {v.deaths for v in lethal} == {1, 2, 3, 4, 5}
    assert {v.severity for v in lethal} == {2}
    assert {v.severity for v in found if not v.deaths} == {0}
    severe = {"kinds": {"mortar": {"lethal_probability": 1.0, "severity": 3}}}
    assert {v.severity for v in Stand(violence=over | severe).run()} == {3}, "never lowered"


def test_productivity_has_mean_one_under_the_group_s_own_mix() -> None:
    """Strikes bring three times as many: .5 * 1 + .3 * 3 + .2 * 1 = 1.6."""
    kinds = {"air_strike": {"productivity": 3.0}}
    violence = Stand(violence={"kinds": kinds}, groups={"army": MIX}).violence
    marks = violence._marks[0]
    assert marks.productivity == pytest.approx(
        {"mortar": 1 / 1.6, "air_strike": 3 / 1.6, "small_arms": 1 / 1.6}
    )
    assert violence._marks[1].productivity == {"mortar": 1.0}


def test_intensity_is_sanctions_times_presence_times_resentment() -> None:
    over = {
        "deterrence_by_rung": 0.15,
        "deterrence_by_presence": -0.05,
        "resentment_effect": 0.2,
        "intensity_floor": 0.0,
        "intensity_ceiling": 3.0,
    }
    stand = Stand(violence=over)
    assert stand.intensity() == 1.0
    stand.situation.rungs["army"] = 2
    stand.situation.presence = {"town": 4.0}
    stand.situation.resent("army")
    assert stand.intensity() == pytest.approx(exp(-0.3) * exp(0.2) * 1.2)
    assert stand.intensity(place=2) == pytest.approx(exp(-0.3) * 1.2), "nobody is near there"
    assert stand.intensity("militia") == pytest.approx(exp(0.2))


def test_a_bound_is_logged_when_it_begins_and_when_it_ceases_to_bind() -> None:
    over = {"deterrence_by_rung": 1.0, "resentment_effect": 1.0}
    stand = Stand(violence=over)
    levels = []
    for rung, resented in ((0, 0), (2, 0), (3, 0), (1, 0), (0, 1), (0, 0)):
        stand.situation.rungs["army"] = rung
        if resented:
            stand.situation.resent("army")
        levels += [stand.intensity(), stand.intensity()]
    assert levels == pytest.approx([1.0] * 2 + [0.3] * 4 + [exp(-1.0)] * 2 + [1.5] * 4)
    assert stand.rep.log.of(IntensityBounded) == [
        (0.0, "army", "floor"), (0.0, "army", "none"), (0.0, "army", "ceiling"),
    ]  # fmt: skip


def test_a_group_that_left_is_silent_and_so_are_its_answers() -> None:
    over = {"groups": {"outlaws": {"until_day": 9.0}}, "violence": FOLLOWED}
    stand = Stand(**over)
    hours = [v.hour for v in stand.run() if v.group == "outlaws"]
    assert len(hours) > 10
    assert max(hours) < 24.0 * 9.0
    assert stand.intensity("outlaws", 0) == 0.0
    assert not stand.rep.log.of(IntensityBounded), "gone, not held down"
    late = [v.hour for v in Stand(violence=FOLLOWED).run() if v.group == "outlaws"]
    assert [hour for hour in late if hour < 24.0 * 9.0] == hours


def test_lower_intensity_of_one_group_leaves_the_background_of_the_others() -> None:
    stand = Stand(violence={"deterrence_by_rung": 0.5})
    stand.situation.rungs["army"] = 1
    held, free = stand.run(), Stand().run()
    assert [v for v in held if v.group != "army"] == [v for v in free if v.group != "army"]
    kept, all_of_it = ({v for v in run if v.group == "army"} for run in (held, free))
    assert kept < all_of_it


def test_a_lower_background_keeps_the_incidents_that_need_least_and_their_families() -> None:
    whole = Stand(days=60.0).run()
    half = Stand(days=60.0)
    half.situation.modify("background", "army", 0.5, by="actor")
    kept = half.run()
    army = [v for v in whole if v.group == "army"]
    assert {v for v in kept if v.group != "army"} == {v for v in whole if v.group != "army"}
    few = [v for v in kept if v.group == "army"]
    assert set(few) < set(army)
    assert len(few) / len(army) == pytest.approx(0.5, abs=3.9 * (0.25 / len(army)) ** 0.5)


@pytest.mark.parametrize("target", ["town", "strip", "army@town"])
def test_a_background_can_be_silenced_by_place_by_zone_and_by_both(target: str) -> None:
    stand = Stand(days=60.0)
    stand.situation.modify("background", target, 0.0, 24.0 * 30)
    found = stand.run()
    silenced = {
        "town": lambda v: v.place == "town",
        "strip": lambda v: v.zone == "strip",
        "army@town": lambda v: (v.group, v.place) == ("army", "town"),
    }[target]
    everything = Stand(days=60.0).run()
    assert found == [v for v in everything if v.hour >= 24.0 * 30 or not silenced(v)]
    assert len(found) < len(everything)


def test_what_raises_a_background_adds_to_it_and_never_above_what_the_draws_allow() -> None:
    """The small world's ceiling leaves room; without an actor that says it raises, none is used."""
    usual = Stand(days=60.0).run()
    raised = Stand(days=60.0)
    raised.situation.modify("background", "army", 3.0)
    assert raised.run() == usual
    assert {row.bound for row in raised.rep.log.of(IntensityBounded)} == {"background_ceiling"}


def test_no_fly_leaves_a_share_of_strikes_and_every_other_incident() -> None:
    kinds = {"air_strike": {"productivity": 0.0}}
    over = {"groups": {"army": MIX}, "violence": {"kinds": kinds}}
    before = Stand(days=200.0, **over).run()
    rule = Stand(days=200.0, **over)
    rule.situation.modify("air_strikes", "side_a", 0.25)
    after = rule.run()
    flown = [v for v in before if v.kind == "air_strike"]
    breaches = [v for v in after if v.kind == "air_strike"]
    assert set(breaches) < set(flown)
    share = len(breaches) / len(flown)
    assert share == pytest.approx(0.25, abs=3.9 * (0.19 / len(flown)) ** 0.5)
    others = [v for v in before if v.kind != "air_strike"]
    assert [v for v in after if v.kind != "air_strike"] == others


def test_a_habit_moves_an_incident_to_another_place_and_a_later_hour_and_nothing_is_lost() -> None:
    usual = Stand(days=60.0).run()
    stand = Stand(days=60.0)
    stand.situation.habits.append(
        lambda v: v._replace(place="village", hour=v.hour + 2.0) if v.place == "town" else v
    )
    moved = {v.id: v for v in stand.run()}
    assert [v.hour for v in stand.found] == sorted(v.hour for v in stand.found)
    for before in usual:
        if before.hour < 24.0 * 60 - 2.0:
            town = before.place == "town"
            after = before._replace(place="village", hour=before.hour + 2.0) if town else before
            assert moved[before.id] == after


def test_fire_in_a_zone_that_is_not_covered_yet_is_no_violation() -> None:
    stand = Stand()
    stand.situation.modify("covered", "strip", 0.0, 240.0)
    for violation in stand.run():
        assert violation.covered == (violation.hour >= 240.0 and violation.group != "outlaws")
