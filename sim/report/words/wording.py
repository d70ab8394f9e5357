"""How sentences and tables for planners name scenarios, KPIs, figures and differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, isfinite

from sim.analysis.recorded_and_true import PEOPLE
from sim.kernel.names import listed
from sim.report.folder.of_one import counted, of_one
from sim.report.folder.read import NotInResults, Results
from sim.report.words.figures import (
    MILLION,
    NO_DATA,
    decimals_for,
    figures,
    finer,
    plain,
    possible,
    scale_and_unit,
    seen,
    unit_unsaid,
)
from sim.report.words.labels import relabel
from sim.report.words.said import cut, spelled_out
from sim.report_settings import ReportSettings

NAME_AT_MOST = 80
"""Characters of a scenario's name in a sentence."""
COUNTED = frozenset(
    {
        "cases",
        "convoys",
        "deaths",
        "entries",
        "events",
        "in all",
        "incidents",
        "people",
        "people-days",
        "person-days",
        "places",
        "protests",
        "regimes",
        "sanctions",
        "times",
    }
)
"""Units of which there are fewer or more; others are lower or higher."""
ADDED_UP = frozenset({"days", "hours", "tonnes"})
"""Further units of which there are fewer or more, though a label has to say of what."""
RATES = (" a day", " a week", " a month")
NOT_SHOWN = {
    "none": "not enough data",
    "identical": "identical",
    "unsure": "unsure",
    "not shown": "no difference shown",
}
"""Kind of a difference that isn't shown -> what a table says of it."""
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Wording:
    """Words for the scenarios and KPIs of some results, as the run asked for them."""

    def __init__(self, results: Results, settings: ReportSettings) -> None:
        self.results = results
        self.settings = settings

    # --- names ------------------------------------------------------------------------------------
    def name(self, scenario: str) -> str:
        """A scenario's name in words, on one line, a long one cut."""
        return cut(relabel(spelled_out(scenario), self.settings.labels), NAME_AT_MOST)

    def quoted(self, scenario: str) -> str:
        """The same in a sentence, where its commas would mislead."""
        return f"“{self.name(scenario)}”"

    def listed(self, scenarios: Iterable[str]) -> str:
        """Several, of many the first few."""
        return listed([self.quoted(scenario) for scenario in scenarios])

    def label(self, kpi: str) -> str:
        """A KPI in words."""
        return relabel(self.results.label_of(kpi), self.settings.labels)

    def noun(self, kpi: str) -> str:
        """What a KPI counts, without "a day"."""
        label = self.label(kpi)
        return label.removesuffix(self.rate(kpi))

    def rate(self, kpi: str) -> str:
        """Of what is counted the "a day" of its label; empty where it has none."""
        label = self.label(kpi)
        return next((rate for rate in RATES if label.endswith(rate)), "")

    # --- figures ----------------------------------------------------------------------------------
    def is_counted(self, kpi: str) -> bool:
        """Whether there are fewer or more of it, not less or more."""
        return self.results.unit_of(kpi).split("/")[0] in COUNTED

    def mean(self, kpi: str, scenario: str) -> str:
        """``7.6 a day``, ``27 %``."""
        return self._in_unit(kpi, self._written(kpi, scenario).partition(" [")[0])

    def means(self, kpi: str, scenarios: Sequence[str]) -> list[str]:
        """Means that stand in one sentence, each with the decimals that the finest of them bears:
        what is less than another isn't to read as more."""
        scale, _ = scale_and_unit(self.results.unit_of(kpi))
        found = [possible(self.results, kpi, name) for name in scenarios]
        widths = [scale * (one.high - one.low) / finer(scale) for one in found]
        decimals = max((decimals_for(width) for width in widths if isfinite(width)), default=0)
        return [
            self._in_unit(kpi, plain(scale * one.mean, decimals)) if one.known else NO_DATA
            for one in found
        ]

    def mean_and_range(self, kpi: str, scenario: str) -> str:
        """``7.6 a day (7.5 to 7.7)``."""
        mean, ends = self._mean_and_ends(kpi, scenario)
        return self._in_unit(kpi, mean) + ends

    def told(self, kpi: str, scenario: str) -> str:
        """``7.9 true incidents a day (7.2 to 8.6)``, ``people reached over requested: 27 %``,
        ``stock-out days: 12 (3 to 21)``."""
        mean, ends = self._mean_and_ends(kpi, scenario)
        label = self.label(kpi)
        if self.is_counted(kpi) and self.rate(kpi) and not label.startswith("the "):
            return counted(mean, label) + ends
        if self.is_counted(kpi):
            return f"{label}: {mean}{ends}"
        return f"{label}: {counted(mean, self.unit_unsaid(kpi))}{ends}"

    def _mean_and_ends(self, kpi: str, scenario: str) -> tuple[str, str]:
        mean, _, ends = self._written(kpi, scenario).partition(" [")
        low_to_high = ends.rstrip("]").replace(", ", " to ")
        return mean, f" ({low_to_high})" if ends else ""

    def _written(self, kpi: str, scenario: str) -> str:
        scale, _ = scale_and_unit(self.results.unit_of(kpi))
        return figures([possible(self.results, kpi, scenario)], scale)[0]

    def _in_unit(self, kpi: str, figure: str) -> str:
        if figure == NO_DATA:
            return figure
        if self.is_counted(kpi):
            return figure + self.rate(kpi)
        return counted(figure, self.unit(kpi))

    def unit(self, kpi: str) -> str:
        """As it is read; empty where the label has it ("per 1,000 person-days")."""
        unit = scale_and_unit(self.results.unit_of(kpi))[1]
        return "" if unit.startswith("per ") else unit

    def unit_unsaid(self, kpi: str) -> str:
        """For beside the label: empty where that says what is counted ("stock-out days")."""
        return "" if self.is_counted(kpi) else unit_unsaid(self.label(kpi), self.unit(kpi))

    # --- differences ------------------------------------------------------------------------------
    def way(self, kpi: str, *, down: bool) -> str:
        """``fewer`` or ``more``, ``lower`` or ``higher``."""
        if self.is_counted(kpi) or self.unit(kpi) in ADDED_UP:
            return "fewer" if down else "more"
        return "lower" if down else "higher"

    def kind(self, kpi: str, scenario: str) -> str:
        """`Estimate.kind_of_difference` to the baseline."""
        found = self.results.estimate(kpi, scenario)
        return found.kind_of_difference(self.results.direction_of(kpi))

    def difference(self, kpi: str, scenario: str) -> str:
        """To the baseline, for a table: ``0.4 to 0.6 fewer``, ``no difference shown``."""
        results = self.results
        if {scenario, results.baseline} & results.left_out:
            return "not compared"
        if scenario == results.baseline:
            return "baseline"
        kind = self.kind(kpi, scenario)
        if kind in NOT_SHOWN:
            return NOT_SHOWN[kind]
        ends = self._ends(kpi, scenario)
        return f"{ends} {self.way(kpi, down=results.estimate(kpi, scenario).difference < 0.0)}"

    def shown_difference(self, kpi: str, scenario: str) -> str:
        """One that is shown, with its unit, for a sentence: ``1 to 3 percentage points higher``."""
        down = self.results.estimate(kpi, scenario).difference < 0.0
        return f"{counted(self._ends(kpi, scenario), self.unit_apart(kpi))} " + self.way(
            kpi, down=down
        )

    def against(self, kpi: str, scenario: str) -> str:
        """`shown_difference`, else that none is shown."""
        shown = self.results.estimate(kpi, scenario).is_shown
        return self.shown_difference(kpi, scenario) if shown else self.difference(kpi, scenario)

    def has_more(self, kpi: str, scenario: str) -> str:
        """A difference that is shown, for after "has": ``0.4 to 0.6 more true incidents a day``."""
        shown = self.shown_difference(kpi, scenario)
        if self.is_counted(kpi):
            label = self.label(kpi)
            return f"{shown} {of_one(label) if self._ends(kpi, scenario) == '1' else label}"
        return f"a figure of {self.noun(kpi)} {shown}"

    def unit_apart(self, kpi: str) -> str:
        """Unit of a difference of what isn't counted."""
        unit = "" if self.is_counted(kpi) else self.unit(kpi)
        return "percentage points" if unit.startswith("%") else unit

    def _ends(self, kpi: str, scenario: str) -> str:
        found = self.results.estimate(kpi, scenario)
        return self.ends(kpi, found.difference_low, found.difference_high)

    def ends(self, kpi: str, first: float, last: float) -> str:
        """From where to where a difference lies, without its sign: ``0.4 to 0.6``."""
        scale, _ = scale_and_unit(self.results.unit_of(kpi))
        ends = sorted(abs(scale * end) for end in (first, last))
        if ends[0] >= MILLION:
            return " to ".join(dict.fromkeys(f"{end / MILLION:,.1f}" for end in ends)) + " million"
        decimals = seen(ends[0], decimals_for((ends[1] - ends[0]) / finer(scale) or ends[1]))
        low, high = (plain(end, decimals) for end in ends)
        if not low.strip("0."):
            return f"less than {plain(ceil(ends[1] * 10.0**decimals) / 10.0**decimals, decimals)}"
        return low if low == high else f"{low} to {high}"

    # --- cost -------------------------------------------------------------------------------------
    def people(self, scenario: str) -> float | None:
        """Mean paid people; None where these results hold none."""
        if not self.results.has(PEOPLE):
            return None
        found = self.results.estimate(PEOPLE, scenario)
        return found.mean if found.known else None

    def peak(self, scenario: str) -> float | None:
        """`at_full_strength`."""
        return at_full_strength(self.results, scenario)

    def money(self, people: float) -> str:
        """What so many cost a month, to three digits; empty unless the cost of one is given."""
        each = self.settings.cost_per_person_month
        if each is None:
            return ""
        amount = float(f"{people * each:.3g}")
        written = f"{amount / MILLION:,g} million" if amount >= MILLION else f"{amount:,.0f}"
        return f"{self.settings.currency} {written}".lstrip()


def at_full_strength(results: Results, scenario: str) -> float | None:
    """Paid people in the week with the most of them, on average over the replications; None where
    these results hold no weeks."""
    try:
        weeks = results.series_of("paid_people_by_week", scenario)
    except NotInResults:
        return None
    return float(weeks.max(axis=1).mean())


def number(count: int) -> str:
    """A small number as a word."""
    return SMALL[count] if count < len(SMALL) else f"{count:,}"
