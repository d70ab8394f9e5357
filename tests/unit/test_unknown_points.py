"""The list of all that isn't known of a scenario, as the door makes it of configs/evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.commands.simulating import make_kinds_known
from sim.experiment.designs.sensitivity import Sensitivity
from sim.experiment.sensitivity.unknowns import SHARE_OF_THE_WAY
from sim.points.find_points import find_points
from sim.points.points import Points
from sim.scenario import Composer, open_composer
from sim.settings.evidence import read_evidence
from sim.settings.files import SettingsFiles, SettingsProblem

PROJECT = Path(__file__).parents[2]
ASKED = ["experiment=sensitivity"]


@pytest.fixture(scope="module")
def composer() -> Iterator[Composer]:
    """All settings files, read once."""
    make_kinds_known()
    with open_composer(SettingsFiles(PROJECT)) as opened:
        yield opened


@pytest.fixture(scope="module")
def points(composer: Composer) -> Points:
    return find_points(composer, ASKED, multirun=False)


@pytest.fixture(scope="module")
def design(points: Points) -> Sensitivity:
    found = points.settings.experiment
    assert isinstance(found, Sensitivity)
    return found


def test_everything_assumed_or_expert_is_varied_or_told_why_not(
    points: Points, design: Sensitivity
) -> None:
    evidence = read_evidence(PROJECT)
    settings = points.scenarios[0].model_dump(mode="json")
    wanted = {
        pattern
        for group in ("world", "mission", "staffing", "response")
        for key, _ in evidence.values(settings[group], (group,))
        if (entry := evidence.of(key)) and entry.status in ("assumed", "expert")
        for pattern, of_pattern in evidence.entries.items()
        if of_pattern is entry
    }
    varied = [one.parameter for one in design.unknowns]
    left = [one.parameter for one in design.not_varied]
    assert len(varied) > 100
    assert sorted(varied + left) == sorted(wanted)
    assert all(one.why for one in design.not_varied)


def test_decisions_positions_and_the_top_rung_are_not_varied(design: Sensitivity) -> None:
    why = {one.parameter: one.why for one in design.not_varied}
    assert why["mission.ladder.top_rung"] == "a decision"
    assert why["staffing.zones.*.posts"] == "a decision"
    assert why["mission.posts.*.lat"] == "a position or a distance on the map"
    assert why["world.violence.intensity_ceiling"] == "a bound that no result depends on"


def test_both_signs_of_deterrence_are_tried(design: Sensitivity) -> None:
    of = {one.parameter: one for one in design.unknowns}
    for name in ("deterrence_by_presence", "deterrence_by_rung"):
        one = of[f"world.violence.{name}"]
        assert one.low is not None
        assert one.high is not None
        assert one.low < 0.0 < one.high
        assert one.at(0.0) == {f"world.violence.{name}": one.low}
        assert one.at(1.0) == {f"world.violence.{name}": one.high}
    assert of["world.violence.fast.own"].high == 0.1, "narrower than in configs/evidence"


def test_settings_that_stand_apart_go_the_same_share_of_their_own_way(
    design: Sensitivity,
) -> None:
    (one,) = [o for o in design.unknowns if o.parameter == "world.attribution.*.finding"]
    assert one.shown_unit == SHARE_OF_THE_WAY
    assert one.at(0.5) == pytest.approx(one.standing)
    before, after = "world.attribution.before_maps.finding", "world.attribution.after_maps.finding"
    assert one.at(0.75)[before] == pytest.approx((one.standing[before] + 0.3) / 2.0)
    assert one.at(0.25)[after] == pytest.approx(one.standing[after] / 2.0)


def test_settings_that_stand_alike_keep_to_one_value(design: Sensitivity) -> None:
    (one,) = [o for o in design.unknowns if o.parameter == "world.complaints.unfounded_per_day.*"]
    assert set(one.at(0.5).values()) == {0.75}


def test_whole_numbers_stay_whole_and_each_is_as_likely(design: Sensitivity) -> None:
    (one,) = [o for o in design.unknowns if o.parameter == "world.violence.severity_if_deaths"]
    found = [one.shown(share / 300.0) for share in range(301)]
    assert {type(value) for value in found} == {int}
    assert {value: found.count(value) // 100 for value in (1, 2, 3)} == {1: 1, 2: 1, 3: 1}


def test_each_is_called_by_words_of_its_own(design: Sensitivity) -> None:
    words = [one.words for one in (*design.unknowns, *design.not_varied)]
    assert sorted(words) == sorted(set(words))
    assert not [one for one in words if "_" in one or "*" in one]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["four_zones", "besieged_city", "m4_corridor", "two_lists"])
def test_other_scenarios_have_unknowns_too(scenario: str, composer: Composer) -> None:
    words = [*ASKED, f"scenario={scenario}"]
    found = find_points(composer, words, multirun=False).settings.experiment
    assert len(found.unknowns) > 15
    never = ("from_day", "until_day", "opens_day", ".lat", ".lon", ".enabled")
    assert not [one for one in found.unknowns if one.parameter.endswith(never)]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("draws=20", "experiment.draws = 20: must be a power of 2: 16 or 32"),
        ("rules=[graduated]", "experiment.rules: needs at least two response rules to rank"),
        ("experiment.always_kept=[x.y]", "'x.y': no entry of configs/evidence is called so"),
        ("experiment.narrower={x.y: [0, 1]}", "no entry of configs/evidence is called so"),
        (
            "experiment.narrower={world.violence.fast.own: [0, 2]}",
            "must be the lowest and the highest value to try, within 0 and 0.8",
        ),
        ("experiment.at_every_point={world.x: 2}", "the scenario has no such setting"),
        ("experiment.left_out.all=['*']", "leaves nothing to vary of this scenario"),
        ("kpi=posts_manned_share", "no KPI is called so"),
    ],
)
def test_a_mistake_is_one_sentence(word: str, said: str, composer: Composer) -> None:
    with pytest.raises(SettingsProblem) as problem:
        find_points(composer, [*ASKED, word], multirun=False)
    assert said in problem.value.lines[0]
    assert problem.value.lines[0].startswith("command line: ")


def test_the_extra_that_is_missing_is_named(
    composer: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiment.designs.sensitivity.find_spec", lambda _name: None)
    with pytest.raises(SettingsProblem) as problem:
        find_points(composer, ASKED, multirun=False)
    (line,) = problem.value.lines
    assert line.startswith("configs/experiment/sensitivity.yaml:")
    assert "pip install '.[sensitivity]'" in line
