"""The two scenarios that charts of one scenario's insides set side by side."""

from __future__ import annotations

from sim.analysis.shown import decided_by
from sim.report.answer.beside import beside_baseline, why_beside
from sim.report.answer.force_found import FOUND, force_found
from sim.report.charts.described import named
from sim.report.drawing.style import in_words
from sim.report.folder.read import Results


def pair(results: Results) -> list[str]:
    """The baseline, and the force found or the best of the others where there is one."""
    other = beside_baseline(results)
    return [results.baseline] if other is None else [results.baseline, other]


def role(results: Results, name: str) -> str:
    """Why a scenario of the pair is shown."""
    if name == results.baseline:
        return "baseline" if len(results.names) > 1 else "the only scenario"
    if name == force_found(results):
        return "the force found" if name == FOUND else "the force of the answer"
    if len(results.names) == 2:
        return "compared with it"
    return why_beside(results, name)


def heading(results: Results, name: str, width: int = 34) -> str:
    """A scenario's name over its part of a chart, and why it is shown."""
    return f"{in_words(name, width)}\n({role(results, name)})"


def under(name: str) -> str:
    """How a sentence about one scenario begins."""
    return f"In the model, under {named(name)},"


def best_by(results: Results) -> str:
    """A note on what the best was picked by; empty where none was."""
    if len(results.names) < 3 or results.guesses or force_found(results):
        return ""
    kpi = decided_by(results.about, results.direction_of)
    return f" Best: by {results.label_of(kpi)}." if results.has(kpi) else ""
