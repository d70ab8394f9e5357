"""Whether the order of the response rules holds under other assumptions, and unless what."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from sim.analysis.shown import decided_by
from sim.kernel.names import listed
from sim.report.answer.turning_words import may_be_chance, share, where
from sim.report.blocks import Block, Cell, Column, Folded, Picture, Section, Table, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import Row
from sim.report.material import Material
from sim.report.studies.tornado_rows import ends_simulated, is_shown, parameters, tornado_rows
from sim.report.studies.tried import (
    as_words,
    from_to,
    of_output,
    outputs,
    plain_unit,
    units_apart,
    value,
)
from sim.report.studies.turning_rows import box_rows, ranking_rows, trials
from sim.report.words.figures import decimals_for, plain
from sim.report.words.said import said

TITLE = "Does the order of the response rules hold?"
NOT_A_PROBABILITY = (
    "How many guesses speak for a rule isn't how likely it is to be right: they were drawn evenly "
    "from ranges worth trying, not observed."
)
WHAT_BOXES_SAY = (
    "Counted at the half of the guesses that the boxes weren't found by. Density: of the guesses "
    "inside, the share at which another rule is shown to be better. "
    "Coverage: of all guesses at which one is, the share that lies inside. A dense box warns "
    "rightly; where coverage is low, the order turns elsewhere too."
)
AS_STANDS = {"yes": "best", "no": "", "not told apart": "not told apart"}
ONE_AT_A_TIME = (
    "What moves the figures when one thing alone is changed, over the range tried. A long bar "
    "matters; a mark whose interval crosses the line of what stands is no difference shown."
)


def section(material: Material) -> Section:
    """Which rule is best at how many guesses, where that turns, and what moves most."""
    results = material.results.everything
    ranking = ranking_rows(results)
    blocks: list[Block] = [Words(_what_was_done(results, ranking)), _ranking(results, ranking)]
    if "31_where_the_order_turns" in material.charts:
        blocks.append(Picture("31_where_the_order_turns"))
    blocks += _boxes(results)
    if "32_tornado" in material.charts:
        blocks += [Words(ONE_AT_A_TIME), Picture("32_tornado")]
    with suppress(NotInResults):
        blocks.append(_tornado(results))
    return Section("holds", TITLE, blocks)


def _what_was_done(results: Results, ranking: list[Row]) -> str:
    guesses = int(ranking[0]["guesses"])
    kpi = decided_by(results.about, results.direction_of)
    rules = listed([said(row["rule"]) for row in ranking])
    return (
        f"{guesses:,} guesses at what isn't known were drawn, and each was simulated under all "
        f"{len(ranking)} rules ({rules}) with the same luck. Rules are ranked by "
        f"{of_output(results, kpi)[1]}, in the model. A rule counts as best at a guess only where "
        "the runs show it; else it is not told apart."
    )


def _ranking(results: Results, ranking: list[Row]) -> Table:
    kpi = decided_by(results.about, results.direction_of)
    scale, words = of_output(results, kpi)
    guesses = int(ranking[0]["guesses"])
    widths = [scale * (row["high"] - row["low"]) / 2 for row in ranking]
    decimals = max(decimals_for(width) for width in widths)
    heads = [
        Column("Response rule"),
        Column("As things stand"),
        Column(f"As things stand: {words}", numeric=True),
        Column(f"Shown best, of {guesses:,} guesses", numeric=True),
        Column("Best, but not told apart", numeric=True),
    ]
    rows = []
    for row in ranking:
        mean, low, high = (
            plain(scale * row[of], decimals) for of in ("mean_at_standing", "low", "high")
        )
        rows.append(
            [
                Cell(said(row["rule"])),
                Cell(AS_STANDS.get(row["at_standing_best"], "")),
                Cell(f"{mean} [{low}, {high}]", scale * row["mean_at_standing"]),
                Cell(f"{row['points']:,.0f} ({share(row['share_best'])})", row["points"]),
                Cell(f"{row['not_told_apart']:,.0f}", row["not_told_apart"]),
            ]
        )
    return Table("Which rule does best at how many guesses", heads, rows, [NOT_A_PROBABILITY])


def _boxes(results: Results) -> list[Block]:
    """A row a box; in words where there is none."""
    boxes = box_rows(results)
    if not boxes:
        verdicts = Counter(row["verdict"] for row in trials(results))
        turned, open_ones = verdicts["another"], verdicts["not told apart"]
        if not turned:
            told = "At none of these guesses another rule is shown to be better."
            if open_ones:
                told += (
                    f" At {open_ones:,} of {verdicts.total():,} the rules aren't told apart, so "
                    "there it isn't known whether the order holds."
                )
            return [Words(told)]
        return [
            Words(
                f"At {turned:,} of these guesses another rule is shown to be better, but no range "
                "of a few unknowns was found that tells where; some may be chance."
            )
        ]
    heads = [
        Column("Box"),
        Column("Then best, most often"),
        Column("Where"),
        Column("Density", numeric=True),
        Column("Coverage", numeric=True),
        Column("Guesses inside", numeric=True),
    ]
    rows = []
    for bounds in boxes:
        row = bounds[0]
        doubt = " (may be chance)" if may_be_chance(bounds) else ""
        rows.append(
            [
                Cell(f"{row['box']}{doubt}"),
                Cell(said(row["rule"])),
                Cell(where(bounds)),
                Cell(share(row["density"]), row["density"]),
                Cell(share(row["coverage"]), row["coverage"]),
                Cell(f"{row['points_inside']:,.0f}", row["points_inside"]),
            ]
        )
    return [Table("Where another rule does better", heads, rows, [WHAT_BOXES_SAY])]


def _tornado(results: Results) -> Folded:
    """The figures behind the chart of single changes. Raises `NotInResults` without any."""
    rows, ends_of = tornado_rows(results), ends_simulated(results)
    tables = []
    for output in outputs(rows):
        scale, words = of_output(results, output)
        own = {row["parameter"]: row for row in rows if row["output"] == output}
        heads = [
            Column("What is changed"),
            Column("Tried"),
            Column("At the low end", numeric=True),
            Column("At the high end", numeric=True),
        ]
        cells = []
        for key in parameters(list(own.values())):
            row = own[key]
            tried = from_to(row["low_value"], row["high_value"], plain_unit(row))
            ends = [Cell(*_end(row, end, scale)) for end in ("at_low", "at_high")]
            cells.append([Cell(as_words(row)), Cell(tried), *ends])
        standing = value(scale * next(iter(own.values()))["at_standing"])
        by = f" by the {ends_of} replications of each end" if ends_of else ""
        note = f"As things stand: {standing}{by}. In square brackets: 95 % interval, each alone."
        note += units_apart(own.values())
        tables.append(Table(f"{words}: one thing changed", heads, cells, [note]))
    return Folded("What one change at a time moves, in figures", tables)


def _end(row: Row, end: str, scale: float) -> tuple[str, float]:
    mean, low, high = (scale * row[of] for of in (end, f"{end}_from", f"{end}_to"))
    decimals = decimals_for((high - low) / 2)
    figure, *ends = (plain(number, decimals) for number in (mean, low, high))
    shown = "" if is_shown(row, end) else ", no difference shown"
    return f"{figure} [{', '.join(ends)}]{shown}", mean
