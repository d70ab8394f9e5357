"""The map replay: one replication of the baseline and of the best other scenario, hour by hour."""

from __future__ import annotations

from sim.report.blocks import Replay, Section, Words
from sim.report.charts.pair import role
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.read_ahead import LOGGED_REPLICATION
from sim.report.replay.data import Course, replay_data
from sim.report.words.wording import Wording

ONE_COURSE = (
    "This is one replication: one course of events, as chance had it. It shows how the model "
    "works. Which scenario does better is in the comparison, which rests on all replications."
)


def section(material: Material) -> Section:
    """The replay of ``material.pair``. Raises `NotInResults` without logs or a map."""
    if not material.settings.map:
        raise NotInResults("report.map is switched off")
    results = material.results
    courses = [
        Course(_said(material, name), results.settings[name], material.log(name))
        for name in material.pair
    ]
    data, told = replay_data(courses)
    description = " ".join([f"SIMULATED: replication {LOGGED_REPLICATION}.", *told])
    return Section(
        "replay",
        "Map replay: one simulated course of events",
        [Words(ONE_COURSE), Replay(data, description)],
    )


def _said(material: Material, name: str) -> str:
    """A scenario's name, in the planner's words if there are any, and why it is shown."""
    said = Wording(material.results, material.settings).name(name)
    return f"{said} ({role(material.results, name)})"
