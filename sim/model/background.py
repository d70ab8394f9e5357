"""What a world file says of the background: rates, calendar, good and bad days, places."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import numpy as np
from scipy.special import betaincinv

from sim import config
from sim.kernel.distance import distance_km
from sim.kernel.replication import Replication
from sim.model.clusters import Clusters, Floats
from sim.model.day_profile import weekly_profile
from sim.model.excitation import kernels


def ceiling_problem(world: config.World) -> str | None:
    """Why ``background_ceiling`` is too low for the calendar, or None."""
    settings = world.violence
    highest, rise = 0.0, background_rise(world)
    for name, group in world.groups.items():
        for place in group.places:
            for day in _change_days(world):
                highest = max(highest, _dated_factor(world, name, place, day))
    highest *= rise
    if settings.day_factor.variance > 0.0:
        highest *= settings.day_factor.ceiling
    if highest <= settings.background_ceiling * (1.0 + 1e-9):
        return None
    return (
        f"must be at least {highest:g}: the largest product of dated factors, of a group not yet "
        "joined, of the day factor's ceiling"
        + (f", and of what its actors may add ({rise:g})" if rise > 1.0 else "")
    )


def background_rise(world: config.World) -> float:
    """The largest factor that the actors of a world may together put on a group's background."""
    rise = 1.0
    for actor in world.actors.values():
        if actor.enabled:
            rise *= max(actor.raises_background(), 1.0)
    return rise


def day_factor_problem(world: config.World) -> str | None:
    """Why no Beta variable has this ceiling and variance, or None."""
    settings = world.violence.day_factor
    if settings.variance < settings.ceiling - 1.0:
        return None
    return f"must be below ceiling - 1 = {settings.ceiling - 1.0:g}"


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


def clusters(world: config.World, rep: Replication) -> Clusters:
    """The cluster process of one replication: the day factors are drawn by (zone, day)."""
    settings = world.violence
    names = list(world.groups)
    places = world.places()
    place_names = list(places)
    weekly = weekly_profile(world)
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
        background_rise=background_rise(world),
        kernels=kernels(world),
        spread=[_spread(world, places, world.groups[name]) for name in names],
        expected_at_one=_expected_at_one(world, weekly, rep.horizon_h),
    )


def _expected_at_one(world: config.World, weekly: Floats, horizon_h: float) -> list[float]:
    """Mean number of each group's candidates that D = 1 keeps until the horizon.

    The integral of rate times modifier; day factors have mean 1 and drop out. Calendars are level
    within pieces (whole hours, and the hours at which a calendar changes); the truce's wearing off
    is integrated exactly.
    """
    recovery, groups = world.violence.recovery, list(world.groups.values())
    renewed_h, time_h = 24.0 * recovery.renewed_day, 24.0 * recovery.time_days
    change_days = _change_days(world)
    changes_h = 24.0 * np.array(change_days)
    ends_h = [24.0 * group.until_day for group in groups if group.until_day is not None]
    hours = np.concatenate([np.arange(horizon_h + 1.0), changes_h, ends_h, [renewed_h, horizon_h]])
    hours = np.unique(hours[hours <= horizon_h])
    of_week = weekly[((hours[:-1] + 24 * world.start.weekday()) % 168.0).astype(np.int64)]
    since_h = np.maximum(hours - renewed_h, 0.0)
    worn_h = hours + recovery.depth * time_h * np.expm1(-since_h / time_h)
    until_now = {
        covered: np.concatenate([[0.0], np.cumsum(of_week * np.diff(integral_h))])
        for covered, integral_h in ((True, worn_h), (False, hours))
    }
    expected = []
    for name, group in world.groups.items():
        end_h = horizon_h if group.until_day is None else min(24.0 * group.until_day, horizon_h)
        bounds_h = np.minimum(np.append(changes_h, horizon_h), end_h)
        periods = np.diff(np.interp(bounds_h, hours, until_now[group.covered])).tolist()
        expected.append(
            group.background_per_day
            / 24.0
            * sum(
                share * _dated_factor(world, name, place, day) * period
                for place, share in group.places.items()
                for day, period in zip(change_days, periods, strict=True)
                if period > 0.0
            )
        )
    return expected


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
    shares = np.array([group.places.get(name, 0.0) for name in places])
    fired_at = [place for place, share in zip(places.values(), shares, strict=True) if share > 0.0]
    fired = shares > 0.0
    rows = []
    for source in places.values():
        # a group fires at few places of the world: the distances to the others aren't needed
        away_km = [distance_km(source.lat, source.lon, p.lat, p.lon) for p in fired_at]
        nearest_km = min(away_km)
        weights = np.zeros(len(shares))
        # all seen from the nearest: the same shares, and never a sum of zero
        weights[fired] = shares[fired] * [exp((nearest_km - d) / scale) for d in away_km]
        cumulative = np.cumsum(weights)
        rows.append((cumulative / cumulative[-1]).tolist())
    return rows
