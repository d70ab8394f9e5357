"""Who answers whom: how many further incidents one brings, how soon, and whether that ends."""

from __future__ import annotations

from math import log

from sim import config
from sim.model.clusters import Kernel, spectral_radius


def kernels(world: config.World) -> list[Kernel]:
    """The fast and the slow kernel with their full offspring matrices.

    A group continues its own fire; covered groups of the other side answer it, in proportion to
    their background rates.
    """
    settings = world.violence
    return [
        Kernel(
            "fast",
            settings.fast.half_life_h / log(2.0),
            _offspring(world, settings.fast.own, settings.fast.retaliation),
        ),
        Kernel(
            "slow",
            24.0 * settings.slow.mean_days,
            _offspring(world, settings.slow.own, settings.slow.retaliation),
        ),
    ]


def _offspring(world: config.World, own: float, retaliation: float) -> list[list[float]]:
    groups = list(world.groups.values())
    matrix = [[0.0] * len(groups) for _ in groups]
    for source, firing in enumerate(groups):
        matrix[source][source] += own
        answering = [
            (target, group.background_per_day)
            for target, group in enumerate(groups)
            if group.side != firing.side and group.covered and group.zone == firing.zone
        ]
        total = sum(rate for _, rate in answering)
        for target, rate in answering:
            if total > 0.0:
                matrix[target][source] += retaliation * rate / total
    return matrix


def stability_problem(world: config.World) -> str | None:
    """Why this world's violence would grow without bound, or None.

    Stable when D_max times the spectral radius of the offspring matrix is below 1.
    """
    radius = world.violence.intensity_ceiling * spectral_radius(kernels(world))
    if radius < 1.0:
        return None
    return (
        f"violence would grow without bound: one incident brings {radius:.2f} further ones at the "
        "intensity ceiling; it must be below 1 (lower fast, slow or intensity_ceiling)"
    )
