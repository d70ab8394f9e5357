"""What a force sizing says: sentences, and the tables beside them."""

from __future__ import annotations

from math import isfinite

from sim.analysis import kpis
from sim.analysis.interval_digits import decimals_of
from sim.analysis.statistics import mean_interval
from sim.analysis.targets import MET, NOT_MET, Reached, Target
from sim.analysis.verdict import SHARES
from sim.expected.people import paid_at_full_strength
from sim.experiment.assumed_effects import assumed_effects
from sim.experiment.deciding_kpi import figure
from sim.experiment.forces import ROLE_WORDS
from sim.experiment.sizing.sizing import FOUND, LARGEST, Next, Sized
from sim.experiment.sizing.tables import tables_of
from sim.experiment.sizing.words import counted, counted_from, label_of, wanted, zone_of
from sim.experiment.study_results import Conclusion
from sim.experiment.trials import Trials
from sim.kernel.names import listed

PAID_ON_AVERAGE = "mean_paid_people"
NAMED = 3
"""Ways to help a target that aren't told apart, of which so many are named."""


def told(sized: Sized, trials: Trials, confidence: float) -> Conclusion:
    """The first two sentences answer the question."""
    kpis = [target.kpi for target in sized.targets]
    but = [*_beyond(sized, trials), *_not_shown(sized), *assumed_effects(trials.base, kpis)]
    said = [_the_force(sized, trials, confidence), *([" ".join(but)] if but else [])]
    if sized.found.sought:
        said += [_what_holds_it_up(sized), *counted_from(sized.targets)]
        said += [*_confirmations(sized), *_failed(sized, trials), *_without_spread(sized)]
        said += [*_next(sized), _how_far_it_was_looked(sized)]
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
        f"model: {cost}; shown {sure}, by {count} fresh replications that nothing was picked by. "
        "The search goes by few replications: a repeat may end at somewhat more or fewer people."
    )


def _what_holds_it_up(sized: Sized) -> str:
    costs = sorted(sized.found.saved.items(), key=lambda item: -item[1])
    binding = [target for target, saved in costs if sized.found.binds(target)]
    met = [one.target for one in sized.found.reached if one.verdict == MET]
    idle = [target for target in met if target in sized.found.saved and target not in binding]
    if not binding:
        return "No target holds it up: it is as small as the limits let it be."
    parts = [
        f"{_sought(sized, target)} (without this target {sized.found.saved[target]:,.0f} people "
        "fewer)"
        if sized.found.saved[target] >= 1.0
        else f"{_sought(sized, target)} (others need the same people)"
        for target in binding
    ]
    said = f"What holds it up, by the replications of the search: {listed(parts)}."
    if idle:
        said += f" Met without holding it up: {listed([label_of(target) for target in idle])}."
    return said


def _sought(sized: Sized, target: Target) -> str:
    if target in sized.found.held:
        return f"{label_of(target)}: no worse than as it stands"
    return wanted(target)


def _beyond(sized: Sized, trials: Trials) -> list[str]:
    """What there is to say of targets that weren't sought: none to be had, too few replications to
    tell, or nothing to measure."""
    largest = {one.target: one for one in sized.reached_by(LARGEST, trials)}
    standing = {one.target: one for one in sized.reached_by(trials.results.baseline, trials)}
    missed: list[str] = []
    untold: list[str] = []
    unmeasured: list[str] = []
    for one in sized.beyond:
        target, most = one.target, largest[one.target]
        if not isfinite(most.estimate):
            unmeasured.append(label_of(target))
            continue
        words = f"{wanted(target)} (it comes to {figure(most.estimate, target.kpi)}"
        if sized.found.sought:
            now = figure(standing[target].estimate, target.kpi)
            words += f"; the force found to {figure(one.estimate, target.kpi)}, as it stands {now}"
        (missed if most.verdict == NOT_MET else untold).append(f"{words})")
    people = sized.ground.people(sized.ground.force(sized.ground.most))
    said = []
    if missed:
        said.append(
            "Out of reach, in the model, even of the largest force within the limits "
            f"({people:,.0f} paid people): {listed(missed)}."
        )
    if untold:
        said.append(
            "Not sought, as the largest force within the limits fell short by the replications of "
            f"the search, which fresh ones don't show: {listed(untold)}."
        )
    if (missed or untold) and sized.found.sought:
        said.append(_went_on(sized))
    if unmeasured:
        said.append(
            f"Nothing to measure in this term, so nothing is said of it: {listed(unmeasured)}."
        )
    return said


def _went_on(sized: Sized) -> str:
    held = [label_of(target) for target in sized.found.held]
    if not held:
        return "The search went on with the others."
    where = "there" if len(held) == len(sized.beyond) else f"in {listed(held)}"
    return (
        "The search went on with the others, and so that the force found is, as far as few "
        f"replications can tell, no worse {where} than the force as it stands."
    )


def _not_shown(sized: Sized) -> list[str]:
    found = sized.found
    parts = [
        f"{wanted(one.target)} ({one.verdict}: {figure(one.estimate, one.target.kpi)}, "
        f"{_bound(one)})"
        for one in found.reached
        if one.target in found.sought and one.verdict != MET
    ]
    if not parts:
        return []
    return [
        f"Not shown to be met by so many replications: {listed(parts)}. More replications may "
        "tell, or a somewhat larger force."
    ]


def _bound(one: Reached) -> str:
    if not isfinite(one.bound):
        return "too few replications for a bound"
    return f"bound {figure(one.bound, one.target.kpi)}"


def _confirmations(sized: Sized) -> list[str]:
    times = len(sized.found.confirmations)
    if times == 1:
        return []
    return [
        f"It was confirmed {times} times, each time by replications of its own: after the first, "
        "what fell short was made larger. The confidence stated allows for all of them."
    ]


def _failed(sized: Sized, trials: Trials) -> list[str]:
    known = trials.column(FOUND, PAID_ON_AVERAGE, sized.fresh).known
    failed = len(known) - int(known.sum())
    if not failed:
        return []
    return [f"Of the fresh replications of the force found {failed} failed and are left out."]


def _without_spread(sized: Sized) -> list[str]:
    """What is met because nothing else was seen."""
    same = [
        label_of(one.target)
        for one in sized.found.reached
        if one.verdict == MET and one.bound == one.estimate
    ]
    if not same:
        return []
    return [
        f"The same in all {len(sized.fresh)} replications: {listed(same)}. What happens in fewer "
        f"than about 3 of {len(sized.fresh)} runs would not have shown."
    ]


def _next(sized: Sized) -> list[str]:
    """What helps each target that holds the force up most by people, where anything is shown."""
    said, none = [], []
    for target in sized.targets:
        if target in sized.found.sought and not sized.found.binds(target):
            continue
        if best := sized.best_next(target):
            ways = " or ".join(_way(sized, one) for one in best[:NAMED])
            apart = ", not told apart by what a person gains" if len(best) > 1 else ""
            said.append(f"for {label_of(target)} {ways}{apart}")
        elif any(one.target == target and isfinite(one.change.low) for one in sized.next_people):
            none.append(label_of(target))
    found = []
    if said:
        found.append(f"The next people are worth most, in the model, {listed(said)}.")
    if none:
        found.append(f"One more of anything shows no gain in {listed(none)}.")
    return found


def _way(sized: Sized, one: Next) -> str:
    role = ROLE_WORDS[one.lever.role][1] + zone_of(sized.ground.trials.base, one.lever)
    return (
        f"as {role} ({_gain(one)} {'more' if one.target.at_least else 'less'} with the next "
        f"{one.people_added:.0f} people)"
    )


def _gain(one: Next) -> str:
    """``1.8 to 4.2 percentage points``, whichever way it goes."""
    unit = kpis.describe(one.target.kpi).unit
    scale, named = (100.0, "percentage points") if unit in SHARES else (1.0, unit)
    low, high = sorted(scale * abs(end) for end in (one.change.low, one.change.high))
    decimals = decimals_of(low, high)
    return f"{low:,.{decimals}f} to {high:,.{decimals}f} {named}"


def _how_far_it_was_looked(sized: Sized) -> str:
    found = sized.found
    idle = not all(found.needed_for.values())
    fewer = "one fewer of anything that may vary" + (" and saves anybody" if idle else "")
    exchanges = counted(found.exchanges, "exchange", "exchanges")
    tried = f", and of {exchanges} of a few people or of a site none did with fewer people"
    return (
        f"It is the smallest force found, not proven to be the smallest there is: with {fewer} it "
        f"is thought to miss a target{tried if found.exchanges else ''}."
    )
