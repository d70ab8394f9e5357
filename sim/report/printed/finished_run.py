"""What a finished run prints: a table of figures and differences, the answer, and what is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.shown import decided_by
from sim.report.answer.headline import headline
from sim.report.folder.asked_for import settings_in
from sim.report.folder.choice import choice_in_words, chosen
from sim.report.folder.failures import missing, print_failures
from sim.report.folder.read import Results, read_results
from sim.report.printed.piped import TIGHT, WIDE, print_table, unbroken
from sim.report.printed.sections import print_block
from sim.report.printed.study_tables import tables_of_study
from sim.report.tables.columns import Column, columns_of, held_in_part, in_one_line
from sim.report.tables.interval_notes import interval_notes
from sim.report.words.figures import figures_of, scale_and_unit
from sim.report.words.said import said
from sim.report.words.wording import NAME_AT_MOST, Wording
from sim.report_settings import ReportSettings

__all__ = ["columns_of", "print_comparison"]

PAGE = "report.html"
SIMULATED = "Simulated. Intervals cover chance only, not wrong assumptions. Recorded is not true."
MAX_NAME = 40
"""Characters of a scenario's name on a terminal."""
AGAINST = "against the\nbaseline"

STYLES = {"better": "blue", "worse": "yellow", "differs": "bold"}


@dataclass(frozen=True, slots=True)
class _Printed:
    """A column of the table: its heading, and a cell a scenario."""

    heading: str
    cells: list[Text]


def print_comparison(
    folder: Path, console: Console, settings: ReportSettings | None = None
) -> None:
    """Print what a results folder says, fitted to the console's width; in full when piped.

    The details stand in the report. Raises `sim.report.folder.read.ResultsProblem` when the folder
    is not whole.
    """
    results = read_results(Path(folder))
    shown = chosen(results)
    wording = Wording(shown, settings or settings_in(results))
    with unbroken(console):
        for warning in results.manifest.get("warnings") or ():
            console.print(Text(str(warning), style="yellow"))
        if not print_failures(results, console):
            return
        answer = headline(results, wording.settings)
        concluded = [sentence for sentence in results.conclusion if sentence not in answer]
        first = bool(results.manifest.get("conclusion_is_the_answer"))
        bold = [*answer, *concluded] if first else [*concluded, *answer]
        if tables := tables_of_study(shown, wording.settings):
            _print_bold(bold, console)
            for table in tables:
                print_block(table, console)
            console.print(Text(SIMULATED))
        else:
            _print_compared(results, wording, console)
            _print_bold(bold, console)
        if (page := Path(folder) / PAGE).is_file():
            console.print(Text(f"The report: {page}"), soft_wrap=True)


def _print_compared(results: Results, wording: Wording, console: Console) -> None:
    """The table of the scenarios shown, and what stands below it."""
    shown = wording.results
    if len(results.names) == 1:
        print_table(console, figures_table(wording, plain=not console.is_terminal))
    else:
        paired = ", differences paired" if results.paired else ", differences not paired"
        title = f"In the model: mean [95 % interval]{paired}"
        console.print(Text(title, style="bold"))
        _print_fitting(wording, console)
    for sentence in [*sentences(shown), *interval_notes(shown, _asked(results))]:
        console.print(Text(sentence))
    console.print()


def _print_bold(said: Sequence[str], console: Console) -> None:
    for sentence in said:
        console.print(Text(sentence, style="bold"))


def sentences(results: Results) -> list[str]:
    """What was compared, what of it is shown, and what intervals and verdicts mean."""
    choice, results = choice_in_words(results), results.everything
    replications, name = results.replications_in_words, said(results.baseline, NAME_AT_MOST)
    if len(results.names) == 1:
        return [
            f"{name}: {replications}; nothing to compare it with.",
            SIMULATED,
        ]
    others = len(results.names) - 1
    told = [
        f"{others + 1} scenarios, {replications} each; * marks the baseline ({name}).",
        choice,
        held_in_part(results),
        "Simulated. Intervals cover chance only, not wrong assumptions; 95 % intervals of "
        "differences hold for all scenarios at once, figure by figure. "
        '"no difference shown" doesn\'t mean equal. Recorded is not true.',
    ]
    return [sentence for sentence in told if sentence]


# --- tables ---------------------------------------------------------------------------------------
def figures_table(wording: Wording, *, plain: bool) -> Table:
    """KPIs of a single scenario, one a row: what its question is about first."""
    results = wording.results
    table = Table(box=box.MARKDOWN if plain else box.SIMPLE_HEAD)
    table.add_column("in the model, over the whole run")
    table.add_column("mean [95 % interval]", justify="right", no_wrap=True)
    table.add_column("unit")
    usual = [column.kpi for column in columns_of(results)]
    for kpi in dict.fromkeys([*results.about, *usual]):
        if results.has(kpi):
            scale, unit = scale_and_unit(results.unit_of(kpi))
            written = figures_of(results, kpi, [results.baseline], scale)[0]
            table.add_row(*map(Text, (wording.label(kpi), written, unit)))
    return table


def _columns(wording: Wording) -> list[_Printed]:
    """Figures of each KPI; the difference beside it where the question is about it."""
    results = wording.results
    asked = _asked(results)
    printed = []
    for column in columns_of(results):
        if not results.has(column.kpi):
            continue
        written = figures_of(results, column.kpi, results.names, column.scale)
        printed.append(_Printed(column.heading, [Text(figure) for figure in written]))
        if column.kpi in asked:
            cells = [_difference(wording, column, name) for name in results.names]
            printed.append(_Printed(AGAINST, cells))
    return printed


def _asked(results: Results) -> list[str]:
    """KPIs whose differences are printed: that which decides, and what the question is about."""
    asked = dict.fromkeys([decided_by(results.about, results.direction_of), *results.about])
    return [kpi for kpi in asked if results.has(kpi)]


def _difference(wording: Wording, column: Column, name: str) -> Text:
    words = wording.difference(column.kpi, name)
    kind = "" if words in ("baseline", "not compared") else wording.kind(column.kpi, name)
    return Text(words, style=STYLES.get(kind, "dim"))


def _table(wording: Wording, columns: Sequence[_Printed], plain: bool) -> Table:
    """A row a scenario; on a terminal two factors give headings and short names."""
    results = wording.results
    table = Table(box=box.MARKDOWN) if plain else Table(box=box.SIMPLE_HEAD, **TIGHT)
    grouped = len(results.factor_names) == 2 and not plain
    name = "\n".join(results.factor_names) if grouped else "scenario"
    table.add_column(name, no_wrap=True, max_width=None if plain else MAX_NAME)
    failed = missing(results)
    if failed:
        table.add_column("failed", justify="right", no_wrap=True)
    for column in columns:
        heading = in_one_line(column.heading) if plain else column.heading
        table.add_column(heading, justify="right", no_wrap=True)
    before = ""
    for at, name in enumerate(results.names):
        words = wording.name(name) if plain else said(name, MAX_NAME)
        if grouped:
            first, words = (said(level, MAX_NAME) for level in results.factors[name].values())
            if first != before:
                before = first
                table.add_row(Text(first, style="italic"))
        base = name == results.baseline
        cells = [Text(f"{words} *" if base else words, style="bold" if base else "")]
        if failed:
            cells.append(Text(failed[name].words if name in failed else ""))
        table.add_row(*cells, *(column.cells[at] for column in columns))
    return table


def _print_fitting(wording: Wording, console: Console) -> None:
    """Print with as many columns as fit, and say which are left for the report."""
    plain = not console.is_terminal
    columns = _columns(wording)
    shown = list(columns)
    table = _table(wording, shown, plain)
    while len(shown) > 1 and not plain and _width(table, console) > console.width:
        shown.pop()
        table = _table(wording, shown, plain)
    print_table(console, table)
    if len(shown) < len(columns):
        left = "; ".join(in_one_line(column.heading) for column in columns[len(shown) :])
        console.print(Text(f"Too wide for here, see {PAGE}: {left}.", style="dim"))
    console.print()


def _width(table: Table, console: Console) -> int:
    return table.__rich_measure__(console, console.options.update(width=WIDE)).maximum
