"""Random numbers asked for by name, so that two scenarios share every number both ask for.

A draw depends on nothing but the root seed, the replication and its name: not on the order in which
draws are made, on the process that makes them, or on what else was drawn. Names are Python's own
integers and short words (a numpy integer is spelt differently and is another name); a thing that
exists in every scenario owns its draws.
"""

from __future__ import annotations

from hashlib import blake2b
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

Name = int | str

_SCALE = 2.0**-52
_TWO = Struct("<2Q").unpack
_FOUR = Struct("<4Q").unpack


def identity(*name: Name) -> int:
    """The 64-bit identity of an entity: a digest of its names, the same in every run."""
    return int.from_bytes(blake2b(repr(name).encode(), digest_size=8).digest(), "little")


class Streams:
    """The random numbers of one replication.

    ``uniform`` costs about a microsecond and serves single draws; ``generator`` serves long series.
    """

    __slots__ = (
        "_keyed",
        "_keyed_four",
        "_keyed_two",
        "_philox",
        "_philox_state",
        "replication",
        "seed",
    )

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self._keyed = blake2b(repr((seed, replication)).encode(), digest_size=8)
        self._keyed_two = blake2b(repr((seed, replication)).encode(), digest_size=16)
        self._keyed_four = blake2b(repr((seed, replication)).encode(), digest_size=32)
        self._philox = np.random.Philox(key=0)
        self._philox_state: Any = self._philox.state

    def digest(self, *name: Name) -> int:
        """64 bits that belong to ``name`` in this replication."""
        hashed = self._keyed.copy()
        hashed.update(repr(name).encode())
        return int.from_bytes(hashed.digest(), "little")

    def uniform(self, *name: Name) -> float:
        """A number strictly inside (0, 1).

        52 bits and half a step: with 53 bits the largest value would round to 1.0.
        """
        hashed = self._keyed.copy()
        hashed.update(repr(name).encode())
        return ((int.from_bytes(hashed.digest(), "little") >> 12) + 0.5) * _SCALE

    def pair(self, *name: Name) -> tuple[float, float]:
        """Two numbers that belong to ``name``, each as ``uniform``."""
        hashed = self._keyed_two.copy()
        hashed.update(repr(name).encode())
        one, two = _TWO(hashed.digest())
        return ((one >> 12) + 0.5) * _SCALE, ((two >> 12) + 0.5) * _SCALE

    def uniforms(self, *name: Name) -> list[float]:
        """Four numbers that belong to ``name``, each as ``uniform``; hardly dearer than one."""
        hashed = self._keyed_four.copy()
        hashed.update(repr(name).encode())
        return [((word >> 12) + 0.5) * _SCALE for word in _FOUR(hashed.digest())]

    def generator(self, *name: Name) -> np.random.Generator:
        """A numpy generator (Philox) of its own for ``name``; the same name starts it anew."""
        return np.random.Generator(np.random.Philox(key=self.digest(*name)))

    def raw(self, count: int, *name: Name) -> npt.NDArray[np.uint64]:
        """The first ``count`` 64-bit words of ``generator(*name)``, without building one.

        A generator takes about 8 us to build, one that is set to another key less than one.
        """
        self._philox_state["state"]["key"][0] = self.digest(*name)
        self._philox.state = self._philox_state
        return self._philox.random_raw(count)
