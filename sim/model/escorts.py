"""The escort groups and UAVs that every convoy has to wait for."""

from __future__ import annotations

import simpy

from sim.events import EscortReturned, EscortSeized
from sim.kernel.replication import Process, Replication


class EscortPool:
    """Two limited pools, each first come, first served: one escort group and some UAVs a convoy.

    All take the escort first and the UAVs second, so nobody can lock anybody else out. A mission
    with fewer UAVs in all than one convoy takes sends its convoys unwatched rather than never.
    Nobody is in the pools before ``from_h``, the hour at which the mission's staff begins to work.
    """

    __slots__ = ("escorts_taken", "free_escorts", "free_uavs", "rep", "uavs_taken")

    def __init__(
        self,
        rep: Replication,
        *,
        escort_groups: int,
        uavs: int,
        uavs_per_convoy: int,
        escort_required: bool = True,
        from_h: float = 0.0,
    ) -> None:
        self.rep = rep
        self.escorts_taken = 1 if escort_required else 0
        self.uavs_taken = uavs_per_convoy if uavs >= uavs_per_convoy else 0
        self.free_escorts = simpy.Container(rep.env)
        self.free_uavs = simpy.Container(rep.env)

        def begin_work() -> None:
            for pool, number in ((self.free_escorts, escort_groups), (self.free_uavs, uavs)):
                if number > 0:
                    pool.put(number)

        rep.at(from_h, begin_work)

    @property
    def watched(self) -> bool:
        """Whether UAVs fly over a convoy."""
        return self.uavs_taken > 0

    @property
    def taken(self) -> bool:
        """Whether a convoy takes anything at all from the pools."""
        return self.escorts_taken + self.uavs_taken > 0

    def seize(self, convoy: int) -> Process:
        """Wait for an escort group and UAVs, and take them."""
        if self.escorts_taken:
            yield self.free_escorts.get(self.escorts_taken)
        if self.uavs_taken:
            yield self.free_uavs.get(self.uavs_taken)
        if self.taken:
            self.rep.record(EscortSeized(self.rep.now, convoy, self.escorts_taken, self.uavs_taken))

    def release(self, convoy: int) -> None:
        """Give back what ``seize`` took."""
        if self.escorts_taken:
            self.free_escorts.put(self.escorts_taken)
        if self.uavs_taken:
            self.free_uavs.put(self.uavs_taken)
        if self.taken:
            self.rep.record(EscortReturned(self.rep.now, convoy))
