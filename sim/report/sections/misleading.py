"""What the record alone would have told, beside what is true in the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.best import best_of
from sim.analysis.recorded_and_true import BASELINE, PEOPLE, RECORDED, TRUE
from sim.analysis.reversal import REVERSED
from sim.kernel.names import listed
from sim.report.answer.headline_cost import read_alike
from sim.report.answer.standing import standing
from sim.report.answer.trap import staffing_traps, when_a_fall_shows, why_the_record_moved
from sim.report.answer.what_if import is_what_if, what_counts
from sim.report.blocks import Block, Box, Bullets, Column, Picture, Section, Table, Words
from sim.report.folder.about_study import is_a_choice
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.record_rows import PAIRS, POWER, Row, record_rows
from sim.report.material import Material
from sim.report.tables.scenario_cells import difference_cell, figure_cells, name_cell
from sim.report.words.wording import Wording

TITLE = "What the record alone would have told you"
SHARE = "recorded_share"
NOBODY_KNOWS = (
    "Nobody in the field knows how many incidents there truly were. Here the model does, so both "
    "can be set side by side."
)


def section(material: Material) -> Section:
    """A box: what would have been believed, the figures, why, and how long a fall stays unseen."""
    results = material.results.everything
    if not (results.has(TRUE) and results.has(RECORDED)):
        raise NotInResults("these results don't hold both true and recorded incidents")
    if not is_a_choice(results.manifest.get("design")):
        raise NotInResults("nobody chooses between worlds fitted to counts, so nobody is misled")
    wording = Wording(results, material.settings)
    pairs = [row for row in record_rows(results, PAIRS) if row["replications"]]
    names = _names(wording)
    said = [
        *_would_have_been_believed(wording, names, pairs),
        *when_a_fall_shows(wording, record_rows(results, POWER)),
    ]
    blocks: list[Block] = [Words(NOBODY_KNOWS)]
    if said:
        blocks.append(Bullets(said))
    blocks.append(_table(wording, names))
    charts = (
        () if results.what_counts_differs else ("5_staffing_curve", "10_why_the_record_differs")
    )
    blocks += [Picture(chart) for chart in charts if chart in material.charts]
    return Section("misleading", "True beside recorded", [Box(TITLE, blocks, kind="warning")])


def _names(wording: Wording) -> list[str]:
    """The baseline, the best by truth, the best by what was asked, and the best by the record."""
    results = wording.results
    compared = [name for name in results.names if name not in results.left_out]
    if len(compared) < 2 or results.guesses or results.baseline in results.left_out:
        return [results.baseline if results.baseline in compared else compared[0]]
    best = [one.best for one in (standing(results, TRUE), standing(results)) if one]
    by_record, _ = best_of(results.values(RECORDED), lower_is_better=True)
    names = [results.baseline, *best, by_record, *(compared if len(compared) == 2 else ())]
    return list(dict.fromkeys(names))


def _table(wording: Wording, names: Sequence[str]) -> Table:
    results = wording.results
    columns, cells = [Column("In the model")], [[name_cell(wording, name) for name in names]]
    for kpi, heading in ((TRUE, "true incidents a day"), (RECORDED, "recorded entries a day")):
        columns.append(Column(heading, numeric=True))
        cells.append(figure_cells(wording, kpi, names))
        if len(names) > 1:
            columns.append(Column("against the baseline"))
            cells.append([difference_cell(wording, kpi, name) for name in names])
    if results.has(SHARE):
        columns.append(Column("true incidents recorded at all, %", numeric=True))
        cells.append(figure_cells(wording, SHARE, names))
    if results.has(PEOPLE):
        columns.append(Column("paid people, mean", numeric=True))
        cells.append(figure_cells(wording, PEOPLE, names))
    note = "Entries can be double or unfounded, so there may be more entries than incidents seen."
    return Table("True beside recorded", columns, list(zip(*cells, strict=True)), [note])


# --- what would have been believed ----------------------------------------------------------------
def _would_have_been_believed(
    wording: Wording, names: Sequence[str], pairs: Sequence[Row]
) -> Iterator[str]:
    """Where scenarios can be compared by true incidents and by the record, and there are any."""
    if wording.results.what_counts_differs:
        yield from what_counts(wording.results)
    elif not _any_happened(wording.results):
        yield from _of_nothing(wording)
    else:
        yield from _chosen_by_the_record(wording, names)
        yield from _on_the_wrong_side(wording, pairs)
        yield from staffing_traps(wording, [row for row in pairs if row["along"] != BASELINE])
        yield from why_the_record_moved(wording, _split_of(pairs, names))


def _any_happened(results: Results) -> bool:
    return any(bool((own > 0.0).any()) for own in results.values(TRUE).values())


def _of_nothing(wording: Wording) -> Iterator[str]:
    """That entries are of nothing, where no violation happened in any run."""
    base = wording.results.baseline
    found = wording.results.estimate(RECORDED, base)
    if found.known and found.mean > 0.0:
        yield (
            f"In the model no violation happened in any run, and yet with {wording.quoted(base)} "
            f"the record holds {wording.mean(RECORDED, base).removesuffix(' a day')} entries a "
            "day: not one of them is of a violation."
        )


def _chosen_by_the_record(wording: Wording, names: Sequence[str]) -> Iterator[str]:
    """Who looks best by entries, and what the record says of the truly best."""
    results = wording.results
    if len(names) < 2:
        return
    by_truth = standing(results, TRUE)
    if by_truth is None:
        return
    by_record, tied = best_of(results.values(RECORDED), lower_is_better=True)
    chosen = not is_what_if(results)
    by_truth_apart = by_record not in (by_truth.best, *by_truth.close)
    if chosen and by_truth_apart and by_truth.best not in tied:
        means = ", not ".join(wording.means(TRUE, [by_truth.best, by_record]))
        yield (
            f"By recorded entries you would have chosen {wording.quoted(by_record)}; with the "
            f"fewest true incidents it is {wording.quoted(by_truth.best)}: "
            f"{read_alike(wording, by_truth, by_record) or means}."
        )
    best = by_truth.best
    true, recorded = (results.estimate(kpi, best) for kpi in (TRUE, RECORDED))
    if best == results.baseline or not true.is_shown:
        return
    if not recorded.is_shown:
        yield (
            f"The record shows no difference between {wording.quoted(best)} and the baseline, "
            f"though it has {wording.shown_difference(TRUE, best)} true incidents a day."
        )
    elif (true.difference < 0.0) != (recorded.difference < 0.0):
        yield (
            f"You would have believed that {wording.quoted(best)} makes things worse: its record "
            f"holds {wording.shown_difference(RECORDED, best)} entries a day than the baseline's, "
            f"while there are {wording.shown_difference(TRUE, best)} true incidents."
        )


def _on_the_wrong_side(wording: Wording, pairs: Sequence[Row]) -> Iterator[str]:
    """How many scenarios the record puts on the wrong side of the baseline in most runs: shown of
    some, of others only counted, and too few runs to be sure."""
    against = [row for row in pairs if row["along"] == BASELINE]
    wrong = [row for row in against if row["record_in_most"] == REVERSED]
    perhaps = [
        row
        for row in against
        if row not in wrong and float(row["reversed"]) > 0.5 * float(row["replications"])
    ]
    counted = listed([f"{wording.quoted(row['scenario'])} (in {_runs(row)})" for row in perhaps])
    if wrong and len(against) > 1:
        shown = "" if PAIRS not in wording.results.held_in_part else " shown"
        yield (
            f"The record puts {len(wrong)} of {len(against)} scenarios{shown} on the wrong side of "
            f"the baseline in most runs: {wording.listed(row['scenario'] for row in wrong)}"
            f"{f'. Perhaps it does so too with {counted}: too few to be sure' if perhaps else ''}."
        )
    elif perhaps and not wrong:
        yield (
            f"The record puts {counted} on the wrong side of the baseline: too few runs to be "
            "sure that it does so in most."
        )
    elif against and not wrong:
        most = max(against, key=lambda row: float(row["reversed"]))
        yield "By its record no scenario is shown to stand on the wrong side of the baseline" + (
            f" in most runs; in single runs it happens, most often to "
            f"{wording.quoted(most['scenario'])} ({_runs(most)})."
            if most["reversed"]
            else ", in any run."
        )


def _runs(row: Row) -> str:
    return f"{row['reversed']:.0f} of {row['replications']:.0f} runs"


def _split_of(pairs: Sequence[Row], names: Sequence[str]) -> list[Row]:
    """The pair of the best with the baseline, of which is told what its difference consists of."""
    return [row for row in pairs if row["along"] == BASELINE and row["scenario"] in names[1:2]]
