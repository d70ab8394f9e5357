"""The force that a force sizing found, its targets, and what each of them costs."""

from __future__ import annotations

from contextlib import suppress
from math import isfinite

from sim.kernel.names import listed
from sim.report.blocks import Block, Bullets, Cell, Column, Folded, Picture, Section, Table, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.material import Material
from sim.report.studies.site_rows import Site, sites_of
from sim.report.studies.sizing_tables import (
    LEAST_SAVED,
    SHARED_COST,
    WHY_SHARED,
    Role,
    Target,
    counted_from,
    role_words,
    roles_of,
    targets_of,
    whole,
    zone_words,
)
from sim.report.words.figures import PERCENT, plain
from sim.report.words.said import spelled_out
from sim.report.words.wording import Wording, number

CHART = "22_force_targets"
WHAT_IT_IS = (
    "It is the smallest force found by a search in the model. It isn't proven to be the smallest "
    "there is, and it is sized for the world as it was assumed: with more violations, reports or "
    "traffic than assumed it is too small."
)
WITH_POSTS, WITH_CHECKPOINTS = "with the posts", "with the checkpoints"
PAID_WITH = {
    "observers_day": WITH_POSTS,
    "observers_night": WITH_POSTS,
    "lanes": WITH_CHECKPOINTS,
    "second_shift_lanes": WITH_CHECKPOINTS,
    "inspectors_per_lane": WITH_CHECKPOINTS,
}
"""Role of which a number stands at each site -> in which row its people are counted."""
PAID_AS = {
    "posts": "observers",
    "checkpoints": "inspectors",
    "investigation_teams": "investigators",
    "escort_groups": "escorts",
    "centre_officers": "centre officers",
    "liaison_officers": "liaison officers",
}
"""Role in whose row paid people stand -> as what they are paid."""
OUT_OF_REACH = "not sought: not shown to be met even by the largest force tried"
VERDICTS = {
    "met": "met",
    "not met": "not met",
    "undecided": "not shown to be met: these runs can't tell",
}


def section(material: Material) -> Section:
    """The force by zone and role, then the targets."""
    results = material.results
    wording = Wording(results.everything, material.settings)
    targets = targets_of(results)
    blocks: list[Block] = [
        Words(_how_far(targets, _confidence(results))),
        Words(WHAT_IT_IS),
        _force(wording, roles_of(results)),
        _targets(targets, _confidence(results)),
        Picture(CHART),
    ]
    with suppress(NotInResults):
        blocks.append(
            Folded("Which sites the force found mans", [_sites(wording, sites_of(results))])
        )
    if said := _what_costs(wording, targets):
        blocks.append(Bullets(said))
    return Section("force", "The force found", blocks)


def _confidence(results: Results) -> float:
    design = results.manifest.get("design") or {}
    return PERCENT * float(design.get("confidence", 0.95))


def _how_far(targets: list[Target], confidence: float) -> str:
    """How many of the targets are met, and which aren't."""
    met = sum(target.met for target in targets)
    sure = f"with {confidence:g} % confidence, of all of them at once"
    if met == len(targets):
        which = "the target" if met == 1 else f"all {number(met)} targets"
        return f"In the model, the force found meets {which} {sure}."
    left = [f"{one.label} ({_verdict(one)})" for one in targets if not one.met]
    return (
        f"In the model, the force found meets {number(met)} of {number(len(targets))} targets "
        f"{sure}. Left: {listed(left)}."
    )


def _verdict(target: Target) -> str:
    if not target.sought and not target.met:
        return OUT_OF_REACH
    return VERDICTS.get(target.verdict, target.verdict)


def _force(wording: Wording, roles: list[Role]) -> Table:
    """A row a zone and role."""
    results = wording.results
    heads = [
        Column("Where"),
        Column("Role"),
        Column("as it stands", numeric=True),
        Column("in the force found", numeric=True),
        Column("paid people", numeric=True),
    ]
    costs = bool(wording.money(1.0))
    if costs:
        heads.append(Column("cost a month", numeric=True))
    heads.append(Column("With one fewer these fail"))
    rows = []
    for one in roles:
        cells = [
            Cell(zone_words(results, one.zone)),
            Cell(role_words(one.role)),
            Cell(whole(one.at_start), one.at_start),
            Cell(whole(one.number), one.number),
            Cell(whole(one.paid_people) or PAID_WITH.get(one.role, ""), _sortable(one.paid_people)),
        ]
        if costs:
            cells.append(_money(wording, one.paid_people))
        rows.append([*cells, Cell(one.needed_for)])
    paid = sum(one.paid_people for one in roles if isfinite(one.paid_people))
    total = [Cell("All"), Cell(""), Cell(""), Cell(""), Cell(whole(paid), paid)]
    if costs:
        total.append(_money(wording, paid))
    notes = [
        "Paid people are those at full strength: every place on watch times the people that it "
        f"takes to fill it, leave and travel included, with support. By what they are paid as: "
        f"{listed(_paid_as(roles))}. "
        "“With one fewer these fail”: by the few replications of the search."
    ]
    return Table("The force found, by zone and role", heads, [*rows, [*total, Cell("")]], notes)


def _paid_as(roles: list[Role]) -> list[str]:
    """``observers 293``, all zones together, of those of whom there are any."""
    people: dict[str, float] = {}
    for one in roles:
        if one.role in PAID_AS and one.paid_people > 0.0:
            called = PAID_AS[one.role]
            people[called] = people.get(called, 0.0) + one.paid_people
    return [f"{called} {whole(count)}" for called, count in people.items()]


def _money(wording: Wording, people: float) -> Cell:
    return Cell(wording.money(people), people) if isfinite(people) else Cell("")


def _targets(targets: list[Target], confidence: float) -> Table:
    """A row a target."""
    heads = [
        Column("Target"),
        Column("wanted"),
        Column("as it stands", numeric=True),
        Column("reached", numeric=True),
        Column(f"with {confidence:g} % confidence"),
        Column("so it is"),
        Column("people it costs", numeric=True),
    ]
    rows = []
    for one in targets:
        surely = f"{'at least' if one.at_least else 'at most'} {one.figure(one.bound)}"
        verdict = _verdict(one)
        rows.append(
            [
                Cell(one.label),
                Cell(one.wanted),
                Cell(one.figure(one.at_start), _sortable(one.at_start)),
                Cell(one.figure(one.estimate), _sortable(one.estimate)),
                Cell(surely if isfinite(one.bound) else "no data"),
                Cell(f"{verdict}{', binding' if one.binds else ''}"),
                Cell(one.cost, _sortable(one.saved)),
            ]
        )
    notes = [
        "Reached: by fresh replications, which the search didn't see. With confidence: where the "
        "mean lies at the worst, of all targets at once; a target is met only if even this meets "
        "it. Binding: with one fewer of something it fails. People it costs: how many fewer would "
        "do if it alone were dropped, by the replications of the search.",
    ]
    if any(one.cost == SHARED_COST for one in targets):
        notes.append(WHY_SHARED)
    if said := counted_from(targets):
        notes.append(said)
    return Table("The targets, in the model", heads, rows, notes)


def _sites(wording: Wording, sites: list[Site]) -> Table:
    """A row a site that is manned, before or now, in the order of the force found."""
    rows = [
        [
            Cell(one.label),
            Cell(zone_words(wording.results, one.zone)),
            Cell(spelled_out(one.kind).removesuffix("s")),
            Cell("manned" if one.manned_at_start else "not manned"),
            Cell("manned" if one.manned else "not manned"),
        ]
        for one in sites
        if one.manned or one.manned_at_start
    ]
    heads = [Column("Site"), Column("Where"), Column("what"), Column("as it stands")]
    heads.append(Column("in the force found"))
    notes = [
        "In the order in which they are manned. Further sites of the mission are manned by neither."
    ]
    return Table("Sites, in the model", heads, rows, notes)


def _what_costs(wording: Wording, targets: list[Target]) -> list[str]:
    """What dropping a target saves, the dearest first."""
    dear = [one for one in targets if one.saved >= LEAST_SAVED]
    said = []
    for one in sorted(dear, key=lambda one: -one.saved):
        money = f" ({saved} a month)" if (saved := wording.money(one.saved)) else ""
        said.append(
            f"Without the target on {one.label} ({one.wanted}) about {plain(one.saved, 0)} fewer "
            f"people{money} would do, in the model."
        )
    return said


def _sortable(figure: float) -> float | None:
    return figure if isfinite(figure) else None
