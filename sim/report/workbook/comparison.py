"""The sheets that set scenarios beside the baseline: main figures, and all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite

from sim.report.folder.choice import choice_in_words
from sim.report.folder.read import Estimate, NotInResults, Results
from sim.report.material import Material
from sim.report.tables.columns import columns_of
from sim.report.words.figures import PERCENT, decimals_for, finer, possible, scale_and_unit, seen
from sim.report.words.labels import relabel
from sim.report.words.wording import NOT_SHOWN
from sim.report.workbook.sheet import Book, Content, Entry, Head, Style

IN_WORDS = NOT_SHOWN | {
    "better": "better",
    "worse": "worse",
    "differs": "differs (neither is better)",
}
ALL_UP_TO = 200
"""Scenarios of which all are in the sheet of all KPIs; of more those shown."""

OF_MEANS = (
    Head("figure, in the model", 32),
    Head("scenario", 32),
    Head("mean", 10),
    Head("mean: 95 % low", 10),
    Head("mean: 95 % high", 10),
    Head("unit", 16),
)
OF_DIFFERENCES = (
    Head("difference", 11),
    Head("difference: 95 % low (all scenarios at once)", 16),
    Head("difference: 95 % high (all scenarios at once)", 16),
    Head("unit of difference", 18),
    Head("against the baseline", 26),
    Head("in words", 44),
)
NAMED = Head("name in the CSV files", 48)


def main_kpis(book: Book, material: Material) -> None:
    """The main figures of the scenarios shown."""
    results = material.results
    kpis = main(material)
    if not kpis:
        raise NotInResults("no KPI has a figure")
    sheet = book.sheet("Comparison")
    note = choice_in_words(results)
    if note:
        sheet.note(note)
    words = material.settings.words
    sheet.table(_heads(results, words), _rows(results, words, kpis))


def all_kpis(book: Book, material: Material) -> None:
    """Every KPI of comparison.csv; of very many scenarios those shown."""
    whole = material.results.everything
    results = whole if len(whole.names) <= ALL_UP_TO else material.results
    kpis = [kpi for kpi in dict.fromkeys(results.comparison["kpi"]) if results.has(kpi)]
    if not kpis:
        raise NotInResults("no KPI has a figure")
    sheet = book.sheet("All KPIs")
    if len(results.names) > 1:
        sheet.note(
            "Among so many figures a few differ by chance alone: decide beforehand which you ask "
            "about."
        )
    words = material.settings.labels  # no language has words for every KPI
    sheet.table([*_heads(results, words), NAMED], _rows(results, words, kpis, named=True))


def main(material: Material) -> list[str]:
    """The KPIs of the comparison table, as the planner chose them or the usual ones."""
    results = material.results
    asked = material.settings.kpis or [column.kpi for column in columns_of(results)]
    return [kpi for kpi in asked if results.has(kpi)]


def _heads(results: Results, words: Mapping[str, str]) -> list[Head]:
    heads = [*OF_MEANS, *(OF_DIFFERENCES if len(results.names) > 1 else ())]
    return [replace(head, words=relabel(head.words, words)) for head in heads]


def number_format(unit: str, width: float) -> str:
    """Excel's format for a number in a unit whose interval is so wide."""
    scale, _ = scale_and_unit(unit)
    return _percent_or_number(scale, decimals_for(scale * width / finer(scale)))


def _percent_or_number(scale: float, decimals: int) -> str:
    digits = f"0.{'0' * decimals}" if decimals else "0"
    return f"{digits}%" if scale == PERCENT else f"#,##{digits}"


def _rows(
    results: Results, words: Mapping[str, str], kpis: Sequence[str], *, named: bool = False
) -> Iterator[list[Content | Entry]]:
    """A row a KPI and scenario, KPI by KPI, in the planner's words."""
    several, baseline = len(results.names) > 1, relabel("baseline", words)
    for kpi in kpis:
        scale, unit = scale_and_unit(results.unit_of(kpi))
        found = [possible(results, kpi, name) for name in results.names]
        of_means = _decimals([scale * (one.high - one.low) / finer(scale) for one in found])
        of_differences = _decimals(
            [scale * (one.difference_high - one.difference_low) / finer(scale) for one in found]
        )
        for name, one, decimals, of_difference in zip(
            results.names, found, of_means, of_differences, strict=True
        ):
            is_baseline = several and name == results.baseline
            said = relabel(name, words)
            row: list[Content | Entry] = [
                relabel(results.label_of(kpi), words),
                Entry(f"{said} ({baseline})", "baseline") if is_baseline else said,
            ]
            look = _percent_or_number(scale, decimals)
            row += [Entry(number, "", look) for number in (one.mean, one.low, one.high)]
            row.append(relabel(unit, words))
            if several:
                points = "percentage points" if scale == PERCENT else unit
                row += _difference(results, words, kpi, name, one, scale, of_difference)
                row[-2:-2] = [relabel(points, words)]
            yield [*row, kpi] if named else row


def _difference(
    results: Results,
    words: Mapping[str, str],
    kpi: str,
    name: str,
    one: Estimate,
    scale: float,
    decimals: int,
) -> list[Content | Entry]:
    """Difference, its interval, which is better, and the verdict; nothing of the baseline."""
    if name == results.baseline:
        return [None, None, None, Entry(relabel("baseline", words), "baseline"), ""]
    kind = one.kind_of_difference(results.direction_of(kpi))
    if one.is_shown:
        decimals = seen(scale * min(abs(one.difference_low), abs(one.difference_high)), decimals)
    digits = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    look = f"+{digits};-{digits};0"
    ends = (one.difference, one.difference_low, one.difference_high)
    against = one.verdict if kind == "none" else IN_WORDS[kind]
    style: Style = "better" if kind == "better" else "worse" if kind == "worse" else ""
    return [
        *(Entry(scale * end, "", look) for end in ends),
        Entry(relabel(against, words), style),
        relabel(one.verdict, words),
    ]


def _decimals(widths: Sequence[float]) -> list[int]:
    """Those that the widest interval bears; one that they would close to a point brings its own."""
    shared = decimals_for(max((width for width in widths if isfinite(width)), default=0.0))
    return [
        shared if not width < 10.0**-shared else max(shared, decimals_for(width))
        for width in widths
    ]
