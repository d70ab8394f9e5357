"""Logs of many scenarios, each with the scenario that made it, for the laws that hold of every log.

A case is a world in which everything is brought forward, so that two months hold what half a year
would, or a scenario file as it ships.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from actor_examples import KINDS, example
from conftest import CONFIGS, compose, compose_in, merge

import sim.experiment.designs  # noqa: F401 - makes the kinds known
from sim import events
from sim.config import Scenario
from sim.kernel.eventlog import EventLog
from sim.model.model import simulate
from sim.points.find_points import find_points
from sim.scenario import open_composer
from sim.settings.contradictions import contradictions
from sim.settings.files import SettingsFiles

SEED = 7
PARTS = ("world", "mission")
TROUBLE: dict[str, Any] = {
    "world": {
        "access": {"refusal_probability": {"side_a": 0.5, "side_b": 0.5}},
        "attribution": {"maps_approved_day": None},
        "violence": {"deterrence_by_presence": 0.05, "deterrence_by_rung": 1.0},
        "traffic": {"threats_per_day": 2.0},
        "convoys": {"granted_probability": 0.9, "attack_probability": 0.3},
    },
    "mission": {
        "watches": {"absence_probability": 0.4, "shelter_severity": 0},
        "investigation": {"patience_days": 2.0},
        "centre": {"mode": "co_located"},
        "ladder": {"top_rung": 3},
    },
    "staffing": {"investigation_teams": 1, "escort_groups": 1, "centre_officers": 1},
}
"""Refusals, absences, attacks and threats all the time; presence deters; too few of everybody."""
CHANGED: dict[str, dict[str, Any]] = {
    # examples are of Eastern Ghouta
    "additional_zone": {"zone": "south", "latest_day": 30.0, "sites_after_days": 7.0},
    "places_join": {"zones": ["north_homs"], "joins_per_day": 0.4},
    # so that two months hold what would be rare
    "air_channel": {"incidents_per_day_suspended": 0.5, "uav_hit_probability": 0.5},
    "alternative_carrier": {"taken_over_share": 0.8},
    "fading_complaints": {"from_day": 10.0},
    "intra_side_clashes": {"per_day": 0.5},
    "outsider_strikes": {"per_day": 0.5},
    "uav_sorties": {"loss_probability": 0.05, "sorties_per_day": 3.0},
}
"""What is changed in every actor of a kind where there is everything."""


def everything(
    level: str = "planned",
    rule: str = "investigate_first",
    *,
    days: int = 60,
    forward: bool = True,
    **over: Any,
) -> Scenario:
    """Four zones with an actor of every kind, all of them switched on."""
    data = compose_in("four_zones", "four_zones", level, rule, days=days).model_dump(mode="json")
    held = {actor["kind"] for part in PARTS for actor in data[part]["actors"].values()}
    for kind in set(KINDS) - held:
        part, settings = example(kind)
        data[part]["actors"][f"a_{kind}"] = dict(settings)
    for part in PARTS:
        for actor in data[part]["actors"].values():
            actor |= CHANGED.get(actor["kind"], {}) | {"enabled": True}
    data["world"]["violence"]["background_ceiling"] = 100.0
    merge(data, over)
    return Scenario.model_validate(brought_forward(data, days) if forward else data)


def brought_forward(data: dict[str, Any], days: int) -> dict[str, Any]:
    """Sites open in the first days, the third of each kind closes before the end, and actors begin
    on day 5 at the latest."""
    for sites in (data["mission"]["posts"], data["mission"]["checkpoints"]):
        for number, site in enumerate(sites.values()):
            site["opens_day"] = 1.0 + number % 15
            site["closes_day"] = 40.5 if number == 2 and days > 41 else None
            site |= {"late_days": 2.25} if "late_days" in site and number == 1 else {}
    for part in (data["world"], data["mission"]):
        for actor in part["actors"].values():
            if (actor.get("from_day") or 0.0) > 5.0 and actor.get("until_day") is None:
                actor["from_day"] = 5.0
    return data


def in_ghouta(level: str, rule: str, days: int) -> Scenario:
    """Eastern Ghouta at a level under a rule; ``troubled``: everything goes wrong."""
    troubled = level == "troubled"
    data = compose("planned" if troubled else level, rule, days=days).model_dump(mode="json")
    merge(data, TROUBLE if troubled else {})
    return Scenario.model_validate(brought_forward(data, days) if days < 100 else data)


def shipped(name: str, days: int) -> Scenario:
    """A scenario file as a planner runs it, its base case, for so many days."""
    with open_composer(SettingsFiles(CONFIGS.parent)) as composer:
        words = [f"scenario={name}", "experiment=single", f"days={days}"]
        (scenario,) = find_points(composer, words, multirun=False).scenarios
    return scenario


SLOW = pytest.mark.slow
CASES = [
    *(
        ("ghouta", level, rule, 60)
        for level, rule in (
            ("lean", "record_only"),
            ("planned", "sanction_first"),
            ("surge", "investigate_first"),
            ("lean", "graduated"),
            ("troubled", "investigate_first"),
        )
    ),
    ("ghouta", "troubled", "sanction_first", 45),
    ("everything", "planned", "investigate_first", 45),
    ("shipped", "besieged_city", "", 290),
    pytest.param(("ghouta", "surge", "graduated", 184), marks=SLOW),
    pytest.param(("ghouta", "lean", "sanction_first", 184), marks=SLOW),
    pytest.param(("everything", "lean", "mediate_first", 60), marks=SLOW),
    pytest.param(("everything", "surge", "joint_commission", 60), marks=SLOW),
    pytest.param(("everything", "planned", "sanction_first", 60), marks=SLOW),
    pytest.param(("shipped", "four_zones", "", 184), marks=SLOW),
    pytest.param(("shipped", "m4_corridor", "", 160), marks=SLOW),
    pytest.param(("shipped", "cessation_2016", "", 94), marks=SLOW),
    pytest.param(("shipped", "term_and_extension", "", 240), marks=SLOW),
    pytest.param(("shipped", "additional_zone", "", 150), marks=SLOW),
    pytest.param(("shipped", "third_party", "", 130), marks=SLOW),
]
"""Where, at which level and under which rule (or which file), for how many days."""


class Made:
    """A log with the scenario that made it; ``everything``: four zones with all that there is."""

    def __init__(self, where: str, level: str, rule: str, days: int) -> None:
        self.where = where
        if where == "shipped":
            self.scenario = shipped(level, days)
        elif where == "everything":
            self.scenario = everything(level, rule, days=days)
        else:
            self.scenario = in_ghouta(level, rule, days)
        assert contradictions(self.scenario) == []
        self.log: EventLog = simulate(self.scenario, SEED, 0)
        self.horizon_h = 24.0 * days

    def withheld_h(self) -> dict[str, list[tuple[float, float]]]:
        """By site, the spells in which an actor kept its people away."""
        spells: dict[str, list[tuple[float, float]]] = {}
        held: dict[tuple[str, str], tuple[float, float]] = {}
        for row in self.log.of(events.SituationChanged):
            if row.quantity != "manning":
                continue
            before = held.pop((row.target, row.by), None)
            if before is not None:
                spells.setdefault(row.target, []).append((before[0], min(row.hour, before[1])))
            if row.factor == 0.0:
                held[row.target, row.by] = (row.hour, row.until_h)
        for (target, _), spell in held.items():
            spells.setdefault(target, []).append(spell)
        return spells

    def acted(self, *kinds: str) -> list[events.ActorActed]:
        """What actors of these kinds did."""
        return [row for row in self.log.of(events.ActorActed) if row.kind in kinds]


@lru_cache(maxsize=2)
def made_of(*case: Any) -> Made:
    """The log of a case, made once for the tests that ask for it in a row."""
    return Made(*case)


def hours(rows: Iterable[Any], key: str) -> dict[int, float]:
    """Hour of the one event of its kind that each thing may have."""
    found: dict[int, float] = {}
    for row in rows:
        assert getattr(row, key) not in found, f"twice: {row}"
        found[getattr(row, key)] = row.hour
    return found


def most_at_once(begun: Iterable[float], ended: Iterable[float]) -> int:
    """The largest number under way at one time; at a tie the end comes first."""
    steps = sorted([(hour, 1) for hour in begun] + [(hour, -1) for hour in ended])
    return max(np.cumsum([0, *(step for _, step in steps)]))


def tally(rows: Iterable[events.ActorActed]) -> Counter[str]:
    """Amounts by action."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row.action] += row.amount
    return found
