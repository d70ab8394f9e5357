"""Whether the mission treats both sides alike where they act alike."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from sim.report.blocks import Block, Cell, Column, Folded, Picture, Section, Table, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.material import Material
from sim.report.tables.kpi_tables import members
from sim.report.tables.scenario_cells import name_cell
from sim.report.words.figures import (
    GAP,
    PERCENT,
    decimals_for,
    figures,
    plain,
    possible,
    scale_and_unit,
    seen,
)
from sim.report.words.wording import Wording

CHART = "19_by_side"
SIDES = {"side_a": "Side A", "side_b": "Side B"}
FAMILIES = (
    ("Located, given equal conduct, % of its incidents", "located_given_equal_conduct_share"),
    ("Rightly found, given equal conduct, % of its incidents", "found_given_equal_conduct_share"),
    (
        "Rightly sanctioned, given equal conduct, % of its incidents",
        "sanctioned_given_equal_conduct_share",
    ),
    ("Findings against it that are wrong, %", "findings_wrong_side_share_against"),
    ("Sanctions against it of a group that didn't fire, %", "sanctions_wrong_group_share_against"),
)
EQUAL_CONDUCT = (
    "Equal conduct: both sides' incidents are brought to the same mix of kinds, so that a side "
    "isn't seen less often only because it fires what is harder to see. What difference is left "
    "comes from where posts stand, who complains to whom, and who lets teams pass."
)
GAPS = (
    "Side A less side B in the same run: above zero, more often for side A; below, for side B. "
    "Where the interval holds zero, no difference between the sides is shown. Each interval is "
    "taken by itself: about one in twenty leaves out zero by chance alone."
)
SIMULATED = "The sides are simulated: nothing here is evidence about a real party."


def section(material: Material) -> Section:
    """The two sides beside each other, for each of the pair."""
    results = material.results
    wording = Wording(results, material.settings)
    rows = [
        row
        for name in material.pair
        for words, family in FAMILIES
        if (row := _row(wording, words, family, name))
    ]
    if not rows and CHART not in material.charts:
        raise NotInResults("no incident of either side was located, found or sanctioned")
    blocks: list[Block] = [Words(EQUAL_CONDUCT), Picture(CHART), Words(SIMULATED)]
    counted: list[Block] = []
    if rows:
        sides = [Column(words, numeric=True) for words in SIDES.values()]
        heads = [Column("In the model"), Column("Scenario"), *sides]
        counted.append(Table("The two sides beside each other", heads, rows))
    if gaps := _gaps(wording, material.pair):
        counted += [Words(GAPS), gaps]
    if counted:
        blocks.append(Folded("The figures", counted))
    return Section("impartiality", "Impartiality: the same conduct, the same treatment", blocks)


def _row(wording: Wording, words: str, family: str, scenario: str) -> list[Cell] | None:
    """A figure of both sides in one scenario; None where there is neither."""
    results = wording.results
    kpis = [f"{family}_{side}" for side in SIDES]
    if not all(map(results.has, kpis)):
        return None
    found = [possible(results, kpi, scenario) for kpi in kpis]
    if not any(one.known for one in found):
        return None
    scale, _ = scale_and_unit(results.unit_of(kpis[0]))
    cells = [Cell(text, one.mean) for text, one in zip(figures(found, scale), found, strict=True)]
    return [Cell(words), Cell(wording.name(scenario)), *cells]


def _gaps(wording: Wording, scenarios: Sequence[str]) -> Table | None:
    """The differences between the sides in words; None in results that don't hold them."""
    results = wording.results
    rows = [
        [Cell(words), *(_gap(results, kpi, name) for name in scenarios)]
        for words, kpi in members(results, GAP.removesuffix("_"))
    ]
    heads = [Column("Side A less side B, percentage points")]
    heads += [Column(name_cell(wording, name).text, numeric=True) for name in scenarios]
    return Table("The differences between the sides", heads, rows) if rows else None


def _gap(results: Results, kpi: str, name: str) -> Cell:
    found = results.estimate(kpi, name)
    if name in results.left_out or not found.known:
        return Cell("no data", kind="quiet")
    (figure,) = figures([found], PERCENT)
    if isnan(found.low):
        return Cell(figure, found.mean)
    ends = [PERCENT * end for end in (found.mean, found.low, found.high)]
    decimals = decimals_for(ends[2] - ends[1])
    # an end near zero isn't written as zero
    if shown := not found.low <= 0.0 <= found.high:
        decimals = max(decimals, decimals_for(min(map(abs, ends[1:]))))
    else:
        decimals = max(seen(end, decimals) for end in ends[1:])
    if found.low < found.high:
        figure = "{} [{}, {}]".format(*(plain(end, decimals) for end in ends))
    if not shown:
        return Cell(f"{figure}: no difference shown", found.mean, "quiet")
    return Cell(f"{figure}: more for side {'A' if found.mean > 0.0 else 'B'}", found.mean)
