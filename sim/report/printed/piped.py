"""Printing into a file or a pipe: nothing is cut or broken there, and no line ends in blanks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 100_000
"""Characters; a file or a pipe has no width."""
TIGHT: dict[str, Any] = {"show_edge": False, "pad_edge": False, "padding": (0, 1, 0, 0)}
"""How tables of a terminal are set."""


@contextmanager
def unbroken(console: Console) -> Iterator[None]:
    """The console wide enough for everything, unless it is a terminal."""
    if console.is_terminal:
        yield
        return
    width = console.width
    console.width = WIDE
    try:
        yield
    finally:
        console.width = width


def print_table(console: Console, table: Table) -> None:
    """Print a table; into a pipe without the blanks that frame it."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.print(Text(line.rstrip()))
