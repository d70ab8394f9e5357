"""What explains the spread of a sensitivity study, what was tried for it, and what wasn't."""

from __future__ import annotations

from collections import Counter

from sim.kernel.names import listed
from sim.report.blocks import Block, Cell, Column, Folded, Picture, Section, Table, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import Row, study_rows
from sim.report.material import Material
from sim.report.studies.spread_rows import by_total, is_chance, pair_rows, spread_rows
from sim.report.studies.tried import (
    as_words,
    from_to,
    of_output,
    outputs,
    plain_unit,
    units_apart,
    value,
)
from sim.report.studies.turning_rows import CLUSTERING, RULES, screening_rows
from sim.report.words.figures import PERCENT

TITLE = "What matters"
SPREAD = (
    "How much of the spread comes from each of them when all vary at once: alone, and with all "
    "that it works together with. What explains little need not be known better; what explains "
    "much is worth asking people who know."
)
PAIRS = (
    "Two of them work together where one changes what the other does. Pairs with open marks "
    "may be chance."
)
ROWS_AT_MOST = 60
NOT_UNKNOWNS = (RULES, CLUSTERING)
"""Varied by the study in a way of their own."""


def section(material: Material) -> Section:
    """What was varied, what explains the spread, and the tables behind it."""
    results = material.results.everything
    screened = screening_rows(results)
    blocks: list[Block] = [Words(_varied(screened))]
    for chart, words in (("33_spread_explained", SPREAD), ("34_interactions", PAIRS)):
        if chart in material.charts:
            blocks += [Words(words), Picture(chart)]
    for title, tables in (
        ("Shares of the spread, in figures", _shares),
        ("The first sieve: everything tried", _sieved),
        ("What was left out, and why", _left_out),
    ):
        try:
            blocks.append(Folded(title, tables(results)))
        except NotInResults:
            continue
    return Section("what_matters", TITLE, blocks)


def _varied(screened: list[Row]) -> str:
    """How many assumptions of which status were tried, and how many were kept."""
    status = {row["parameter"]: row["status"] for row in screened}
    unknowns = [key for key in status if key not in NOT_UNKNOWNS]
    kept = {row["parameter"] for row in screened if row["kept"] == "yes"}
    counts = Counter(status[key] for key in unknowns)
    parts = [f"{count:,} {name}" for name, count in counts.most_common()]
    return (
        f"{len(unknowns):,} unknowns were varied over the ranges worth trying "
        f"({', '.join(parts)}); settings that belong together count as one. A first, cheap sieve "
        f"tried each of them; {sum(key in kept for key in unknowns):,} were kept for the closer "
        "look, together with the response rule and with the question why fire comes in clusters. "
        "What fell through the sieve moved little in few trials, which is no proof that it doesn't "
        "matter."
    )


def _shares(results: Results) -> list[Block]:
    """A table an output: shares of its spread. Raises `NotInResults` without any."""
    rows = spread_rows(results)
    tables: list[Block] = []
    for output in outputs(rows):
        own = {row["parameter"]: row for row in rows if row["output"] == output}
        heads = [
            Column("What is varied"),
            Column("Alone, % of the spread", numeric=True),
            Column("With others, % of the spread", numeric=True),
        ]
        cells = [
            [Cell(as_words(own[key])), *(_share(own[key], part) for part in ("first", "total"))]
            for key in by_total(list(own.values()))
        ]
        tables.append(Table(f"Spread of {of_output(results, output)[1]}", heads, cells))
    try:
        pairs = pair_rows(results)
    except NotInResults:
        return tables
    heads = [
        Column("What is varied"),
        Column("and"),
        Column("Figure"),
        Column("Together, % of the spread", numeric=True),
    ]
    cells = [
        [
            Cell(as_words(row)),
            Cell(str(row["other_words"] or row["other"])),
            Cell(of_output(results, row["output"])[1]),
            _share(row, "second"),
        ]
        for row in sorted(pairs, key=lambda row: (is_chance(row, "second"), -row["second"]))
    ]
    return [*tables, _table("Pairs", heads, cells)]


def _share(row: Row, part: str) -> Cell:
    """A share with half of its interval's width, and whether it may be chance."""
    doubt = ", may be chance" if is_chance(row, part) else ""
    share, half = PERCENT * row[part], PERCENT * row[f"{part}_half_width"]
    return Cell(f"{share:.0f} ± {half:.0f}{doubt}", share)


def _sieved(results: Results) -> list[Block]:
    """A table an output: what each assumption moved in the sieve."""
    rows = screening_rows(results)
    tables: list[Block] = []
    for output in outputs(rows):
        scale, words = of_output(results, output)
        own = sorted((r for r in rows if r["output"] == output), key=lambda r: -r["mu_star"])
        heads = [
            Column("What is varied"),
            Column("Tried"),
            Column("As it stands", numeric=True),
            Column("Status"),
            Column("Moves the figure by", numeric=True),
            Column("Kept"),
        ]
        cells = [
            [
                Cell(as_words(row)),
                Cell(from_to(row["from"], row["to"], plain_unit(row))),
                Cell(value(row["standing"])),
                Cell(row["status"]),
                Cell(*_moved(row, scale)),
                Cell(row["kept"]),
            ]
            for row in own
        ]
        note = "Moves by: on average, over the whole range tried, whichever way."
        note += units_apart(own[:ROWS_AT_MOST])
        tables.append(_table(words, heads, cells, note))
    return tables


def _moved(row: Row, scale: float) -> tuple[str, float]:
    by, half = (scale * row[of] for of in ("mu_star", "mu_star_half_width"))
    return f"{value(by)} ± {value(half)}", by


def _left_out(results: Results) -> list[Block]:
    """What wasn't varied, by reason. Raises `NotInResults` where nothing was left out."""
    rows = study_rows(results, "left_out", ("parameter", "words", "status", "why"))
    why = Counter(row["why"] for row in rows)
    reasons = listed([f"{reason} ({count:,})" for reason, count in why.most_common()])
    heads = [Column("Setting"), Column("What it is"), Column("Status"), Column("Why left out")]
    cells = [
        [Cell(row["parameter"]), Cell(as_words(row)), Cell(row["status"]), Cell(row["why"])]
        for row in sorted(rows, key=lambda row: (row["why"], row["parameter"]))
    ]
    table = _table("Not varied", heads, cells, "* stands for names, such as of places or posts.")
    return [Words(f"{len(rows):,} kinds of settings were not varied: {reasons}."), table]


def _table(caption: str, heads: list[Column], cells: list[list[Cell]], *notes: str) -> Table:
    """Of many rows the first."""
    if len(cells) > ROWS_AT_MOST:
        notes = (*notes, f"The first {ROWS_AT_MOST} of {len(cells):,}; the CSV file has all.")
    return Table(caption, heads, cells[:ROWS_AT_MOST], notes)
