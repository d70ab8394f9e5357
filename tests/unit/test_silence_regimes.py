"""Mediators have silence regimes agreed, called by a rule or of the mission's own accord."""

from __future__ import annotations

from typing import Any

import pytest
from actor_stand import ActorStand
from conftest import compose
from pydantic import ValidationError

from sim import events
from sim.kernel.eventlog import EventLog
from sim.kernel.registry import resolve
from sim.kernel.replication import Process
from sim.model.entities import Report
from sim.model.model import simulate

EXAMPLE_IN = "mission"
EXAMPLE: dict[str, Any] = {
    "kind": "silence_regimes",
    "label": "Mediators of local silence regimes",
    "mediators": 2,
    "agreement": {"distribution": "exponential", "mean_h": 24.0},
    "success_probability": 0.5,
    "duration_days": 7.0,
    "background_factor": 0.4,
    "planned": {
        "first": {"place": "ain_terma", "day": 5.0},
        "second": {"place": "douma", "day": 20.0},
    },
}
TEN_HOURS = {"distribution": "constant", "mean_h": 10.0}
CERTAIN = {"agreement": TEN_HOURS, "success_probability": 1.0, "planned": {}}


def case(number: int, place: str = "douma") -> Report:
    return Report(number, 0.0, 0.0, "eastern_ghouta", place, 2, "government", "side_a")


class Talks:
    """A stand on which a rule asks for regimes."""

    def __init__(self, **changes: Any) -> None:
        self.stand = ActorStand(days=30)
        self.stand.start(EXAMPLE | CERTAIN | changes, "mediators")
        self.gave: dict[int, tuple[float, float]] = {}

    def ask(self, hour: float, about: Report) -> None:
        def asking() -> Process:
            yield self.stand.rep.wait_until(hour)
            until_h = yield from self.stand.situation.services["silence_regime"](about)
            self.gave[about.id] = (self.stand.rep.now, until_h)

        self.stand.rep.start(asking())

    def run(self) -> EventLog:
        return self.stand.run()

    def deeds(self) -> list[tuple[float, str, str, float]]:
        log = self.stand.rep.log
        return [(e.hour, e.action, e.target, e.amount) for e in log.of(events.ActorActed)]


def test_a_regime_binds_the_covered_groups_at_the_place_for_its_days() -> None:
    talks = Talks()
    talks.ask(5.0, case(1))
    log = talks.run()
    assert talks.gave == {1: (15.0, 15.0 + 168.0)}
    changes = log.of(events.SituationChanged)
    assert [change[1:] for change in changes] == [
        ("background", target, 0.4, 183.0, "mediators")
        for target in ("government@douma", "jaysh_al_islam@douma")
    ]
    assert talks.deeds() == [
        (15.0, "silence_agreed", "douma", 1.0),
        (15.0, "silence_days", "douma", 7.0),
    ]


def test_talks_may_come_to_nothing() -> None:
    talks = Talks(success_probability=0.0)
    talks.ask(5.0, case(1))
    assert not talks.run().of(events.SituationChanged)
    assert talks.gave == {1: (15.0, 0.0)}
    assert talks.deeds() == [(15.0, "silence_refused", "douma", 1.0)]


def test_who_asks_about_the_same_place_shares_the_talks_and_the_regime() -> None:
    talks = Talks(mediators=1)
    for number, hour in enumerate((5.0, 8.0, 20.0, 190.0)):
        talks.ask(hour, case(number))
    log = talks.run()
    assert talks.gave == {0: (15.0, 183.0), 1: (15.0, 183.0), 2: (20.0, 183.0), 3: (200.0, 368.0)}
    assert max(e.factor for e in log.of(events.SituationChanged)) == 0.4
    assert len(log.of(events.SituationChanged)) == 2 * 2, "two groups, two regimes"


def test_mediators_are_few_and_go_in_order_of_call() -> None:
    """Three places at once; one mediator needs 10 h for each, three do them side by side."""
    for mediators, done in ((1, [10.0, 20.0, 30.0]), (2, [10.0, 10.0, 20.0]), (3, [10.0] * 3)):
        talks = Talks(mediators=mediators)
        for number, place in enumerate(("douma", "harasta", "arbin")):
            talks.ask(0.0, case(number, place))
        talks.run()
        assert [talks.gave[number][0] for number in range(3)] == done


def test_what_was_only_heard_has_no_place_to_mediate_at() -> None:
    talks = Talks()
    talks.ask(5.0, case(1, ""))
    talks.run()
    assert talks.gave == {1: (5.0, 0.0)}
    assert not talks.deeds()


def test_nobody_mediates_before_the_mediators_are_paid() -> None:
    talks = Talks(from_day=2.0)
    talks.ask(5.0, case(1))
    talks.run()
    assert talks.gave[1][0] == 58.0
    ((role, unit, positions),) = talks.stand.employed
    assert (role, unit, positions) == ("mediators", "mediators", {"daylight": 2, "from_h": 48.0})


def test_planned_talks_begin_on_their_day() -> None:
    talks = Talks(planned=EXAMPLE["planned"])
    talks.run()
    assert [deed[:3] for deed in talks.deeds() if deed[1] == "silence_agreed"] == [
        (130.0, "silence_agreed", "ain_terma"),
        (490.0, "silence_agreed", "douma"),
    ]
    assert talks.deeds()[-1][3] == 7.0
    silences = talks.stand.situation.silences
    assert silences == {"ain_terma": 298.0, "douma": 658.0}, "a rule knows of them"


def test_a_likelier_agreement_agrees_on_a_superset() -> None:
    agreed = {}
    for probability in (0.3, 0.6):
        talks = Talks(success_probability=probability, mediators=400)
        places = list(talks.stand.scenario.world.places())
        # one report for each place, so that no two share their talks
        for number, place in enumerate(places):
            talks.ask(0.0, case(number, place))
        talks.run()
        agreed[probability] = {number for number, (_, until_h) in talks.gave.items() if until_h}
    assert agreed[0.3] < agreed[0.6]


def run(actor: dict[str, Any] | None) -> set[int]:
    """Violations of forty days in which fire brings no fire and nobody is sanctioned."""
    quiet = {"own": 0.0, "retaliation": 0.0}
    world = {"violence": {"fast": quiet, "slow": quiet}}
    mission = {"actors": {"mediators": actor} if actor else {}}
    made = compose("planned", "record_only", days=40, world=world, mission=mission)
    return {e.violation for e in simulate(made, 2, 0).of(events.ViolationOccurred)}


def test_the_more_a_regime_silences_the_less_is_fired_and_all_else_is_the_same() -> None:
    planned = {
        place: {"place": place, "day": 1.0}
        for place in ("douma", "harasta", "ain_terma", "elsewhere_east")
    }
    runs = [
        run(EXAMPLE | CERTAIN | {"planned": planned, "mediators": 4} | change)
        for change in (
            {"background_factor": 0.0, "duration_days": 30.0},
            {"background_factor": 0.0},
            {"background_factor": 0.5},
        )
    ]
    without = run(None)
    assert runs[0] < runs[1] < runs[2] < without
    assert run(EXAMPLE | CERTAIN | {"planned": planned, "background_factor": 1.0}) == without


def test_unknown_places_early_talks_and_a_second_actor_are_contradictions() -> None:
    planned = {"first": {"place": "duma", "day": 1.0}}
    actor = resolve("actor", EXAMPLE | {"from_day": 2.0, "planned": planned})
    place, early = actor.problems(compose())
    assert place[0] == ("planned", "first", "place")
    assert place[1].startswith(
        "no place called 'duma' - did you mean 'douma'? (there are: ain_terma"
    )
    assert early == (("planned", "first", "day"), "must not be before from_day (2)")
    both = compose(mission={"actors": {"one": EXAMPLE, "other": EXAMPLE}})
    for made in both.mission.actors.values():
        assert [key for key, _ in made.problems(both)] == [("kind",)]


@pytest.mark.parametrize(
    "change", [{"mediators": 0}, {"success_probability": 1.1}, {"background_factor": 1.1}]
)
def test_numbers_out_of_range_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        resolve("actor", EXAMPLE | change)
