"""Decisions compared at the same guess: which belong together, what is shown, and the words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.at_the_same_guess import against_first, by_guess, decisions
from sim.analysis.quotients import Column
from sim.analysis.recorded_and_true import TRUE
from sim.analysis.statistics import paired_difference
from sim.report.answer.headline import headline
from sim.report.folder.results import Results
from sim.report_settings import ReportSettings

STANDS = "ghouta as it stands"
RUNG = "world.violence.deterrence_by_rung"
WAIT, REACHED = "mission_wait_mean_minutes", "people_reached_share"


# --- which belong together ------------------------------------------------------------------------
def test_points_are_put_together_by_the_numbers_of_sampled_blocks() -> None:
    names = [STANDS, *(f"{rule}, unknowns {n}" for rule in ("none", "some") for n in ("01", "02"))]
    found = by_guess(names, ["unknowns"])
    assert found == {
        "unknowns 01": {"none": "none, unknowns 01", "some": "some, unknowns 01"},
        "unknowns 02": {"none": "none, unknowns 02", "some": "some, unknowns 02"},
    }
    assert decisions(found) == ["none", "some"]
    assert by_guess(names, []) == {}


def test_blocks_may_stand_anywhere_and_be_several() -> None:
    names = ["a (b) 1, lean, rungs=[1, 2], c 4", "a (b) 1, rules 3, c 5", "a (b) 1, c 4"]
    assert by_guess(names, ["a (b)", "c"]) == {
        "a (b) 1, c 4": {"lean, rungs=[1, 2]": names[0], "": names[2]},
        "a (b) 1, c 5": {"rules 3": names[1]},
    }


# --- what is compared -----------------------------------------------------------------------------
def column(values: list[float]) -> Column:
    return Column(np.array(values), np.ones(len(values)))


GUESSES = by_guess([f"{d}, u {n}" for d in ("none", "some") for n in (1, 2, 3)], ["u"])


def test_a_decision_is_compared_within_the_guess_and_the_replication() -> None:
    values = {
        "none, u 1": [5.0, 9.0, 2.0, 6.0],
        "some, u 1": [4.1, 7.9, 1.0, 5.05],
        "none, u 2": [5.0, 9.0, 2.0, float("nan")],
        "some, u 2": [6.0, 7.0, 2.0, 3.0],
        "none, u 3": [1.0, 1.0, 1.0, 1.0],
    }
    columns = {name: column(own) for name, own in values.items()}
    (found,) = against_first(GUESSES, columns, ratio=False)
    assert (found.decision, found.first, found.without) == ("some", "none", 1)
    assert found.differences == pytest.approx({"u 1": -0.9875, "u 2": -1.0 / 3.0})
    assert found.shown == {"u 1"}


def test_intervals_hold_for_all_guesses_at_once() -> None:
    """What a single interval of 95 % shows, one of several may not."""
    apart = [0.06, 0.2, 0.3, 0.16]
    assert paired_difference(np.array(apart), np.zeros(4)).low > 0.0
    assert paired_difference(np.array(apart), np.zeros(4), 1.0 - 0.05 / 3.0).low < 0.0
    columns = {f"none, u {n}": column([0.0] * 4) for n in (1, 2, 3)}
    columns |= {f"some, u {n}": column(apart) for n in (1, 2, 3)}
    (found,) = against_first(GUESSES, columns, ratio=False)
    assert found.shown == frozenset()
    one = {"u 1": GUESSES["u 1"]}
    (alone,) = against_first(one, columns, ratio=False)
    assert alone.shown == {"u 1"}


def test_one_replication_shows_nothing_and_a_ratio_is_one_of_sums() -> None:
    columns = {name: column([1.0]) for own in GUESSES.values() for name in own.values()}
    (found,) = against_first(GUESSES, columns, ratio=False)
    assert found.shown is None
    assert found.differences == {"u 1": 0.0, "u 2": 0.0, "u 3": 0.0}
    part = Column(np.array([1.0, 3.0]), np.array([2.0, 2.0]))
    whole = Column(np.array([0.0, 1.0]), np.array([9.0, 1.0]))
    (ratio,) = against_first(GUESSES, {"none, u 2": part, "some, u 2": whole}, ratio=True)
    assert ratio.differences == pytest.approx({"u 2": 0.1 - 1.0})
    assert ratio.without == 2


# --- the words ------------------------------------------------------------------------------------
def results(
    apart: dict[str, list[float]],
    kpi: str = TRUE,
    *,
    replications: int = 4,
    keys: tuple[str, ...] = (RUNG,),
    **manifest: Any,
) -> Results:
    """Decisions that differ from the first, ``none``, by so much at each guess; a little noise
    that cancels out."""
    guesses = range(1, len(next(iter(apart.values()), [0.0])) + 1)
    values = {STANDS: 0.0}
    values |= {f"none, u {n}": 5.0 for n in guesses}
    values |= {f"{d}, u {n}": 5.0 + own[n - 1] for d, own in apart.items() for n in guesses}
    noise = [0.0, 0.01, -0.01, 0.0][:replications]
    rows = [
        (name, at, value + (e if name.startswith("some") else 0.0))
        for name, value in values.items()
        for at, e in enumerate(noise)
    ]
    labels = {
        TRUE: {"label": "true incidents a day", "direction": "lower"},
        WAIT: {"label": "wait, mean", "direction": "lower"},
        REACHED: {"label": "people reached", "direction": "higher"},
    }
    units = {TRUE: "incidents/day", WAIT: "minutes", REACHED: "share"}
    comparison = pd.DataFrame({"kpi": kpi, "scenario": list(values), "unit": units[kpi]})
    comparison["mean"] = list(values.values())
    factors = {n: {k: f"-0.0{n.rsplit(' ')[-1]}1234" for k in keys} for n in list(values)[1:]}
    return Results(
        folder=Path(),
        manifest={"kpi_labels": labels, "guesses": {"u": list(keys)}, "factors": factors}
        | manifest,
        comparison=comparison,
        kpis=pd.DataFrame(rows, columns=["scenario", "replication", kpi]),
        series=pd.DataFrame(),
        names=list(values),
        baseline=STANDS,
        factors={},
        replications=replications,
        fewest_replications=replications,
        failed=0,
        settings={name: {"about": [kpi]} for name in values},
    )


def said(found: Results) -> str:
    return "\n".join(headline(found, ReportSettings()))


def test_the_other_way_round_at_some_guesses_is_the_finding() -> None:
    assert said(results({"some": [-1.3, 0.2, 0.0, -0.5]})) == (
        "In the model, “some” has fewer true incidents than “none” at 2 of the 4 sets of "
        "assumptions tried (more than chance at all of them), and more at 1 (more than chance); "
        "the difference goes from 1.3 fewer to 0.2 more a day."
    )
    assert "at 1 (which may be chance)" in said(results({"some": [-1.3, 0.0001, -0.5]}))
    assert "chance" not in said(results({"some": [-1.3, 0.2, -0.5]}, replications=1))


def test_units_of_what_is_not_counted() -> None:
    wait = said(results({"some": [2.0, 4.0]}, WAIT))
    assert "“some” has higher wait, mean than “none” at all 2 sets" in wait
    assert wait.endswith("; the difference is 2 to 4 minutes higher.")
    assert "from 20 percentage points lower to 50 percentage points higher" in said(
        results({"some": [-0.2, 0.5]}, REACHED)
    )


def test_decisions_without_figures_or_without_a_difference() -> None:
    assert said(results({"other": [0.0, 0.0]})) == (
        "In the model, “other” and “none” have the same true incidents at all 2 sets of "
        "assumptions tried."
    )
    nobody = said(results({"some": [-1.0]}, left_out=["none, u 1"]))
    assert nobody == "“some” and “none” have no figures at the same assumptions."
