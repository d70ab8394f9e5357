"""What finished experiments that are set side by side were told differently."""

from __future__ import annotations

import json
from typing import Any

from sim.report.blocks import Block, Bullets, Cell, Column, Folded, Section, Table, Words
from sim.report.material import Material
from sim.report.read import NotInResults

AT_MOST = 60
"""So many settings stand in the table; more are counted."""
AT_ONCE = 12
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
    rows = [
        [Cell(key), *(Cell(_value(value)) for value in values)]
        for key, values in list(keys.items())[:AT_MOST]
    ]
    more = len(keys) - len(rows)
    table = Table(
        "Settings that differ",
        [Column("setting"), *(Column(name) for name in told)],
        rows,
        [f"{more:,} more settings differ; manifest.json has all."] if more > 0 else [],
    )
    names = sorted(set(told.values()))
    where = f" in the scenario {names[0]}" if len(names) == 1 else " in the baselines"
    count = "One setting differs" if len(keys) == 1 else f"{len(keys):,} settings differ"
    blocks.append(Words(f"{count}{where}. A figure may differ because of any of them."))
    blocks.append(table if len(keys) <= AT_ONCE else Folded("The settings that differ", [table]))
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
    return f"{part.get('experiment')} ({size}{when}), from the folder {part.get('folder')}"


def _value(value: Any) -> str:
    """As in a settings file, cut where it is long."""
    if value is None:
        return "none"
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
