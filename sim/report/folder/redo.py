"""The command that simulates again what failed: with a higher limit where a limit was the cause."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from math import ceil

_MET = re.compile(
    r"took longer than (?P<replication_limit_s>[\d.e+-]+) s \(replication_limit_s\)"
    r"|needed more memory than worker_memory_mb = (?P<worker_memory_mb>\d+)"
)
"""What a cause says of a limit that was met."""
_AT_LEAST = {"replication_limit_s": 600, "worker_memory_mb": 2000}
_TIMES = 4
"""How much higher than a limit that was met the next one is."""


def redo(command: Sequence[str], causes: Iterable[str]) -> tuple[str, str]:
    """What to say of the command, `` with a higher replication_limit_s`` or nothing, and the
    command itself as it is typed.

    ``command``: the words of the run; ``causes``: why replications failed.
    """
    met: dict[str, float] = {}
    for found in filter(None, map(_MET.fullmatch, causes)):
        for key, limit in found.groupdict().items():
            if limit is not None:
                met[key] = max(met.get(key, 0.0), float(limit))
    higher = {key: max(_AT_LEAST[key], ceil(_TIMES * met[key])) for key in _AT_LEAST if key in met}
    typed_anew = {"redo_failed", *higher}
    words = [word for word in map(str, command) if word.lstrip("+").split("=")[0] not in typed_anew]
    words += [*(f"{key}={limit}" for key, limit in higher.items()), "redo_failed=true"]
    return f" with a higher {' and '.join(higher)}" if higher else "", shlex.join(words)
