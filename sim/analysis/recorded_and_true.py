"""What the record says of the truth, of two scenarios: how often it reverses their order, and what
its difference consists of.

Contrasts are every scenario against the baseline, then the steps of every ladder of staffing: a
level against the one with fewer people, all else equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import nan
from typing import NamedTuple

import numpy as np

from sim.analysis.incidents import unpack_incidents
from sim.analysis.kpi_columns import KpiColumns
from sim.analysis.recorded_split import TERMS, Packed, shared, split, split_intervals
from sim.analysis.reversal import ladders, reversal
from sim.analysis.statistics import Bools, Floats

TRUE = "true_incidents_per_day"
RECORDED = "recorded_per_day"
MATCHED = "recorded_matched_per_day"
PEOPLE = "mean_paid_people"
BASELINE = "baseline"
READ = (TRUE, RECORDED, MATCHED, PEOPLE)
"""The KPIs that columns must hold."""
KEPT = 64
"""So many scenarios' incidents of a replication are held at a time."""

IncidentsOf = Callable[[str, int], bytes]
"""(scenario, replication) -> its packed incidents."""


class Contrast(NamedTuple):
    """Two scenarios to compare. ``along``: the baseline, or the factor that brings more people."""

    scenario: str
    against: str
    along: str


class PairRow(NamedTuple):
    """A row of recorded_and_true.csv: a scenario against another, a day.

    Intervals of the three terms hold for all terms and all scenarios against the baseline at once
    (for all steps of ladders at once); that of the probability for this pair alone.
    """

    scenario: str
    against: str
    along: str
    replications: int
    true_difference: float
    recorded_difference: float
    reversed: int
    follows: int
    truth_equal: int
    record_equal: int
    reversal_probability: float
    reversal_low: float
    reversal_high: float
    record_in_most: str
    """Reversed, follows, truth equal (whatever the record does), or not told."""
    happened: float
    happened_low: float
    happened_high: float
    seen: float
    seen_low: float
    seen_high: float
    other: float
    other_low: float
    other_high: float
    same_would_be_incidents: str
    """``yes``; ``no`` where violence or length of the run differ: no causes then; ``not known``
    where there is no split."""


def contrasts(
    columns: KpiColumns, baseline: str, factors: Mapping[str, Mapping[str, str]]
) -> list[Contrast]:
    """Every scenario against the baseline, then the steps of ladders."""
    scenarios = columns.scenarios
    pairs = [Contrast(name, baseline, BASELINE) for name in scenarios if name != baseline]
    people = {name: _mean_people(columns, name) for name in scenarios}
    compared = {name: factors[name] for name in scenarios if name in factors}
    for factor, ladder in ladders(compared, people):
        pairs += [Contrast(more, fewer, factor) for fewer, more in pairwise(ladder)]
    return pairs


def pair_rows(
    pairs: Sequence[Contrast],
    columns: KpiColumns,
    incidents_of: IncidentsOf | None,
    other_would_be: Container[tuple[str, str]] = (),
    *,
    chosen_from: Collection[Contrast] | None = None,
) -> list[PairRow]:
    """Reversal and split of each pair; without ``incidents_of`` no split.

    ``other_would_be``: (scenario, against) whose would-be incidents aren't the same. Only
    replications that both finished are compared. ``chosen_from``: all pairs that these were chosen
    from by what came out: intervals hold for all of them at once.
    """
    splits = _splits(pairs, columns, incidents_of) if incidents_of else {}
    counts = Counter(pair.along == BASELINE for pair in chosen_from or pairs)
    rows = []
    for pair in pairs:
        both = _both(columns, pair)
        found = reversal(
            *(
                columns.of_scenario(kpi, name).values[both]
                for kpi in (TRUE, RECORDED)
                for name in pair[:2]
            )
        )
        own = splits.get(pair, np.empty((0, len(TERMS))))
        terms = split_intervals(own, counts[pair.along == BASELINE])
        happened, seen, other = (terms[term] for term in TERMS)
        same = "no" if pair[:2] in other_would_be else "yes" if incidents_of else "not known"
        cells = (*pair, *found, found.verdict, *happened, *seen, *other, same)
        rows.append(PairRow._make(cells))
    return rows


def _splits(
    pairs: Sequence[Contrast], columns: KpiColumns, incidents_of: IncidentsOf
) -> dict[Contrast, Floats]:
    """Terms of each pair, a row a replication; one replication after another, for a sweep's
    incidents don't fit into memory."""
    found: dict[Contrast, list[tuple[float, ...]]] = {pair: [] for pair in pairs}
    both = {pair: _both(columns, pair) for pair in pairs}
    recorded = {name: columns.of_scenario(RECORDED, name) for p in pairs for name in p[:2]}
    other = {
        name: (of.numerators - columns.of_scenario(MATCHED, name).numerators).tolist()
        for name, of in recorded.items()
    }
    days = {name: of.denominators.tolist() for name, of in recorded.items()}

    @lru_cache(maxsize=KEPT)
    def incidents(name: str, number: int) -> Packed:
        return unpack_incidents(incidents_of(name, number))

    for at, number in enumerate(columns.replications):
        for pair in pairs:
            if both[pair][at]:
                of = shared(*(incidents(name, number) for name in pair[:2]))
                sides = (side[name][at] for side in (other, days) for name in pair[:2])
                found[pair].append(split(of, *sides))
    return {
        pair: np.array(rows, dtype=np.float64).reshape(-1, len(TERMS))
        for pair, rows in found.items()
    }


def _both(columns: KpiColumns, pair: Contrast) -> Bools:
    """Replications that both scenarios finished."""
    return columns.finished_by(pair.scenario) & columns.finished_by(pair.against)


def _mean_people(columns: KpiColumns, scenario: str) -> float:
    finished = columns.finished_by(scenario)
    paid = columns.of_scenario(PEOPLE, scenario).values[finished].tolist()
    return sum(paid) / len(paid) if paid else nan
