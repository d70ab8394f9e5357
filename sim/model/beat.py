"""A beat: the places that a patrol is to look at, and the order in which it does so on a day."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from math import log
from typing import NamedTuple

from sim import config
from sim.events import LedgerEntered


class Stop(NamedTuple):
    """A place of the beat: where it lies and who holds the ground."""

    place: str
    zone: str
    holder_side: str
    lat: float
    lon: float


def beat_of(names: Iterable[str], world: config.World) -> list[Stop]:
    """The places of a beat, each once; the name of a zone stands for all its places.

    Names that the world doesn't know are left out.
    """
    zone_of, places = world.zone_of(), world.places()
    wanted: dict[str, None] = {}
    for name in names:
        zone = world.zones.get(name)
        wanted |= dict.fromkeys(zone.places if zone is not None else [name])
    return [
        Stop(name, zone_of[name], at.held_by, at.lat, at.lon)
        for name in wanted
        if (at := places.get(name)) is not None
    ]


def order_of_day(
    beat: Sequence[Stop], drawn: Callable[[str], float], weight: Callable[[str], float]
) -> list[Stop]:
    """The beat in random order, places of more weight rather earlier.

    A race of exponential times -ln(u) / weight (Efraimidis and Spirakis, 2006): the first is a
    place with a probability in proportion to its weight, and so on among the rest. ``drawn`` gives
    each place its number u in (0, 1), so that equal weights give the same order whatever they are.
    """
    return sorted(beat, key=lambda stop: (-log(drawn(stop.place)) / weight(stop.place), stop.place))


class Recorded:
    """The entries of a guarantor's ledger lately, by place: what a patrol knows, not the truth."""

    __slots__ = ("_entered_h", "memory_h")

    def __init__(self, memory_h: float) -> None:
        self.memory_h = memory_h
        self._entered_h: defaultdict[str, deque[float]] = defaultdict(deque)

    def read(self, entry: LedgerEntered, ledger: str) -> None:
        """Take note of an entry of this ledger; one without a place tells nothing."""
        if entry.ledger == ledger and entry.place:
            self._entered_h[entry.place].append(entry.hour)

    def weight(self, place: str, now_h: float) -> int:
        """One more than the entries about a place that are remembered."""
        entered = self._entered_h.get(place)
        if not entered:
            return 1
        while entered and entered[0] < now_h - self.memory_h:
            entered.popleft()
        return 1 + len(entered)
