"""What lies on the map: places, posts and checkpoints as the settings name them, 2 km coarse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.report.folder.read import NotInResults
from sim.report.positions import SIDE, coarsened
from sim.report.replay.columns import one_line

SIDES = tuple(SIDE)
MISSION = 2
"""Who runs a checkpoint: 0 and 1 the sides, this the mission."""

Site = dict[str, Any]


@dataclass
class Ground:
    """``sites``: everything with a position; ``at``: its number by (kind, name in the settings)."""

    zones: list[str]
    zone_at: dict[str, int]
    sites: list[Site] = field(default_factory=list)
    at: dict[tuple[str, str], int] = field(default_factory=dict)

    def place(self, name: str) -> int:
        """The number of a place, -1 where none is known: only heard, or not in these settings."""
        return self.at.get(("place", name), -1)

    def stop(self, name: str) -> int:
        """The number of what a leg of a route leads to."""
        for kind in ("place", "checkpoint"):
            if (kind, name) in self.at:
                return self.at[kind, name]
        return -1

    def of_kind(self, kind: str) -> Iterator[tuple[str, int]]:
        """Name and number of every site of a kind."""
        return ((name, at) for (found, name), at in self.at.items() if found == kind)

    def add(self, kind: str, name: str, about: Mapping[str, Any], zone: str, **more: Any) -> None:
        """Put a site on the map; of its position only the 2 km cell is kept."""
        lat, lon = coarsened(float(about["lat"]), float(about["lon"]))
        self.at[kind, name] = len(self.sites)
        found = {"kind": kind, "label": one_line(about.get("label", name)), "lat": lat, "lon": lon}
        self.sites.append(found | {"zone": self.zone_at.get(zone, -1)} | more)


def ground_of(settings: Mapping[str, Any]) -> Ground:
    """The map of a scenario. Raises `NotInResults` where its settings hold none."""
    world, mission = settings.get("world", {}), settings.get("mission", {})
    zones = world.get("zones")
    if not zones:
        raise NotInResults("the settings of these results hold no map")
    ground = Ground(
        zones=[one_line(zone.get("label", name)) for name, zone in zones.items()],
        zone_at={name: at for at, name in enumerate(zones)},
    )
    guarantors = world.get("guarantors", {})
    for zone, about in zones.items():
        for name, place in about["places"].items():
            cell = int(bool(place.get("elsewhere")))
            ground.add("place", name, place, zone, side=SIDES.index(place["held_by"]), cell=cell)
    for name, post in mission.get("posts", {}).items():
        ground.add(
            *("post", name, post, post["zone"]),
            guarantor=one_line(guarantors.get(post["guarantor"], {}).get("label", "")),
        )
    for name, checkpoint in mission.get("checkpoints", {}).items():
        ground.add("checkpoint", name, checkpoint, checkpoint["zone"], operator=MISSION)
    for name, checkpoint in world.get("party_checkpoints", {}).items():
        operator = SIDES.index(checkpoint["side"])
        ground.add("checkpoint", name, checkpoint, checkpoint["zone"], operator=operator)
    return ground
