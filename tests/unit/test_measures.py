"""Measures: protests and the sanction ladder, step by step."""

from __future__ import annotations

from math import exp, log

import pytest
from small_world import report

from sim.events import ProtestMade, RungLowered, SanctionDropped, SanctionImposed
from sim.kernel.distributions import constant
from sim.kernel.replication import Process, Replication
from sim.model.measures import Ladder
from sim.model.situation import Situation

NEVER_H = 1e12
"""A mean quiet spell that no run sees the end of."""


class Stand:
    """A ladder for the army and, excluded by the memorandum, the outlaws."""

    def __init__(self, top_rung: int = 2, quiet_h: float = NEVER_H, decision_h: float = 0.0):
        self.rep = Replication(1, 0, 10_000.0)
        self.situation = Situation(self.rep, 72.0, resentment_h=100.0)
        self.done: list[bool] = []
        self.ladder = Ladder(
            self.rep,
            self.situation,
            {"army": "side_a", "outlaws": "side_b"},
            {"army": True, "outlaws": False},
            top_rung=top_rung,
            quiet_h=quiet_h,
            protest=constant(6.0),
            decision=constant(decision_h),
        )

    def sanction(self, hour: float, group: str = "army", *, guilty: bool = True) -> None:
        def carried_out() -> Process:
            done = yield from self.ladder.sanction(report(), group, guilty=guilty)
            self.done.append(done)

        self.rep.at(hour, lambda: self.rep.start(carried_out()))

    def quiet_h(self, number: int, mean_h: float) -> float:
        """The hour at which the army has been quiet for long enough for the n-th time."""
        gaps = [-log(self.rep.uniform("quiet army", i, "gap")) for i in range(number)]
        return mean_h * sum(gaps)


@pytest.mark.parametrize(("top", "rungs"), [(2, [1, 2, 2, 2]), (3, [1, 2, 3, 3]), (0, [0] * 4)])
def test_a_group_climbs_to_the_top_rung_and_stays_there(top: int, rungs: list[int]) -> None:
    stand = Stand(top)
    for hour in range(4):
        stand.sanction(float(hour))
    imposed = stand.rep.run().of(SanctionImposed)
    assert [row.rung for row in imposed] == rungs
    assert stand.situation.rung("army") == top
    assert imposed[0] == (0.0, 1, "army", "side_a", rungs[0])
    assert stand.done == [True] * 4


def test_a_sanction_takes_effect_when_the_guarantors_have_decided() -> None:
    stand = Stand(decision_h=24.0)
    stand.sanction(3.0)
    stand.sanction(4.0, "outlaws")
    log_ = stand.rep.run()
    assert [row.hour for row in log_.of(SanctionImposed)] == [27.0]
    assert log_.of(SanctionDropped) == [(4.0, 1, "outlaws", "excluded_group")], "at once"
    assert stand.situation.rung("outlaws") == 0
    assert stand.done == [False, True]


def test_each_quiet_spell_is_one_step_down() -> None:
    stand = Stand(quiet_h=100.0)
    for hour in (0.0, 0.0):
        stand.sanction(hour)
    down = stand.rep.run().of(RungLowered)
    assert [(row.group, row.rung) for row in down] == [("army", 1), ("army", 0)]
    assert [row.hour for row in down] == pytest.approx([stand.quiet_h(n, 100.0) for n in (1, 2)])


def test_the_hours_of_quiet_do_not_depend_on_what_was_sanctioned_before() -> None:
    """Else a sanction more would put every later spell out of step with another scenario's."""
    second_h = Stand().quiet_h(2, 100.0)
    late_h = second_h - 1.0
    alone, further = Stand(quiet_h=100.0), Stand(quiet_h=100.0)
    alone.sanction(late_h)
    for hour in (0.0, late_h):
        further.sanction(hour)
    found = [[row.hour for row in s.rep.run().of(RungLowered)] for s in (alone, further)]
    assert found[0] == pytest.approx([second_h])
    assert found[1] == pytest.approx([Stand().quiet_h(1, 100.0), second_h])
    assert alone.situation.rung("army") == further.situation.rung("army") == 0


def test_only_a_group_sanctioned_for_what_it_did_not_do_resents_it() -> None:
    stand = Stand()
    stand.sanction(0.0, guilty=True)
    stand.sanction(50.0, guilty=False)
    stand.sanction(60.0, "outlaws", guilty=False)
    felt = {}
    for hour in (49.0, 51.0, 150.0):
        stand.rep.at(hour, lambda h=hour: felt.update({h: stand.situation.resentment("army")}))
    stand.rep.run()
    assert felt == pytest.approx({49.0: 0.0, 51.0: exp(-0.01), 150.0: exp(-1.0)})
    assert stand.situation.resentment("outlaws") == 0.0, "a sanction dropped is none"


def test_a_protest_takes_time_and_moves_no_rung() -> None:
    stand = Stand()
    stand.rep.at(2.0, lambda: stand.rep.start(stand.ladder.protest(report(), "army")))
    assert list(stand.rep.run()) == [ProtestMade(8.0, 1, "army", "side_a")]
    assert stand.situation.rung("army") == 0
