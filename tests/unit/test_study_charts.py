"""Charts of a force sizing and of a budget: what they draw, say, and leave out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from synthetic_studies import CANDIDATES, PATH, TARGETS, write_budget, write_force_sizing

from sim.analysis.targets import Target as Wanted
from sim.analysis.targets import in_short
from sim.experiment.sizing.words import label_of
from sim.report.charts import OF_DESIGNS, draw_all
from sim.report.charts.force_path import STEPS_AT_MOST, describe
from sim.report.drawing.look import look
from sim.report.drawing.retouch import relabelled
from sim.report.drawing.style import WIDTH_IN, house_style, save, settle
from sim.report.folder.read import NotInResults, Results, read_results
from sim.report.studies.sizing_tables import targets_of
from sim.report_settings import ReportSettings
from sim.settings.labels import ENGLISH, labels_in, languages

PROJECT = Path(__file__).parents[2]
OTHERS = [language for language in languages(PROJECT) if language != ENGLISH]
ALL = [(kind, name) for kind in ("force_sizing", "budget") for name in OF_DESIGNS[kind]]

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Results]:
    folder = tmp_path_factory.mktemp("studies")
    made: dict[str, Callable[[Path], Path]] = {
        "force_sizing": write_force_sizing,
        "budget": write_budget,
    }
    return {kind: read_results(make(folder / kind)) for kind, make in made.items()}


def drawn(kind: str, name: str, results: Results) -> Figure:
    with house_style():
        return OF_DESIGNS[kind][name].draw(results)


def texts(figure: Figure) -> str:
    found = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    return " ".join(" ".join(text.get_text().split()) for text in found)


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_it_says_simulated_fits_the_page_and_repeats_to_the_byte(
    kind: str, name: str, folders: dict[str, Results], tmp_path: Path
) -> None:
    with house_style(ReportSettings(formats=["svg"])):
        figures = [OF_DESIGNS[kind][name].draw(folders[kind]) for _ in range(2)]
        for at, figure in zip(("first", "second"), figures, strict=True):
            (tmp_path / at).mkdir()
            save(figure, tmp_path / at, name)
    first, second = ((tmp_path / at / f"{name}.svg").read_bytes() for at in ("first", "second"))
    assert first == second
    said = texts(figures[0])
    assert "SIMULATED" in said
    assert "Recorded is not true." in said
    assert "optimal" not in said.lower()
    assert figures[0].get_figwidth() == pytest.approx(WIDTH_IN)
    for part in [*figures[0].findobj(Axes), *figures[0].findobj(Legend)]:
        box = part.get_tightbbox()
        if box is not None and part.get_visible():
            assert box.x0 >= -1
            assert box.x1 <= figures[0].bbox.x1 + 1


def test_the_path_marks_what_meets_its_goal_and_counts_people(folders: dict[str, Results]) -> None:
    figure = drawn("force_sizing", "21_force_path", folders["force_sizing"])
    visited, wait, reached = figure.findobj(Axes)
    filled = [
        [line.get_markerfacecolor() != "white" for line in ax.lines if line.get_marker() == "o"]
        for ax in (visited, wait, reached)
    ]
    assert filled[0] == [False, False, False, True, True, True]
    assert filled[1] == [False, False, True, True, True, True]
    assert not any(filled[2])
    labels = [text.get_text() for text in visited.get_yticklabels()]
    assert labels[:2] == ["where the search began", "investigation teams 2 → 3"]
    assert "379" in texts(figure)
    assert "at least 90 %" in texts(figure)
    said = describe(folders["force_sizing"])
    assert said.startswith("5 steps, from 361 to 453 paid people")


def test_a_long_way_is_joined_and_its_beginning_left_out(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    head, first, *_ = PATH.splitlines()
    rows = [head, first]
    for at in range(1, 151):  # three steps of a kind, then another kind
        zone, role = ("ghouta", "posts") if at // 3 % 2 else ("all zones", "escort_groups")
        rows.append(f"{at},{zone},{role},{at},{at + 1},1 more,10,{300 + 10 * at},0.5,20,0.3")
    (folder / "path.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    figure = drawn("force_sizing", "21_force_path", read_results(folder))
    labels = [text.get_text() for text in figure.findobj(Axes)[0].get_yticklabels()]
    assert len(labels) == STEPS_AT_MOST
    assert labels[-1] == "escort groups 150 → 151"
    assert labels[-2] == "observation posts 147 → 150"
    assert "The first 12 steps aren't shown." in texts(figure)


def test_a_search_that_went_no_step_has_no_path(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    (folder / "path.csv").write_text("\n".join(PATH.splitlines()[:2]) + "\n", encoding="utf-8")
    with pytest.raises(NotInResults, match="went no step"):
        drawn("force_sizing", "21_force_path", read_results(folder))


def test_targets_shown_to_be_met_are_filled_and_costs_are_bars(folders: dict[str, Results]) -> None:
    figure = drawn("force_sizing", "22_force_targets", folders["force_sizing"])
    margins, costs = figure.findobj(Axes)
    found = [line for line in margins.lines if line.get_marker() == "o"]
    assert [line.get_markerfacecolor() != "white" for line in found] == [True, True, False]
    assert found[0].get_xdata()[0] == pytest.approx(100.0 * (0.914 - 0.9) / 0.9)
    assert found[1].get_xdata()[0] == pytest.approx(73.0)  # (30 - 8.1) / 30, to scale
    assert not [line for line in margins.lines if line.get_linestyle() == ":"]
    assert "isn't to scale" not in texts(figure)
    assert [bar.get_width() for bar in costs.patches] == [36.0, 0.0, 0.0]
    assert "not looked at" in texts(figure)


def test_a_margin_beyond_the_scale_stands_behind_a_line_with_its_figure(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    (folder / "targets.csv").write_text(
        TARGETS.replace(",at least,0.4,", ",at least,0.1,"), "utf-8"
    )
    figure = drawn("force_sizing", "22_force_targets", read_results(folder))
    assert "+297 %" in texts(figure)
    assert "farther off than 100 %" in texts(figure)
    assert [line for line in figure.findobj(Axes)[0].lines if line.get_linestyle() == ":"]


def test_what_costs_nobody_by_itself_is_shared_in_chart_and_table(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    (folder / "targets.csv").write_text(TARGETS.replace("met,yes,36,", "met,yes,0,"), "utf-8")
    results = read_results(folder)
    said = texts(drawn("force_sizing", "22_force_targets", results))
    assert "Shared: another target needs the same people" in said
    assert [one.cost for one in targets_of(results)] == ["shared", "0", "not looked at"]


def test_targets_that_no_step_moves_are_told_in_words(tmp_path: Path) -> None:
    folder = write_force_sizing(tmp_path)
    head, *rows = PATH.splitlines()
    alike = [",".join([*row.split(",")[:-1], "0.31"]) for row in rows]
    (folder / "path.csv").write_text("\n".join([head, *alike]) + "\n", encoding="utf-8")
    figure = drawn("force_sizing", "21_force_path", read_results(folder))
    assert len(figure.findobj(Axes)) == 2
    assert "No step moves people reached over requested (31.0 %; wanted at least 40 %)" in texts(
        figure
    )


def test_a_target_has_one_short_name_everywhere() -> None:
    label = "share of true incidents located, kind artillery, from the first post on"
    assert in_short(label) == "true artillery incidents located"
    located = "located_share_of_kind_artillery_from_first_post"
    assert label_of(Wanted(located, True, 0.6)) == "true artillery incidents located"


def test_the_front_tells_verdicts_apart_without_colour(folders: dict[str, Results]) -> None:
    figure = drawn("budget", "24_front", folders["budget"])
    over_people = figure.findobj(Axes)[0]
    marks = [container.lines[0] for container in over_people.containers]
    verdicts = [one[5] for one in sorted(CANDIDATES, key=lambda one: one[2])]
    looks = {
        verdict: {
            mark.get_marker() for mark, v in zip(marks, verdicts, strict=True) if v == verdict
        }
        for verdict in verdicts
    }
    assert all(len(markers) == 1 for markers in looks.values())
    assert len(set.union(*looks.values())) == len(looks) == 4
    assert [float(mark.get_xdata()[0]) for mark in marks] == sorted(one[2] for one in CANDIDATES)
    bars = [len(container.lines[2]) for container in over_people.containers]
    assert [bar > 0 for bar in bars] == [verdict != "left in the search" for verdict in verdicts]
    (budget,) = [line for line in over_people.lines if line.get_linestyle() == "--"]
    assert np.unique(budget.get_xdata()).tolist() == [600.0]
    said = texts(figure)
    assert "true incidents a day (lower is better)" in said
    assert "5: 585 people" in said


def test_charts_of_a_study_are_drawn_for_it_only(
    folders: dict[str, Results], tmp_path: Path
) -> None:
    settings = ReportSettings(charts=["21_force_path", "24_front"], formats=["svg"])
    assert set(draw_all(folders["force_sizing"], settings, tmp_path).charts) == {"21_force_path"}


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("kind", "name"), ALL)
def test_no_english_is_left(
    kind: str, name: str, language: str, folders: dict[str, Results]
) -> None:
    labels = labels_in(language, PROJECT)
    settings = ReportSettings(language=language, language_labels=labels)
    may_stay = {word for text in labels.values() for word in words(text)} | {"eastern", "ghouta"}
    with house_style(settings):
        figure = OF_DESIGNS[kind][name].draw(folders[kind])
        relabelled(figure, look().labels)
        settle(figure)
    left = {
        text.get_text()
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and words(text.get_text()) - may_stay
    }
    assert not left
