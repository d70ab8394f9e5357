"""Which scenario does best by the KPI that decides, and which can't be told apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from sim.analysis.quotients import Column, sampled, sampled_difference
from sim.analysis.shown import decided_by
from sim.analysis.statistics import CONFIDENCE, simultaneous_confidence
from sim.report.folder.read import Results
from sim.report.folder.results_files import read_rows

CONCLUSION = "conclusion.csv"
WORTH_SEEING = 0.05
"""Share of the baseline's figure, where the results don't say which difference is worth seeing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Scenarios with figures, by one KPI."""

    kpi: str
    best: str
    """The one selected by a design, else that with the best mean."""
    close: list[str]
    """Not told apart from ``best``, in the order of the scenarios."""
    ahead: list[str]
    """Shown to do better: only where ``best`` was selected before these replications."""
    apart: dict[str, tuple[float, float]]
    """Scenario -> in between which its difference to ``best`` lies, of all at once."""
    compared: int
    """How many scenarios have figures."""
    selected_from: int = 0
    """How many scenarios a design selected ``best`` from; 0 where none did."""

    @property
    def was_selected(self) -> bool:
        """Whether a design selected ``best``."""
        return self.selected_from > 0


def standing(results: Results, kpi: str = "") -> Standing | None:
    """By the KPI given, else by the one that decides; None where no scenario has it.

    Paired differences to the best, with simultaneous 95 % intervals (Bonferroni). Against the
    baseline the comparison's own verdict stands: a report is not to say two things of one pair.
    """
    selected, selected_from = ("", 0) if kpi else selection(results)
    kpi = kpi or deciding_kpi(results)
    if not results.has(kpi):
        return None
    ratio = results.is_ratio(kpi)
    columns = columns_of_kpi(results, kpi)
    means = _means(columns, ratio)
    if not means:
        return None
    lower = results.direction_of(kpi) != "higher"
    best = selected if selected in means else _best(means, results.baseline, lower)
    confidence = simultaneous_confidence(CONFIDENCE, len(means) - 1)
    close, ahead, ends = [], [], {}
    for name in means:
        if name == best:
            continue
        told = _told(results, kpi, name, best)
        if told is None:
            both = columns[name].known & columns[best].known
            apart = sampled_difference(columns[name].at(both), columns[best].at(both), ratio=ratio)
            _, low, high = apart.estimated.interval(confidence)
            side = int(low > 0.0) - int(high < 0.0)
        else:
            side, low, high = told
        ends[name] = (low, high)
        if side == 0:
            close.append(name)
        elif (side < 0) == lower:
            ahead.append(name)
    selected_from = selected_from if best == selected else 0
    return Standing(kpi, best, close, ahead, ends, len(means), selected_from)


def advised(results: Results, found: Standing) -> Standing:
    """Who is advised where the best mean isn't shown to differ from the baseline's: the first that
    is shown to be better, else the baseline."""
    kpi, base = found.kpi, results.baseline
    if base not in found.close or found.was_selected:
        return found
    others = [name for name in results.names if name not in {base, *results.left_out}]
    direction = results.direction_of(kpi)
    for name in others:
        if results.estimate(kpi, name).kind_of_difference(direction) == "better":
            close = [found.best, *(one for one in found.close if one != base)]
            return replace(found, best=name, close=[one for one in close if one != name])
    close = [name for name in others if not results.estimate(kpi, name).is_shown]
    return replace(found, best=base, close=close)


def deciding_kpi(results: Results) -> str:
    """What a design selects by, else what the question is about, else true incidents."""
    design = results.manifest.get("design")
    if selection(results)[0] and isinstance(design, dict) and design.get("kpi"):
        return str(design["kpi"])
    return decided_by(results.about, results.direction_of)


def columns_of_kpi(results: Results, kpi: str) -> dict[str, Column]:
    """The KPI of each scenario that has figures, a position a replication."""
    if results.is_ratio(kpi):
        above, below = (results.values(f"{kpi}__{part}") for part in ("numerator", "denominator"))
        return {name: Column(numbers, below[name]) for name, numbers in above.items()}
    values = results.values(kpi)
    return {name: Column(own, np.ones_like(own)) for name, own in values.items()}


def _means(columns: Mapping[str, Column], ratio: bool) -> dict[str, float]:
    """Over the replications that all have, if there are any: a scenario with more of them isn't to
    win by their luck."""
    has = {name: own.known for name, own in columns.items() if own.known.any()}
    if not has:
        return {}
    shared = np.logical_and.reduce(list(has.values()))
    found = {
        name: sampled(columns[name].at(shared if shared.any() else own), ratio=ratio).estimate
        for name, own in has.items()
    }
    return {name: mean for name, mean in found.items() if isfinite(mean)}


def _best(means: Mapping[str, float], baseline: str, lower: bool) -> str:
    """The baseline where none is better; else the first with the best mean."""
    best = (min if lower else max)(means, key=lambda name: means[name])
    return baseline if means.get(baseline) == means[best] else best


def _told(results: Results, kpi: str, name: str, best: str) -> tuple[int, float, float] | None:
    """On which side of the best the other is shown to be, and the interval of its difference, where
    one of the two is the baseline."""
    if results.baseline not in (name, best) or results.baseline in results.left_out:
        return None
    found = results.estimate(kpi, name if best == results.baseline else best)
    low, high = found.difference_low, found.difference_high
    if name == results.baseline:
        low, high = -high, -low
    return int(found.is_shown and low > 0.0) - int(found.is_shown and high < 0.0), low, high


def selection(results: Results) -> tuple[str, int]:
    """The scenario that a design selected, and of how many; empty and 0 where none did."""
    if not results.manifest.get("conclusion_is_the_answer"):
        return "", 0
    rows = read_rows(results.folder / CONCLUSION, results.manifest)
    selected = [str(row.get("scenario", "")) for row in rows if row.get("selected") == "yes"]
    return (selected[0], len(rows)) if selected else ("", 0)


def worth_seeing(results: Results) -> float:
    """Share of the baseline's figure below which nobody would act on a difference."""
    return float(results.manifest.get("worth_seeing") or WORTH_SEEING)
