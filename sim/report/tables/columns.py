"""The KPIs that a comparison shows, and what is said of what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from sim.report.folder.choice import COMPARISON
from sim.report.folder.read import Results
from sim.report.words.figures import PERCENT, scale_and_unit, unit_unsaid


@dataclass(frozen=True, slots=True)
class Column:
    """A KPI as a column; later ones are the first to go when the terminal is narrow."""

    kpi: str
    heading: str
    scale: float = 1.0

    @property
    def in_one_line(self) -> str:
        """The heading without breaks."""
        return in_one_line(self.heading)


COLUMNS = (
    Column("true_incidents_per_day", "true incidents\na day"),
    Column("mean_paid_people", "paid people,\nmean"),
    Column("recorded_per_day", "recorded a day,\nall ledgers"),
    Column("people_reached_share", "people reached,\n% of requested", PERCENT),
    Column("visited_within_72_h_share", "reports visited\nin 72 h, %", PERCENT),
    Column("sanctions_wrong_group_share", "sanctions of\nwrong group, %", PERCENT),
    Column("mission_wait_mean_minutes", "mission check-\npoint wait, min"),
)

ALWAYS_FIRST = 2
"""So many columns come before those that the question is about."""
HEADING_WIDTH = 18


def in_one_line(heading: str) -> str:
    """A heading without breaks."""
    return heading.replace("-\n", "").replace("\n", " ")


def columns_of(results: Results) -> list[Column]:
    """The columns in order: incidents and people, what the question is about, the others."""
    usual = {column.kpi: column for column in COLUMNS}
    about = [usual.get(kpi) or column_of(results, kpi) for kpi in results.about]
    return list(dict.fromkeys([*COLUMNS[:ALWAYS_FIRST], *about, *COLUMNS]))


def column_of(results: Results, kpi: str) -> Column:
    """A column for any KPI."""
    scale, unit = scale_and_unit(results.unit_of(kpi))
    label = results.label_of(kpi)
    heading = ", ".join(filter(None, (label, unit_unsaid(label, unit))))
    return Column(kpi, "\n".join(wrap(heading, HEADING_WIDTH, break_on_hyphens=False)), scale)


def held_in_part(results: Results) -> str:
    """Which other files of the folder don't hold everything; empty when all do."""
    by_what: dict[str, list[str]] = {}
    for file, what in results.held_in_part.items():
        if file != COMPARISON:  # told with the choice
            by_what.setdefault(what, []).append(file)
    if not by_what:
        return ""
    parts = [f"{', '.join(files)}: {what}" for what, files in by_what.items()]
    return f"Of so many scenarios some files hold a part only ({'; '.join(parts)})."
