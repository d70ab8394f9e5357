"""The world of V12: one group at one place, with nothing but its recovery and its offspring."""

from __future__ import annotations

from functools import cache

from conftest import compose

from sim import config

OFFSPRING, DECAY_PER_DAY = 0.5, 1.2
WORN_PER_DAY, DEPTH, RECOVERY_DAYS = 4.0, 0.75, 14.0


@cache
def recovering_world(*, covered: bool = True, offspring: float = OFFSPRING) -> config.World:
    """mu(t) = 4 - 3 exp(-t / 14 days) incidents a day, each with ``offspring`` further ones."""
    full = compose().world
    group = full.groups["government"].model_dump() | {
        "background_per_day": WORN_PER_DAY,
        "places": {"douma": 1.0},
        "kinds": {"small_arms": 1.0},
        "covered": covered,
    }
    violence = full.violence.model_dump() | {
        "recovery": {"depth": DEPTH, "time_days": RECOVERY_DAYS},
        "day_factor": {"ceiling": 3.0, "variance": 0.0},
        "friday_factor": 1.0,
        "night_share": None,
        "hour_profile": [1.0] * 24,
        "fast": {"half_life_h": 1.0, "own": 0.0, "retaliation": 0.0},
        "slow": {"mean_days": 1.0 / DECAY_PER_DAY, "own": offspring, "retaliation": 0.0},
        "background_ceiling": 1.0,
        "intensity_ceiling": 1.5,
        "shocks": {},
    }
    groups = {"government": group}
    return config.World.model_validate(full.model_dump() | {"groups": groups, "violence": violence})
