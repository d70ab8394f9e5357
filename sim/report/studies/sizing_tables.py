"""What a force sizing found: the force, its targets, the way there, and what more people bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan

from sim.analysis.targets import COUNTED_FROM, in_short
from sim.kernel.names import listed
from sim.report.folder.read import Results
from sim.report.folder.study_tables import as_number, study_rows
from sim.report.words.figures import decimals_for, plain, scale_and_unit
from sim.report.words.said import spelled_out

AT_LEAST = "at least"
MET, UNDECIDED = "met", "undecided"
SHARED_COST = "shared"
WHY_SHARED = (
    f"{SHARED_COST.capitalize()}: another target needs the same people, so to drop this one alone "
    "saves nobody."
)
LEAST_SAVED = 0.5
"""People: fewer are nobody."""
SHARED = "all zones"
"""Where those stand who serve every zone."""
ROLE_WORDS = {
    "posts": "observation posts",
    "observers_day": "observers a watch by day",
    "observers_night": "observers a watch by night",
    "checkpoints": "mission checkpoints",
    "lanes": "lanes at each mission checkpoint",
    "second_shift_lanes": "lanes in the second shift at each mission checkpoint",
    "inspectors_per_lane": "inspectors a lane",
    "investigation_teams": "investigation teams",
    "escort_groups": "escort groups",
    "centre_officers": "officers on watch at the joint centre",
    "liaison_officers": "liaison officers on watch",
}
"""What a study may vary -> what it counts."""
FINEST = 4
"""Decimals at most."""
DIGITS_BEHIND = 1
"""Decimals of a figure that lies clear of its goal, at most: goals are set in whole numbers."""


@dataclass(frozen=True, slots=True)
class Role:
    """A number of the force: how many there are in the scenario as it stands and in the force
    found, and the targets that fail with one fewer."""

    zone: str
    role: str
    number: float
    at_start: float
    paid_people: float
    needed_for: str


@dataclass(frozen=True, slots=True)
class Target:
    """A target, and how far the force found reaches it; figures as they are read (per cents)."""

    kpi: str
    label: str
    """In short: from when on it is counted is told by ``from_first_post``."""
    unit: str
    from_first_post: bool
    at_least: bool
    goal: float
    estimate: float
    bound: float
    """Beyond which the mean lies with the confidence asked for, of all targets at once."""
    verdict: str
    binds: bool
    saved: float
    """Paid people that the force needs less without this target; NaN where nobody looked."""
    at_start: float
    sought: bool
    """Whether the search went for it: not where even the largest force misses it."""

    @property
    def met(self) -> bool:
        """Whether it is met with the confidence asked for."""
        return self.verdict == MET

    def figure(self, number: float, width: float | None = None) -> str:
        """A figure of its KPI with its unit, in decimals that don't put it on the goal's other
        side; ``width``: of what is known of it, the distance to its bound by default."""
        if not isfinite(number):
            return "no data"
        if width is None:
            width = abs(self.estimate - self.bound)
        decimals = decimals_for(width) if width > 0.0 else 0
        written = beside(number, self.goal, min(decimals, DIGITS_BEHIND))
        one = written == "1" and self.unit.endswith("s")
        return f"{written} {self.unit.removesuffix('s') if one else self.unit}".rstrip()

    @property
    def drawn(self) -> list[float]:
        """What a chart shows of it, as far as it is known."""
        return [one for one in (self.at_start, self.estimate, self.bound) if isfinite(one)]

    @property
    def cost(self) -> str:
        """Paid people that it costs by itself, in words."""
        if isnan(self.saved):
            return "not looked at"
        return SHARED_COST if self.binds and self.saved < LEAST_SAVED else whole(self.saved)

    @property
    def wanted(self) -> str:
        """``at least 60 %``."""
        return f"{'at least' if self.at_least else 'at most'} {self.goal:g} {self.unit}".rstrip()

    def margin(self, number: float) -> float:
        """By how much a figure is on the right side of the goal, in shares of the goal; of a goal
        of 0 as it is."""
        by = number - self.goal if self.at_least else self.goal - number
        return by / abs(self.goal) if self.goal else by


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the search, and the targets' figures behind it. ``role``: empty where more than
    one number changed, or none; the first step is the force it began with."""

    number: float
    zone: str
    role: str
    before: float
    after: float
    words: str
    people_added: float
    people_in_all: float
    figures: Mapping[str, float]
    """KPI -> mean over the replications of the search, as it is read."""


@dataclass(frozen=True, slots=True)
class Move:
    """What more of a role would change of a target's KPI, over the force found: as it is, so that
    less is a gain where the target is a most."""

    zone: str
    role: str
    words: str
    people_added: float
    kpi: str
    change: float
    low: float
    high: float


def roles_of(results: Results) -> list[Role]:
    """The force, a row a zone and role. Raises `NotInResults` where no force was sized."""
    numbers = ("number", "at_start", "paid_people")
    rows = study_rows(results, "force", ("zone", "role", "needed_for"), numbers)
    return [
        Role(
            row["zone"],
            row["role"],
            row["number"],
            row["at_start"],
            row["paid_people"],
            row["needed_for"],
        )
        for row in rows
    ]


def targets_of(results: Results) -> list[Target]:
    """The targets in the order in which they were set. Raises `NotInResults` without any."""
    words = ("kpi", "label", "unit", "wanted", "verdict", "binds", "sought")
    numbers = ("value", "estimate", "bound", "people_saved_without_it", "at_start")
    found = []
    for row in study_rows(results, "targets", words, numbers):
        scale, unit = scale_and_unit(row["unit"])
        found.append(
            Target(
                row["kpi"],
                in_short(row["label"]),
                unit,
                row["label"].endswith(COUNTED_FROM),
                row["wanted"] == AT_LEAST,
                scale * row["value"],
                scale * row["estimate"],
                scale * row["bound"],
                row["verdict"],
                row["binds"] == "yes",
                row["people_saved_without_it"],
                scale * row["at_start"],
                row["sought"] == "yes",
            )
        )
    return found


def counted_from(targets: Sequence[Target]) -> str:
    """The sentence that says which targets are counted from the first post on; empty if none."""
    others = [one.label for one in targets if not one.from_first_post]
    if len(others) == len(targets):
        return ""
    but = f" but {listed(others)}" if others else ""
    return f"Counted from the day on which the first post is manned: all{but}."


def steps_of(results: Results, targets: Sequence[Target]) -> list[Step]:
    """The way of the search, step by step. Raises `NotInResults` where none was kept."""
    words = ("zone", "role", "words", *(target.kpi for target in targets))
    rows = study_rows(results, "path", words, ("step", "people_added", "people_in_all"))
    scales = {target.kpi: scale_and_unit(results.unit_of(target.kpi))[0] for target in targets}
    return [
        Step(
            row["step"],
            row["zone"],
            row["role"],
            as_number(row["from"]),
            as_number(row["to"]),
            row["words"],
            row["people_added"],
            row["people_in_all"],
            {kpi: scale * as_number(row[kpi]) for kpi, scale in scales.items()},
        )
        for row in rows
    ]


def moves_of(results: Results) -> list[Move]:
    """What one more of each role would bring. Raises `NotInResults` where nobody looked."""
    words = ("zone", "role", "words", "kpi")
    numbers = ("people_added", "gain", "gain_low", "gain_high")
    found = []
    for row in study_rows(results, "next_people", words, numbers):
        scale, _ = scale_and_unit(results.unit_of(row["kpi"]))
        found.append(
            Move(
                row["zone"],
                row["role"],
                row["words"],
                row["people_added"],
                row["kpi"],
                scale * row["gain"],
                scale * row["gain_low"],
                scale * row["gain_high"],
            )
        )
    return found


def beside(number: float, goal: float, decimals: int) -> str:
    """A number with so many decimals, or with more where fewer would put it on the goal, or on the
    goal's other side."""
    for more in range(decimals, FINEST + 1):
        written = float(f"{number:.{more}f}")
        if (written - goal) * (number - goal) > 0.0 or number == goal:
            return plain(number, more)
    return plain(number, FINEST)


def role_words(role: str) -> str:
    """A role in words."""
    return ROLE_WORDS.get(role, spelled_out(role))


def zone_words(results: Results, zone: str) -> str:
    """A zone by its label in the scenario as it stands."""
    world = results.settings[results.baseline].get("world") or {}
    own = (world.get("zones") or {}).get(zone) or {}
    return str(own.get("label") or spelled_out(zone))


def whole(number: float) -> str:
    """A count of people; empty where it isn't known."""
    return "" if isnan(number) else plain(number, 0)
