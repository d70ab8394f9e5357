"""What to look at before running a scenario: pitfalls, and how well its values are known."""

from __future__ import annotations

from sim.analysis.assumption import NONE_GIVEN
from sim.commands.assumptions import OUTSIDE
from sim.commands.checking.facts import Facts, number
from sim.expected.pitfalls import pitfalls
from sim.report.blocks import Block, Box, Bullets, Cell, Column, Section, Table, Words

MEANING = {
    "sourced": "read in a source",
    "expert": "judgement of an expert",
    "assumed": "assumed: try it over its range before arguing from it",
    "calibrated": "fitted so that the model gives figures of a source",
    NONE_GIVEN: "nothing is said of where it comes from",
}
TOLD_AT_MOST = 10


def noticed(facts: Facts) -> Section:
    """What would surprise."""
    found = pitfalls(facts.scenario, facts.pools)
    block: Block = Words("Nothing that would surprise was found. That doesn't make it right.")
    if found:
        title = "Allowed, and perhaps not meant"
        block = Box(title, [Bullets(found)], kind="warning")
    return Section("pitfalls", "Look at this first", [block])


def values(facts: Facts) -> Section:
    """How many values are sourced, expert, assumed, calibrated."""
    counts = facts.statuses()
    rows = [
        [Cell(status), number(counts[status]), Cell(meaning)]
        for status, meaning in MEANING.items()
        if counts[status]
    ]
    heads = [Column("Status"), Column("Values", numeric=True), Column("It is")]
    blocks: list[Block] = [Table("What the scenario rests on", heads, rows)]
    outside = [row.key for row in facts.assumptions if row.remark == OUTSIDE]
    if outside:
        told = ", ".join(outside[:TOLD_AT_MOST])
        more = f" and {len(outside) - TOLD_AT_MOST} more" if len(outside) > TOLD_AT_MOST else ""
        blocks.append(
            Words(f"Outside the range worth trying ({len(outside)} values): {told}{more}.")
        )
    return Section("values", "How well its values are known", blocks)
