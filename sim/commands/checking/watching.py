"""What the posts would notice, and how many incidents and reports are expected: by zone, never by
place."""

from __future__ import annotations

from sim.commands.checking.facts import Facts, number, percent
from sim.report.blocks import Block, Cell, Column, Section, Table, Words

NUMERIC = True


def coverage(facts: Facts) -> Section:
    """Shares of incidents by zone, by day and by night, and by kind."""
    heads = [
        Column("Zone"),
        Column("Noticed", NUMERIC),
        Column("by day", NUMERIC),
        Column("by night", NUMERIC),
        Column("Located", NUMERIC),
        Column("Only heard", NUMERIC),
        Column("In no post's reach", NUMERIC),
        Column("Noticed, mean of the term", NUMERIC),
    ]
    rows = []
    for zone, posts in facts.coverages.items():
        noticed, located = posts.share("noticed"), posts.share("located")
        rows.append(
            [
                Cell(facts.zone(zone)),
                percent(noticed),
                percent(posts.share("noticed", light="day")),
                percent(posts.share("noticed", light="night")),
                percent(located),
                percent(noticed - located),
                percent(posts.blind()),
                percent(posts.over_term("noticed")),
            ]
        )
    notes = [
        "Share of the incidents that covered groups begin of their own accord. Noticed: seen or "
        "heard by a post. Located: seen, or heard by two posts; what only one post heard has a "
        "time and a rough direction, and no place.",
        "Posts only: complaints, patrols and UAVs come on top.",
    ]
    blocks: list[Block] = [
        Words(
            "On a day when every post that this staffing mans is open and nobody is absent or in "
            "shelter, in the model. In a run it is less: watches fall short, posts shelter and "
            "open late. The last column counts the days before posts open."
        ),
        Table("Coverage by zone", heads, rows, notes),
        _by_kind(facts),
    ]
    return Section("coverage", "What the posts would notice", blocks)


def _by_kind(facts: Facts) -> Table:
    kinds = facts.scenario.world.violence.kinds
    heads = [
        Column("Zone"),
        Column("Kind of incident"),
        Column("Seen from, by day", NUMERIC),
        Column("by night", NUMERIC),
        Column("Heard from", NUMERIC),
        Column("Noticed", NUMERIC),
        Column("Located", NUMERIC),
    ]
    rows = []
    for zone, posts in facts.coverages.items():
        for name, kind in kinds.items():
            if not facts.violations.get((zone, name)):
                continue
            ranges = (kind.seen_day_km, kind.seen_night_km, kind.heard_km)
            rows.append(
                [
                    Cell(facts.zone(zone)),
                    Cell(kind.label),
                    *(number(km, " km") for km in ranges),
                    percent(posts.share("noticed", kind=name)),
                    percent(posts.share("located", kind=name)),
                ]
            )
    return Table("Coverage by kind of incident", heads, rows)


def incidents(facts: Facts) -> Section:
    """Expected violations of the term and reports a day, by zone."""
    days = facts.scenario.days
    heads = [
        Column("Zone"),
        Column("Violations in the term", NUMERIC),
        Column("a day", NUMERIC),
        Column("Cases a day", NUMERIC),
        Column("the rule acts on", NUMERIC),
        Column("of these with a place", NUMERIC),
    ]
    totals = [0.0] * 4
    rows = []
    for zone, reports in facts.reports.items():
        expected = sum(value for (of, _), value in facts.violations.items() if of == zone)
        figures = [expected, reports.cases, reports.acted_on, reports.with_place]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        rows.append(_row(facts.zone(zone), figures, days))
    if len(rows) > 1:
        rows.append(_row("Together", totals, days))
    notes = [
        "Violations: true incidents of groups under the truce, by the mean formula of the model's "
        "violence: its background, its calendar, and the incidents that answer others. What the "
        "mission does to violence (deterrence, sanctions and resentment, all of them assumed), "
        "silence regimes and what side processes do to it are left out.",
        "Cases: what the joint centre would be told of a day once all planned posts are manned, by "
        "posts and by complaints, unfounded ones too. An estimate that leaves out the same: where "
        "sanctions are assumed to lower violence, a run has fewer cases. What is recorded is not "
        "what happened.",
        "Single terms differ: these are means.",
    ]
    return Section(
        "incidents",
        "How many incidents and reports to expect",
        [Table("Expected in the model", heads, rows, notes)],
    )


def _row(name: str, figures: list[float], days: int) -> list[Cell]:
    violations, *reports = figures
    return [Cell(name), *map(number, (violations, violations / days, *reports))]
