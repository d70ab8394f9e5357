"""Whether the answer holds whatever is true of what nobody knows."""

from __future__ import annotations

import shlex

from sim.analysis.at_the_same_guess import ByGuess, decisions
from sim.report.answer.headline_at_guesses import spoken
from sim.report.blocks import Command, Section, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.same_scenario import same_scenario
from sim.report.folder.study_tables import design_of
from sim.report.material import Material
from sim.report.tables.guess_tables import WORLD, guesses_tried, varied, word_for_guess

TITLE = "What hangs on assumptions"
STUDY = "sensitivity"
COMMAND = ("python", "run.py", "experiment=sensitivity")
NOT_RUN = (
    "This run took one value for everything that is assumed. Whether the same scenario does best "
    "when deterrence, resentment and the rest are something else, nobody can tell from it. This "
    "command varies all that is assumed, and says under which assumptions another response rule "
    "does better:"
)


def section(material: Material) -> Section:
    """What was varied, and what of it matters; or the command that would vary it."""
    results = material.results.everything
    if design_of(results) == STUDY:
        raise NotInResults("the study's own parts say what hangs on assumptions")
    guesses = guesses_tried(results)
    if not guesses:
        command = shlex.join([*COMMAND, *same_scenario(results)])
        return Section("sensitivity", TITLE, [Words(NOT_RUN), Command(command)])
    return Section("sensitivity", TITLE, [Words(_what_was_varied(results, guesses))])


def _what_was_varied(results: Results, guesses: ByGuess) -> str:
    word = word_for_guess(results)
    if word == WORLD:
        tried = f"In this run {len(guesses):,} worlds were simulated, for nobody knows which is so."
    else:
        tried = (
            f"In this run {len(guesses):,} guesses were tried at what nobody knows: "
            f"{', '.join(map(spoken, varied(results)))}."
        )
    if len(decisions(guesses)) < 2:
        return f"{tried} No decision was compared under them."
    same = "in the same world" if word == WORLD else "at the same guess"
    return (
        f"{tried} Decisions are compared {same}, because nobody can choose what is "
        "true: the tables stand under “All scenarios compared”."
    )
