"""The answer of a sweep over assumptions: at how many of them a decision does better."""

from __future__ import annotations

from collections.abc import Callable

from sim.analysis.at_the_same_guess import (
    AgainstFirst,
    ByGuess,
    against_first,
    by_guess,
    decisions,
)
from sim.analysis.shown import decided_by
from sim.report.answer.standing import columns_of_kpi
from sim.report.words.effects import deterrence, resentment
from sim.report.words.effects import each as each_value
from sim.report.words.figures import scale_and_unit
from sim.report.words.wording import Wording

TOLD = 2
"""So many decisions are told of; the others stand in the details."""
NAMED_SETTINGS = 3
SPOKEN = {
    "world.violence.deterrence_by_rung": "deterrence by sanctions",
    "world.violence.deterrence_by_presence": "deterrence by presence",
    "world.violence.resentment_effect": "resentment of wrong sanctions",
}
MEANS: dict[str, tuple[str, Callable[[float], str]]] = {
    "world.violence.deterrence_by_rung": (
        "a step up the ladder of sanctions makes a group fire {}",
        deterrence,
    ),
    "world.violence.deterrence_by_presence": (
        "each observer on watch makes groups fire {}",
        deterrence,
    ),
    "world.violence.resentment_effect": (
        "a wrong sanction makes a group fire {} at first",
        resentment,
    ),
}
"""Assumed setting -> what a value of it says, and how that is said."""


def headline_at_guesses(wording: Wording) -> list[str]:
    """Sentences on each decision against the first, at the same assumptions."""
    results = wording.results
    guesses = by_guess(results.names, results.guesses)
    kpi = decided_by(results.about, results.direction_of)
    if len(decisions(guesses)) < 2:
        return [_only_assumptions(wording, kpi)]
    found = at_guesses(wording, kpi, guesses)
    if not found:
        return [f"There is no answer: no scenario has a figure of {wording.label(kpi)}."]
    said = [_against_first(wording, kpi, one) for one in found[:TOLD]]
    if cost := _cost(wording, guesses, decisions(guesses)[: TOLD + 1]):
        said.append(cost)
    return said


def at_guesses(wording: Wording, kpi: str, guesses: ByGuess) -> list[AgainstFirst]:
    """Each decision against the first; none where no scenario has the KPI or one is decided."""
    results = wording.results
    if len(decisions(guesses)) < 2 or not results.has(kpi):
        return []
    columns = columns_of_kpi(results, kpi)
    return list(against_first(guesses, columns, ratio=results.is_ratio(kpi)))


def ways(found: AgainstFirst) -> tuple[set[str], set[str]]:
    """The guesses at which the decision has less than the first, and those at which it has more."""
    lower = {guess for guess, apart in found.differences.items() if apart < 0.0}
    higher = {guess for guess, apart in found.differences.items() if apart > 0.0}
    return lower, higher


def spoken(key: str) -> str:
    """An assumed setting in words."""
    return SPOKEN.get(key) or key.rpartition(".")[2].replace("_", " ")


def _against_first(wording: Wording, kpi: str, found: AgainstFirst) -> str:
    decision, first = wording.quoted(found.decision), wording.quoted(found.first)
    if not found.differences:
        return f"{decision} and {first} have no figures at the same assumptions."
    lower, higher = ways(found)
    guesses = len(found.differences)
    if not lower | higher:
        return (
            f"In the model, {decision} and {first} have the same {wording.noun(kpi)} at "
            f"{_of(guesses, guesses)}."
        )
    down = len(lower) >= len(higher)
    most, rest = (lower, higher) if down else (higher, lower)
    what = f"{wording.way(kpi, down=down)} {wording.noun(kpi)}"
    said = (
        f"In the model, {decision} has {what} than {first} at {_of(len(most), guesses)}"
        f"{_beyond_chance(most, found)}"
    )
    if rest:
        said += f", and {wording.way(kpi, down=not down)} at {len(rest)}"
        said += _beyond_chance(rest, found)
    return f"{said}; {_range(wording, kpi, found)}."


def _range(wording: Wording, kpi: str, found: AgainstFirst) -> str:
    """Between the assumptions that speak most for one and for the other: which of them hold nobody
    knows, so a mean over those that were picked would tell nothing."""
    scale, unit = scale_and_unit(wording.results.unit_of(kpi))
    unit = "percentage points" if unit.startswith("%") else unit
    unit = "" if wording.is_counted(kpi) else f" {unit}"
    low, high = min(found.differences.values()), max(found.differences.values())
    ways_of_ends = [wording.way(kpi, down=end < 0.0) for end in (low, high)]
    small, large = (_two_digits(scale * end) for end in sorted((abs(low), abs(high))))
    if ways_of_ends[0] != ways_of_ends[1]:
        first, last = (
            f"{_two_digits(scale * abs(end))}{unit} {way}"
            for end, way in zip((low, high), ways_of_ends, strict=True)
        )
        told = f"goes from {first} to {last}"
    else:
        told = f"is {small if small == large else f'{small} to {large}'}{unit} {ways_of_ends[0]}"
    return f"the difference {told}{wording.rate(kpi)}"


def _two_digits(size: float) -> str:
    return f"{float(f'{size:.2g}'):,g}"


def _of(some: int, guesses: int) -> str:
    if guesses == 1:
        return "the one set of assumptions tried"
    how_many = f"all {guesses}" if some == guesses else f"{some} of the {guesses}"
    return f"{how_many} sets of assumptions tried"


def _beyond_chance(some: set[str], found: AgainstFirst) -> str:
    if found.shown is None:
        return ""
    shown = len(some & found.shown)
    if len(some) == 1:
        return " (more than chance)" if shown else " (which may be chance)"
    return f" (more than chance at {'all' if shown == len(some) else shown or 'none'} of them)"


def _cost(wording: Wording, guesses: ByGuess, told: list[str]) -> str:
    people = {}
    for decision in told:
        known = [wording.people(own[decision]) for own in guesses.values() if decision in own]
        counts = [count for count in known if count is not None]
        if not counts:
            return ""
        people[decision] = sum(counts) / len(counts)
    if max(people.values()) - min(people.values()) < 0.5:
        count = next(iter(people.values()))
        money = f" (about {said} a month)" if (said := wording.money(count)) else ""
        who = "Both take" if len(people) == 2 else "Each takes"
        return f"{who} {count:,.0f} paid people on average{money}."
    each = [f"{wording.quoted(name)} {count:,.0f}" for name, count in people.items()]
    return f"Paid people, on average: {'; '.join(each)}."


def _only_assumptions(wording: Wording, kpi: str) -> str:
    results = wording.results
    said = (
        "These scenarios differ in what is assumed, not in what is decided: nobody can choose the "
        "best of them"
    )
    if not results.has(kpi):
        return f"{said}."
    means = results.estimates(kpi)["mean"].dropna()
    least, most = (wording.mean(kpi, str(name)) for name in (means.idxmin(), means.idxmax()))
    return f"{said}. In the model, {wording.noun(kpi)} go from {least} to {most} between them."


def turning_at_guesses(wording: Wording, kpi: str, found: AgainstFirst) -> list[str]:
    """Where the order of two decisions turns, or comes closest to it."""
    lower, higher = ways(found)
    if not lower | higher:
        return []
    down = len(lower) >= len(higher)
    rest = higher if down else lower
    sign = 1.0 if down else -1.0
    extreme = max(found.differences, key=lambda guess: sign * found.differences[guess])
    decision, first = wording.quoted(found.decision), wording.quoted(found.first)
    where = _where(wording, found, extreme)
    if not rest:
        return [
            f"{decision} and {first} come closest {where}; at none of the assumptions tried does "
            "the order turn."
        ]
    what = f"{wording.way(kpi, down=not down)} {wording.noun(kpi)}"
    return [
        f"At {len(rest)} of {len(found.differences)} sets of assumptions {decision} has {what} "
        f"than {first}{_beyond_chance(rest, found)}, furthest {where}."
    ]


def _where(wording: Wording, found: AgainstFirst, guess: str) -> str:
    """The assumptions of a guess in words, of many the first few."""
    results = wording.results
    scenario = by_guess(results.names, results.guesses)[guess][found.decision]
    values = results.manifest.get("factors", {}).get(scenario, {})
    keys = [key for own in results.guesses.values() for key in own if key in values]
    named = [_assumed(key, str(values[key])) for key in keys[:NAMED_SETTINGS]]
    return f"where {' and '.join(named)}" if named else f"at {guess}"


def _assumed(key: str, value: str) -> str:
    """``a sanction makes groups fire 14 % less often``, else the setting and its value."""
    if key in MEANS:
        means, say = MEANS[key]
        return means.format(each_value(value, say))
    return f"{spoken(key)} is {_short(value)}"


def _short(value: str) -> str:
    """A value; a decimal number to two digits."""
    try:
        return f"{float(value):.2g}" if "." in value else value
    except ValueError:
        return value
