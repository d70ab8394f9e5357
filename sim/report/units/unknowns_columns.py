"""What the columns of the tables of a sensitivity study and of a calibration are, with units."""

from __future__ import annotations

OF_KPI = "that of the KPI"
OF_ROW = "that of the row"
HALF = "half the width of its 95 % interval"
LOW, HIGH = "lower end of its 95 % interval", "upper end of its 95 % interval"
VARIED = {
    "parameter": ("what is varied: a pattern of settings, the response rule, or clustering", ""),
    "words": ("what is varied, in words", ""),
    "unit": ("unit of its values", ""),
    "output": ("name of the KPI", ""),
}

OF_UNKNOWNS: dict[str, dict[str, tuple[str, str]]] = {
    "screening.csv": VARIED
    | {
        "status": ("assumed, expert, or a decision", ""),
        "from": ("lower end of what was tried", OF_ROW),
        "to": ("upper end of what was tried", OF_ROW),
        "standing": ("its value as things stand", OF_ROW),
        "mu_star": ("by how much it moves the KPI on average, over the whole range tried", OF_KPI),
        "mu_star_half_width": (HALF, OF_KPI),
        "sigma": ("how unlike that is from place to place (standard deviation)", OF_KPI),
        "kept": ("whether it was kept for the closer look", ""),
    },
    "left_out.csv": {
        "parameter": ("pattern of settings that weren't varied", ""),
        "words": ("what they are, in words", ""),
        "status": ("assumed or expert", ""),
        "why": ("why they weren't varied", ""),
        "values": ("how many settings the pattern stands for", "settings"),
    },
    "sobol.csv": VARIED
    | {
        "first": ("share of the spread of the KPI that comes from it alone", "share of variance"),
        "first_half_width": (HALF, "share of variance"),
        "total": ("share that comes from it, alone and with others", "share of variance"),
        "total_half_width": (HALF, "share of variance"),
        "chance": (
            "share that chance may give to anything, alone and with others: what isn't shown to "
            "be more may do nothing",
            "share of variance",
        ),
    },
    "interactions.csv": VARIED
    | {
        "other": ("what it works together with", ""),
        "other_words": ("that in words", ""),
        "second": ("share of the spread that comes from both together", "share of variance"),
        "second_half_width": (HALF, "share of variance"),
    },
    "tornado.csv": VARIED
    | {
        "low_value": ("its lowest value tried, or one of the choices", OF_ROW),
        "high_value": ("its highest value tried, or another of the choices", OF_ROW),
        "standing": ("its value as things stand", OF_ROW),
        "at_standing": ("mean of the KPI as things stand", OF_KPI),
        "at_low": ("mean at the lowest value, all else as it stands", OF_KPI),
        "at_low_from": (f"{LOW}, of the paired difference", OF_KPI),
        "at_low_to": (f"{HIGH}, of the paired difference", OF_KPI),
        "at_high": ("mean at the highest value, all else as it stands", OF_KPI),
        "at_high_from": (f"{LOW}, of the paired difference", OF_KPI),
        "at_high_to": (f"{HIGH}, of the paired difference", OF_KPI),
    },
    "ranking.csv": {
        "rule": ("response rule", ""),
        "points": ("guesses at which it is shown to be best", "guesses"),
        "share_best": ("these over all guesses; no probability", "share"),
        "not_told_apart": ("guesses at which it has the best mean, not told apart", "guesses"),
        "guesses": ("guesses at which all rules were run", "guesses"),
        "at_standing_best": ("whether it is best as things stand", ""),
        "mean_at_standing": ("mean of the KPI that ranks the rules, as things stand", OF_KPI),
        "low": (LOW, OF_KPI),
        "high": (HIGH, OF_KPI),
    },
    "ranking_points.csv": {
        "point": ("number of the guess", ""),
        "rule": ("rule with the best mean there", ""),
        "verdict": (
            "same: the rule that is best as things stand; another: another is shown to be better; "
            "else not told apart",
            "",
        ),
    },
    "flips.csv": VARIED
    | {
        "box": ("number of the box: a part of what was tried where another rule does better", ""),
        "rule": ("rule that is most often best there", ""),
        "from": ("lower end of the box, or its choices; empty: open", OF_ROW),
        "to": ("upper end of the box; empty: open", OF_ROW),
        "tried_from": ("lower end of what was tried", OF_ROW),
        "tried_to": ("upper end of what was tried", OF_ROW),
        "coverage": ("of the guesses at which another rule does better, those inside", "share"),
        "density": ("of the guesses inside, those at which another rule does better", "share"),
        "points_inside": ("guesses inside", "guesses"),
        "points_counted": (
            "guesses of which these are: those that the box wasn't found by",
            "guesses",
        ),
        "chance": ("shufflings of the guesses that gave as good a box", "share"),
    },
    "parameters.csv": {
        "parameter": ("name of what was fitted, as in the experiment's file", ""),
        "words": ("that in words", ""),
        "unit": ("unit of its values", ""),
        "estimate": ("best fit; where the counts can't tell, the value before", OF_ROW),
        "low": (f"{LOW}, given the counts", OF_ROW),
        "high": (f"{HIGH}, given the counts", OF_ROW),
        "tried_from": ("lowest value tried", OF_ROW),
        "tried_to": ("highest value tried", OF_ROW),
        "before": ("its value as things stood", OF_ROW),
        "identified": ("whether the counts tell it: yes, no, or only together with another", ""),
    },
    "moments.csv": {
        "moment": ("kind of figure", ""),
        "words": ("the figure in words", ""),
        "unit": ("its unit", ""),
        "ledger": ("whose ledger", ""),
        "zone": ("zone; empty: all zones together", ""),
        "data": ("figure of the counts given: not simulated", OF_ROW),
        "fitted": ("its mean with the fitted values, simulated", OF_ROW),
        "fitted_low": ("from here on 95 of 100 simulated courses of events lie", OF_ROW),
        "fitted_high": ("up to here 95 of 100 simulated courses of events lie", OF_ROW),
        "within": ("whether the counts lie there", ""),
    },
    "counts_by_week.csv": {
        "week": ("week, 0 the first", ""),
        "ledger": ("whose ledger", ""),
        "days": ("days of the week that were counted", "days"),
        "data": ("entries on these days in the counts given: not simulated", "entries"),
        "fitted": ("entries on the same days, mean with the fitted values", "entries"),
        "fitted_low": ("from here on 95 of 100 simulated courses of events lie", "entries"),
        "fitted_high": ("up to here 95 of 100 simulated courses of events lie", "entries"),
    },
}
"""File -> column -> what it is, and its unit."""

AT_THE_GUESS = "value at the guess, in its own unit"
"""What columns of ranking_points.csv hold that bear the name of what is varied."""

SHEETS_OF_UNKNOWNS = {
    "ranking": (
        "Rules at guesses",
        "at how many guesses each response rule does best",
        "A share of guesses is no probability: they were drawn from ranges, not observed.",
    ),
    "flips": (
        "Boxes",
        "where another response rule does better",
        "Density and coverage are of the half of the guesses that the box wasn't found by.",
    ),
    "ranking_points": (
        "Guesses",
        "every guess, and which rule has the best figure there",
        "One row is one guess at all that isn't known.",
    ),
    "tornado": (
        "One change at a time",
        "what changes when one thing alone is changed",
        "An interval that holds the figure as things stand is no difference shown.",
    ),
    "sobol": (
        "Spread",
        "where the spread of the figures comes from",
        "Shares may fall below 0 or beyond 1 by chance.",
    ),
    "interactions": (
        "Pairs",
        "what works together",
        "Where the half-width exceeds the share, it may be chance.",
    ),
    "screening": (
        "Screening",
        "everything that was tried in the first, cheap sieve",
        "By few trials: what moved little there may matter all the same.",
    ),
    "left_out": (
        "Not varied",
        "what wasn't varied, and why",
        "These stay as things stand in every trial.",
    ),
    "parameters": (
        "What counts tell",
        "what the counts given tell of each value that was looked for",
        "Intervals, not points: values that the counts can't tell stay as they were.",
    ),
    "moments": (
        "Counts and fit",
        "figures of the counts given beside those of the fitted model",
        "The column of your counts isn't simulated: it is what ledgers hold, a claim of who keeps "
        "them.",
    ),
    "counts_by_week": (
        "Counts by week",
        "the counts given, week by week, beside the fitted model",
        "The column of your counts isn't simulated: it is what ledgers hold, a claim of who keeps "
        "them.",
    ),
}
"""Table -> name of its sheet, what it holds, and what to mind."""
