"""What of the section ``report`` can't be had: charts, KPIs, languages or styles there aren't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from sim.kernel.names import did_you_mean, there_are
from sim.report_settings import ReportSettings
from sim.settings.files import Contradiction
from sim.settings.labels import labels_in, no_language

_USUAL = ReportSettings()
FILLED_IN = "is filled in from the file of the language; words of your own are report.labels"
"""Why nobody types ``report.language_labels``."""


def report_problems(
    report: ReportSettings, project: Path, scenarios: Iterable[str] = ()
) -> list[Contradiction]:
    """Keys below ``report`` with what is wrong with each; ``scenarios``: names it compares."""
    return [
        *_unknown_names(report),
        *_no_words(report, project),
        *label_problems(report, scenarios),
        *_no_style(report),
    ]


def label_problems(report: ReportSettings, scenarios: Iterable[str]) -> Iterator[Contradiction]:
    """Labels that would hide what is compared, or that it is simulated."""
    if not report.labels:
        return
    import sim.analysis.kpis  # noqa: F401  importing makes the KPIs known
    from sim.analysis.kpis.declaration import REGISTERED
    from sim.report.words import own_words

    compared = [*scenarios, *(one.label.label for one in REGISTERED.values())]
    for key, message in own_words.label_problems(report.labels, compared):
        yield ("labels", key), message


def _unknown_names(report: ReportSettings) -> Iterator[Contradiction]:
    for key, names in ("charts", report.charts), ("kpis", report.kpis):
        for name in dict.fromkeys(names or ()):
            if (names or []).count(name) > 1:
                yield (key,), f"'{name}' is given twice"
    if report.charts:
        # it takes as long to import as to tell of all other mistakes
        from sim.report.charts import CHARTS, OF_DESIGNS

        known = [*CHARTS, *(name for charts in OF_DESIGNS.values() for name in charts)]
        for name in report.charts:
            if name not in known:
                hint = f"{did_you_mean(name, known)} {there_are(known)}"
                yield ("charts",), f"no chart is called '{name}'{hint}"
    if report.kpis == []:
        yield ("kpis",), "must name a KPI; leave it out for the usual ones"
    if report.kpis:
        from sim.analysis import kpis

        for name in report.kpis:
            try:
                kpis.describe(name)
            except KeyError:
                hint = did_you_mean(name, kpis.names())
                yield (
                    ("kpis",),
                    f"no KPI is called '{name}'{hint} (the columns of a run's kpis.csv are KPIs)",
                )


def _no_words(report: ReportSettings, project: Path) -> Iterator[Contradiction]:
    if problem := no_language(report.language, project):
        yield ("language",), problem
    if report.word and find_spec("docx") is None:
        yield (
            ("word",),
            "needs the extra 'word', which isn't installed (pip install '.[word]')",
        )


def _no_style(report: ReportSettings) -> Iterator[Contradiction]:
    if (report.colors, report.font) == (_USUAL.colors, _USUAL.font):
        return
    from sim.report.drawing.look import style_problem

    if problem := style_problem(report):
        key, _, message = problem.partition(": ")
        yield tuple(key.split(".")[1:]), message


def with_its_words(report: ReportSettings, project: Path) -> ReportSettings:
    """With the labels of its language, so that it looks the same anywhere."""
    labels = labels_in(report.language, project)
    return report.model_copy(update={"language_labels": labels})
