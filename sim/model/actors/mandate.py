"""The mandate: a term with assessments on recorded counts, and a decision to extend it or not.

What decides is what the ledgers hold. Beside it the log's reader finds what each verdict, and the
decision, would have been had the true counts been known: nobody in the model acts on those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from sim import config
from sim.events import LedgerEntered, ViolationOccurred
from sim.kernel.registry import Problem
from sim.kernel.replication import Process
from sim.model.actors.base import Actor, Surroundings
from sim.model.record import FirstEntries


class Verdict(NamedTuple):
    """Whether a period was better than the one compared with, on the record and in truth."""

    on_record: bool
    in_truth: bool


class Mandate(Actor):
    """Every period is compared with an earlier one; at the term the last verdicts are counted.

    A round that is postponed still speaks of its own period; a verdict that comes after the
    decision has no part in it, and until a late decision everything stays as it is. Extended, the
    truce is renewed in every zone, and another term begins. Not extended, posts and checkpoints
    are withdrawn and the background changes by ``after_lapse_factor``: both effects are assumed,
    not observed. Whoever is withdrawn is paid on: a lapse saves nothing in the model.
    """

    kind: Literal["mandate"]
    term_days: config.Days
    assessment_every_days: config.Days
    compared_with: Literal["first_period", "period_before"]
    """The first is the one right after the truce began, hence the quietest of many a truce."""
    improved_below: config.Factor
    """A period is better if it holds fewer incidents than this times the one compared with."""
    improved_needed: config.Count
    of_last: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"unit": "assessments"})]
    """Extended if at least ``improved_needed`` of so many last assessments found it better."""
    postponed_probability: config.Probability
    """That a round (an assessment or the decision) is put off."""
    postponement: config.Duration
    after_lapse_factor: config.Factor

    def problems(self, scenario: config.Scenario) -> Iterator[Problem]:  # noqa: ARG002
        """Rules that no term can meet."""
        if self.improved_needed > self.of_last:
            yield ("improved_needed",), f"must not be above of_last ({self.of_last})"
        compared = int(self.term_days // self.assessment_every_days) - 1
        if self.of_last > compared:
            yield (
                ("of_last",),
                f"only {max(compared, 0)} assessments compare periods in a term of "
                f"{self.term_days:g} days",
            )

    def raises_background(self) -> float:
        """What lapses may bring more fire."""
        return self.after_lapse_factor

    def act(self, around: Surroundings) -> Process:
        """Assess one period after another as long as the mandate holds."""
        period_h = 24.0 * self.assessment_every_days
        book = _Book(around, period_h)
        around.rep.start(self._decide(around, book))
        number = 2
        while True:
            yield around.rep.wait_until(period_h * number, urgent=True)
            if book.lapsed:
                return
            around.rep.start(self._assess(around, book, number))
            number += 1

    def _assess(self, around: Surroundings, book: _Book, number: int) -> Process:
        """Hold the round on period ``number`` (the first is 1), perhaps late."""
        target = f"period {number}"
        yield from self._postpone(around, target)
        if book.lapsed:
            return
        earlier = 1 if self.compared_with == "first_period" else number - 1
        recorded, true = book.recorded[number], book.true[number]
        verdict = Verdict(
            recorded < self.improved_below * book.recorded[earlier],
            true < self.improved_below * book.true[earlier],
        )
        book.verdicts.append(verdict)
        for action, amount in (
            ("assessments", 1),
            ("recorded_incidents", recorded),
            ("true_incidents", true),
            ("improved_on_record", verdict.on_record),
            ("improved_in_truth", verdict.in_truth),
        ):
            around.acted(self.kind, action, target, float(amount))

    def _decide(self, around: Surroundings, book: _Book) -> Process:
        """At the end of each term: extended or not, and what true counts would have decided."""
        term = 1
        while True:
            yield around.rep.wait_until(24.0 * self.term_days * term)
            target = f"term {term}"
            yield from self._postpone(around, target)
            last = book.verdicts[-self.of_last :]
            extended = sum(verdict.on_record for verdict in last) >= self.improved_needed
            on_true_counts = sum(verdict.in_truth for verdict in last) >= self.improved_needed
            around.acted(self.kind, "decisions", target)
            around.acted(self.kind, "extended", target, float(extended))
            around.acted(self.kind, "extended_on_true_counts", target, float(on_true_counts))
            if not extended:
                book.lapsed = True
                self._lapse(around)
                return
            for zone in around.scenario.world.zones:
                if around.situation.factor("covered", zone) > 0.0:
                    around.situation.renew_truce(zone, by=around.name)
            term += 1

    def _postpone(self, around: Surroundings, what: str) -> Process:
        rep = around.rep
        if rep.uniform(around.name, what, "postponed") < self.postponed_probability:
            around.acted(self.kind, "rounds_postponed", what)
            yield rep.wait(self.postponement.quantile()(rep.uniform(around.name, what, "late")))

    def _lapse(self, around: Surroundings) -> None:
        mission = around.scenario.mission
        for site in sorted({*mission.posts, *mission.checkpoints}):
            around.modify("manning", site, 0.0)
        if self.after_lapse_factor != 1.0:
            for zone in around.scenario.world.zones:
                around.modify("background", zone, self.after_lapse_factor)


class _Book:
    """Incidents by period, numbered from 1: as recorded (each once, whoever entered it first) and
    as they truly happened."""

    def __init__(self, around: Surroundings, period_h: float) -> None:
        self.recorded: Counter[int] = Counter()
        self.true: Counter[int] = Counter()
        self.verdicts: list[Verdict] = []
        self.lapsed = False
        self._period_h = period_h
        self._situation = around.situation
        first = FirstEntries(around.scenario.world.groups, self._is_covered, self._enter)
        around.subscribe(LedgerEntered, first.read)
        around.subscribe(ViolationOccurred, self._happen)

    def _is_covered(self, entry: LedgerEntered) -> bool:
        return self._situation.factor("covered", entry.zone) > 0.0

    def _enter(self, entry: LedgerEntered) -> None:
        self.recorded[self._period(entry.hour)] += 1

    def _happen(self, event: ViolationOccurred) -> None:
        if event.covered:
            self.true[self._period(event.hour)] += 1

    def _period(self, hour: float) -> int:
        return int(hour // self._period_h) + 1
