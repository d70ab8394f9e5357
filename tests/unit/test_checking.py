"""What a check says: sections of many kinds of scenarios, in words that may be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import compose, compose_in, merge
from rich.console import Console

from sim.commands.check import sections_of
from sim.config import Scenario
from sim.report.before import map as before_map
from sim.report.before.page import write_check
from sim.report.blocks import Block, Box, Bullets, Section, Table, Terms, Words
from sim.report.drawing.style import house_style
from sim.report.printed.sections import print_sections
from sim.report.replay.ground import ground_of
from sim.report_settings import ReportSettings
from sim.settings.evidence import read_evidence

PROJECT = Path(__file__).parents[2]
ZONE = "eastern_ghouta"
NEVER_SAID = ("optimal", "safe route", "verified", "monitoring reduced")


def sections(scenario: Scenario) -> dict[str, Section]:
    return {one.name: one for one in sections_of(scenario, read_evidence(PROJECT))}


def changed(scenario: Scenario, **over: Any) -> Scenario:
    return Scenario.model_validate(merge(scenario.model_dump(mode="json"), over))


def bare(days: int = 184) -> Scenario:
    """Nothing but the world's violence: no posts, checkpoints, routes, stocks, actors."""
    data = compose(days=days).model_dump(mode="json")
    data["mission"] |= {"posts": {}, "checkpoints": {}, "actors": {}}
    data["world"] |= {"party_checkpoints": {}, "routes": {}, "supply": {}, "actors": {}}
    data["staffing"]["zones"][ZONE] |= {"posts": 0, "checkpoints": 0}
    return Scenario.model_validate(data)


def texts(blocks: Any) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Words):
            yield block.text
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Terms):
            yield from (f"{name}: {words}" for name, words in block.pairs)
        elif isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)
            yield from block.notes
        elif isinstance(block, Box):
            yield from texts(block.blocks)


def table(section: Section, number: int = 0) -> Table:
    found = [block for block in section.blocks if isinstance(block, Table)]
    return found[number]


def row(of: Table, head: str) -> list[str]:
    return next([cell.text for cell in line] for line in of.rows if line[0].text == head)


SCENARIOS = {
    "ghouta": compose,
    "bare": bare,
    "a day": lambda: bare(1),
    "four zones": lambda: compose_in("four_zones", "four_zones", "lean"),
    "2016": lambda: compose_in("cessation_2016", "hmeimim_and_amman"),
    "by air": lambda: compose_in("besieged_city", "besieged_city"),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_kind_of_scenario_can_be_told(name: str) -> None:
    said = sections(SCENARIOS[name]())
    assert list(said) == [
        "pitfalls", "term", "people", "coverage", "incidents", "pools", "checkpoints", "supply",
        "values",
    ]  # fmt: skip
    every = " ".join(text for one in said.values() for text in texts(one.blocks))
    assert not re.search(r"\b(nan|inf|None)\b", every)
    assert not [words for words in NEVER_SAID if words in every.lower()]
    for one in said.values():
        for block in one.blocks:
            if isinstance(block, Table):
                assert {len(line) for line in block.rows} <= {len(block.columns)}


def test_figures_of_ghouta() -> None:
    said = sections(compose())
    together = row(table(said["people"]), "Together")
    assert 300 <= int(together[3]) <= 400
    assert int(together[4]) < int(together[3])
    seen = row(table(said["coverage"]), "Eastern Ghouta")
    assert [seen[at] for at in (1, 4, 5)] == ["55 %", "34 %", "21 %"]
    term = dict(next(b.pairs for b in said["term"].blocks if isinstance(b, Terms)))
    assert term["Term"] == "184 days, from 6 May 2017 to 5 November 2017"
    assert term["Response rule"].startswith("The memorandum's rule")
    assert row(table(said["pools"]), "Investigation teams")[1] == "2"


def test_coverage_is_told_by_zone_and_never_by_place() -> None:
    scenario = compose_in("four_zones", "four_zones")
    labels = {place.label for place in scenario.world.places().values()}
    said = sections(scenario)
    told = {text for name in ("coverage", "incidents") for text in texts(said[name].blocks)}
    assert not told & labels


def test_an_overloaded_checkpoint_has_no_wait_by_formula() -> None:
    lean = table(sections(compose("lean"))["checkpoints"])
    own = next(line for line in lean.rows if line[1].text == "Checkpoint Al-Wafidin")
    assert own[5].text == "122 %"
    assert own[6].text == "at least 3.4"


def test_nothing_is_told_as_zero_that_is_not_there() -> None:
    said = sections(bare())
    assert "The mission has no posts" in " ".join(texts(said["people"].blocks))
    assert "No checkpoint is manned." in list(texts(said["checkpoints"].blocks))
    assert "No convoys are asked for" in " ".join(texts(said["supply"].blocks))
    assert row(table(said["coverage"]), "Eastern Ghouta")[1] == "0 %"  # nobody watches: it is 0
    nobody_fires = {name: {"background_per_day": 0.0} for name in compose().world.groups}
    level = {"night_share": None, "hour_profile": [1.0] * 24}
    quiet = changed(compose(), world={"groups": nobody_fires, "violence": level})
    assert row(table(sections(quiet)["coverage"]), "Eastern Ghouta")[1] == "none"


def test_values_outside_their_range_are_named() -> None:
    wild = changed(compose(), world={"violence": {"deterrence_by_rung": 0.95}})
    every = " ".join(texts(sections(wild)["values"].blocks))
    assert "world.violence.deterrence_by_rung" in every
    assert "Outside" not in " ".join(texts(sections(compose())["values"].blocks))


def test_side_processes_are_named_in_words_and_little_work_isnt_told_in_thousandths() -> None:
    said = sections(compose_in("four_zones", "four_zones"))
    assert row(table(said["pools"]), "Escort groups")[4] == "under 0.1"
    (of,) = [block for block in said["term"].blocks if isinstance(block, Bullets)]
    assert [item for item in of.items if item.startswith("Clashes within ghouta, clashes within i")]
    assert [item for item in of.items if item.startswith("Relief agencies for Douma, Relief")]
    kinds = [item.partition(": ")[2] for item in of.items]
    assert len(set(kinds)) == len(kinds) > 10
    assert "_" not in " ".join(of.items)


# --- printed and drawn ----------------------------------------------------------------------------
def test_printed_whole_into_a_pipe_and_fitted_to_a_terminal() -> None:
    blocks: list[Block] = [*sections(compose())["coverage"].blocks]
    one = [Section("coverage", "What the posts would notice", blocks)]
    for width, is_terminal in ((80, True), (80, False)):
        console = Console(width=width, force_terminal=is_terminal, color_system=None)
        with console.capture() as captured:
            print_sections(one, console)
        printed = captured.get()
        plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
        assert {"Eastern", "Ghouta", "incursion", "artillery"} <= set(plain.split())
        assert "55 %" in plain
        assert is_terminal == (max(map(len, plain.splitlines())) <= width)


def test_the_map_shows_every_site_of_a_zone_once_and_none_exactly() -> None:
    settings = compose_in("four_zones", "four_zones").model_dump(mode="json")
    with house_style():
        figure = before_map.draw(settings)
    panels = [ax for ax in figure.axes if ax.get_title()]
    assert [ax.get_title() for ax in panels] == ground_of(settings).zones
    drawn = [line for ax in panels for line in ax.lines if line.get_marker() in "o^sx"]
    assert len(drawn) == len(ground_of(settings).sites)
    assert len([line for line in drawn if line.get_marker() == "^"]) == len(
        settings["mission"]["posts"]
    )
    assert not [patch for ax in panels for patch in ax.patches], "no ring around any post"
    assert "Eastern Ghouta: 15 places, 11 posts, 5 checkpoints" in before_map.describe(settings)


def test_the_page_is_the_same_each_time_and_says_that_nothing_was_run(tmp_path: Path) -> None:
    scenario = compose()
    written = []
    for number in range(2):
        page = write_check(
            tmp_path / str(number), "What it means", ["Before running"],
            list(sections(scenario).values()), scenario.model_dump(mode="json"), ReportSettings(),
        )  # fmt: skip
        written.append(page.read_text())
    assert written[0] == written[1]
    assert "SIMULATED" not in written[0]
    assert written[0].count("BEFORE RUNNING") > 5
    lat = str(scenario.mission.posts["op_wafidin"].lat)
    assert lat not in written[0]
    assert (tmp_path / "0" / "charts" / "map.png").is_file()
