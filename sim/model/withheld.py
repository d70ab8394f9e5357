"""Withheld: which actors keep the people of one site away, and until when."""

from __future__ import annotations

from sim.events import SituationChanged


class Withheld:
    """Keeps the changes of the quantity ``manning`` of one site."""

    __slots__ = ("_until_h",)

    def __init__(self) -> None:
        self._until_h: dict[str, float] = {}

    def note(self, change: SituationChanged) -> None:
        """A factor of 0 keeps people away in the name of ``by``; one above 0 gives them back."""
        if change.factor > 0.0:
            self._until_h.pop(change.by, None)
        else:
            self._until_h[change.by] = change.until_h

    def by(self, now_h: float) -> str:
        """The actor that keeps people away at an hour, the first by name; empty if none does."""
        return min((by for by, until_h in self._until_h.items() if until_h > now_h), default="")

    def forget(self) -> None:
        """The site is no more."""
        self._until_h.clear()
