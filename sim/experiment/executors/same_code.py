"""Tells whether a worker of a cluster simulates as the driver does: same code, same libraries."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sim.experiment.executors.worker import call
from sim.experiment.row_key import code_hash, versions
from sim.experiment.time_limit import this_process_may_be_ended

Fingerprint = dict[str, str]
"""What results depend on beside scenario and seed -> its version; ``threads`` of a worker too."""


class OtherCode(Exception):
    """A worker that isn't like the driver; one line that names it and what differs."""


def own_fingerprint() -> Fingerprint:
    """Of this process, which does one thing at a time."""
    return {"code": code_hash()[:12], **versions(), "threads": "1"}


def fingerprint_of_worker(dask_worker: Any) -> Fingerprint:
    """Of the worker that this is run on; Dask hands in the worker."""
    return {**own_fingerprint(), "threads": str(dask_worker.state.nthreads)}


def difference(worker: str, theirs: Mapping[str, str] | BaseException, ours: Fingerprint) -> str:
    """One line for the planner; empty when there is none.

    ``theirs``: a worker's fingerprint, or the error that asking for it gave.
    """
    if isinstance(theirs, BaseException):
        words = " ".join(str(theirs).split())
        return (
            f"cluster: {worker} can't load the simulator ({type(theirs).__name__}: {words}):"
            " install the same folder of code there"
        )
    differing = [name for name in ours if theirs.get(name) != ours[name]]
    if not differing:
        return ""
    if differing == ["threads"]:
        threads = theirs["threads"]
        return (
            f"cluster: {worker} has {threads} threads, and only one could simulate at a time: start"
            f" it with --nworkers {threads} --nthreads 1"
        )
    listed = ", ".join(
        f"{name} {theirs.get(name, 'none')} instead of {ours[name]}"
        for name in differing
        if name != "threads"
    )
    return (
        f"cluster: {worker} isn't like this machine ({listed}): install the same there, and start"
        " it anew"
    )


def packed_for(
    ours: Fingerprint, function: Callable[..., Any], arguments: Any, named: Mapping[str, Any]
) -> bytes:
    """A call as bytes, so that the scheduler has nothing to unpack."""
    return pickle.dumps((ours, pickle.dumps((function, arguments, dict(named)), 5)), 5)


def run_like_the_driver(packed: bytes) -> Any:
    """Do on a worker what ``packed_for`` packed; OtherCode if results could differ.

    The check stands with each task, since a worker may come back at the same address. It comes
    before the call is unpacked: other code might not even be able to.
    """
    from distributed import get_worker

    ours, packed_call = pickle.loads(packed)
    worker = get_worker()
    line = difference(f"worker {worker.address}", fingerprint_of_worker(worker), ours)
    if line:
        raise OtherCode(line)
    _begin(worker.nanny is not None)
    return call(packed_call)


@cache
def _begin(replaced_when_it_ends: bool) -> None:
    """Once in a worker."""
    if replaced_when_it_ends:
        this_process_may_be_ended()
    gc.freeze()  # what was loaded so far stays: collections needn't look at it
