"""Access: who is let through, held up or refused, by one named number each."""

from __future__ import annotations

from typing import Any

import pytest
from convoy_stand import OPEN
from small_world import fire

from sim import config
from sim.kernel.replication import Replication
from sim.model.access import Access
from sim.model.situation import Situation

NUMBER = 7
"""The movement that is asked for."""


class Stand:
    """An access office, with ``incidents`` in the last moment."""

    def __init__(self, incidents: int = 0, **over: Any) -> None:
        self.rep = Replication(1, 0, 100.0)
        self.situation = Situation(self.rep, 72.0)
        settings = config.Access.model_validate(OPEN | over)
        self.access = Access(self.rep, settings, self.situation)
        for number in range(incidents):
            fire(self.rep, 0.0, number=number)
        self.rep.env.run(until=1e-9)

    def ask(self, side: str = "side_b", **rest: Any) -> tuple[str, float]:
        return self.access.ask("team", NUMBER, "strip", side, **rest)


def draw(what: str, attempt: int = 0) -> float:
    return Replication(1, 0, 1.0).uniform(NUMBER, "team", what, attempt)


def by_side(side_a: float, side_b: float) -> dict[str, float]:
    return {"side_a": side_a, "side_b": side_b}


REFUSED = draw("refused")
HELD_UP = draw("held up")


def just_above(threshold: float) -> dict[str, float]:
    return by_side(0.0, threshold * 1.0001)


def just_below(threshold: float) -> dict[str, float]:
    return by_side(1.0, threshold * 0.9999)


def test_refusal_is_a_threshold_on_the_holder_s_own_probability() -> None:
    assert Stand(refusal_probability=just_above(REFUSED)).ask() == ("denied", 0.0)
    assert Stand(refusal_probability=just_below(REFUSED)).ask() == ("free", 0.0)
    assert Stand(refusal_probability=just_above(REFUSED)).ask("side_a") == ("free", 0.0)
    assert Stand(refusal_probability=just_below(REFUSED)).ask("side_a") == ("denied", 0.0)


def test_a_second_attempt_is_another_number() -> None:
    again = draw("refused", 1)
    low, high = sorted([REFUSED, again])
    answers = [
        Stand(refusal_probability=by_side(0.0, (low + high) / 2.0)).ask(attempt=attempt)[0]
        for attempt in (0, 1)
    ]
    assert sorted(answers) == ["denied", "free"]


def test_delay_is_a_threshold_too_and_long_or_short() -> None:
    held: dict[str, Any] = {
        "delay_probability": just_above(HELD_UP), "short_delay_min": 43.0, "long_delay_min": 128.0,
    }  # fmt: skip
    long = draw("held up long")
    assert Stand(**held, long_delay_share=long * 0.9999).ask() == ("delayed", 43.0 / 60.0)
    assert Stand(**held, long_delay_share=long * 1.0001).ask() == ("delayed", 128.0 / 60.0)
    assert Stand(delay_probability=just_below(HELD_UP)).ask() == ("free", 0.0)
    both = {"refusal_probability": just_above(REFUSED)}
    assert Stand(**held, **both).ask() == ("denied", 0.0), "who is refused isn't held up"


@pytest.mark.parametrize(("factor", "answer"), [(1.99, "free"), (2.01, "denied")])
def test_the_guilty_refuse_more(factor: float, answer: str) -> None:
    stand = Stand(refusal_probability=by_side(0.0, REFUSED / 2.0), guilty_factor=factor)
    assert stand.ask(guilty=True)[0] == answer
    assert stand.ask()[0] == "free"


@pytest.mark.parametrize(("factor", "answer"), [(1.99, "free"), (2.01, "denied")])
def test_an_actor_may_change_refusals_of_a_side(factor: float, answer: str) -> None:
    stand = Stand(refusal_probability=by_side(0.0, REFUSED / 2.0))
    stand.situation.modify("access_refusal", "side_b", factor)
    assert stand.ask()[0] == answer


@pytest.mark.parametrize(("margin", "answer"), [(0.999, "free"), (1.001, "denied")])
def test_refusal_grows_with_a_power_of_recent_violence(margin: float, answer: str) -> None:
    """54 incidents just now and a memory of 3 days are 18 a day, 9 times the usual 2: 3 times."""
    probability = by_side(0.0, REFUSED / 3.0 * margin)
    violent = Stand(54, refusal_probability=probability, violence_exponent=0.5)
    assert violent.ask()[0] == answer
    quiet = Stand(refusal_probability=by_side(0.0, 1.0), violence_exponent=0.5)
    assert quiet.ask()[0] == "free", "nothing happened: nothing to hide"


def test_the_mission_holds_back_above_its_threshold() -> None:
    """6 incidents just now are 2 a day."""
    over = {"suspended_above_incidents_per_day": 1.99, "refusal_probability": by_side(1.0, 1.0)}
    assert Stand(6, **over).ask() == ("suspended", 0.0)
    assert Stand(6, **(over | {"suspended_above_incidents_per_day": 2.01})).ask()[0] == "denied"


def test_every_answer_is_logged() -> None:
    stand = Stand(refusal_probability=by_side(1.0, 0.0))
    stand.ask("side_a")
    now = stand.rep.now
    assert list(stand.rep.log) == [(now, "team", NUMBER, "strip", "side_a", "denied", 0.0)]
