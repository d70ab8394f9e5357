"""What ``python run.py --help`` and ``python run.py scenarios`` print."""

from __future__ import annotations

from textwrap import wrap

from sim.settings.files import GLOBAL_GROUPS, SettingsFile, SettingsFiles

WIDTH = 100
_TEXT = """\
Simulates the monitoring of a ceasefire and compares staffing levels and response rules.

  python run.py                 the main job: every staffing level with every response rule
  python run.py staffing=lean   the same with one level: the rules are left to compare
  python run.py scenario=NAME   the same on another scenario
  python run.py experiment=single staffing.investigation_teams=4
  python run.py scenario=NAME experiment=against_parent
  python run.py -m staffing=lean,surge response=record_only,graduated
  python run.py replications=10 days=60 seed=7 workers=1 results_folder=my_results
  python run.py experiment=rules_under_unknowns experiment.design.unknowns.points=200
  python run.py cluster.address=tcp://HOST:8786

What finished is kept: after Ctrl-C, a crash or a full disk the same command goes on from there.

Flags (they may stand anywhere)
  -m, --multirun   compare every combination of the values given; the first is the baseline
  --print          print the checked scenarios and simulate nothing
  -h, --help       this text

Commands
  scenarios        list the scenarios with their questions
  kinds            list the side actors, response rules, designs and blocks that a file may choose
  kinds NAME       the keys of one, with unit, bounds and default, and where it is set
  check            what a scenario means before it is run, with a map: check scenario=NAME
  status           list past experiments: finished, failed and still to do
  replay           one replication again, event by event: replay scenario=NAME replication=17
  report FOLDER    write the report of a results folder again; without FOLDER of the newest one
  compare FOLDER FOLDER    one report of finished experiments, with what differs in their settings
  realism          figures of the real world beside those of the model
  completion       a script for bash, so that TAB completes: source <(python run.py completion)

Settings
  replications=30               runs of each scenario; days=184 is their length
  seed=N                        other random numbers
  workers=N                     processes (default: all cores)
  results_folder=PATH           where results and the store of what finished are kept
  redo_failed=true              simulate again the replications that failed
  failed_share_at_most=0.05     a scenario of which more failed is not compared
  replication_limit_s=600       a replication that takes longer counts as failed
  worker_memory_mb=2000         what a replication may take, beyond what a worker takes to start
  cluster.address=tcp://HOST:8786, cluster.scheduler_file=PATH     on a Dask cluster that is running
  cluster=slurm                 on jobs of Slurm, see configs/cluster/slurm.yaml
  report.language=fr            charts and tables in French; report.width_cm=12 and others, see the
                                section report of configs/config.yaml
  experiment.design.NAME.points=200     points of a block of a large sweep
  staffing.escort_groups=2      or any other key of the files below
"""


def help_text(files: SettingsFiles) -> str:
    """The whole help, with what there is to choose from."""
    parts = [_TEXT, "Presets"]
    for group in files.groups:
        if group not in GLOBAL_GROUPS:
            choices = " | ".join(files.options(group))
            parts += wrap(
                f"{group}={choices}", WIDTH, initial_indent="  ", subsequent_indent=" " * 11
            )
    parts += ["", "Experiments"]
    parts += [_entry(files, f"experiment/{name}", name) for name in files.options("experiment")]
    parts += ["", "Scenarios", *scenario_lines(files)]
    return "\n".join(parts)


def scenario_lines(files: SettingsFiles) -> list[str]:
    """A scenario and its question a line; of one that can't be read, why."""
    return [_entry(files, f"scenario/{name}", name) for name in files.options("scenario")]


def _entry(files: SettingsFiles, path: str, name: str) -> str:
    if path in files.problems:
        text = f"(can't be used: {files.problems[path]})"
    else:
        text = _question(files.files[path])
    lines = wrap(text, width=WIDTH - 28) or [""]
    return "\n".join(
        f"  {name if number == 0 else '':<24}  {line}" for number, line in enumerate(lines)
    )


def _question(file: SettingsFile) -> str:
    inner = file.content.get("experiment")
    content = inner if isinstance(inner, dict) else file.content
    return str(content.get("question", ""))
