"""One more of those who serve never lengthens a wait, customer by customer, under the same numbers.

True of any service times when all are served in order of arrival by whoever is free first (Kiefer
and Wolfowitz 1955); priority, travel, daylight, patience and sessions are off.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf

import numpy as np
import pytest

from sim.events import InvestigationQueued, ReportHandled, TeamSeized
from sim.kernel.distributions import exponential, lognormal
from sim.kernel.replication import Process, Replication
from sim.model.entities import Report
from sim.model.investigation import Fieldwork, Office
from sim.model.joint_centre import JointCentre
from sim.model.lanes import LaneGroup

SEED = 20170506


@pytest.mark.parametrize("replication", range(5))
def test_one_more_team_never_lengthens_a_wait(replication: int) -> None:
    """First come, first served; no travel, no daylight, no patience, nobody to be asked."""

    def waits_h(teams: int) -> dict[int, float]:
        rep = Replication(SEED, replication, inf)
        office = Office(rep, teams, Fieldwork(work=lognormal(20.0, 1.5)))

        def arrive() -> Process:
            for number in range(300):
                report = Report(number, rep.now, rep.now, "zone", "place", 2, "group", "side_a")
                rep.start(office.investigate(report, None))
                yield rep.wait(16.0 * rep.uniform("gap", number))

        rep.start(arrive())
        rep.env.run()
        seized_h = {event.report: event.hour for event in rep.log.of(TeamSeized)}
        return {e.report: seized_h[e.report] - e.hour for e in rep.log.of(InvestigationQueued)}

    levels = [waits_h(teams) for teams in (2, 3, 4)]
    assert sum(levels[0].values()) > 300.0, "there was a queue to shorten"
    for fewer, more in pairwise(levels):
        assert len(fewer) == len(more) == 300
        assert all(more[number] <= wait_h for number, wait_h in fewer.items())
        assert sum(more.values()) < sum(fewer.values())


@pytest.mark.parametrize("replication", range(5))
def test_one_more_lane_never_lengthens_a_wait(replication: int) -> None:
    rep = Replication(SEED, replication, inf)
    arrivals_h = np.sort(rep.generator("cars").uniform(0.0, 12.0, 600))
    services_h = rep.generator("service").lognormal(-3.6, 1.0, 600)

    def waits_h(lanes_open: int) -> np.ndarray:
        lanes = LaneGroup(lanes_open)
        lanes.offer(arrivals_h, services_h)
        lanes.advance(inf)
        return lanes.starts_h - arrivals_h

    levels = [waits_h(lanes_open) for lanes_open in (1, 2, 3, 5)]
    assert levels[0].mean() > 1.0, "there was a queue to shorten"
    for fewer, more in pairwise(levels):
        assert (more <= fewer).all()
        assert more.sum() < fewer.sum()


@pytest.mark.parametrize("replication", range(5))
def test_one_more_officer_never_lengthens_the_handling_of_a_report(replication: int) -> None:
    def handled_h(desks: int) -> list[float]:
        rep = Replication(SEED, replication, inf)
        centre = JointCentre(
            rep, desks=desks, liaison_officers=1, handling=lognormal(5.0, 1.5),
            call=exponential(1.0), sessions=None,
        )  # fmt: skip

        def arrive() -> Process:
            for number in range(300):
                report = Report(number, rep.now, rep.now, "zone", "place", 2, "group", "side_a")
                rep.start(centre.handle(report))
                yield rep.wait(8.0 * rep.uniform("gap", number))

        rep.start(arrive())
        rep.env.run()
        hours = {event.report: event.hour for event in rep.log.of(ReportHandled)}
        return [hours[number] for number in range(300)]

    levels = [handled_h(desks) for desks in (1, 2, 3)]
    assert sum(levels[0]) > sum(levels[1]) + 300.0, "there was a queue to shorten"
    for fewer, more in pairwise(levels):
        assert all(one <= other for one, other in zip(more, fewer, strict=True))
        assert sum(more) < sum(fewer)
