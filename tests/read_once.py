"""Settings files are parsed, and made known to Hydra, once a session and not at every composition.

Hundreds of tests compose a run, each from all of the hundred files that ship: that would be half of
the time of the fast tests. What a file says is remembered by its words, so one that a test writes
or breaks is read as ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from omegaconf import OmegaConf

import sim.settings.evidence
import sim.settings.files
from sim.settings.files import SettingsFile, read_file

Said = tuple[bytes, str, str]
"""The words of a file, and what it is called in messages and by Hydra."""


class _Remembered:
    """What files say, by their words; and the same as Hydra keeps it."""

    def __init__(self) -> None:
        self._files: dict[Said, SettingsFile] = {}
        self._as_read: dict[int, str] = {}
        self._for_hydra: dict[int, Any] = {}

    def read(self, path: Path, shown: str, config_path: str) -> SettingsFile | str:
        """In place of `sim.settings.files.read_file`."""
        try:
            said = path.read_bytes(), shown, config_path
        except OSError:
            return read_file(path, shown, config_path)
        if said in self._files:
            return self._files[said]
        found = read_file(path, shown, config_path)
        if isinstance(found, SettingsFile):
            self._files[said] = found
            self._as_read[id(found.content)] = _words(found.content)
        return found

    def structured(self, node: Any) -> Any:
        """In place of `OmegaConf.structured` where Hydra stores settings; it hands out copies."""
        if id(node) not in self._as_read:
            return OmegaConf.structured(node)
        if id(node) not in self._for_hydra:
            self._for_hydra[id(node)] = OmegaConf.structured(node)
        return self._for_hydra[id(node)]

    def check(self) -> None:
        """What is shared by all tests is still what was read: nobody wrote into it."""
        for (_, shown, _), file in self._files.items():
            as_read = self._as_read[id(file.content)]
            assert _words(file.content) == as_read, f"a test changed what {shown} says"
            kept = self._for_hydra.get(id(file.content))
            if kept is not None:
                plain = OmegaConf.to_container(kept, resolve=False)
                assert _words(plain) == as_read, f"Hydra's copy of {shown} was changed"


def _words(content: Any) -> str:
    return json.dumps(content, default=str)


@contextmanager
def read_once() -> Iterator[None]:
    """As long as this is open, what was read once is not parsed again."""
    remembered = _Remembered()

    class Kept(OmegaConf):
        structured = staticmethod(remembered.structured)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.settings.files, "read_file", remembered.read)
        patch.setattr(sim.settings.evidence, "read_file", remembered.read)
        patch.setattr("hydra.core.config_store.OmegaConf", Kept)
        yield
    remembered.check()
