"""Bounds the memory that what is simulated in this process may take, and says so when it's met."""

from __future__ import annotations

import resource
from pathlib import Path

MB = 2**20

_limit_mb: int | None = None


def limit_memory(memory_mb: int) -> None:
    """Have whatever needs more than this, beyond what is taken now, end in a MemoryError.

    Address space that libraries have laid hold of and don't use counts as taken.
    """
    global _limit_mb
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _taken() + memory_mb * MB
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    _limit_mb = memory_mb


def memory_cause() -> str:
    """Why a replication failed that ended in a MemoryError, in words."""
    if _limit_mb is None:
        return "needed more memory than there was"
    return f"needed more memory than worker_memory_mb = {_limit_mb}"


def _taken() -> int:
    """Bytes that count against RLIMIT_DATA already; 0 where the system doesn't tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmData:")), 0)
