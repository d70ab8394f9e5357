"""The answer in two sentences, the few figures behind it, and the details."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.at_the_same_guess import by_guess
from sim.analysis.recorded_and_true import MATCHED, PEOPLE, RECORDED, TRUE
from sim.kernel.names import listed
from sim.report.answer.force_found import force_found
from sim.report.answer.headline import headline
from sim.report.answer.headline_cost import by_what_standard
from sim.report.answer.headline_precise import kpi_asked_for
from sim.report.answer.standing import advised, standing
from sim.report.blocks import Block, Bullets, Cell, Column, Folded, Section, Table, Words
from sim.report.folder.about_study import BUDGET, OF_FORCES, SENSITIVITY
from sim.report.folder.read import Results
from sim.report.folder.study_tables import design_of
from sim.report.folder.what_counts import counts_violations
from sim.report.material import Material
from sim.report.tables.interval_notes import interval_notes
from sim.report.tables.scenario_cells import difference_cell, figure_cells, name_cell
from sim.report.words.how_to_read import means
from sim.report.words.wording import Wording

LEAD = 2
"""Sentences that stand out."""
WRONG = "sanctions_wrong_group_share"
KPIS_AT_MOST = 5
ONE_BY_ONE = 2
"""Two scenarios alone are compared KPI by KPI."""


def section(material: Material) -> Section:
    """The headline, a small table, and folded what else is to be said of it."""
    results = material.results
    said = headline(results, material.settings)
    blocks: list[Block] = [Words(text, strong=at < LEAD) for at, text in enumerate(said)]
    if not results.without_figures:
        wording = Wording(results.everything, material.settings)
        if table := _few_figures(wording):
            blocks.append(table)
        if details := _details(results, wording, said):
            blocks.append(Folded("More on the answer", [Bullets(details)], in_print=True))
    return Section("answer", "The answer", blocks)


def _few_figures(wording: Wording) -> Table | None:
    """The baseline, the best, and the cheapest not told apart from it, by a few KPIs."""
    results = wording.results
    names, kind = _told_of(wording), design_of(results)
    found = standing(results)
    first = kpi_asked_for(results) or (found.kpi if found else "")
    asked = [first, *results.about, TRUE, RECORDED, WRONG]
    kpis = [kpi for kpi in dict.fromkeys(asked) if results.has(kpi)]
    kpis = [kpi for kpi in kpis if kpi != PEOPLE][:KPIS_AT_MOST]
    if results.has(PEOPLE) and kind not in OF_FORCES:
        kpis.append(PEOPLE)
    if not kpis or not names:
        return None
    columns, cells = [Column("In the model")], [[name_cell(wording, name) for name in names]]
    for kpi in kpis:
        heading = ", ".join(filter(None, (wording.label(kpi), wording.unit_unsaid(kpi))))
        columns.append(Column(heading, numeric=True))
        cells.append(figure_cells(wording, kpi, names))
        if kpi == kpis[0] and len(names) > 1:
            columns.append(Column("against the baseline"))
            cells.append([difference_cell(wording, kpi, name) for name in names])
    if results.has(PEOPLE):
        on_average, peaks = (
            [one(name) for name in names] for one in (wording.people, wording.peak)
        )
        if any(peak is not None for peak in peaks):
            columns.append(Column("paid people at full strength", numeric=True))
            cells.append([Cell("" if n is None else f"{n:,.0f}", n) for n in peaks])
        for counts, when in ((on_average, "on average"), (peaks, "at full strength")):
            if wording.money(1.0) and any(count is not None for count in counts):
                columns.append(Column(f"cost a month, {when}", numeric=True))
                cells.append([Cell("" if n is None else wording.money(n), n) for n in counts])
    return Table("The figures behind it", columns, list(zip(*cells, strict=True)), [means(results)])


def _told_of(wording: Wording) -> list[str]:
    results = wording.results
    kind = design_of(results)
    if found_by_study := force_found(results):
        return [results.baseline, found_by_study]
    if kind == BUDGET:
        return []
    if kind == SENSITIVITY:  # the rules whose order is in question
        return list(results.names)
    if len(results.names) == 2:
        return [results.baseline, *(name for name in results.names if name != results.baseline)]
    if results.guesses and by_guess(results.names, results.guesses):
        return []
    found = standing(results)
    asked_for = kpi_asked_for(results)
    if found is None or (asked_for and results.direction_of(asked_for) == "neither"):
        return [results.baseline]
    found = advised(results, found)
    names = [results.baseline, found.best, *found.ahead[:1]]
    known = {name: people for name in found.close if (people := wording.people(name)) is not None}
    best = wording.people(found.best)
    if known and best is not None:
        cheapest = min(known, key=lambda name: known[name])
        names += _if(known[cheapest] < best, cheapest)
    return list(dict.fromkeys(names))


def _if(wanted: bool, name: str) -> list[str]:
    return [name] if wanted else []


def _details(results: Results, wording: Wording, said: list[str]) -> list[str]:
    """What the design concluded, what else there is to say, and how intervals were made."""
    whole = results.everything
    kpis = [kpi for kpi in dict.fromkeys([*whole.about, TRUE, RECORDED]) if whole.has(kpi)]
    found = [
        *whole.conclusion,
        *by_what_standard(whole, said),
        *_elsewhere(wording),
        *interval_notes(results, kpis),
    ]
    return [sentence for sentence in dict.fromkeys(found) if sentence not in said]


def _elsewhere(wording: Wording) -> Iterator[str]:
    """Other KPIs of the first page that differ between two scenarios, for nobody asked for them."""
    results = wording.results
    if len(results.names) != ONE_BY_ONE or results.baseline in results.left_out:
        return
    (name,) = (name for name in results.names if name != results.baseline)
    asked = {*results.about, TRUE, RECORDED, MATCHED, PEOPLE, "paid_person_days"}
    compared = [
        kpi
        for kpi in results.page_one_kpis()
        if kpi not in asked and not (results.what_counts_differs and counts_violations(kpi))
    ]
    found = [
        f"{wording.label(kpi)} ({wording.shown_difference(kpi, name)})"
        for kpi in compared
        if results.estimate(kpi, name).is_shown
    ]
    if found:
        yield (
            f"Of {len(compared)} further figures these differ with {wording.quoted(name)} (by "
            f"chance alone about one in twenty would): {listed(found)}."
        )
