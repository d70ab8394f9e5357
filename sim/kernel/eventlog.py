"""The event log: everything that happened in one replication, in order; the model's only output.

An event is a NamedTuple whose first field is ``hour``. Rows are only ever appended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any, TypeVar

Event = tuple[Any, ...]
E = TypeVar("E", bound=Event)
Subscriber = Callable[[Any], None]


class EventLog:
    """Append-only; ``of(kind)`` gives the events of one kind in order of time."""

    __slots__ = ("_grouped", "_kinds", "_subscribers", "rows")

    def __init__(self) -> None:
        self.rows: list[Event] = []
        self._kinds: dict[type[Event], list[Any]] = defaultdict(list)
        self._grouped = 0
        self._subscribers: dict[type[Event], list[Subscriber]] = {}

    def append(self, event: Event) -> None:
        """Add an event and tell those who subscribed to its kind."""
        self.rows.append(event)
        for subscriber in self._subscribers.get(type(event), ()):
            subscriber(event)

    def subscribe(self, kind: type[E], subscriber: Callable[[E], None]) -> None:
        """Call ``subscriber(event)`` at every later event of this kind."""
        self._subscribers.setdefault(kind, []).append(subscriber)

    def close(self) -> None:
        """Forget the subscribers: nothing more will be appended."""
        self._subscribers.clear()

    def of(self, kind: type[E]) -> list[E]:
        """All events of one kind, in order of time."""
        # grouped when first asked for: most rows are written long before anybody reads them
        for event in self.rows[self._grouped :]:
            self._kinds[type(event)].append(event)
        self._grouped = len(self.rows)
        return self._kinds.get(kind, [])

    def __iter__(self) -> Iterator[Event]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def digest(self) -> str:
        """A hash over every row: equal digests mean identical runs."""
        hashed = blake2b(digest_size=16)
        for event in self.rows:
            hashed.update(type(event).__name__.encode())
            hashed.update(repr(tuple(event)).encode())
        return hashed.hexdigest()
