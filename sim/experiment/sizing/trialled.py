"""Forces of a scenario, as a search tries them in a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from math import inf

from sim.analysis.kpis import FROM_FIRST_POST
from sim.analysis.quotients import Column
from sim.analysis.targets import Target
from sim.config import Scenario
from sim.expected.loads import least_numbers
from sim.expected.people import SiteKind, paid_at_full_strength
from sim.experiment.forces import Force, Lever
from sim.experiment.limits import SITES
from sim.experiment.site_order import first_day, order_of, other_orders, seeks
from sim.experiment.sizing.ground import Ground, Key, key_of
from sim.experiment.study_results import NotPossible
from sim.experiment.trials import Trials

MISSION_WAIT = "mission_wait_mean_minutes"


def name_of(force: Force) -> str:
    """The name under which a force is tried: another for each, and always the same."""
    text = repr(key_of(force))
    return f"force {blake2b(text.encode(), digest_size=6).hexdigest()}"


@dataclass(slots=True)
class WorkedOut:
    """What formulas say of the forces of one scenario: a study is carried out anew again and again,
    and they take longer than all else in it."""

    base: Scenario | None = None
    orders: dict[tuple[str, SiteKind], list[str]] | None = None
    people: dict[Key, float] = field(default_factory=dict)
    likely: dict[Key, Mapping[Lever, int]] = field(default_factory=dict)
    swaps: dict[Key, list[Force]] = field(default_factory=dict)


class Trialled(Ground):
    """The ground over the trials of a study.

    Forces that man no post among those that open first are none where a target counts from the
    first post on: it would be met by beginning to count later.
    """

    def __init__(
        self,
        trials: Trials,
        targets: Sequence[Target],
        least: Mapping[Lever, int],
        most: Mapping[Lever, int],
        worked_out: WorkedOut,
    ) -> None:
        """``worked_out``: before, for the same targets and limits."""
        self.trials = trials
        self._known = worked_out
        self.least, self.most = least, most
        self._what = seeks([target.kpi for target in targets])
        self._waits = [
            target.value / 60.0 for target in targets if target.kpi.startswith(MISSION_WAIT)
        ]
        if worked_out.orders is None:
            worked_out.orders = self._orders()
        self._order = worked_out.orders
        self._first_day = inf
        if any(target.kpi.endswith(FROM_FIRST_POST) for target in targets):
            self._first_day = first_day(self.scenario(self.force(most)))

    def force(self, numbers: Mapping[Lever, int]) -> Force:
        """With the sites in the order of ``sites.order_of``."""
        return Force(numbers, self._order)

    def scenario(self, force: Force) -> Scenario:
        """The scenario with this force. Raises NotPossible."""
        return self.trials.scenario(name_of(force), force.changes())

    def people(self, force: Force) -> float:
        """Paid people at full strength; infinite for a force that can't be."""
        key, known = key_of(force), self._known.people
        if key not in known:
            known[key] = self._paid(force)
        return known[key]

    def need(self, forces: Sequence[Force], replications: Sequence[int], step: str) -> None:
        """Raises Unknown until they are simulated."""
        points = {name_of(force): force.changes() for force in forces}
        self.trials.need(points, replications, step)

    def column(self, force: Force, kpi: str, replications: Sequence[int]) -> Column:
        """NaN where a replication failed."""
        return self.trials.column(name_of(force), kpi, replications)

    def swaps(self, force: Force) -> list[Force]:
        """Those that promise most by formula, zone by zone."""
        key, known = key_of(force), self._known.swaps
        if key not in known:
            scenario = self.scenario(force)
            known[key] = [
                replace(force, order={**force.order, (zone, "posts"): order})
                for zone, kind in self._order
                if kind == "posts" and force.numbers[Lever(zone, "posts")] > 0
                for order in other_orders(scenario, zone, *self._what)
            ]
        return known[key]

    def likely(self, force: Force) -> Mapping[Lever, int]:
        """The fewest that keep up with the work, by queueing formulas."""
        key, known = key_of(force), self._known.likely
        if key not in known:
            wait_h = min(self._waits, default=None)
            numbers = least_numbers(self.scenario(force), mean_wait_h=wait_h)
            known[key] = {Lever(*at): number for at, number in numbers.items()}
        return known[key]

    def _orders(self) -> dict[tuple[str, SiteKind], list[str]]:
        """Of sites whose number varies."""
        base = self.trials.base
        return {
            (lever.zone, kind): order_of(base, lever.zone, kind, *self._what)
            for lever in self.most
            if (kind := SITES.get(lever.role)) is not None
        }

    def _paid(self, force: Force) -> float:
        try:
            scenario = self.scenario(force)
        except NotPossible:
            return inf
        if self._first_day < inf and first_day(scenario) != self._first_day:
            return inf
        return paid_at_full_strength(scenario)
