"""How an experiment's scenarios are composed: each design takes only what it can go on with."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from sim.commands.simulating import points_of
from sim.experiment.designs.base import Design
from sim.experiment.designs.study import Study
from sim.kernel import registry
from sim.points.find_points import _BY_KIND
from sim.settings.files import SettingsProblem
from sim.settings.studies import FROM_THE_START

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("experiment", "points", "right"),
    [
        ("staffing_by_response", "data", "factors, single, parent, design"),
        ("budget", "unknowns", "study"),
    ],
)
def test_another_designs_points_are_refused(experiment: str, points: str, right: str) -> None:
    words = [f"experiment={experiment}", f"experiment.points={points}", "days=40"]
    with pytest.raises(SettingsProblem) as caught:
        points_of(words, PROJECT)
    assert caught.value.lines == [
        f"command line: experiment.points = {points}: must be one of {right}"
    ]


def test_every_design_takes_points_that_are_known() -> None:
    def taken(design: type[registry.Plugin]) -> set[str]:
        return set(get_args(design.model_fields["points"].annotation))

    designs = registry.of("design").values()
    assert set().union(*map(taken, designs)) == set(_BY_KIND)
    assert taken(Design) == set(FROM_THE_START), "settings may not ask the designs themselves"
    assert taken(Study) == set(_BY_KIND) - taken(Design)
    for design in designs:
        assert taken(design) <= taken(Study if issubclass(design, Study) else Design)
