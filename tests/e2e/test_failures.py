"""A mistake in the simulator, planted in a copy of it: the sweep goes on and names what failed, and
each failure can be simulated again, with its log."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from little_shown import LITTLE_SHOWN

from sim.analysis.log_reader import read_logs
from sim.experiment.store import Store

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
BREAKS_DOWN = '''\
"""An actor that breaks down in some replications."""

from __future__ import annotations

from typing import Literal

from sim import config
from sim.model.actors.base import Actor, Surroundings
from sim.kernel.replication import Process


class BreaksDown(Actor):
    """Breaks down at an hour."""

    kind: Literal["breaks_down"]
    at_hour: float
    probability: config.Probability

    def act(self, around: Surroundings) -> Process:
        yield around.rep.wait_until(self.at_hour)
        if around.rep.uniform("breaks_down") < self.probability:
            raise LookupError(f"no lorry at hour {around.rep.now}")
'''
BROKEN = """\
defaults: [eastern_ghouta, override /experiment: against_parent, _self_]
name: broken
world:
  actors:
    lorry: {kind: breaks_down, at_hour: 30.5, probability: 0.5}
"""
RUN = ["scenario=broken", "replications=5", "days=2", "workers=1", *LITTLE_SHOWN]


@dataclass(frozen=True)
class Ran:
    """What a finished command left."""

    code: int
    out: list[str]
    err: list[str]


def run(project: Path, *words: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "run.py", *words],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return Ran(done.returncode, done.stdout.splitlines(), done.stderr.splitlines())


@dataclass(frozen=True)
class Broken:
    """The project with the mistake, and a run of it."""

    project: Path
    ran: Ran
    folder: Path
    failed: list[int]

    @property
    def finished(self) -> int:
        """A replication that finished."""
        return next(i for i in range(5) if i not in self.failed)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    project = tmp_path_factory.mktemp("planted")
    for part in ("configs", "scenarios", "sim"):
        shutil.copytree(PROJECT / part, project / part)
    shutil.copy(PROJECT / "run.py", project)
    (project / "sim" / "model" / "actors" / "breaks_down.py").write_text(BREAKS_DOWN)
    (project / "scenarios" / "broken.yaml").write_text(BROKEN)
    ran = run(project, *RUN)
    folder = project / ran.out[-1]
    with (folder / "failures.csv").open(newline="") as text:
        failed = [int(row["replication"]) for row in csv.DictReader(text)]
    assert 0 < len(failed) < 5
    return Broken(project, ran, folder, failed)


def test_the_sweep_goes_on_and_names_what_failed_first(broken: Broken) -> None:
    ran, n = broken.ran, len(broken.failed)
    assert ran.code == 1
    assert ran.out[0] == f"{n} of 10 replications failed: broken ({n} of 5)."
    assert ran.out[1].endswith(": LookupError: no lorry at hour 30.5")
    assert ran.out[2].startswith(f"All of them: {ran.out[-1]}/failures.csv; ")
    assert "Not compared, because more than 5 % of its replications failed" in ran.out[5]
    with (broken.folder / "comparison.csv").open(newline="") as text:
        verdicts = {row["verdict"] for row in csv.DictReader(text) if row["scenario"] == "broken"}
    assert verdicts == {f"not compared: {n} of 5 replications failed"}
    assert "breaks_down.py" in (broken.folder / "failures" / "001.txt").read_text()
    assert list((broken.folder / "charts").glob("*.svg"))


def durations(broken: Broken) -> list[float]:
    """How long each replication kept took: another number when it is simulated again."""
    key = json.loads((broken.folder / "manifest.json").read_text())["store_keys"]["broken"]
    with Store(broken.project / "results" / "store.sqlite") as store:
        query = "SELECT duration_s FROM replications WHERE key = ? ORDER BY replication"
        found = store.query(query, (key,))
        return [duration_s for (duration_s,) in found]


def test_only_what_failed_is_repeated_by_the_command_that_is_given(broken: Broken) -> None:
    redo = shlex.split(broken.ran.out[4].partition(": ")[2])
    assert redo == ["python", "run.py", *RUN, "redo_failed=true"]
    before = durations(broken)
    redone = run(broken.project, *redo[2:])
    assert (redone.code, redone.out[0]) == (1, broken.ran.out[0])
    after = durations(broken)
    assert [i for i in range(5) if before[i] != after[i]] == broken.failed


def test_a_failure_is_simulated_again_by_the_command_that_is_given(broken: Broken) -> None:
    words = shlex.split(broken.ran.out[3].partition(": ")[2])
    assert words[:2] == ["python", "run.py"]
    ran = run(broken.project, *words[2:])
    assert ran.code == 1
    assert ran.out[1].endswith(": LookupError: no lorry at hour 30.5 (traceback.txt says where)")
    assert ran.out[2] == "the same failure as the one kept"
    folder = broken.project / ran.out[3]
    assert folder.parent == broken.project / "results" / "replays"
    assert "breaks_down.py" in (folder / "traceback.txt").read_text()
    (log,) = read_logs(folder / "log.csv.gz").values()
    assert 24.0 < log.rows[-1][0] <= 30.5
    content = json.loads((folder / "replay.json").read_text())
    assert content["log_digest"] == log.digest()


def test_what_finished_is_simulated_again_by_its_settings(broken: Broken) -> None:
    number = f"replication={broken.finished}"
    ran = run(broken.project, "replay", "scenario=broken", "days=2", number, "events=true")
    assert ran.code == 0
    assert ran.out[-2].startswith("identical to what is kept: KPIs, series")
    events = [line for line in ran.out if " h  " in line]
    assert events[0].split()[:4] == ["0.000", "h", "RunStarted", "start=2017-05-06"]
    assert events[-1].split() == ["48.000", "h", "RunEnded"]
    assert f" {len(events):,} events in 2 days" in ran.out[-3]


def test_a_colleagues_folder_of_other_code_is_replayed_with_a_warning(
    broken: Broken, tmp_path: Path
) -> None:
    theirs = tmp_path / "from a colleague"
    shutil.copytree(broken.folder, theirs)
    manifest = json.loads((theirs / "manifest.json").read_text())
    manifest |= {"code_hash": "another", "store_keys": {}}
    manifest["scenarios"]["broken"]["days"] = 1
    (theirs / "manifest.json").write_text(json.dumps(manifest))
    ran = run(broken.project, "replay", str(theirs), "point=broken", "replication=0")
    assert ran.err[0].startswith("the folder was written by other code")
    assert ran.code == 1  # a day is missing
    assert (broken.project / ran.out[-1]).is_dir()
