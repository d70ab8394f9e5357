"""What queueing formulas say of c servers: who waits, how long, and how few servers will do.

M/M/c (Poisson arrivals, exponential service), first come first served; Erlang's C by the stable
recursion of his B (Cooper 1981, 3.4). ``load`` is arrivals per mean service time.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, inf


def erlang_c(servers: int, load: float) -> float:
    """Probability that an arrival has to wait; 1 where the queue grows without end."""
    if load <= 0.0:
        return 0.0
    if load >= servers:
        return 1.0
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    busy = load / servers
    return blocked / (1.0 - busy * (1.0 - blocked))


def mean_wait(servers: int, load: float, service: float) -> float:
    """Mean wait of all, those who don't wait too; infinite where the queue grows without end."""
    if load >= servers:
        return inf
    return erlang_c(servers, load) * service / (servers - load)


def least_servers(load: float, good_enough: Callable[[int], bool] = lambda _servers: True) -> int:
    """The fewest servers whose queue doesn't grow without end and that are ``good_enough``, which
    must hold from some number on."""
    servers = floor(load) + 1 if load > 0.0 else 0
    while not good_enough(servers):
        servers += 1
    return servers
