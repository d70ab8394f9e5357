"""Whether the answer holds whatever is true of what nobody knows."""

from __future__ import annotations

import shlex

from sim.analysis.at_the_same_guess import ByGuess, decisions
from sim.report.blocks import Command, Section, Words
from sim.report.guess_tables import guesses_tried, varied
from sim.report.headline_at_guesses import spoken
from sim.report.material import Material
from sim.report.read import Results

TITLE = "What hangs on assumptions"
SWEEP = ("python", "run.py", "experiment=rules_under_unknowns")
NOT_RUN = (
    "This run took one value for everything that is assumed. Whether the same scenario does best "
    "when deterrence and resentment are something else, nobody can tell from it. This command "
    "tries two response rules at several guesses at them, and says at how many of them each does "
    "better:"
)


def section(material: Material) -> Section:
    """What was varied; or the command that would vary it."""
    results = material.results.everything
    guesses = guesses_tried(results)
    if not guesses:
        return Section("sensitivity", TITLE, [Words(NOT_RUN), Command(_command(results))])
    return Section("sensitivity", TITLE, [Words(_what_was_varied(results, guesses))])


def _what_was_varied(results: Results, guesses: ByGuess) -> str:
    tried = (
        f"In this run {len(guesses):,} guesses were tried at what nobody knows: "
        f"{', '.join(map(spoken, varied(results)))}."
    )
    if len(decisions(guesses)) < 2:
        return f"{tried} No decision was compared under them."
    return (
        f"{tried} Decisions are compared at the same guess, because nobody can choose what is "
        "true: the tables stand under “All scenarios compared”."
    )


def _command(results: Results) -> str:
    """The sweep over guesses, of the scenario that was run."""
    typed = [str(word) for word in results.manifest.get("command") or []]
    kept = [
        word
        for word in typed
        if word.startswith("scenario=") and not any(sign in word for sign in ",(*")
    ]
    return shlex.join([*SWEEP, *kept])
