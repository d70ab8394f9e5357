"""Adaptation: groups fire where, when and how they are watched less, and as often as before."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose

from sim.analysis.kpis import compute, value
from sim.events import ActorActed, PostManned, PostUnmanned, ViolationOccurred
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.model.entities import Violation
from sim.model.model import simulate
from sim.model.reach import is_night

EXAMPLE_IN = "world"
EXAMPLE: dict[str, Any] = {
    "kind": "adaptation",
    "groups": ["government", "jaysh_al_islam", "faylaq_al_rahman"],
    "rate_per_day": 0.1,
    "shifts": {"place": 0.4, "hour": 0.2, "kind": 0.4},
}
AT_ONCE = 1000.0
POSTS = compose().mission.posts


@cache
def run(
    rate: float | None, place: float = 0.5, hour: float = 0.0, kind: float = 0.5, opens: float = 0.0
) -> EventLog:
    """60 days under watch from day ``opens`` on; nothing answers anybody."""
    shifts = {"place": place, "hour": hour, "kind": kind}
    actors = {} if rate is None else {"a": EXAMPLE | {"rate_per_day": rate, "shifts": shifts}}
    scenario = compose(
        response="record_only",
        days=60,
        world={"actors": actors},
        mission={"posts": {name: {"opens_day": opens} for name in POSTS}},
    )
    return simulate(scenario, 1, 0)


def incidents(log: EventLog) -> dict[int, ViolationOccurred]:
    return {row.violation: row for row in log.of(ViolationOccurred)}


def deeds(log: EventLog) -> set[str]:
    return {row.action for row in log.of(ActorActed) if row.kind == "adaptation"}


def test_at_a_rate_of_zero_it_is_as_if_it_were_not_there() -> None:
    assert run(0.0).digest() == run(None).digest()


def test_nothing_is_moved_where_nobody_watches() -> None:
    assert run(AT_ONCE, opens=100.0).digest() == run(None, opens=100.0).digest()
    early = [row.hour for row in run(AT_ONCE, opens=20.0).of(ActorActed)]
    assert min(early) > 480.0, "nor before"


def test_the_faster_they_learn_the_less_is_located_of_the_same_incidents() -> None:
    logs = [run(rate) for rate in (None, 0.01, AT_ONCE)]
    same = [set(incidents(log)) for log in logs]
    assert same[0] == same[1] == same[2]
    hours = [[row.hour for row in log.of(ViolationOccurred)] for log in logs]
    assert hours[0] == hours[-1]
    located = [value(compute(log)["located_share"]) for log in logs]
    assert located[0] > located[1] > located[2] > 0.0
    counts = [value(compute(log)["true_incidents_per_day"]) for log in logs]
    assert len(set(counts)) == 1


def test_who_learns_faster_moves_the_same_incidents_and_more() -> None:
    def moved(rate: float) -> set[int]:
        before, after = incidents(run(None, 0.0, 0.0, 1.0)), incidents(run(rate, 0.0, 0.0, 1.0))
        return {name for name, row in after.items() if row.kind != before[name].kind}

    assert set() < moved(0.01) < moved(0.1) < moved(AT_ONCE)


@pytest.mark.parametrize(
    ("shifts", "columns", "action"),
    [
        ((1.0, 0.0, 0.0), {"place"}, "moved_elsewhere"),
        ((0.0, 0.0, 1.0), {"kind", "severity"}, "changed_in_kind"),
    ],
)
def test_nothing_but_what_is_shifted_changes(
    shifts: tuple[float, float, float], columns: set[str], action: str
) -> None:
    log = run(AT_ONCE, *shifts)
    before, after = incidents(run(None, *shifts)), incidents(log)
    places, kinds = {}, {}
    for name, group in compose().world.groups.items():
        places[name], kinds[name] = set(group.places), set(group.kinds)
    changed: set[str] = set()
    for name, row in after.items():
        if row.parent:  # its place hangs on where its parent fell
            continue
        old = before[name]._asdict()
        changed |= {column for column, now in row._asdict().items() if now != old[column]}
        assert row.place in places[row.group]
        assert row.kind in kinds[row.group]
    assert changed == columns
    assert deeds(log) == {action}


def test_strikes_from_the_air_are_never_taken_up() -> None:
    before, after = incidents(run(None, 0.0, 0.0, 1.0)), incidents(run(AT_ONCE, 0.0, 0.0, 1.0))
    strikes = [name for name, row in after.items() if row.kind == "air_strike"]
    assert len(strikes) < sum(row.kind == "air_strike" for row in before.values())
    assert all(before[name].kind == "air_strike" for name in strikes)


def test_by_hour_incidents_of_the_day_move_into_the_coming_night() -> None:
    observation = compose().world.observation
    shifts = (0.0, 1.0, 0.0)
    before, after = incidents(run(None, *shifts)), incidents(run(AT_ONCE, *shifts))
    moved = 0
    for name, row in after.items():
        if row.parent or row.hour == before[name].hour:
            continue
        moved += 1
        old = before[name].hour
        assert not is_night(old % 24.0, observation)
        assert is_night(row.hour % 24.0, observation)
        assert 0.0 < row.hour - old < 24.0
        assert row._replace(hour=old) == before[name]
    assert moved > 50
    log = run(AT_ONCE, *shifts)
    assert [row.hour for row in log] == sorted(row.hour for row in log)


def stand() -> tuple[ActorStand, dict[str, Any]]:
    """A stand whose groups know all there is to know once a post has stood for a while."""
    made = ActorStand(days=10.0)
    settings = EXAMPLE | {
        "rate_per_day": AT_ONCE,
        "shifts": {"place": 1.0, "hour": 0.0, "kind": 0.0},
    }
    made.start(settings)
    return made, settings


def incident(number: int, place: str, hour: float = 36.0) -> Violation:
    return Violation(
        number, hour, "government", "side_a", True, "eastern_ghouta", place, "mortar", 1, 0, 1
    )


def test_only_those_who_are_watched_more_closely_than_elsewhere_move() -> None:
    made, _ = stand()
    found: list[Violation] = []

    def fire() -> None:
        (habit,) = made.situation.habits
        found.extend(habit(incident(n, "ain_terma")) for n in range(50))
        found.extend(habit(incident(n, "elsewhere_north")) for n in range(50, 100))

    made.rep.at(12.0, lambda: made.rep.record(PostManned(12.0, "op_ain_terma", 3, "day")))
    made.rep.at(36.0, fire)
    made.run()
    assert all(violation.place != "ain_terma" for violation in found[:50])
    assert len({violation.place for violation in found[:50]}) > 3
    assert {violation.place for violation in found[50:]} == {"elsewhere_north"}


def test_a_post_that_is_left_watches_nobody() -> None:
    made, _ = stand()
    found: list[Violation] = []
    made.rep.at(12.0, lambda: made.rep.record(PostManned(12.0, "op_ain_terma", 3, "day")))
    made.rep.at(24.0, lambda: made.rep.record(PostUnmanned(24.0, "op_ain_terma", "shelter")))
    made.rep.at(
        36.0,
        lambda: found.extend(made.situation.habits[0](incident(n, "ain_terma")) for n in range(50)),
    )
    made.run()
    assert {violation.place for violation in found} == {"ain_terma"}


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"groups": ["army"]}, ("groups", 0), "no group called 'army' (there are: "),
        ({"groups": ["government"] * 2}, ("groups", 1), "named twice"),
        (
            {"shifts": {"place": 0.5, "hour": 0.3, "kind": 0.3}},
            ("shifts",),
            "must not exceed 1 in total (they add up to 1.1)",
        ),
    ],
)
def test_contradictions_are_named(change: dict[str, Any], key: Any, words: str) -> None:
    found = list(resolve("actor", EXAMPLE | change).problems(compose()))  # type: ignore[attr-defined]
    assert [at for at, _ in found] == [key]
    assert words in found[0][1]
