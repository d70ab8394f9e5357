"""A results folder is there whole or not at all: written under another name, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

UNFINISHED = ".partial"
"""How the name of a folder ends that is still being written."""
DEAD_AFTER_S = 86_400.0
"""Nothing is written for so long: what wrote it was killed."""


@contextmanager
def unfinished(parent: Path, began: datetime) -> Iterator[tuple[Path, Path]]:
    """A new folder below ``parent`` to write into, and the name it is to have when it is whole.

    What isn't `renamed` in the end is removed, as is what was broken off long ago.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob(f".*{UNFINISHED}"):
        if time.time() - left.stat().st_mtime > DEAD_AFTER_S:
            shutil.rmtree(left, ignore_errors=True)
    name = began.strftime("%Y-%m-%d_%H%M%S")
    partial = parent / f".{name}.{os.getpid()}{UNFINISHED}"
    partial.mkdir()
    try:
        yield partial, parent / name
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def clear_what_was_broken_off(parent: Path) -> None:
    """Remove half-written results of runs that were killed; only when no other run is alive."""
    for partial in parent.glob(f".*{UNFINISHED}"):
        shutil.rmtree(partial, ignore_errors=True)


def renamed(partial: Path, folder: Path, write_name: Callable[[Path], None]) -> Path:
    """Give the folder its name, with a number when another run of the same second has it.

    ``write_name`` writes what tells of that name, before each try.
    """
    final, number = folder, 1
    while True:
        write_name(final)
        try:
            # a folder that is there is not empty, so it can't be replaced, whoever came first
            return partial.rename(final)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise
        number += 1
        final = folder.with_name(f"{folder.name}_{number}")
