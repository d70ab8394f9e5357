"""What is printed: figures, differences, sentences, at any width and into a pipe."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from synthetic_results import two_factor_points, write_results

from sim.report.answer.headline import headline
from sim.report.folder.read import Estimate, read_results
from sim.report.printed.finished_run import print_comparison
from sim.report.words.figures import decimals_for, figures
from sim.report_settings import ReportSettings

BASELINE = "planned, investigate_first"
IN_WORDS = "planned, investigate first"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(
        tmp_path_factory.mktemp("default"), two_factor_points(), BASELINE, replications=10
    )


def printed(folder: Path, width: int | None = None) -> str:
    """What is printed on a terminal of this width, or into a pipe."""
    out = io.StringIO()
    if width is None:
        console = Console(file=out)
    else:
        console = Console(file=out, force_terminal=True, width=width, color_system=None)
    print_comparison(folder, console)
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_terminal_of_any_width_is_kept_to(folder: Path, width: int) -> None:
    lines = printed(folder, width).splitlines()
    assert max(len(line.rstrip()) for line in lines) <= width
    assert sum(line.startswith("investigate first *") for line in lines) == 1
    assert "…" not in "".join(lines)


def test_a_narrow_terminal_says_what_it_leaves_out(folder: Path) -> None:
    assert "see report.html: recorded a day" in printed(folder, 80).replace("\n", " ")
    assert "Too wide" not in printed(folder, 200)


def test_a_pipe_gets_whole_lines_with_whole_names(folder: Path) -> None:
    lines = printed(folder).splitlines()
    rows = [line for line in lines if line.startswith(f"| {IN_WORDS} * ")]
    assert len(rows) == 1
    assert rows[0].count("|") == 9
    assert rows[0].count(" baseline |") == 1
    assert any("Recorded is not true." in line for line in lines)
    assert "\x1b" not in "".join(lines)
    assert lines == [line.rstrip() for line in lines]


def test_the_consoles_width_is_given_back(folder: Path) -> None:
    console = Console(file=io.StringIO(), width=77)
    print_comparison(folder, console)
    assert console.width == 77


def test_verdicts_and_their_meaning_are_in_words(folder: Path) -> None:
    said = printed(folder, 200)
    assert said.count("no difference shown") > 1
    assert "hold for all scenarios at once" in said
    assert "12 scenarios, 10 replications each; * marks the baseline" in said
    assert said.count(" fewer ") > 1
    assert " more " in said


def test_a_default_run_fits_a_screen(folder: Path) -> None:
    (folder / "report.html").touch()
    lines = printed(folder, 140).splitlines()
    assert len(lines) <= 36
    assert lines[-1] == f"The report: {folder / 'report.html'}"


def test_every_kpi_asked_about_has_its_difference_beside_it(tmp_path: Path) -> None:
    folder = asks(
        write_results(tmp_path, two_factor_points(), BASELINE, 5),
        ["mission_wait_mean_minutes", "people_reached_share"],
    )
    (heads,) = [line for line in printed(folder).splitlines() if line.startswith("| scenario")]
    assert heads.count("against the baseline") == 2
    assert [head.strip() for head in heads.split("|")[2:7]] == [
        "true incidents a day",
        "paid people, mean",
        "mission checkpoint wait, min",
        "against the baseline",
        "people reached, % of requested",
    ]


def test_one_scenario_prints_its_page_one_kpis(tmp_path: Path) -> None:
    write_results(tmp_path, ["a [red]name[/red]"], "a [red]name[/red]", replications=3)
    said = printed(tmp_path, 100)
    assert "people reached over requested" in said
    assert "nothing to compare it with" in said
    assert "a [red]name[/red]" in said
    assert "difference" not in said
    assert "no advice" in said


def test_failures_and_a_lone_replication_are_told(tmp_path: Path) -> None:
    write_results(tmp_path, ["one", "two"], "one", replications=1)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["failed"] = [
        {"scenario": "two", "replication": 3},
        {"scenario": "two", "replication": 4},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    said = printed(tmp_path)
    assert "not enough data" in said
    assert "2 replications failed: two (2)." in said
    assert "Bonferroni" not in said


def estimate(mean: float, low: float, high: float) -> Estimate:
    return Estimate(mean, low, high, 0.0, 0.0, 0.0, "")


def test_figures_have_no_needless_decimals() -> None:
    nan = float("nan")
    column = [
        estimate(5.2711, 5.1711, 5.3711),
        estimate(5.0, 4.9996, 5.0004),
        estimate(140.0, 140.0, 140.0),
        estimate(nan, nan, nan),
        estimate(2.0, nan, nan),
    ]
    written = ["5.3 [5.2, 5.4]", "5.0000 [4.9996, 5.0004]", "140.0", "no data", "2.0"]
    assert figures(column) == written
    assert figures([estimate(25760.0, 25760.0, 25760.0)]) == ["25,760"]
    assert figures([estimate(0.353, 0.334, 0.372)], 100.0) == ["35 [33, 37]"]
    assert figures([estimate(-0.001, -0.2, 0.2)]) == ["0.0 [-0.2, 0.2]"]
    assert figures([estimate(0.0, 0.0, 0.0), column[0]]) == ["0", "5.3 [5.2, 5.4]"]


def test_a_column_has_one_number_of_decimals_and_no_mean_reads_like_its_own_bound() -> None:
    column = [estimate(0.07, 0.0649, 0.0751), estimate(0.066, 0.0612, 0.0704)]
    assert figures(column, 100.0) == ["7.0 [6.5, 7.5]", "6.6 [6.1, 7.0]"]
    assert figures([estimate(0.588, 0.582, 0.594)], 100.0) == ["58.8 [58.2, 59.4]"]
    assert figures([estimate(0.2, 0.0, 0.2004)]) == ["0.20 [0.00, 0.20]"]


def test_large_counts_are_read_in_few_digits() -> None:
    assert figures([estimate(1.098e7, 9_455_255.0, 1.25e7)]) == ["11 million [9, 12]"]
    assert figures([estimate(1_234_567.0, 1_234_567.0, 1_234_567.0)]) == ["1,234,567"]
    assert figures([estimate(6.09e6, 6.04e6, 6.14e6)]) == ["6.09 million [6.04, 6.14]"]
    assert figures([estimate(213_456.0, 201_234.0, 225_678.0)]) == ["213,500 [201,200, 225,700]"]
    assert figures([estimate(25_761.0, 25_759.0, 25_763.0)]) == ["25,761 [25,759, 25,763]"]


@pytest.mark.parametrize(
    ("width", "decimals"), [(0.0, 0), (12.0, 0), (1.0, 0), (0.9, 1), (0.1, 1), (0.04, 2)]
)
def test_decimals_follow_the_width(width: float, decimals: int) -> None:
    assert decimals_for(width) == decimals


def test_the_answer_is_printed_and_names_are_words(folder: Path, tmp_path: Path) -> None:
    text = printed(folder)
    assert all(sentence in text for sentence in headline(read_results(folder), ReportSettings()))
    name = "a_b \u202e" + "x" * 300
    said = printed(write_results(tmp_path, [name, "two"], name, 3), 200)
    assert "a b xxx" in said
    assert "\u202e" not in said
    assert "x" * 100 not in said


def asks(folder: Path, about: list[str], question: str = "What does it bring?") -> Path:
    """Let the question of every scenario of a results folder be about these KPIs."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for scenario in manifest["scenarios"].values():
        scenario |= {"about": about, "question": question}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_two_scenarios_have_what_was_asked_first(tmp_path: Path) -> None:
    folder = write_results(tmp_path, ["one", "two"], "one", replications=6)
    text = printed(asks(folder, ["visited_within_72_h_share", "need_met_share"]))
    (heads,) = [line for line in text.splitlines() if line.startswith("| scenario")]
    assert [head.strip() for head in heads.split("|")[4:6]] == [
        "reports visited in 72 h, %",
        "against the baseline",
    ]


def test_a_single_scenario_has_what_was_asked_first(tmp_path: Path) -> None:
    folder = asks(write_results(tmp_path, ["alone"], "alone", 3), ["people_reached_share"])
    rows = [row for row in printed(folder).splitlines() if row.startswith("| ")]
    assert rows[1].startswith("| people reached over requested")
    assert sum("people reached over requested" in row for row in rows) == 1
