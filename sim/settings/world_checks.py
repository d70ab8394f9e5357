"""Checks of a world that take long, made once for each world that differs in what they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.config import Scenario, World
from sim.settings.files import Contradiction

Check = Callable[[Scenario], list[Contradiction]]
"""A check of ``world`` or ``about``, by what the door may not import; ``commands`` hands it in."""

READ = ("actors", "groups")
"""Parts of a world that the checks read besides its violence; a test holds them to it."""
READ_OF_VIOLENCE = (
    "background_ceiling",
    "day_factor",
    "fast",
    "hour_profile",
    "intensity_ceiling",
    "night_share",
    "shocks",
    "slow",
)
"""What they read of its violence."""

Seen = tuple[object, ...]


class WorldChecks:
    """Runs the checks handed in, and remembers what they found in each world."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = checks
        self._known: dict[Seen, tuple[World, list[Contradiction]]] = {}
        self._composed: list[Scenario] = []

    def problems(self, scenario: Scenario, *, composed: bool = True) -> list[Contradiction]:
        """What the checks find. Worlds that were composed each by itself are told apart by their
        content; points made from one another share what is equal, so being the same objects is
        enough, and ten thousand of them need no comparing."""
        world = scenario.world
        if composed and _seen(scenario, world) not in self._known:
            for other in self._composed:
                if other.about == scenario.about and other.world == world:
                    world = other.world
                    break
            else:
                self._composed.append(scenario)
        seen = _seen(scenario, world)
        if seen not in self._known:
            found = [item for check in self._checks for item in check(scenario)]
            self._known[seen] = (world, found)  # the world is kept, so that its ids stay its own
        return self._known[seen][1]


def _seen(scenario: Scenario, world: World) -> Seen:
    """What the checks read: numbers as they are, and whatever holds settings by which object it is
    (comparing those of ten thousand points with one another would take longer than the checks)."""
    read = [getattr(world, part) for part in READ]
    read += [getattr(world.violence, part) for part in READ_OF_VIOLENCE]
    marks = [one if one is None or isinstance(one, float) else id(one) for one in read]
    return (*marks, *scenario.about)
