"""Trajectories: the whole journey of one entity, told in one function; stations do the work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.kernel.replication import Process, Replication
from sim.model.checkpoints import Checkpoint
from sim.model.convoys import Road
from sim.model.entities import Convoy, Finding, Notice, Report, Violation
from sim.model.joint_centre import JointCentre
from sim.model.measures import Measure
from sim.model.network import Network
from sim.model.past import Past
from sim.model.response_rules.base import ResponseRule
from sim.model.supply import Stock
from sim.model.violence import occurred


class MonitoringStations(Protocol):
    """The stations and the rule that a violation and a report meet."""

    @property
    def rep(self) -> Replication: ...
    @property
    def network(self) -> Network: ...
    @property
    def centre(self) -> JointCentre: ...
    @property
    def rule(self) -> ResponseRule: ...
    @property
    def past(self) -> Past: ...
    def carry_out(self, measure: Measure, report: Report, violation: Violation | None) -> Process:
        """Take the time and people a measure needs; returns a Finding or what was answered."""


def violation_trajectory(model: MonitoringStations, violation: Violation, parent: int) -> Process:
    """Occur, be noticed by some, and reach the joint centre as reports.

    A violation nobody notices leaves two rows in the log and ends there: the dark figure.
    """
    model.rep.record(occurred(violation, parent))
    for notice in model.network.watch(violation):  # truth -> belief, 1 of 2; in order of arrival
        yield model.rep.wait_until(notice.hour)
        notify(model, notice, violation)


def notify(model: MonitoringStations, notice: Notice, violation: Violation | None) -> None:
    """Tell the joint centre; a notice of something new becomes a report."""
    report = model.centre.receive(notice)
    if report is not None:
        model.rep.start(report_trajectory(model, report, violation))


def report_trajectory(
    model: MonitoringStations, report: Report, violation: Violation | None
) -> Process:
    """Be weighed, be answered at once or investigated, and be answered on the finding.

    An unfounded complaint is a report without a violation, which only the office may notice.
    """
    rule, past, answer = model.rule, model.past, ""
    model.rep.start(model.carry_out(rule.first_action, report, violation))  # a call doesn't wait
    yield from model.centre.handle(report)
    measures = rule.on_report(report, past) if report.severity >= rule.severity_threshold else []
    past.reports.append(report)
    if not measures:
        model.centre.log_only(report)
        return
    for measure in measures:
        outcome = yield from model.carry_out(measure, report, violation)
        if isinstance(outcome, Finding):  # it was an investigation: truth -> belief, 2 of 2
            if outcome.outcome == "expired":
                model.centre.expire(report)
                return
            answer = "finding" if outcome.visited else ""
            answers = rule.on_finding(outcome, past)
            past.findings.append(outcome)
            for further in answers:
                answer = (yield from model.carry_out(further, report, violation)) or answer
        else:
            answer = outcome or answer
    model.centre.close(report, answer or "none")


class ConvoyStations(Protocol):
    """The stations that a convoy visits."""

    @property
    def road(self) -> Road: ...
    @property
    def checkpoints(self) -> Mapping[str, Checkpoint]: ...
    @property
    def stocks(self) -> Mapping[str, Stock]: ...


def convoy_trajectory(model: ConvoyStations, convoy: Convoy) -> Process:
    """Ask leave, load, wait for an escort, drive and be inspected leg by leg, unload, drive home.

    A convoy that may not pass, meets a mine or comes under fire turns back; the road records
    where and why, and the escort drives home from there.
    """
    road = model.road
    people = yield from road.answer(convoy)
    if not people:  # refused, or never answered
        return
    trip = yield from road.load(convoy, people)
    yield from road.depart(trip)
    for number, leg in enumerate(road.legs(trip)):
        passed = yield from road.drive(trip, number, leg)
        if not passed:
            break
        if leg.checkpoint:  # it lets a convoy pass at once while nobody mans it
            yield from model.checkpoints[leg.checkpoint].inspect(convoy.id, trip.trucks)
    else:
        yield from road.unload(trip, model.stocks.get(convoy.destination))
    yield from road.drive_home(trip)
