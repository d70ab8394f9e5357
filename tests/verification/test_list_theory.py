"""What two ledgers let one conclude of the truth (V18): lists that aren't independent mislead.

Chapman's estimate takes two lists for independent. Both cases are fed by the network's posts and
complaints and counted in the guarantors' ledgers.
"""

from __future__ import annotations

from math import inf, log, sqrt
from typing import Any

import pytest
from conftest import compose

from sim import config
from sim.analysis.estimators import chapman
from sim.analysis.kpis.two_lists import ledger_rows, two_lists
from sim.kernel.distance import EARTH_KM_PER_DEGREE
from sim.kernel.replication import Replication
from sim.model.attribution import Attribution
from sim.model.entities import Violation
from sim.model.ledgers import Ledgers
from sim.model.network import Network
from sim.model.posts import Post, Watch
from sim.model.situation import Situation
from verification.measured import Verify, mean

INCIDENTS, REPLICATIONS = 1000, 200
AWAY_KM = 2.0
OWN, OTHERS = 0.7, 0.1
"""Share of the incidents that each ledger holds: fire on the side that it hears, and all else."""
LOUD = 0.8
QUIET = LOUD / ((5.0 + sqrt(21.0)) / 2.0)


def range_for(probability: float) -> float:
    """The range within which a sure pair of eyes sees this share of what is ``AWAY_KM`` away."""
    return AWAY_KM * sqrt(-2.0 / log(probability))


def world(seen_by_one: float, complained: float) -> config.World:
    """One place 2 km from the posts; loud mortars and quiet small arms, nothing is heard."""
    data = compose().world.model_dump()
    place = {"label": "p", "lat": 0.0, "lon": AWAY_KM / EARTH_KM_PER_DEGREE, "held_by": "side_a"}
    data["zones"] = {"zone": data["zones"]["eastern_ghouta"] | {"places": {"place": place}}}
    data["groups"] = {
        name: data["groups"][name] | {"places": {"place": 1.0}, "zone": "zone"}
        for name in ("government", "jaysh_al_islam")
    }
    data["violence"]["shocks"] = {}
    for kind, probability in (("mortar", LOUD), ("small_arms", QUIET)):
        km = range_for(probability)
        data["violence"]["kinds"][kind] |= {"seen_day_km": km, "heard_km": 0.0}
    data["observation"] |= {
        "seen_by_one_probability": seen_by_one,
        "further_observer_weight": 0.0,
        "blocked_lines_of_sight": {},
    }
    sides = {"side_a": complained, "side_b": complained}
    data["complaints"] |= {"probability": sides, "double_probability": 0.0}
    return config.World.model_validate(data)


def estimates(
    about: config.World, kinds: tuple[str, str], replications: int = REPLICATIONS
) -> list[float]:
    """Chapman's estimate over the true number, one a replication; incident n is of the n-th kind
    and the n-th side in turn."""
    scenario = compose()
    groups = [(name, group.side) for name, group in sorted(about.groups.items())]
    found = []
    for replication in range(replications):
        rep = Replication(18, replication, inf)
        posts: list[Post] = []
        for guarantor in about.guarantors:
            where = {"lat": 0.0, "lon": 0.0, "guarantor": guarantor}
            settings: Any = scenario.mission.posts["op_wafidin"].model_copy(update=where)
            watches = scenario.mission.watches
            post = Post(rep, guarantor, settings, watches, Watch(2, 2), (6.0, 18.0), staffed=True)
            post.people = 2
            posts.append(post)
        attribution = Attribution(rep, about, Situation(rep, 72.0))
        network = Network(rep, about, scenario.mission.watches, posts, attribution)
        ledgers = Ledgers(rep)
        for number in range(INCIDENTS):
            group, side = groups[number % 2]
            kind = kinds[number // 2 % 2]
            incident = Violation(number, 12.0, group, side, True, "zone", "place", kind, 1, 0, 0)
            for notice in network.watch(incident):
                ledgers.enter(notice)
        lists = two_lists(ledger_rows(rep.log), 0.0, inf)
        assert len(lists.totals[0]) == len(about.guarantors) == 2
        found.append(chapman(lists.matched).number / INCIDENTS)
    return found


@pytest.mark.slow
def test_v18_partisan_lists_overestimate(verified: Verify) -> None:
    """Each ledger holds .7 of the fire on the side it hears and .1 of the rest, so the mean list
    holds .4 and both hold .07: .4^2 / .07 = 2.2857 of the truth."""
    complained = 1.0 - (1.0 - OWN) / (1.0 - OTHERS)
    about = world(seen_by_one=OTHERS / LOUD, complained=complained)
    verified("V18 partisan", mean(estimates(about, ("mortar", "mortar"), 5 * REPLICATIONS)))


@pytest.mark.slow
def test_v18_loud_and_quiet_incidents_underestimate(verified: Verify) -> None:
    """Posts of both see .8 of the loud and .167 of the quiet: mean^2 / mean square = .7."""
    about = world(seen_by_one=1.0, complained=0.0)
    verified("V18 loud and quiet", mean(estimates(about, ("mortar", "small_arms"))))


@pytest.mark.slow
def test_independent_lists_tell_the_truth(verified: Verify) -> None:
    about = world(seen_by_one=0.5, complained=0.0)
    verified("V18 independent", mean(estimates(about, ("mortar", "mortar"))))
