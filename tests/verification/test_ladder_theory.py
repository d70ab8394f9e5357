"""The sanction ladder against the birth-and-death chain that it is (S1)."""

from __future__ import annotations

import numpy as np

from sim.events import RungLowered, SanctionDropped, SanctionImposed
from sim.kernel.distributions import exponential
from sim.kernel.eventlog import EventLog
from sim.kernel.replication import Process, Replication
from sim.model.entities import Report
from sim.model.measures import Ladder
from sim.model.situation import Situation
from verification.measured import Verify, mean

REPLICATIONS, DAYS = 100, 3650.0
SANCTIONS_PER_DAY, QUIET_DAYS, TOP_RUNG = 0.1, 14.0, 3


def climb(replication: int, *, covered: bool = True) -> EventLog:
    """Sanction one group again and again, whatever it does."""
    rep = Replication(14, replication, 24.0 * DAYS)
    ladder = Ladder(
        rep,
        Situation(rep, 72.0),
        {"group": "side_a"},
        {"group": covered},
        top_rung=TOP_RUNG,
        quiet_h=24.0 * QUIET_DAYS,
    )
    gap_h = exponential(24.0 / SANCTIONS_PER_DAY)

    def guarantors() -> Process:
        number = 0
        while True:
            yield rep.wait(gap_h(rep.uniform("sanction", number)))
            report = Report(number, rep.now, rep.now, "zone", "place", 2, "group", "side_a")
            yield from ladder.sanction(report, "group", guilty=True)
            number += 1

    rep.start(guarantors())
    return rep.run()


def test_s1_share_of_time_on_each_rung(verified: Verify) -> None:
    """Up .1 a day, down after Exp(14 d): shares 1 : 1.4 : 1.4^2 : 1.4^3."""
    shares = []
    for replication in range(REPLICATIONS):
        hours = np.zeros(TOP_RUNG + 1)
        since_h, rung = 0.0, 0
        for event in climb(replication):
            hours[rung] += event[0] - since_h
            since_h, before = event[0], rung
            assert isinstance(event, SanctionImposed | RungLowered)
            rung = event.rung
            step = 1 if isinstance(event, SanctionImposed) else -1
            assert rung == min(before + step, TOP_RUNG)
        hours[rung] += 24.0 * DAYS - since_h
        shares.append(hours / (24.0 * DAYS))
    for rung, name in enumerate(("S1 rung 0", "S1 rung 1", "S1 rung 2", "S1 rung 3")):
        verified(name, mean([each[rung] for each in shares]))


def test_a_group_excluded_by_the_memorandum_never_climbs() -> None:
    log = climb(0, covered=False)
    assert len(log) > 100
    assert {type(event) for event in log} == {SanctionDropped}
