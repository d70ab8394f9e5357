"""The report reads the words that studies write into their tables: both must use the same."""

from __future__ import annotations

from sim.analysis import pareto, targets
from sim.expected import people
from sim.experiment import (
    designs,  # noqa: F401  importing makes the kinds known
    forces,
)
from sim.experiment.budget import standings
from sim.experiment.budget import tables as of_budget
from sim.experiment.calibration import search
from sim.experiment.calibration.found import Estimate
from sim.experiment.sizing import sizing
from sim.experiment.sizing import tables as of_sizing
from sim.kernel.registry import kinds
from sim.report.answer import force_found
from sim.report.folder import about_study
from sim.report.sections import force
from sim.report.studies import fit_rows, front_tables, sizing_tables


def test_words_of_a_force_sizing() -> None:
    assert force_found.FOUND == sizing.FOUND
    assert sizing_tables.SHARED == people.SHARED
    told = {role: several for role, (_, several) in forces.ROLE_WORDS.items()}
    assert told == sizing_tables.ROLE_WORDS
    assert dict(of_sizing.PAID_AS) == force.PAID_AS
    assert {targets.MET, targets.NOT_MET, targets.UNDECIDED} == set(force.VERDICTS)
    assert (sizing_tables.MET, sizing_tables.UNDECIDED) == (targets.MET, targets.UNDECIDED)


def test_words_of_a_budget() -> None:
    of_report = (front_tables.ON_THE_FRONT, front_tables.DOMINATED, front_tables.UNDECIDED)
    assert of_report == (pareto.FRONT, pareto.DOMINATED, pareto.UNDECIDED)
    assert front_tables.NO_VALUE == pareto.NO_VALUE
    assert (front_tables.LEFT, front_tables.ABOVE) == (of_budget.LEFT, of_budget.ABOVE)
    of_study = (standings.BEST_FOUND, standings.NOT_TOLD_APART, standings.BEHIND)
    assert of_study == (front_tables.BEST, front_tables.CLOSE, front_tables.BEHIND)


def test_words_of_a_calibration() -> None:
    known, open_, together = (
        {"identified": one.words}
        for one in (
            Estimate(1.0, 0.0, 2.0, identified=True),
            Estimate(1.0, 0.0, 2.0, identified=False),
            Estimate(1.0, 0.0, 2.0, identified=False, partners=("this", "that")),
        )
    )
    assert fit_rows.CALIBRATED == search.CALIBRATED
    assert fit_rows.is_fitted(known)
    assert fit_rows.is_kept(open_)
    labels = {"this": "one thing", "that": "another"}
    assert fit_rows.what_is_told(together, labels).endswith("with one thing + another")


def test_kinds_of_studies() -> None:
    of_report = {
        about_study.SIZED,
        about_study.BUDGET,
        about_study.SENSITIVITY,
        about_study.CALIBRATED,
    }
    assert of_report <= set(kinds("design"))
