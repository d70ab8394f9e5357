"""How long civilians wait at checkpoints, those of the mission and those of the parties."""

from __future__ import annotations

from sim.report.blocks import Block, Folded, Picture, Section, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.material import Material
from sim.report.tables.kpi_tables import Named, members, of_pair

ALL = "civilian_wait_mean_minutes"
FIGURES = (
    ("At the mission's checkpoints, mean wait", "mission_wait_mean_minutes"),
    (
        "At the mission's checkpoints, one vehicle in twenty waits longer than",
        "mission_wait_p95_minutes",
    ),
    ("At the mission's checkpoints, due traffic served", "mission_served_share"),
    ("At all checkpoints, mean wait", ALL),
    ("At all checkpoints, one vehicle in twenty waits longer than", "civilian_wait_p95_minutes"),
    ("At all checkpoints, due traffic served", "civilian_served_share"),
    ("At all checkpoints, due traffic turned away", "civilian_turned_away_share"),
)
WHO = (
    "Waits are of vehicles that were served; who was turned away at closing time waited for "
    "nothing. The parties' own checkpoints are as the world has them: the mission's staff can't "
    "shorten their queues."
)


def section(material: Material) -> Section:
    """The chart by hour, main figures, and waits by checkpoint."""
    results = material.results
    if not results.has(ALL):
        raise NotInResults("nobody passed a checkpoint in this run")
    found = (
        of_pair(material, "Waits of civilian vehicles", FIGURES),
        of_pair(material, "Mean wait by checkpoint", _by_checkpoint(results)),
    )
    blocks: list[Block] = [Words(WHO), Picture("8_checkpoint_wait")]
    if tables := [one for one in found if one]:
        blocks.append(Folded("The figures", tables))
    return Section("waits", "Waits at checkpoints", blocks)


def _by_checkpoint(results: Results) -> list[Named]:
    """Waits at each checkpoint, under its label."""
    settings = results.settings[results.baseline]
    sites = {
        "mission": settings.get("mission", {}).get("checkpoints", {}),
        "party": settings.get("world", {}).get("party_checkpoints", {}),
    }
    told = []
    for whose, labels in sites.items():
        family = f"{whose}_wait_mean_minutes_at"
        for _, kpi in members(results, family):
            name = kpi.removeprefix(f"{family}_")
            told.append((f"{labels.get(name, {}).get('label', name)} ({whose})", kpi))
    return told
