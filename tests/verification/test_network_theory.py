"""What the network sees against geometry (V15), and what findings get wrong against Bayes (S2)."""

from __future__ import annotations

from math import inf, sqrt
from typing import Any

import pytest
from conftest import compose

from sim import config
from sim.events import ViolationWatched
from sim.kernel.replication import Replication
from sim.kernel.streams import Streams
from sim.model.attribution import Attribution
from sim.model.entities import Violation
from sim.model.posts import detection_probability
from sim.model.situation import Situation
from verification.line_of_posts import line_of_posts
from verification.measured import Measured, Verify, share

DRAWS = 200_000
RANGE_KM = 4.0
"""A half-normal of sigma 2 km."""
POSTS_KM = (-20.0, -10.0, 0.0, 10.0, 20.0)
"""A line with posts every 10 km: the middle of it is as good as endless."""


def test_v15_one_post_in_a_disc_of_5_km(verified: Verify) -> None:
    uniform = Streams(15, 0).uniform
    seen = 0
    for number in range(DRAWS):
        distance_km = 5.0 * sqrt(uniform("incident", number, "place"))
        probability = detection_probability(1.0, 0.5, 2, distance_km, RANGE_KM)
        seen += uniform("incident", number, "seen") < probability
    verified("V15 disc", share(seen, DRAWS))


def violation(number: int, place: str, group: str = "government", side: str = "side_a") -> Any:
    return Violation(number, 12.0, group, side, True, "zone", place, "mortar", 1, 0, 0)


def watched_share(places_km: list[float], posts_km: tuple[float, ...], each: int) -> Measured:
    """Share of incidents located by a real network; places and posts lie on the equator."""
    rep = Replication(15, 0, inf)
    network = line_of_posts(rep, places_km, posts_km, RANGE_KM)
    for where in range(len(places_km)):
        for number in range(each):
            network.watch(violation(where * each + number, f"place {where}"))
    outcomes = [event.outcome for event in rep.log.of(ViolationWatched)]
    assert len(outcomes) == len(places_km) * each
    return share(outcomes.count("located"), len(outcomes))


@pytest.mark.slow
def test_v15_disc_watched_by_a_network(verified: Verify) -> None:
    places_km = [5.0 * sqrt((number + 0.5) / 400.0) for number in range(400)]
    verified("V15 disc network", watched_share(places_km, (0.0,), DRAWS // 400))


@pytest.mark.slow
def test_v15_line_of_posts_every_10_km(verified: Verify) -> None:
    places_km = [-5.0 + 10.0 * (number + 0.5) / 400.0 for number in range(400)]
    verified("V15 line", watched_share(places_km, POSTS_KM, DRAWS // 400))


def test_s2_findings_against_the_quieter_side_are_wrong_more_often(verified: Verify) -> None:
    """A fires 70 %, errors are 10 %: 4.545 % of findings against A are false, of B 20.588 %."""
    world = compose().world.model_dump()
    pair = {name: world["groups"][name] for name in ("government", "jaysh_al_islam")}
    error = {"report": 0.1, "finding": 0.1, "excluded_fire_blamed_on_covered": 0.0}
    world |= {
        "groups": pair,
        "attribution": {"maps_approved_day": None, "before_maps": error, "after_maps": error},
    }
    world["violence"]["shocks"] = {}
    rep = Replication(2, 0, inf)
    attribution = Attribution(rep, config.World.model_validate(world), Situation(rep, 72.0))
    named: dict[str, list[bool]] = {name: [] for name in pair}
    for number in range(20_000):
        name = "government" if rep.uniform("who fired", number) < 0.7 else "jaysh_al_islam"
        about = pair[name]
        true = violation(number, "douma", name, about["side"])
        found = attribution.found(true)
        named[found].append(found != name)
        assert attribution.suspect(true) == found, "equal errors on one uniform"
    for name, group in (("S2 side A", "government"), ("S2 side B", "jaysh_al_islam")):
        verified(name, share(sum(named[group]), len(named[group])))
