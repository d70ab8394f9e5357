"""What a disk may refuse, told in one line: before anything is simulated where that can be seen."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.experiment.plan import Plan
from sim.experiment.problems import StoreNotWritten, StoreProblem

NO_ROOM = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota of the disk is used up"}


def check_that_results_can_be_written(plan: Plan) -> None:
    """Raises StoreProblem, one line, when the folder for results can't be made or written."""
    parent = plan.results_folder / plan.experiment
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=parent):
            pass
    except (FileExistsError, NotADirectoryError):
        in_the_way = next(path for path in (parent, *parent.parents) if path.exists())
        raise StoreProblem(
            f"{in_the_way}: is a file, where a folder for results has to be"
        ) from None
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StoreNotWritten(f"{parent}: {reason(error)}; nothing was simulated") from None
        raise StoreProblem(
            f"{parent}: can't be written ({reason(error)}); choose another folder with "
            "results_folder=..."
        ) from None


@contextmanager
def file_named(path: Path) -> Iterator[None]:
    """An error of the disk that names no file gets this one, and is told in plain words."""
    try:
        yield
    except OSError as error:
        named = Path(os.fsdecode(error.filename)) if error.filename else path
        raise OSError(error.errno, reason(error), str(named)) from None


def reason(error: OSError) -> str:
    """What the disk said, in plain words."""
    return NO_ROOM.get(error.errno or 0) or error.strerror or str(error)
