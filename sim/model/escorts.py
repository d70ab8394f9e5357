"""The escort groups and UAVs that every convoy has to wait for."""

from __future__ import annotations

import simpy

from sim.events import EscortReturned, EscortSeized
from sim.kernel.replication import Process, Replication


class Uavs(simpy.Container):
    """The mission's free UAVs; ``left`` counts those that fly as well, until they are lost.

    Whoever takes one puts it back, or says that it is lost.
    """

    def __init__(self, env: simpy.Environment, left: int, *, free: int = 0) -> None:
        super().__init__(env, init=free)
        self.left = left
        self.next_loss = env.event()
        """Happens at the next loss: those who wait see whether there are enough left."""

    def lose_one(self) -> None:
        """One that was taken will not be put back."""
        self.left = max(self.left - 1, 0)
        happened, self.next_loss = self.next_loss, self._env.event()
        happened.succeed()


class EscortPool:
    """Two limited pools, each first come, first served: one escort group and some UAVs a convoy.

    All take the escort first and the UAVs second, so nobody can lock anybody else out. When the
    mission has fewer UAVs left than one convoy takes, convoys go unwatched rather than never.
    Nobody is in the pools before ``from_h``, the hour at which the mission's staff begins to work.
    """

    __slots__ = ("_lent", "escorts_taken", "free_escorts", "free_uavs", "rep", "uavs_per_convoy")

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
        self.uavs_per_convoy = uavs_per_convoy
        self.free_escorts = simpy.Container(rep.env)
        self.free_uavs = Uavs(rep.env, uavs)
        self._lent: dict[int, int] = {}

        def begin_work() -> None:
            for pool, number in ((self.free_escorts, escort_groups), (self.free_uavs, uavs)):
                if number > 0:
                    pool.put(number)

        rep.at(from_h, begin_work)

    def watched(self, convoy: int) -> bool:
        """Whether UAVs fly over a convoy."""
        return self._lent.get(convoy, 0) > 0

    def seize(self, convoy: int) -> Process:
        """Wait for an escort group and UAVs, and take them."""
        if self.escorts_taken:
            yield self.free_escorts.get(self.escorts_taken)
        uavs = yield from self._take_uavs()
        if uavs:
            self._lent[convoy] = uavs
        if self.escorts_taken + uavs > 0:
            self.rep.record(EscortSeized(self.rep.now, convoy, self.escorts_taken, uavs))

    def _take_uavs(self) -> Process:
        """Wait while the mission has enough of them; gives how many were taken, all or none."""
        wanted, pool = self.uavs_per_convoy, self.free_uavs
        if wanted == 0 or pool.left < wanted:
            return 0
        request = pool.get(wanted)
        while not request.triggered and pool.left >= wanted:
            yield request | pool.next_loss
        if not request.triggered:
            request.cancel()
            return 0
        yield request
        return wanted

    def release(self, convoy: int) -> None:
        """Give back what ``seize`` took."""
        uavs = self._lent.pop(convoy, 0)
        if self.escorts_taken:
            self.free_escorts.put(self.escorts_taken)
        if uavs:
            self.free_uavs.put(uavs)
        if self.escorts_taken + uavs > 0:
            self.rep.record(EscortReturned(self.rep.now, convoy))
