"""What a world file says of violence: rates, calendar, hours of the day, who answers whom."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from sim import config
from sim.kernel.distance import distance_km
from sim.kernel.replication import Replication
from sim.model.clusters import Clusters, Floats, Kernel, spectral_radius

BINS_PER_DAY = 144
NIGHT = (20, 6)
"""Hours between which the share of incidents at night is stated in the sources."""


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


def ceiling_problem(world: config.World) -> str | None:
    """Why ``background_ceiling`` is too low for the calendar, or None."""
    settings = world.violence
    highest = 0.0
    for name, group in world.groups.items():
        for place in group.places:
            for day in _change_days(world):
                highest = max(highest, _dated_factor(world, name, place, day))
    if settings.day_factor.variance > 0.0:
        highest *= settings.day_factor.ceiling
    if highest <= settings.background_ceiling * (1.0 + 1e-9):
        return None
    return (
        f"must be at least {highest:g}: the largest product of dated factors, of a group not yet "
        "joined, and of the day factor's ceiling"
    )


def day_factor_problem(world: config.World) -> str | None:
    """Why no Beta variable has this ceiling and variance, or None."""
    settings = world.violence.day_factor
    if settings.variance < settings.ceiling - 1.0:
        return None
    return f"must be below ceiling - 1 = {settings.ceiling - 1.0:g}"


def hour_problem(world: config.World) -> str | None:
    """Why the target share at night can't be reached, or None."""
    try:
        hour_profile(world)
    except ValueError as error:
        return str(error)
    return None


def _change_days(world: config.World) -> list[float]:
    days = {0.0}
    for shock in world.violence.shocks.values():
        days |= {shock.from_day, shock.until_day}
    for group in world.groups.values():
        days |= {group.joins_day}
    return sorted(days)


def _dated_factor(world: config.World, name: str, place: str, day: float) -> float:
    group = world.groups[name]
    factor = group.before_joining_factor if day < group.joins_day else 1.0
    for shock in world.violence.shocks.values():
        if (
            name in shock.groups
            and (not shock.places or place in shock.places)
            and shock.from_day <= day < shock.until_day
        ):
            factor *= shock.factor
    return factor


def hour_profile(world: config.World) -> Floats:
    """24 relative rates of the background, mean 1.

    The target ``night_share`` holds for *all* incidents; those that follow others spread over the
    day, so the background's own night share is solved for: the expected profile of all incidents
    solves F = c mu + sum_m N_m (f_m wrapped * F), linear in c, in the Fourier domain. Raises
    ValueError with the reachable range if no background share gives the target.
    """
    settings = world.violence
    if settings.hour_profile is not None:
        given: Floats = np.asarray(settings.hour_profile, dtype=float)
        given /= given.mean()
        return given
    assert settings.night_share is not None
    low, high = (_night_share(world, share) for share in (0.0, 1.0))
    share = (settings.night_share - low) / (high - low)
    if not 0.0 <= share <= 1.0:
        raise ValueError(
            f"must be between {low:.2f} and {high:.2f}: follow-on fire spreads over the day"
        )
    return _two_level_profile(share)


def _is_night(hours: Floats) -> NDArray[np.bool_]:
    return (hours >= NIGHT[0]) | (hours < NIGHT[1])


def _two_level_profile(night_share: float) -> Floats:
    night = _is_night(np.arange(24.0))
    level: Floats = np.where(night, night_share / night.sum(), (1 - night_share) / (~night).sum())
    return 24.0 * level


def _night_share(world: config.World, background_share: float) -> float:
    """Share of all incidents at night when the background's is given."""
    per_hour = BINS_PER_DAY // 24
    background = np.repeat(_two_level_profile(background_share), per_hour) / BINS_PER_DAY
    groups = list(world.groups.values())
    rates = np.array([group.background_per_day for group in groups])
    spectrum = np.fft.rfft(background)
    # one system of equations for each frequency: (1 - feedback) F = rates * spectrum
    systems = np.eye(len(groups)) - sum(
        np.asarray(kernel.offspring)
        * np.fft.rfft(_wrapped_delay(kernel.mean_h))[:, np.newaxis, np.newaxis]
        for kernel in kernels(world)
    )
    offered = (spectrum[:, np.newaxis] * rates)[:, :, np.newaxis]
    total = np.linalg.solve(systems, offered).sum(axis=(1, 2))
    everything = np.fft.irfft(total, BINS_PER_DAY)
    hours = (np.arange(BINS_PER_DAY) + 0.5) * 24.0 / BINS_PER_DAY
    return float(everything[_is_night(hours)].sum() / everything.sum())


def _wrapped_delay(mean_h: float) -> Floats:
    """Probability that an exponential delay ends in each bin of the day, wrapped."""
    width = 24.0 / BINS_PER_DAY
    weights: Floats = np.exp(-np.arange(BINS_PER_DAY) * width / mean_h)
    weights /= weights.sum()
    return weights


def clusters(world: config.World, rep: Replication) -> Clusters:
    """The cluster process of one replication: the day factors are drawn by (zone, day)."""
    settings = world.violence
    names = list(world.groups)
    places = world.places()
    place_names = list(places)
    weekly = _weekly_profile(world)
    factors = {zone: _day_factors(world, rep, zone) for zone in world.zones}
    return Clusters(
        groups=names,
        places=place_names,
        background_per_h=[
            [
                world.groups[name].background_per_day
                * world.groups[name].places.get(place, 0.0)
                / 24
                for place in place_names
            ]
            for name in names
        ],
        modifier=_modifier(world, names, place_names, weekly, factors),
        background_ceiling=settings.background_ceiling * float(weekly.max()),
        intensity_ceiling=settings.intensity_ceiling,
        kernels=kernels(world),
        spread=[_spread(world, places, world.groups[name]) for name in names],
    )


def _modifier(
    world: config.World,
    names: list[str],
    places: list[str],
    weekly: Floats,
    day_factors: dict[str, Floats],
) -> Callable[[int, int, Floats], Floats]:
    recovery, start_hour_of_week = world.violence.recovery, 24 * world.start.weekday()
    edges = np.array(_change_days(world)) * 24.0

    def modifier(group: int, place: int, hours: Floats) -> Floats:
        name, about = names[group], world.groups[names[group]]
        dated = np.array([_dated_factor(world, name, places[place], e / 24.0) for e in edges])
        result = dated[np.searchsorted(edges, hours, side="right") - 1]
        result *= weekly[((hours + start_hour_of_week) % 168.0).astype(np.int64)]
        result *= day_factors[about.zone][(hours / 24.0).astype(np.int64)]
        if about.covered:
            since = np.maximum(hours / 24.0 - recovery.renewed_day, 0.0)
            worn = 1.0 - recovery.depth * np.exp(-since / recovery.time_days)
            result *= np.where(hours >= 24.0 * recovery.renewed_day, worn, 1.0)
        if about.until_day is not None:
            result = np.where(hours < 24.0 * about.until_day, result, 0.0)
        return result

    return modifier


def _weekly_profile(world: config.World) -> Floats:
    """168 hourly factors from Monday 00:00, mean 1."""
    week: Floats = np.tile(hour_profile(world), 7)
    week[4 * 24 : 5 * 24] *= world.violence.friday_factor
    week /= week.mean()
    return week


def _day_factors(world: config.World, rep: Replication, zone: str) -> Floats:
    """One factor a day, mean 1: ceiling times a Beta variable, by inversion."""
    settings = world.violence.day_factor
    days = int(rep.horizon_h // 24) + 1
    if settings.variance == 0.0:
        return np.ones(days)
    key = ("day factors", zone, days, settings.ceiling, settings.variance)
    if key not in rep.shared:
        draws = np.array([rep.uniform("day factor", zone, day) for day in range(days)])
        size = (settings.ceiling - 1.0) / settings.variance - 1.0
        shape = size / settings.ceiling
        rep.shared[key] = settings.ceiling * betaincinv(shape, size - shape, draws)
    result: Floats = rep.shared[key]
    return result


def _spread(
    world: config.World, places: dict[str, config.Place], group: config.Group
) -> list[list[float]]:
    """Cumulative shares over places of a group's offspring, for each place of the parent.

    Where the group fires anyway, the more the nearer: proportional to share times exp(-d / spread).
    """
    scale = world.violence.spread_km
    shares = [group.places.get(name, 0.0) for name in places]
    rows = []
    for source in places.values():
        away_km = [distance_km(source.lat, source.lon, p.lat, p.lon) for p in places.values()]
        nearest_km = min(d for d, share in zip(away_km, shares, strict=True) if share > 0.0)
        # all seen from the nearest: the same shares, and never a sum of zero
        weights = [
            share * exp((nearest_km - d) / scale) if share > 0.0 else 0.0
            for d, share in zip(away_km, shares, strict=True)
        ]
        cumulative = np.cumsum(weights)
        rows.append((cumulative / cumulative[-1]).tolist())
    return rows
