"""What would reverse the advice: as important to a reader as the advice itself."""

from __future__ import annotations

from sim.analysis.at_the_same_guess import by_guess
from sim.analysis.shown import decided_by
from sim.report.answer.headline_at_guesses import at_guesses, turning_at_guesses
from sim.report.answer.headline_cost import all_identical, more_people
from sim.report.answer.headline_precise import kpi_asked_for
from sim.report.answer.standing import standing
from sim.report.answer.turning import assumed_effects, turning_points
from sim.report.answer.turning_study import turning_of_budget, turning_of_sizing
from sim.report.answer.what_if import reversal_title
from sim.report.blocks import Bullets, Section, Words
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import design_of
from sim.report.material import Material
from sim.report.words.wording import Wording

NOTHING = (
    "Nothing in these results speaks against it. That is no proof: they hold for the figures of "
    "the world that were assumed."
)

OF_STUDIES = {"force_sizing": turning_of_sizing, "budget": turning_of_budget}
"""Kind of a study that advises something -> what would reverse that."""


def section(material: Material) -> Section:
    """Bullets; left out where nothing is advised."""
    whole = material.results.everything
    wording = Wording(whole, material.settings)
    if (of_study := OF_STUDIES.get(design_of(whole))) and not whole.without_figures:
        return Section("reversal", reversal_title(whole), [Bullets(of_study(wording))])
    if why := _no_advice(whole):
        raise NotInResults(why)
    if whole.guesses:
        kpi = decided_by(whole.about, whole.direction_of)
        found = at_guesses(wording, kpi, by_guess(whole.names, whole.guesses))
        said = [sentence for one in found for sentence in turning_at_guesses(wording, kpi, one)]
        if not said:
            raise NotInResults("only assumptions were varied, so nothing is advised")
        said += assumed_effects(wording)
    else:
        best = standing(whole)
        if best is None or best.compared < 2:
            raise NotInResults("no two scenarios have figures to compare")
        if not whole.estimate(best.kpi, whole.baseline).known:
            raise NotInResults(f"the baseline has no figure of {wording.label(best.kpi)}")
        same_people = not any(more_people(wording, name, whole.baseline) for name in whole.names)
        if all_identical(wording, best) and same_people:
            raise NotInResults("the scenarios don't differ in what the question is about")
        said = turning_points(wording, best)
    return Section("reversal", reversal_title(whole), [Bullets(said) if said else Words(NOTHING)])


def _no_advice(results: Results) -> str:
    if results.without_figures:
        return "no scenario has figures"
    if results.manifest.get("other_worlds"):
        return "they are worlds of their own, so nothing is advised"
    if len(results.names) < 2:
        return "there is only one scenario, so nothing is advised"
    if results.baseline in results.left_out:
        return "nothing is compared, so nothing is advised"
    kpi = kpi_asked_for(results)
    if kpi and results.direction_of(kpi) == "neither":
        return "neither less nor more of the figure asked for is better"
    if results.manifest.get("conclusion_is_the_answer"):
        found = standing(results)
        if not (found and found.was_selected):
            return "the question isn't which scenario does best"
    return ""
