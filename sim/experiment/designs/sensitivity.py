"""What matters of all that isn't known, and when another response rule would be better."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from math import nan
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr
from pydantic.json_schema import SkipJsonSchema

from sim.analysis.kpis import FROM_FIRST_POST
from sim.config import Scenario
from sim.experiment.deciding_kpi import DecidingKpi, KpiWithDirection
from sim.experiment.designs.blocks.grid import each_once
from sim.experiment.designs.study import Study
from sim.experiment.sensitivity.factors import Factors
from sim.experiment.sensitivity.found import Found, Simulated
from sim.experiment.sensitivity.guesses import (
    names_at,
    need_guesses,
    numbers_at,
    variance_by_chance,
)
from sim.experiment.sensitivity.one_by_one import at_the_ends
from sim.experiment.sensitivity.rankings import (
    Rankings,
    need_rules,
    order_of,
)
from sim.experiment.sensitivity.screening import Walks, plan_walks, screen
from sim.experiment.sensitivity.sentences import sentences
from sim.experiment.sensitivity.spread import Blocks, apportion, need_blocks, plan_blocks
from sim.experiment.sensitivity.tables import tables
from sim.experiment.sensitivity.unknowns import Assumption, LeftOut
from sim.experiment.study_results import Conclusion, Request
from sim.experiment.trials import Trials, fresh


def _patterns(given: Any) -> Any:
    if isinstance(given, Mapping) and any(isinstance(value, Mapping) for value in given.values()):
        message = (
            "a name with dots is one word here, so write all between braces: "
            "{world.violence.fast.own: ...}"
        )
        raise ValueError(message)
    return given


def _has_posts(scenario: Scenario) -> bool:
    from sim.expected.payroll import sites  # needs the model

    return any(of_zone.manned for of_zone in sites(scenario) if of_zone.kind == "posts")


def _several(rules: list[str]) -> list[str]:
    if len(rules) < 2:
        raise ValueError("needs at least two response rules to rank")
    return rules


def _power_of_two(number: int) -> int:
    if number & (number - 1):
        below = 1 << (number.bit_length() - 1)
        raise ValueError(f"must be a power of 2: {below} or {2 * below}")
    return number


class Sensitivity(Study[Simulated]):
    """Screens everything that is assumed or expert judgement, takes apart the spread of what
    matters, and ranks the response rules at guesses of it.

    Screening (Morris): each unknown changes once on every walk, under the rule that stands and
    under another, which is another on every walk. The ``kept`` that do most, those of
    ``always_kept`` among them, go on with the response rule and with the question whether fire
    brings fire: how much of the spread comes from each, alone and with others (Sobol). The rules
    are run at the guesses, independent draws of all that was kept; where another than the one that
    is best as things stand is shown to be better, boxes tell what these guesses have in common.
    Last, each kept unknown stands at both ends of its range, all else as it stands.

    Reported are the rules as things stand, with fresh replications.
    """

    kind: Literal["sensitivity"] = "sensitivity"
    points: Literal["unknowns"] = "unknowns"
    kpi: KpiWithDirection
    """By which the rules are ranked."""
    outputs: Annotated[list[DecidingKpi], Field(min_length=1), AfterValidator(each_once)]
    """KPIs of which is asked what they depend on."""
    rules: Annotated[list[str], AfterValidator(_several), AfterValidator(each_once)]
    """Presets of response that are ranked."""
    with_common_cause: bool
    """Whether worlds are tried, too, in which fire comes in clusters without bringing fire."""
    trajectories: Annotated[int, Field(ge=2, le=1_000, json_schema_extra={"unit": "walks"})]
    kept: Annotated[int, Field(ge=1, le=30, json_schema_extra={"unit": "unknowns"})]
    always_kept: list[str] = Field(default_factory=list)
    """Patterns of configs/evidence."""
    draws: Annotated[
        int,
        Field(ge=8, le=65_536, json_schema_extra={"unit": "a power of 2"}),
        AfterValidator(_power_of_two),
    ]
    """Guesses at all that was kept."""
    replications_of_a_point: Annotated[int, Field(ge=1, le=1_000)]
    replications_of_a_guess: Annotated[int, Field(ge=2, le=1_000)]
    replications_of_an_end: Annotated[int, Field(ge=2, le=1_000)]
    left_out: Annotated[dict[str, list[str]], BeforeValidator(_patterns)] = Field(
        default_factory=dict
    )
    """Why something isn't varied -> patterns of configs/evidence, * standing for anything."""
    narrower: Annotated[dict[str, list[float]], BeforeValidator(_patterns)] = Field(
        default_factory=dict
    )
    """Pattern of configs/evidence -> a narrower range than there."""
    at_every_point: Annotated[dict[str, float], BeforeValidator(_patterns)] = Field(
        default_factory=dict
    )
    """Dotted keys of settings that every point has."""
    words: Annotated[dict[str, str], BeforeValidator(_patterns)] = Field(default_factory=dict)
    """Pattern of configs/evidence -> what it is called."""
    unknowns: SkipJsonSchema[list[Assumption]] = Field(default_factory=list)
    """Found in configs/evidence for the scenario, as all that follows; not to be given."""
    not_varied: SkipJsonSchema[list[LeftOut]] = Field(default_factory=list)
    sampled_by: SkipJsonSchema[int] = 0
    """The run's seed."""
    standing_rule: SkipJsonSchema[str] = ""
    """The preset of response that the scenario has."""
    _walks: Walks | None = PrivateAttr(default=None)
    """What was drawn, so that it isn't drawn and checked anew at every question."""
    _blocks: dict[tuple[str, ...], Blocks] = PrivateAttr(default_factory=dict)
    """The same by the factors that were kept."""

    def watched(self) -> list[str]:
        """The KPI that ranks the rules, and the outputs."""
        return list(dict.fromkeys([self.kpi, *self.outputs]))

    def presets(self) -> dict[str, list[str]]:
        """The response rules."""
        return {"response": self.rules}

    def problems(self, scenario: Scenario) -> list[tuple[tuple[str | int, ...], str]]:
        """The extra that isn't installed; a scenario of which nothing is left to vary; KPIs from
        the first post on where none is manned in the term."""
        if find_spec("SALib") is None:
            needs = "needs the extra 'sensitivity', which isn't installed"
            return [(("kind",), f"{needs} (pip install '.[sensitivity]')")]
        if not self.unknowns:
            return [(("left_out",), "leaves nothing to vary of this scenario")]
        places: list[tuple[tuple[str | int, ...], str]] = [(("kpi",), self.kpi)]
        places += [(("outputs", at), kpi) for at, kpi in enumerate(self.outputs)]
        without = [where for where, kpi in places if kpi.endswith(FROM_FIRST_POST)]
        if not without or _has_posts(scenario):
            return []
        message = (
            f"has no value: no post is manned within the {scenario.days} days of the term "
            f"(without {FROM_FIRST_POST} it has one)"
        )
        return [(without[0], message)]

    def carry_out(self, trials: Trials) -> Simulated:
        """Screening, spread, rules at guesses, rules as things stand, factors one by one."""
        factors = self._factors(trials)
        self._walks = self._walks or plan_walks(factors, self.trajectories)
        screened = screen(
            trials,
            factors,
            self._walks,
            self.watched(),
            self.replications_of_a_point,
            self.kept,
            self.always_kept,
        )
        kept = screened.kept
        if (*kept,) not in self._blocks:
            self._blocks[*kept,] = plan_blocks(factors, kept, self.draws // 2)
        plan = self._blocks[*kept,]
        need_blocks(trials, plan, self.replications_of_a_point)
        need_guesses(trials, plan, self.rules, self.replications_of_a_guess)
        need_rules(trials, self._standing_names(trials), trials.results.replications)
        ends = at_the_ends(trials, factors, kept, self.replications_of_an_end)
        return Simulated(factors, screened, plan, ends)

    def report_of(self, found: Simulated, trials: Trials) -> list[Request]:
        """The rules as things stand, the baseline first."""
        del found
        names = dict.fromkeys([trials.results.baseline, *self._standing_names(trials).values()])
        numbers = fresh(trials.results.replications)
        return [(name, number) for number in numbers for name in names]

    def conclusion_of(self, found: Simulated, trials: Trials) -> Conclusion:
        """Where another rule is better, what matters, and what was tried."""
        said = self.found(found, trials)
        boxes = said.rankings.boxes(said.factors, said.varied)
        return Conclusion(
            sentences(said, boxes, trials, self.kpi, self.not_varied),
            is_the_answer=True,
            tables=tables(said, boxes, trials, self.watched(), self.not_varied),
        )

    def found(self, simulated: Simulated, trials: Trials) -> Found:
        """What all that was simulated says."""
        factors, blocks = simulated.factors, simulated.blocks
        indices = apportion(trials, factors, blocks, self.watched(), self.replications_of_a_point)
        replications = self.replications_of_a_guess
        orders = [
            order_of(trials, names_at(self.rules, at), self.kpi, numbers_at(at, replications))
            for at in range(len(blocks.guesses))
        ]
        chance = {
            output: variance_by_chance(trials, blocks, self.rules, output, replications)
            / (self.replications_of_a_point * of.variance or nan)
            for output, of in indices.items()
        }
        reported = fresh(trials.results.replications)
        standing = order_of(trials, self._standing_names(trials), self.kpi, reported)
        rankings = Rankings(standing, blocks.guesses, orders, replications)
        ends = simulated.ends
        return Found(factors, simulated.screened, blocks, ends, indices, chance, rankings)

    def _factors(self, trials: Trials) -> Factors:
        return Factors(
            self.unknowns,
            self.rules,
            self.standing_rule,
            self.with_common_cause,
            self.at_every_point,
            self.sampled_by,
            trials.results.make,
        )

    def _standing_names(self, trials: Trials) -> dict[str, str]:
        """Rule -> the scenario that has it, with all else as it stands."""
        own = trials.results.baseline
        return {rule: own if rule == self.standing_rule else rule for rule in self.rules}
