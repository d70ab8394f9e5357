"""Results folders of a force sizing and of a budget, made without a model, for tests of the
report."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from small_material import change_manifest
from synthetic_results import write_results

BASELINE, FOUND = "eastern_ghouta", "smallest force found"
SHARED = "all zones"
VISITED, WAIT, REACHED = (
    "visited_within_72_h_share",
    "mission_wait_mean_minutes",
    "people_reached_share",
)
FORCE = """zone,role,number,at_start,paid_people,needed_for
ghouta,posts,9,7,212.4,people reached over requested
ghouta,observers_day,3,3,,
ghouta,lanes,3,2,66,"wait at mission checkpoints, mean"
all zones,investigation_teams,4,2,71.3,reports visited within 72 h
all zones,escort_groups,2,2,52,people reached over requested
"""
TARGETS = """kpi,label,unit,wanted,value,estimate,bound,verdict,binds,people_saved_without_it,at_start,sought
visited_within_72_h_share,reports visited within 72 h,share,at least,0.9,0.914,0.9004,met,yes,36,0.43,yes
mission_wait_mean_minutes,"wait at mission checkpoints, mean",minutes,at most,30,8.1,8.6,met,no,0,46,yes
people_reached_share,people reached over requested,share,at least,0.4,0.397,0.391,undecided,no,,0.31,no
"""  # noqa: E501
PATH = """step,zone,role,from,to,words,people_added,people_in_all,visited_within_72_h_share,mission_wait_mean_minutes,people_reached_share
0,,,,,the fewest of everything to begin with,0,361,0.43,46,0.31
1,all zones,investigation_teams,2,3,1 more investigation team,17.8,378.8,0.71,46,0.31
2,ghouta,lanes,2,3,1 more lane at each mission checkpoint,21,399.8,0.71,8.2,0.32
3,all zones,investigation_teams,3,4,1 more investigation team,17.8,417.6,0.92,8.2,0.32
4,ghouta,posts,7,9,2 more observation posts in Ghouta,60,477.6,0.914,8.1,0.397
5,ghouta,observers_day,4,3,1 observer a watch by day fewer in Ghouta,-25,452.6,0.914,8.1,0.397
"""  # noqa: E501
NEXT = """zone,role,words,people_added,kpi,gain,gain_low,gain_high,gain_per_ten_people
all zones,investigation_teams,1 more investigation team,17.8,visited_within_72_h_share,0.031,0.022,0.04,0.0174
all zones,investigation_teams,1 more investigation team,17.8,mission_wait_mean_minutes,0,0,0,0
ghouta,lanes,1 more lane at each mission checkpoint,21,visited_within_72_h_share,0.001,-0.003,0.005,0.0005
ghouta,lanes,1 more lane at each mission checkpoint,21,mission_wait_mean_minutes,-4.2,-4.6,-3.8,-2
"""  # noqa: E501
SAID = [
    "The smallest force found that meets 2 of 3 targets: 453 paid people at full strength, in the "
    "model; people reached over requested stays undecided.",
    "The next ten people are worth most as investigation teams.",
    "It is the smallest found, not proven to be the smallest there is.",
]

BEST = """axis,label,unit,scenario,paid_people,mean,low,high,standing,from_best_other,from_best_other_low,from_best_other_high
true_incidents_per_day,true incidents a day,incidents/day,585 people,585,5.15,4.95,5.35,not distinguishable from the best,-0.05,-0.2,0.1
true_incidents_per_day,true incidents a day,incidents/day,350 people,350,5.2,5,5.4,best found,0.05,-0.1,0.2
true_incidents_per_day,true incidents a day,incidents/day,190 people,190,6,5.8,6.2,behind the best,0.85,0.7,1
people_reached_share,people reached over requested,share,585 people,585,0.37,0.35,0.39,best found,0.01,0.001,0.019
"""  # noqa: E501
ACROSS = ("true_incidents_per_day", "people_reached_share")
CANDIDATES = (
    ("190 people", "4 posts, 1 team", 190, 6.0, 0.28, "on the front", "", ""),
    ("280 people", "5 posts, 2 teams", 280, 5.6, 0.34, "on the front", "", ""),
    ("350 people", "6 posts, 3 teams", 350, 5.2, 0.36, "on the front", "", ""),
    ("eastern_ghouta", "7 posts, 2 teams", 361, 5.4, 0.31, "dominated", "350 people", ""),
    ("585 people", "9 posts, 4 teams", 585, 5.15, 0.37, "undecided", "", "350 people"),
    ("560 people", "12 posts, 1 team", 560, 5.9, 0.27, "left in the search", "", ""),
)
"""Name, words, people, both axes, verdict, dominated by, undecided with."""


def write_force_sizing(folder: Path, replications: int = 8) -> Path:
    """A force found for three targets: one met and binding, one met with ease, one undecided."""
    write_results(folder, [BASELINE, FOUND], BASELINE, replications)
    sites = "zone,kind,order,site,label,manned,manned_at_start\n"
    sites += "ghouta,posts,1,post_0,Post 0,yes,yes\nghouta,posts,2,post_9,Post 9,yes,no\n"
    sites += "ghouta,posts,3,post_5,Post 5,no,no\n"
    (folder / "sites.csv").write_text(sites, encoding="utf-8")
    tables = {"force": FORCE, "targets": TARGETS, "path": PATH, "next_people": NEXT}
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    goals = {VISITED: {"at_least": 0.9}, WAIT: {"at_most": 30.0}, REACHED: {"at_least": 0.4}}
    of_a_study(folder, "force_sizing", SAID, targets=goals, confidence=0.95)
    return folder


def write_budget(folder: Path, replications: int = 8) -> Path:
    """Six candidates within 600 people, five of them reported."""
    names = [name for name, *_, verdict, _, _ in CANDIDATES if verdict != "left in the search"]
    write_results(folder, names, BASELINE, replications)
    head = ["scenario", "words", "paid_people"]
    head += [f"{kpi}{end}" for kpi in ACROSS for end in ("", "_low", "_high")]
    head += ["verdict", "dominated_by", "undecided_with", "replications"]
    head += ["sites_by", "ghouta: posts", "all zones: investigation_teams"]
    rows = [
        (
            name,
            words,
            people,
            x,
            x - 0.2,
            x + 0.2,
            y,
            y - 0.02,
            y + 0.02,
            *told,
            8,
            "priority",
            4,
            1,
        )
        for name, words, people, x, y, *told in CANDIDATES
    ]
    write_table(folder / "candidates.csv", head, rows)
    (folder / "best.csv").write_text(BEST, encoding="utf-8")
    said = [
        "Of 6 forces of at most 600 paid people “350 people” has the fewest true incidents.",
        "By people reached over requested the best found is “585 people”.",
    ]
    of_a_study(folder, "budget", said, axes=list(ACROSS), people=600, rules=[])
    return folder


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows([head, *rows])


def of_a_study(folder: Path, kind: str, said: list[str], **asked: Any) -> None:
    """Have the manifest say that a study made the folder, and what it concluded."""
    change_manifest(
        folder,
        experiment=kind,
        design={"kind": kind, **asked},
        conclusion=said,
        conclusion_is_the_answer=True,
    )
