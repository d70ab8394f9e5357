"""The process that drives a run, by a name that no other process ever has, and whether it lives."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from itertools import count
from pathlib import Path

_SERIAL = count(1)
MACHINE = Path("/etc/machine-id")


def name_of_this_run() -> str:
    """Machine, since when that is up, process, since when that runs, and number of the run in it.

    Numbers of processes are given again, hence the times.
    """
    pid = os.getpid()
    parts = (*_this_machine(), str(pid), _began(pid), str(next(_SERIAL)))
    return " ".join(part or "-" for part in parts)


def surely_gone(name: str) -> bool:
    """Whether the process of a run has ended; False also when that can't be seen from here."""
    try:
        host, up_since, processes, pid, began, _ = name.split(" ")
        number = int(pid)
    except ValueError:
        return True
    here = _this_machine()
    if host != here[0]:
        return False
    if "-" not in (up_since, here[1]) and up_since != here[1]:
        return True  # the machine was started anew
    if processes != (here[2] or "-"):
        return False  # in another container: its processes can't be seen
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # somebody else's process
    return began != (_began(number) or "-")


def seen_from_here(name: str) -> bool:
    """Whether a run's process can be looked up here, so that its end shows at once."""
    host, up_since, processes = (part or "-" for part in _this_machine())
    return name.split(" ")[:3] == [host, up_since, processes]


def process_in_words(name: str) -> str:
    """``process 1234 on lab7``."""
    parts = name.split(" ")
    if len(parts) < 4:
        return "another process"
    return f"process {parts[3]} on {parts[0].partition('/')[0]}"


def _this_machine() -> tuple[str, str, str]:
    """Name, mark of the time since it is up, and which of its processes can be seen."""
    host = "-".join(socket.gethostname().split()) or "-"
    with suppress(OSError):  # machines may have the same name
        host += f"/{MACHINE.read_text().strip()[:12]}"
    try:
        up_since = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        processes = os.readlink("/proc/self/ns/pid")
    except OSError:  # not Linux
        return host, "", ""
    return host, up_since, processes


def _began(pid: int) -> str:
    """When a process began, in ticks since the machine is up; empty when it ended or is a zombie,
    or where that can't be seen."""
    try:
        # the name of the program, in brackets, may hold blanks and brackets itself
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if stat[0] in "ZX" else stat[19]
