"""The joint commission: who is asked, who objects, and what comes too late."""

from __future__ import annotations

import pytest
from small_world import constant, report

from sim.config import Duration
from sim.events import ProtestMade, SanctionDropped, SanctionImposed
from sim.kernel.distributions import constant as always
from sim.kernel.replication import Process, Replication
from sim.model.commission import Commission, Concurrence
from sim.model.measures import Ladder
from sim.model.situation import Situation

NEAR = {"east": "side_a", "west": "side_b"}


def terms(
    deadline_h: float = 100.0, answer_h: float = 10.0, near: float = 1.0, other: float = 1.0
) -> Concurrence:
    return Concurrence(deadline_h, Duration.model_validate(constant(answer_h)), near, other)


def decided(
    on: Concurrence, side: str = "side_a", number: int = 1, near: dict[str, str] | None = None
) -> tuple[str, float]:
    """What the commission says of a sanction of a group of a side, and when."""
    rep = Replication(1, 0, 10_000.0)
    said: list[tuple[str, float]] = []

    def ask() -> Process:
        outcome = yield from Commission(rep, NEAR if near is None else near).decide(
            report(number), side, on
        )
        said.append((outcome, rep.now))

    rep.start(ask())
    rep.run()
    return said[0]


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (terms(), ("", 10.0)),
        (terms(near=0.0), ("vetoed", 10.0)),
        (terms(other=0.0), ("vetoed", 10.0)),
        (terms(deadline_h=9.0), ("lapsed", 9.0)),
        (terms(deadline_h=9.0, near=0.0), ("lapsed", 9.0)),
        (terms(deadline_h=10.0), ("", 10.0)),
        (terms(answer_h=0.0), ("", 0.0)),
    ],
)
def test_all_must_agree_in_time(on: Concurrence, outcome: tuple[str, float]) -> None:
    assert decided(on) == outcome


def test_only_the_guarantor_near_the_group_answers_as_one_near_it() -> None:
    """East is near side A: with east alone, what others would say doesn't matter, and so with B."""
    east = {"east": "side_a"}
    assert decided(terms(near=1.0, other=0.0), "side_a", near=east)[0] == ""
    assert decided(terms(near=1.0, other=0.0), "side_b", near=east)[0] == "vetoed"
    assert decided(terms(near=0.0, other=1.0), "side_a", near=east)[0] == "vetoed"
    assert decided(terms(near=0.0, other=1.0), "side_b", near=east)[0] == ""
    assert decided(terms(near=0.0, other=0.0), near={}) == ("", 0.0), "nobody is asked"


def test_a_veto_is_the_first_no_that_comes_in_time() -> None:
    """Drawn for each guarantor by its name: the outcome follows from the two answers."""
    seen = set()
    for number in range(200):
        rep = Replication(1, 0, 1.0)
        on = Concurrence(40.0, Duration(mean_h=30.0), 0.5, 0.7)
        quantile = on.answer.quantile()
        hours, no = {}, {}
        for guarantor in NEAR:
            length, word = rep.streams.pair(number, "concurrence", guarantor)
            hours[guarantor] = quantile(length)
            no[guarantor] = word >= (0.5 if guarantor == "east" else 0.7)
        vetoes = [hours[g] for g in NEAR if no[g] and hours[g] <= 40.0]
        if vetoes:
            expected = ("vetoed", min(vetoes))
        elif max(hours.values()) > 40.0:
            expected = ("lapsed", 40.0)
        else:
            expected = ("", max(hours.values()))
        assert decided(on, number=number) == expected
        seen.add(expected[0])
    assert seen == {"", "vetoed", "lapsed"}


def test_more_time_and_more_goodwill_never_cost_a_sanction() -> None:
    """Under the same numbers; and with more time a sanction is vetoed at least as often."""

    def outcomes(deadline_h: float, near: float) -> list[str]:
        on = Concurrence(deadline_h, Duration(mean_h=30.0), near, 0.8)
        return [decided(on, number=number)[0] for number in range(150)]

    short, long, kind = outcomes(20.0, 0.4), outcomes(60.0, 0.4), outcomes(60.0, 0.9)
    for earlier, later in ((short, long), (long, kind)):
        agreed = [number for number, outcome in enumerate(earlier) if not outcome]
        assert agreed
        assert all(not later[number] for number in agreed)
        assert later.count("") > len(agreed)
    assert long.count("vetoed") > short.count("vetoed")
    assert long.count("lapsed") < short.count("lapsed")


@pytest.mark.parametrize(("near", "reason"), [(0.0, "vetoed"), (1.0, "lapsed")])
def test_a_sanction_without_concurrence_moves_no_rung(near: float, reason: str) -> None:
    rep = Replication(1, 0, 1000.0)
    situation = Situation(rep, 72.0)
    ladder = Ladder(
        rep,
        situation,
        {"army": "side_a", "outlaws": "side_b"},
        {"army": True, "outlaws": False},
        top_rung=2,
        quiet_h=1e9,
        decision=always(5.0),
        commission=Commission(rep, NEAR),
    )
    deadline_h = 100.0 if reason == "vetoed" else 4.0
    done: list[bool] = []

    def carried_out(group: str, on: Concurrence) -> Process:
        done.append((yield from ladder.sanction(report(), group, guilty=False, concurrence=on)))

    rep.start(carried_out("army", terms(deadline_h, near=near)))
    rep.at(200.0, lambda: rep.start(carried_out("outlaws", terms(near=0.0))))
    rep.at(300.0, lambda: rep.start(carried_out("army", terms())))
    log = rep.run()
    assert log.of(SanctionDropped) == [
        (min(10.0, deadline_h), 1, "army", reason),
        (200.0, 1, "outlaws", "excluded_group"),
    ], "nobody is asked about an excluded group"
    assert [(row.hour, row.rung) for row in log.of(SanctionImposed)] == [(315.0, 1)], "then decided"
    assert done == [False, False, True]
    assert not log.of(ProtestMade)
    assert situation.resentment("army") > 0.0
