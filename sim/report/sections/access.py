"""Whom those who hold the ground let pass: denials and delays, of teams and of convoys."""

from __future__ import annotations

from sim.report.blocks import Block, Folded, Section, Words
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.tables.kpi_tables import members, of_pair

EITHER = "movements_denied_or_delayed_share"
IN_ALL = (
    ("Denied or delayed, all", EITHER),
    ("Denied or delayed, investigation teams", f"{EITHER}_of_team"),
    ("Denied or delayed, convoys", f"{EITHER}_of_convoy"),
    ("Denied, all", "movements_denied_share"),
    ("Held back by the mission itself because of violence", "movements_suspended_share"),
)
BY_SIDE = (
    ("Requests:", "movements_asked_of"),
    ("Denied", "movements_denied_share_of"),
    ("Delayed", "movements_delayed_share_of"),
    ("Denied,", "movements_denied_share_to"),
)
ASKED = (
    "Teams and convoys ask whoever holds the ground to let them pass. A request may be denied, or "
    "granted late. How often is assumed for each side, and rises with recent violence; below is "
    "what came of it in the model."
)


def section(material: Material) -> Section:
    """Shares of requests denied or delayed, by mover and by side."""
    results = material.results
    if not results.has(EITHER):
        raise NotInResults("nobody asked to pass in this run")
    sides = [named for lead, family in BY_SIDE for named in members(results, family, lead)]
    in_all = of_pair(material, "Requests to pass that were denied or delayed", IN_ALL)
    by_side = of_pair(material, "The same by the side that holds the ground", sides)
    blocks: list[Block | None] = [
        Words(ASKED),
        in_all,
        Folded("The figures by side", [by_side]) if by_side else None,
    ]
    return Section("access", "Access: who was let pass", [one for one in blocks if one])
