"""KPIs of measures, worked out on paper."""

from __future__ import annotations

from math import isnan

import pytest

from sim.analysis.kpis import compute, describe, value
from sim.events import (
    FindingMade,
    PostManned,
    RunEnded,
    RunStarted,
    SanctionDropped,
    SanctionImposed,
    SilenceRegimeAgreed,
    SilenceRegimeAsked,
)
from sim.kernel.eventlog import EventLog

ROWS = [
    RunStarted(0.0, "2017-05-06", 240.0),
    SilenceRegimeAsked(10.0, 1, "town"),
    SilenceRegimeAsked(20.0, 2, "village"),
    FindingMade(30.0, 3, "attributed", "army", "side_a"),
    SilenceRegimeAgreed(40.0, 1, "town", 100.0),
    SanctionDropped(41.0, 4, "outlaws", "excluded_group"),
    SanctionDropped(42.0, 5, "army", "vetoed"),
    SanctionImposed(54.0, 3, "army", "side_a", 1),
    SanctionImposed(60.0, 6, "army", "side_a", 2),
    PostManned(100.0, "hill", 3, "day"),
    SilenceRegimeAsked(110.0, 7, "town"),
    SilenceRegimeAgreed(120.0, 2, "village", 150.0),
    FindingMade(130.0, 8, "attributed", "army", "side_a"),
    SanctionDropped(150.0, 9, "army", "lapsed"),
    SanctionDropped(151.0, 10, "army", "vetoed"),
    SanctionImposed(202.0, 8, "army", "side_a", 2),
    RunEnded(240.0),
]


def computed() -> dict[str, float]:
    log = EventLog()
    for row in ROWS:
        log.append(row)
    return {name: value(pair) for name, pair in compute(log).items()}


@pytest.mark.parametrize(
    ("kpi", "whole", "from_first_post"),
    [
        ("sanctions_dropped_excluded_group", 1.0, 0.0),
        ("sanctions_dropped_vetoed", 2.0, 1.0),
        ("sanctions_dropped_lapsed", 1.0, 1.0),
        # report 6 was sanctioned without a finding; the others after one day and after three
        ("finding_to_sanction_mean_days", 2.0, 3.0),
        ("silence_regimes_asked", 3.0, 1.0),
        # of the one asked for after the first post nothing has come yet
        ("silence_regimes_agreed_share", 2.0 / 3.0, 0.0),
    ],
)
def test_whole_horizon_and_from_the_first_post(
    kpi: str, whole: float, from_first_post: float
) -> None:
    found = computed()
    assert found[kpi] == pytest.approx(whole)
    assert found[f"{kpi}_from_first_post"] == pytest.approx(from_first_post)
    assert describe(kpi).label


def test_nothing_asked_for_is_no_share() -> None:
    log = EventLog()
    log.append(RunStarted(0.0, "2017-05-06", 240.0))
    found = compute(log)
    assert isnan(value(found["silence_regimes_agreed_share"]))
    assert isnan(value(found["finding_to_sanction_mean_days"]))
