"""The factors of a sensitivity study: what isn't known, why fire clusters, and the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.statistics import Floats
from sim.config import Scenario
from sim.experiment.sensitivity.unknowns import Assumption
from sim.experiment.study_results import Changes, NotPossible
from sim.kernel.streams import Streams

RULE = "response"
CLUSTERING = "clustering"
CONTAGION, COMMON_CAUSE = "contagion", "common_cause"
CHOICE = "choice"
COARSE = 12
"""Every twelfth point of a walk is tried first."""
Shares = Mapping[str, float]
"""Factor -> share of its range; what isn't named stands as it is."""
Make = Callable[[str, Changes], Scenario]


@dataclass(frozen=True, slots=True)
class Factors:
    """All factors, and the scenarios that they make. ``make`` raises NotPossible."""

    unknowns: Sequence[Assumption]
    rules: Sequence[str]
    standing_rule: str
    with_common_cause: bool
    at_every_point: Changes
    seed: int
    make: Make
    by_name: dict[str, Assumption] = field(init=False)

    def __post_init__(self) -> None:
        about = {"unit": CHOICE, "standing": {RULE: self.standing_rule}}
        rule = Assumption(
            parameter=RULE,
            words="response rule",
            status="decision",
            choices=[*self.rules],
            **about,
        )
        found = {one.parameter: one for one in self.unknowns}
        if self.with_common_cause:
            found[CLUSTERING] = Assumption(
                parameter=CLUSTERING,
                words="why fire comes in clusters",
                unit=CHOICE,
                status="assumed",
                choices=[CONTAGION, COMMON_CAUSE],
                standing={CLUSTERING: CONTAGION},
            )
        object.__setattr__(self, "by_name", {**found, RULE: rule})

    def digest(self, *name: str | int) -> int:
        """A seed that belongs to a name under the run's seed."""
        return Streams(self.seed, 0).digest("sensitivity", *name)

    def changes(self, name: str, shares: Shares, rule: str | None = None) -> Changes:
        """What a point changes, under this rule if one is given. Raises NotPossible.

        What a common cause is like depends on the contagion that it stands for, so that world is
        made first, without being simulated.
        """
        made = dict(self.at_every_point)
        for factor, share in shares.items():
            made |= self.by_name[factor].at(share)
        if rule is not None:
            made[RULE] = rule
        clustering = made.pop(CLUSTERING, CONTAGION)
        if clustering == COMMON_CAUSE:
            from sim.expected.without_contagion import common_cause  # needs the model

            made |= common_cause(self.make(name, made))
        return made

    def whole(
        self, points: Mapping[str, Shares], why_not: dict[str, int]
    ) -> Mapping[str, Changes] | None:
        """What points change, or None if one of them can't be: the reason is counted.

        What can't be lasts for many points of a walk, so some all along it are tried first.
        """
        found: dict[str, Changes] = {}
        names = [*points]
        for name in dict.fromkeys([*names[::COARSE], *names]):
            shares = points[name]
            try:
                found[name] = self.changes(name, shares)
                self.make(name, found[name])
            except NotPossible as reason:
                said = str(reason).removeprefix(f"{name}: ").partition(":")[0]
                why_not[said] = why_not.get(said, 0) + 1
                return None
        return {name: found[name] for name in names}

    def numbers(self, factor: str, shares: Iterable[float]) -> Floats:
        """Where the levels of a factor lie in order: its values, of a choice which one it is."""
        one = self.by_name[factor]
        shown = [one.shown(share) for share in shares]
        return np.array([one.choices.index(v) if one.choices else float(v) for v in shown])


def named(factors: Sequence[str], row: Floats) -> dict[str, float]:
    """A point of a plan as shares by factor."""
    return dict(zip(factors, row.tolist(), strict=True))
