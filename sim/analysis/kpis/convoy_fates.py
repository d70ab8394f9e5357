"""What became of each request for a convoy: one of the ways in which a request can end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.events import (
    ConvoyAnswered,
    ConvoyArrived,
    ConvoyDeparted,
    ConvoyEnded,
    ConvoyLoaded,
    ConvoyRequested,
)
from sim.kernel.eventlog import EventLog

FATES = {
    "refused": "refused",
    "unanswered": "never answered",
    "awaiting_answer": "no answer yet as the run ended",
    "waiting_to_load": "not loaded yet as the run ended",
    "waiting_to_depart": "not departed yet as the run ended",
    "access_denied": "turned back: not let through",
    "access_suspended": "turned back: held back by the mission because of violence",
    "mine": "turned back: mine",
    "fire": "turned back: fire on the way",
    "on_the_way": "still on the way as the run ended",
    "fire_while_unloading": "driven off by fire before anything was unloaded",
    "attacked": "attacked while unloading",
    "unloading": "still unloading as the run ended",
    "partly_delivered": "delivered in part",
    "delivered_to_fewer": "delivered in full, but to fewer people than asked for",
    "delivered": "delivered in full to all asked for",
}
"""Fate -> its words, in the order in which a convoy meets them."""


def convoy_fates(log: EventLog) -> list[str]:
    """The fate of each request of an agency, in the order of the log.

    What another carrier asks for in an agency's stead is a second try at the same request. The last
    try that came to an end decides; without one a try that was granted; else the last answer.
    """
    requested = log.of(ConvoyRequested)
    second = {event.instead_of: event for event in requested if event.instead_of}
    answered = {event.convoy: event for event in log.of(ConvoyAnswered)}
    ended = {event.convoy: event for event in log.of(ConvoyEnded)}
    under_way = _under_way(log)
    fates = []
    for first in requested:
        if first.instead_of:
            continue
        tries = [first, *filter(None, [second.get(first.convoy)])]
        ends = [one for one in tries if one.convoy in ended]
        granted = [one.convoy for one in tries if _answer(answered, one) == "granted"]
        if ends:
            fates.append(_fate(ended[ends[-1].convoy], ends[-1], answered))
        elif granted:
            fates.append(under_way.get(granted[-1], "waiting_to_load"))
        else:
            fates.append(_answer(answered, tries[-1]) or "awaiting_answer")
    return fates


def _answer(answered: Mapping[int, ConvoyAnswered], request: ConvoyRequested) -> str:
    answer = answered.get(request.convoy)
    return answer.answer if answer else ""


def _under_way(log: EventLog) -> dict[int, str]:
    """How far each convoy came that was loaded, had it come no further."""
    steps: Sequence[tuple[str, Sequence[ConvoyLoaded | ConvoyDeparted | ConvoyArrived]]] = (
        ("waiting_to_depart", log.of(ConvoyLoaded)),
        ("on_the_way", log.of(ConvoyDeparted)),
        ("unloading", log.of(ConvoyArrived)),
    )
    return {event.convoy: fate for fate, events in steps for event in events}


def _fate(
    end: ConvoyEnded, request: ConvoyRequested, answered: Mapping[int, ConvoyAnswered]
) -> str:
    if end.outcome == "turned_back":
        return "fire_while_unloading" if end.stage == "unloading" else end.reason
    answer = answered.get(end.convoy)
    fewer = answer is not None and answer.people_approved < request.people
    return "delivered_to_fewer" if fewer and end.outcome == "delivered" else end.outcome
