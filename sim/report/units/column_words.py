"""What the columns and series of a results folder's CSV files are: in words, with units."""

from __future__ import annotations

Words = tuple[str, str]
"""Words and unit; no unit where there is none."""

OF_KPI = "that of the KPI"
A_DAY = "incidents/day"
ENTRIES = "entries/day"

ANYWHERE: dict[str, Words] = {
    "scenario": ("name of the scenario", ""),
    "replication": ("number of the replication; the same seed and number are the same chance", ""),
    "replications": ("replications it rests on", "replications"),
}
"""Columns that mean the same in every file."""

OF_FILE: dict[str, dict[str, Words]] = {
    "comparison.csv": {
        "kpi": ("name of the KPI; manifest.json has its words", ""),
        "unit": ("unit of mean, difference and their ends", ""),
        "mean": ("mean over the replications; of a ratio: sum over sum", OF_KPI),
        "low": ("lower end of the mean's 95 % interval", OF_KPI),
        "high": ("upper end of the mean's 95 % interval", OF_KPI),
        "difference": ("difference to the baseline, paired where chance was the same", OF_KPI),
        "difference_low": ("lower end of its 95 % interval, for all scenarios at once", OF_KPI),
        "difference_high": ("upper end of its 95 % interval, for all scenarios at once", OF_KPI),
        "pairs": ("replications that are compared", "replications"),
        "failed": ("replications that failed", "replications"),
        "p_holm": ("p-value of the difference, adjusted by Holm", "probability"),
        "bootstrap_low": ("lower end by the bootstrap, where replications are skewed", OF_KPI),
        "bootstrap_high": ("upper end by the bootstrap, where replications are skewed", OF_KPI),
        "controls": ("control variates that were used", ""),
        "half_width_kept": ("half-width with control variates over that without", "ratio"),
        "verdict": ("the difference in words", ""),
    },
    "recorded_and_true.csv": {
        "against": ("the scenario it is set beside", ""),
        "along": ("baseline, or the factor that brings more people", ""),
        "true_difference": ("difference of true incidents", A_DAY),
        "recorded_difference": ("difference of recorded entries", ENTRIES),
        "reversed": ("replications in which the record says the opposite", "replications"),
        "follows": ("replications in which the record goes with the truth", "replications"),
        "truth_equal": ("replications with equally many true incidents", "replications"),
        "record_equal": ("replications with equally many entries", "replications"),
        "reversal_probability": ("chance that the record says the opposite", "probability"),
        "reversal_low": ("lower end of its 95 % interval", "probability"),
        "reversal_high": ("upper end of its 95 % interval", "probability"),
        "record_in_most": ("what the record does in most replications", ""),
        "happened": ("part of the recorded difference because other things happened", ENTRIES),
        "happened_low": ("lower end of its 95 % interval", ENTRIES),
        "happened_high": ("upper end of its 95 % interval", ENTRIES),
        "seen": ("part of it because more or less was seen of the same", ENTRIES),
        "seen_low": ("lower end of its 95 % interval", ENTRIES),
        "seen_high": ("upper end of its 95 % interval", ENTRIES),
        "other": ("part of it from double and unfounded entries", ENTRIES),
        "other_low": ("lower end of its 95 % interval", ENTRIES),
        "other_high": ("upper end of its 95 % interval", ENTRIES),
        "same_would_be_incidents": ("whether the parts can be read as causes", ""),
    },
    "record_power.csv": {
        "entries_per_week": ("recorded entries, all ledgers", "entries/week"),
        "share_with_truth": ("share of entries that an incident is behind", "share"),
        "fall": ("a true fall by this much", "share"),
        "weeks": (
            "weeks before, and as many after, until it shows (80 % chance, test at 5 %); empty: "
            "not within the run",
            "weeks",
        ),
        "longest_weeks": ("longest such span that the run has", "weeks"),
        "smallest_fall_in_longest": ("smallest fall that shows in it; above 1: none does", "share"),
        "smallest_fall_low": ("lower end of its 95 % interval", "share"),
        "smallest_fall_high": ("upper end of its 95 % interval", "share"),
    },
    "series.csv.gz": {
        "series": ("name of the series", ""),
        "index": ("week, day or hour that the value is of, by the series", ""),
        "value": ("the value, by the series", ""),
    },
    "failures.csv": {
        "seed": ("root seed of the run", ""),
        "cause": ("why it failed", ""),
        "traceback": ("file that says where", ""),
        "replay": ("what to type to simulate it again", ""),
    },
    "assumptions.csv": {
        "key": ("name of the setting; positions are left out", ""),
        "value": ("its value in the baseline", "that of the row"),
        "unit": ("unit of the value", ""),
        "lowest": (
            "lower end of the range worth trying; of a choice, its words",
            "that of the row",
        ),
        "highest": ("upper end of the range worth trying", "that of the row"),
        "status": ("sourced, calibrated, expert, assumed, or none given", ""),
        "source": ("where it comes from", ""),
        "varied": ("values in which the scenarios differ; empty: all are alike", "that of the row"),
        "remark": ("what to mind", ""),
    },
    "conclusion.csv": {
        "estimate": ("the estimate of true incidents", ""),
        "bias_percent": ("by how much it is off on average", "%"),
        "bias_low_percent": ("lower end of its 95 % interval", "%"),
        "bias_high_percent": ("upper end of its 95 % interval", "%"),
        "rmse_percent": ("root of the mean squared error, over the truth", "%"),
        "covered_percent": ("replications whose 95 % interval held the truth", "%"),
        "with_a_value": ("replications with a value of the KPI", "replications"),
        "half_width": ("half-width of the interval that was reached", OF_KPI),
        "half_width_wanted": ("half-width that was asked for", OF_KPI),
        "outcome": ("what came of the scenario, in words", ""),
        "reached_after": ("replications after which it was reached", "replications"),
        "replications_needed": ("forecast of the replications it would take", "replications"),
    },
    "units.csv": {
        "file": ("name of the file", ""),
        "column": ("name of the column, or what it holds in rows of one kind", ""),
        "words": ("what it is", ""),
        "unit": ("its unit; empty: none", ""),
    },
}
"""File -> column -> what it is."""

WEEK = "index: week, 0 the first"
DAY = "index: day, 0 the first"
HOUR_OF_DAY = "index: hour of the day"
SINCE = "index: hours since the incident"

OF_SERIES: dict[str, Words] = {
    "true_incidents_by_week": (f"incidents that truly happened; {WEEK}", "incidents/week"),
    "recorded_matched_by_week": (f"incidents recorded; {WEEK}", "incidents/week"),
    "recorded_entries_by_week": (f"entries of a ledger; {WEEK}", "entries/week"),
    "coverage_by_week": (f"post-hours watched over those due; {WEEK}", "share"),
    "lost_post_hours_by_week": (f"post-hours lost to a cause over those due; {WEEK}", "share"),
    "background_under_watch_by_week": (
        f"share of the background of incidents that posts would notice; {WEEK}",
        "share",
    ),
    "paid_people_by_week": (f"people paid, on average; {WEEK}", "people"),
    "posts_due_by_week": (f"posts that the plan wants watched, on average; {WEEK}", "posts"),
    "posts_manned_by_week": (f"posts watched, on average; {WEEK}", "posts"),
    "wait_sum_by_hour_of_day_h": (f"waits at mission checkpoints, summed; {HOUR_OF_DAY}", "hours"),
    "served_by_hour_of_day": (f"vehicles served at mission checkpoints; {HOUR_OF_DAY}", "vehicles"),
    "party_wait_sum_by_hour_of_day_h": (
        f"waits at checkpoints of the sides, summed; {HOUR_OF_DAY}",
        "hours",
    ),
    "party_served_by_hour_of_day": (
        f"vehicles served at checkpoints of the sides; {HOUR_OF_DAY}",
        "vehicles",
    ),
    "cases_called_share_by_hours": (f"cases called about so soon; {SINCE}", "share"),
    "cases_visited_share_by_hours": (f"cases taken up that were visited so soon; {SINCE}", "share"),
    "cases_answered_share_by_hours": (
        f"cases taken up that were concluded so soon; {SINCE}",
        "share",
    ),
    "stock_tonnes_by_day": (f"stock of a besieged place at the day's end; {DAY}", "tonnes"),
    "stock_out_by_day": (f"1 on a day with unmet need, else 0; {DAY}", ""),
}
"""Series, or beginning of a family before ``__`` -> what it is."""

LOG_UNITS: dict[str, str] = {
    "hour": "hours since the start",
    "deaths": "people",
    "casualties": "people",
    "people": "people",
    "paid_people": "people",
    "people_approved": "people",
    "people_loaded": "people",
    "people_reached": "people",
    "positions": "people on watch",
    "rounds": "rounds",
    "share": "share",
    "escort_groups": "groups",
    "uavs": "UAVs",
    "trucks": "trucks",
    "lanes": "lanes",
    "arrived": "vehicles",
    "served": "vehicles",
    "turned_away": "vehicles",
    "not_served": "vehicles",
    "inside": "vehicles",
    "amount": "that which ends the action's name",
}
"""Columns of the log whose unit isn't said by the end of their name."""
UNIT_BY_ENDING = {"_tonnes": "tonnes", "_h": "hours"}
