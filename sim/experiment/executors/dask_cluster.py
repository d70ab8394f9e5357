"""Batches simulated on a Dask cluster: one that runs already, or workers started through Slurm."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.experiment.executors.base import Executors, Fault
from sim.experiment.executors.cluster_call import ClusterLost, WorkerGone
from sim.experiment.executors.cluster_executor import (
    CLOSE_WITHIN_S,
    KILLED_WORKER,
    ClusterExecutor,
)
from sim.experiment.executors.same_code import (
    OtherCode,
    difference,
    fingerprint_of_worker,
    own_fingerprint,
)
from sim.experiment.executors.slurm import SLURM_CLOSES_WITHIN_S, open_slurm
from sim.experiment.problems import EngineProblem
from sim.run_settings import Cluster

CONNECT_WITHIN_S = 10.0
"""A scheduler that is there answers at once, however long its workers take to come."""
NOISY = ("distributed", "dask_jobqueue", "tornado", "asyncio", "bokeh")


class DaskCluster(Executors):
    """Workers that come and go, by way of their scheduler."""

    def __init__(self, settings: Cluster, say: Callable[[str], None]) -> None:
        """``say`` hears what is waited for, and of workers that can't be used."""
        self._settings = settings
        self._say = say
        self._executor: ClusterExecutor | None = None
        self._slurm: Any = None

    @property
    def slots(self) -> int:
        return max(1, self._executor.workers) if self._executor else 1

    def open(self) -> Executor:
        _need_the_extra()
        settings = self._settings
        address = settings.address
        if settings.slurm is not None:
            self._slurm = open_slurm(settings.slurm)
            address = self._slurm.scheduler_address
        elif settings.scheduler_file is not None:
            address = _address_in(Path(settings.scheduler_file))
        where = f"the scheduler at {address}"
        within_s = min(CONNECT_WITHIN_S, settings.wait_s)
        if self._slurm is None:  # whose scheduler is in this process
            self._say(f"connecting to {where} (up to {within_s:g} s)")
        try:
            client = _connect(self._slurm or address, where, within_s, self._what_else())
            try:
                self._executor = self._checked(client, where)
            except BaseException:
                with suppress(Exception):
                    client.close(timeout=CLOSE_WITHIN_S)
                raise
        except BaseException:
            self._end_slurm()
            raise
        return self._executor

    def fault(self, error: BaseException) -> Fault | None:
        if isinstance(error, WorkerGone):
            return Fault.WORKER_DIED
        if type(error).__name__ == KILLED_WORKER:
            return Fault.WORKER_KILLED
        return Fault.CLUSTER_LOST if isinstance(error, ClusterLost | OtherCode) else None

    def close(self, executor: Executor) -> None:
        executor.shutdown()
        self._executor = None
        self._end_slurm()

    def kill(self, executor: Executor) -> None:
        # what still runs on a worker ends there, and nobody hears of it
        self.close(executor)

    def _what_else(self) -> str:
        """What to do when the scheduler doesn't answer."""
        if self._slurm is not None:
            return ""
        key = "address" if self._settings.address is not None else "scheduler_file"
        return (
            f"; start it with 'dask scheduler', or leave out cluster.{key} to simulate on this"
            " machine"
        )

    def _end_slurm(self) -> None:
        slurm, self._slurm = self._slurm, None
        if slurm is not None:
            with suppress(Exception):  # a job that Slurm doesn't know any more has ended
                slurm.close(timeout=SLURM_CLOSES_WITHIN_S)

    def _checked(self, client: Any, where: str) -> ClusterExecutor:
        """An executor on the cluster, when it has workers and they are like this process."""
        wait_s = self._settings.wait_s
        ours = own_fingerprint()
        try:
            if not client.nthreads():
                self._say(f"waiting for a first worker, at most {wait_s:g} s (cluster.wait_s)")
            client.wait_for_workers(1, timeout=wait_s)
            found = client.run(fingerprint_of_worker, on_error="return")
            scheduler = f"the scheduler at {client.scheduler.address}"
            lines = [difference(f"worker {name}", theirs, ours) for name, theirs in found.items()]
        except TimeoutError:
            started = "; its jobs may still be waiting for a place" if self._slurm else ""
            raise EngineProblem(
                f"cluster: {where} has no workers after {wait_s:g} s (cluster.wait_s){started}"
            ) from None
        except OSError as error:
            raise EngineProblem(f"cluster: {where} went away ({error})") from None
        try:
            client.run_on_scheduler(own_fingerprint)
        except Exception as error:  # it passes tasks on, but must be able to read their names
            lines.append(difference(scheduler, error, ours))
        if lines := [line for line in lines if line]:
            more = f" (and {len(lines) - 1} more like this)" if len(lines) > 1 else ""
            raise EngineProblem(f"{lines[0]}{more}")
        return ClusterExecutor(client, where, wait_s, list(found), self._say)


def _need_the_extra() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise EngineProblem(
            f"cluster: needs the extra packages: pip install '.[cluster]' ({error})"
        ) from None
    # what distributed logs is for those who write it; what matters comes as errors
    warnings.filterwarnings("ignore", module=r"(distributed|dask_jobqueue|contextlib)\b")
    for name in [*NOISY, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _address_in(path: Path) -> str:
    """What a scheduler wrote into its file."""
    try:
        address = json.loads(path.read_text(encoding="utf-8"))["address"]
    except OSError as error:
        raise EngineProblem(
            f"cluster.scheduler_file = {path}: can't be read ({error.strerror}); the scheduler"
            f" writes it when started with --scheduler-file {path}"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise EngineProblem(
            f"cluster.scheduler_file = {path}: is no file that a scheduler wrote (it has no"
            " address)"
        ) from None
    return str(address)


def _connect(to: Any, where: str, within_s: float, what_else: str) -> Any:
    from distributed import Client

    try:
        return Client(to, timeout=within_s, set_as_default=False)
    except (OSError, TimeoutError):
        raise EngineProblem(
            f"cluster: {where} doesn't answer (within {within_s:g} s){what_else}"
        ) from None
    except Exception as error:
        raise EngineProblem(
            f"cluster: {where} can't be used ({error})".replace("\n", " ")
        ) from None
