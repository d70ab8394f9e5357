"""Values of assumed effects as a reader takes them in, worked out as the model does.

`sim.model.violence` multiplies the rate at which a group fires by exp(-deterrence) for each step of
the ladder and each observer, and by 1 + resentment for each wrong sanction, which wears off
exponentially; a silence regime multiplies what a group begins by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log

from sim.report.words.figures import PERCENT, plain

MINUS = "\N{MINUS SIGN}"
MANY = 3
"""Of more values the lowest and the highest are told, and how many there are."""


def change(factor: float) -> str:
    """``14 % less often`` for 0.86."""
    share = PERCENT * abs(factor - 1.0)
    if share < 0.05:
        return "no change"
    digits = 2 if share < PERCENT else 3
    return f"{float(f'{share:.{digits}g}'):g} % {'less' if factor < 1.0 else 'more'} often"


def deterrence(value: float) -> str:
    """Of a deterrence in log intensity."""
    return change(exp(-value))


def resentment(value: float) -> str:
    """Of a wrong sanction, at first."""
    return change(1.0 + value)


def half_life(days: float) -> str:
    """After how long half of what wears off with this time constant is gone."""
    return f"{plain(days * log(2.0), 0 if days > 10.0 else 1)} days"


def probability(value: float) -> str:
    """``50 %``."""
    return f"{plain(PERCENT * value, 0)} %"


def each(values: str, say: Callable[[float], str]) -> str:
    """Values that a table of assumptions or of a study holds as text (``0.1``, ``0.1, 0.2``, ``0 to
    0.4``), each in words; as it stands what holds no numbers."""
    joint = " to " if " to " in values else ", "
    try:
        numbers = [float(one.replace(MINUS, "-")) for one in values.split(joint)]
    except ValueError:
        return values
    ends = list(dict.fromkeys(map(say, (numbers[0], numbers[-1]))))
    if joint == " to ":
        return " to ".join(ends)
    told = list(dict.fromkeys(map(say, sorted(numbers))))
    if len(told) <= MANY:
        return "; ".join(told)
    return f"{told[0]} to {told[-1]} ({len(told)} values)"
