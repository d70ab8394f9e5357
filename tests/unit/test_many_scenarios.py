"""Results of many scenarios: what tables and charts show of them, and that all of it is said."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from rich.console import Console
from synthetic_results import write_results

from sim.analysis.shown import BEST
from sim.report.charts import CHARTS
from sim.report.drawing.style import footnote, house_style
from sim.report.folder.choice import choice_in_words, chosen
from sim.report.folder.read import NotInResults, Results, read_results
from sim.report.printed.finished_run import print_comparison

pytestmark = pytest.mark.slow

MANY = 200
NAMES = [f"point {number:03}" for number in range(MANY)]
BASELINE = NAMES[7]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred scenarios of which the files hold parts, as a run writes them."""
    made = write_results(tmp_path_factory.mktemp("many"), NAMES, BASELINE, replications=3, days=112)
    kept = chosen(read_results(made)).names
    for name in ("series.csv.gz", "recorded_and_true.csv"):
        table = pd.read_csv(made / name)
        table[table["scenario"].isin(kept)].to_csv(made / name, index=False)
    held = dict.fromkeys(("series.csv.gz", "recorded_and_true.csv"), "the scenarios shown")
    change(made, lambda manifest: manifest.update(held_in_part=held))
    return made


def change(folder: Path, edit: Any) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    edit(manifest)
    path.write_text(json.dumps(manifest))


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return read_results(folder)


def printed(folder: Path, **console: Any) -> list[str]:
    out = io.StringIO()
    print_comparison(folder, Console(file=out, **console))
    return out.getvalue().splitlines()


def test_the_best_are_shown_behind_the_baseline(results: Results) -> None:
    shown = chosen(results)
    means = results.estimates("true_incidents_per_day")["mean"].drop(BASELINE)
    assert shown.names == [BASELINE, *means.sort_values(kind="stable").index[:BEST]]
    assert shown.everything is results
    assert chosen(shown) is shown


def test_what_the_question_is_about_decides(tmp_path: Path, folder: Path) -> None:
    for file in folder.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    about = ["recorded_per_day", "people_reached_share"]
    change(tmp_path, lambda manifest: manifest["scenarios"][NAMES[0]].update(about=about))
    results = read_results(tmp_path)
    means = results.estimates("people_reached_share")["mean"].drop(BASELINE)
    expected = means.sort_values(ascending=False, kind="stable").index[:BEST]
    shown = chosen(results)
    assert shown.names == [BASELINE, *expected]
    assert shown.about == about
    assert "by people reached over requested are shown (higher is better)" in choice_in_words(shown)


def test_under_guesses_the_choice_is_told_as_such(tmp_path: Path) -> None:
    names = ["stands", *(f"{d}, u {n:02}" for d in "ab" for n in range(1, 16))]
    made = write_results(tmp_path, names, names[0], replications=2, days=28)
    change(made, lambda manifest: manifest.update(guesses={"u": ["world.x"]}))
    shown = chosen(read_results(made))
    assert shown.names == ["stands", *(f"{d}, u {n:02}" for n in range(1, 11) for d in "ab")]
    said = printed(made)
    assert choice_in_words(shown) in said
    assert choice_in_words(shown) == (
        "Of 31 scenarios the baseline and the 20 at the first 10 of 15 guesses are shown, whatever "
        "their figures: nobody can choose a guess. comparison.csv has all."
    )
    assert any("“b” has " in line and "sets of assumptions tried" in line for line in said)
    assert not any("Fewest" in line or "best" in line for line in said)


def test_the_tables_show_these_and_say_so(folder: Path, results: Results) -> None:
    lines = printed(folder)
    rows = [line for line in lines if line.startswith("| point")]
    assert len(rows) == 1 + BEST
    assert rows[0].startswith(f"| {BASELINE} * ")
    assert any(line.startswith("200 scenarios, 3 replications each;") for line in lines)
    assert "hold for all scenarios at once" in "\n".join(lines)
    assert choice_in_words(chosen(results)) in lines
    part = "(series.csv.gz, recorded_and_true.csv: the scenarios shown)"
    assert f"Of so many scenarios some files hold a part only {part}." in lines
    assert max(map(len, printed(folder, width=100, force_terminal=True, color_system=None))) <= 101


def changed(folder: Path, made: Path, edit: Any) -> Results:
    """A copy of the folder with another manifest."""
    for file in folder.iterdir():
        if file.is_file():
            (made / file.name).write_bytes(file.read_bytes())
    change(made, edit)
    return read_results(made)


def test_where_all_kpis_are_is_said_once(tmp_path: Path, folder: Path) -> None:
    held = "all scenarios; of more than 200, 58 of the 338 KPIs (kpis.csv has all)"
    changed(
        folder, tmp_path, lambda manifest: manifest["held_in_part"].update({"comparison.csv": held})
    )
    said = "\n".join(printed(tmp_path))
    assert f" than they are. comparison.csv has {held}.\n" in said
    assert said.count("comparison.csv") == 1


@pytest.mark.parametrize(("ties", "words"), [(0, None), (1, "1 other does"), (3, "3 others do")])
def test_those_as_good_as_the_last_one_shown_are_counted(
    tmp_path: Path, folder: Path, ties: int, words: str | None
) -> None:
    changed(folder, tmp_path, dict.copy)
    table = pd.read_csv(folder / "comparison.csv")
    table = table.sort_values("mean", kind="stable")
    others = table[(table["kpi"] == "true_incidents_per_day") & (table["scenario"] != BASELINE)]
    last, *rest = others.index[BEST - 1 : BEST + ties]
    table.loc[rest, "mean"] = table.loc[last, "mean"]
    table.to_csv(tmp_path / "comparison.csv", index=False)
    said = choice_in_words(chosen(read_results(tmp_path)))
    expected = f" {words} as well as the last one shown." if words else ""
    assert f"than they are.{expected} comparison.csv has all." in said


def words_of(figure: Figure) -> str:
    found = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    return "\n".join(artist.get_text() for artist in found)


def test_every_chart_is_drawn_of_those_shown_and_says_so(results: Results) -> None:
    shown = chosen(results)
    drawn = []
    for name, chart in CHARTS.items():
        with house_style(), suppress(NotInResults):
            figure = chart.draw(shown)
            drawn.append(name)
            assert figure.get_size_inches()[1] < 12.0, name
            foot = " ".join(words_of(figure).split())
            assert "Of 200 scenarios the baseline and the 20 best others" in foot, name
            assert "look better in them than they are" in foot, name
    assert len(drawn) >= 10


def test_the_trade_off_has_the_others_as_dots(results: Results) -> None:
    with house_style():
        figure = CHARTS["6_trade_off"].draw(chosen(results))
    assert "the 179 others" in words_of(figure)
    dots = [line for line in figure.axes[0].get_lines() if len(line.get_xdata()) == 179]  # type: ignore[arg-type]
    assert len(dots) == 1


def test_differences_say_that_their_intervals_hold_for_all_of_them(results: Results) -> None:
    with house_style():
        figure = CHARTS["2_paired_differences"].draw(chosen(results))
    assert "hold for all 199 comparisons" in " ".join(words_of(figure).split())


def test_extremes_by_week_are_those_of_the_scenarios_shown(results: Results) -> None:
    with house_style():
        said = words_of(CHARTS["4_incidents_by_week"].draw(chosen(results)))
    assert "fewest true of those shown" in said
    assert "most true of the others shown" in said  # the baseline has more


def test_the_footnote_of_few_says_nothing_of_a_choice(tmp_path: Path) -> None:
    few = chosen(read_results(write_results(tmp_path, NAMES[:3], NAMES[0], replications=2)))
    assert few.chosen_from is None
    assert choice_in_words(few) == ""
    assert footnote(few).endswith("Recorded is not true.")


@pytest.mark.parametrize("levels", [(2, 2, 2), (3, 3, 3), (26,)], ids=["few", "many", "one"])
def test_a_grid_of_one_or_three_factors_is_drawn(tmp_path: Path, levels: tuple[int, ...]) -> None:
    """Names of three factors aren't told apart by colour or group: rows have their whole names."""
    points = {
        ", ".join(f"f{f}={level}" for f, level in enumerate(point)): {
            f"f{f}": str(level) for f, level in enumerate(point)
        }
        for point in product(*map(range, levels))
    }
    names = list(points)
    made = write_results(tmp_path, names, names[0], replications=2, days=28)
    change(made, lambda manifest: manifest.update(factors=points))
    results = read_results(made)
    assert (results.factors == {}) == (len(levels) == 3)
    with house_style():
        for name in ("5_staffing_curve", "8_checkpoint_wait"):
            CHARTS[name].draw(chosen(results))
        for name in ("1_true_and_recorded", "6_trade_off"):
            assert names[0] in words_of(CHARTS[name].draw(chosen(results)))
    assert any(line.startswith(f"{len(names)} scenarios") for line in printed(made))


def test_scenarios_without_figures_come_last_and_break_nothing(tmp_path: Path) -> None:
    """As of scenarios of which too many replications failed: an empty cell everywhere."""
    made = write_results(tmp_path, NAMES[:40], NAMES[0], replications=2, days=28)
    path = made / "comparison.csv"
    table = pd.read_csv(path)
    failed = table["scenario"].isin(NAMES[:20])
    numbers = ["mean", "low", "high", "difference", "difference_low", "difference_high"]
    table.loc[failed, numbers] = float("nan")
    table.to_csv(path, index=False)
    shown = chosen(read_results(made))
    assert set(shown.names) == {NAMES[0], *NAMES[20:40]}
    with house_style():
        for chart in CHARTS.values():
            with suppress(NotInResults):
                chart.draw(shown)
    assert "no data" in "\n".join(printed(made))


def test_a_column_that_was_not_read_is_read_when_it_is_asked_for(results: Results) -> None:
    assert "convoys_requested" not in results.kpis
    values = results.values("convoys_requested")
    assert list(values) == NAMES
    table = pd.read_csv(results.folder / "kpis.csv")
    own = table.loc[table["scenario"] == NAMES[5], "convoys_requested"]
    assert values[NAMES[5]].tolist() == own.tolist()


def test_a_series_that_is_not_there_is_told(results: Results) -> None:
    with pytest.raises(NotInResults):
        results.series_of("true_incidents_by_week", NAMES[-1] + " ")
