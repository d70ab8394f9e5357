"""The sections of the top half: the answer, what would reverse it, the record, warnings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_values import PEOPLE, TRUE, ask, change, write_values
from synthetic_results import two_factor_points, write_results

import sim
from sim.analysis.kpis.declaration import REGISTERED
from sim.analysis.record_power import PowerRow
from sim.report.answer.headline import headline
from sim.report.answer.lost import TOLD_FIRST
from sim.report.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Folded,
    Picture,
    Section,
    Table,
    Terms,
    Words,
)
from sim.report.charts import CHARTS, OF_DESIGNS, DrawnChart
from sim.report.folder.choice import chosen
from sim.report.folder.read import NotInResults, read_results
from sim.report.material import Material
from sim.report.read_first import NOT_REACHED
from sim.report.sections.always_said import SENTENCES
from sim.report.sections.charts import SHOWN_ELSEWHERE, WHAT_TO_SEE
from sim.report_settings import ReportSettings

MINE = (
    "question",
    "answer",
    "reversal",
    "comparison",
    "charts",
    "misleading",
    "always_said",
)
FORBIDDEN = (
    r"\bviolated\b",
    r"monitoring (reduced|reduces)",
    r"\boptimal\b",
    r"\bverified\b",
    r"\bsafe route",
    r"\bproven\b",
    r"\bno effect\b",
    r"\bsignificant",
    r"\bp-value",
    r"Monte Carlo",
    r"Bonferroni",
    r"\bnan\b",
    r"\bNone\b",
)
RECORDED = "recorded_per_day"
UNEVEN = np.tile([-1.0, 1.0], 10)
BASELINE = "planned, investigate_first"
IN_WORDS = "planned, investigate first"


def material(folder: Path, *, drawn: Sequence[str] = (), **settings: Any) -> Material:
    charts = {name: DrawnChart(name, name, "", {}) for name in drawn}
    results = chosen(read_results(folder))
    return Material(results, charts, {"3_convoys": "no convoys"}, ReportSettings(**settings))


def section(name: str, folder: Path, **given: Any) -> Section:
    made: Section = import_module(f"sim.report.sections.{name}").section(material(folder, **given))
    return made


def all_blocks(blocks: Sequence[Block], *, folded: bool = True) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Box) or (folded and isinstance(block, Folded)):
            yield from all_blocks(block.blocks, folded=folded)


def texts(made: Section, *, folded: bool = True) -> list[str]:
    """Everything a section says."""
    said = [made.title]
    for block in all_blocks(made.blocks, folded=folded):
        if isinstance(block, Words):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said += block.items
        elif isinstance(block, Terms):
            said += [words for pair in block.pairs for words in pair]
        elif isinstance(block, Table):
            said += [block.caption, *(c.heading for c in block.columns), *block.notes]
            said += [cell.text for row in block.rows for cell in row]
        elif isinstance(block, Box | Folded):
            said.append(block.title)
    return said


def bullets(name: str, folder: Path, **given: Any) -> list[str]:
    blocks = all_blocks(section(name, folder, **given).blocks, folded=False)
    return [item for block in blocks if isinstance(block, Bullets) for item in block.items]


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("default")
    return write_results(folder, two_factor_points(), BASELINE, replications=10)


# --- the question ---------------------------------------------------------------------------------
def test_the_question_says_what_was_compared(default: Path) -> None:
    title, compared, few, *_ = texts(section("question", default), folded=False)
    assert title == "What was compared"
    assert compared.startswith(
        "Compared were 12 scenarios of 184 days. Each was simulated 10 times, all with the same "
        "luck each time"
    )
    assert compared.endswith(f"against, is “{IN_WORDS}”.")
    assert few.startswith("There are only 10 replications of each scenario")


def test_levels_and_rules_that_occur_are_explained(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0}, "a": {TRUE: 7.0}})
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    zones = {
        "north": {"posts": 4, "checkpoints": 1, "investigation_teams": 1, "escort_groups": 0},
        "south": {"posts": 3, "checkpoints": 1, "investigation_teams": 2, "escort_groups": 1},
    }
    for name, own in manifest["scenarios"].items():
        label = "Hypothetical <b>" if name == "a" else "base"
        own["staffing"] = {"label": label, "zones": zones, "escort_groups": 5}
        own["response"] = {"kind": "record_only"}
    change(
        tmp_path,
        scenarios=manifest["scenarios"],
        factors={name: {"staffing": name} for name in manifest["scenarios"]},
    )
    (table,) = tables("question", tmp_path)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["base", "7", "2", "3", "5", ""],
        ["a", "7", "2", "3", "5", "Hypothetical <b>"],
    ]
    said = texts(section("question", tmp_path))
    rules = [words for words in said if words.startswith(("record only:", "graduated:"))]
    assert len(rules) == 1


def test_what_is_amiss_comes_before_the_question(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {"base": {TRUE: 8.0}, "a": {TRUE: 7.0}},
        failed=[{"scenario": "a", "replication": 3, "cause": "ValueError: no road"}],
        conclusion=["Wanted: this.", "Not reached after 400 replications, the most allowed."],
        simulator="0.0.1",
        command=["python", "run.py"],
        compared=[{"folder": "/home/someone/results/x/1", "baseline": "base", "scenarios": 2}],
        warnings=["/home/someone/results/x/1 and others differ in their seeds."],
    )
    first = section("question", tmp_path).blocks[0]
    assert isinstance(first, Box)
    assert first.kind == "warning"
    (told,) = first.blocks
    assert isinstance(told, Bullets)
    said = "\n".join(told.items)
    assert "1 replication failed: a (1)." in said
    assert "First cause (a, replication 3): ValueError: no road" in said
    assert "Not reached after 400 replications" in said
    assert "Wanted" not in said
    # no path and no command before the question
    assert "x/1 and others differ in their seeds." in told.items
    assert not any(typed in said for typed in (str(tmp_path), "/home", "run.py"))
    assert f"version 0.0.1, reported by version {sim.__version__}" in said


def test_where_nothing_finished_no_luck_is_told_of(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0}, "a": {TRUE: 7.0}}, replications=3)
    failed = [{"scenario": name, "replication": 0, "cause": "x"} for name in ("base", "a")]
    change(tmp_path, failed=failed, missing={"a": {"failed": 3, "asked": 3}})
    for name in ("comparison.csv", "kpis.csv"):
        head = (tmp_path / name).read_text().splitlines()[0]
        (tmp_path / name).write_text(f"{head}\n")
    said = texts(section("question", tmp_path))
    assert any("Each was begun 3 times; none finished." in words for words in said)


def test_results_that_are_whole_warn_of_nothing(default: Path) -> None:
    assert not any(isinstance(b, Box) for b in section("question", default).blocks)


def test_designs_still_say_it_in_these_words() -> None:
    designs = Path(sim.__file__).parent / "experiment" / "designs"
    source = "".join(path.read_text(encoding="utf-8") for path in designs.glob("*.py"))
    assert all(words in source for words in NOT_REACHED)


# --- the answer -----------------------------------------------------------------------------------
def test_the_answer_stands_out_over_its_figures(default: Path) -> None:
    made = section("answer", default, cost_per_person_month=1000.0, currency="USD")
    first, second, table = made.blocks
    assert isinstance(first, Words)
    assert isinstance(second, Words)
    assert first.strong
    assert second.strong
    expected = headline(
        read_results(default), ReportSettings(cost_per_person_month=1000.0, currency="USD")
    )
    assert [first.text, second.text] == expected
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == [f"{IN_WORDS} (baseline)", "surge, graduated"]
    assert [row[-1].text for row in table.rows] == ["USD 350,000", "USD 660,000"]


# --- what would reverse it ------------------------------------------------------------------------
def test_a_tie_says_what_telling_apart_would_take(tmp_path: Path) -> None:
    close = {"a": {TRUE: 7.05 + 0.7 * UNEVEN, PEOPLE: 240.0}, "b": {TRUE: 9.0, PEOPLE: 240.0}}
    write_values(tmp_path, {"base": {TRUE: 7.0, PEOPLE: 240.0}, **close})
    (tie, *_) = bullets("reversal", tmp_path)
    assert tie.startswith("“a” is not told apart from the baseline: it may do as well or better; ")
    assert re.search(
        r"about \d\d replications of each, not 20, would show a difference of 5 %", tie
    )


def test_a_cheaper_one_is_told_with_what_it_saves(tmp_path: Path) -> None:
    write_values(
        tmp_path,
        {
            "base": {TRUE: 7.0, PEOPLE: 240.0},
            "best": {TRUE: 6.0, PEOPLE: 400.0},
            "cheap": {TRUE: 6.5 + 0.1 * UNEVEN, PEOPLE: 100.0},
        },
    )
    said = bullets("reversal", tmp_path, cost_per_person_month=1000.0)
    assert said[0] == (
        "“cheap” takes on average 140 fewer paid people than the baseline (140,000 a month less) "
        "and has 0.42 to 0.58 fewer true incidents a day."
    )


def test_a_cheaper_one_is_told_with_what_it_loses(tmp_path: Path) -> None:
    wait, visited = "mission_wait_mean_minutes", "visited_within_72_h_share"
    write_values(
        tmp_path,
        {
            "base": {TRUE: 7.0, PEOPLE: 240.0, wait: 3.0, visited: 0.5},
            "best": {TRUE: 6.0, PEOPLE: 400.0, wait: 3.0, visited: 0.5},
            "cheap": {TRUE: 6.5, PEOPLE: 100.0, wait: 9.0, visited: 0.2 + 0.01 * UNEVEN},
        },
    )
    said = bullets("reversal", tmp_path)
    assert said[0].startswith("“cheap” takes on average 140 fewer paid people than the baseline ")
    assert "; but it is shown to be worse in reports visited within 72 h (2" in said[0]
    assert said[0].endswith("; wait at mission checkpoints, mean (6 minutes higher).")


def test_a_baseline_without_the_figure_is_no_measure_of_advice(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: float("nan")}, "a": {TRUE: 7.0}, "b": {TRUE: 8.0}})
    with pytest.raises(NotInResults, match="the baseline has no figure of true incidents"):
        section("reversal", tmp_path)


def test_what_gets_worse_and_who_is_best_otherwise(tmp_path: Path) -> None:
    share = "people_reached_share"
    write_values(
        tmp_path,
        {
            "base": {TRUE: 7.0, PEOPLE: 240.0, share: 0.4},
            "best": {TRUE: 6.0, PEOPLE: 240.0, share: 0.2 + 0.01 * UNEVEN},
            "kind": {TRUE: 8.0, PEOPLE: 240.0, share: 0.6},
        },
    )
    said = "\n".join(bullets("reversal", tmp_path))
    assert (
        "“best” is shown to be worse in people reached over requested (16 to 24 percentage points "
        "lower" in said
    )
    assert (
        "If people reached over requested weighed more, “kind” would be best: 60.0 % against"
        in said
    )
    assert "picked by its figure" in said


def test_the_record_would_choose_another(tmp_path: Path) -> None:
    write_values(tmp_path, LYING)
    said = "\n".join(bullets("reversal", tmp_path))
    assert "Whoever went by recorded entries alone would choose “blind”" in said


def test_assumed_effects_are_named_with_what_was_tried(tmp_path: Path) -> None:
    wrong = "sanctions_wrong_group_share"
    write_values(tmp_path, {"base": {TRUE: 7.0}, "a": {TRUE: 6.0}})
    table = pd.read_csv(tmp_path / "comparison.csv")
    more = table[table["kpi"] == "people_reached_share"].assign(kpi=wrong)
    pd.concat([table, more]).to_csv(tmp_path / "comparison.csv", index=False)
    kpis = pd.read_csv(tmp_path / "kpis.csv")
    kpis.assign(**{wrong: 0.1}).to_csv(tmp_path / "kpis.csv", index=False)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    effects = {"deterrence_by_rung": 0.15, "resentment_effect": 0.0}
    for own in manifest["scenarios"].values():
        own["world"]["violence"] = effects
    change(tmp_path, **manifest)
    said = bullets("reversal", tmp_path)
    assert any(
        line.startswith(
            "That sanctions deter (with each step up the ladder a group fires 14 % less"
        )
        for line in said
    )
    manifest["scenarios"]["a"]["world"]["violence"] = effects | {"deterrence_by_rung": 0.3}
    change(tmp_path, **manifest)
    said = bullets("reversal", tmp_path)
    assert any(
        "it was varied here: with each step up the ladder a group fires 14 to 26 %" in line
        for line in said
    )


def test_where_nothing_is_advised_nothing_reverses_it(tmp_path: Path) -> None:
    alone = write_values(tmp_path / "alone", {"base": {TRUE: 7.0}})
    same = {TRUE: 7.0, PEOPLE: 240.0}
    alike = write_values(tmp_path / "alike", {"base": same, "a": same})
    for folder, why in ((alone, "only one scenario"), (alike, "don't differ")):
        with pytest.raises(NotInResults, match=why):
            section("reversal", folder)
    cheaper = {"base": same, "a": same | {PEOPLE: 100.0}}
    assert any(
        "“a” takes on average 140 fewer" in line
        for line in bullets("reversal", write_values(tmp_path / "cheaper", cheaper))
    )


def test_at_guesses_the_turning_point_is_told(tmp_path: Path) -> None:
    values: dict[str, Any] = {"base": {TRUE: 7.0}}
    factors = {}
    for number, apart in enumerate((-1.0, -0.5, 0.7), start=1):
        values[f"first, u {number}"] = {TRUE: 7.0}
        values[f"second, u {number}"] = {TRUE: 7.0 + apart + 0.01 * UNEVEN}
        factors[f"second, u {number}"] = {"world.violence.resentment_effect": f"0.{number}21"}
    key = "world.violence.resentment_effect"
    write_values(tmp_path, values, guesses={"u": [key]}, factors=factors)
    (only,) = bullets("reversal", tmp_path)
    assert only == (
        "At 1 of 3 sets of assumptions “second” has more true incidents than “first” (more than "
        "chance), furthest where a wrong sanction makes a group fire 32 % more often at first."
    )


# --- true beside recorded -------------------------------------------------------------------------
LYING: dict[str, dict[str, Any]] = {
    "base": {TRUE: 8.0, RECORDED: 5.0, PEOPLE: 240.0},
    "seeing": {TRUE: 7.0, RECORDED: 6.0, PEOPLE: 400.0},
    "blind": {TRUE: 7.5, RECORDED: 3.0, PEOPLE: 100.0},
}


def test_the_box_says_what_the_record_would_have_made_one_believe(tmp_path: Path) -> None:
    write_values(
        tmp_path, {k: {n: v + 0.01 * UNEVEN for n, v in o.items()} for k, o in LYING.items()}
    )
    table = [
        PowerRow("base", 35.0, 0.9, 0.2, float("nan"), 7, 0.53, 0.4, 0.7),
        PowerRow("seeing", 42.0, 0.9, 0.2, 3.0, 7, 0.1, 0.05, 0.2),
    ]
    pd.DataFrame(table).to_csv(tmp_path / "record_power.csv", index=False)
    said = bullets("misleading", tmp_path)
    assert said[0] == (
        "By recorded entries you would have chosen “blind”; with the fewest true incidents it is "
        "“seeing”: 7.000 a day, not 7.500 a day."
    )
    assert said[1].startswith("You would have believed that “seeing” makes things worse: ")
    assert "The record puts 1 of 2 scenarios on the wrong side" in said[2]
    assert said[-1].startswith(
        "A true fall by 20 % doesn't show in the record of “base” within 7 w"
    )
    assert "only one by about 53 % would" in said[-1]
    (box,) = section("misleading", tmp_path).blocks
    assert isinstance(box, Box)
    assert box.kind == "warning"
    (figures,) = [block for block in box.blocks if isinstance(block, Table)]
    assert [row[0].text for row in figures.rows] == ["base (baseline)", "seeing", "blind"]


def test_a_record_that_cannot_tell_chooses_nobody(tmp_path: Path) -> None:
    unsure = LYING | {"blind": {TRUE: 7.5, RECORDED: 5.99 + 1.0 * UNEVEN, PEOPLE: 100.0}}
    unsure["base"] = {TRUE: 8.0, RECORDED: 6.5, PEOPLE: 240.0}
    write_values(tmp_path, unsure)
    assert not any("would have chosen" in said for said in bullets("misleading", tmp_path))
    assert not any("would choose" in said for said in bullets("reversal", tmp_path))


def test_a_record_that_tells_the_truth_is_said_to(tmp_path: Path) -> None:
    honest = {"base": {TRUE: 8.0, RECORDED: 5.0}, "a": {TRUE: 7.0, RECORDED: 4.0}}
    said = bullets("misleading", write_values(tmp_path, honest))
    assert said[0] == (
        "By its record no scenario is shown to stand on the wrong side of the baseline, in any run."
    )


HARDLY_APART = {
    "base": {TRUE: 24.04, RECORDED: 11.6, PEOPLE: 818.0},
    "a": {TRUE: 23.96, RECORDED: 12.6, PEOPLE: 1368.0},
}


def test_means_that_read_alike_are_not_set_against_each_other(tmp_path: Path) -> None:
    write_values(tmp_path, HARDLY_APART)
    said = " ".join(bullets("misleading", tmp_path) + bullets("reversal", tmp_path))
    assert not re.search(r"([\d.]+) a day, not \1 a day|([\d.]+) true .* against \2 a day", said)


def test_an_advice_that_is_hardly_better_says_that_the_cheaper_does_as_well(tmp_path: Path) -> None:
    said = bullets("reversal", write_values(tmp_path, HARDLY_APART))
    assert said[0] == (
        "The baseline has more true incidents than “a” by 0.08 a day, too little to matter, and "
        "takes on average 550 fewer paid people."
    )
    assert not any("550 more" in sentence for sentence in said)


def test_a_record_that_misleads_in_all_of_two_runs_is_not_said_to_be_right(tmp_path: Path) -> None:
    few = {"base": {TRUE: [8.0, 8.1], RECORDED: [5.0, 5.1]}}
    few["a"] = {TRUE: [7.0, 7.2], RECORDED: [6.0, 6.2]}
    said = bullets("misleading", write_values(tmp_path, few, replications=2))
    assert "no scenario is shown" not in " ".join(said)
    assert any("puts “a” (in 2 of 2 runs) on the wrong side" in sentence for sentence in said)


def test_scenarios_that_the_record_perhaps_puts_on_the_wrong_side_are_named(tmp_path: Path) -> None:
    folder = write_results(tmp_path, two_factor_points(), BASELINE, replications=10)
    table = pd.read_csv(folder / "recorded_and_true.csv")
    against = table.index[table["along"] == "baseline"][:3]
    table["reversed"], table["record_in_most"] = 0, "not told"
    table.loc[against, "reversed"] = table["replications"].max()
    table.loc[against[:2], "record_in_most"] = "reversed"
    table.loc[against[2], "reversed"] = int(0.67 * table["replications"].max())
    table.to_csv(folder / "recorded_and_true.csv", index=False)
    (told,) = [said for said in bullets("misleading", folder) if "The record puts" in said]
    assert "The record puts 2 of 11 scenarios" in told
    assert "Perhaps it does so too with" in told


def test_harm_to_the_mission_is_among_what_must_not_get_worse_unnoticed() -> None:
    assert "security_incidents" in TOLD_FIRST
    assert set(TOLD_FIRST) <= set(REGISTERED), "a KPI that was renamed would never be told"


def test_a_fall_that_shows_is_told_with_its_weeks(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0, RECORDED: 5.0}})
    row = PowerRow("base", 35.0, 0.9, 0.2, 3.0, 7, 0.1, 0.05, 0.2)
    pd.DataFrame([row]).to_csv(tmp_path / "record_power.csv", index=False)
    (only,) = bullets("misleading", tmp_path)
    assert "shows in the record of “base” only after about 3 weeks" in only


# --- tables and charts ----------------------------------------------------------------------------
def tables(name: str, folder: Path, **given: Any) -> list[Table]:
    made = section(name, folder, **given)
    return [block for block in all_blocks(made.blocks) if isinstance(block, Table)]


def test_many_kpis_take_two_tables_and_few_take_one(default: Path) -> None:
    figures, differences = tables("comparison", default)
    assert figures.sortable
    assert len(figures.rows) == len(differences.rows) == 12
    (head,) = [row for row in differences.rows if row[0].kind == "baseline"]
    assert {cell.text for cell in head[1:]} == {"baseline"}
    numbers = {row[0].text: row[1].sort for row in differences.rows}
    assert numbers["surge, graduated"] == pytest.approx(-0.67, abs=0.15)
    assert {cell.kind for row in differences.rows for cell in row} >= {"better", "worse", "quiet"}
    (both,) = tables("comparison", default, kpis=[TRUE, "need_met_share", "people_reached_share"])
    assert [column.heading for column in both.columns][:3] == [
        "Scenario",
        "true incidents a day",
        "against the baseline",
    ]
    assert "Not in these results: need_met_share." in both.notes


def test_a_figure_that_is_missing_sorts_as_none(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0}, "a": {TRUE: float("nan")}})
    (one,) = tables("comparison", tmp_path, kpis=[TRUE])
    assert one.rows[1] == (Cell("a"), Cell("no data"), Cell("not enough data", None, "quiet"))


def test_one_scenario_has_a_row_a_kpi(tmp_path: Path) -> None:
    write_values(tmp_path, {"base": {TRUE: 8.0}})
    ask(tmp_path, "people_reached_share")
    main, further = tables("comparison", tmp_path)
    assert main.rows[0][0].text == "people reached over requested"
    assert 5 < len(main.rows) <= 11
    assert not {row[0].text for row in main.rows} & {row[0].text for row in further.rows}


def test_every_chart_has_one_place(default: Path) -> None:
    known = [*CHARTS, *(name for own in OF_DESIGNS.values() for name in own)]
    made = section("charts", default, drawn=[*known, "99_new"])
    shown = [block.chart for block in made.blocks if isinstance(block, Picture)]
    assert not SHOWN_ELSEWHERE & set(shown)
    assert not SHOWN_ELSEWHERE & set(WHAT_TO_SEE)
    assert set(shown) | SHOWN_ELSEWHERE >= set(known)
    assert shown[-1] == "99_new"
    assert len(shown) == len(set(shown))
    assert "no convoys" in texts(made)


def test_charts_shown_elsewhere_are() -> None:
    sections = Path(sim.__file__).parent / "report" / "sections"
    others = [path for path in sections.glob("*.py") if path.stem != "charts"]
    texts_of = [path.read_text(encoding="utf-8") for path in others]
    shown_by = {chart: sum(f'"{chart}"' in text for text in texts_of) for chart in SHOWN_ELSEWHERE}
    assert shown_by == dict.fromkeys(SHOWN_ELSEWHERE, 1)


# --- words ----------------------------------------------------------------------------------------
LONE: dict[str, dict[str, Any]] = {"base": {TRUE: 7.0}, "a": {TRUE: 6.0}}
KINDS: dict[str, tuple[dict[str, dict[str, Any]], dict[str, Any]]] = {
    "lying": (LYING, {}),
    "alone": ({"base": {TRUE: 7.0}}, {}),
    "alike": ({"base": {TRUE: 7.0}, "a": {TRUE: 7.0}}, {}),
    "one replication": (LONE, {"replications": 1}),
    "missing": ({"base": {TRUE: 7.0}, "a": {TRUE: float("nan")}}, {}),
    "guessed": (
        {name: {TRUE: 7.0} for name in ("base", "x, u 1", "y, u 1")},
        {"guesses": {"u": ["world.x"]}},
    ),
}


def assert_words_are_plain(folder: Path) -> set[str]:
    """Gives the sections that there are."""
    written = set()
    for name in MINE:
        with suppress(NotInResults):
            made = section(name, folder)
            written.add(name)
            for said in texts(made, folded=False):
                found = [bad for bad in FORBIDDEN if re.search(bad, said)]
                assert not found, f"{name}: {said}"
    return written


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_that_planners_may_not_read(tmp_path: Path, kind: str) -> None:
    values, given = KINDS[kind]
    written = assert_words_are_plain(write_values(tmp_path, values, **given))
    assert written >= {"question", "answer", "comparison", "always_said"}


@pytest.mark.slow
def test_a_real_run_has_all_of_it_in_plain_words(run_folder: Path) -> None:
    assert assert_words_are_plain(run_folder) == {*MINE}


def test_what_every_report_says_is_there(default: Path) -> None:
    said = "\n".join(texts(section("always_said", default)))
    assert len(SENTENCES) == 7
    for words in ("not violations", "assumed, not observed", "independent", "chance", "simulated"):
        assert words in said
