"""What passes and what waits: checkpoints at their peak, teams and officers, convoys and stocks."""

from __future__ import annotations

from math import isfinite

from sim.commands.checking.facts import Facts, number, percent, whole
from sim.expected.checkpoint_loads import CheckpointLoad, checkpoint_loads
from sim.expected.pitfalls import POOL_WORDS
from sim.expected.supply import balances, requests
from sim.report.blocks import Block, Cell, Column, Section, Table, Words

NUMERIC = True


def checkpoints(facts: Facts) -> Section:
    """Load at the peak and expected wait of each manned checkpoint."""
    scenario = facts.scenario
    labels = {
        name: site.label
        for of_kind in (scenario.world.party_checkpoints, scenario.mission.checkpoints)
        for name, site in of_kind.items()
    }
    rows = [
        [
            Cell(facts.zone(load.zone)),
            Cell(labels[load.name]),
            Cell(f"a side ({'AB'[load.run_by == 'side_b']})" if load.run_by else "the mission"),
            number(load.vehicles_per_day),
            Cell(_lanes(load)),
            percent(load.busy_at_peak),
            _wait(load),
        ]
        for load in checkpoint_loads(scenario)
        if load.manned
    ]
    if not rows:
        nobody = Words("No checkpoint is manned.")
        return Section("checkpoints", "Checkpoints", [nobody])
    heads = [
        Column("Zone"),
        Column("Checkpoint"),
        Column("Run by"),
        Column("Vehicles a day", NUMERIC),
        Column("Lanes", NUMERIC),
        Column("Busy at the peak", NUMERIC),
        Column("Mean wait, minutes", NUMERIC),
    ]
    notes = [
        "Busy at the peak: work that comes in the busiest quarter of an hour or so, over what the "
        "open lanes can do; above 100 % a queue builds up. The wait is that of a queueing formula, "
        'as if each stretch of the day lasted; "at least": of vehicles that come evenly, where '
        "the peak is more than the lanes can do.",
        "A usual day: no closures, bans or convoys.",
    ]
    return Section("checkpoints", "Checkpoints", [Table("Civilian traffic", heads, rows, notes)])


def _lanes(load: CheckpointLoad) -> str:
    first, last = int(load.lanes[0]), int(load.lanes[-1])
    return f"{first}" if first == last else f"{first}, then {last}"


def _wait(load: CheckpointLoad) -> Cell:
    minutes = 60.0 * load.wait_h
    if isfinite(minutes):
        return Cell(f"{minutes:.1f}" if minutes >= 0.05 else "under 0.1", minutes)
    at_least = 60.0 * load.least_wait_h
    return Cell(f"at least {at_least:.1f}", at_least)


def pools(facts: Facts) -> Section:
    """Teams, escorts and officers: jobs a day, and how many are at work at any time."""
    rows = [
        [
            Cell(POOL_WORDS[pool.role].capitalize()),
            number(pool.has),
            number(pool.per_day),
            number(24.0 * pool.days_each),
            _at_work(pool.busy),
        ]
        for pool in facts.pools
    ]
    heads = [
        Column("Shared by all zones"),
        Column("There are", NUMERIC),
        Column("Jobs a day", NUMERIC),
        Column("Hours a job", NUMERIC),
        Column("At work on average", NUMERIC),
    ]
    notes = [
        "A team makes one visit a day, to a case with a place that the rule has investigated. "
        "Every case takes an officer of the centre and a call. Cases are those expected without "
        "what sanctions are assumed to do; where they lower violence, there is less to do. "
        "Convoys: those granted in quiet weeks. Where that would take as many as there are, or "
        "more, jobs wait or lapse.",
    ]
    table = Table("Work and those who do it", heads, rows, notes)
    return Section("pools", "Teams, escorts and officers", [table])


def _at_work(busy: float) -> Cell:
    return Cell("under 0.1", busy) if 0.0 < busy < 0.1 else Cell(f"{busy:,.1f}", busy)


def supply(facts: Facts) -> Section:
    """Convoys asked for, and what places under siege need and get."""
    scenario = facts.scenario
    places = scenario.world.places()
    blocks: list[Block] = []
    convoys = [
        [
            Cell(places[one.place].label if one.place in places else one.place),
            number(one.asked),
            number(one.granted),
            number(one.trucks),
            number(one.tonnes_per_day),
            Cell("yes" if one.has_route else "no: they can't go"),
        ]
        for one in requests(scenario)
    ]
    if convoys:
        heads = [
            Column("Convoys to"),
            Column("Asked for in the term", NUMERIC),
            Column("Granted", NUMERIC),
            Column("Trucks each", NUMERIC),
            Column("Tonnes a day", NUMERIC),
            Column("Road"),
        ]
        notes = ["Granted: in quiet weeks; violence lowers it. What is lost on the road goes off."]
        blocks.append(Table("Relief convoys", heads, convoys, notes))
    stocks = [
        [
            Cell(places[one.place].label + (" and others" if one.places > 1 else "")),
            whole(one.people),
            *map(number, (one.need, one.trade, one.tunnels, one.convoys, one.stock_tonnes)),
            Cell("as long as these last")
            if not isfinite(one.lasts_days)
            else number(one.lasts_days, " days"),
        ]
        for one in balances(scenario)
    ]
    if stocks:
        heads = [
            Column("Place"),
            Column("People", NUMERIC),
            Column("Needed", NUMERIC),
            Column("Trade", NUMERIC),
            Column("Tunnels", NUMERIC),
            Column("Convoys", NUMERIC),
            Column("First stock, tonnes", NUMERIC),
            Column("Lasts without convoys", NUMERIC),
        ]
        notes = [
            "Tonnes a day, on average over the term. Trade: without the days of dated closures; "
            "what violence closes isn't counted, nor what comes by air.",
        ]
        blocks.append(Table("Need and supply", heads, stocks, notes))
    if not blocks:
        blocks = [Words("No convoys are asked for, and no place lives on a stock.")]
    return Section("supply", "Convoys and supply", blocks)
