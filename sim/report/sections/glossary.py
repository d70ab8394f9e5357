"""What the words of the report mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.report.blocks import Section, Terms
from sim.report.material import Material

NAME = "glossary"
TERMS = {
    "Access": "Whether those who hold the ground let a team or convoy pass: at once, late or not.",
    "Answered": "Of an incident: a protest, a sanction or a silence regime followed.",
    "Assumed": "Of a value: nobody has measured it. It is to be tried over a range.",
    "Attributed": "Of an incident: a finding names the group that fired, rightly or wrongly.",
    "Baseline": "The scenario that all others are compared with.",
    "Calibrated": "Of a value: chosen so that a figure of the simulation meets a sourced one.",
    "Case": "What the joint centre opens when it hears of an incident; later reports join it.",
    "Complaint": "A report by one of the sides, not by the mission. Some are unfounded.",
    "Coverage": "The share of the hours in which posts were due that were really watched.",
    "Concluded": "Of a case: it led to a finding, a protest or a sanction.",
    "Covered": "Of a group: the ceasefire binds it. Fire of excluded groups is no violation.",
    "Delivered": "Of a convoy: all it had loaded reached the place; in part: some of it did.",
    "Deterrence": "An assumed effect: sanctions, or observers being there, lower violence.",
    "Difference": "A scenario less the baseline, taken in the same replications.",
    "Duplicate": "A second entry for an incident that is in the ledger already.",
    "Entry": "A line in a ledger. An incident may have none, one or several.",
    "Equal conduct": "Both sides' incidents brought to the same mix of kinds, to compare how they "
    "are treated.",
    "Finding": "What an investigation concludes: who fired, or that it can't be said.",
    "Funnel": "How many incidents get from one stage to the next: within reach of somebody on "
    "watch, heard or seen, located, recorded, visited, attributed, answered.",
    "Given up": "Of a case: closed for good without a conclusion.",
    "Guarantor": "A party that signed for the ceasefire, mans posts and keeps a ledger of its own.",
    "Guess": "One combination of values for what nobody knows. Nobody can choose which is true.",
    "Incident": "An act of violence in the model; a violation if a covered group commits it.",
    "Interval": "A range in which the mean of the model lies with a confidence of 95 %. It covers "
    "chance in the simulation only, not wrong assumptions.",
    "KPI": "Key performance indicator: a figure by which scenarios are compared.",
    "Ladder, rung": "Answers in steps, each harder than the one before: protest, then sanctions. "
    "A group climbs a rung with each sanction and comes down after quiet days.",
    "Ledger": "The list of violations that one guarantor keeps. Ledgers differ.",
    "Liaison": "Officers of both sides who are called when an incident is reported.",
    "Located": "Of an incident: the mission could say where it happened.",
    "Manning factor": "How many people are paid for one place on watch: several, for there are "
    "watches, leave and sickness.",
    "Matched": "Of an entry: it is about an incident that truly happened, counted once.",
    "Mean": "The average over the replications.",
    "Month": "In rates, 30.44 days; in the manning table, a calendar month.",
    "No difference shown": "The interval of a difference holds zero. That is an answer, and not a "
    "proof that two scenarios are equal.",
    "Observable": "Of an incident: somebody on watch was near enough to notice it.",
    "Paid people": "Everybody the mission pays: those on watch, their reliefs, and support.",
    "Paired": "Compared within the same replication, in which both scenarios meet the same luck.",
    "Person-month": "One person paid for one month.",
    "Post": "An observation post: a place from which observers watch.",
    "Post-hours due": "Hours in which the plan wants a post manned.",
    "Probability, share": "Between none (0 %) and all (100 %).",
    "Record, recorded": "What stands in the ledgers. It is not what happened.",
    "Replication": "One run of a scenario from first to last day, with its own luck.",
    "Report": "News of an incident, by a post, a patrol or a side. It may be wrong.",
    "Resentment": "An assumed effect: a sanction of the wrong group raises violence.",
    "Response rule": "What the mission does about a report: record it, investigate, sanction.",
    "Sanction": "A measure against a group. Withholding aid is never one in the model.",
    "Scenario": "A world, a mission, its staff and its response rule.",
    "Seed": "The number that all luck of a run follows from. The same seed, the same luck.",
    "Shelter": "A post is left for a while because of fire nearby.",
    "Side A, side B": "The two sides in the model. They are simulated.",
    "Silence regime": "A local agreement to stop firing for some days.",
    "Simulated": "Computed by a model. Nothing marked so has happened.",
    "Simultaneous": "Of intervals: those of one figure hold for all scenarios at once, so they "
    "are wider. Those of many figures don't.",
    "Stock-out": "A day on which a besieged place needed more than it had in store.",
    "True": "What happened in the model. In the field nobody knows it.",
    "Unfounded": "Of an entry: nothing happened.",
    "Usual violence": "The background rate of incidents, before fire answers fire.",
    "Verdict": "What a difference comes to in words.",
    "Violation": "An incident by a group that the ceasefire covers.",
    "Within reach": "See Observable.",
}


def section(material: Material) -> Section:  # noqa: ARG001  `only_used` knows the report's words
    """All terms in order of the alphabet."""
    return _section(TERMS)


def only_used(said: str) -> Section:
    """The terms that occur in a report's words, and those that their meanings need."""
    terms, unread = [], [said]
    while unread:
        text = unread.pop()
        for term, meaning in TERMS.items():
            if term not in terms and _occurs(term, text):
                terms.append(term)
                unread.append(meaning)
    return _section(terms)


def _section(terms: Iterable[str]) -> Section:
    return Section(NAME, "Words", [Terms([(term, TERMS[term]) for term in sorted(terms)])])


def _occurs(term: str, text: str) -> bool:
    """Whether any of the words of a term occur, in the singular or the plural."""
    return any(
        re.search(
            rf"\b(?:{re.escape(one)}(?:s|es)?|{re.escape(one.removesuffix('y'))}ies)\b",
            text,
            re.IGNORECASE,
        )
        for one in term.split(", ")
    )
