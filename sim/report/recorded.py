"""What the record says of the truth, in a few sentences: where it misleads, why, what it can show.

Read from recorded_and_true.csv and record_power.csv; a folder without them gives no sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isfinite
from typing import Any

from sim.analysis.recorded_and_true import BASELINE
from sim.analysis.recorded_split import TERMS
from sim.analysis.reversal import REVERSED, TRUTH_EQUAL, follows_from
from sim.report.figures import plain
from sim.report.read import Results
from sim.report.record_rows import PAIRS, POWER, Row, record_rows

AT_MOST = 4
"""So many scenarios are named; beyond, they are counted."""


def record_sentences(results: Results) -> list[str]:
    """Reversals against the baseline and along staffing, what differences consist of, power."""
    pairs = [row for row in record_rows(results, PAIRS) if row["replications"]]
    against = [row for row in pairs if row["along"] == BASELINE]
    steps = [row for row in pairs if row["along"] != BASELINE]
    said = [_of_two(against[0])] if len(against) == 1 else []
    if len(against) > 1:
        said.append(_of_several(against, all_told=PAIRS not in results.held_in_part))
    for factor in dict.fromkeys(row["along"] for row in steps):
        said += _along(results, factor, [row for row in steps if row["along"] == factor])
    said += _what_it_consists_of(
        [row for row in against if any(row[term] and isfinite(row[term]) for term in TERMS)]
    )
    said += _what_it_shows(record_rows(results, POWER), results.baseline)
    return said


# --- reversals ------------------------------------------------------------------------------------
def _of_two(row: Row) -> str:
    low, high = (f"{row[end]:.2f}" for end in ("reversal_low", "reversal_high"))
    equal = row["truth_equal"]
    return (
        "Ranking the two by recorded entries reverses their order by true incidents in "
        f"{_times(row)} replications (probability {row['reversal_probability']:.2f} "
        f"[{low}, {high}])"
        + (f"; in {equal:.0f} of them both have equally many true incidents." if equal else ".")
    )


def _of_several(rows: Sequence[Row], *, all_told: bool) -> str:
    several = f"{len(rows)} scenarios" if all_told else f"the {len(rows)} scenarios shown"
    misleading = [row for row in rows if row["record_in_most"] == REVERSED]
    beginning = "Ranking by recorded entries puts"
    if not misleading:
        most = max(rows, key=lambda row: float(row["reversal_probability"]))
        if not most["reversed"]:
            return (
                f"{beginning} none of {several} on the wrong side of the baseline in "
                "any replication."
            )
        return (
            f"{beginning} none of {several} on the wrong side of the baseline in most "
            f"replications (most often {most['scenario']}: in {_times(most)})."
        )
    named = _named([f"{row['scenario']} ({_times(row)})" for row in misleading])
    return (
        f"{beginning} {len(misleading)} of {several} on the wrong side of the "
        f"baseline in most replications: {named}."
    )


def _along(results: Results, factor: str, steps: list[Row]) -> Iterator[str]:
    """What the record does as a factor brings more people, where it misleads at all."""
    kinds = {
        "the record rises while true incidents fall": (REVERSED, 1.0),
        "the record falls while true incidents rise": (REVERSED, -1.0),
        "the record rises while true incidents stay equal": (TRUTH_EQUAL, 1.0),
        "the record falls while true incidents stay equal": (TRUTH_EQUAL, -1.0),
    }
    parts = []
    for words, (verdict, sign) in kinds.items():
        found = [
            row
            for row in steps
            if row["record_in_most"] == verdict and sign * row["recorded_difference"] > 0.0
        ]
        if found:
            parts.append(f"{words} {_steps(results, factor, found)}")
    if parts:
        yield f"As {factor} brings more people: {'; '.join(parts)}. {_from_where(steps)}"


def _steps(results: Results, factor: str, rows: Sequence[Row]) -> str:
    """``from lean to planned with graduated (28 of 30)``; consecutive steps are told together."""
    by_levels: dict[str, list[str]] = {}
    for ladder in _ladders(rows):
        first, last = (
            _levels(results, ladder[0]["against"]),
            _levels(results, ladder[-1]["scenario"]),
        )
        rest = ", ".join(value for name, value in first.items() if name != factor)
        key = "truth_equal" if ladder[0]["record_in_most"] == TRUTH_EQUAL else "reversed"
        counts = sorted({int(row[key]) for row in ladder})
        times = " to ".join(str(count) for count in dict.fromkeys((counts[0], counts[-1])))
        levels = f"from {first[factor]} to {last[factor]}" + (" with" if rest else "")
        if len(ladder) > 1:
            levels = f"step by step {levels}"
        counted = f"{rest} ({times} of {ladder[0]['replications']:.0f})"
        by_levels.setdefault(levels, []).append(counted.lstrip())
    return " and ".join(f"{levels} {_named(words, ', ')}" for levels, words in by_levels.items())


def _from_where(steps: Sequence[Row]) -> str:
    """From which level on the record goes with the truth, of the ladders in which it misleads."""
    starts: list[str] = []
    for ladder in _ladders(steps):
        verdicts = [row["record_in_most"] for row in ladder]
        if not {REVERSED, TRUTH_EQUAL} & set(verdicts):
            continue
        begins = follows_from(verdicts)
        starts.append(ladder[begins]["against"] if begins is not None else "")
    found = [name for name in starts if name]
    if not found:
        return "The record goes with the truth again at no level compared."
    never = "; else at no level compared" if "" in starts else ""
    return f"The record goes with the truth again from {_named(found)} on{never}."


def _ladders(steps: Sequence[Row]) -> list[list[Row]]:
    """Steps that follow one another, in order."""
    ladders: list[list[Row]] = []
    for row in steps:
        if ladders and ladders[-1][-1]["scenario"] == row["against"]:
            ladders[-1].append(row)
        else:
            ladders.append([row])
    return ladders


def _levels(results: Results, name: str) -> dict[str, str]:
    """Levels of a scenario in the factors that vary."""
    given: dict[str, dict[str, Any]] = results.manifest.get("factors") or {}
    varied = {f for f in given.get(name, {}) if len({str(v.get(f)) for v in given.values()}) > 1}
    return {f: str(value) for f, value in given.get(name, {}).items() if f in varied}


# --- what a difference consists of ----------------------------------------------------------------
def _what_it_consists_of(rows: Sequence[Row]) -> Iterator[str]:
    """The split, of the scenarios with the fewest true incidents and the fewest entries."""
    if not rows:
        return
    by_truth = min(rows, key=lambda row: float(row["true_difference"]))
    by_record = min(rows, key=lambda row: float(row["recorded_difference"]))
    chosen = [by_truth] if by_truth is by_record else [by_truth, by_record]
    said = f"Recorded entries a day against the baseline: {'. '.join(map(_split, chosen))}."
    if any(row["same_would_be_incidents"] == "no" for row in chosen):
        said += " Violence or length of the run differ between them: this split gives no causes."
    yield said


def _split(row: Row) -> str:
    numbers = [float(row[term]) for term in ("recorded_difference", *TERMS)]
    decimals = 1 if max(map(abs, numbers)) >= 10.0 else 2
    total, happened, seen, other = (_more_or_fewer(number, decimals) for number in numbers)
    return (
        f"{row['scenario']}: {total} ({happened} happened, {seen} were seen, {other} are double "
        "or unfounded)"
    )


def _more_or_fewer(number: float, decimals: int) -> str:
    written = plain(abs(number), decimals)
    if not written.strip("0."):
        return "as many"
    return f"{written} {'more' if number > 0.0 else 'fewer'}"


# --- power ----------------------------------------------------------------------------------------
def _what_it_shows(rows: Sequence[Row], baseline: str) -> Iterator[str]:
    """When a true fall shows: with the baseline, and where it does soonest and latest."""
    known = [row for row in rows if isfinite(row["smallest_fall_in_longest"])]
    if not known:
        return
    known.sort(key=_slowness)
    chosen = [row for row in known if row["scenario"] == baseline]
    chosen += [row for row in (known[0], known[-1]) if row not in chosen]
    fall = f"A true fall of {100.0 * known[0]['fall']:.0f} %"
    test = "(with a chance of 80 %, in a test at 5 %)"
    if isfinite(known[0]["weeks"]):
        shows = _with_whom([(_weeks(row), row) for row in chosen], everywhere=known)
        yield f"{fall} would show in the recorded entries after {', '.join(shows)} {test}."
        return
    shows = _with_whom([(_smallest(row), row) for row in chosen], everywhere=known)
    yield (
        f"{fall} would show in no record within {_in_weeks(known[0]['longest_weeks'])}, against as "
        f"many before {test}; the run is too short for more. What would show: {', '.join(shows)}."
    )


def _with_whom(said: Sequence[tuple[str, Row]], *, everywhere: Sequence[Row]) -> list[str]:
    """Each with its scenario; said once where the soonest and the latest are alike."""
    if len({words for words, _ in said}) == 1:
        return [said[0][0] + (" with any scenario" if len(everywhere) > 1 else "")]
    return [f"{words} with {row['scenario']}" for words, row in said]


def _slowness(row: Row) -> tuple[float, float]:
    weeks = row["weeks"]
    return (weeks if isfinite(weeks) else inf, row["smallest_fall_in_longest"])


def _weeks(row: Row) -> str:
    if isfinite(row["weeks"]):
        return f"about {_in_weeks(row['weeks'])}"
    return f"more than {_in_weeks(row['longest_weeks'])}"


def _in_weeks(weeks: float) -> str:
    return f"{weeks:.0f} week" + ("s" if weeks > 1.0 else "")


def _smallest(row: Row) -> str:
    if row["smallest_fall_in_longest"] > 1.0:
        return "not even a fall to nothing"
    ends = "smallest_fall_in_longest", "smallest_fall_low", "smallest_fall_high"
    fall, low, high = (f"{100.0 * row[end]:.0f}" if row[end] <= 1.0 else "over 100" for end in ends)
    return f"a fall of {fall} % [{low}, {high}]"


# --- words ----------------------------------------------------------------------------------------
def _times(row: Row) -> str:
    return f"{row['reversed']:.0f} of {row['replications']:.0f}"


def _named(words: Sequence[str], between: str = "; ") -> str:
    shown = list(words[:AT_MOST])
    if len(words) > AT_MOST:
        shown.append(f"{len(words) - AT_MOST} more")
    return between.join(shown)
