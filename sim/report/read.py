"""A results folder as it was written: settings, KPI table, comparison and series."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.report.results_files import ResultsProblem, read_manifest, read_table

__all__ = ["Estimate", "Floats", "NotInResults", "Results", "ResultsProblem", "read_results"]

NUMBERS = ("mean", "low", "high", "difference", "difference_low", "difference_high")

BOOTSTRAP = ("bootstrap_low", "bootstrap_high")
"""Columns that older results lack."""

Floats = npt.NDArray[np.float64]


class NotInResults(Exception):
    """A table or chart asks for something these results do not hold; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A KPI of a scenario: mean and pointwise interval, paired difference and simultaneous one."""

    mean: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    verdict: str
    bootstrap_low: float = math.nan
    bootstrap_high: float = math.nan

    @property
    def known(self) -> bool:
        """Whether there is a mean at all."""
        return not math.isnan(self.mean)

    def kind_of_difference(self, direction: str) -> str:
        """``better``, ``worse``, ``differs``, ``not shown``, ``unsure``, ``identical`` or ``none``.

        Decided by the simultaneous interval: a difference shows when zero lies outside it.
        ``differs`` where neither direction is better, ``none`` where there is no interval,
        ``unsure`` where replications are skewed and the bootstrap's interval says otherwise.
        """
        low, high = self.difference_low, self.difference_high
        if math.isnan(low) or math.isnan(high):
            return "none"
        if self.verdict == "identical":
            return "identical"
        shows = not low <= 0.0 <= high
        if math.isfinite(self.bootstrap_low):
            by_bootstrap = not self.bootstrap_low <= 0.0 <= self.bootstrap_high
            if shows != by_bootstrap:
                return "unsure"
        if not shows:
            return "not shown"
        if direction not in ("lower", "higher"):
            return "differs"
        return "better" if (high < 0.0) == (direction == "lower") else "worse"


@dataclass(frozen=True, slots=True)
class Results:
    """Everything charts and tables may use. ``names`` are in the order of the experiment.

    ``factors``: scenario -> {factor: value}; empty when the scenarios form no full grid.
    """

    folder: Path
    manifest: dict[str, Any]
    comparison: pd.DataFrame
    kpis: pd.DataFrame
    series: pd.DataFrame
    names: list[str]
    baseline: str
    factors: dict[str, dict[str, str]]
    replications: int
    """Of each scenario."""
    failed: int
    settings: dict[str, dict[str, Any]]
    """Scenario -> its resolved settings."""

    def has(self, kpi: str) -> bool:
        """Whether any scenario has a mean of this KPI."""
        rows = self.comparison.loc[self.comparison["kpi"] == kpi, "mean"]
        return bool(rows.notna().any())

    def estimates(self, kpi: str) -> pd.DataFrame:
        """Rows of ``comparison.csv`` for a KPI, indexed by scenario in the experiment's order.

        Raises `NotInResults` when no scenario has it.
        """
        if not self.has(kpi):
            raise NotInResults(f"these results hold no {kpi}")
        rows = self.comparison[self.comparison["kpi"] == kpi].set_index("scenario")
        return rows.reindex(self.names)

    def estimate(self, kpi: str, scenario: str) -> Estimate:
        """One scenario's row of `estimates`."""
        rows = self.estimates(kpi)
        at = self.names.index(scenario)
        columns = [*NUMBERS, *(column for column in BOOTSTRAP if column in rows)]
        numbers = {column: float(rows[column].to_numpy(float)[at]) for column in columns}
        verdict = rows["verdict"].iloc[at]  # NaN where none of its replications finished
        return Estimate(
            **numbers, verdict=verdict if isinstance(verdict, str) else "not enough data"
        )

    def values(self, kpi: str) -> dict[str, Floats]:
        """Value of each replication by scenario, NaN where a replication failed or has none."""
        table = self.kpis.pivot(index="replication", columns="scenario", values=kpi)
        return {name: table[name].to_numpy(float) for name in self.names if name in table}

    def series_of(self, series: str, scenario: str) -> pd.DataFrame:
        """A series of a scenario: a row a replication, a column an index, NaN where not written.

        Raises `NotInResults` when the scenario has none.
        """
        known = self.series
        rows = known[(known["series"] == series) & (known["scenario"] == scenario)]
        if rows.empty:
            raise NotInResults(f"these results hold no series {series}")
        return rows.pivot(index="replication", columns="index", values="value").sort_index(axis=1)

    def has_series(self, series: str) -> bool:
        """Whether any scenario has the series."""
        return bool((self.series["series"] == series).any())

    @property
    def conclusion(self) -> list[str]:
        """What the design found beyond the comparison, in sentences."""
        said = self.manifest.get("conclusion")
        return [str(sentence) for sentence in said] if isinstance(said, list) else []

    @property
    def replications_in_words(self) -> str:
        """``30 replications``."""
        return f"{self.replications} replication" + ("" if self.replications == 1 else "s")

    @property
    def about(self) -> list[str]:
        """KPIs the question is about: of the first scenario that isn't the baseline, if any."""
        name = next((name for name in self.names if name != self.baseline), self.baseline)
        about = self.settings.get(name, {}).get("about")
        return [str(kpi) for kpi in about] if isinstance(about, list) else []

    def label_of(self, kpi: str) -> str:
        """A KPI in words."""
        return str(self._labels(kpi).get("label", kpi.replace("_", " ")))

    def direction_of(self, kpi: str) -> str:
        """``lower`` or ``higher`` is better, or ``neither``."""
        return str(self._labels(kpi).get("direction", "neither"))

    def unit_of(self, kpi: str) -> str:
        """The KPI's unit."""
        rows = self.comparison.loc[self.comparison["kpi"] == kpi, "unit"].dropna()
        return str(rows.iloc[0]) if len(rows) else ""

    def page_one_kpis(self) -> list[str]:
        """KPIs of the first page that these results hold, over the whole run."""
        found = dict.fromkeys(self.comparison.loc[self.comparison["mean"].notna(), "kpi"])
        return [
            kpi
            for kpi in found
            if self._labels(kpi).get("page_one") and not kpi.endswith("_from_first_post")
        ]

    def _labels(self, kpi: str) -> dict[str, Any]:
        labels = self.manifest.get("kpi_labels", {})
        found = labels.get(kpi, {})
        return found if isinstance(found, dict) else {}

    @property
    def factor_names(self) -> list[str]:
        """Names of the factors, first the one that groups the scenarios."""
        return list(next(iter(self.factors.values()))) if self.factors else []

    def levels_of(self, factor: str) -> list[str]:
        """Values of a factor in the experiment's order."""
        return list(dict.fromkeys(self.factors[name][factor] for name in self.names))

    def differing_only_in(self, factor: str) -> list[str]:
        """Scenarios that equal the baseline in every other factor, in the experiment's order."""
        base = self.factors[self.baseline]
        return [
            name
            for name in self.names
            if all(v == base[f] for f, v in self.factors[name].items() if f != factor)
        ]


def read_results(folder: Path) -> Results:
    """Read a results folder. Raises `ResultsProblem` when it is missing or not whole."""
    manifest = read_manifest(folder)
    comparison = read_table(
        folder / "comparison.csv", "scenario", "kpi", "unit", *NUMBERS, "verdict"
    )
    series = read_table(
        folder / "series.csv.gz", "scenario", "replication", "series", "index", "value"
    )
    kpis = read_table(folder / "kpis.csv", "scenario", "replication")
    settings = _settings(manifest)
    names = list(settings) or list(dict.fromkeys(comparison["scenario"]))
    baseline = str(manifest.get("baseline") or names[0])
    if baseline not in names:
        raise ResultsProblem(f"{folder}: the baseline {baseline!r} is not among its scenarios")
    failed = manifest.get("failed", [])
    return Results(
        folder=folder,
        manifest=manifest,
        comparison=comparison,
        kpis=kpis,
        series=series,
        names=names,
        baseline=baseline,
        factors=_factors(manifest, names),
        replications=_replications(manifest, kpis, names),
        failed=len(failed) if isinstance(failed, list | dict) else int(failed),
        settings=settings,
    )


def _replications(manifest: dict[str, Any], kpis: pd.DataFrame, names: list[str]) -> int:
    """Replications simulated of each scenario, failed ones too; a design decides how many."""
    finished = kpis.groupby("scenario")["replication"].nunique()
    failed = manifest.get("failed", [])
    if not isinstance(failed, list):
        return int(manifest.get("replications") or finished.max())
    unfinished = [one.get("scenario") for one in failed if isinstance(one, dict)]
    return max(int(finished.get(name, 0)) + unfinished.count(name) for name in names)


def _settings(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Resolved scenarios by name; the manifest may hold them as a list or by name."""
    scenarios = manifest.get("scenarios", {})
    if isinstance(scenarios, list):
        return {str(scenario["name"]): scenario for scenario in scenarios}
    return {str(name): scenario for name, scenario in scenarios.items()}


def _factors(manifest: dict[str, Any], names: list[str]) -> dict[str, dict[str, str]]:
    """Factor values of each scenario, when all have the same one or two that vary."""
    given = manifest.get("factors") or {}
    if not isinstance(given, dict) or not all(isinstance(given.get(n), dict) for n in names):
        return {}
    factors = {n: {str(f): str(v) for f, v in given[n].items()} for n in names}
    varied = [f for f in factors[names[0]] if len({factors[n].get(f) for n in names}) > 1]
    if varied:
        factors = {n: {f: v for f, v in factors[n].items() if f in varied} for n in names}
    keys = {tuple(values) for values in factors.values()}
    values = {tuple(values.values()) for values in factors.values()}
    if len(keys) != 1 or len(values) != len(names) or not 1 <= len(next(iter(keys))) <= 2:
        return {}
    return factors
