"""Carries a sensitivity study out over a made-up function of its settings, for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from sim.config import Scenario
from sim.experiment.designs.base import Changes, Conclusion, NotPossible, Results
from sim.experiment.designs.sensitivity import Sensitivity
from sim.experiment.sensitivity.found import Found
from sim.experiment.sensitivity.unknowns import Assumption
from sim.experiment.trials import Trials

KPI = "true_incidents_per_day"
STANDING = "as it stands"
RULES = ["record_only", "investigate_first", "graduated", "sanction_first"]
Made = Callable[[Mapping[str, Any], int], float]
"""(settings, replication) -> the KPI."""


def unknown(name: str, low: float, high: float, standing: float, **rest: Any) -> Assumption:
    """A number between two others."""
    about = {"parameter": name, "words": name, "unit": "units", "status": "assumed"}
    width = {"low": low, "high": high, "standing": {f"world.{name}": standing}}
    return Assumption.model_validate({**about, **width, **rest})


def study(unknowns: list[Assumption], **over: Any) -> Sensitivity:
    """A study of these unknowns with four rules, the first of which stands."""
    settings: dict[str, Any] = {
        "kind": "sensitivity",
        "name": "made up",
        "kpi": KPI,
        "outputs": [KPI],
        "rules": RULES,
        "with_common_cause": False,
        "trajectories": 4,
        "kept": len(unknowns),
        "draws": 16,
        "replications_of_a_point": 1,
        "replications_of_a_guess": 3,
        "replications_of_an_end": 3,
        "standing_rule": RULES[0],
        "sampled_by": 7,
    }
    return Sensitivity.model_validate({**settings, "unknowns": unknowns, **over})


def carried_out(
    design: Sensitivity, made: Made, *, refused: Callable[[Changes], bool] = lambda _: False
) -> tuple[Found, Conclusion, Results]:
    """Do what the study asks until it asks nothing more.

    ``made`` gets what stands with the changes of a point; ``refused``: points that can't be.
    """
    standing = {key: v for one in design.unknowns for key, v in one.standing.items()}
    standing["response"] = design.standing_rule

    def make(name: str, changes: Changes) -> Scenario:
        if refused(changes):
            raise NotPossible(f"{name}: world.a: too much")
        return cast(Scenario, {**standing, **changes})

    results = Results((STANDING,), STANDING, 5, base=cast(Scenario, standing), make=make)
    for _ in range(20):
        requests = design.ask(results)
        if not requests:
            break
        for name, number in requests:
            changes = results.further.get(name, {})
            if refused(changes):
                results.impossible[name] = "too much"
            else:
                value = made({**standing, **changes}, number)
                results.known[name, number] = {KPI: (value, 1.0)}
    conclusion = design.conclude(results)
    assert conclusion is not None
    trials = Trials(results)
    return design.found(design.carry_out(trials), trials), conclusion, results
