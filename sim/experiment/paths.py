"""Where the store stands among results, and how a path is shown to a planner."""

from __future__ import annotations

from pathlib import Path


def store_in(results_folder: Path) -> Path:
    """The store of all results below this folder."""
    return results_folder / "store.sqlite"


def from_here(path: Path) -> Path:
    """As it may be typed in the folder where the command was given."""
    absolute, here = path.absolute(), Path.cwd()
    return absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
