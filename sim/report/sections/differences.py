"""What finished experiments that are set side by side were told differently."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sim.analysis.assumption import POSITIONS
from sim.report.blocks import Block, Bullets, Cell, Column, Folded, Section, Table, Words
from sim.report.folder.compared_folders import briefly, short_name
from sim.report.folder.read import NotInResults
from sim.report.material import Material

AT_MOST = 60
"""So many settings stand in the table; more are counted."""
AT_ONCE = 6
"""Of more, the table is folded."""
LONGEST = 60


def section(material: Material) -> Section:
    """Which experiments they are, and the settings that aren't the same in all."""
    manifest = material.results.manifest
    parts = manifest.get("compared")
    found = manifest.get("settings_that_differ")
    if not parts or not isinstance(found, dict):
        raise NotInResults("these results are of one experiment")
    blocks: list[Block] = [
        Words("This report sets finished experiments side by side; nothing was simulated for it."),
        Bullets(list(map(_in_words, parts))),
    ]
    keys: dict[str, list[Any]] = found["keys"]
    if not keys:
        same = "All of them have the same settings, as far as they can be set side by side."
        return _named([*blocks, Words(same)])
    told = dict(zip(found["called"], found["scenarios"], strict=True))
    rows = [_row(key, values) for key, values in list(keys.items())[:AT_MOST]]
    more = len(keys) - len(rows)
    table = Table(
        "Settings that differ",
        [Column("setting"), *(Column(briefly(manifest, name)) for name in told)],
        rows,
        [f"{more:,} more settings differ; manifest.json has all."] if more > 0 else [],
    )
    names = sorted(set(told.values()))
    where = f" in the scenario {names[0]}" if len(names) == 1 else " in the baselines"
    count = "One setting differs" if len(keys) == 1 else f"{len(keys):,} settings differ"
    blocks.append(Words(f"{count}{where}. A figure may differ because of any of them."))
    folded = Folded(f"The {len(keys):,} settings that differ", [table])
    blocks.append(table if len(keys) <= AT_ONCE else folded)
    return _named(blocks)


def _named(blocks: list[Block]) -> Section:
    return Section("differences", "What was set side by side", blocks)


def _in_words(part: dict[str, Any]) -> str:
    """An experiment: its folder, size and date."""
    scenarios, replications = part.get("scenarios"), part.get("replications")
    size = f"{scenarios} scenario{'' if scenarios == 1 else 's'}"
    if replications:
        size += f", {replications} replication{'' if replications == 1 else 's'} each"
    simulated = str(part.get("started") or "")[:10]
    when = f", simulated on {simulated}" if simulated else ""
    return (
        f"{part.get('experiment')} ({size}{when}), from the folder {short_name(part.get('folder'))}"
    )


def _row(key: str, values: Sequence[Any]) -> list[Cell]:
    """A setting; of a block that differs the first value that does, and how many more."""
    blocks = [dict(_single_values(key, value)) for value in values]
    single = dict.fromkeys(name for block in blocks for name in block)
    found = [name for name in single if len({_value(block.get(name)) for block in blocks}) > 1]
    first, more = (found[0], len(found) - 1) if found else (key, 0)
    said = f"{first}; and {more:,} more in {key}" if more else first
    if first.rpartition(".")[2] in POSITIONS:
        return [Cell(said), *(Cell("not shown") for _ in blocks)]
    return [Cell(said), *(Cell(_cut(_value(block.get(first)))) for block in blocks)]


def _single_values(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The values of a block by dotted key; what is no block is one value."""
    if not isinstance(value, dict) or not value:
        yield key, value
        return
    for name, inner in value.items():
        yield from _single_values(f"{key}.{name}", inner)


def _value(value: Any) -> str:
    """As in a settings file."""
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
