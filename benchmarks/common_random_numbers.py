"""What common random numbers are worth: the variance of paired differences, against that of
independent runs.

Prints Markdown tables of the shipped experiment in Eastern Ghouta: neighbouring staffing levels and
response rules, then one lever moved at a time under each rule. A figure is
var(A - B) / (var A + var B) over replications: 0 where the two never differ, 1 where common
numbers bring nothing, more where they do harm; with its 95 % interval, by bootstrap over
replications. Where levers are moved one civilian vehicle in twenty drives, which halves the time
and touches nothing but waits. Target: at most 0.1 on true incidents for 5 % of one lever.
Run: python benchmarks/common_random_numbers.py [--replications 100] [--days 184] [--workers 2]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scenario import eastern_ghouta

from sim.analysis.kpis import Pair, value
from sim.config import Scenario
from sim.experiment.batch import Batch, run_batch

SEED = 20170506
LEVELS = ("lean", "planned", "surge")
RULES = ("record_only", "sanction_first", "investigate_first", "graduated")
KPIS = {
    "true_incidents_per_day": "true incidents",
    "recorded_per_day": "recorded",
    "located_share": "located",
    "visited_within_72_h_share": "visited in 72 h",
    "delivered_tonnes": "tonnes",
    "people_reached": "people reached",
    "answer_mean_hours": "hours to answer",
    "civilian_wait_mean_minutes": "civilian wait",
}
RESAMPLES = 1000
FEWEST = 10
"""Replications with a figure in both, below which nothing is said."""

Settings = dict[str, Any]
Change = Callable[[Settings], None]
Figures = NDArray[np.float64]
"""Replications x KPIs; not a number where a ratio has no denominator."""


def _more(*path: str, factor: float = 1.05) -> Change:
    """Raises a number of the settings, or every number of a mapping, by 5 %; ``*`` is any key."""

    def change(settings: Settings) -> None:
        def descend(node: Settings, keys: tuple[str, ...]) -> None:
            for key in list(node) if keys[0] == "*" else [keys[0]]:
                if len(keys) > 1:
                    descend(node[key], keys[1:])
                elif isinstance(node[key], dict):
                    node[key] = {name: number * factor for name, number in node[key].items()}
                else:
                    node[key] *= factor

        descend(settings, path)

    return change


def _one_more(key: str) -> Change:
    """Raises a number of staff by one."""

    def change(settings: Settings) -> None:
        settings["staffing"]["zones"]["eastern_ghouta"][key] += 1

    return change


def _answers_and_continuation(settings: Settings) -> None:
    for kernel, key in product(("fast", "slow"), ("own", "retaliation")):
        _more("world", "violence", kernel, key)(settings)


LEVERS: dict[str, Change] = {
    "background of every group": _more("world", "groups", "*", "background_per_day"),
    "answers and continuation": _answers_and_continuation,
    "offensives": _more("world", "violence", "shocks", "*", "factor"),
    "wearing off of the truce": _more("world", "violence", "recovery", "depth"),
    "spread of good and bad days": _more("world", "violence", "day_factor", "variance"),
    "deterrence by a sanction": _more("world", "violence", "deterrence_by_rung"),
    "resentment of a wrong sanction": _more("world", "violence", "resentment_effect"),
    "quiet days to a step down": _more("mission", "ladder", "quiet_days"),
    "complaints of incidents": _more("world", "complaints", "probability"),
    "unfounded complaints": _more("world", "complaints", "unfounded_per_day"),
    "what one observer sees": _more("world", "observation", "seen_by_one_probability"),
    "refused access": _more("world", "access", "refusal_probability"),
    "convoys granted": _more("world", "convoys", "granted_probability"),
    "one more observer by day": _one_more("observers_day"),
    "one more post": _one_more("posts"),
    "one more team": _one_more("investigation_teams"),
}
"""One change at a time from the level planned: by 5 %, or of a whole number the next one."""
CIVILIANS = 0.05
"""Share of civilian vehicles that drive where levers are moved."""


def changed(rule: str, days: int, change: Change | None = None) -> Scenario:
    """The level planned under a rule, with one lever moved."""
    settings = eastern_ghouta("planned", rule).model_dump(mode="json") | {"days": days}
    for part, sites in (("world", "party_checkpoints"), ("mission", "checkpoints")):
        _more(part, sites, "*", "vehicles_per_day", factor=CIVILIANS)(settings)
    if change is not None:
        change(settings)
    return Scenario.model_validate(settings)


def neighbours() -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pairs of points of the shipped experiment that differ by one step of one factor."""
    for rule in RULES:
        for fewer, more in pairwise(LEVELS):
            yield (fewer, rule), (more, rule)
    for level in LEVELS:
        for rule, other in pairwise(RULES):
            yield (level, rule), (level, other)


def figures(scenarios: tuple[tuple[str, Scenario], ...], replication: int) -> dict[str, list[Pair]]:
    """The KPIs of one replication of each scenario, in the order of ``KPIS``."""
    found = {}
    for row in run_batch(Batch.of(SEED, replication, scenarios)):
        if row.failed:
            raise RuntimeError(f"{row.key}: {row.cause}")
        pairs = row.pairs()
        found[row.key] = [pairs[name] for name in KPIS]
    return found


def simulated(
    scenarios: dict[str, Scenario], replications: int, workers: int
) -> dict[str, Figures]:
    """Every scenario, ``replications`` times."""
    work = partial(figures, tuple(scenarios.items()))
    with ProcessPoolExecutor(workers) as pool:
        runs = list(pool.map(work, range(replications)))
    return {
        key: np.array([[value(pair) for pair in run[key]] for run in runs]) for key in scenarios
    }


def ratio(first: Figures, second: Figures) -> tuple[float, float, float]:
    """The variance of the difference over that of independent runs: estimate, and 95 % interval
    from resampled replications. Not a number if one of them doesn't vary."""
    known = np.isfinite(first) & np.isfinite(second)
    first, second = first[known], second[known]
    if len(first) < FEWEST or not (first.std() and second.std()):
        return np.nan, np.nan, np.nan
    numbers = np.random.default_rng(4).integers(len(first), size=(RESAMPLES, len(first)))
    rows = np.vstack([np.arange(len(first)), numbers])
    with np.errstate(invalid="ignore"):
        found = (first[rows] - second[rows]).var(axis=1, ddof=1) / (
            first[rows].var(axis=1, ddof=1) + second[rows].var(axis=1, ddof=1)
        )
    low, high = np.nanquantile(found[1:], [0.025, 0.975])
    return float(found[0]), float(low), float(high)


def row(name: str, first: Figures, second: Figures) -> str:
    """A line of a Markdown table."""
    cells = []
    for column in range(len(KPIS)):
        estimate, low, high = ratio(first[:, column], second[:, column])
        if not np.isfinite(estimate):
            cells.append("-")
        elif (first[:, column] == second[:, column]).all():
            cells.append("0")
        else:
            cells.append(f"{estimate:.3f} [{low:.3f}, {high:.3f}]")
    return " | ".join([f"| {name}", *cells]) + " |"


def heading(first: str) -> str:
    """The head of a table with a column a KPI."""
    return " | ".join([f"| {first}", *KPIS.values()]) + " |\n" + "|---" * (1 + len(KPIS)) + "|"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="What common random numbers are worth.")
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--days", type=int, default=184)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rules", nargs="*", default=list(RULES), choices=RULES)
    parser.add_argument(
        "--levers", nargs="+", metavar="WORD", help="only levers with one of these words"
    )
    parser.add_argument("--levers-only", action="store_true", help="no neighbours")
    asked = parser.parse_args()
    print(f"{asked.replications} replications of {asked.days} days, seed {SEED}")
    if not asked.levers_only:
        grid = {
            f"{level}, {rule}": eastern_ghouta(level, rule).model_copy(update={"days": asked.days})
            for level, rule in product(LEVELS, RULES)
        }
        runs = simulated(grid, asked.replications, asked.workers)
        print("\n" + heading("neighbours of the shipped experiment"))
        for one, other in neighbours():
            a, b = ", ".join(one), ", ".join(other)
            print(row(f"{a} - {b}", runs[a], runs[b]))
    levers = {
        name: change
        for name, change in LEVERS.items()
        if not asked.levers or any(word in name for word in asked.levers)
    }
    for rule in asked.rules:
        scenarios = {"as shipped": changed(rule, asked.days)}
        scenarios |= {name: changed(rule, asked.days, change) for name, change in levers.items()}
        runs = simulated(scenarios, asked.replications, asked.workers)
        print("\n" + heading(f"`planned`, `{rule}`"), flush=True)
        for name in levers:
            print(row(name, runs["as shipped"], runs[name]), flush=True)


if __name__ == "__main__":
    main()
