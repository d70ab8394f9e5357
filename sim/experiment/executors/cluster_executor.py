"""A ``concurrent.futures.Executor`` on a Dask cluster that knows which worker is at what.

Dask's own (``Client.get_executor``) would do, but for three things: it cancels what runs, it may
leave a future without an answer when the scheduler dies, and of tasks on a worker that died it
can't tell the innocent from the guilty. So each task goes to one worker here, which has one more at
most to go on with; what was on a dead worker together is tried again alone.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from sim.experiment.executors.cluster_call import Call, ClusterLost, WorkerGone
from sim.experiment.executors.same_code import (
    Fingerprint,
    difference,
    fingerprint_of_worker,
    own_fingerprint,
    packed_for,
    run_like_the_driver,
)

P = ParamSpec("P")
T = TypeVar("T")

LOOK_EVERY_S = 0.5
"""How often the scheduler is asked which workers there are."""
ANSWER_WITHIN_S = 30.0
"""A scheduler that takes longer to answer is taken for dead."""
CLOSE_WITHIN_S = 5.0
KILLED_WORKER = "KilledWorker"
"""Dask's error of a task whose worker died again and again, and came back at the same address."""


class ClusterExecutor(Executor):
    """Sends calls to a cluster. Beyond ``submit`` all happens in the client's own thread.

    A future's error is WorkerGone, ``distributed.KilledWorker``, ClusterLost, OtherCode, or what
    the call raised.
    """

    def __init__(
        self, client: Any, where: str, wait_s: float, workers: list[str], say: Callable[[str], None]
    ) -> None:
        """``client``: a connected ``distributed.Client``; ``where``: the scheduler, in words;
        ``wait_s``: how long there may be no worker; ``workers``: addresses of those who are like
        this process; ``say``: hears of one that joins and isn't."""
        self._client = client
        self._where = where
        self._wait_s = wait_s
        self._say = say
        self._ours: Fingerprint = own_fingerprint()
        self._waiting: deque[Call] = deque()
        self._at: dict[str, list[Call]] = {address: [] for address in workers}
        self._refused: set[str] = set()
        self._told: set[str] = set()
        self._lost: ClusterLost | None = None
        self._loop: asyncio.AbstractEventLoop = client.loop.asyncio_loop
        self._looking = asyncio.run_coroutine_threadsafe(self._keep_looking(), self._loop)

    @property
    def workers(self) -> int:
        """Workers that are given tasks, at the last look."""
        return len(self._at)

    # --- what an executor does --------------------------------------------------------------------
    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have it called on a worker; it can be cancelled until a worker begins with it."""
        future: Future[Any] = Future()
        call = Call(future, packed_for(self._ours, fn, args, kwargs))
        self._loop.call_soon_threadsafe(self._take, call)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster, whatever it is at; who wants results waits for them before."""
        del wait, cancel_futures
        self._looking.cancel()
        with suppress(Exception):  # a client whose scheduler died may have closed itself
            self._client.close(timeout=CLOSE_WITHIN_S)

    # --- in the client's thread: handing out ------------------------------------------------------
    def _take(self, call: Call) -> None:
        self._waiting.append(call)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give each worker something to do, and one call more."""
        if self._lost is not None:
            self._lose(self._lost)
        while self._waiting:
            call = self._waiting[0]
            address = None if call.future.cancelled() else self._free_for(call)
            if address is not None:
                self._hand(address, self._waiting.popleft())
            elif call.future.cancelled():
                self._waiting.popleft()
            else:
                return

    def _free_for(self, call: Call) -> str | None:
        """A worker at nothing, or else one that has nothing to go on with."""
        second = None
        for address, calls in self._at.items():
            if not calls:
                return address
            if len(calls) == 1 and not calls[0].alone:
                second = second or address
        return None if call.alone else second

    def _hand(self, address: str, call: Call) -> None:
        calls = self._at[address]
        if not calls and not call.runs():
            return
        try:
            call.task = self._client.submit(
                run_like_the_driver, call.packed, workers=[address], pure=False
            )
        except Exception:  # the client closes itself when its scheduler is gone for long
            call.end(self._gone())
            return
        calls.append(call)
        call.future.add_done_callback(lambda _: self._leave_if_cancelled(address, call))
        call.carrying = self._loop.create_task(self._carry(address, call))

    def _leave_if_cancelled(self, address: str, call: Call) -> None:
        # called in whatever thread cancelled it
        if call.future.cancelled() and not call.running:
            with suppress(RuntimeError):  # the client was closed, and its tasks with it
                self._loop.call_soon_threadsafe(self._end_at, address, call)
                self._loop.call_soon_threadsafe(call.leave)

    def _end_at(self, address: str, call: Call) -> None:
        """The worker is at something else now."""
        calls = self._at.get(address, [])
        if call in calls:
            calls.remove(call)
            while calls and not calls[0].runs():
                calls.pop(0).leave()
        self._hand_out()

    async def _carry(self, address: str, call: Call) -> None:
        """Bring what becomes of a task to its future, and its worker to the next one."""
        result: Any = None
        error: BaseException | None = None
        try:
            result = await call.task
        except (CancelledError, asyncio.CancelledError) as cancelled:
            why = getattr(cancelled, "reason", None)
            if why is None:  # this coroutine was cancelled: its future has its answer
                raise
            lost = "lost" in why or self._client.status != "running"
            error = self._gone() if lost else self._dropped(why)
        except Exception as raised:
            answered = self._client.status == "running" and not isinstance(raised, OSError)
            error = raised if answered else self._gone()
        call.task = call.carrying = None
        self._end_at(address, call)
        if type(error).__name__ == KILLED_WORKER and not call.alone:
            self._again_alone([call])
        elif error is not None:
            call.end(error)
        elif call.runs():
            call.future.set_result(result)

    def _again_alone(self, calls: list[Call]) -> None:
        for call in reversed(calls):
            call.alone = True
            self._waiting.appendleft(call)
        self._hand_out()

    # --- in the client's thread: looking ----------------------------------------------------------
    async def _keep_looking(self) -> None:
        """Follow the workers as they come and go; find out when nobody is there any more."""
        seen = time.monotonic()
        while self._lost is None:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                if self._client.status != "running":
                    raise OSError
                there = await asyncio.wait_for(self._client.scheduler.ncores(), ANSWER_WITHIN_S)
            except Exception:
                self._lose(self._gone())
                return
            self._forget(set(self._at) - set(there))
            self._refused &= set(there)
            await self._welcome(set(there) - set(self._at) - self._refused)
            self._hand_out()
            if self._at:
                seen = time.monotonic()
            elif time.monotonic() - seen > self._wait_s:
                none = f"has had no worker for {self._wait_s:g} s (cluster.wait_s)"
                self._lose(ClusterLost(f"cluster: {self._where} {none}"))

    def _forget(self, gone: set[str]) -> None:
        for address in gone:
            calls = self._at.pop(address)
            for call in calls:
                call.leave()
            left = [call for call in calls if call.running or not call.future.cancelled()]
            if len(calls) == 1 and left:
                left[0].end(WorkerGone(f"worker {address} went away"))
            else:
                self._again_alone(left)

    async def _welcome(self, new: set[str]) -> None:
        """Use those that joined if they are like this process; say so if one isn't."""
        if not new:
            return
        asked = self._client.run(fingerprint_of_worker, workers=list(new), on_error="return")
        try:
            found = await asyncio.wait_for(asked, ANSWER_WITHIN_S)
        except Exception:  # they are asked again at the next look, if there is one
            return
        for address, theirs in found.items():
            if isinstance(theirs, OSError):  # it went away again, or isn't ready
                continue
            line = difference(f"worker {address}", theirs, self._ours)
            if not line:
                self._at[address] = []
                continue
            self._refused.add(address)
            if (kind := line.replace(address, "")) not in self._told:
                self._told.add(kind)
                self._say(f"{line}; it gets nothing to do")

    # --- the end of it ----------------------------------------------------------------------------
    def _lose(self, lost: ClusterLost) -> None:
        """Give all futures the reason."""
        self._lost = lost
        left = [call for calls in self._at.values() for call in calls] + list(self._waiting)
        self._at = {}
        self._waiting.clear()
        for call in left:
            call.leave()
            call.end(lost)

    def _gone(self) -> ClusterLost:
        return ClusterLost(f"cluster: {self._where} is gone")

    def _dropped(self, why: str) -> ClusterLost:
        return ClusterLost(f"cluster: {self._where} dropped what it was to do ({why})")
