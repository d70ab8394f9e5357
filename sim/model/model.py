"""The model: a world, a mission, a staffing level and a response rule, put together and run."""

from __future__ import annotations

from functools import partial
from typing import Any

import simpy

import sim.model.actors
import sim.model.response_rules  # noqa: F401 - both imports make the plug-ins known
from sim import config
from sim.events import (
    DisturbanceOccurred,
    RunEnded,
    RunStarted,
    SilenceRegimeAgreed,
    SilenceRegimeAsked,
)
from sim.kernel.eventlog import EventLog
from sim.kernel.replication import Process, Replication
from sim.model import assembly, background
from sim.model.access import Access
from sim.model.actors.base import Actor, Surroundings
from sim.model.attribution import Attribution
from sim.model.controls import controls
from sim.model.entities import Convoy, Disturbance, Report, Violation
from sim.model.measures import Investigate, LiaisonCall, Measure, Protest, SilenceRegime
from sim.model.network import Network
from sim.model.past import Past
from sim.model.people import employ, engage, engagements
from sim.model.presence import Presence
from sim.model.response_rules.base import ResponseRule
from sim.model.situation import Situation
from sim.model.trajectories import convoy_trajectory, notify, violation_trajectory
from sim.model.under_watch import UnderWatch
from sim.model.violence import Violence


def simulate(
    scenario: config.Scenario,
    seed: int,
    replication: int,
    shared: dict[Any, Any] | None = None,
    log: EventLog | None = None,
) -> EventLog:
    """Run one replication of a scenario and give its log.

    ``shared``: a dictionary to pass to every scenario of the same seed and replication, or None.
    ``log``: an empty one to write to, so that it outlives an error; None: a new one.
    """
    rep = Replication(seed, replication, 24.0 * scenario.days, shared, log)
    log = Model(scenario, rep).run()
    log.close()
    rep.let_go()
    return log


class Model:
    """All stations of one run; trajectories move entities among them."""

    def __init__(self, scenario: config.Scenario, rep: Replication) -> None:
        world = scenario.world
        violence = world.violence
        self.rep = rep
        self.scenario = scenario
        self.rule: ResponseRule = scenario.response
        usual = world.usual_incidents_per_day()
        self.situation = Situation(
            rep, 24.0 * world.access.memory_days, 24.0 * violence.resentment_time_days, usual
        )
        self.past = Past(silences=self.situation.silences)
        self.attribution = Attribution(rep, world, self.situation)
        self.access = Access(rep, world.access, self.situation, usual)
        self.posts = assembly.posts(rep, scenario)
        self.network = Network(rep, world, scenario.mission.watches, self.posts, self.attribution)
        for post in self.posts:
            self.situation.listen("manning", post.name, post.withhold)
        self.centre = assembly.joint_centre(rep, scenario, self.situation)
        self.office = assembly.office(rep, scenario, self.attribution, self.access.ask_for_team)
        self.ladder = assembly.ladder(rep, scenario, self.situation)
        self.violence = Violence(
            rep, world, background.clusters(world, rep), self.situation, self._emit_violation
        )
        if violence.deterrence_by_presence != 0.0:
            Presence(rep, self.situation, self.network.places, self.posts, violence)
        self.checkpoints = assembly.checkpoints(rep, scenario, self.situation)
        for name, checkpoint in self.checkpoints.items():
            self.situation.listen("manning", name, checkpoint.withhold)
        self.stocks = assembly.stocks(rep, scenario, self.situation)
        self.road = assembly.road(rep, scenario, self.access, self.situation)

    # --- moving entities --------------------------------------------------------------------------
    def _emit_violation(self, violation: Violation, parent: int) -> None:
        self.rep.start(violation_trajectory(self, violation, parent))

    def _emit_convoy(self, convoy: Convoy) -> None:
        self.rep.start(convoy_trajectory(self, convoy))

    def _search(
        self, place: str, by: str, guarantor: str, *, probability: float, fading_h: float
    ) -> int:
        return self.network.traces.search(
            place,
            by,
            guarantor,
            lambda notice, violation: notify(self, notice, violation),
            probability=probability,
            fading_h=fading_h,
        )

    def _disturb(self, disturbance: Disturbance) -> None:
        self.rep.record(DisturbanceOccurred(self.rep.now, *disturbance))
        self.network.shelter_from(disturbance)

    def _deliver(self, place: str, tonnes: float) -> None:
        self.stocks[place].deliver(tonnes)

    def surroundings(self, actor: str) -> Surroundings:
        """What the actor of this name may reach."""
        return Surroundings(
            actor,
            self.rep,
            self.situation,
            self.scenario,
            send=self._emit_convoy,
            disturb=self._disturb,
            search=self._search,
            ask_to_pass=self.access.ask,
            deliver=self._deliver,
            uavs=self.road.escorts.free_uavs,
            employ=partial(engage, self.rep, self.scenario.staffing),
        )

    def carry_out(self, measure: Measure, report: Report, violation: Violation | None) -> Process:
        """Take the time and people a measure needs.

        Gives the Finding of an investigation, or the answer made (protest, sanction), or None.
        """
        if isinstance(measure, LiaisonCall):
            yield from self.centre.call(report)
            return None
        self.past.measures.append(measure)
        if isinstance(measure, SilenceRegime):
            return (yield from self._mediate(report))
        if isinstance(measure, Investigate):
            return (yield from self.office.investigate(report, violation))
        if isinstance(measure, Protest):
            yield from self.centre.by_liaison_officer(self.ladder.protest(report, measure.group))
            return "protest"
        guilty = violation is not None and violation.group == measure.group
        done = yield from self.ladder.sanction(
            report, measure.group, guilty=guilty, concurrence=measure.concurrence
        )
        return "sanction" if done else None

    def _mediate(self, report: Report) -> Process:
        """Have a silence regime mediated, by whoever offers it."""
        rep = self.rep
        rep.record(SilenceRegimeAsked(rep.now, report.id, report.place))
        mediate = self.situation.services.get("silence_regime")
        until_h = (yield from mediate(report)) if mediate is not None else 0.0
        if not until_h:
            return None
        rep.record(SilenceRegimeAgreed(rep.now, report.id, report.place, until_h))
        return "silence_regime"

    # --- running ----------------------------------------------------------------------------------
    def run(self) -> EventLog:
        """Run to the horizon, close the books, give the log."""
        rep, scenario = self.rep, self.scenario
        places = sorted(scenario.world.places().items())
        cells = " ".join(name for name, place in places if place.elsewhere)
        rep.record(RunStarted(0.0, scenario.world.start.isoformat(), rep.horizon_h, cells))
        self._hold_until_staffed()
        # first of all: what holds from hour 0 is there before a station looks, nothing goes unheard
        for name, actor in scenario.actors().items():
            assert isinstance(actor, Actor)
            if actor.enabled:
                rep.start(actor.act(self.surroundings(name)))
        for engagement in engagements(scenario):
            rep.start(employ(rep, engagement))
        for post in self.posts:
            rep.start(post.live())
        rep.start(UnderWatch(rep, scenario.world, self.posts, self.network.reaches).run())
        for checkpoint in self.checkpoints.values():
            rep.start(checkpoint.run())
        stocks = list(dict.fromkeys(self.stocks.values()))
        for stock in stocks:
            rep.start(stock.run())
        rep.start(self.violence.run())
        for zone in scenario.world.zones:
            for side in ("side_a", "side_b"):
                rep.start(
                    self.network.complainants.without_cause(
                        side, zone, lambda notice: notify(self, notice, None)
                    )
                )
        rep.run()
        for checkpoint in self.checkpoints.values():
            checkpoint.close_books()
        for stock in stocks:
            stock.close_books()
        for control in controls(rep, scenario, self.violence, self.checkpoints.values()):
            rep.record(control)
        rep.record(RunEnded(rep.horizon_h))
        return rep.log

    def _hold_until_staffed(self) -> None:
        """Nobody works at the centre or in a team before the mission's staff is there."""
        from_h = 24.0 * self.scenario.mission.staff_from_day
        if from_h <= 0.0:
            return
        pools = [self.centre.desks, self.centre.liaison]
        if self.office.teams is not None:
            pools.append(self.office.teams)
        for pool in pools:
            for _ in range(int(pool.capacity)):
                self.rep.start(_hold(self.rep, pool, from_h))


def _hold(rep: Replication, pool: simpy.Resource, until_h: float) -> Process:
    with pool.request() as place:
        yield place
        yield rep.wait_until(until_h, urgent=True)
