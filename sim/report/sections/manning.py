"""Whom the mission pays: role by role, month by month, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.report.blocks import Block, Cell, Column, Folded, Section, Table, Words
from sim.report.folder.dates import start_of
from sim.report.folder.read import NotInResults, Results
from sim.report.material import Material
from sim.report.payroll import Line, Paid, by_month, lines, paid
from sim.report.tables.kpi_tables import members, of_pair
from sim.report.tables.scenario_cells import BY_ROLE, name_cell
from sim.report.words.wording import Wording

MEAN = "mean_paid_people"
SAME_PEOPLE = 0.05
"""Means of paid people are equal that differ by less."""


def section(material: Material) -> Section:
    """Roles, months and cost for the baseline and the best other scenario."""
    people: dict[str, list[Paid]] = {}
    for name in material.pair:
        with suppress(NotInResults):  # its replication 0 failed
            people[name] = paid(material.log(name))
    if not any(people.values()):
        raise NotInResults("no log says whom the mission paid")
    try:
        return _section(material, people)
    except (KeyError, TypeError, ValueError):  # written by another version, or by hand
        raise NotInResults("the manifest lacks the settings of a scenario") from None


def _section(material: Material, people: Mapping[str, list[Paid]]) -> Section:
    results = material.results
    wording = Wording(results, material.settings)
    settings = results.settings[results.baseline]
    start = start_of(settings)
    blocks: list[Block | None] = [
        Words(_how_many(settings)),
        of_pair(
            material,
            "Paid people on a mean day, by role",
            [("All paid people", MEAN), *members(results, BY_ROLE)],
        ),
        _months(material, people, start),
    ]
    for name, own in people.items():
        called, roles = wording.name(name), lines(own, results.settings[name])
        blocks.append(
            Folded(
                f"Who is paid, role by role: {called}",
                [_roles(called, roles, start, _whose(results, [name]))],
            )
        )
    return Section("manning", "Manning and its cost", [one for one in blocks if one])


def _how_many(settings: Mapping[str, Any]) -> str:
    """From places on watch to people paid."""
    staffing, watches = settings["staffing"], settings["mission"]["watches"]
    hours = " and ".join(
        f"{int(hour):02d}:{round(60 * (hour % 1)):02d}" for hour in watches["starts_hours"]
    )
    return (
        "To fill one place on watch day and night, "
        f"{staffing['round_the_clock_factor']:g} people are "
        f"paid: duty hours, leave, sickness, travel. A place filled by day takes "
        f"{staffing['daylight_factor']:g}. Support (guards, interpreters, medics) comes on top: "
        f"{100.0 * staffing['support_share']:g} % more. Watches at posts change at {hours}. These "
        "figures are judgement, not measured; all costs hang on them."
    )


def _months(material: Material, people: Mapping[str, list[Paid]], start: date) -> Table:
    """A row a month: person-months, or money where a planner gave what a person costs."""
    wording = Wording(material.results, material.settings)
    cost, currency = material.settings.cost_per_person_month, material.settings.currency
    months = {name: by_month(own, start) for name, own in people.items()}
    all_months = sorted({month for own in months.values() for month in own})
    unit = "person-months" if cost is None else f"cost, {currency}".rstrip(", ")
    each = 1.0 if cost is None else cost

    def row(head: Cell, numbers: list[float]) -> list[Cell]:
        return [head, *(Cell(f"{number:,.0f}", number) for number in numbers)]

    rows = [
        row(
            Cell(f"{month:%B %Y}", float(month.toordinal())),
            [each * own.get(month, 0.0) for own in months.values()],
        )
        for month in all_months
    ]
    rows.append(row(Cell("All months"), [each * sum(own.values()) for own in months.values()]))
    heads = [Column(f"{name_cell(wording, name).text}, {unit}", numeric=True) for name in months]
    notes = [
        f"{_whose(material.results, list(people))} Somebody paid for all of a calendar month is "
        "one person-month; the first and the last month count the days that lie in the run."
    ]
    if cost is None:
        notes.append("With report.cost_per_person_month=AMOUNT this table tells money.")
    else:
        said = f"{cost:,.0f} {currency}".strip()
        notes.append(f"At {said} a person and month, the planner's own figure.")
    return Table("Paid people by month", [Column("Month"), *heads], rows, notes)


def _roles(name: str, roles: list[Line], start: date, whose: str) -> Table:
    heads = [
        Column("Role"),
        Column("Where"),
        Column("Provided by"),
        Column("Places on watch", numeric=True),
        Column("Paid people", numeric=True),
        Column("From"),
        Column("Until"),
        Column("Person-days", numeric=True),
    ]
    rows = [
        [
            Cell(line.role[:1].upper() + line.role[1:]),
            Cell(line.where + (f" ({line.units} sites)" if line.units > 1 else "")),
            Cell(line.guarantor or "the mission"),
            _number(line.positions, 1),
            _number(line.people, 0),
            *(_day(start, hour) for hour in (line.from_h, line.until_h)),
            _number(line.person_days, 0),
        ]
        for line in roles
    ]
    total = sum(line.person_days for line in roles)
    rows.append([Cell("All"), *(Cell("") for _ in range(6)), _number(total, 0)])
    notes = [
        f"{whose} Places and people are the most at any time; they come with the dates on which "
        "posts open."
    ]
    if any(line.positions % 1.0 for line in roles):
        notes.append(
            "Of a place that is filled in one shift of the day only, the share of that shift is "
            "counted: hence parts of a place."
        )
    return Table(f"Manning of {name}", heads, rows, notes)


def _whose(results: Results, names: list[str]) -> str:
    """Of which replications a log's figures are: of all, where all pay the same people."""
    values = results.values(MEAN) if results.has(MEAN) else {}
    means = [values[name][np.isfinite(values[name])] for name in names if name in values]
    if means and all(len(of) and np.ptp(of) < SAME_PEOPLE for of in means):
        return "The same in every replication."
    return "Of replication 0; the mean of all replications stands by role in the first table."


def _number(number: float, decimals: int) -> Cell:
    text = f"{number:,.{decimals}f}"
    return Cell(text.removesuffix(".0"), number)


def _day(start: date, hour: float) -> Cell:
    day = start + timedelta(days=hour / 24.0)
    return Cell(
        f"{day.day}\N{NO-BREAK SPACE}{day:%b}\N{NO-BREAK SPACE}{day:%Y}", float(day.toordinal())
    )
