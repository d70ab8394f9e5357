"""The answer in a few sentences: what does best in the model, how sure that is, what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.best import best_of
from sim.analysis.recorded_and_true import MATCHED, PEOPLE, RECORDED, TRUE
from sim.analysis.shown import decided_by
from sim.kernel.names import listed
from sim.report.answer_at_guesses import answer_at_guesses
from sim.report.figures import figures, figures_of, scale_and_unit
from sim.report.read import Results

WRONG = "sanctions_wrong_group_share"
ONE_BY_ONE = 2
"""Up to so many scenarios are answered for KPI by KPI."""
DIFFERENT = ("better", "worse", "differs")


def answer(results: Results) -> list[str]:
    """Sentences on what the question is about, or else on incidents and people of a comparison."""
    if results.guesses:
        return list(_answer_at_guesses(results))
    if results.about and len(results.names) <= ONE_BY_ONE:
        return list(_answer_to_question(results))
    if len(results.names) < 2 or not (results.has(TRUE) and results.has(PEOPLE)):
        return []
    if results.baseline in results.left_out:  # said before: nothing is compared
        return []
    return list(_answer(results))


def _answer_at_guesses(results: Results) -> Iterator[str]:
    if results.baseline in results.left_out:  # said before: nothing is compared
        return
    yield from answer_at_guesses(results)
    if results.has(TRUE) and decided_by(results.about, results.direction_of) == TRUE:
        yield from _assumed(results)


def _answer_to_question(results: Results) -> Iterator[str]:
    """The KPIs that the question is about, one a line, of one scenario or of two beside another."""
    name = next((name for name in results.names if name != results.baseline), results.baseline)
    question = str(results.settings.get(name, {}).get("question") or "")
    yield f"{question} In the model:".lstrip()
    shown = list(dict.fromkeys([name, results.baseline]))
    for kpi in results.about:
        if not results.has(kpi):
            yield f"- {results.label_of(kpi)}: no data"
            continue
        scale, unit = scale_and_unit(results.unit_of(kpi))
        written = figures_of(results, kpi, shown, scale)
        if len(shown) == 1:
            yield f"- {results.label_of(kpi)}: {written[0]} {unit}"
        else:
            yield (
                f"- {results.label_of(kpi)}: {written[0]} {unit} with {shown[0]}, {written[1]} "
                f"with {shown[1]}: {results.estimate(kpi, name).verdict}"
            )
    yield from _elsewhere(results)
    if TRUE in results.about:
        yield from _assumed(results)


def _answer(results: Results) -> Iterator[str]:
    best, close = best_of(results.values(TRUE), lower_is_better=True)
    same = all(results.estimate(TRUE, n).verdict == "identical" for n in _others(results))
    if same:
        yield (
            f"True incidents are identical in all, {_figure(results, TRUE, results.baseline)} a "
            "day: in the model, what differs between these scenarios doesn't reach them."
        )
    else:
        yield from _fewest(results, best, close)
    cheaper = [name for name in results.names if _is_cheaper_and_not_worse(results, name)]
    if cheaper:
        words = listed([_with_cost(results, name) + _wrong(results, name) for name in cheaper])
        yield (
            "Fewer paid people than the baseline, and not shown to have more true incidents: "
            f"{words} (baseline{_wrong(results, results.baseline) or ': no sanctions'})."
        )
    if results.has(RECORDED):
        by_record, _ = best_of(results.values(RECORDED), lower_is_better=True)
        if by_record not in (best, *close):
            yield (
                f"By the record alone {by_record} would look best, with "
                f"{_figure(results, RECORDED, by_record)} entries a day and "
                f"{_figure(results, TRUE, by_record)} true incidents: recorded is not true."
            )
    yield from _elsewhere(results)
    if not same:
        yield from _assumed(results)
    if len(results.names) > ONE_BY_ONE and not same:
        yield "The best of several is flattered a little by having been picked."


def _fewest(results: Results, best: str, close: list[str]) -> Iterator[str]:
    values = results.values(TRUE)
    rest = "All others: more."
    if close:
        rest = f"Not told apart from it: {_listed(results, close)}."
    elif len(values) < len(results.names):
        rest = (
            "All others that were compared: more." if len(values) > 1 else "No other has figures."
        )
    yield (
        f"Fewest true incidents in the model: {_with_cost(results, best)}, "
        f"{_figure(results, TRUE, best)} a day. {rest}"
    )
    if results.baseline in values and results.baseline not in (best, *close):
        yield (
            f"Against the baseline, {_with_cost(results, results.baseline)}, that is "
            f"{results.estimate(TRUE, best).verdict}."
        )


def _others(results: Results) -> list[str]:
    return [name for name in results.names if name != results.baseline]


def _elsewhere(results: Results) -> Iterator[str]:
    """Other KPIs of the first page that differ between two scenarios, for nobody asked for them."""
    name = _others(results)[0] if len(results.names) == ONE_BY_ONE else None
    if name is None:
        return
    asked = {*results.about, TRUE, RECORDED, MATCHED, PEOPLE, "paid_person_days"}
    compared = [kpi for kpi in results.page_one_kpis() if kpi not in asked]
    found = [
        f"{results.label_of(kpi)} ({results.estimate(kpi, name).verdict})"
        for kpi in compared
        if results.estimate(kpi, name).kind_of_difference(results.direction_of(kpi)) in DIFFERENT
    ]
    if found:
        yield (
            f"Of {len(compared)} further KPIs these differ with {name} (by chance alone about one "
            f"in twenty would): {listed(found)}."
        )


def _assumed(results: Results) -> Iterator[str]:
    """What an effect of sanctions on true incidents rests on, if there were sanctions."""
    if not results.has(WRONG):
        return
    effect = {
        settings.get("world", {}).get("violence", {}).get("deterrence_by_rung")
        for settings in results.settings.values()
    } - {None}
    if len(effect) > 1:
        yield (
            "That sanctions deter is assumed, not observed; it was varied here "
            f"(world.violence.deterrence_by_rung from {min(effect):.3g} to {max(effect):.3g})."
        )
    elif effect:
        yield (
            "That sanctions deter is assumed, not observed (world.violence.deterrence_by_rung = "
            f"{min(effect):g}): vary it before you prefer a rule."
        )


def _is_cheaper_and_not_worse(results: Results, name: str) -> bool:
    if name == results.baseline:
        return False
    cheaper = _people(results, name) < _people(results, results.baseline) - 0.5
    return cheaper and not results.estimate(TRUE, name).difference_low > 0.0


def _people(results: Results, name: str) -> float:
    return results.estimate(PEOPLE, name).mean


def _figure(results: Results, kpi: str, name: str) -> str:
    return figures([results.estimate(kpi, name)])[0]


def _with_cost(results: Results, name: str) -> str:
    return f"{name} ({_people(results, name):,.0f} paid people)"


def _wrong(results: Results, name: str) -> str:
    """How many sanctions hit the wrong group, where there are any."""
    if not results.has(WRONG):
        return ""
    found = results.estimate(WRONG, name)
    return f": {100.0 * found.mean:.0f} % of sanctions hit the wrong group" if found.known else ""


def _listed(results: Results, names: list[str]) -> str:
    return listed([_with_cost(results, name) for name in names])
