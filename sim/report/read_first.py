"""What a reader must know before any figure: what failed, is missing, or was cut short."""

from __future__ import annotations

from collections.abc import Iterator

import sim
from sim.report.answer.headline_cost import RELY
from sim.report.folder.choice import choice_in_words
from sim.report.folder.compared_folders import briefly
from sim.report.folder.failures import failure_lines, nothing_compared_line, why_no_figures
from sim.report.folder.read import Results
from sim.report.folder.whole import lost_log, not_proved
from sim.report.tables.columns import held_in_part

FEW = 30
"""Replications below which intervals are rough."""
NOT_REACHED = ("Not reached", "isn't assured", RELY)
"""Words by which a design says that it didn't find what it was asked for."""


def warnings(results: Results) -> list[str]:
    """Sentences, the gravest first; none when all is whole."""
    return list(_warnings(results))


def notes(results: Results) -> list[str]:
    """What is no fault, but must be known: what is shown of how many, and how rough it is."""
    return [
        said for said in (choice_in_words(results), held_in_part(results), _few(results)) if said
    ]


def _warnings(results: Results) -> Iterator[str]:
    whole = results.everything
    if lost := lost_log(results.folder, results.manifest):
        yield f"{lost}."
    yield from (briefly(results.manifest, said) for said in results.manifest.get("warnings") or ())
    if why := why_no_figures(whole):
        yield f"No figures are given: {why}."
    yield from failure_lines(whole, typed=False)
    if not why and (refused := nothing_compared_line(whole)):
        yield refused
    for sentence in whole.conclusion:
        if any(words in sentence for words in NOT_REACHED):
            yield sentence
    made_by = results.manifest.get("simulator")
    if made_by and made_by != sim.__version__:
        yield (
            f"Simulated by version {made_by}, reported by version {sim.__version__}: the words of "
            "this report may not fit its figures in every place."
        )
    if unknown := not_proved(results.manifest):
        yield f"{unknown}."


def _few(results: Results) -> str:
    if results.replications >= FEW or results.without_figures:
        return ""
    one = "is one replication" if results.replications == 1 else ""
    return f"There {one or f'are only {results.replications_in_words}'} of each scenario: " + (
        "no interval can be given." if one else f"intervals from fewer than {FEW} are rough."
    )
