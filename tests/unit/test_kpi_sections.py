"""Sections that tell of KPIs: deaths, access, coverage, funnel, convoys, waits, both sides."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from blocks_as_text import pictures, rows_of, tables, text
from small_material import change_manifest, material_of
from synthetic_insides import with_insides
from synthetic_results import two_factor_points, write_results

from sim.report.blocks import Section
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.sections import impartiality
from sim.report.tables.kpi_tables import by_scenario, members, of_pair
from sim.report.words.figures import figures_of

BASELINE = "planned, investigate_first"
HEAD = "planned, investigate first (baseline)"
NAMES = ("casualties", "access", "coverage", "funnel", "convoys", "waits", "impartiality")
FORBIDDEN = ("monitoring reduced", "violated", "optimal", "safe route is", "no effect", "proven")


def section(name: str, material: Material) -> Section:
    found = import_module(f"sim.report.sections.{name}").section(material)
    assert found.name == name
    return found


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = tmp_path_factory.mktemp("kpi_sections") / "run"
    return material_of(with_insides(write_results(folder, two_factor_points(), BASELINE)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of an earlier version: none of the newer KPIs."""
    return write_results(tmp_path_factory.mktemp("plain") / "run", two_factor_points(), BASELINE)


def test_each_says_something_and_none_says_a_forbidden_word(material: Material) -> None:
    # the made-up results hold no requests to pass and no traffic of all checkpoints
    found = {name: section(name, material) for name in NAMES if name not in ("access", "waits")}
    assert all(tables(one) for one in found.values())
    said = [text(one).lower() for one in found.values()]
    assert not [word for word in FORBIDDEN for words in said if word in words]


@pytest.mark.parametrize("name", ["casualties", "access", "coverage", "funnel", "impartiality"])
def test_what_an_earlier_version_did_not_write_is_left_out(name: str, plain: Path) -> None:
    with pytest.raises(NotInResults, match=r"\w+ \w+"):
        section(name, material_of(plain))


def test_convoys_of_an_earlier_version_are_told_by_what_there_is(plain: Path) -> None:
    found = section("convoys", material_of(plain))
    assert list(tables(found)) == ["Convoys and supply"]
    assert pictures(found) == ["17_convoy_stages", "18_stock", "3_convoys"]


def test_the_funnel_is_told_of_the_baseline_and_the_best(material: Material) -> None:
    found = section("funnel", material)
    (table,) = tables(found).values()
    assert [column.heading for column in table.columns] == [
        "In the model",
        HEAD,
        material.pair[1],
        "Difference",
    ]
    assert len(table.rows) == 11
    assert "complaints bring incidents into the ledgers" in text(found)


def test_coverage_is_given_by_zone_and_what_was_not_lost_is_said_once(material: Material) -> None:
    found = section("coverage", material)
    (table,) = tables(found).values()
    assert "never for one post" in text(found)
    assert not [head for head in rows_of(table) if "late opening" in head]
    assert any("late opening" in note for note in table.notes)
    assert sum("all causes" in head or "any cause" in head for head in rows_of(table)) == 1


def test_both_sides_stand_beside_each_other_for_each_of_the_two(material: Material) -> None:
    found = tables(section("impartiality", material))
    table = found["The two sides beside each other"]
    assert [column.heading for column in table.columns][2:] == ["Side A", "Side B"]
    assert {row[1].text for row in table.rows} == {name.replace("_", " ") for name in material.pair}
    gaps = rows_of(found["The differences between the sides"])
    assert len(gaps) == 7
    # the made-up gap is -0.02 times a little luck
    located = gaps["Side gap located"][0]
    assert re.fullmatch(r"-2\.\d+ \[-2\.\d+, -1\.\d+\]: more for side B", located), located
    assert gaps["Side gap found"][0] == "0: no difference shown"


def test_a_gap_that_is_shown_has_no_end_written_as_zero(material: Material) -> None:
    results = material_of(material.results.folder).results
    rows = results.estimates("side_gap_located")
    ends = {"mean": -0.03, "low": -0.052, "high": -0.0004}
    rows.loc[results.baseline, list(ends)] = list(ends.values())
    cell = impartiality._gap(results, "side_gap_located", results.baseline)
    assert cell.text == "-3.00 [-5.20, -0.04]: more for side B"
    results = material_of(material.results.folder).results
    rows = results.estimates("side_gap_located")
    rows.loc[results.baseline, list(ends)] = [0.006, -0.003, 0.014]
    cell = impartiality._gap(results, "side_gap_located", results.baseline)
    assert cell.text == "0.6 [-0.3, 1.4]: no difference shown"


def test_an_interval_of_a_share_ends_where_shares_do(plain: Path) -> None:
    results = material_of(plain).results
    rows = results.estimates("visited_within_72_h_share")
    rows.loc[BASELINE, ["mean", "low", "high"]] = [0.9, -0.2, 1.3]
    (written,) = figures_of(results, "visited_within_72_h_share", [BASELINE], 100.0)
    assert written == "90 [0, 100]"


def test_deaths_follow_an_assumed_share(material: Material) -> None:
    found = section("casualties", material)
    assert "by assumption" in text(found)
    table = tables(found)["Deaths by scenario"]
    assert len(table.rows) == 12
    assert table.sortable


def test_one_scenario_alone_has_no_difference(tmp_path: Path) -> None:
    folder = with_insides(write_results(tmp_path / "run", ["ghouta"], "ghouta"))
    for table in tables(section("coverage", material_of(folder))).values():
        assert [column.heading for column in table.columns] == ["In the model", "ghouta"]
        assert not any("Differences" in note for note in table.notes)


def test_names_that_planners_type_stand_as_they_are(tmp_path: Path) -> None:
    names = ['<b>"one"</b> & $two$', "=1+1"]
    folder = with_insides(write_results(tmp_path / "run", names, names[0]))
    said = text(section("convoys", material_of(folder)))
    assert f"{names[0]} (baseline)" in said
    assert "=1+1" in said


# --- tables of KPIs -------------------------------------------------------------------------------
def test_a_family_is_told_without_what_all_its_labels_begin_with(
    plain: Path, tmp_path: Path
) -> None:
    labels = {
        "coverage_lost_share_closed": "due post-hours lost to closure",
        "coverage_lost_share_level": "due post-hours lost to the staffing level",
        "coverage_lost_share_in_all": "due post-hours lost to any cause",
        "coverage_lost_share_shelter": "of other words",
    }
    plain = Path(shutil.copytree(plain, tmp_path / "run"))
    change_manifest(plain, kpi_labels={kpi: {"label": words} for kpi, words in labels.items()})
    results = replace(material_of(plain).results)
    results.__dict__["has"] = labels.__contains__
    family = "coverage_lost_share"
    told = members(results, family, "Lost to", but=["coverage_lost_share_in_all"])
    assert [words for words, _ in told] == [
        "Lost to closure",
        "Lost to the staffing level",
        "Lost to of other words",
    ]
    assert members(results, family)[0][0] == "Closure", "of one alone too"
    assert members(results, "no_such_family") == []


def test_a_unit_stands_with_the_words_unless_they_say_it(plain: Path) -> None:
    material = material_of(plain)
    named = [
        ("Paid people", "mean_paid_people"),
        ("Visited", "visited_within_72_h_share"),
        ("Wait", "mission_wait_mean_minutes"),
    ]
    table = of_pair(material, "Some", named)
    assert table is not None
    told = [head.replace("\N{NO-BREAK SPACE}", " ") for head in rows_of(table)]
    assert told == ["Paid people", "Visited, %", "Wait, minutes"]


def test_nothing_known_makes_no_table(plain: Path) -> None:
    material = material_of(plain)
    assert of_pair(material, "None", [("Nobody knows", "no_such_kpi")]) is None
    assert by_scenario(material, "None", [("Nobody knows", "no_such_kpi")]) is None


def test_differences_are_in_words_and_the_baseline_is_marked(plain: Path) -> None:
    table = by_scenario(
        material_of(plain), "True", [("True incidents a day", "true_incidents_per_day")]
    )
    assert table is not None
    rows = {row[0].text: row for row in table.rows}
    assert rows[HEAD][0].kind == "baseline"
    worse = rows["planned, record only"][2]
    assert worse.kind == "worse"
    assert worse.text.endswith(" more")
    assert worse.sort is not None
    assert worse.sort > 0.0
