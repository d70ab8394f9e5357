"""The shipped zones come near the lethal incidents that were counted in them in 2017."""

from __future__ import annotations

from collections import Counter

import pytest
from conftest import compose_in, load

from sim.events import ViolationOccurred
from sim.model.model import simulate

REPLICATIONS = 8
COUNTED = {
    "north_homs": (0.60, 0.97, 0.48),
    "idlib": (1.33, 0.73, 0.16),
    "south": (1.13, 0.79, 0.39),
}
"""A day; between covered parties; at the five busiest places (UCDP GED, term 1)."""


@pytest.mark.slow
@pytest.mark.parametrize("zone", COUNTED)
def test_lethal_incidents(zone: str) -> None:
    """Mean, share of covered groups and share of five places; the elsewhere cells are no places."""
    per_day, covered_share, busiest_share = COUNTED[zone]
    scenario = compose_in(zone, zone, "lean", "record_only")
    places = {name for name, place in scenario.world.places().items() if not place.elsewhere}
    lethal, busiest = [], 0
    for replication in range(REPLICATIONS):
        log = simulate(scenario, 20170506, replication)
        found = [event for event in log.of(ViolationOccurred) if event.deaths]
        at = Counter(event.place for event in found if event.place in places)
        busiest += sum(count for _, count in at.most_common(5))
        lethal += found
    assert len(lethal) / (REPLICATIONS * scenario.days) == pytest.approx(per_day, rel=0.15)
    covered = sum(event.covered for event in lethal)
    assert covered / len(lethal) == pytest.approx(covered_share, abs=0.06)
    assert busiest / len(lethal) == pytest.approx(busiest_share, abs=0.07)


@pytest.mark.parametrize("zone", ["idlib", "south"])
def test_a_zone_has_the_same_violence_alone_and_with_the_others(zone: str) -> None:
    """Nothing of one zone reaches another's incidents while nobody sanctions anybody, and what goes
    on beside the fire in the four zones is switched off."""
    off = {
        group: {"actors": {name: {"enabled": False} for name in load(group, part)["actors"]}}
        for group, part in (("world", "shared/side_processes"), ("mission", "shared/side_actions"))
    }
    alone, together = (
        simulate(compose_in(world, world, "lean", "record_only", days=20, **over), 1, 0)
        for world, over in ((zone, {}), ("four_zones", off))
    )
    found = [event for event in together.of(ViolationOccurred) if event.zone == zone]
    assert found == alone.of(ViolationOccurred)
    assert len(found) > 50
