"""A replication that was simulated again beside what is kept of it: the same, or what differs."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.kpis import Pair, complete, value
from sim.analysis.series import Point
from sim.experiment.batch import LOGGED_REPLICATION
from sim.experiment.csv_files import number_cell
from sim.experiment.replay import BROKEN_OFF, Replayed
from sim.experiment.store import Store
from sim.kernel.names import listed


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a replication, in the store, or in part in a results folder; what isn't is
    None or empty."""

    pairs: Mapping[str, Pair] | None = None
    values: Mapping[str, str] | None = None
    """Cells of kpis.csv."""
    series: list[Point] | None = None
    incidents: bytes | None = None
    log_digest: str = ""
    cause: str = ""


def kept_in(store: Store, key: str, replication: int) -> Kept | None:
    """What the store holds of a replication; None: nothing."""
    row = store.find(key, replication)
    if row is None:
        return None
    if row.failed:
        return Kept(cause=row.cause)
    return Kept(
        row.pairs(),
        series=store.series(key, replication),
        incidents=zlib.decompress(store.incidents(key, replication)),
        log_digest=store.log_digest(key, replication),
    )


def kept_in_folder(
    folder: Path, manifest: Mapping[str, Any], scenario: str, replication: int
) -> Kept | None:
    """What a results folder holds of a replication; None: nothing."""
    for one in manifest.get("failed", []):
        if (one["scenario"], one["replication"]) == (scenario, replication):
            return Kept(cause=one["cause"])
    digest = manifest.get("log_digests", {}).get(scenario, "")
    digest = digest if replication == LOGGED_REPLICATION else ""
    with (folder / "kpis.csv").open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if (row["scenario"], row["replication"]) == (scenario, str(replication)):
                names = manifest["kpi_labels"]
                values = {name: row[name] for name in names if name in row}
                return Kept(values=values, log_digest=digest)
    return Kept(log_digest=digest) if digest else None


def compared(now: Replayed, kept: Kept | None) -> tuple[bool, str]:
    """Whether a replay is as what is kept, and a sentence on it; nothing kept is no difference."""
    row = now.row
    if row.cause == BROKEN_OFF:
        return False, "broken off, so nothing is compared"
    if kept is None:
        return True, "not compared: no result of these settings, made by this code, is kept"
    if row.failed and kept.cause:
        if row.cause == kept.cause:
            return True, "the same failure as the one kept"
        return False, f"another failure than the one kept, which is: {kept.cause}"
    if row.failed:
        return False, "it failed now, though what is kept finished"
    if kept.cause:
        use = "to use it, give the run's command with redo_failed=true"
        return False, f"it finished now, though it is kept as failed: {kept.cause}; {use}"
    parts, differing = [], []
    for part, same, what in _parts(now, kept):
        parts.append(part)
        if not same:
            differing.append(what)
    if differing:
        return False, f"not what is kept: {', '.join(differing)} differ"
    *first, last = parts
    return True, f"identical to what is kept: {', '.join(first)}{' and ' if first else ''}{last}"


def _parts(now: Replayed, kept: Kept) -> Iterator[tuple[str, bool, str]]:
    """Each part that is kept: its name, whether it is the same, and what differs in words."""
    row, pairs = now.row, now.row.pairs()
    if kept.pairs is not None:
        names = {**kept.pairs, **pairs}
        # as written, so that "no value" equals itself
        other = [n for n in names if repr(kept.pairs.get(n)) != repr(pairs.get(n))]
        yield "KPIs", not other, f"KPIs ({listed(other)})"
    if kept.values is not None:
        whole = complete(pairs, list(kept.values))
        other = [n for n, cell in kept.values.items() if cell != number_cell(value(whole[n]))]
        yield "KPIs", not other, f"KPIs ({listed(other)})"
    if kept.series is not None:
        yield "series", repr(row.points()) == repr(kept.series), "series"
    if kept.incidents is not None:
        yield "incidents", zlib.decompress(row.incidents) == kept.incidents, "incidents"
    if kept.log_digest:
        yield "log", now.log.digest() == kept.log_digest, "log"
