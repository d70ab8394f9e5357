"""How much of the planned watch was kept, and what the rest was lost to."""

from __future__ import annotations

from sim.report.blocks import Block, Folded, Picture, Section, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.material import Material
from sim.report.tables.kpi_tables import Named, members, of_pair

WATCHED = "coverage_share"
LOST = "coverage_lost_share"
IN_ALL = "coverage_lost_share_in_all"
REACH = "background_under_watch_share"
WHAT_IT_IS = (
    "The plan asks for posts on certain dates; each hour of each of them is due. An hour is "
    "watched when enough observers were there. A post sees part of its surroundings only, less at "
    "night: the share of the usual violence under watch says how much of it could be seen or heard"
    " at all."
)
BY_ZONE = "Coverage is given by zone, never for one post. Hours not watched are not quiet hours."


def section(material: Material) -> Section:
    """Hours watched, hours lost by cause, and violence under watch by zone."""
    results = material.results
    if not results.has(WATCHED):
        raise NotInResults("no post was due in this run")
    rows = [
        ("Due hours watched", WATCHED),
        ("Due hours lost, all causes", IN_ALL),
        *members(results, LOST, "Lost to", but=[IN_ALL]),
        ("Usual violence under watch", REACH),
        *_by_zone(results),
    ]
    table = of_pair(material, "Hours that were due: watched, and lost by cause", rows)
    blocks: list[Block] = [
        Words(WHAT_IT_IS),
        Picture("15_coverage_lost"),
        Picture("9_under_watch"),
        Words(BY_ZONE),
    ]
    if table:
        blocks.append(Folded("The figures", [table]))
    return Section("coverage", "Coverage, and what it was lost to", blocks)


def _by_zone(results: Results) -> list[Named]:
    """Violence under watch in each zone; nothing in a run of one zone."""
    zones = results.settings[results.baseline].get("world", {}).get("zones", {})
    if len(zones) < 2:
        return []
    return [
        (f"Usual violence under watch in {zone.get('label', name)}", f"{REACH}_in_{name}")
        for name, zone in zones.items()
    ]
