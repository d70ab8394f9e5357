"""What of the section ``report`` can't be had: charts, KPIs, languages or styles there aren't."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from sim.kernel.names import did_you_mean, there_are
from sim.report_settings import ReportSettings
from sim.settings.files import Contradiction
from sim.settings.labels import labels_in, no_language

_USUAL = ReportSettings()


def report_problems(report: ReportSettings, project: Path) -> list[Contradiction]:
    """Keys below ``report`` with what is wrong with each."""
    return [*_unknown_names(report), *_no_words(report, project), *_no_style(report)]


def _unknown_names(report: ReportSettings) -> Iterator[Contradiction]:
    if report.charts is not None:
        # it takes as long to import as to tell of all other mistakes
        from sim.report.charts import CHARTS, OF_DESIGNS

        known = [*CHARTS, *(name for charts in OF_DESIGNS.values() for name in charts)]
        for number, name in enumerate(report.charts):
            if name not in known:
                hint = f"{did_you_mean(name, known)} {there_are(known)}"
                yield ("charts", number), f"no chart is called so{hint}"
    if report.kpis is not None:
        from sim.analysis import kpis

        for number, name in enumerate(report.kpis):
            try:
                kpis.describe(name)
            except KeyError:
                hint = did_you_mean(name, kpis.names())
                message = f"no KPI is called so{hint} (the columns of a run's kpis.csv are KPIs)"
                yield ("kpis", number), message


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
    from sim.report.look import style_problem

    if problem := style_problem(report):
        key, _, message = problem.partition(": ")
        yield tuple(key.split(".")[1:]), message


def with_its_words(report: ReportSettings, project: Path) -> ReportSettings:
    """With the labels of its language, so that it looks the same anywhere."""
    labels = labels_in(report.language, project)
    return report.model_copy(update={"language_labels": labels})
