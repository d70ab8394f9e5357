"""Tables of a sensitivity study on the order of the rules: its trials, and where it turns."""

from __future__ import annotations

from sim.analysis.shown import decided_by
from sim.report.folder.read import NotInResults, Results
from sim.report.folder.study_tables import Row, study_rows
from sim.report.studies.tried import from_to

RULES, CLUSTERING = "response", "clustering"
"""The parameters that the rules are, and why fire comes in clusters."""
BEST = ("points", "share_best", "not_told_apart", "guesses")
AT_STANDING = ("mean_at_standing", "low", "high")


def ranking_rows(results: Results) -> list[Row]:
    """A row a rule. Raises `NotInResults` without any."""
    return study_rows(results, "ranking", ("rule", "at_standing_best"), (*BEST, *AT_STANDING))


def as_it_stands(results: Results) -> str:
    """The rule with the best figure as things stand; empty where none is named."""
    marked = [row for row in ranking_rows(results) if row["at_standing_best"] != "no"]
    if len(marked) > 1:
        higher = results.direction_of(decided_by(results.about, results.direction_of)) == "higher"
        marked.sort(key=lambda row: row["mean_at_standing"], reverse=higher)
    return str(marked[0]["rule"]) if marked else ""


def trials(results: Results) -> list[Row]:
    """A row a guess: which rule has the best mean there, and whether that is shown to be the one
    that is best as things stand. Raises `NotInResults` without any."""
    return study_rows(results, "ranking_points", ("rule", "verdict"), ("point",))


def box_rows(results: Results) -> list[list[Row]]:
    """The boxes in which another rule does best, each as its bounds; none where there are none."""
    numbers = ("coverage", "density", "points_inside")
    words = ("box", "rule", "parameter", "words", "unit", "from", "to", "tried_from", "tried_to")
    try:
        rows = study_rows(results, "flips", words, numbers)
    except NotInResults:
        return []
    boxes: dict[str, list[Row]] = {}
    for row in rows:
        boxes.setdefault(row["box"], []).append(row)
    return list(boxes.values())


def first_box(results: Results) -> list[Row]:
    """The bounds of the first box; none where there is none."""
    return next(iter(box_rows(results)), [])


def varied(results: Results) -> dict[str, Row]:
    """What the guesses vary, by parameter: those that explain most of the ranking's KPI first."""
    screened = screening_rows(results)
    kpi = screened[0]["output"]
    of_kpi = [row for row in screened if row["output"] == kpi and row["kept"] == "yes"]
    ordered = sorted(of_kpi, key=lambda row: -row["mu_star"])
    return {row["parameter"]: row for row in ordered if row["parameter"] != RULES}


def screening_rows(results: Results) -> list[Row]:
    """A row a parameter and output of the first sieve. Raises `NotInResults` without any."""
    words = ("parameter", "words", "unit", "status", "from", "to", "standing", "output", "kept")
    return study_rows(results, "screening", words, ("mu_star", "mu_star_half_width", "sigma"))


def tried_by_study(results: Results) -> dict[str, str]:
    """From where to where a sensitivity study varied each setting; empty for other results."""
    try:
        rows = screening_rows(results)
    except NotInResults:
        return {}
    return {row["parameter"]: from_to(row["from"], row["to"]) for row in rows}
