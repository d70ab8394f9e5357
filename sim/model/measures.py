"""Measures: what a response rule may ask for, and the sanction ladder they move.

Rungs per group: 0 none, 1 warning, 2 restrictions, 3 suppression by fire (off unless a scenario
turns it on). Guarantors sanction; observers do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from sim.events import ProtestMade, RungLowered, SanctionDropped, SanctionImposed
from sim.kernel.distributions import Distribution, constant
from sim.kernel.replication import Process, Replication
from sim.model.commission import Commission, Concurrence
from sim.model.entities import Report
from sim.model.poisson_hours import poisson_hours
from sim.model.situation import Situation


@dataclass(frozen=True, slots=True)
class LiaisonCall:
    """Call the liaison officers of both sides."""


@dataclass(frozen=True, slots=True)
class Investigate:
    """Send a team."""


@dataclass(frozen=True, slots=True)
class Protest:
    """Protest to a group; moves no rung."""

    group: str


@dataclass(frozen=True, slots=True)
class Sanction:
    """Move a group one rung up; with ``concurrence`` only if the joint commission agrees to it."""

    group: str
    concurrence: Concurrence | None = None


@dataclass(frozen=True, slots=True)
class SilenceRegime:
    """Have a local silence regime mediated at the place of the report."""


Measure = LiaisonCall | Investigate | Protest | Sanction | SilenceRegime


class Ladder:
    """The sanction ladder of every group; a quiet spell moves a group one rung down."""

    __slots__ = (
        "_awaited",
        "_decision",
        "_protest",
        "_quiet",
        "commission",
        "covered",
        "quiet_h",
        "rep",
        "sides",
        "situation",
        "top_rung",
    )

    def __init__(
        self,
        rep: Replication,
        situation: Situation,
        sides: dict[str, str],
        covered: dict[str, bool],
        *,
        top_rung: int,
        quiet_h: float,
        protest: Distribution | None = None,
        decision: Distribution | None = None,
        commission: Commission | None = None,
    ) -> None:
        self.rep = rep
        self.situation = situation
        self.sides = sides
        self.covered = covered
        self.top_rung = top_rung
        self.quiet_h = quiet_h
        self.commission = commission or Commission(rep, {})
        self._protest = protest or constant(0.0)
        self._decision = decision or constant(0.0)
        self._awaited: set[str] = set()
        self._quiet: dict[str, Iterator[tuple[int, float]]] = {}

    def protest(self, report: Report, group: str) -> Process:
        """Protest to a group."""
        yield self.rep.wait(self._protest(self.rep.uniform(report.id, "protest")))
        self.rep.record(ProtestMade(self.rep.now, report.id, group, self.sides[group]))

    def sanction(
        self,
        report: Report,
        group: str,
        *,
        guilty: bool,
        concurrence: Concurrence | None = None,
    ) -> Process:
        """Move a group one rung up, when the guarantors have decided; gives whether it was done.

        ``guilty`` is truth: a group sanctioned for what it didn't do resents it.
        """
        rep, objection = self.rep, ""
        if not self.covered[group]:
            objection = "excluded_group"
        elif not self.situation.covers(report.zone, report.incident_hour):
            objection = "zone_not_covered"
        elif concurrence is not None:
            objection = yield from self.commission.decide(report, self.sides[group], concurrence)
        if objection:
            rep.record(SanctionDropped(rep.now, report.id, group, objection))
            return False
        yield rep.wait(self._decision(rep.uniform(report.id, "decision")))
        rung = min(self.situation.rung(group) + 1, self.top_rung)
        self.situation.rungs[group] = rung
        rep.record(SanctionImposed(rep.now, report.id, group, self.sides[group], rung))
        if not guilty:
            self.situation.resent(group)
        self._await_quiet(group)
        return True

    def _await_quiet(self, group: str) -> None:
        """Await the next hour at which the group has been quiet for long enough.

        A spell is exponential, so it may as well begin anew at any moment: those hours are a
        Poisson process of the group, the same in every scenario, whatever was sanctioned and when.
        A group on different rungs in two scenarios comes to the same one, at the latest to none.
        """
        if group in self._awaited or self.situation.rung(group) == 0:
            return
        self._awaited.add(group)
        self.rep.at(self._next_quiet_h(group), lambda: self._step_down(group))

    def _next_quiet_h(self, group: str) -> float:
        if group not in self._quiet:
            since_start = (0.0, inf, 1.0 / self.quiet_h)
            self._quiet[group] = poisson_hours(self.rep, f"quiet {group}", [since_start])
        return next(hour for _, hour in self._quiet[group] if hour > self.rep.now)

    def _step_down(self, group: str) -> None:
        self._awaited.remove(group)
        rung = self.situation.rung(group) - 1
        self.situation.rungs[group] = rung
        self.rep.record(RungLowered(self.rep.now, group, rung))
        self._await_quiet(group)
