"""The split of a difference of records is exact: on logs of many scenarios, and of any two."""

from __future__ import annotations

from itertools import combinations

import pytest
from conftest import CONFIGS, compose

from sim.analysis.incidents import pack_incidents, unpack_incidents
from sim.analysis.kpis import Pair, compute
from sim.analysis.kpis.joins import Joins
from sim.analysis.recorded_split import Packed, shared, split
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate
from sim.points.find_points import find_points
from sim.scenario import open_composer
from sim.settings.files import SettingsFiles
from verification.made_logs import SEED, Made

Kept = tuple[Packed, dict[str, Pair]]
EXTENDING = ("third_party", "one_table", "geneva_centre")
"""Scenario files that extend another: in who is there, in what is decided, in another ceasefire."""
DAYS = 110
"""Long enough for the posts that open first to have seen something."""


def kept(log: EventLog) -> Kept:
    """What the store keeps of a log."""
    joins = Joins(log)
    return unpack_incidents(pack_incidents(joins)), compute(log, joins)


def entries(pairs: dict[str, Pair], entry: str) -> float:
    return pairs[f"recorded_{entry}per_day"][0]


def test_what_is_kept_of_incidents_is_what_the_kpis_count(made: Made) -> None:
    (identities, flags), pairs = kept(made.log)
    assert len(set(identities.tolist())) == len(identities)
    assert len(identities) == pairs["true_incidents_per_day"][0]
    assert flags.sum() == entries(pairs, "matched_")
    parts = [entries(pairs, entry) for entry in ("matched_", "duplicate_", "unfounded_")]
    assert sum(parts) == entries(pairs, "")


def assert_exact(a: Kept, b: Kept, days: float) -> None:
    """The terms sum to the difference: of incidents in a ledger as whole numbers, then of all."""
    (incidents_a, of_a), (incidents_b, of_b) = a, b
    of = shared(incidents_a, incidents_b)
    matched = entries(of_a, "matched_") - entries(of_b, "matched_")
    assert (of.only_a - of.only_b) + (of.both_a - of.both_b) == matched
    other = (entries(pairs, "") - entries(pairs, "matched_") for pairs in (of_a, of_b))
    whole = (entries(of_a, "") - entries(of_b, "")) / days
    assert sum(split(of, *other, days, days)) == pytest.approx(whole, abs=1e-12)
    assert entries(of_a, "") > 0


@pytest.mark.slow
def test_terms_sum_to_the_difference_of_any_two_of_the_main_experiment() -> None:
    logs = {
        (staffing, rule): kept(simulate(compose(staffing, rule), SEED, 0))
        for staffing in ("lean", "planned", "surge")
        for rule in ("record_only", "sanction_first", "investigate_first", "graduated")
    }
    for one, other in combinations(logs.values(), 2):
        assert_exact(one, other, 184.0)
    # record_only leaves the truth alone, so what more people record is seen, never happened
    of = shared(logs["surge", "record_only"][0], logs["lean", "record_only"][0])
    assert of.only_a == of.only_b == 0
    assert of.both_a > of.both_b


@pytest.mark.slow
@pytest.mark.parametrize("name", EXTENDING)
def test_terms_sum_to_the_difference_to_the_parent(name: str) -> None:
    with open_composer(SettingsFiles(CONFIGS.parent)) as composer:
        words = [f"scenario={name}", "experiment=against_parent", f"days={DAYS}"]
        found = find_points(composer, words, multirun=False).scenarios
    parent, child = (kept(simulate(scenario, SEED, 0)) for scenario in found)
    assert_exact(child, parent, float(DAYS))
