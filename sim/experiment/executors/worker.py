"""What a worker process is from its start: deaf to Ctrl-C, bounded in memory, gone with its driver.

Whoever drives it answers signals for all, so a worker waits for what it's told; but it doesn't
outlive whoever would tell it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.experiment import time_limit
from sim.experiment.memory_limit import MB, limit_memory
from sim.experiment.row_key import code_hash

LEAST_MB = 1024
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
"""Of the container, where there is one."""
DRIVER_DIED = 3


def end_with_the_driver() -> None:
    """Have this process end as soon as the one that drives it has, however that ended."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    driver = multiprocessing.parent_process()
    if driver is not None:
        driver.join()
        os._exit(DRIVER_DIED)


def begin(memory_mb: int) -> tuple[int, str]:
    """Make this process a worker that may take so much more memory; gives its id, and the hash of
    the code it finds, which may be newer than the driver's."""
    limit_memory(memory_mb)
    time_limit.this_process_may_be_ended()
    # what was loaded so far stays: collections needn't look at it
    gc.freeze()
    return os.getpid(), code_hash()


def call(packed: bytes) -> Any:
    """Call what was pickled as (function, arguments, keyword arguments).

    Unpacked here and not by the pool, for which a module that is missing here would be a death.
    """
    function, arguments, keywords = pickle.loads(packed)
    return function(*arguments, **keywords)


def share_of_memory_mb(workers: int) -> int:
    """An equal share of this machine's memory (or the container's), at least 1 GB."""
    have_mb = machine_memory_mb()
    with suppress(OSError, ValueError):  # no such file, or "max"
        have_mb = min(have_mb, int(CGROUP_LIMIT.read_text()) // MB)
    return max(LEAST_MB, have_mb // workers)


def machine_memory_mb() -> int:
    """What this machine has in all."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MB
