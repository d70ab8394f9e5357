"""Replications that failed: how many of each scenario, and which have too few left to be compared.

Whether a replication fails may depend on what happens in it, so the others aren't a fair sample of
all: of a scenario of which more than a stated share failed no figure is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

FAILED_SHARE_AT_MOST = 0.05


class Missing(NamedTuple):
    """Of so many replications of a scenario so many failed."""

    failed: int
    asked: int

    @property
    def share(self) -> float:
        """Of its replications, how many failed."""
        return self.failed / self.asked

    @property
    def words(self) -> str:
        """``7 of 30``."""
        return f"{self.failed} of {self.asked}"


@dataclass(frozen=True, slots=True)
class NotCompared:
    """What isn't compared, and how many replications failed of each scenario."""

    missing: Mapping[str, Missing] = field(default_factory=dict)
    """Of scenarios of which some failed."""
    left_out: frozenset[str] = frozenset()
    """Scenarios without any figure: too many of their replications failed."""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    """Scenario -> why it isn't compared; all scenarios when the baseline is left out."""

    def failed(self, scenario: str) -> int:
        """How many replications of a scenario failed."""
        return self.missing[scenario].failed if scenario in self.missing else 0


def missing_of(known: Iterable[tuple[str, bool]]) -> dict[str, Missing]:
    """Scenarios of which some replications failed, from (scenario, whether it failed) of each."""
    asked: dict[str, int] = {}
    failed: dict[str, int] = {}
    for scenario, has_failed in known:
        asked[scenario] = asked.get(scenario, 0) + 1
        failed[scenario] = failed.get(scenario, 0) + has_failed
    return {name: Missing(n, asked[name]) for name, n in failed.items() if n}


def not_compared(
    scenarios: Sequence[str],
    baseline: str,
    missing: Mapping[str, Missing],
    failed_share_at_most: float = FAILED_SHARE_AT_MOST,
) -> NotCompared:
    """Refuse the scenarios of which a larger share failed; all of them if that is the baseline."""
    refused = {
        name: found
        for name in scenarios
        if (found := missing.get(name)) and found.share > failed_share_at_most + 1e-12
    }
    verdicts = {
        name: f"not compared: {found.words} replications failed" for name, found in refused.items()
    }
    if baseline in refused:
        words = f"not compared: {refused[baseline].words} replications of the baseline failed"
        verdicts = {name: verdicts.get(name, words) for name in scenarios}
    return NotCompared(missing, frozenset(refused), verdicts)
