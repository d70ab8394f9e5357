"""What a results folder holds, as tables and charts ask for it: estimates, series and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.report.folder.about_study import asked_of_study, is_a_choice
from sim.report.folder.estimate import BOOTSTRAP, NUMBERS, Estimate
from sim.report.folder.kpi_words import in_own_names, names_in
from sim.report.folder.results_files import read_table
from sim.report.folder.what_counts import counts_violations, what_counts_differs

Floats = npt.NDArray[np.float64]


class NotInResults(Exception):
    """A table or chart asks for something these results do not hold; the message is the reason."""


@dataclass(frozen=True)
class Results:
    """Everything charts and tables may use. ``names`` are in the order of the experiment.

    ``kpis``: of many scenarios some columns of kpis.csv only. ``factors``: scenario -> {factor:
    value}; empty when the scenarios form no full grid.
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
    """Of each scenario, at most."""
    fewest_replications: int
    failed: int
    settings: Mapping[str, dict[str, Any]]
    """Scenario -> its resolved settings."""
    chosen_from: Results | None = None
    """The results of all scenarios, where ``names`` are the baseline and the best few of them."""

    @property
    def everything(self) -> Results:
        """The results of all scenarios, whether or not these are a choice of them."""
        return self.chosen_from or self

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Scenarios of which too many replications failed: there are no figures of them."""
        return frozenset(self.manifest.get("left_out", ()))

    @cached_property
    def what_counts_differs(self) -> bool:
        """Whether scenarios differ in what counts as a violation."""
        if self.chosen_from is not None:
            return self.chosen_from.what_counts_differs
        return what_counts_differs(self.settings.values())

    @cached_property
    def without_figures(self) -> bool:
        """Whether no scenario has a mean of any KPI."""
        return not self.comparison["mean"].notna().any()

    @cached_property
    def _places_in_comparison(self) -> dict[str, npt.NDArray[np.intp]]:
        """KPI -> its rows."""
        if self.chosen_from is not None:
            return self.chosen_from._places_in_comparison
        found: Any = self.comparison.groupby("kpi", sort=False).indices
        return {kpi: found[kpi] for kpi in dict.fromkeys(self.comparison["kpi"])}

    @cached_property
    def _estimates(self) -> dict[str, pd.DataFrame]:
        """What was asked for before."""
        return {}

    @cached_property
    def _each(self) -> dict[str, list[Estimate]]:
        """The same, scenario by scenario."""
        return {}

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    @cached_property
    def _places_in_series(self) -> dict[tuple[str, str], npt.NDArray[np.intp]]:
        """(scenario, series) -> its rows."""
        if self.chosen_from is not None:
            return self.chosen_from._places_in_series
        found: Any = self.series.groupby(["scenario", "series"], sort=False).indices
        return dict(found)

    def has(self, kpi: str) -> bool:
        """Whether any scenario has a mean of this KPI."""
        places = self._places_in_comparison.get(kpi)
        return places is not None and bool(self.comparison["mean"].iloc[places].notna().any())

    def estimates(self, kpi: str) -> pd.DataFrame:
        """Rows of ``comparison.csv`` for a KPI, indexed by scenario in the experiment's order.

        Raises `NotInResults` when no scenario has it.
        """
        if not self.has(kpi):
            raise NotInResults(f"these results hold no {self.label_of(kpi)}")
        if kpi not in self._estimates:
            rows = self.comparison.iloc[self._places_in_comparison[kpi]].set_index("scenario")
            self._estimates[kpi] = rows.reindex(self.names)
        return self._estimates[kpi]

    def estimate(self, kpi: str, scenario: str) -> Estimate:
        """One scenario's row of `estimates`."""
        if kpi not in self._each:
            rows = self.estimates(kpi)
            columns = [*NUMBERS, *(column for column in BOOTSTRAP if column in rows)]
            table = rows[columns].to_numpy(float).tolist()
            self._each[kpi] = [
                # NaN where none of its replications finished
                Estimate(
                    **dict(zip(columns, numbers, strict=True)),
                    verdict=verdict if isinstance(verdict, str) else "not enough data",
                )
                for numbers, verdict in zip(table, rows["verdict"].tolist(), strict=True)
            ]
        return self._each[kpi][self._rank[scenario]]

    def values(self, kpi: str) -> dict[str, Floats]:
        """Value of each replication by scenario, NaN where a replication failed or has none."""
        kpis = self.kpis
        if kpi not in kpis:
            only = ("scenario", "replication", kpi)
            kpis = read_table(self.folder / "kpis.csv", self.manifest, *only, only=only)
        table = kpis.pivot(index="replication", columns="scenario", values=kpi)
        return {
            name: table[name].to_numpy(float)
            for name in self.names
            if name in table and name not in self.left_out
        }

    def series_of(self, series: str, scenario: str) -> pd.DataFrame:
        """A series of a scenario: a row a replication, a column an index, NaN where not written.

        Raises `NotInResults` when the scenario has none.
        """
        places = self._places_in_series.get((scenario, series))
        if places is None:
            raise NotInResults(f"these results hold no series {series}")
        rows = self.series.iloc[places]
        return rows.pivot(index="replication", columns="index", values="value").sort_index(axis=1)

    def has_series(self, series: str) -> bool:
        """Whether any scenario has the series."""
        return any(known == series for _, known in self._places_in_series)

    @property
    def paired(self) -> bool:
        """Whether equal numbers of replications met the same chance, which other seeds don't."""
        return bool(self.manifest.get("paired", True))

    @property
    def conclusion(self) -> list[str]:
        """What the design found beyond the comparison, in sentences."""
        return list(self.manifest.get("conclusion", []))

    @property
    def held_in_part(self) -> dict[str, str]:
        """Files of the folder that don't hold everything, with what they hold."""
        return dict(self.manifest.get("held_in_part", {}))

    @property
    def guesses(self) -> dict[str, list[str]]:
        """Block of a design whose rows are guesses, not decisions -> its settings."""
        return dict(self.manifest.get("guesses", {}))

    @property
    def replications_in_words(self) -> str:
        """``30 replications``, ``4 to 6 replications``."""
        fewest = self.fewest_replications
        up_to = f"{fewest} to " if fewest < self.replications else ""
        return f"{up_to}{self.replications} replication" + ("" if self.replications == 1 else "s")

    @property
    def about(self) -> list[str]:
        """KPIs the question is about: of the first scenario that isn't the baseline, if any."""
        if self.chosen_from is not None:
            return self.chosen_from.about
        name = next((name for name in self.names if name != self.baseline), self.baseline)
        about = self.settings.get(name, {}).get("about")
        first = asked_of_study(self.manifest.get("design"))
        return list(dict.fromkeys(map(str, [*first, *(about if isinstance(about, list) else [])])))

    def label_of(self, kpi: str) -> str:
        """A KPI in words; what it is named after (a ledger, a zone) as the settings call it."""
        label = str(self._labels(kpi).get("label", kpi.replace("_", " ")))
        return in_own_names(kpi, label, self._own_names)

    def direction_of(self, kpi: str) -> str:
        """``lower`` or ``higher`` is better, or ``neither``: of violations too, where scenarios
        differ in what counts as one."""
        if not is_a_choice(self.manifest.get("design")):
            return "neither"
        if counts_violations(kpi) and self.what_counts_differs:
            return "neither"
        return str(self._labels(kpi).get("direction", "neither"))

    def is_ratio(self, kpi: str) -> bool:
        """Whether it is a ratio of sums over the replications."""
        return bool(self._labels(kpi).get("ratio"))

    def unit_of(self, kpi: str) -> str:
        """The KPI's unit."""
        places = self._places_in_comparison.get(kpi)
        return "" if places is None else str(self.comparison["unit"].iloc[places[0]])

    def page_one_kpis(self) -> list[str]:
        """KPIs of the first page that these results hold, over the whole run."""
        return [
            kpi
            for kpi in self._places_in_comparison
            if self._labels(kpi).get("page_one")
            and not kpi.endswith("_from_first_post")
            and self.has(kpi)
        ]

    @cached_property
    def _own_names(self) -> dict[str, str]:
        if self.chosen_from is not None:
            return self.chosen_from._own_names
        return names_in(self.settings.get(self.baseline, {}))

    def _labels(self, kpi: str) -> dict[str, Any]:
        found: dict[str, Any] = self.manifest.get("kpi_labels", {}).get(kpi, {})
        return found

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
