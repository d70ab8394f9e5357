"""A report is written beside an earlier one, and takes its place when all of it is there."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.report.folder.results_files import ResultsProblem

PART = ".report.{}.part"


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder below a results folder to write a report's files into, gone at the end.

    Raises `ResultsProblem` while another command writes a report of this folder. An error of the
    disk names the file that it is about as it would be called in the results folder.
    """
    part = folder / PART.format(os.getpid())
    with _alone_in(folder):
        for left in folder.glob(PART.format("*")):  # of a command that was killed
            shutil.rmtree(left, ignore_errors=True)
        try:
            part.mkdir()
            yield part
        except OSError as error:
            if error.filename is None:
                raise
            path = Path(os.fsdecode(error.filename))
            if path.is_relative_to(part):
                path = folder / path.relative_to(part)
            raise OSError(error.errno, error.strerror, str(path)) from None
        finally:
            shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """The lock ends with the process, however that ends, and leaves no file."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ResultsProblem(
                f"{folder}: another report of this folder is being written"
            ) from None
        except OSError:
            pass  # some disks of networks know no locks: names of processes still keep parts apart
        yield
    finally:
        os.close(opened)


def put_in_place(part: Path, folder: Path, *, last: str, earlier: Collection[str]) -> list[str]:
    """Move the files of ``part`` to their places, the ``last`` of all at the end; what remains of
    an ``earlier`` report is removed, and nothing else. Gives what was removed.

    Names are relative to the results folder.
    """
    found = sorted(str(path.relative_to(part)) for path in part.rglob("*") if path.is_file())
    removed = [name for name in sorted({*earlier} - {*found}) if (folder / name).is_file()]
    for name in found:
        if name != last:
            (folder / name).parent.mkdir(exist_ok=True)
            (part / name).replace(folder / name)
    for name in removed:
        (folder / name).unlink()
        with suppress(OSError):  # not empty: what others put there stays
            if name != Path(name).name:
                (folder / name).parent.rmdir()
    (part / last).replace(folder / last)
    return removed
