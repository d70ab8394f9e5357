"""What the columns of the tables of a force sizing and of a budget are: in words, with units."""

from __future__ import annotations

OF_KPI = "that of the KPI"
PAID = "people paid at full strength"

OF_SIZING_AND_BUDGET: dict[str, dict[str, tuple[str, str]]] = {
    "force.csv": {
        "zone": ("zone; what serves all of them stands under all zones", ""),
        "role": ("what is counted: a setting of the staffing", ""),
        "number": ("how many there are in the force found", ""),
        "at_start": ("how many there are in the scenario as it stands", ""),
        "paid_people": ("paid people that these take in the force found", PAID),
        "needed_for": (
            "targets that fail with one fewer, by the replications of the search, or why none does",
            "",
        ),
    },
    "targets.csv": {
        "kpi": ("name of the KPI that the target is set on", ""),
        "label": ("the KPI in words", ""),
        "unit": ("unit of value, estimate, bound and at_start", ""),
        "wanted": ("whether the KPI shall be at least or at most the value", ""),
        "value": ("the target", OF_KPI),
        "estimate": ("mean over fresh replications of the force found", OF_KPI),
        "bound": (
            "where the mean lies at the worst, with the confidence asked for, of all targets at "
            "once",
            OF_KPI,
        ),
        "verdict": ("met, not met, or undecided", ""),
        "binds": ("whether it fails with one fewer of something", ""),
        "people_saved_without_it": (
            "paid people fewer that would do without this target alone, by the replications of "
            "the search; empty: nobody looked",
            PAID,
        ),
        "at_start": ("mean in the scenario as it stands", OF_KPI),
        "sought": ("whether the search went for it; not where the largest force misses it", ""),
    },
    "sites.csv": {
        "zone": ("zone that the site is in", ""),
        "kind": ("posts or checkpoints", ""),
        "order": ("place in the order in which sites are manned", ""),
        "site": ("name of the site in the settings", ""),
        "label": ("name of the site in words", ""),
        "manned": ("whether the force found mans it", ""),
        "manned_at_start": ("whether the scenario as it stands mans it", ""),
    },
    "path.csv": {
        "step": ("number of the step of the search", ""),
        "zone": ("zone in which a number changes", ""),
        "role": ("what is counted", ""),
        "from": ("number before the step", ""),
        "to": ("number after the step", ""),
        "words": ("the step in words", ""),
        "people_added": ("paid people that the step adds", PAID),
        "people_in_all": ("paid people after the step", PAID),
    },
    "next_people.csv": {
        "zone": ("zone in which there would be more", ""),
        "role": ("what there would be more of", ""),
        "words": ("the change in words", ""),
        "people_added": ("paid people that it adds to the force found", PAID),
        "kpi": ("name of the KPI that it moves", ""),
        "gain": ("by how much it changes the KPI, by fresh replications", OF_KPI),
        "gain_low": ("lower end of its 95 % interval, for all rows at once", OF_KPI),
        "gain_high": ("upper end of its 95 % interval, for all rows at once", OF_KPI),
        "gain_per_ten_people": ("the change over ten paid people", OF_KPI),
    },
    "candidates.csv": {
        "words": ("the force in words", ""),
        "paid_people": ("paid people that it takes", PAID),
        "verdict": (
            "on the front, dominated or undecided by fresh replications; of others nothing is "
            "claimed",
            "",
        ),
        "dominated_by": ("a force of no more people, shown to be no worse on any axis", ""),
        "undecided_with": ("the cheapest force that may do as well or better", ""),
        "rule": ("response rule", ""),
        "sites_by": ("order in which sites are manned: the mission's, or by what they cover", ""),
    },
    "best.csv": {
        "axis": ("name of the KPI", ""),
        "label": ("the KPI in words", ""),
        "unit": ("unit of the figures", ""),
        "paid_people": ("paid people that the force takes", PAID),
        "mean": ("mean over fresh replications", OF_KPI),
        "low": ("lower end of its 95 % interval", OF_KPI),
        "high": ("upper end of its 95 % interval", OF_KPI),
        "standing": ("best found, not distinguishable from the best, or behind", ""),
        "from_best_other": ("difference to the best of the others", OF_KPI),
        "from_best_other_low": ("lower end of its interval, of all forces at once", OF_KPI),
        "from_best_other_high": ("upper end of its interval, of all forces at once", OF_KPI),
    },
}
"""File -> column -> what it is, and its unit. Columns named by a KPI have its words."""

ENDS_OF_KPI = {
    "_low": "lower end of its 95 % interval",
    "_high": "upper end of its 95 % interval",
}
"""End of a column that begins with the name of a KPI -> what it is of it."""
