"""Replications that failed: what is written of them, what isn't compared, what is said."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any, Literal

import pytest
from few_lines import few_lines, run, scenario
from kpi_tables import columns
from rich.console import Console

from sim.analysis.comparison import compare
from sim.analysis.kpis import Label, Pair
from sim.analysis.missing import Missing, missing_of, not_compared
from sim.experiment import failures, unfinished
from sim.experiment.designs.base import FRESH_FROM, Request, Results
from sim.experiment.designs.fixed_replications import FixedReplications
from sim.report.charts import draw_all
from sim.report.folder.choice import chosen
from sim.report.folder.failures import failure_lines
from sim.report.folder.read import ResultsProblem, read_results
from sim.report.printed.finished_run import print_comparison
from sim.report.printed.realism import RealFigure, write_and_print

COUNT = Label("incidents a day", "incidents/day", "lower", True, False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as text:
        return list(csv.DictReader(text))


def manifest(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "manifest.json").read_text())
    assert isinstance(found, dict)
    return found


def printed(folder: Path) -> str:
    out = io.StringIO()
    print_comparison(folder, Console(file=out))
    return out.getvalue()


# --- who isn't compared ---------------------------------------------------------------------------
def test_failures_are_counted_by_scenario() -> None:
    known = [("a", False), ("b", True), ("b", False), ("b", True), ("c", True)]
    assert missing_of(known) == {"b": Missing(2, 3), "c": Missing(1, 1)}


@pytest.mark.parametrize(
    ("failed", "asked", "share", "refused"),
    [(1, 20, 0.05, False), (2, 20, 0.05, True), (29, 100, 0.29, False), (30, 100, 0.29, True)]
    + [(1, 1000, 0.0, True), (20, 20, 1.0, False)],
)
def test_more_than_the_share_is_refused_and_not_just_as_many(
    failed: int, asked: int, share: float, refused: bool
) -> None:
    found = not_compared(["base", "a"], "base", {"a": Missing(failed, asked)}, share)
    assert found.left_out == ({"a"} if refused else set())
    said = f"not compared: {failed} of {asked} replications failed"
    assert found.verdicts == ({"a": said} if refused else {})
    assert (found.failed("a"), found.failed("base")) == (failed, 0)


def table(**scenarios: int) -> dict[str, dict[int, dict[str, Pair]]]:
    """So many replications of each, with the number as the count."""
    return {
        name: {i: {"k": (float(i + len(name)), 1.0)} for i in range(n)}
        for name, n in scenarios.items()
    }


def test_a_refused_scenario_has_neither_mean_nor_difference_and_others_keep_theirs() -> None:
    whole = table(base=10, aa=10, bbb=7)
    refused = not_compared(["base", "aa", "bbb"], "base", {"bbb": Missing(3, 10)})
    left = {name: rows for name, rows in whole.items() if name != "bbb"}
    found = compare(columns(left, list(whole)), "base", {"k": COUNT}, refused=refused)
    base, aa, bbb = found
    assert bbb.verdict == "not compared: 3 of 10 replications failed"
    assert str((bbb.mean, bbb.low, bbb.difference, bbb.difference_low)) == str((float("nan"),) * 4)
    assert (base.failed, aa.failed, bbb.failed) == (0, 0, 3)
    # three were planned to be compared, so intervals stay those of three
    unrefused = list(compare(columns(whole, list(whole)), "base", {"k": COUNT}))
    assert str((base, aa)) == str((unrefused[0], unrefused[1]))


def test_without_a_baseline_nobody_is_compared() -> None:
    whole = table(base=7, aa=10)
    refused = not_compared(["base", "aa"], "base", {"base": Missing(3, 10)})
    left = {"aa": whole["aa"]}
    base, aa = compare(columns(left, list(whole)), "base", {"k": COUNT}, refused=refused)
    assert base.verdict == "not compared: 3 of 10 replications failed"
    assert aa.verdict == "not compared: 3 of 10 replications of the baseline failed"
    assert aa.mean == pytest.approx(6.5)
    assert str(aa.difference) == str(base.mean) == "nan"


@pytest.mark.slow
# --- what is written ------------------------------------------------------------------------------
def test_failures_stand_in_a_table_and_their_tracebacks_in_files(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("good"), scenario("fails 1", 3), scenario("fails 2", 4))
    found = rows(folder / "failures.csv")
    assert [(row["scenario"], row["replication"], row["seed"]) for row in found] == [
        ("fails 1", "0", "7"),
        ("fails 2", "0", "7"),
        ("fails 2", "1", "7"),
    ]
    assert {row["cause"] for row in found} == {"ValueError: no road leads to the moon"}
    # the same place in the same words is written once
    (path,) = (folder / "failures").iterdir()
    assert {folder / row["traceback"] for row in found} == {path}
    text = path.read_text()
    assert text.startswith("fails 1, replication 0, seed 7\nValueError: no road leads")
    assert "in few_lines\n" in text
    replay = ["python", "run.py", "replay", str(folder), "point=fails 2", "replication=1"]
    assert shlex.split(found[2]["replay"]) == replay
    written = manifest(folder)
    assert written["missing"] == {
        "fails 1": {"failed": 1, "asked": 20},
        "fails 2": {"failed": 2, "asked": 20},
    }
    assert written["left_out"] == ["fails 2"]
    assert set(written["failed"][0]) == {"scenario", "replication", "cause", "traceback"}
    assert (written["replications_in_all"], written["finished"]) == (60, 57)


def test_a_run_without_failures_writes_nothing_of_them(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("good"), replications=2)
    assert not list(folder.glob("failures*"))
    assert manifest(folder)["missing"] == {}
    assert failure_lines(read_results(folder)) == []
    assert "failed" not in printed(folder)


@pytest.mark.slow
def test_only_so_many_tracebacks_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "MOST_TRACEBACKS", 3)
    folder = run(tmp_path, scenario("fails 5 differently"), replications=6)
    assert sorted(path.name for path in (folder / "failures").iterdir()) == [
        "001.txt",
        "002.txt",
        "003.txt",
    ]
    files = [row["traceback"] for row in rows(folder / "failures.csv")]
    assert files[:3] == [f"failures/00{i}.txt" for i in (1, 2, 3)]
    assert files[3:] == [failures.BEYOND] * 2
    assert "(5 different causes in all)" in printed(folder)


def test_replay_commands_name_the_folder_even_if_another_run_took_its_name(tmp_path: Path) -> None:
    final = tmp_path / "then"
    final.mkdir()
    (final / "manifest.json").touch()
    partial = tmp_path / ".partial"
    partial.mkdir()
    failed = failures.failures_of({("a, b", 3): "Error: so"}, 7)
    named = unfinished.renamed(
        partial,
        final,
        lambda name: failures.write_failures(partial / "failures.csv", failed, name),
    )
    assert named == tmp_path / "then_2"
    (row,) = rows(named / "failures.csv")
    assert shlex.split(row["replay"])[3:] == [str(named), "point=a, b", "replication=3"]


class OnlyTheFresh(FixedReplications):
    """Runs everything, then the baseline and one more again; reports only those."""

    kind: Literal["only_the_fresh"] = "only_the_fresh"

    def ask(self, results: Results) -> list[Request]:
        fresh = [request for request in self.reported(results) if request not in results.known]
        return super().ask(results) or fresh

    def reported(self, results: Results) -> list[Request]:
        return [(name, FRESH_FROM + i) for name in results.scenarios[:2] for i in range(3)]


@pytest.mark.slow
def test_failures_of_what_a_design_does_not_report_are_told_too(tmp_path: Path) -> None:
    named = [scenario("good"), scenario("fails 1", 3), scenario("fails 2", 4)]
    folder = run(tmp_path, *named, design=OnlyTheFresh(name="trial"), replications=4)
    found = [(row["scenario"], row["replication"]) for row in rows(folder / "failures.csv")]
    assert found == [("fails 1", "0"), ("fails 2", "0"), ("fails 2", "1")]
    written = manifest(folder)
    # what is reported is whole, so it is compared
    assert (written["missing"], written["left_out"]) == ({}, [])
    assert (written["replications_in_all"], written["finished"]) == (18, 6)
    assert list(written["unreported_scenarios"]) == ["fails 2"]
    assert printed(folder).startswith("3 of 18 replications failed: fails 2 (2); fails 1 (1).\n")


# --- what is said ---------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_terminal_says_first_what_failed_and_what_to_type(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("good"), scenario("fails 1", 3), scenario("fails 5", 4))
    said = printed(folder).splitlines()
    assert said[0] == "6 of 60 replications failed: fails 5 (5 of 20); fails 1 (1 of 20)."
    cause = "First cause (fails 1, replication 0): ValueError: no road leads to the moon"
    assert said[1] == cause
    assert str(folder / "failures.csv") in said[2]
    replay = shlex.split(rows(folder / "failures.csv")[0]["replay"])
    assert shlex.split(said[3].partition(": ")[2]) == replay
    assert said[4].endswith(": python run.py experiment=trial redo_failed=true")
    assert said[5].startswith("Not compared, because more than 5 % of its replications failed")
    assert said[5].endswith(": fails 5 (5 of 20 failed).")
    assert said[6].endswith("figures of a scenario with failures may be biased.")
    table_rows = [line for line in said if line.startswith("| fails")]
    assert [line.split("|")[2].strip() for line in table_rows] == ["1 of 20", "5 of 20"]
    assert table_rows[1].count("left out") == 3
    assert "no data" not in "".join(said)
    assert table_rows[1].count("not compared") == 1
    assert sum(line.startswith("Not compared, because") for line in said) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "share", "why"),
    [
        (
            ["fails 2", "fails 3"],
            0.05,
            "more than 5 % of the replications of every scenario failed",
        ),
        (
            ["fails 1", "fails 2"],
            0.2,
            "more than 20 % of the replications of every scenario failed",
        ),
        (["fails 2", "fails 3"], 1.0, "every replication failed"),
        (["fails 2"], 0.05, "more than 5 % of the replications failed"),
    ],
)
def test_without_any_figure_there_is_no_table_and_no_chart_but_the_reason(
    tmp_path: Path, names: list[str], share: float, why: str
) -> None:
    scenarios = [scenario(name, days) for days, name in enumerate(names, start=2)]
    folder = run(tmp_path, *scenarios, replications=2, failed_share_at_most=share)
    said = printed(folder).splitlines()
    assert " replications failed: " in said[0]
    why += " (failed_share_at_most)" * (share < 1.0)
    assert said[-1] == f"No figures are given: {why}."
    assert not any("|" in line or "may be biased" in line for line in said)
    drawn = draw_all(chosen(read_results(folder)))
    assert not drawn.files
    assert set(drawn.left_out.values()) == {why}
    out = io.StringIO()
    real = RealFigure("incidents a day", "true_incidents_per_day", 5.0, "incidents/day", "a source")
    write_and_print(folder, [real], ["A remark."], Console(file=out))
    assert out.getvalue().splitlines() == said


@pytest.mark.slow
def test_a_refused_baseline_leaves_no_answer(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("fails 5"), scenario("good", 3), scenario("fails 1", 4))
    said = printed(folder)
    assert said.splitlines()[-1] == (
        "Nothing is compared: 5 of 20 replications of the baseline (fails 5) failed, more than 5 % "
        "(failed_share_at_most)."
    )
    assert "Not compared" not in said
    assert said.count("not compared") == 3
    assert {row["verdict"] for row in rows(folder / "comparison.csv")} == {
        "not compared: 5 of 20 replications failed",
        "not compared: 5 of 20 replications of the baseline failed",
    }
    drawn = draw_all(chosen(read_results(folder)))
    why = "too many replications of the baseline failed: nothing is compared"
    assert drawn.left_out["2_paired_differences"] == why
    # the rows are there for whoever wants them all the same
    assert sum(row["scenario"] == "fails 5" for row in rows(folder / "kpis.csv")) == 15
    allowed = run(tmp_path, scenario("fails 5"), scenario("good", 3), failed_share_at_most=0.25)
    assert "not compared" not in printed(allowed)


@pytest.mark.slow
@pytest.mark.parametrize("names", [["fails 4"], ["good", "fails 4"], ["fails 4", "good"]])
def test_a_scenario_of_which_nothing_is_left_breaks_no_table_and_no_chart(
    tmp_path: Path, names: list[str]
) -> None:
    days = enumerate(names, start=2)
    folder = run(tmp_path, *[scenario(name, d) for d, name in days], replications=4)
    assert printed(folder).startswith(f"4 of {4 * len(names)} replications failed: fails 4 (4 of 4")
    draw_all(chosen(read_results(folder)))


@pytest.mark.slow
def test_whoever_fails_with_the_baseline_is_named(tmp_path: Path) -> None:
    named = [scenario("fails 5"), scenario("fails 9", 3), scenario("good", 4)]
    said = printed(run(tmp_path, *named)).splitlines()
    assert said[-1].endswith("(failed_share_at_most). The same holds for fails 9 (9 of 20).")


def test_a_table_of_failures_that_is_not_whole_is_told_in_a_line(tmp_path: Path) -> None:
    folder = run(tmp_path, scenario("fails 1"), replications=2)
    (folder / "failures.csv").write_text("scenario,replication\n")
    with pytest.raises(ResultsProblem, match=r"failures\.csv: cannot be read"):
        printed(folder)


def test_the_stand_in_fails_as_it_says() -> None:
    with pytest.raises(ValueError, match="no road leads"):
        few_lines(scenario("fails 2"), 7, 1, {})
    assert len(few_lines(scenario("fails 2"), 7, 2, {})) > 4
