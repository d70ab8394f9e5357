"""The tables that KPIs read: columns as arrays, made from a log by `joins`.

Times that didn't come before the horizon are infinite.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.analysis.kpis.timeline import Floats

Words = npt.NDArray[np.str_]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SIDES = ("side_a", "side_b")


class Incidents(NamedTuple):
    """True incidents of covered groups, in order of time."""

    hour: Floats
    identity: npt.NDArray[np.uint64]
    side: Words
    zone: Words
    kind: Words
    deaths: Ints
    outcome: Words
    """What the network made of it; empty when nothing is in the log."""
    light: Words
    recorded: Flags
    """Whether any ledger holds it (a matched entry)."""


class Entries(NamedTuple):
    """Ledger entries of violations: those that rightly name an excluded group are none."""

    hour: Floats
    ledger: Words
    entry: Words
    zone: Words


class Lethal(NamedTuple):
    """Lethal events, as somebody outside would count them: incidents of all groups and fire that
    is no violation."""

    hour: Floats
    zone: Words
    place: Words
    cell: Flags
    """Whether the place stands for many small ones."""
    covered: Flags
    """Fired by a covered group: incidents of excluded groups and other fire are not."""


class Cases(NamedTuple):
    """Cases of the joint centre; hours of the first call, visit and answer."""

    opened_h: Floats
    incident_h: Floats
    called_h: Floats
    visited_h: Floats
    answered_h: Floats
    given_up_h: Floats
    """Closed without an answer, or expired."""
    zone: Words
    handled: Flags
    """Desk and session are done with it."""
    logged: Flags

    @property
    def taken_up(self) -> Flags:
        """Handled, and neither below the rule's threshold nor left alone by it."""
        taken_up: Flags = self.handled & ~self.logged
        return taken_up


class Convoys(NamedTuple):
    """What became of each request of an agency, carried by itself or by another in its stead.

    ``answer`` is granted if any of the two was, else the last; ``outcome`` is the last, ``arrived``
    the first; both are empty while there is none.
    """

    requested_h: Floats
    people: Floats
    answer: Words
    arrived_h: Floats
    outcome: Words
    people_reached: Floats
    approved_tonnes: Floats
    """What was there to be loaded for the people approved, before inspectors removed some; 0 until
    it is loaded; of two tries the larger."""
    delivered_tonnes: Floats
    taken_over: Flags
    """Another carrier asked once more."""


class Traffic(NamedTuple):
    """Hours of civilian traffic at checkpoints; ``waits`` has a row an hour, a column a bin."""

    from_h: Floats
    mission: Flags
    arrived: Floats
    served: Floats
    turned_away: Floats
    not_served: Floats
    wait_sum_h: Floats
    waits: npt.NDArray[np.uint32]
    checkpoint: Ints
    """Which of ``names`` each hour is of."""
    names: list[str]


class Pay(NamedTuple):
    """People paid from an hour until another."""

    from_h: Floats
    until_h: Floats
    people: Floats
