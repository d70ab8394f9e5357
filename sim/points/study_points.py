"""The one point that a study starts from, and the means to make others of it."""

from __future__ import annotations

from sim.points.further_points import FurtherPoints
from sim.points.points import Points
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import Composition
from sim.settings.files import SettingsProblem


def study_points(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    """The scenario as it stands; SettingsProblem tells of every error."""
    scenario = composer.scenario(base)
    if lines := [
        base.value_line(("experiment", *key), message)
        for key, message in settings.experiment.problems(scenario)
    ]:
        raise SettingsProblem(lines)
    files = composer.files
    if lines := [
        f"{base.where(('experiment',))}: {files.no_such(group, name)}"
        for group, names in settings.experiment.presets().items()
        for name in names
        if name not in files.options(group)
    ]:
        raise SettingsProblem(lines)
    further = FurtherPoints(composer, base, scenario, settings.experiment.presets())
    return Points(settings, [scenario], scenario.name, further=further)
