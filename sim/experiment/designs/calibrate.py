"""Fits values of the world to a planner's own daily counts, through the model of observation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from sim.analysis.moment_emulator import terms
from sim.analysis.moments import Floats
from sim.config import Scenario, unit
from sim.experiment.calibration import parameters
from sim.experiment.calibration.files import (
    EVIDENCE_FILE,
    WORLD_FILE,
    evidence_file,
    world_file,
)
from sim.experiment.calibration.found import Found
from sim.experiment.calibration.material import DailyCounts, Material
from sim.experiment.calibration.parameters import Parameter
from sim.experiment.calibration.search import CALIBRATED, RUNS_PER_TERM, Search, Sizes
from sim.experiment.calibration.told import Told
from sim.experiment.designs.study import Study
from sim.experiment.study_results import Changes, Conclusion, Request
from sim.experiment.trials import Trials, fresh

SETTINGS = unit("settings tried")
REPLICATIONS = unit("replications")


class Calibrate(Study[Found]):
    """Tries settings over the ranges of ``over``, then near those that give such counts, and says
    which values go with the counts and which the counts can't tell apart.

    Simulated counts are compared with the data over the days that the data have, by means, Fano
    factors at 1 and 7 days, correlations, and the weeks after the renewal of the truce. The data
    are one realisation, so what chance does to one realisation is in the intervals.
    """

    kind: Literal["calibrate"] = "calibrate"
    points: Literal["data"] = "data"
    data: str | None = None
    """A CSV file with columns date, ledger, zone, count."""
    over: dict[str, Parameter] = Field(min_length=1, json_schema_extra=unit("each parameter"))
    """What is looked for: ``setting`` or ``factor_on``, with ``from``, ``to`` and ``words``."""
    wide_points: Annotated[int, Field(ge=20, le=10_000, json_schema_extra=SETTINGS)]
    wide_replications: Annotated[int, Field(ge=1, le=100, json_schema_extra=REPLICATIONS)]
    near_points: Annotated[int, Field(ge=20, le=10_000, json_schema_extra=SETTINGS)]
    near_replications: Annotated[int, Field(ge=1, le=100, json_schema_extra=REPLICATIONS)]
    _material: Material | None = PrivateAttr(None)
    _known: dict[Request, Floats] = PrivateAttr(default_factory=dict)
    _concluded: dict[bytes, Found] = PrivateAttr(default_factory=dict)
    _units: dict[str, str] = PrivateAttr(default_factory=dict)

    def taking(
        self,
        daily: DailyCounts,
        file: str,
        scenario: Scenario,
        world: str,
        seed: int,
        units: dict[str, str],
    ) -> Calibrate:
        """The same with the counts of a file, about a scenario whose world has this name.

        ``units``: of the settings that may change, by their dotted key.
        """
        taken = self.model_copy(update={"data": file})
        taken._units = units
        taken._known, taken._concluded = {}, {}
        taken._material = Material(
            daily,
            file,
            world,
            scenario.world.start,
            scenario.days,
            list(scenario.world.zones),
            scenario.world.violence.recovery.renewed_day,
            seed,
        )
        return taken

    def problems(self, scenario: Scenario) -> list[parameters.Problem]:
        """Parameters that the scenario's world doesn't have; too few settings for so many."""
        found: list[parameters.Problem] = [
            (("over", *key), message) for key, message in parameters.problems(self.over, scenario)
        ]
        least = RUNS_PER_TERM * terms(len(self.over))
        for key, runs in (
            ("wide_points", self.wide_points * self.wide_replications),
            ("near_points", self.near_points * self.near_replications),
        ):
            if runs < least:
                message = f"so many parameters need at least {least} replications, not {runs}"
                found.append(((key,), message))
        return found

    def keys(self, scenario: Scenario) -> list[str]:
        """The settings that may change."""
        return [k for own in parameters.standing(self.over, scenario) for k in own.settings]

    def ends(self, scenario: Scenario) -> list[tuple[tuple[str, str], Changes]]:
        """The ends of each range, by the key below ``over``, and what they change."""
        return [
            ((own.name, end), own.changes(value))
            for own in parameters.standing(self.over, scenario)
            for end, value in (("from", own.parameter.low), ("to", own.parameter.to))
        ]

    # --- the study --------------------------------------------------------------------------------
    def carry_out(self, trials: Trials) -> Found:
        """The search, and the replications that are reported."""
        sizes = Sizes(
            self.wide_points, self.wide_replications, self.near_points, self.near_replications
        )
        standing = parameters.standing(self.over, trials.base)
        search = Search(self._given(), standing, sizes, trials, self._known, self._concluded)
        return search.found(trials.results.replications)

    def report_of(self, found: Found, trials: Trials) -> list[Request]:
        """Fresh replications of the scenario as it stands and, if the model fits, with the values
        found."""
        names = [trials.base.name, *([CALIBRATED] if found.fits else [])]
        numbers = fresh(trials.results.replications)
        return [(name, number) for number in numbers for name in names]

    def conclusion_of(self, found: Found, trials: Trials) -> Conclusion:
        """Intervals of the parameters, what can't be told, and the files to go on with."""
        material = self._given()
        standing = parameters.standing(self.over, trials.base)
        told = Told(found, material, standing, trials, trials.results.replications)
        files = {}
        if found.fits and found.changes:
            files = {
                WORLD_FILE: world_file(found, material, trials.base),
                EVIDENCE_FILE: evidence_file(found, standing, material, self._units),
            }
        return Conclusion(
            told.sentences(),
            is_the_answer=True,
            tables={
                "parameters": told.parameter_rows(),
                "moments": told.moment_rows(),
                "counts_by_week": told.week_rows(),
            },
            files=files,
        )

    def _given(self) -> Material:
        assert self._material is not None
        return self._material
