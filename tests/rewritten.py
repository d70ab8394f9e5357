"""Tables of a results folder as if they had been written otherwise: with the manifest's count of
their rows and their digests, so that a test may change a figure and not be told that it did."""

from __future__ import annotations

import json
from pathlib import Path

from sim.analysis.row_counts import rows_in
from sim.analysis.table_digests import DIGESTS, digests_of


def as_written(folder: Path) -> Path:
    """Have the manifest say of every table there is what it would of one just written."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["rows"] = rows_in(folder)
    manifest[DIGESTS] = digests_of(folder, manifest["rows"])
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return folder
