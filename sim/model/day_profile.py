"""The hours of violence: how the background goes by day and night and by the day of the week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import config
from sim.model.clusters import Floats
from sim.model.excitation import kernels

BINS_PER_DAY = 144
NIGHT = (20, 6)
"""Hours between which the share of incidents at night is stated in the sources."""


def hour_problem(world: config.World) -> str | None:
    """Why the target share at night can't be reached, or None."""
    try:
        hour_profile(world)
    except ValueError as error:
        return str(error)
    return None


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


def weekly_profile(world: config.World) -> Floats:
    """168 hourly factors from Monday 00:00, mean 1."""
    week: Floats = np.tile(hour_profile(world), 7)
    week[4 * 24 : 5 * 24] *= world.violence.friday_factor
    week /= week.mean()
    return week
