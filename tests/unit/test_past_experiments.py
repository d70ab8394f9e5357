"""What is known of past experiments, and what is said when the same command finds something new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from few_lines import Silent, few_lines, scenario
from kept_runs import Went, plan

from sim.experiment import booking as booking_module
from sim.experiment import past_experiments as past_module
from sim.experiment import row_key
from sim.experiment.engine import run_plan
from sim.experiment.past_experiments import PastExperiment, past_experiments
from sim.experiment.problems import Interrupted
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
    Went(plan(tmp_path, scenario("short")))
    Went(plan(tmp_path, scenario("short"), replications=8))
    assert [counts(found) for found in past(tmp_path)] == [(8, 0, 0)]
    # fewer are asked for: what is kept beyond isn't this experiment's
    Went(plan(tmp_path, scenario("short"), replications=3))
    assert [counts(found) for found in past(tmp_path)] == [(3, 0, 0)]
    Went(plan(tmp_path, scenario("short"), seed=8, command=["run.py", "seed=8"]))
    assert [found.command for found in past(tmp_path)] == [
        "run.py seed=8",
        "python run.py experiment=trial",
    ]
    assert len(past(tmp_path, at_most=1)) == 1


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
        run_plan(plan(tmp_path, scenario("short")), Silent(), few_lines)
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

    run_plan(plan(tmp_path, scenario("short")), Silent(), looked_at)
    assert states[0] == ("running", (0, 0, 5))
    assert states[-1][0] == "running"
    with Store(tmp_path / "store.sqlite") as store, store.transaction() as connection:
        connection.execute("UPDATE experiments SET state = 'running'")
    assert past(tmp_path)[0].state == "broken off", "its process is gone"


def test_changed_settings_are_told_once(tmp_path: Path) -> None:
    Went(plan(tmp_path, scenario("short"), scenario("long", 3)))
    second = Went(plan(tmp_path, scenario("short"), scenario("long", 4)))
    (line,) = second.said
    assert line.startswith("changed since this command was run on 20")
    assert line.endswith(": the settings of long; 5 replications are simulated anew")
    assert sum(second.simulated.values()) == 5
    assert not Went(plan(tmp_path, scenario("short"), scenario("long", 4))).said
    assert not Went(plan(tmp_path, scenario("short"), scenario("long", 3))).said, "it is kept"


def test_a_changed_seed_or_code_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Went(plan(tmp_path, scenario("short")))
    (line,) = Went(plan(tmp_path, scenario("short"), seed=8)).said
    assert line.endswith(": the seed (7, now 8); 5 replications are simulated anew")
    other_code(monkeypatch)
    monkeypatch.setattr(booking_module, "versions", lambda: {**row_key.versions(), "numpy": "9.9"})
    (line,) = Went(plan(tmp_path, scenario("short"), seed=8)).said
    assert ": the code, the version of numpy (" in line
    assert line.endswith(", now 9.9); 5 replications are simulated anew")
    assert [found.same_code for found in past(tmp_path)][1:] == [False, False]


def test_words_that_change_no_replication_make_no_other_command(tmp_path: Path) -> None:
    words = ["python", "run.py", "experiment=trial"]
    Went(plan(tmp_path, scenario("short"), command=words))
    more = [*words, "workers=2", "redo_failed=true"]
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


def test_many_changed_scenarios_are_not_all_named(tmp_path: Path) -> None:
    many = [scenario(f"s{number}", number + 1) for number in range(9)]
    Went(plan(tmp_path, *many, replications=2))
    others = [scenario(f"s{number}", number + 20) for number in range(9)]
    (line,) = Went(plan(tmp_path, *others, replications=2)).said
    assert "s5; and 3 more; 18 replications are simulated anew" in line
    assert "s6" not in line
