"""Blocks of a design: which rows each kind makes, and what it refuses."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

import sim.experiment.designs  # noqa: F401  importing makes the kinds known
from sim.experiment.designs.blocks.base import Block, Draw
from sim.experiment.designs.blocks.latin_hypercube import LatinHypercube
from sim.kernel import registry
from sim.points.point_names import in_words, row_names, short_names

RUNG = "world.violence.deterrence_by_rung"
TEAMS = "staffing.investigation_teams"
MODE = "mission.centre.mode"


def block(**settings: object) -> Block:
    made = registry.resolve("block", settings)
    assert isinstance(made, Block)
    return made


def draw(*whole: str, seed: int = 1, name: str = "unknowns") -> Draw:
    return Draw(seed, name, frozenset(whole))


def wrong(**settings: object) -> str:
    """The message of the only thing wrong with a block."""
    with pytest.raises(ValidationError) as caught:
        block(**settings)
    (error,) = caught.value.errors()
    return str(error["msg"])


# --- grid and list --------------------------------------------------------------------------------
def test_a_grid_is_every_combination_and_the_last_setting_varies_fastest() -> None:
    grid = block(kind="grid", over={"staffing": ["lean", "surge"], RUNG: [0.1, 0.2, 0.3]})
    assert grid.size() == 6
    rows = grid.combinations(draw())
    assert rows[:2] == [{"staffing": "lean", RUNG: 0.1}, {"staffing": "lean", RUNG: 0.2}]
    assert len(rows) == 6
    assert grid.choices(frozenset(["staffing"])) == [{"staffing": "lean"}, {"staffing": "surge"}]


def test_a_grid_can_do_without_a_setting_and_the_others_cannot() -> None:
    grid = block(kind="grid", over={"staffing": ["lean", "surge"], RUNG: [0.1, 0.2]})
    assert grid.without("staffing").combinations(draw()) == [{RUNG: 0.1}, {RUNG: 0.2}]
    assert grid.without("staffing").without(RUNG).combinations(draw()) == [{}]
    listed = block(kind="list", rows=[{"staffing": "lean"}])
    assert listed.without("staffing") is listed


def test_a_list_is_taken_as_it_is_written() -> None:
    given = [{RUNG: 0.1, "staffing": "lean"}, {"staffing": "surge", RUNG: 0.2}]
    listed = block(kind="list", rows=given)
    assert [list(row) for row in listed.combinations(draw())] == [[RUNG, "staffing"]] * 2
    assert listed.combinations(draw()) == given
    assert listed.choices(frozenset(["staffing"])) == [{"staffing": "lean"}, {"staffing": "surge"}]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "grid", "over": {RUNG: [0.1, 0.1]}}, "0.1 is given twice"),
        ({"kind": "grid", "over": {RUNG: [{"a": 1}]}}, "must be one value"),
        ({"kind": "list", "rows": [{RUNG: 1}, {TEAMS: 1}]}, "every row needs the same settings"),
        ({"kind": "list", "rows": [{RUNG: 1}, {RUNG: 1}]}, "row 2 is given twice"),
        ({"kind": "grid", "over": {}}, "at least 1 item"),
        ({"kind": "grid", "over": {RUNG: []}}, "at least 1 item"),
        ({"kind": "list", "rows": []}, "at least 1 item"),
        ({"kind": "list", "rows": [{}]}, "at least 1 item"),
        ({"kind": "sobol", "points": 50, "over": {RUNG: {"from": 0, "to": 1}}}, "32 or 64"),
        ({"kind": "sobol", "points": 3, "over": {RUNG: {"from": 0, "to": 1}}}, "2 or 4"),
        ({"kind": "sobol", "points": 8, "over": {RUNG: {"from": 1, "to": 1}}}, "above 'from' (1)"),
        ({"kind": "sobol", "points": 8, "over": {RUNG: {"from": 1}}}, "needs both 'from' and 'to'"),
        ({"kind": "sobol", "points": 8, "over": {RUNG: {}}}, "needs 'from' and 'to', or 'choose'"),
        (
            {"kind": "sobol", "points": 8, "over": {RUNG: {"from": 0, "to": 1, "choose": [1]}}},
            "needs 'from' and 'to', or 'choose'",
        ),
        (
            {"kind": "sobol", "points": 8, "over": {RUNG: {"from": 0, "to": 1, "scale": "log"}}},
            "'from' must be above 0",
        ),
    ],
)
def test_what_a_block_refuses(settings: dict[str, object], message: str) -> None:
    assert message in wrong(**settings)


# --- sampled --------------------------------------------------------------------------------------
def test_a_latin_hypercube_has_one_point_in_every_part_of_each_range() -> None:
    over = {RUNG: {"from": -0.1, "to": 0.3}, "days": {"from": 0.0, "to": 100.0}}
    made = block(kind="latin_hypercube", points=40, over=over)
    assert isinstance(made, LatinHypercube)
    unit = made.unit(draw())
    for column in unit.T:
        assert sorted((column * 40).astype(int)) == list(range(40))
    for row, (rung, days) in zip(made.combinations(draw()), unit, strict=True):
        assert row[RUNG] == pytest.approx(-0.1 + 0.4 * rung, abs=1e-6)
        assert row["days"] == pytest.approx(100.0 * days, abs=1e-3)


def test_a_further_setting_leaves_the_values_of_the_others() -> None:
    one = {RUNG: {"from": 0.0, "to": 0.3}}
    two = {"days": {"from": 0.0, "to": 9.0}, **one}
    alone = block(kind="latin_hypercube", points=16, over=one).combinations(draw())
    among = block(kind="latin_hypercube", points=16, over=two).combinations(draw())
    assert [row[RUNG] for row in among] == [row[RUNG] for row in alone]


def test_twice_the_points_of_a_sobol_block_keep_the_first() -> None:
    over = {RUNG: {"from": 0.0, "to": 0.3}, "days": {"from": 0.0, "to": 100.0}}
    few = block(kind="sobol", points=32, over=over).combinations(draw())
    many = block(kind="sobol", points=64, over=over).combinations(draw())
    assert many[:32] == few
    # even in both settings together: one point in each of 8 x 4 boxes
    boxes = {(int(row[RUNG] / 0.3 * 8), int(row["days"] / 100.0 * 4)) for row in few}
    assert len(boxes) == 32


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_points_belong_to_the_seed_and_the_blocks_name(kind: str) -> None:
    made = block(kind=kind, points=8, over={RUNG: {"from": 0.0, "to": 0.3}})
    assert made.combinations(draw()) == made.combinations(draw())
    assert made.combinations(draw(seed=2)) != made.combinations(draw())
    assert made.combinations(draw(name="others")) != made.combinations(draw())


def test_whole_numbers_words_and_scales() -> None:
    over = {
        TEAMS: {"from": 1, "to": 4},
        MODE: {"choose": ["video_link", "co_located"]},
        RUNG: {"from": 0.001, "to": 1.0, "scale": "log"},
    }
    rows = block(kind="latin_hypercube", points=400, over=over).combinations(draw(TEAMS))
    teams = [row[TEAMS] for row in rows]
    assert {type(n) for n in teams} == {int}
    assert [teams.count(n) for n in (1, 2, 3, 4)] == [100] * 4
    assert [sum(row[MODE] == mode for row in rows) for mode in over[MODE]["choose"]] == [200, 200]
    for bound, share in ((0.01, 1 / 3), (0.1, 2 / 3), (1.0, 1.0)):
        assert sum(row[RUNG] < bound for row in rows) == pytest.approx(400 * share, abs=1)


def test_a_log_range_of_whole_numbers_stays_inside() -> None:
    over = {TEAMS: {"from": 1, "to": 100, "scale": "log"}}
    rows = block(kind="sobol", points=256, over=over).combinations(draw(TEAMS))
    teams = [row[TEAMS] for row in rows]
    assert (min(teams), max(teams)) == (1, 100)
    assert sum(n <= 10 for n in teams) > 128


def test_values_of_a_range_can_be_typed_again() -> None:
    over = {RUNG: {"from": 0.0, "to": 0.3}, "days": {"from": 100.0, "to": 100.1}}
    rows = block(kind="sobol", points=1024, over=over).combinations(draw())
    assert max(len(str(row[RUNG])) for row in rows) <= 8
    assert len({row["days"] for row in rows}) == 1024
    assert all(100.0 <= row["days"] <= 100.1 for row in rows)


# --- names ----------------------------------------------------------------------------------------
def test_short_names_tell_settings_apart() -> None:
    keys = [
        RUNG,
        "world.access.refusal_probability.side_a",
        "world.access.delay_probability.side_a",
        "world.actors.aid_douma.enabled",
        "staffing",
    ]
    assert list(short_names(keys).values()) == [
        "deterrence_by_rung",
        "refusal_probability.side_a",
        "delay_probability.side_a",
        "aid_douma.enabled",
        "staffing",
    ]


def test_rows_are_called_by_their_values_or_by_number() -> None:
    blocks = {
        "rules": block(kind="grid", over={"staffing": ["lean", "surge"], "days": [30]}),
        "unknowns": block(kind="sobol", points=16, over={RUNG: {"from": 0, "to": 1}}),
    }
    rows = {name: one.combinations(draw(name=name)) for name, one in blocks.items()}
    names, numbered = row_names(blocks, rows, {"staffing"})
    assert names["rules"] == ["lean, days=30", "surge, days=30"]
    assert names["unknowns"][0] == "unknowns 01"
    assert names["unknowns"][-1] == "unknowns 16"
    assert numbered == {"unknowns"}


def test_rows_with_long_values_are_numbered() -> None:
    over = {f"world.actors.an_actor_of_a_long_name.setting_{n}": [1, 2] for n in range(5)}
    blocks = {"many": block(kind="grid", over=over)}
    names, numbered = row_names(blocks, {"many": blocks["many"].combinations(draw())}, set())
    assert (names["many"][0], names["many"][-1]) == ("many 01", "many 32")
    assert numbered == {"many"}


def test_values_in_words() -> None:
    assert [in_words(value) for value in (True, False, None, 0.1, 3, "lean", [1, True])] == [
        "true",
        "false",
        "null",
        "0.1",
        "3",
        "lean",
        "[1, true]",
    ]
