"""When the mission's posts and checkpoints open, and when groups join the ceasefire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sim.report.blocks import Block, Cell, Column, Picture, Section, Table, Words
from sim.report.folder.dates import start_of
from sim.report.folder.read import NotInResults
from sim.report.manned import manned
from sim.report.material import Material
from sim.report.positions import SIDE
from sim.report.tables.kpi_tables import pair_columns

NAMED = 4
"""So many sites of a day and zone are named; beyond, they are counted."""
PLANNED = (
    "These are the planned dates, for the sites that the staffing of each scenario can man, the "
    "first in priority first. What came of the plan stands in the chart and under coverage."
)


class Step(NamedTuple):
    """What is planned for a day in a zone: ``order`` puts groups before sites."""

    day: date
    order: int
    zone: str
    what: str


def section(material: Material) -> Section:
    """The chart, and a dated list for the baseline and the best other scenario."""
    results, pair = material.results, material.pair
    try:
        plans = [_plan(results.settings[name]) for name in pair]
    except (KeyError, TypeError, ValueError):  # written by another version, or by hand
        raise NotInResults("the manifest lacks the settings of a scenario") from None
    steps = sorted({step for plan in plans for step in plan})
    if not steps:
        raise NotInResults("nothing opens and nobody joins in this run")
    rows = []
    for step in steps:
        names = [plan.get(step, []) for plan in plans]
        longest = max(names, key=len)
        cells = [Cell(_in_words(step.day), float(step.day.toordinal())), Cell(step.zone)]
        cells.append(Cell(f"{step.what}: {_listed(longest)}" if any(longest) else step.what))
        rows.append([*cells, *(Cell(str(len(own)) if own else "none", len(own)) for own in names)])
    heads = [Column("Date"), Column("Zone"), Column("What happens"), *pair_columns(material)]
    blocks: list[Block] = [
        Picture("16_build_up"),
        Words(PLANNED),
        Table("Planned dates", heads, rows),
    ]
    return Section("build_up", "Build-up of the mission", blocks)


def _plan(settings: Mapping[str, Any]) -> dict[Step, list[str]]:
    """What is planned within the run -> the names of what opens or closes, none of who joins."""
    start = start_of(settings)
    plan: defaultdict[Step, list[str]] = defaultdict(list)
    for day, order, zone, what, name in _events(settings):
        if day <= settings["days"]:
            label = settings["world"]["zones"].get(zone, {}).get("label", zone)
            plan[Step(start + timedelta(days=day), order, label, what)].append(name)
    return plan


def _events(settings: Mapping[str, Any]) -> Iterator[tuple[float, int, str, str, str]]:
    for group in settings["world"]["groups"].values():
        if group.get("covered", True) and group["joins_day"] > 0.0:
            what = f"a group of {SIDE[group['side']]} joins the ceasefire"
            yield group["joins_day"], 0, group["zone"], what, ""
    for order, what in ((1, "posts"), (2, "checkpoints")):
        for name in manned(settings, what):
            site = settings["mission"][what][name]
            opens = site["opens_day"] + (site.get("late_days") or 0.0)
            yield opens, order, site["zone"], f"{what} open", site["label"]
            if site.get("closes_day") is not None:
                yield site["closes_day"], order, site["zone"], f"{what} close", site["label"]


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
