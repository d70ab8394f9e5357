"""The answer of a run that was to know one KPI precisely: whether it does, and what the KPI is."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.answer.standing import CONCLUSION
from sim.report.folder.read import Results
from sim.report.folder.results_files import read_rows
from sim.report.words.figures import scale_and_unit
from sim.report.words.wording import Wording

REACHED = "reached"
"""What a row of the conclusion says of a scenario known as precisely as asked."""


def kpi_asked_for(results: Results) -> str:
    """The KPI to be known precisely; empty where the run had another aim."""
    design = results.manifest.get("design")
    if not isinstance(design, dict) or design.get("kind") != "precise":
        return ""
    kpi = str(design.get("kpi") or "")
    return kpi if results.has(kpi) else ""


def how_precisely(wording: Wording) -> Iterator[str]:
    """Whether the KPI is known as precisely as was asked; nothing where none was asked for."""
    results = wording.results
    kpi = kpi_asked_for(results)
    rows = read_rows(results.folder / CONCLUSION, results.manifest) if kpi else []
    if not rows:
        return
    scale, _ = scale_and_unit(results.unit_of(kpi))
    half_width = scale * float(results.manifest["design"]["half_width"])
    unit = wording.rate(kpi) if wording.is_counted(kpi) else f" {wording.unit_apart(kpi)}".rstrip()
    what = wording.noun(kpi)
    if len(results.names) > 1:
        what = f"the difference to the baseline in {what}"
    reached = sum(row.get("outcome") == REACHED for row in rows)
    asked = f"as precisely as asked, give or take {half_width:.3g}{unit}"
    if reached == len(rows):
        whom = f", for all {reached} scenarios" if reached > 1 else ""
        yield f"{what[:1].upper()}{what[1:]} is known {asked}{whom}."
    elif reached:
        yield (
            f"{what[:1].upper()}{what[1:]} is known {asked}, for {reached} of {len(rows)} "
            "scenarios; for the others it is not."
        )
    else:
        yield f"{what[:1].upper()}{what[1:]} is not known {asked}."


def without_better(wording: Wording, kpi: str) -> Iterator[str]:
    """A KPI of which neither less nor more is better: what it is, and no advice."""
    results = wording.results
    base = results.baseline
    means = results.estimates(kpi)["mean"].drop(base).dropna()
    said = f"In the model, with the baseline, {wording.quoted(base)}: {wording.told(kpi, base)}"
    if len(means):
        ends = dict.fromkeys((str(means.idxmin()), str(means.idxmax())))
        each = [f"{wording.mean(kpi, name)} with {wording.quoted(name)}" for name in ends]
        said += f"; the others have from {' to '.join(each)}" if len(each) > 1 else f"; {each[0]}"
    yield f"{said}."
    yield (
        "Neither less nor more of it is better, so this is a description and advises no scenario."
    )
