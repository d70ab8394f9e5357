"""The term, its zones, the response rule, and the people: on watch, paid, and sites left closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.commands.checking.facts import Facts, number, whole
from sim.commands.kinds import what_it_is
from sim.config import Scenario
from sim.expected.payroll import paid_roles, sites
from sim.expected.people import paid_at_full_strength
from sim.report.blocks import Block, Bullets, Cell, Column, Section, Table, Terms, Words
from sim.report.words.said import spelled_out

RUNGS = ("no sanction", "a warning", "restrictions", "suppression by fire")
"""By the highest rung of the ladder."""


def term(facts: Facts) -> Section:
    """When, where, who, and by which rule."""
    scenario = facts.scenario
    world, mission, rule = scenario.world, scenario.mission, scenario.response
    last = facts.date(scenario.days - 1)
    pairs = [
        ("World", world.label),
        ("Term", f"{scenario.days} days, from {facts.date(0)} to {last}"),
        ("Mission", mission.label),
        ("Staffing", scenario.staffing.label),
        ("Response rule", what_it_is(type(rule))),
        ("It acts on", _threshold(rule.severity_threshold)),
        ("Highest sanction", RUNGS[mission.ladder.top_rung]),
        ("Joint centre", _centre(facts)),
    ]
    blocks: list[Block] = [Words(scenario.question)] if scenario.question else []
    blocks += [Terms(pairs), _zones(facts), *_side_processes(scenario)]
    return Section("term", "Term, zones and rule", blocks)


def _threshold(severity: int) -> str:
    if severity == 0:
        return "every report"
    return f"reports of severity {severity} or more, of 0 to 3; others are only logged"


def _centre(facts: Facts) -> str:
    centre = facts.scenario.mission.centre
    if centre.mode == "video_link":
        return f"by video link, one session a day at {centre.video_link_session_hour:g} h"
    return "both sides at one table, at any hour"


def _zones(facts: Facts) -> Table:
    rows = []
    for name, zone in facts.scenario.world.zones.items():
        groups = [group for group in facts.scenario.world.groups.values() if group.zone == name]
        later = sorted({group.joins_day for group in groups if group.joins_day > 0.0})
        joining = ", ".join(facts.date(day) for day in later if day < facts.scenario.days)
        covered = sum(group.covered for group in groups)
        rows.append(
            [
                Cell(zone.label),
                number(len(zone.places)),
                number(covered),
                number(len(groups) - covered),
                Cell(joining or "-"),
            ]
        )
    heads = [
        Column("Zone"),
        Column("Places", numeric=True),
        Column("Groups under the truce", numeric=True),
        Column("Groups excluded", numeric=True),
        Column("Groups that join later"),
    ]
    return Table("Zones", heads, rows)


def _side_processes(scenario: Scenario) -> Iterator[Block]:
    """Those that are switched on, each kind explained once."""
    names: dict[str, list[str]] = {}
    for name, actor in scenario.actors().items():
        if actor.enabled:
            label = getattr(actor, "label", None) or spelled_out(name)
            names.setdefault(what_it_is(type(actor)), []).append(label)
    if names:
        yield Words("Side processes switched on:")
        yield Bullets([f"{_capital(', '.join(who))}: {what}" for what, who in names.items()])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def people(facts: Facts) -> Section:
    """The manning table, and what the factors mean."""
    scenario, staffing = facts.scenario, facts.scenario.staffing
    rows = []
    paid = average = 0.0
    for row in paid_roles(scenario):
        paid, average = paid + row.paid, average + row.paid_on_average
        rows.append(
            [
                Cell(facts.zone(row.zone)),
                Cell(row.role),
                number(row.positions),
                whole(row.paid),
                whole(row.paid_on_average),
                Cell(facts.date(row.from_day), row.from_day),
            ]
        )
    rows.append([Cell("Together"), Cell(""), Cell(""), whole(paid), whole(average), Cell("")])
    heads = [
        Column("Zone"),
        Column("Role"),
        Column("Positions on watch", numeric=True),
        Column("Paid people, all open", numeric=True),
        Column("Paid on average", numeric=True),
        Column("First paid from"),
    ]
    most = paid_at_full_strength(scenario)
    notes = [
        f"A 24-hour position takes {staffing.round_the_clock_factor:g} people (duty hours, leave, "
        f"sickness, travel, vacancies), a daylight position {staffing.daylight_factor:g}. "
        f"{100.0 * staffing.support_share:.0f} guards, interpreters and medics come for every 100.",
        f"At most {most:,.0f} people are paid at the same time. On average over the term it is "
        f"{average:,.0f}, since sites open one after another.",
    ]
    if any(actor.enabled and actor.pays_for(scenario) for actor in scenario.actors().values()):
        notes.append("People whom side processes employ (such as a contingent) come on top.")
    blocks: list[Block] = [Table("People by zone and role", heads, rows, notes), *_sites(facts)]
    return Section("people", "People and sites", blocks)


def _sites(facts: Facts) -> Sequence[Block]:
    scenario, rows = facts.scenario, []
    for one in sites(scenario):
        of_kind = getattr(scenario.mission, one.kind)
        closed = ", ".join(of_kind[name].label for name in one.closed) or "-"
        rows.append(
            [
                Cell(facts.zone(one.zone)),
                Cell("observation posts" if one.kind == "posts" else "checkpoints"),
                number(len(one.manned)),
                number(len(one.late)),
                number(len(one.closed)),
                Cell(closed),
            ]
        )
    if not rows:
        return [Words("The mission has no posts and no checkpoints.")]
    heads = [
        Column("Zone"),
        Column("Sites"),
        Column("Manned in the term", numeric=True),
        Column("Staffed, but open later", numeric=True),
        Column("Closed for lack of staff", numeric=True),
        Column("Which stay closed"),
    ]
    return [Table("Sites", heads, rows)]
