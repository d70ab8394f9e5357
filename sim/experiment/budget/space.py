"""The forces that a budget is searched for: what may vary between which numbers, and its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

from sim.config import Scenario
from sim.expected.people import SHARED, SiteKind, paid_at_full_strength, sites_by_priority
from sim.experiment.forces import Force, Lever, force_of, levers_of
from sim.experiment.limits import Limits, least_and_most
from sim.experiment.study_results import Changes

BISECTIONS = 14
"""Halvings in which a share of what may vary is found that a number of people pays for."""
SCALES = 64.0
"""So many times every range: all levers that may be filled are full by then."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A force to try: a number for each lever of the space, and what goes with it."""

    numbers: tuple[int, ...]
    rule: str = ""
    """A preset of the response rule; empty: the scenario's."""
    by_coverage: bool = False
    """Whether posts are manned in the order of what each adds to the coverage, rather than by the
    mission's priority."""


@dataclass(slots=True)
class Space:
    """The forces of a scenario within a number of paid people at full strength."""

    base: Scenario
    people: float
    limits: Limits
    axes: Sequence[str] = ()
    """KPIs for which posts are to be of use where they are manned in another order."""
    levers: list[Lever] = field(init=False)
    standing: Candidate = field(init=False)
    """The scenario as it stands."""
    least: tuple[int, ...] = field(init=False)
    most: tuple[int, ...] = field(init=False)
    """The largest number of each lever that the people pay for when the others stand lowest."""
    _orders: Mapping[tuple[str, SiteKind], Sequence[str]] = field(init=False)
    _prices: dict[tuple[tuple[int, ...], bool], float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.levers = levers_of(self.base, self.limits.roles)
        own = force_of(self.base, self.levers).numbers
        self.standing = Candidate(tuple(own[lever] for lever in self.levers))
        self._orders = self._by_coverage()
        least, most = least_and_most(self.base, self.limits)
        self.least = tuple(min(least[lever], own[lever]) for lever in self.levers)
        ends = [max(most[lever], low) for lever, low in zip(self.levers, self.least, strict=True)]
        self.most = tuple(
            max(n for n in range(low, end + 1) if n == low or self.fits(self.smallest_but(at, n)))
            for at, (low, end) in enumerate(zip(self.least, ends, strict=True))
        )

    # --- what may vary ----------------------------------------------------------------------------
    @property
    def smallest(self) -> Candidate:
        """Every lever at its lowest."""
        return Candidate(self.least)

    def smallest_but(self, at: int, number: int) -> Candidate:
        """The smallest force with another number of one lever."""
        return Candidate(_with(self.least, at, number))

    def moving(self) -> list[int]:
        """The levers that can move at all, by their places."""
        return [at for at, end in enumerate(self.most) if end > self.least[at]]

    def levels(self, at: int, count: int) -> list[int]:
        """So many numbers of a lever, evenly over its range."""
        low, high = self.least[at], self.most[at]
        steps = max(count - 1, 1)
        return sorted({low + round((high - low) * step / steps) for step in range(steps + 1)})

    @property
    def orders_differ(self) -> bool:
        """Whether manning posts by coverage differs from manning them by priority."""
        return bool(self._orders)

    def _by_coverage(self) -> Mapping[tuple[str, SiteKind], Sequence[str]]:
        """Zones whose posts are manned in another order by what each adds, as force sizing has
        it."""
        from sim.experiment.site_order import order_of, seeks  # loads the model: only when asked

        orders: dict[tuple[str, SiteKind], Sequence[str]] = {}
        for zone in {lever.zone: None for lever in self.levers if lever.role == "posts"}:
            names = order_of(self.base, zone, "posts", *seeks(self.axes))
            if names != sites_by_priority(self.base, zone, "posts"):
                orders[zone, "posts"] = names
        return orders

    # --- what it takes ----------------------------------------------------------------------------
    def force(self, candidate: Candidate) -> Force:
        """The force of a candidate."""
        numbers = dict(zip(self.levers, candidate.numbers, strict=True))
        return Force(numbers, self._orders if candidate.by_coverage else {})

    def changes(self, candidate: Candidate) -> Changes:
        """What a scenario with this force changes; nothing for the scenario as it stands."""
        if candidate == self.standing:
            return {}
        rule = {"response": candidate.rule} if candidate.rule else {}
        return {**self.force(candidate).changes(), **rule}

    def price(self, candidate: Candidate) -> float:
        """Paid people at full strength."""
        key = candidate.numbers, candidate.by_coverage
        if key not in self._prices:
            paid = paid_at_full_strength(_manned(self.base, self.force(candidate)))
            self._prices[key] = round(paid, 6)
        return self._prices[key]

    def fits(self, candidate: Candidate) -> bool:
        """Whether the people pay for it."""
        return self.price(candidate) <= self.people

    # --- forces to begin with ---------------------------------------------------------------------
    def filled(self, weights: Sequence[float], people: float) -> Candidate:
        """The smallest force, filled up with as much as so many people pay for: each lever by its
        weight, as a share of its range."""
        low, high = 0.0, SCALES
        for _ in range(BISECTIONS):
            scale = (low + high) / 2.0
            fits = self.price(self._scaled(weights, scale)) <= people
            low, high = (scale, high) if fits else (low, scale)
        found = self._scaled(weights, low)
        # levers of like ranges step up together, which leaves people over for some of them
        for at in sorted(range(len(weights)), key=lambda at: -weights[at]):
            if weights[at] > 0.0 and found.numbers[at] < self.most[at]:
                more = moved(found, at, found.numbers[at] + 1)
                found = more if self.price(more) <= people else found
        return found

    def _scaled(self, weights: Sequence[float], scale: float) -> Candidate:
        return Candidate(
            tuple(
                low + int(min(scale * weight, 1.0) * (high - low) + 0.5)
                for low, high, weight in zip(self.least, self.most, weights, strict=True)
            )
        )

    def grid(self, places: Sequence[int], count: int) -> list[Candidate]:
        """Every combination of so many levels of these levers that fits, the others lowest."""
        levels = {at: self.levels(at, count) for at in places}
        found = []
        for values in product(*levels.values()):
            numbers = list(self.least)
            for at, value in zip(places, values, strict=True):
                numbers[at] = value
            found.append(Candidate(tuple(numbers)))
        return [candidate for candidate in found if self.fits(candidate)]

    def grid_size(self, places: Sequence[int], count: int) -> int:
        """How many combinations there are, whether or not they fit."""
        return prod(len(self.levels(at, count)) for at in places)


def _with(numbers: tuple[int, ...], at: int, number: int) -> tuple[int, ...]:
    return (*numbers[:at], number, *numbers[at + 1 :])


def moved(candidate: Candidate, at: int, number: int) -> Candidate:
    """The candidate with another number of one lever."""
    return replace(candidate, numbers=_with(candidate.numbers, at, number))


def _manned(scenario: Scenario, force: Force) -> Scenario:
    """The scenario with a force, for its price only: what is checked elsewhere isn't."""
    by_zone: dict[str, dict[str, int]] = {}
    for lever, number in force.numbers.items():
        by_zone.setdefault(lever.zone, {})[lever.role] = number
    shared = by_zone.pop(SHARED, {})
    zones = {
        name: zone.model_copy(update=by_zone.get(name, {}))
        for name, zone in scenario.staffing.zones.items()
    }
    staffing = scenario.staffing.model_copy(update={**shared, "zones": zones})
    mission = scenario.mission
    for (_, kind), names in force.order.items():
        sites = dict(getattr(mission, kind))
        for at, name in enumerate(names, 1):
            sites[name] = sites[name].model_copy(update={"priority": at})
        mission = mission.model_copy(update={kind: sites})
    return scenario.model_copy(update={"staffing": staffing, "mission": mission})
