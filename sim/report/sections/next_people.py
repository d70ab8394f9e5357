"""Where further people would be worth most, and how the search came to the force found."""

from __future__ import annotations

from contextlib import suppress
from math import isfinite

from sim.report.blocks import Block, Cell, Column, Folded, Kind, Picture, Section, Table, Words
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.studies.sizing_tables import (
    Move,
    Step,
    Target,
    moves_of,
    steps_of,
    targets_of,
    whole,
)
from sim.report.studies.tried import figures_within
from sim.report.words.wording import Wording

CHART = "21_force_path"
HOW_TO_READ = (
    "The search began with few people and took, step by step, what brought most for the people it "
    "costs. Where a line stays upright, that step brought nothing to that target: it "
    "was taken for another. Targets that no step moves have no panel."
)
WHAT_NEXT = (
    "What one step more would bring beyond the force found, by fresh replications. Where “no "
    "gain shown” stands, chance may be all there is."
)


def section(material: Material) -> Section:
    """The path as a chart, what the next people would bring, and the steps in a table."""
    results = material.results
    wording = Wording(results.everything, material.settings)
    targets = targets_of(results)
    blocks: list[Block] = []
    try:
        steps = steps_of(results, targets)
        blocks += [Words(HOW_TO_READ), Picture(CHART)]
    except NotInResults:
        steps = []
    with suppress(NotInResults):
        blocks += [Words(WHAT_NEXT), _next(targets, moves_of(results))]
    if steps:
        blocks.append(Folded("The search, step by step", [_steps(wording, targets, steps)]))
    if not blocks:
        raise NotInResults("the search kept no step")
    return Section("next_people", "What more people are worth", blocks)


def _next(targets: list[Target], moves: list[Move]) -> Table:
    """A row a move, a column a target; those that gain most come first."""
    by_move: dict[tuple[str, float], dict[str, Move]] = {}
    for move in moves:
        by_move.setdefault((move.words, move.people_added), {})[move.kpi] = move
    asked = [one for one in targets if any(one.kpi in own for own in by_move.values())]
    heads = [Column("More of"), Column("paid people", numeric=True)]
    heads += [Column(f"{one.label}, {_gained(one)}", numeric=True) for one in asked]
    rows = []
    for (words, people), own in by_move.items():
        cells = [_gain(one, own.get(one.kpi)) for one in asked]
        rows.append([Cell(words), Cell(f"+{whole(people)}", people), *cells])
    notes = [
        "What the whole step changes, and in square brackets where that lies with 95 % confidence, "
        "for the whole table at once. What it takes stands beside it: steps differ in people."
    ]
    return Table("What the next people would bring", heads, rows, notes, sortable=len(rows) > 2)


def _gain(target: Target, move: Move | None) -> Cell:
    if move is None or not isfinite(move.change):
        return Cell("")
    towards = 1.0 if target.at_least else -1.0
    low, high = sorted((towards * move.low, towards * move.high))
    if not (isfinite(low) and isfinite(high)) or low <= 0.0 <= high:
        return Cell("no gain shown", 0.0, "quiet")
    nearer, further = sorted((abs(low), abs(high)))
    gain = towards * move.change
    *ends, written = figures_within(nearer, further, abs(gain))
    way = "more" if move.change > 0.0 else "less"
    kind: Kind = "better" if low > 0.0 else "worse"
    return Cell(f"{written} {way} [{', '.join(ends)}]", gain, kind)


def _gained(target: Target) -> str:
    """The unit of a gain."""
    return "percentage points" if target.unit.startswith("%") else target.unit


def _steps(wording: Wording, targets: list[Target], steps: list[Step]) -> Table:
    heads = [
        Column("Step"),
        Column("paid people", numeric=True),
        Column("in all", numeric=True),
        *(Column(f"{one.label} ({one.wanted})", numeric=True) for one in targets),
    ]
    rows = [
        [
            Cell(step.words),
            Cell(f"{step.people_added:+,.0f}" if step.people_added else "", step.people_added),
            Cell(whole(step.people_in_all), step.people_in_all),
            *(Cell(one.figure(step.figures[one.kpi])) for one in targets),
        ]
        for step in steps
    ]
    money = wording.money(10.0)
    notes = ["Means over the replications of the search."]
    if money:
        notes.append(f"Ten people cost {money} a month, by the planner's own figure.")
    return Table("The steps of the search", heads, rows, notes)
