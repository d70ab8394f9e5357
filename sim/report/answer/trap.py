"""Why a record moves against the truth, in plain words: staffing, seeing more, and few entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite

from sim.analysis.recorded_split import TERMS
from sim.analysis.reversal import REVERSED, TRUTH_EQUAL, follows_from
from sim.report.answer.steps import HARDLY, kinds_of_steps
from sim.report.folder.record_rows import Row
from sim.report.words.figures import PERCENT, plain
from sim.report.words.wording import Wording

AS_MANY = "as many"
STAYS = {TRUTH_EQUAL: "stay the same", HARDLY: "hardly change"}
MOSTLY = "stay the same or hardly change"
"""At some steps the one, at others the other."""
LOOSELY = 2
"""Decimals of entries a day; of ten and more one."""


def staffing_traps(wording: Wording, steps: Sequence[Row]) -> Iterator[str]:
    """Steps to more people at which the record rises while the truth falls or stays."""
    for factor, own in groupby(steps, key=lambda row: str(row["along"])):
        rows = list(own)
        kinds = kinds_of_steps(wording.results.everything, rows)
        rising = [
            (row, kind)
            for row, kind in zip(rows, kinds, strict=True)
            if float(row["recorded_difference"]) > 0.0
        ]
        falling = [row for row, kind in rising if kind == REVERSED]
        level = [(row, kind) for row, kind in rising if kind in STAYS]
        if falling:
            first = falling[0]
            at = rows.index(first)
            again = _again(wording, rows[at:], kinds[at:])
            yield (
                f"More people, more records: at {len(falling)} of {len(rows)} steps to more "
                f"{factor} the record rises while true incidents fall, as from "
                f"{wording.quoted(first['against'])} to {wording.quoted(first['scenario'])} "
                f"(in {first['reversed']:.0f} of {first['replications']:.0f} runs); {again}."
            )
        if level:
            last, kind = level[-1]
            more = plain(float(last["recorded_difference"]), 1)
            how_often = f"At {len(level)} of {len(rows)} steps, as from" if level[1:] else "From"
            stay = STAYS[kind] if len({kind for _, kind in level}) == 1 else MOSTLY
            yield (
                f"{how_often} {wording.quoted(last['against'])} to "
                f"{wording.quoted(last['scenario'])}, true incidents {stay}, yet more entries are "
                f"recorded ({more} a day)."
            )


def _again(wording: Wording, steps: Sequence[Row], kinds: Sequence[str]) -> str:
    """From which level on the record goes with the truth again; the first step is one against."""
    ladder = list(steps[:1])
    for row in steps[1:]:
        if row["against"] != ladder[-1]["scenario"]:
            break
        ladder.append(row)
    level = follows_from(kinds[: len(ladder)])
    if level is None:
        return "it goes with the truth again at no level compared"
    return f"it goes with the truth again from {wording.quoted(ladder[level]['against'])} on"


def why_the_record_moved(wording: Wording, rows: Sequence[Row]) -> Iterator[str]:
    """What a difference in entries consists of."""
    for row in rows:
        numbers = [float(row[term]) for term in ("recorded_difference", *TERMS)]
        known = all(map(isfinite, numbers)) and row["same_would_be_incidents"] == "yes"
        if not known or _more(numbers[0], LOOSELY) == AS_MANY:
            continue
        decimals = 1 if max(map(abs, numbers)) >= 10.0 else LOOSELY
        total, *parts = (_more(number, decimals) for number in numbers)
        causes = (
            f"because {'more' if numbers[1] > 0.0 else 'less'} happened",
            f"because {'more' if numbers[2] > 0.0 else 'less'} was seen",
            "double or unfounded",
        )
        told = [f"{part} {why}" for part, why in zip(parts, causes, strict=True) if part != AS_MANY]
        yield (
            f"Why: {wording.quoted(row['scenario'])} has {total} entries a day than the baseline: "
            f"{', '.join(told)}."
        )


def _more(number: float, decimals: int) -> str:
    written = plain(abs(number), decimals)
    if not written.strip("0."):
        return AS_MANY
    return f"{written} {'more' if number > 0.0 else 'fewer'}"


def when_a_fall_shows(wording: Wording, rows: Sequence[Row]) -> Iterator[str]:
    """How long a true fall stays unseen in the baseline's record; where it has none, in the first
    that has."""
    known = [row for row in rows if isfinite(row["smallest_fall_in_longest"])]
    own = [row for row in known if row["scenario"] == wording.results.baseline] or known[:1]
    for row in own:
        fall = f"A true fall by {PERCENT * row['fall']:.0f} %"
        record = f"in the record of {wording.quoted(row['scenario'])}"
        if isfinite(row["weeks"]):
            yield (
                f"{fall} shows {record} only after about {_weeks(row['weeks'])}, set against as "
                "many weeks before (then with a chance of 80 %)."
            )
            continue
        smallest = float(row["smallest_fall_in_longest"])
        least = (
            f"only one by about {PERCENT * smallest:.0f} % would"
            if smallest <= 1.0
            else "not even an end of all incidents would"
        )
        yield (
            f"{fall} doesn't show {record} within {_weeks(row['longest_weeks'])}, set against as "
            f"many weeks before; {least} (with a chance of 80 %)."
        )


def _weeks(weeks: float) -> str:
    return "1 week" if weeks == 1.0 else f"{weeks:.0f} weeks"
