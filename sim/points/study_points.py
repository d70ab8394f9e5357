"""The one point that a study starts from, and the means to make others of it."""

from __future__ import annotations

from sim.points.further_points import FurtherPoints
from sim.points.points import Points
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import Composition


def study_points(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    """The scenario as it stands; SettingsProblem tells of every error."""
    scenario = composer.scenario(base)
    further = FurtherPoints(composer, base, scenario, settings.experiment.presets())
    return Points(settings, [scenario], scenario.name, further=further)
