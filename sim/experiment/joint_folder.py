"""The results folder of several finished experiments compared: nothing is simulated, and no store
is needed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.analysis.assumption import ASSUMPTIONS, Assumption, AssumptionsOf
from sim.analysis.kpis import Label, Pair, describe, order
from sim.analysis.missing import FAILED_SHARE_AT_MOST, NotCompared, missing_of, not_compared
from sim.analysis.recorded_and_true import READ, PairRow, contrasts, pair_rows
from sim.analysis.row_counts import rows_in
from sim.analysis.table_digests import DIGESTS, digests_of
from sim.experiment.csv_files import write_rows
from sim.experiment.joint import Joint
from sim.experiment.joint_manifest import EXPERIMENT, manifest
from sim.experiment.joint_tables import join_failures, join_table
from sim.experiment.kpi_files import Terms, compared_kpis, write_comparison, write_kpis
from sim.experiment.reported import Replications
from sim.experiment.unfinished import renamed, unfinished
from sim.report_settings import ReportSettings

TABLES = {"points.csv": False, "record_power.csv": False, "series.csv.gz": True, "log.csv.gz": True}
"""Tables taken over row by row -> whether a row is of one replication."""


class _Figures(Replications):
    """Replications as the parts' kpis.csv hold them."""

    def __init__(self, joint: Joint, refused: NotCompared) -> None:
        self._holder = {
            wanted: (one.part, request)
            for one in joint.taken
            for request, wanted in one.own.items()
        }
        super().__init__(list(joint.settings), self._holder, refused)

    def pairs_of(self, scenario: str, replication: int) -> dict[str, Pair]:
        part, request = self._holder[scenario, replication]
        return part.kpis.pairs_of(request)


def write_joint_folder(
    joint: Joint,
    root: Path,
    command: Sequence[str],
    report: ReportSettings,
    assumptions: AssumptionsOf,
    now: datetime,
) -> Path:
    """Write the results folder ``<root>/compare/<YYYY-MM-DD_HHMMSS>``; gives it.

    Raises `NotJoined` on a table of a part that can't be read.
    """
    refused = _refused(joint)
    figures = _Figures(joint, refused)
    labels = _labels(joint)
    terms = _terms(joint)
    with unfinished(root / EXPERIMENT, now) as (partial, folder):
        write_kpis(partial / "kpis.csv", figures, labels)
        compared = compared_kpis(terms, figures.scenarios, labels)
        write_comparison(partial / "comparison.csv", terms, figures, compared, refused)
        for name, by_replication in TABLES.items():
            join_table(partial / name, joint.taken, by_replication=by_replication)
        pairs = list(_pairs(joint, figures)) if set(READ) <= set(labels) else []
        if pairs:
            write_rows(partial / "recorded_and_true.csv", PairRow._fields, pairs)
        failed = join_failures(partial, joint.taken)
        content = manifest(joint, len(figures.finished), labels, refused, failed, command, report)
        write_rows(partial / ASSUMPTIONS, Assumption._fields, assumptions(content))
        content["rows"] = rows_in(partial)
        content[DIGESTS] = digests_of(partial, content["rows"])
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (partial / "manifest.json").write_text(text + "\n", encoding="utf-8")
        return renamed(partial, folder, lambda _final: None)


def _refused(joint: Joint) -> NotCompared:
    """Which scenarios have too many failures to be compared: of all their replications."""
    finished = {wanted for taken in joint.taken for wanted in taken.own.values()}
    failed = {
        (taken.names[one["scenario"]], int(one["replication"]))
        for taken in joint.taken
        for one in taken.part.failed
    }
    share = joint.first.get("failed_share_at_most", FAILED_SHARE_AT_MOST)
    known = [(name, False) for name, _ in finished]
    known += [(name, True) for name, _ in failed - finished]
    return not_compared(list(joint.settings), joint.baseline, missing_of(known), share)


def _labels(joint: Joint) -> dict[str, Label]:
    """The KPIs to compare: those of any part if one program made all (a kind of incident that a
    part lacks counted zero there), else those that all have."""
    held = [part.kpis.kpis for part in joint.parts]
    told = {
        name: label
        for part in reversed(joint.parts)
        for name, label in (part.manifest.get("kpi_labels") or {}).items()
    }
    in_all = set.intersection(*map(set, held))
    known = {name for own in held for name in own if name in in_all or _is_known(name)}
    wanted = known if joint.common("code_hash") else in_all
    if all(map(_is_known, wanted)):
        return {name: describe(name) for name in order(wanted)}
    return {name: _label(name, told.get(name)) for name in held[0] if name in wanted}


def _is_known(kpi: str) -> bool:
    try:
        describe(kpi)
    except KeyError:
        return False
    return True


def _label(kpi: str, told: Mapping[str, Any] | None) -> Label:
    """What is said of a KPI that this version of the program has no more."""
    given = {field: told[field] for field in Label._fields if told and field in told}
    plain = Label(kpi.replace("_", " "), "", "neither", page_one=False, ratio=False)
    return plain._replace(**given)


def _terms(joint: Joint) -> Terms:
    other = next((name for name in joint.settings if name != joint.baseline), joint.baseline)
    return Terms(
        joint.baseline,
        joint.settings[other].get("about") or [],
        joint.first.get("worth_seeing", 0.05),
        joint.common("control_variates") or [],
        (),
    )


def _pairs(joint: Joint, figures: Replications) -> Iterator[PairRow]:
    """What the record says of the truth, of scenarios that met the same chance as the baseline; why
    they differ stands in no results folder."""
    columns = figures.columns(READ)
    everything = contrasts(columns, joint.baseline, {})
    seeds: dict[str, set[Any]] = {}
    for taken in joint.taken:
        for name in taken.names.values():
            seeds.setdefault(name, set()).add(taken.part.manifest.get("seed"))
    alike = [pair for pair in everything if seeds[pair.scenario] & seeds[pair.against]]
    return iter(pair_rows(alike, columns, None, chosen_from=everything) if alike else [])
