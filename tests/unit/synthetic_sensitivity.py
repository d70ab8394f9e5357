"""A results folder of a sensitivity study, made without a model."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from small_material import change_manifest
from synthetic_results import RESPONSE, write_results

Row = dict[str, Any]

KPI, SECOND = "true_incidents_per_day", "people_reached_share"
STANDING = {KPI: 5.6, SECOND: 0.36}
CLUSTERING = "clustering"
TURNS_BELOW = 0.03
"""Where both kinds of deterrence lie below it, the order of the rules turns."""


class Parameter(NamedTuple):
    """A made-up parameter: its range, and by how much its high end moves the two outputs."""

    key: str
    words: str
    unit: str
    low: float
    high: float
    standing: float
    status: str
    effects: tuple[float, float]


RUNG, OBSERVER = "log intensity per rung", "log intensity per observer"
FOLLOWING, WRONG = "incidents per incident", "share per wrong sanction"
BEFORE = "how much more a group fires before it joins"
VIOLENCE = "world.violence"
PARAMETERS = [
    Parameter(*of)
    for of in (
        (f"{VIOLENCE}.deterrence_by_rung", "deterrence by sanctions", RUNG, -0.1, 0.4, 0.15,
         "assumed", (-1.9, 0.03)),
        (f"{VIOLENCE}.deterrence_by_presence", "deterrence by presence", OBSERVER, -0.02, 0.05, 0.0,
         "assumed", (-1.4, 0.02)),
        (f"{VIOLENCE}.slow.retaliation", "slow retaliation", FOLLOWING, 0.0, 0.3, 0.12,
         "assumed", (0.9, -0.02)),
        (f"{VIOLENCE}.resentment_effect", "resentment of wrong sanctions", WRONG, 0.0, 0.1, 0.03,
         "assumed", (0.6, -0.01)),
        ("world.groups.*.before_joining_factor", BEFORE, "factor", 1.0, 2.0, 1.2,
         "assumed", (0.4, -0.005)),
        ("world.access.refusal.*", "chance that a side refuses a convoy", "probability", 0.1, 0.6,
         0.3, "expert", (0.02, -0.35)),
        ("world.observation.heard_at_night", "share of incidents heard at night", "share", 0.2, 0.9,
         0.5, "expert", (-0.05, 0.001)),
    )
]  # fmt: skip
NAMES = [one.key for one in PARAMETERS]
PAIRS = ((0, 1, 0.21), (0, 3, 0.1), (1, 2, 0.05), (2, 3, -0.02))


def write_table(folder: Path, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """A table of a study, with these columns."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_sensitivity(folder: Path, *, flips: bool = True, points: int = 64) -> Path:
    """The rules at standing values, and the tables of the study. Without ``flips`` the rule that
    is best at standing values is best everywhere."""
    rules = {rule: {"response": rule} for rule in RESPONSE}
    write_results(folder, rules, "investigate_first", replications=8)
    change_manifest(
        folder,
        experiment="sensitivity",
        question="What matters, and does the order of the rules hold?",
        design={
            "kind": "sensitivity",
            "kpi": KPI,
            "outputs": [KPI, SECOND],
            "replications_of_an_end": 3,
        },
        conclusion=[
            "As things stand, graduated has in the model the lowest true incidents a day.",
            "Another rule is shown to do better where deterrence by sanctions is low.",
            "A third sentence.",
        ],
        conclusion_is_the_answer=True,
    )
    for name, rows in sensitivity_tables(flips=flips, points=points).items():
        if rows:
            write_table(folder, name, list(rows[0]), rows)
    return folder


def sensitivity_tables(*, flips: bool, points: int) -> dict[str, list[Row]]:
    """Name -> rows."""
    guesses = ranking_points(flips=flips, points=points)
    return {
        "screening": [_screened(one, at) for at in range(2) for one in PARAMETERS],
        "sobol": [_shares(one, at) for at in range(2) for one in PARAMETERS],
        "interactions": [_pair(*pair, output) for output in STANDING for pair in PAIRS],
        "tornado": [row for at, output in enumerate(STANDING) for row in _tornado(at, output)],
        "ranking": ranking(guesses),
        "ranking_points": guesses,
        "flips": [_bound(one) for one in PARAMETERS[:2]] if flips else [],
        "left_out": LEFT_OUT,
    }


LEFT_OUT: list[Row] = [
    dict(zip(("parameter", "words", "status", "why", "values"), row, strict=True))
    for row in (
        ("world.zones.*.places.*.lat", "where places lie", "assumed", "a position", 24),
        ("world.zones.*.places.*.lon", "where places lie", "assumed", "a position", 24),
        ("staffing.zones.*.posts", "posts", "expert", "a decision", 1),
    )
]


def ranking_points(*, flips: bool, points: int) -> list[Row]:
    """A row a guess; every ninth isn't told apart."""
    rng = np.random.default_rng(3)
    rows = []
    for number in range(1, points + 1):
        values = {one.key: float(rng.uniform(one.low, one.high)) for one in PARAMETERS}
        turned = flips and max(values[NAMES[0]], values[NAMES[1]]) < TURNS_BELOW
        verdict = "another" if turned else "not told apart" if number % 9 == 0 else "same"
        rule = "record_only" if turned else "graduated"
        clustering = "contagion" if number % 2 else "common_cause"
        row = {"point": number, "rule": rule, "verdict": verdict}
        rows.append(row | values | {CLUSTERING: clustering})
    return rows


def ranking(guesses: Sequence[Mapping[str, Any]]) -> list[Row]:
    """A row a rule."""
    rows = []
    for rule, mean in RESPONSE.items():
        own = [guess for guess in guesses if guess["rule"] == rule]
        apart = sum(guess["verdict"] == "not told apart" for guess in own)
        rows.append(
            {
                "rule": rule,
                "points": len(own) - apart,
                "share_best": (len(own) - apart) / len(guesses),
                "not_told_apart": apart,
                "guesses": len(guesses),
                "at_standing_best": "yes" if rule == "graduated" else "no",
                "mean_at_standing": mean,
                "low": mean - 0.2,
                "high": mean + 0.2,
            }
        )
    return rows


def _named(one: Parameter) -> Row:
    return {"parameter": one.key, "words": one.words}


def _share(one: Parameter, at: int) -> float:
    return one.effects[at] ** 2 / sum(other.effects[at] ** 2 for other in PARAMETERS)


def _screened(one: Parameter, at: int) -> Row:
    effect = abs(one.effects[at])
    kept = "yes" if max(_share(one, 0), _share(one, 1)) > 0.01 else "no"
    row = {"unit": one.unit, "status": one.status, "from": one.low, "to": one.high}
    row |= {"standing": one.standing, "output": list(STANDING)[at], "mu_star": effect}
    row |= {"mu_star_half_width": 0.2 * effect, "sigma": 0.3 * effect, "kept": kept}
    return _named(one) | row


def _shares(one: Parameter, at: int) -> Row:
    share = _share(one, at)
    row = {"output": list(STANDING)[at], "first": 0.8 * share - 0.01, "first_half_width": 0.09}
    return _named(one) | row | {"total": 1.1 * share + 0.01, "total_half_width": 0.12}


def _pair(first: int, other: int, second: float, output: str) -> Row:
    others = {"other": NAMES[other], "other_words": PARAMETERS[other].words}
    shares = {"output": output, "second": second, "second_half_width": 0.08}
    return _named(PARAMETERS[first]) | others | shares


def _tornado(at: int, output: str) -> list[Row]:
    standing = STANDING[output]
    rows = []
    for one in PARAMETERS:
        low = standing - 0.4 * one.effects[at]
        values = {"low_value": one.low, "high_value": one.high, "standing": one.standing}
        own = _named(one) | {"unit": one.unit, "output": output} | values
        rows.append(own | _ends(standing, low, low + one.effects[at]))
    for words, low_value, high_value, stands, low, high in (
        ("why fire comes in clusters", "common_cause", "common_cause", "contagion", 1.03, 1.03),
        ("response rule", "graduated", "record_only", "investigate_first", 0.95, 1.1),
    ):
        name = "response" if "rule" in words else CLUSTERING
        values = {"low_value": low_value, "high_value": high_value, "standing": stands}
        own = {"parameter": name, "words": words, "unit": "choice", "output": output} | values
        rows.append(own | _ends(standing, low * standing, high * standing))
    return rows


def _ends(standing: float, low: float, high: float) -> Row:
    """Figures of a row of the tornado, with their intervals."""
    found = {"at_standing": standing}
    half = 0.04 * standing
    for name, at in (("at_low", low), ("at_high", high)):
        found |= {name: at, f"{name}_from": at - half, f"{name}_to": at + half}
    return found


def _bound(one: Parameter) -> Row:
    row = {"box": 1, "rule": "record_only"} | _named(one) | {"unit": one.unit, "from": ""}
    row |= {"to": TURNS_BELOW, "tried_from": one.low, "tried_to": one.high, "coverage": 0.93}
    return row | {"density": 0.81, "points_inside": 14, "chance": 0.01}
