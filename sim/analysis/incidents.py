"""Identity and recorded-flag of each true incident, packed: what splits a difference of recorded
counts exactly into "fewer happened" and "more were seen"."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from sim.analysis.kpis.joins import Joins

Identities = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


def pack_incidents(joins: Joins) -> bytes:
    """Identities, then flags (1: in a ledger), of the incidents of covered groups, compressed."""
    table = joins.incidents
    flags = table.recorded.astype(np.uint8)
    return zlib.compress(table.identity.astype("<u8").tobytes() + flags.tobytes(), 1)


def unpack_incidents(packed: bytes) -> tuple[Identities, Flags]:
    """The arrays that were packed. Raises ValueError or zlib.error on anything else."""
    raw = zlib.decompress(packed)
    count, rest = divmod(len(raw), 9)
    if rest:
        raise ValueError("packed incidents are not whole")
    identities = np.frombuffer(raw, dtype="<u8", count=count).astype(np.uint64)
    return identities, np.frombuffer(raw, dtype=np.uint8, offset=8 * count).astype(np.bool_)
