"""What a force sizing says: sentences, and the tables beside them."""

from __future__ import annotations

from sim.analysis.statistics import mean_interval
from sim.analysis.targets import MET, UNDECIDED
from sim.expected.people import paid_at_full_strength
from sim.experiment.deciding_kpi import in_its_unit
from sim.experiment.designs.base import Conclusion
from sim.experiment.sizing.sizing import FOUND, LARGEST, Sized
from sim.experiment.sizing.tables import tables_of
from sim.experiment.sizing.words import ROLE_WORDS, figure, label_of, wanted, zone_of
from sim.experiment.trials import Trials
from sim.kernel.names import listed

PAID_ON_AVERAGE = "mean_paid_people"


def told(sized: Sized, trials: Trials, confidence: float) -> Conclusion:
    """The first two sentences answer the question."""
    said = [_the_force(sized, trials, confidence)]
    said += _out_of_reach(sized, trials)
    if sized.found.sought:
        said += [*_not_shown(sized), _what_holds_it_up(sized), *_confirmations(sized)]
        said += [_next(sized), _how_far_it_was_looked(sized)]
    tables = tables_of(sized, trials)
    return Conclusion(said, tables["targets"], is_the_answer=True, tables=tables)


def _the_force(sized: Sized, trials: Trials, confidence: float) -> str:
    found, count = sized.found, len(sized.fresh)
    met = sum(one.verdict == MET for one in found.reached)
    standing = paid_at_full_strength(trials.base)
    people, now = round(found.people), round(standing)
    beside = f"{abs(people - now):,} {'more' if people > now else 'fewer'} than"
    if people == now:
        beside = "as many as"
    mean = mean_interval(trials.column(FOUND, PAID_ON_AVERAGE, sized.fresh).values).estimate
    all_of = len(sized.targets)
    if not found.sought:
        return (
            f"No force within the limits was found to meet any of the {all_of} targets, in the "
            f"model; reported is the largest tried: {people:,} paid people at full strength."
        )
    cost = (
        f"{people:,} paid people at full strength ({mean:,.0f} on average over the term), "
        f"{beside} the {now:,} of the scenario as it stands"
    )
    sure = f"with {100.0 * confidence:g} % confidence, for all at once"
    which = f"{met} of {all_of} targets" if met < all_of else f"all {all_of} targets"
    return (
        f"The smallest force found that meets {which if all_of > 1 else 'the target'}, in the "
        f"model: {cost}; shown {sure}, by {count} fresh replications that nothing was picked by."
    )


def _what_holds_it_up(sized: Sized) -> str:
    costs = sorted(sized.found.saved.items(), key=lambda item: -item[1])
    binding = [target for target, saved in costs if sized.found.binds(target)]
    idle = [target for target, _ in costs if not sized.found.binds(target)]
    if not binding:
        return "No target holds it up: it is as small as the limits let it be."
    parts = [
        f"{wanted(target)} (without this target {sized.found.saved[target]:,.0f} people fewer)"
        if sized.found.saved[target] >= 1.0
        else f"{wanted(target)} (others need the same people)"
        for target in binding
    ]
    said = f"What holds it up, by the replications of the search: {listed(parts)}."
    if idle:
        said += f" Met without holding it up: {listed([label_of(target) for target in idle])}."
    return said


def _out_of_reach(sized: Sized, trials: Trials) -> list[str]:
    if not sized.beyond:
        return []
    largest = {one.target: one for one in sized.reached_by(LARGEST, trials)}
    people = sized.ground.people(sized.ground.force(sized.ground.most))
    parts = [
        f"{wanted(one.target)} (it comes to "
        f"{figure(largest[one.target].estimate, one.target.kpi)}: "
        f"{largest[one.target].verdict if largest[one.target].verdict != MET else UNDECIDED})"
        for one in sized.beyond
    ]
    return [
        "Out of reach, in the model, even of the largest force within the limits "
        f"({people:,.0f} paid people): {listed(parts)}. The search went on without "
        f"{'it' if len(parts) == 1 else 'them'}."
    ]


def _not_shown(sized: Sized) -> list[str]:
    found = sized.found
    parts = [
        f"{wanted(one.target)} ({one.verdict}: {figure(one.estimate, one.target.kpi)}, bound "
        f"{figure(one.bound, one.target.kpi)})"
        for one in found.reached
        if one.target in found.sought and one.verdict != MET
    ]
    if not parts:
        return []
    return [
        f"Not shown to be met by so many replications: {listed(parts)}. More replications may "
        "tell, or a somewhat larger force."
    ]


def _confirmations(sized: Sized) -> list[str]:
    times = len(sized.found.confirmations)
    if times == 1:
        return []
    return [
        f"It was confirmed {times} times, each time by replications of its own: after the first, "
        "what fell short was made larger. The confidence stated allows for all of them."
    ]


def _next(sized: Sized) -> str:
    """What helps each target that holds the force up most by people, where anything is shown."""
    said, none = [], []
    for target in sized.targets:
        if target in sized.found.sought and not sized.found.binds(target):
            continue
        best = sized.best_next(target)
        if best is None:
            none.append(label_of(target))
            continue
        role = ROLE_WORDS[best.lever.role][1] + zone_of(sized.ground.trials.base, best.lever)
        change = in_its_unit(abs(best.change.estimate), target.kpi)
        said.append(
            f"as {role} for {label_of(target)} ({change} {'more' if target.at_least else 'less'} "
            f"with the next {best.people_added:.0f} people)"
        )
    text = f"The next people are worth most, in the model, {listed(said)}." if said else ""
    if none:
        text += f" One more of anything shows no gain in {listed(none)}."
    return text.strip()


def _how_far_it_was_looked(sized: Sized) -> str:
    found = sized.found
    return (
        "It is the smallest force found, not proven to be the smallest there is: with one fewer of "
        "anything that may vary it is thought to miss a target, and of "
        f"{found.exchanges} exchanges of a few people or of a site none did with fewer people."
    )
