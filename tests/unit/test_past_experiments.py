"""What is known of past experiments, and what is said when the same command finds something new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from few_lines import few_lines, plan, scenario
from heard import Heard
from kept_runs import Went

from sim.experiment import booking as booking_module
from sim.experiment import past_experiments as past_module
from sim.experiment import row_key
from sim.experiment.changed_settings import changes_in_words
from sim.experiment.engine import run_plan
from sim.experiment.executors.local import InThisProcess
from sim.experiment.past_experiments import PastExperiment, past_experiments
from sim.experiment.problems import EngineProblem, Interrupted
from sim.experiment.store import Store
from sim.kernel.eventlog import EventLog


def past(results: Path, at_most: int | None = None) -> list[PastExperiment]:
    with Store(results / "store.sqlite") as store:
        return past_experiments(store, at_most)[0]


def counts(found: PastExperiment) -> tuple[int, int, int]:
    return found.finished, found.failed, found.remaining


def other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (row_key, booking_module, past_module):
        monkeypatch.setattr(module, "code_hash", lambda: "another")


def test_a_finished_experiment(tmp_path: Path) -> None:
    went = Went(plan(tmp_path, scenario("short"), scenario("fails 2", 3)))
    (found,) = past(tmp_path)
    assert found.name == "trial"
    assert found.command == "python run.py experiment=trial"
    assert found.state == "finished"
    assert counts(found) == (8, 2, 0)
    assert tmp_path / found.folder == went.folder
    assert found.same_code


def test_equal_settings_count_for_each_scenario(tmp_path: Path) -> None:
    went = Went(plan(tmp_path, scenario("one"), scenario("same")))
    assert sum(went.simulated.values()) == 5
    assert counts(past(tmp_path)[0]) == (10, 0, 0)


def test_the_same_again_updates_its_entry_and_another_gets_its_own(tmp_path: Path) -> None:
    words = ["run.py", "experiment=trial"]
    Went(plan(tmp_path, scenario("short"), command=words))
    again = [*words, "workers=2", "replication_limit_s=9", "redo_failed=true", "cluster.wait_s=5"]
    Went(plan(tmp_path, scenario("short"), command=again))
    assert [found.command for found in past(tmp_path)] == [" ".join(again)]
    Went(plan(tmp_path, scenario("short"), seed=8, command=[*words, "seed=8"]))
    Went(plan(tmp_path, scenario("short"), command=[*words, "scenario=of_other_name"]))
    assert [found.command for found in past(tmp_path)] == [
        "run.py experiment=trial scenario=of_other_name",
        "run.py experiment=trial seed=8",
        " ".join(again),
    ]
    assert len(past(tmp_path, at_most=1)) == 1
    assert not any(found.of_other_settings for found in past(tmp_path))


def test_a_smaller_request_hides_no_larger_one(tmp_path: Path) -> None:
    def stops(*of: Any) -> EventLog:
        if of[2] == 3:
            raise KeyboardInterrupt
        return few_lines(*of)

    with pytest.raises(KeyboardInterrupt):
        run_plan(plan(tmp_path, scenario("short"), replications=20), Heard(), stops)
    Went(plan(tmp_path, scenario("short"), replications=2, command=["run.py", "replications=2"]))
    # by the same words too: the default may have changed in a file
    Went(plan(tmp_path, scenario("short"), replications=1))
    found = past(tmp_path)
    assert [counts(one) for one in found] == [(1, 0, 0), (2, 0, 0), (2, 0, 18)]
    assert found[2].state == "stopped"
    assert [one.of_other_settings for one in found] == [False, False, True]


def test_a_run_that_never_began_leaves_no_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(_self: object) -> None:
        raise EngineProblem("no scheduler answers")

    monkeypatch.setattr(InThisProcess, "open", unreachable)
    with pytest.raises(EngineProblem, match="no scheduler"):
        run_plan(plan(tmp_path, scenario("short")), Heard(), few_lines)
    assert not past(tmp_path)
    monkeypatch.undo()
    Went(plan(tmp_path, scenario("short")))
    monkeypatch.setattr(InThisProcess, "open", unreachable)
    # nobody is needed for what is known
    Went(plan(tmp_path, scenario("short"), replications=2, command=["run.py", "replications=2"]))
    assert [counts(found) for found in past(tmp_path)] == [(2, 0, 0), (5, 0, 0)]


def test_points_typed_on_the_command_line_are_a_sweep(tmp_path: Path) -> None:
    words = ["python", "run.py", "-m", "days=2,3"]
    Went(plan(tmp_path, scenario("2"), scenario("3", 3), experiment="single", command=words))
    Went(plan(tmp_path, scenario("2"), experiment="single", command=["python", "run.py"]))
    assert [found.name for found in past(tmp_path)] == ["single", "sweep"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (KeyboardInterrupt(), "stopped"),
        (Interrupted("stopped", 2), "stopped"),
        (SystemError("broken"), "broken off"),
    ],
)
def test_how_a_run_ended_is_its_state(
    tmp_path: Path, error: BaseException, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends_so(*_of: object) -> None:
        raise error

    monkeypatch.setattr("sim.experiment.engine.write_results_folder", ends_so)
    with pytest.raises(type(error)):
        run_plan(plan(tmp_path, scenario("short")), Heard(), few_lines)
    (found,) = past(tmp_path)
    assert found.state == state
    assert counts(found) == (5, 0, 0)
    assert found.folder == ""
    monkeypatch.undo()
    Went(plan(tmp_path, scenario("short")))
    assert past(tmp_path)[0].state == "finished"


def test_while_it_runs_it_is_running(tmp_path: Path) -> None:
    states = []

    def looked_at(*of: Any) -> EventLog:
        states.append((past(tmp_path)[0].state, counts(past(tmp_path)[0])))
        return few_lines(*of)

    run_plan(plan(tmp_path, scenario("short")), Heard(), looked_at)
    assert states[0] == ("running", (0, 0, 5))
    assert states[-1][0] == "running"
    with Store(tmp_path / "store.sqlite") as store, store.transaction() as connection:
        connection.execute("UPDATE experiments SET state = 'running'")
    assert past(tmp_path)[0].state == "broken off", "its process is gone"


def test_changed_settings_are_told_once(tmp_path: Path) -> None:
    Went(plan(tmp_path, scenario("short"), scenario("long", 3)))
    second = Went(plan(tmp_path, scenario("short"), scenario("long", 4)))
    (line,) = second.said
    assert line.startswith("changed since this command ran on 20")
    assert line.endswith(": days (3, now 4) in 1 of 2 scenarios; 5 replications are simulated anew")
    assert sum(second.simulated.values()) == 5
    assert not Went(plan(tmp_path, scenario("short"), scenario("long", 4))).said
    assert past(tmp_path)[1].of_other_settings
    assert not Went(plan(tmp_path, scenario("short"), scenario("long", 3))).said, "it is kept"
    with Store(tmp_path / "store.sqlite") as store, store.transaction() as connection:
        connection.execute("DROP TABLE settings")  # a store of before there was one
    (line,) = Went(plan(tmp_path, scenario("short"), scenario("long", 5))).said
    assert line.endswith(": settings in 1 of 2 scenarios; 5 replications are simulated anew")


def test_a_changed_seed_or_code_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Went(plan(tmp_path, scenario("short")))
    (line,) = Went(plan(tmp_path, scenario("short"), seed=8)).said
    assert line.endswith(": the seed (7, now 8); 5 replications are simulated anew")
    other_code(monkeypatch)
    monkeypatch.setattr(booking_module, "versions", lambda: {**row_key.versions(), "numpy": "9.9"})
    (line,) = Went(plan(tmp_path, scenario("short"), seed=8)).said
    assert ": the program's code, the version of numpy (" in line
    assert line.endswith(", now 9.9); 5 replications are simulated anew")
    assert [found.same_code for found in past(tmp_path)][1:] == [False, False]


def test_words_that_change_no_replication_make_no_other_command(tmp_path: Path) -> None:
    words = ["python", "run.py", "experiment=trial"]
    Went(plan(tmp_path, scenario("short"), command=words))
    more = [*words, "workers=2", "redo_failed=true", "cluster.wait_s=5", "worth_seeing=0.1"]
    assert Went(plan(tmp_path, scenario("short", 3), command=more)).said
    other = [*words, "staffing=lean"]
    assert not Went(plan(tmp_path, scenario("short", 4), command=other)).said


def test_a_name_and_a_question_change_nothing(tmp_path: Path) -> None:
    first = Went(plan(tmp_path, scenario("short"), scenario("long", 3)))
    renamed = scenario("brief").model_copy(update={"question": "How brief?"})
    second = Went(plan(tmp_path, renamed, scenario("long", 3), question="and now?"))
    assert sum(first.simulated.values()) == 10
    assert not second.simulated
    assert not second.said
    assert [counts(found) for found in past(tmp_path)] == [(10, 0, 0)]


def test_values_that_are_not_the_same_in_all_scenarios_are_left_out(tmp_path: Path) -> None:
    many = [scenario(f"s{number}", number + 1) for number in range(9)]
    Went(plan(tmp_path, *many, replications=2))
    others = [scenario(f"s{number}", number + 20) for number in range(9)]
    (line,) = Went(plan(tmp_path, *others, replications=2)).said
    assert line.endswith(": days in all 9 scenarios; 18 replications are simulated anew")


def test_changed_settings_in_words() -> None:
    then = {"a": {"b, c": 1, "d": "x"}, "e": [1], "f": None, "g": 1, "h": 1, "i": 1, "same": {}}
    now = {"a": {"b, c": 1.5, "d": "y"}, "e": [2], "f": True, "g": 2, "j": {}, "i": 2, "same": {}}
    assert changes_in_words([(then, now), (then, now)]) == (
        "a.b, c (1, now 1.5), a.d (x, now y), e, f (null, now true), g (1, now 2) and 3 more"
    )
    assert changes_in_words([({"h": 1}, {"j": 1})]) == "h (no longer there), j (new)"
    assert changes_in_words([(then, then)]) == ""
