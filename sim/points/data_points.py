"""The one point that a study of a planner's own data starts from, and the data it is given."""

from __future__ import annotations

from pathlib import Path

from sim.config import Scenario
from sim.experiment.designs.calibrate import Calibrate
from sim.experiment.study_results import NotPossible
from sim.points.points import Points
from sim.points.study_points import study_points
from sim.run_settings import RunSettings
from sim.scenario import Composer
from sim.settings.composition import COMMAND_LINE, Composition
from sim.settings.daily_counts import read_daily_counts
from sim.settings.evidence import Evidence, read_evidence
from sim.settings.files import SettingsProblem

DATA = ("experiment", "data")
NONE_GIVEN = (
    "give a file of daily counts, as in: python run.py experiment=calibrate data=counts.csv"
)


def data_points(composer: Composer, base: Composition, settings: RunSettings) -> Points:
    """The scenario as it stands, with the data checked against it; SettingsProblem tells of every
    error."""
    scenario = composer.scenario(base)
    design = settings.experiment
    assert isinstance(design, Calibrate), "no other design takes these points"
    if not design.data:
        raise SettingsProblem([f"{base.where(DATA)}: experiment.data: {NONE_GIVEN}"])
    # typed, it is seen from here; in a file, from the project
    typed = base.where(DATA) == COMMAND_LINE
    path = Path(design.data) if typed else composer.files.root / design.data
    counts = read_daily_counts(path, design.data, scenario)
    world = composer.choices(base.overrides)["world"]
    units = _units(read_evidence(composer.files.root), design.keys(scenario))
    design = design.taking(counts, design.data, scenario, world, settings.seed, units)
    points = study_points(composer, base, settings.model_copy(update={"experiment": design}))
    lines = [*_set_elsewhere(base, design.keys(scenario)), *_impossible(base, points, scenario)]
    if lines:
        raise SettingsProblem(lines)
    return points


def _units(evidence: Evidence, keys: list[str]) -> dict[str, str]:
    known = {key: evidence.of(tuple(key.split("."))) for key in keys}
    return {key: entry.unit for key, entry in known.items() if entry is not None}


def _set_elsewhere(base: Composition, keys: list[str]) -> list[str]:
    """A line for each setting that a world file couldn't change: something sets it after that."""
    lines = []
    for key in keys:
        where = base.where(tuple(key.split(".")))
        if not where.startswith("configs/world/"):
            message = f"'{key}' is set here, where a calibrated world couldn't change it"
            lines.append(f"{where}: {message}: set it in a world file, or take it out of over")
    return lines


def _impossible(base: Composition, points: Points, scenario: Scenario) -> list[str]:
    """A line for each end of a range that the scenario can't take."""
    assert points.further is not None
    lines = []
    for (name, end), changes in points.settings.experiment.ends(scenario):
        try:
            points.further(name, changes)
        except NotPossible as problem:
            reason = str(problem).partition(": ")[2]
            lines.append(base.value_line(("experiment", "over", name, end), reason))
    return lines
