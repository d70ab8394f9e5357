"""The tables of a sensitivity study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import isfinite

from sim.analysis.scenario_discovery import Box
from sim.experiment.sensitivity.found import Found
from sim.experiment.sensitivity.one_by_one import at_standing, shifted
from sim.experiment.sensitivity.rankings import NOT_TOLD
from sim.experiment.sensitivity.unknowns import Assumption, LeftOut, Value
from sim.experiment.study_results import Rows
from sim.experiment.trials import Trials

Boxes = Sequence[tuple[Box, str]]
Row = dict[str, str | int | float]


def tables(
    found: Found,
    boxes: Boxes,
    trials: Trials,
    outputs: Sequence[str],
    left_out: Sequence[LeftOut],
) -> Mapping[str, Rows]:
    """Every table by the name of its file; those without a row are left out."""
    made = {
        "screening": list(_screening(found, outputs)),
        "left_out": [one.model_dump() for one in left_out],
        "sobol": list(_sobol(found, outputs)),
        "interactions": list(_interactions(found, outputs)),
        "tornado": list(_tornado(found, trials, outputs)),
        "ranking": list(_ranking(found)),
        "ranking_points": list(_points(found)),
        "flips": list(_flips(found, boxes)),
    }
    return {name: rows for name, rows in made.items() if rows}


def plain(value: Value) -> str | int | float:
    """A value as a table holds it: words and numbers."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _ends(one: Assumption) -> tuple[str | int | float, str | int | float]:
    return plain(one.shown(0.0)), plain(one.shown(1.0))


def _named(one: Assumption) -> Row:
    return {"parameter": one.parameter, "words": one.words}


def _screening(found: Found, outputs: Sequence[str]) -> Iterator[Row]:
    for at, name in enumerate(found.screened.walks.factors):
        one = found.factors.by_name[name]
        low, high = _ends(one)
        about = {
            **_named(one),
            "unit": one.shown_unit,
            "status": one.status,
            "from": low,
            "to": high,
            "standing": plain(one.shown_standing),
        }
        kept = "yes" if name in found.screened.kept else "no"
        between = found.screened.on_the_difference
        for number, output in enumerate(outputs):
            effects = found.screened.effects[output]
            yield {
                **about,
                "output": output,
                "mu_star": float(effects.mu_star[at]),
                "mu_star_half_width": float(effects.half_width[at]),
                "sigma": float(effects.sigma[at]),
                "between_rules": "" if number else float(between.mu_star[at]),
                "between_rules_half_width": "" if number else float(between.half_width[at]),
                "kept": kept,
            }


def _sobol(found: Found, outputs: Sequence[str]) -> Iterator[Row]:
    for output in outputs:
        of = found.indices[output]
        for at, name in enumerate(found.blocks.factors):
            yield {
                **_named(found.factors.by_name[name]),
                "output": output,
                "first": float(of.first[at]),
                "first_half_width": float(of.first_half_width[at]),
                "total": float(of.total[at]),
                "total_half_width": float(of.total_half_width[at]),
                "chance": found.chance[output],
            }


def _interactions(found: Found, outputs: Sequence[str]) -> Iterator[Row]:
    for output in outputs:
        of = found.indices[output]
        for (i, name), (j, other) in combinations(enumerate(found.blocks.factors), 2):
            yield {
                **_named(found.factors.by_name[name]),
                "other": other,
                "other_words": found.factors.by_name[other].words,
                "output": output,
                "second": float(of.second[i, j]),
                "second_half_width": float(of.second_half_width[i, j]),
            }


def _tornado(found: Found, trials: Trials, outputs: Sequence[str]) -> Iterator[Row]:
    numbers = found.ends.replications
    for output in outputs:
        stands = at_standing(trials, output, numbers)
        for low, high in zip(found.ends.low, found.ends.high, strict=True):
            one = found.factors.by_name[low.factor]
            at_low = shifted(trials, low.scenario, output, numbers)
            at_high = shifted(trials, high.scenario, output, numbers)
            yield {
                **_named(one),
                "unit": one.shown_unit,
                "output": output,
                "low_value": plain(low.value),
                "high_value": plain(high.value),
                "standing": plain(one.shown_standing),
                "at_standing": stands,
                "at_low": at_low.estimate,
                "at_low_from": at_low.low,
                "at_low_to": at_low.high,
                "at_high": at_high.estimate,
                "at_high_from": at_high.low,
                "at_high_to": at_high.high,
            }


def _ranking(found: Found) -> Iterator[Row]:
    standing, orders = found.rankings.standing, found.rankings.orders
    for rule in standing.rules:
        best = sum(order.shown_best(rule) for order in orders)
        first = sum(order.first == rule for order in orders)
        is_best = "yes" if standing.shown_best(rule) else "no"
        if is_best == "no" and not standing.beats(rule):
            is_best = NOT_TOLD
        mean = standing.means[rule]
        yield {
            "rule": rule,
            "points": best,
            "share_best": best / len(orders) if orders else float("nan"),
            "not_told_apart": first - best,
            "guesses": len(orders),
            "at_standing_best": is_best,
            "mean_at_standing": mean.estimate,
            "low": mean.low,
            "high": mean.high,
        }


def _points(found: Found) -> Iterator[Row]:
    rankings = found.rankings
    numbered = zip(rankings.guesses, rankings.orders, rankings.verdicts, strict=True)
    for number, (guess, order, verdict) in enumerate(numbered, start=1):
        yield {
            "point": number,
            "rule": order.first,
            "verdict": verdict,
            **{f: plain(found.factors.by_name[f].shown(guess[f])) for f in found.varied},
        }


def _flips(found: Found, boxes: Boxes) -> Iterator[Row]:
    for number, (box, rule) in enumerate(boxes, start=1):
        for at, (low, high) in box.limits.items():
            one = found.factors.by_name[found.varied[at]]
            tried = _ends(one)
            yield {
                "box": number,
                "rule": rule,
                **_named(one),
                "unit": one.shown_unit,
                **limits(one, low, high),
                "tried_from": tried[0],
                "tried_to": tried[1],
                "coverage": box.coverage,
                "density": box.density,
                "points_inside": box.inside,
                "points_counted": int((~found.rankings.sought).sum()),
                "chance": box.chance,
            }


def limits(one: Assumption, low: float, high: float) -> Row:
    """``from`` and ``to`` of a box; empty where it is open. Of a choice the levels inside."""
    if one.choices:
        inside = [str(plain(v)) for n, v in enumerate(one.choices) if low <= n <= high]
        return {"from": ", ".join(inside), "to": ""}
    return {
        "from": float(f"{low:.3g}") if isfinite(low) else "",
        "to": float(f"{high:.3g}") if isfinite(high) else "",
    }
