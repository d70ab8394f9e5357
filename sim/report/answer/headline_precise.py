"""The answer of a run that was to know one KPI precisely: whether it does, and what the KPI is."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.answer.standing import CONCLUSION
from sim.report.folder.read import Results
from sim.report.folder.results_files import read_rows
from sim.report.words.figures import scale_and_unit
from sim.report.words.wording import Wording, number

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
    what = _what(wording, kpi)
    asked = f"as precisely as asked, give or take {half_width:.3g}{unit}"
    alike = [str(row["scenario"]) for row in rows if float(row.get("half_width") or "nan") == 0.0]
    told = [row for row in rows if row["scenario"] not in alike]
    reached = sum(row.get("outcome") == REACHED for row in told)
    if reached:
        of_all = "for " + _of(reached, len(told)) if len(told) > 1 else ""
        rest = "; for the rest it is not" if reached < len(told) else ""
        yield f"{_begun(what)} is known {asked}{', ' * bool(of_all)}{of_all}{rest}."
    elif told:
        yield f"{_begun(what)} is not known {asked}."
    if alike:
        yield _without_spread(wording, kpi, alike)


def _what(wording: Wording, kpi: str) -> str:
    noun = _noun(wording, kpi)
    return f"the difference to the baseline in {noun}" if len(wording.results.names) > 1 else noun


def _noun(wording: Wording, kpi: str) -> str:
    """In quotes where its commas would mislead."""
    noun = wording.noun(kpi)
    return f"“{noun}”" if "," in noun else noun


def _of(some: int, all_of_them: int) -> str:
    if some == all_of_them:
        return "both others" if some == 2 else f"all {number(some)} others"
    return f"{number(some)} of {number(all_of_them)} others"


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _without_spread(wording: Wording, kpi: str, alike: list[str]) -> str:
    """Differences, or means, that are the same in every run: no interval is about them."""
    results = wording.results
    if len(results.names) == 1:
        return f"{_begun(_noun(wording, kpi))}: {wording.mean(kpi, alike[0])} in every run."
    if all(results.estimate(kpi, name).verdict == "identical" for name in alike):
        as_much = "is the baseline's own in every run"
    else:
        as_much = "differs from the baseline's by the same in every run"
    others = len(results.names) - 1
    whom = _of(others, others) if others == len(alike) > 1 else wording.listed(alike)
    return (
        f"With {whom} the figure of {_noun(wording, kpi)} {as_much}: more runs "
        "would tell nothing more."
    )


def without_better(wording: Wording, kpi: str) -> Iterator[str]:
    """A KPI of which neither less nor more is better: what it is, and no advice."""
    results = wording.results
    base = results.baseline
    means = results.estimates(kpi)["mean"].drop(base).dropna()
    alike = all(results.estimate(kpi, str(name)).verdict == "identical" for name in means.index)
    said = f"In the model, with the baseline, {wording.quoted(base)}: {wording.told(kpi, base)}"
    if len(means) > 1 and alike:
        said += f", and the same with {_of(len(means), len(means))}"
    elif len(means):
        ends = dict.fromkeys((str(means.idxmin()), str(means.idxmax())))
        each = [f"{wording.mean(kpi, name)} with {wording.quoted(name)}" for name in ends]
        said += f"; the others have from {' to '.join(each)}" if len(each) > 1 else f"; {each[0]}"
    yield f"{said}."
    yield (
        "Neither less nor more of it is better, so this is a description and advises no scenario."
    )
    people = [count for name in results.names if (count := wording.people(name)) is not None]
    if people:
        counts = dict.fromkeys(f"{end:,.0f}" for end in (min(people), max(people)))
        yield f"Paid people, on average: {' to '.join(counts)}."
