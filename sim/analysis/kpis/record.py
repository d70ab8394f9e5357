"""KPIs of the record: ledger entries, and the share of true incidents that is in it at all."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.analysis.kpis.declaration import UNKNOWN, Pair, kpi
from sim.analysis.kpis.tables import Words
from sim.analysis.kpis.view import View, count

LIGHT = {"day": "by day", "night": "by night"}
SIDES = {"side_a": "fired by side A", "side_b": "fired by side B"}
OUTCOMES = {
    "blind": "in a blind spot",
    "not_watched": "not watched then",
    "missed": "missed",
    "heard": "only heard",
    "located": "located",
}


def _entries(view: View, entry: str) -> Pair:
    return count(view.joins.entries.entry[view.entries] == entry), view.days


@kpi("recorded a day, all ledgers", "entries/day", page_one=True)
def recorded_per_day(view: View) -> Pair:
    """Entries of all ledgers a day: matched, duplicate and unfounded."""
    return count(view.entries), view.days


@kpi("recorded a day, matched", "entries/day", page_one=True)
def recorded_matched_per_day(view: View) -> Pair:
    """First entries of true incidents a day."""
    return _entries(view, "matched")


@kpi("recorded a day, duplicate", "entries/day", page_one=True)
def recorded_duplicate_per_day(view: View) -> Pair:
    """Further entries of true incidents a day."""
    return _entries(view, "duplicate")


@kpi("recorded a day, unfounded", "entries/day", page_one=True)
def recorded_unfounded_per_day(view: View) -> Pair:
    """Entries a day of what didn't happen, or was an excluded group's fire."""
    return _entries(view, "unfounded")


@kpi("recorded a day, ledger of", "entries/day", page_one=True, total="recorded_per_day")
def recorded_per_day_in_ledger(view: View) -> dict[str, Pair]:
    """Entries a day by ledger."""
    ledgers, counts = np.unique(view.joins.entries.ledger[view.entries], return_counts=True)
    return {
        str(ledger): (count, view.days)
        for ledger, count in zip(ledgers, counts.tolist(), strict=True)
    }


@kpi("share of true incidents recorded", "share", "higher", ratio=True)
def recorded_share(view: View) -> Pair:
    """True incidents that are in any ledger over true incidents."""
    recorded = view.joins.incidents.recorded[view.incidents]
    return count(recorded), len(recorded)


def _located_by(view: View, words: Words, names: Iterable[str]) -> dict[str, Pair]:
    """True incidents located, and all of them, by the word that each has."""
    located = view.incidents & (view.joins.incidents.outcome == "located")
    return {
        name: (count(located & (words == name)), count(view.incidents & (words == name)))
        for name in names
    }


@kpi("share of true incidents located", "share", "higher", ratio=True, page_one=True)
def located_share(view: View) -> Pair:
    """True incidents that posts located (seen, or heard by two) over true incidents."""
    outcome = view.joins.incidents.outcome[view.incidents]
    return count(outcome == "located"), len(outcome)


@kpi("share of true incidents located", "share", "higher", ratio=True, page_one=True, by=LIGHT)
def located_share_by(view: View) -> dict[str, Pair]:
    """The same by day and by night."""
    return _located_by(view, view.joins.incidents.light, LIGHT)


@kpi("share of true incidents", "share", ratio=True, by=OUTCOMES)
def watch_outcome_share(view: View) -> dict[str, Pair]:
    """What the network made of true incidents; the five shares sum to 1."""
    outcome = view.joins.incidents.outcome[view.incidents]
    return {name: (count(outcome == name), len(outcome)) for name in OUTCOMES}


@kpi("share of true incidents located", "share", ratio=True, by=SIDES)
def located_share_of(view: View) -> dict[str, Pair]:
    """The same by the side that fired: unequal shares make a partisan record."""
    return _located_by(view, view.joins.incidents.side, SIDES)


def _located_by_those_that_happened(view: View, words: Words) -> dict[str, Pair]:
    return _located_by(view, words, np.unique(words[view.incidents]).tolist())


@kpi("share of true incidents located, kind", "share", "higher", ratio=True, total=UNKNOWN)
def located_share_of_kind(view: View) -> dict[str, Pair]:
    """The same by kind of incident; unknown, not zero, for a kind of which none happened."""
    return _located_by_those_that_happened(view, view.joins.incidents.kind)


@kpi("share of true incidents located in", "share", "higher", ratio=True, total=UNKNOWN)
def located_share_in(view: View) -> dict[str, Pair]:
    """The same by zone."""
    return _located_by_those_that_happened(view, view.joins.incidents.zone)
