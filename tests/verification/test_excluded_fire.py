"""Fire of a group excluded by the memorandum: it drives posts off like any, and no rule answers."""

from __future__ import annotations

from collections import Counter

import pytest
from conftest import compose

from sim.analysis.kpis import compute
from sim.events import (
    LedgerEntered,
    PostUnmanned,
    SanctionDropped,
    SanctionImposed,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate

DAYS = 60


def run(rule: str, *, outlaws_per_day: float = 4.0) -> EventLog:
    outlaws = {
        "until_day": None,
        "background_per_day": outlaws_per_day,
        "places": {"qabun": 0.0, "damascus_edge_west": 0.0, "wafidin": 1.0},
    }
    silent = {"own": 0.0, "retaliation": 0.0}
    return simulate(
        compose(
            response=rule,
            days=DAYS,
            world={
                "groups": {"excluded_group": outlaws},
                "violence": {"fast": silent, "slow": silent, "deterrence_by_rung": 0.0},
            },
            mission={
                "posts": {"op_wafidin": {"opens_day": 0.0}},
                "staff_from_day": 0.0,
            },
        ),
        1,
        0,
    )


@pytest.mark.parametrize("rule", ["sanction_first", "investigate_first", "graduated"])
def test_it_is_named_and_never_sanctioned(rule: str) -> None:
    log = run(rule)
    rightly = [row for row in log.of(LedgerEntered) if row.entry == "excluded"]
    assert len(rightly) > 10
    assert {row.blamed_group for row in rightly} == {"excluded_group"}
    assert "excluded_group" not in {row.group for row in log.of(SanctionImposed)}
    dropped = Counter((row.group, row.reason) for row in log.of(SanctionDropped))
    assert dropped["excluded_group", "excluded_group"] > 0
    assert {group for group, reason in dropped if reason == "excluded_group"} == {"excluded_group"}


def test_it_shelters_posts_and_is_in_no_count_of_violations() -> None:
    loud, quiet = run("record_only"), run("record_only", outlaws_per_day=0.0)
    hours = {row.hour for row in loud.of(ViolationOccurred) if row.group == "excluded_group"}
    sheltered = [row for row in loud.of(PostUnmanned) if row.cause == "shelter"]
    assert sum(row.hour in hours and row.post == "op_wafidin" for row in sheltered) > 10
    with_it, without = compute(loud), compute(quiet)
    for name in ("true_incidents_per_day", "deaths_per_month", "true_incidents_per_day_by_side_b"):
        assert with_it[name] == without[name]
