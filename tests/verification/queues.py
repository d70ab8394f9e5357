"""What queueing theory says of M/M/c."""

from __future__ import annotations

from math import factorial


def erlang_c(servers: int, load: float) -> float:
    """Probability that all servers are busy at an arrival; ``load``: arrivals per mean service."""
    busy = load**servers / factorial(servers) / (1.0 - load / servers)
    return busy / (sum(load**k / factorial(k) for k in range(servers)) + busy)
