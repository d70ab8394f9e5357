"""What happened, in words: the notable events as they come, and all of it for who can't see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sim.events import (
    CaseOpened,
    ConvoyEnded,
    ConvoyRequested,
    LedgerEntered,
    PlaceVisited,
    PostDue,
    SanctionImposed,
    SecurityIncident,
    SilenceRegimeAgreed,
    ViolationOccurred,
)
from sim.kernel.eventlog import EventLog
from sim.report.positions import SIDE
from sim.report.replay.columns import minutes
from sim.report.replay.ground import Ground
from sim.report.replay.tracks import HEARD, OTHER_FIRE, SEEN, UNNOTICED, Rows

OUTCOMES = {
    "delivered": "delivered",
    "partly_delivered": "delivered in part",
    "turned_back": "turned back",
    "attacked": "attacked",
}
REASONS = {
    "access_denied": "passage denied",
    "access_suspended": "movement suspended",
    "fire": "fire",
    "mine": "a mine",
    "attack": "an attack",
}
VICTIMS = {
    "patrol": "A patrol of the mission",
    "uav": "A UAV of the mission",
    "team": "An investigation team",
}


def notable(log: EventLog, ground: Ground, settings: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Minute and sentence of the events that are told one by one, in order of time."""
    groups = settings["world"]["groups"]
    told: list[tuple[int, str]] = []

    def tell(hour: float, text: str) -> None:
        told.append((minutes(hour), text))

    for due in log.of(PostDue):
        site = ground.at.get(("post", due.post), -1)
        if site >= 0:
            plan = "opens, by the plan" if due.staffed else "planned, but no people for it"
            tell(due.hour, f"{ground.sites[site]['label']}: {plan}")
    for sanction in log.of(SanctionImposed):
        if sanction.group in groups:
            side = SIDE[groups[sanction.group]["side"]]
            tell(sanction.hour, f"Sanction on a group of {side}: rung {sanction.rung}")
    bound_for = {event.convoy: event.destination for event in log.of(ConvoyRequested)}
    for end in log.of(ConvoyEnded):
        site = ground.place(bound_for.get(end.convoy, ""))
        to = ground.sites[site]["label"] if site >= 0 else "a place off the map"
        why = f" ({REASONS.get(end.reason, end.reason)})" if end.reason else ""
        tell(end.hour, f"Convoy for {to}: {OUTCOMES.get(end.outcome, end.outcome)}{why}")
    for harm in log.of(SecurityIncident):
        lost = "lost" if harm.cause == "loss" else "came to harm or under fire"
        tell(harm.hour, f"{VICTIMS.get(harm.victim, 'Somebody of the mission')} {lost}")
    for silence in log.of(SilenceRegimeAgreed):
        site = ground.place(silence.place)
        if site >= 0:
            tell(silence.hour, f"{ground.sites[site]['label']}: a local silence was agreed")
    return sorted(told)


def in_words(name: str, log: EventLog, incidents: Rows) -> str:
    """What happened to one scenario, in a few sentences with counts."""
    ways = Counter(row[4] for row in incidents)
    true = ways[SEEN] + ways[HEARD] + ways[UNNOTICED]
    deaths = sum(event.deaths for event in log.of(ViolationOccurred) if event.covered)
    found = Counter(event.entry for event in log.of(LedgerEntered))
    ends = Counter(event.outcome for event in log.of(ConvoyEnded))
    sentences = [
        f"“{name}”: {_many(true, 'true incident')} in the model, with {_many(deaths, 'death')}.",
    ]
    if true:
        sentences += [
            f"When they happened, people or cameras of the mission saw {ways[SEEN]:,} of them and "
            f"only heard {ways[HEARD]:,}; {ways[UNNOTICED]:,} nobody of the mission noticed.",
            f"With complaints and later finds, {found['matched']:,} of them came into the record.",
        ]
    sentences += [
        f"{_many(found['unfounded'], 'entry', 'entries')} in the record had no ground.",
        f"{_many(len(log.of(CaseOpened)), 'report')}, {_many(len(log.of(PlaceVisited)), 'visit')} "
        f"by investigation teams, {_many(len(log.of(SanctionImposed)), 'sanction')}.",
    ]
    if asked := log.of(ConvoyRequested):
        arrived = ends["delivered"] + ends["partly_delivered"]
        again = ", second tries included" if any(event.instead_of for event in asked) else ""
        sentences.append(
            f"Of {_many(len(asked), 'convoy')} requested{again}, {arrived:,} delivered all or part "
            f"of the aid, {ends['turned_back']:,} turned back and {ends['attacked']:,} came under "
            "attack."
        )
    if ways[OTHER_FIRE]:
        sentences.append(
            f"Fire that is no violation of the ceasefire fell {_many(ways[OTHER_FIRE], 'time')}."
        )
    return " ".join(sentences)


def _many(count: int, what: str, several: str = "") -> str:
    return f"{count:,} {what if count == 1 else several or what + 's'}"
