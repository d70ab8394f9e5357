"""A planner's own counts: what they tell of the world, what they can't, and how to use it."""

from __future__ import annotations

import shlex

from sim.kernel.names import listed
from sim.report.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Column,
    Command,
    Folded,
    Picture,
    Section,
    Table,
    Words,
)
from sim.report.folder.read import Results
from sim.report.folder.same_scenario import same_scenario
from sim.report.folder.study_tables import Row
from sim.report.material import Material
from sim.report.studies.fit_rows import (
    NOTHING_TOLD,
    can_be_had,
    ends_with_the_range,
    is_fitted,
    is_kept,
    is_within,
    moment_rows,
    of_what,
    parameter_rows,
    what_is_told,
)
from sim.report.studies.tried import (
    as_words,
    figures_within,
    from_to,
    plain_unit,
    units_apart,
    value,
)

TITLE = "What your counts tell"
WORLD, EVIDENCE = "world_calibrated.yaml", "evidence_calibrated.yaml"
CLAIMS = (
    "Counts that a party publishes are claims of that party. They show what a ledger holds, not "
    "what happened; values fitted to them are no more than that."
)
"""Said of every calibration."""
KEPT = (
    f"Where the counts can't tell, {NOTHING_TOLD} of the values tried go with them: the one before "
    "stays, and isn't calibrated."
)
TOGETHER = (
    "What is known only together with something else is one of many values that go with the counts "
    "if the other has its own: don't quote it alone."
)
NOT_HAD = (
    "No values within the ranges tried give counts like yours. What comes nearest would mislead, "
    "so no value is given; the figures below show where model and counts part."
)
EDGE = "An interval that ends where the range tried ends may go on beyond it."


def section(material: Material) -> Section:
    """What is told of each parameter, how the counts lie beside the fitted ones, and the files."""
    results = material.results.everything
    rows, moments = parameter_rows(results), moment_rows(results)
    blocks: list[Block] = [Words(NOT_HAD)]
    if can_be_had(results):
        blocks = [Words(_told(rows)), _parameters(rows)]
        blocks += _picture(material, "37_fitted_parameters")
    blocks.append(Words(_fit(results, moments)))
    for chart in ("35_counts_by_week", "36_data_and_fit"):
        blocks += _picture(material, chart)
    blocks.append(
        Folded("Your counts and the fitted ones, in figures", [_moments(results, moments)])
    )
    blocks.append(Box("What these counts are", [Words(CLAIMS)]))
    blocks += _how_to_use(results)
    return Section("calibration", TITLE, blocks)


def _picture(material: Material, chart: str) -> list[Block]:
    return [Picture(chart)] if chart in material.charts else []


def _told(rows: list[Row]) -> str:
    told, open_ones = ([row for row in rows if is_fitted(row) is so] for so in (True, False))
    words = f"Of {len(rows)} assumptions that were looked for, the counts tell {len(told)}"
    if told:
        words += f": {listed([as_words(row) for row in told])}"
    if open_ones:
        words += f". They can't tell by themselves: {listed([as_words(row) for row in open_ones])}"
    return f"{words}."


def _parameters(rows: list[Row]) -> Table:
    words = {row["parameter"]: as_words(row) for row in rows}
    heads = [
        Column("Assumption"),
        Column("95 % interval", numeric=True),
        Column("Best fit", numeric=True),
        Column("Before", numeric=True),
        Column("Tried", numeric=True),
        Column("Do the counts tell?"),
    ]
    cells = []
    for row in rows:
        low, high, estimate = figures_within(row["low"], row["high"], row["estimate"])
        star = " *" if ends_with_the_range(row) else ""
        cells.append(
            [
                Cell(", ".join(part for part in (as_words(row), plain_unit(row)) if part)),
                Cell(f"{low} to {high}{star}", row["low"]),
                Cell("" if is_kept(row) else estimate, row["estimate"]),
                Cell(value(row["before"]), row["before"]),
                Cell(from_to(row["tried_from"], row["tried_to"])),
                Cell("yes" if is_fitted(row) else what_is_told(row, words)),
            ]
        )
    notes = [KEPT] if any(map(is_kept, rows)) else []
    notes += [] if all(is_fitted(row) or is_kept(row) for row in rows) else [TOGETHER]
    notes += [f"*: {EDGE}"] if any(map(ends_with_the_range, rows)) else []
    notes += [apart.strip()] if (apart := units_apart(rows)) else []
    return Table("What the counts tell of each assumption", heads, cells, notes)


def _fit(results: Results, moments: list[Row]) -> str:
    outside = [row for row in moments if not is_within(row)]
    inside = len(moments) - len(outside)
    said = (
        f"{inside} of {len(moments)} figures of your counts lie within what the fitted model gives "
        "in 95 of 100 courses of events"
    )
    if not outside:
        return f"{said}."
    named = [" of ".join(p for p in (as_words(row), of_what(results, row)) if p) for row in outside]
    return f"{said}; outside: {listed(named)}. About one in twenty would be outside by chance."


def _moments(results: Results, moments: list[Row]) -> Table:
    heads = [
        Column("Figure"),
        Column("Ledger, zone"),
        Column("Your counts", numeric=True),
        Column("Fitted", numeric=True),
        Column("95 of 100 courses", numeric=True),
        Column("Your counts lie"),
    ]
    cells = []
    for row in moments:
        low, high, fitted, data = figures_within(
            row["fitted_low"], row["fitted_high"], row["fitted"], row["data"]
        )
        cells.append(
            [
                Cell(as_words(row)),
                Cell(of_what(results, row)),
                Cell(data, row["data"]),
                Cell(fitted, row["fitted"]),
                Cell(f"{low} to {high}"),
                Cell("within" if is_within(row) else "outside"),
            ]
        )
    return Table("Figures of the counts", heads, cells)


def _how_to_use(results: Results) -> list[Block]:
    """The files that were written, and what to do with them; none where nothing fits."""
    if not (results.folder / WORLD).is_file():
        return [Words("No world file was written, for there is no value to go on with.")]
    return [
        Words("The values found stand in two files of the results folder. To use them:"),
        Bullets(
            [
                f"Copy {WORLD} to configs/world/NAME.yaml, under any name of your own.",
                f"Copy {EVIDENCE} to configs/evidence/NAME.yaml, so that reports say where the "
                "values come from (status: calibrated) and how far they are known.",
                "Then choose the world by its name:",
            ]
        ),
        Command(shlex.join(["python", "run.py", *same_scenario(results), "world=NAME"])),
        Words(
            "What the counts can't tell keeps the value it had and stays an assumption: vary it "
            "before you rely on an answer (python run.py experiment=sensitivity)."
        ),
    ]
