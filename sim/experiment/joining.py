"""A finished experiment as ``compare`` takes it: its manifest and the KPIs of its replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.differing_settings import settings_of
from sim.analysis.kpis import Pair
from sim.analysis.statistics import Floats
from sim.experiment.study_results import Request

NUMERATOR, DENOMINATOR = "__numerator", "__denominator"


class NotJoined(Exception):
    """Folders that can't be compared; one line for the planner."""


class KpiTable:
    """What a kpis.csv holds: replications, and their KPIs as pairs.

    A KPI that is no ratio of totals stands there as one number: its pair is that number over 1.
    """

    def __init__(self, requests: Sequence[Request], columns: Mapping[str, Floats]) -> None:
        """``columns``: column -> (R,), a number a replication, in their order."""
        self._row = {request: at for at, request in enumerate(requests)}
        self.kpis = [name for name in columns if not name.endswith((NUMERATOR, DENOMINATOR))]
        shape = len(self._row), len(self.kpis), 2
        self._pairs = np.empty(shape, dtype=np.float64)
        for at, name in enumerate(self.kpis):
            values = columns[name]
            has_value = np.isfinite(values)
            own = np.where(has_value, values, 0.0), has_value.astype(np.float64)
            totals = columns.get(f"{name}{NUMERATOR}", own[0])
            self._pairs[:, at, 0] = totals
            self._pairs[:, at, 1] = columns.get(f"{name}{DENOMINATOR}", own[1])

    @property
    def requests(self) -> list[Request]:
        """The replications it holds."""
        return list(self._row)

    def pairs_of(self, request: Request) -> dict[str, Pair]:
        """KPIs of a replication."""
        rows = self._pairs[self._row[request]].tolist()
        return {name: (top, below) for name, (top, below) in zip(self.kpis, rows, strict=True)}

    def differing_kpi(self, request: Request, other: KpiTable, of_other: Request) -> str:
        """The first KPI of both that isn't the same to the bit; empty when all are."""
        known = other.pairs_of(of_other)
        for name, pair in self.pairs_of(request).items():
            if name in known and not np.array_equal(pair, known[name], equal_nan=True):
                return name
        return ""


@dataclass(frozen=True)
class Part:
    """A finished experiment. ``folder``: as a planner may type it."""

    folder: Path
    manifest: Mapping[str, Any]
    kpis: KpiTable

    @property
    def settings(self) -> Mapping[str, dict[str, Any]]:
        """Scenario -> its resolved settings."""
        return settings_of(self.manifest)

    @property
    def baseline(self) -> str:
        """Its own baseline."""
        return str(self.manifest.get("baseline") or next(iter(self.settings)))

    @property
    def days(self) -> list[float]:
        """Lengths of its scenarios, each once."""
        return sorted({float(one["days"]) for one in self.settings.values() if "days" in one})

    @property
    def failed(self) -> list[dict[str, Any]]:
        """Replications that failed, of scenarios that it reports."""
        failed = self.manifest.get("failed")
        known = self.settings
        return [one for one in failed if one["scenario"] in known] if failed else []
