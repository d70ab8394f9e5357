"""Settings of the same scenarios then and now: kept in the store, and what changed in words."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.experiment.store import Store
from sim.experiment.store_tables import SETTINGS_TABLE

KEPT_OF_A_RUN = 50
"""Scenarios of a run whose settings are kept: points of a larger sweep change alike."""
_TOLD = 5
_MISSING = object()
_Change = tuple[str, Any, Any]
"""Dotted key, value then and value now; ``_MISSING`` where there is none."""


def keep_settings(store: Store, settings: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep settings by their digests, unless they are kept already."""
    with store.transaction() as connection:
        connection.execute(SETTINGS_TABLE)  # an older store of this version lacks it
        connection.executemany(
            "INSERT OR IGNORE INTO settings (digest, content) VALUES (?, ?)",
            [
                (digest, zlib.compress(json.dumps(content).encode()))
                for digest, content in settings.items()
            ],
        )


def kept_settings(store: Store, digest: str) -> dict[str, Any] | None:
    """The settings of a digest; None when they aren't kept, or can't be read any more."""
    if not store.query("SELECT 1 FROM sqlite_master WHERE name = 'settings'"):
        return None
    found = store.query("SELECT content FROM settings WHERE digest = ?", (digest,))
    try:
        return dict(json.loads(zlib.decompress(found[0][0]))) if found else None
    except (zlib.error, ValueError):  # they only serve words: no reason to mend the store
        return None


def changes_in_words(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> str:
    """What differs between settings then and now, of one scenario or several: keys, with values
    where they are short and the same in all; empty when nothing does."""
    found: dict[str, _Change] = {}
    varying: set[str] = set()
    for then, now in pairs:
        for change in _changes(then, now, ""):
            key = change[0]
            if found.setdefault(key, change) != change:
                varying.add(key)
    told = [
        key if key in varying else key + _values(then, now)
        for key, then, now in list(found.values())[:_TOLD]
    ]
    more = len(found) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _changes(then: Mapping[str, Any], now: Mapping[str, Any], before: str) -> Iterator[_Change]:
    for key in {**then, **now}:
        old, new = then.get(key, _MISSING), now.get(key, _MISSING)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _changes(old, new, f"{before}{key}.")
        elif old != new:
            yield f"{before}{key}", old, new


def _values(then: Any, now: Any) -> str:
    if then is _MISSING:
        return " (new)"
    if now is _MISSING:
        return " (no longer there)"
    if any(isinstance(value, dict | list) for value in (then, now)):
        return ""
    return f" ({_in_words(then)}, now {_in_words(now)})"


def _in_words(value: Any) -> str:
    """As in a file."""
    return value if isinstance(value, str) else json.dumps(value)
