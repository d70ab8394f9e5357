"""What a number of people buys: the forces that were tried, and those that nothing beats."""

from __future__ import annotations

from sim.report.blocks import Block, Bullets, Cell, Column, Folded, Picture, Section, Table, Words
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.studies.front_tables import (
    ABOVE,
    DOMINATED,
    LEFT,
    ON_THE_FRONT,
    UNDECIDED,
    Candidate,
    axes_of,
    best_of_axes,
    candidates_of,
    numbered,
    people_at_most,
)
from sim.report.words.figures import figures, plain, scale_and_unit, short
from sim.report.words.said import said
from sim.report.words.wording import Wording

CHART = "24_front"
TRIED_AT_MOST = 60
WHAT_IT_IS = (
    "None of these forces is the best for all purposes: which one to take depends on what weighs "
    "more, and that is not for a model to say. They are the best of those that were tried, not of "
    "all there are."
)
WHAT_VERDICTS_MEAN = (
    "On the front: against every other force of no more people it is shown to be better on some "
    "axis.",
    "Dominated: a force of no more people is shown to be no worse on any axis, and it takes fewer "
    "people or is shown to be better on one.",
    "Undecided: neither is shown. It may be as good as any, or behind.",
)


def section(material: Material) -> Section:
    """Who is best on each axis, the chart, and the forces in words."""
    results = material.results
    wording = Wording(results.everything, material.settings)
    axes, found = axes_of(results), candidates_of(results)
    told = numbered(found)
    blocks: list[Block] = [
        Words(_how_many(found, people_at_most(results))),
        *_best(wording),
        Words(WHAT_IT_IS),
        Picture(CHART),
        _candidates(wording, axes, told),
        Folded("What the verdicts mean", [Bullets(list(WHAT_VERDICTS_MEAN))], in_print=True),
    ]
    if left := [one for one in found if one.verdict == LEFT]:
        blocks.append(Folded("Forces left in the search", [_left(wording, axes, left)]))
    return Section("front", "What the people buy", blocks)


def _how_many(found: list[Candidate], people: float) -> str:
    left = sum(one.verdict == LEFT for one in found)
    parts = [
        f"{count} {words}"
        for verdict, words in (
            (ON_THE_FRONT, "on the front"),
            (UNDECIDED, "undecided"),
            (DOMINATED, "dominated by another"),
        )
        if (count := sum(one.verdict == verdict for one in found))
    ]
    within = sum(one.verdict != ABOVE for one in found)
    tried = (
        f"In the model, {within:,} forces were tried that take at most {people:,.0f} paid people "
        "at full strength"
    )
    if within < len(found):
        tried += "; the scenario as it stands takes more"
    if left:
        tried += f"; {left:,} fell behind in the search, and of them nothing is claimed"
    return f"{tried}. By fresh replications: {', '.join(parts) or 'none has figures'}."


def _best(wording: Wording) -> list[Block]:
    """Of each axis who is best, and who may be as good."""
    try:
        rows = best_of_axes(wording.results)
    except NotInResults:
        return []
    lines = []
    for one in rows:
        if not one.best:
            lines.append(f"By {wording.label(one.kpi)} no difference is shown between them.")
            continue
        line = f"By {wording.label(one.kpi)} {wording.quoted(one.best)} does best of those tried"
        if one.close:
            line += f"; not distinguishable from it: {wording.listed(one.close)}"
        lines.append(f"{line}.")
    return [Bullets(lines)] if lines else []


def _candidates(wording: Wording, axes: list[str], told: dict[int, Candidate]) -> Table:
    """A row a force that fresh replications say something of."""
    rules = any(one.rule for one in told.values())
    heads = [Column("Force"), Column("made of"), *([Column("rule")] if rules else [])]
    heads += [Column("paid people", numeric=True)]
    if wording.money(1.0):
        heads.append(Column("cost a month", numeric=True))
    heads += [Column(_heading(wording, kpi), numeric=True) for kpi in axes]
    heads.append(Column("verdict"))
    written = {kpi: figures([one.figures[kpi] for one in told.values()]) for kpi in axes}
    rows = []
    for at, (number, one) in enumerate(told.items()):
        cells = [Cell(f"{number}: {_named(wording, one)}", float(number)), Cell(one.words)]
        cells += [Cell(said(one.rule))] if rules else []
        cells.append(Cell(plain(one.people, 0), one.people))
        if wording.money(1.0):
            cells.append(Cell(wording.money(one.people), one.people))
        cells += [Cell(written[kpi][at], one.figures[kpi].mean) for kpi in axes]
        rows.append([*cells, Cell(_verdict(wording, one))])
    notes = [
        "In square brackets: where the mean lies with 95 % confidence, each force alone. Verdicts "
        "go by paired differences, of all forces and axes at once."
    ]
    return Table("Forces within the budget", heads, rows, notes, sortable=len(rows) > 2)


def _left(wording: Wording, axes: list[str], left: list[Candidate]) -> Table:
    heads = [Column("Force"), Column("paid people", numeric=True)]
    heads += [Column(_heading(wording, kpi), numeric=True) for kpi in axes]
    rows = [
        [
            Cell(one.words),
            Cell(plain(one.people, 0), one.people),
            *(Cell(short(one.figures[kpi].mean), one.figures[kpi].mean) for kpi in axes),
        ]
        for one in left[:TRIED_AT_MOST]
    ]
    more = f" The first {len(rows)} of {len(left):,}; candidates.csv has all." * (
        len(left) > len(rows)
    )
    notes = [f"Means of the few replications of the search: rough, and nothing is claimed.{more}"]
    return Table("Left in the search", heads, rows, notes, sortable=True)


def _heading(wording: Wording, kpi: str) -> str:
    _, unit = scale_and_unit(wording.results.unit_of(kpi))
    label = wording.label(kpi)
    return label if not unit or wording.is_counted(kpi) else f"{label}, {unit}"


def _named(wording: Wording, one: Candidate) -> str:
    if one.name == wording.results.baseline:
        return f"{wording.name(one.name)} (as it stands)"
    return wording.name(one.name)


def _verdict(wording: Wording, one: Candidate) -> str:
    if one.dominated_by:
        return f"{one.verdict} by {wording.name(one.dominated_by)}"
    if one.undecided_with:
        return f"{one.verdict}: {wording.name(one.undecided_with)} may do as well or better"
    return one.verdict
