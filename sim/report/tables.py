"""The tables a finished run prints: figures of each scenario, and differences to the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.report.answer import answer
from sim.report.choice import COMPARISON, choice_in_words, chosen
from sim.report.failures import (
    missing,
    nothing_compared_line,
    print_failures,
)
from sim.report.figures import (
    PERCENT,
    decimals_for,
    figures,
    figures_of,
    finer,
    plain,
    scale_and_unit,
)
from sim.report.interval_notes import interval_notes
from sim.report.piped import WIDE, print_table, unbroken
from sim.report.read import Results, read_results
from sim.report.recorded import record_sentences

MAX_NAME = 40
"""Characters of a scenario's name on a terminal."""
TIGHT: dict[str, Any] = {"show_edge": False, "pad_edge": False, "padding": (0, 1, 0, 0)}

STYLES = {"better": "blue", "worse": "yellow", "differs": "bold", "not shown": "dim"}


@dataclass(frozen=True, slots=True)
class Column:
    """A KPI as a column; later ones are the first to go when the terminal is narrow."""

    kpi: str
    heading: str
    scale: float = 1.0

    @property
    def in_one_line(self) -> str:
        """The heading without breaks."""
        return self.heading.replace("-\n", "").replace("\n", " ")


COLUMNS = (
    Column("true_incidents_per_day", "true incidents\na day"),
    Column("mean_paid_people", "paid\npeople"),
    Column("recorded_per_day", "recorded a day,\nall ledgers"),
    Column("people_reached_share", "people reached,\n% of requested", PERCENT),
    Column("visited_within_72_h_share", "reports visited\nin 72 h, %", PERCENT),
    Column("sanctions_wrong_group_share", "sanctions of\nwrong group, %", PERCENT),
    Column("mission_wait_mean_minutes", "mission check-\npoint wait, min"),
)

ALWAYS_FIRST = 2
"""So many columns come before those that the question is about."""
HEADING_WIDTH = 18

TableOf = Callable[[Results, list[Column], bool], Table]


def print_comparison(folder: Path, console: Console) -> None:
    """Print what a results folder says, fitted to the console's width; in full when piped.

    One scenario gives its page-one KPIs; more give a table of figures, one of paired differences
    and what both mean. Raises `sim.report.read.ResultsProblem` when the folder is not whole.
    """
    results = read_results(Path(folder))
    shown = chosen(results)
    with unbroken(console):
        if not print_failures(results, console):
            return
        if len(results.names) == 1:
            print_table(console, page_one_table(results, plain=not console.is_terminal))
        else:
            columns = [column for column in columns_of(results) if results.has(column.kpi)]
            title = "In the model: mean [95 % interval]"
            _print_fitting(shown, columns, console, figures_table, title)
            # Paid people stand in the first table; they hardly vary between replications.
            compared = [column for column in columns if column.kpi != "mean_paid_people"]
            title = "Paired differences to the baseline"
            _print_fitting(shown, compared, console, differences_table, title)
        kpis = [column.kpi for column in columns_of(results) if results.has(column.kpi)]
        notes = interval_notes(shown, kpis)
        for sentence in [*sentences(shown), *notes, *record_sentences(results)]:
            console.print(Text(sentence))
        console.print()
        refused = nothing_compared_line(results)
        ending = [*([refused] if refused else []), *results.conclusion]
        if not results.manifest.get("conclusion_is_the_answer"):
            ending += answer(results)
        for sentence in ending:
            console.print(Text(sentence, style="bold"))


def columns_of(results: Results) -> list[Column]:
    """The columns in order: incidents and people, what the question is about, the others."""
    usual = {column.kpi: column for column in COLUMNS}
    about = [usual.get(kpi) or _column(results, kpi) for kpi in results.about]
    return list(dict.fromkeys([*COLUMNS[:ALWAYS_FIRST], *about, *COLUMNS]))


def _column(results: Results, kpi: str) -> Column:
    scale, unit = scale_and_unit(results.unit_of(kpi))
    heading = f"{results.label_of(kpi)}, {unit}"
    return Column(kpi, "\n".join(wrap(heading, HEADING_WIDTH, break_on_hyphens=False)), scale)


def sentences(results: Results) -> list[str]:
    """What was compared, what of it is shown, and what intervals and verdicts mean."""
    choice, results = choice_in_words(results), results.everything
    replications = results.replications_in_words
    said = [
        "Simulated. [low, high] is the 95 % interval of a mean; it covers Monte Carlo error only, "
        "not wrong assumptions. Recorded is not true."
    ]
    if len(results.names) > 1:
        others = len(results.names) - 1
        said.insert(
            0,
            f"{len(results.names):,} scenarios, {replications} each; * marks the baseline "
            f"({results.baseline}).",
        )
        said[1:1] = [sentence for sentence in (choice, held_in_part(results)) if sentence]
        said.append(
            "Differences are paired, replication by replication; their 95 % intervals hold for all "
            f'{others} at once (Bonferroni). "no difference shown" means that zero lies inside: '
            "these replications do not tell the two apart, not that they are equal."
            if others > 1
            else "Differences are paired, replication by replication, with 95 % intervals. "
            '"no difference shown" means that zero lies inside: these replications do not tell '
            "the two apart, not that they are equal."
        )
    else:
        said.insert(0, f"{results.baseline}: {replications}; nothing to compare it with.")
    return said


def held_in_part(results: Results) -> str:
    """Which other files of the folder don't hold everything; empty when all do."""
    by_what: dict[str, list[str]] = {}
    for file, what in results.held_in_part.items():
        if file != COMPARISON:  # told with the choice
            by_what.setdefault(what, []).append(file)
    if not by_what:
        return ""
    parts = [f"{', '.join(files)}: {what}" for what, files in by_what.items()]
    return f"Of so many scenarios some files hold a part only ({'; '.join(parts)})."


def figures_table(results: Results, columns: list[Column], plain: bool) -> Table:
    """A row a scenario: mean [low, high] of each KPI."""
    table = _rows(results, columns, plain)
    written = [figures_of(results, c.kpi, results.names, c.scale) for c in columns]
    cells = [[Text(column[at]) for column in written] for at in range(len(results.names))]
    _fill(table, results, cells, plain)
    return table


def differences_table(results: Results, columns: list[Column], plain: bool) -> Table:
    """A row a scenario: by how much each KPI differs from the baseline, or that it doesn't show."""
    table = _rows(results, columns, plain)
    cells = [[_difference(results, c, name) for c in columns] for name in results.names]
    _fill(table, results, cells, plain)
    return table


def page_one_table(results: Results, plain: bool) -> Table:
    """KPIs of a single scenario, one a row: what its question is about, then those of page one."""
    table = Table(box=box.MARKDOWN if plain else box.SIMPLE_HEAD)
    table.add_column("in the model, over the whole run")
    table.add_column("mean [95 % interval]", justify="right", no_wrap=True)
    table.add_column("unit")
    about = [kpi for kpi in results.about if results.has(kpi)]
    others = [kpi for kpi in results.page_one_kpis() if kpi not in about]
    for kpi in [*about, *others]:
        found = results.estimate(kpi, results.baseline)
        scale, unit = scale_and_unit(results.unit_of(kpi))
        cells = results.label_of(kpi), figures([found], scale)[0], unit
        table.add_row(*map(Text, cells), end_section=bool(about) and kpi == about[-1])
    return table


def _difference(results: Results, column: Column, name: str) -> Text:
    if {name, results.baseline} & results.left_out:
        return Text("not compared", style="dim")
    if name == results.baseline:
        return Text("baseline", style="dim")
    found = results.estimate(column.kpi, name)
    kind = found.kind_of_difference(results.direction_of(column.kpi))
    if kind in ("none", "identical", "not shown", "unsure"):
        words = {"none": "not enough data", "identical": "identical", "unsure": "unsure"}
        return Text(words.get(kind, "no difference shown"), style="dim")
    ends = sorted(abs(column.scale * end) for end in (found.difference_low, found.difference_high))
    decimals = decimals_for((ends[1] - ends[0]) / finer(column.scale) or ends[1])
    if 0.0 < ends[0] < 0.5 * 10.0**-decimals:
        decimals = decimals_for(ends[0])
    low, high = (plain(end, decimals) for end in ends)
    word = "lower" if found.difference < 0.0 else "higher"
    return Text(f"{low} {word}" if low == high else f"{low} to {high} {word}", style=STYLES[kind])


def _rows(results: Results, columns: list[Column], plain: bool) -> Table:
    """An empty table with a column for the scenario and one for each KPI."""
    table = Table(box=box.MARKDOWN) if plain else Table(box=box.SIMPLE_HEAD, **TIGHT)
    name = "scenario" if plain or not _grouped(results) else "\n".join(results.factor_names)
    table.add_column(name, no_wrap=True, max_width=None if plain else MAX_NAME)
    if missing(results):
        table.add_column("failed", justify="right", no_wrap=True)
    for column in columns:
        heading = column.in_one_line if plain else column.heading
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _fill(table: Table, results: Results, cells: list[list[Text]], plain: bool) -> None:
    """A row a scenario; on a terminal two factors give headings and short names."""
    grouped = _grouped(results) and not plain
    failed = missing(results)
    heading = ""
    for name, row in zip(results.names, cells, strict=True):
        words = name
        if grouped:
            first, words = results.factors[name].values()
            if first != heading:
                heading = first
                table.add_row(Text(heading, style="italic"))
        base = name == results.baseline
        first_cells = [Text(f"{words} *" if base else words, style="bold" if base else "")]
        if failed:
            first_cells.append(Text(failed[name].words if name in failed else ""))
        table.add_row(*first_cells, *row)


def _grouped(results: Results) -> bool:
    return len(results.factor_names) == 2


def _print_fitting(
    results: Results, columns: list[Column], console: Console, build: TableOf, title: str
) -> None:
    """Print with as many columns as fit, and say which are left for the CSV."""
    plain = not console.is_terminal
    shown = list(columns)
    while (
        len(shown) > 1
        and not plain
        and _width(build(results, shown, plain), console) > console.width
    ):
        shown.pop()
    console.print(Text(title, style="bold"))
    print_table(console, build(results, shown, plain))
    if len(shown) < len(columns):
        left = "; ".join(column.in_one_line for column in columns[len(shown) :])
        console.print(Text(f"Too wide for here, see comparison.csv: {left}.", style="dim"))
    console.print()


def _width(table: Table, console: Console) -> int:
    return table.__rich_measure__(console, console.options.update(width=WIDE)).maximum
