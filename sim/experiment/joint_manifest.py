"""The manifest of finished experiments compared: what was set side by side, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.differing_settings import told_in_manifest
from sim.analysis.kpis import Label
from sim.analysis.missing import FAILED_SHARE_AT_MOST, NotCompared
from sim.experiment.joining import Part
from sim.experiment.joint import Joint
from sim.experiment.joint_warnings import other_worlds, same_chance
from sim.experiment.told_apart import values_that_differ
from sim.report_settings import ReportSettings

EXPERIMENT = "compare"


def manifest(
    joint: Joint,
    finished: int,
    labels: Mapping[str, Label],
    refused: NotCompared,
    failed: Sequence[Mapping[str, Any]],
    command: Sequence[str],
    report: ReportSettings,
) -> dict[str, Any]:
    """What ``manifest.json`` holds; ``finished``: so many replications."""
    parts = joint.parts
    differing = settings_that_differ(parts, joint.called)
    worlds_differ = any(other_worlds(parts[0], other) for other in parts[1:])
    # nobody chooses a world, so none is the better one
    direction = {"direction": "neither"} if worlds_differ else {}
    scenarios = told_in_manifest(list(joint.settings), joint.baseline, joint.settings.__getitem__)
    return {
        "experiment": EXPERIMENT,
        "question": _question(parts, joint.called, differing),
        "command": list(command),
        "compared": [
            {
                "folder": str(part.folder),
                **{key: part.manifest.get(key) for key in _TOLD_OF_A_PART},
                "baseline": part.baseline,
                "scenarios": len(part.settings),
            }
            for part in parts
        ],
        "settings_that_differ": differing,
        "warnings": list(joint.warnings),
        "paired": same_chance(parts),
        "other_worlds": worlds_differ,
        "seed": joint.common("seed"),
        "replications": max(int(part.manifest.get("replications") or 0) for part in parts),
        "baseline": joint.baseline,
        "worth_seeing": joint.first.get("worth_seeing"),
        "control_variates": joint.common("control_variates") or [],
        # when what it shows was simulated: the same folders give the same bytes
        "started": max(str(part.manifest.get("started", "")) for part in parts),
        "duration_s": round(sum(part.manifest.get("duration_s") or 0.0 for part in parts), 3),
        "simulator": joint.common("simulator"),
        "versions": joint.common("versions") or {},
        "code_hash": joint.common("code_hash"),
        "store_keys": joint.merged("store_keys"),
        "log_digests": joint.merged("log_digests"),
        "finished": finished,
        "replications_in_all": finished + len(failed),
        "failed": list(failed),
        "missing": {name: found._asdict() for name, found in refused.missing.items()},
        "failed_share_at_most": joint.first.get("failed_share_at_most", FAILED_SHARE_AT_MOST),
        "report": report.model_dump(mode="json"),
        "left_out": sorted(refused.left_out),
        "not_compared": dict(refused.verdicts),
        "factors": {},
        "design": {"kind": EXPERIMENT},
        "guesses": {},
        "kpi_labels": {name: label._asdict() | direction for name, label in labels.items()},
        "held_in_part": {
            file: what
            for part in parts
            for file, what in (part.manifest.get("held_in_part") or {}).items()
            if file != "comparison.csv"
        },
        **scenarios,
        "conclusion": [],
        "conclusion_is_the_answer": False,
    }


_TOLD_OF_A_PART = (
    "experiment",
    "question",
    "command",
    "seed",
    "replications",
    "started",
    "simulator",
    "versions",
    "code_hash",
)


def _question(parts: Sequence[Part], called: Sequence[str], differing: Mapping[str, Any]) -> str:
    """The one that all ask where they are parts of one experiment, else what is set beside what:
    of what an experiment varies the folders may hold one value each."""
    asked = {str(part.manifest.get("question", "")) for part in parts}
    if not differing["keys"] and len(asked) == 1 and "" not in asked:
        return asked.pop()
    *others, last = called
    return f"What differs between {', '.join(others)} and {last}?"


def settings_that_differ(parts: Sequence[Part], called: Sequence[str]) -> dict[str, Any]:
    """``scenarios``: by which scenario of each part its settings are told; ``keys``: dotted key ->
    value in each part, None where a part lacks it."""
    told = _beside_one_another(parts)
    settings = [part.settings[name] for part, name in zip(parts, told, strict=True)]
    return {
        "scenarios": told,
        "called": list(called),
        "keys": values_that_differ(settings),
    }


def _beside_one_another(parts: Sequence[Part]) -> list[str]:
    """The scenario of each part that its settings are told by: one that all have, else their own
    baselines."""
    common = [n for n in parts[0].settings if all(n in part.settings for part in parts[1:])]
    if not common:
        return [part.baseline for part in parts]
    name = parts[0].baseline if parts[0].baseline in common else common[0]
    return [name] * len(parts)
