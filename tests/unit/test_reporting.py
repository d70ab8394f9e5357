"""The section ``report``: what may be asked for, at the door and when a folder is shown again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from synthetic_results import write_results

from sim.commands.report_checks import report_problems, with_its_words
from sim.commands.reporting import newest_results, report_command
from sim.commands.simulating import points_of
from sim.experiment.row_key import row_key
from sim.experiment.same_command import words_of_experiment, words_of_replications
from sim.report_settings import ReportSettings
from sim.settings.files import SettingsProblem
from sim.settings.labels import labels_in, languages

PROJECT = Path(__file__).parents[2]


def root(_given: str | None, _words: list[str]) -> Path:
    return Path("results")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_results(tmp_path / "run", ["mine"], "mine", 2, days=14)


def shown(*words: object) -> ReportSettings:
    return report_command([str(word) for word in words], PROJECT, root)[1]


def wrong(*words: object) -> str:
    with pytest.raises(SettingsProblem) as problem:
        shown(*words)
    (line,) = problem.value.lines
    assert "\n" not in line
    return line


# --- shown again ----------------------------------------------------------------------------------
def test_a_folder_is_shown_as_its_run_asked_but_for_what_is_typed(folder: Path) -> None:
    path = folder / "manifest.json"
    asked = {"width_cm": 12.0, "labels": {"a": "b"}, "organisation": "We"}
    path.write_text(json.dumps({**json.loads(path.read_text()), "report": asked}))
    before = path.read_bytes()
    found = shown(
        folder, "report.width_cm=14", "report.labels.paid people=staff", "report.map=false"
    )
    assert (found.width_cm, found.organisation, found.map) == (14, "We", False)
    assert found.labels == {"a": "b", "paid people": "staff"}
    assert shown(folder).width_cm == 12.0
    assert shown(folder, "report.cost_per_person_month=1e4").cost_per_person_month == 1e4
    assert path.read_bytes() == before


def test_a_house_style_is_a_file_and_what_is_typed_after_it_wins(
    folder: Path, tmp_path: Path
) -> None:
    style = tmp_path / "ours.yaml"
    style.write_text('report:\n  width_cm: 12\n  font_size_pt: 7\n  colors: {true: "#123456"}\n')
    found = shown(folder, f"style={style}", "report.width_cm=13", "report.colors.worse=#654321")
    assert (found.width_cm, found.font_size_pt) == (13, 7)
    assert found.colors == {"true": "#123456", "worse": "#654321"}


def test_another_language_takes_the_place_of_the_first_and_leaves_own_labels(folder: Path) -> None:
    path = folder / "manifest.json"
    french = with_its_words(
        ReportSettings(language="fr", labels={"paid people": "nos gens"}), PROJECT
    )
    path.write_text(
        json.dumps({**json.loads(path.read_text()), "report": french.model_dump(mode="json")})
    )
    assert shown(folder).words["SIMULATED"] == "SIMULÉ"
    assert shown(folder).words["paid people"] == "nos gens"
    russian = shown(folder, "report.language=ru").words
    assert russian["SIMULATED"] == "СМОДЕЛИРОВАНО"
    assert russian["paid people"] == "nos gens"
    assert shown(folder, "report.language=en").words == {"paid people": "nos gens"}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("report.width_cm=60", "command line: report.width_cm = 60: must be at most 40"),
        ("report.widht_cm=6", "unknown setting 'report.widht_cm' - did you mean 'width_cm'?"),
        ("report.language=xx", "there are no labels in this language (there are: en, fr, ru, tr)"),
        ("report.charts=[1_true]", "report.charts: no chart is called '1_true'"),
        ("report.charts=[3_convoys, 3_convoys]", "report.charts: '3_convoys' is given twice"),
        ("report.kpis=[true_incident]", "report.kpis: no KPI is called 'true_incident'"),
        ("report.kpis=[]", "report.kpis: must name a KPI; leave it out for the usual ones"),
        ("report.language_labels.a=b", "report.language_labels: is filled in from the file of"),
        ("report.foo=3", "unknown setting 'report.foo' (there are: charts, kpis, labels, "),
        ("results_folder=there", "'results_folder=there' says where the newest results are"),
        ("report.colors.recorded=red", "command line: report.colors.recorded = red: "),
        ("report.colors.redorced=#123456", "command line: report.colors: no colour called"),
        ("report.font=No Such Font", "report.font = No Such Font: no font"),
        ("report.formats=[gif]", "report.formats (entry 1) = gif: must be one of png, svg, pdf"),
        ("report.labels=[a", "can't read 'report.labels=[a'"),
        ("report.labels={SIMULATED: Modelled}", "report.labels.SIMULATED = Modelled: every chart"),
        ("report.colors.true=#ffff99", "#ffff99 is too light on white"),
        ("report.labels=3", "command line: report.labels = 3: must hold settings"),
        ("replications=3", "'report' takes a folder"),
        ("style=nowhere.yaml", "command line: style=nowhere.yaml: there is no such file"),
        ("style=/", "command line: style=/: is a folder; give a file"),
    ],
)
def test_a_mistake_is_one_line(folder: Path, word: str, said: str) -> None:
    assert said in wrong(folder, word)


def test_a_mistake_in_a_house_style_names_its_line(folder: Path, tmp_path: Path) -> None:
    style = tmp_path / "ours.yaml"
    style.write_text("report:\n  font_size_pt: 9\n  width_cm: wide\n")
    assert wrong(folder, f"style={style}") == (
        f"{style}:3: report.width_cm = wide: must be a number"
    )
    style.write_text("report:\n  width_cm: 9\ndays: 3\n")
    assert f"{style}:3: 'days' has no use in a house style" in wrong(folder, f"style={style}")
    style.write_text("report: 3\n")
    assert "must hold settings" in wrong(folder, f"style={style}")


def test_a_manifest_that_asks_for_what_there_is_not_is_named(folder: Path) -> None:
    path = folder / "manifest.json"
    asked = {"a_later_setting": 3}
    path.write_text(json.dumps({**json.loads(path.read_text()), "report": asked}))
    assert wrong(folder).startswith(f"{path}: unknown setting 'report.a_later_setting' (there are")
    path.write_text("{")
    assert f"{path}: was cut off" in wrong(folder)


def test_folders_that_hold_no_results_are_told(folder: Path, tmp_path: Path) -> None:
    assert "there is no such folder" in wrong(tmp_path / "nowhere")
    assert "is a file; give the folder that it is in" in wrong(folder / "kpis.csv")
    assert f"did you mean {folder}?" in wrong(tmp_path)
    (tmp_path / ".now.1.partial").mkdir()
    assert "was broken off" in wrong(tmp_path / ".now.1.partial")
    assert f"compare {folder} {folder}" in wrong(folder, folder)


def test_without_a_folder_the_newest_is_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="no results below"):
        newest_results(tmp_path)
    for name in ("b/2026-11-22_100000", "a/2026-11-22_100001", "b/.2026-11-23_100000.1.partial"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "manifest.json").write_text("{}")
    assert newest_results(tmp_path) == tmp_path / "a" / "2026-11-22_100001"


# --- at the door ----------------------------------------------------------------------------------
def project(tmp_path: Path, scenario: str) -> Path:
    """The shipped settings with one more scenario, ``mine``."""
    (tmp_path / "configs").symlink_to(PROJECT / "configs")
    (tmp_path / "scenarios").mkdir()
    for path in (PROJECT / "scenarios").glob("*.yaml"):
        (tmp_path / "scenarios" / path.name).symlink_to(path)
    (tmp_path / "scenarios" / "mine.yaml").write_text(scenario)
    return tmp_path


def test_a_mistake_in_a_scenario_file_names_file_and_line(tmp_path: Path) -> None:
    text = "name: mine\nreport:\n  width_cm: 12\n  language: xx\n  charts: [nothing]\n"
    with pytest.raises(SettingsProblem) as problem:
        points_of(["scenario=mine", "experiment=single"], project(tmp_path, text))
    charts, language = problem.value.lines
    assert charts.startswith("scenarios/mine.yaml:5: report.charts")
    assert "no chart is called 'nothing'" in charts
    assert language.startswith("scenarios/mine.yaml:4: report.language = xx: there are no labels")


def test_labels_that_swap_what_is_compared_are_refused_before_the_run() -> None:
    words = ["experiment=staffing_by_response", "report.labels={surge: lean}"]
    with pytest.raises(
        SettingsProblem, match=r"^report\.labels\.surge: 'surge, record only' would"
    ):
        points_of(words, PROJECT)


def test_how_it_is_reported_changes_no_result(tmp_path: Path) -> None:
    here = project(tmp_path, "name: mine\nreport: {width_cm: 12, colors: {true: '#123456'}}\n")
    (styled,) = points_of(["scenario=mine", "experiment=single"], here).scenarios
    (plain,) = points_of(
        ["scenario=mine", "experiment=single", "report.width_cm=16"], here
    ).scenarios
    assert row_key(styled, 1) == row_key(plain, 1)
    typed = ["python", "run.py", "scenario=mine", "report.language=fr"]
    assert words_of_experiment(typed) == words_of_replications(typed) == typed[:3]


def test_word_without_what_writes_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.commands.report_checks.find_spec", lambda _name: None)
    ((key, message),) = report_problems(ReportSettings(word=True), PROJECT)
    assert key == ("word",)
    assert "pip install" in message
    assert not report_problems(ReportSettings(), PROJECT)


# --- languages ------------------------------------------------------------------------------------
def others() -> Iterator[str]:
    return (language for language in languages(PROJECT) if language != "en")


def test_all_languages_have_words_for_the_same() -> None:
    found = {language: labels_in(language, PROJECT) for language in others()}
    assert {"fr", "ru", "tr"} <= {*found}
    first = next(iter(found.values()))
    for language, labels in found.items():
        assert labels.keys() == first.keys(), language
        assert all(text.strip() for text in labels.values()), language
        assert labels["SIMULATED"] not in ("SIMULATED", "")


def test_a_broken_file_of_labels_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "configs" / "labels").mkdir(parents=True)
    file = tmp_path / "configs" / "labels" / "xy.yaml"
    cases: list[tuple[str, Any]] = [
        ("a: b\nyes: oui\n", "xy.yaml:2: 'yes' must be text on both sides"),
        ("a: b\nc: 3\n", "xy.yaml:2: 'c' must be text on both sides"),
        ("a: b\na: c\n", "xy.yaml:2: 'a' is given twice"),
        ("- a\n", "xy.yaml:1: must hold settings"),
    ]
    for text, said in cases:
        file.write_text(text)
        with pytest.raises(SettingsProblem) as problem:
            labels_in("xy", tmp_path)
        (line,) = problem.value.lines
        assert said in line
