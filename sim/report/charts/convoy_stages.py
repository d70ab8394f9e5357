"""From request to delivery: at which stage convoys are lost, and to what, in two scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.kpis.convoy_ends import LOST_BEFORE
from sim.analysis.kpis.convoy_fates import FATES
from sim.report.charts.described import in_figures
from sim.report.charts.pair import best_by, heading, pair, under
from sim.report.drawing.style import INK, WORSE, page
from sim.report.folder.read import NotInResults, Results
from sim.report.words.figures import plain

ENDING = "convoys_ending_share_"
REACHING = "convoys_reaching_share_"
REQUESTED = "requested"
STAGES = {
    REQUESTED: "requested",
    "granted": "granted",
    "loaded": "loaded",
    "departed": "departed",
    "arrived": "arrived",
}
DELIVERED = ("partly_delivered", "delivered_to_fewer", "delivered")
WORDS = FATES | {
    "awaiting_answer": "no answer yet at the end",
    "waiting_to_load": "not loaded yet at the end",
    "waiting_to_depart": "not departed yet at the end",
    "access_denied": "not let through",
    "access_suspended": "held back by the mission",
    "mine": "met a mine",
    "fire": "fire on the way",
    "on_the_way": "still on the way at the end",
    "fire_while_unloading": "fire, nothing unloaded",
    "unloading": "still unloading at the end",
    "partly_delivered": "in part",
    "delivered_to_fewer": "in full, for fewer people",
    "delivered": "in full, for all asked for",
}
LOOKS = {
    "stage": ("#44607A", "#44607A", "", 0.72),
    "loss": ("white", WORSE, "////", 0.5),
    "done": ("#8FB8D8", "#0B4F7D", "", 0.5),
}
"""Kind of a step -> face, edge, hatch and height of its bar."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row: a stage that ``share`` of the requests got to, or a part lost or delivered; from
    ``left`` on, in per cent of the requests."""

    kpi: str
    words: str
    kind: str
    left: float
    share: float


def draw(results: Results) -> Figure:
    """A panel a scenario; the rows that are empty in both are left out."""
    names = _shown(results)
    steps = {name: _steps(results, name) for name in names}
    rows = [
        at
        for at, step in enumerate(steps[names[0]])
        if step.kind == "stage" or any(of[at].share > 0.0 for of in steps.values())
    ]
    brackets = " Figures: mean over all requests, 95 % interval in brackets."
    figure, body = page(
        results,
        "Relief convoys from request to delivery",
        0.75 + 0.2 * len(rows),
        "In % of the convoys requested. Every request ends in exactly one way, so each stage is "
        "the one before less what is lost between them. In full: all that was loaded. Where "
        "another carrier took a request over, the try that decided it counts."
        f"{brackets * (results.replications > 1)}{best_by(results)}",
    )
    panels = body.subplots(1, len(names), sharey=True, squeeze=False)[0]
    for ax, name in zip(panels, names, strict=True):
        _panel(ax, results, name, [steps[name][row] for row in rows])
        ax.set_title(heading(results, name), fontsize=8)
    shown = [steps[names[0]][row] for row in rows]
    panels[0].set_yticks(range(len(rows)), [step.words for step in shown])
    for text, step in zip(panels[0].get_yticklabels(), shown, strict=True):
        text.set_fontweight("bold" if step.kind == "stage" else "normal")
        text.set_fontsize(7.0)
    panels[0].set_ylim(len(rows) - 0.4, -0.6)
    return figure


def describe(results: Results) -> str:
    """Granted, arrived, delivered in full; the largest loss."""
    said = []
    for name in _shown(results):
        steps = [step for step in _steps(results, name) if step.kind == "loss"]
        worst = max(steps, key=lambda step: step.share)
        granted = in_figures(results, f"{REACHING}granted", name)
        arrived = in_figures(results, f"{REACHING}arrived", name)
        loss = f" Most are lost to: {worst.words} ({plain(worst.share, 0)} %)."
        said.append(
            f"{under(name)} {granted} of the convoys requested are granted and "
            f"{arrived} arrive.{loss if worst.share > 0.0 else ''}"
        )
    return " ".join(said)


def _shown(results: Results) -> list[str]:
    if not results.has(f"{ENDING}delivered"):
        if results.has("convoys_requested") and results.has("convoys_granted_share"):
            raise NotInResults("these results don't tell where requests for convoys are lost")
        raise NotInResults("no convoy was requested")
    names = [name for name in pair(results) if results.estimate(f"{ENDING}delivered", name).known]
    if not names:
        raise NotInResults("no convoy was requested in the scenarios to show")
    return names


def _steps(results: Results, name: str) -> list[Step]:
    def share(kpi: str) -> float:
        return 100.0 * results.estimate(kpi, name).mean

    steps, left = [Step("", STAGES[REQUESTED], "stage", 0.0, 100.0)], 100.0
    for stage, lost in LOST_BEFORE.items():
        for fate in lost:
            left -= share(ENDING + fate)
            step = Step(ENDING + fate, WORDS[fate], "loss", left, share(ENDING + fate))
            steps.append(step)
        if stage in STAGES:
            steps.append(Step(REACHING + stage, STAGES[stage], "stage", 0.0, left))
    steps.append(Step(f"{REACHING}delivered", "delivered", "stage", 0.0, left))
    for fate in DELIVERED:
        left -= share(ENDING + fate)
        steps.append(Step(ENDING + fate, WORDS[fate], "done", left, share(ENDING + fate)))
    return steps


def _panel(ax: Axes, results: Results, name: str, steps: list[Step]) -> None:
    for at, step in enumerate(steps):
        face, edge, hatch, height = LOOKS[step.kind]
        ax.barh(at, step.share, height, step.left, facecolor=face, edgecolor=edge, hatch=hatch)
        end = max(step.left, 0.0) + step.share
        said = in_figures(results, step.kpi, name) if step.kpi else "100 %"
        ax.text(end + 2.0, at, said, va="center", fontsize=6.5, color=INK)
    ax.set_xlim(0.0, 142.0)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("% of requests")
