"""The command line: reads what a planner typed, has it simulated, and shows what came out."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sim.commands.help_text import help_text, scenario_lines
from sim.commands.showing import NotReported, Output, show
from sim.commands.simulating import make_kinds_known, points_of, results_root, simulate
from sim.experiment.paths import from_here
from sim.experiment.problems import GO_ON, Interrupted, StoreNotWritten, WorkersLost
from sim.kernel.names import did_you_mean, there_are
from sim.settings.files import SettingsFiles, SettingsProblem

PROJECT = Path(__file__).resolve().parent.parent
FAILED = 1
WRONG_SETTINGS = 2
INTERRUPTED = 130
HELP_FLAGS = {"-h", "--help"}
SWEEP_FLAGS = {"-m", "--multirun"}
PRINT_FLAGS = {"--print"}
FLAGS = sorted(HELP_FLAGS | SWEEP_FLAGS | PRINT_FLAGS)


def main(arguments: Sequence[str] | None = None, project: Path = PROJECT) -> int:
    """Run one command; gives the exit code.

    1: some replications failed (of `report` and `compare`: those of the folder shown), something
    couldn't be written, or all workers are lost; 2: wrong settings, or a folder that can't be used;
    130: stopped by Ctrl-C.

    ``project`` holds ``configs/`` and ``scenarios/``.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = _dispatch(words, project)
        sys.stdout.flush()  # a full device is told of here, not when the interpreter ends
        return code
    except SettingsProblem as problem:
        for line in problem.lines:
            print(f"error: {line}", file=sys.stderr)
        return WRONG_SETTINGS
    except Interrupted as interrupted:
        print(interrupted, file=sys.stderr)
        return 128 + interrupted.signal_number
    except KeyboardInterrupt:
        with suppress(KeyboardInterrupt):  # once more changes nothing now
            print(f"stopped: {_kept(words)}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe (`| head`) has seen enough
        _drop_output()
        return 0
    except (StoreNotWritten, WorkersLost, NotReported) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return FAILED
    except OSError as error:  # no room, no right to write, something else of that name
        _drop_output()
        where = f"{error.filename}: " if error.filename else ""
        print(f"error: {where}{error.strerror or error}; {_kept(words)}", file=sys.stderr)
        return FAILED


def _kept(words: Sequence[str]) -> str:
    """How a command goes on that ended early."""
    return "give the command again" if {*words} & {"check", "report", "compare"} else GO_ON


def _drop_output() -> None:
    """Let what is still to be printed go nowhere, so that the interpreter can end in peace."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # standard output is no file (in a test, a notebook)
        return


def _dispatch(words: list[str], project: Path) -> int:
    if words[:2] == ["completion", "--words"]:  # TAB was pressed: no word is a flag of ours
        return _completion(words[1:], project)
    flags = [word for word in words if word.startswith("-")]
    rest = [word for word in words if not word.startswith("-")]
    lines = [
        f"command line: unknown flag '{flag}'{did_you_mean(flag, FLAGS)} {there_are(FLAGS)}"
        for flag in flags
        if flag not in FLAGS
    ]
    if lines:
        raise SettingsProblem(lines)
    if HELP_FLAGS & set(flags):
        print(help_text(SettingsFiles(project)))
        return 0
    if rest and "=" not in rest[0] and rest[0][0] not in "~+":
        name = rest[0]
        if name not in COMMANDS:
            options = sorted(COMMANDS)
            hint = f"{did_you_mean(name, options)} {there_are(options)}"
            message = f"no command called '{name}'{hint}; settings are given as key=value"
            raise SettingsProblem([f"command line: {message}"])
        # a sweep's command is typed again, whole, behind `replay`
        _no_more([flag for flag in flags if name != "replay" or flag in PRINT_FLAGS], name)
        return COMMANDS[name](rest[1:], project)
    return _simulate(words, rest, set(flags), project)


# --- commands -------------------------------------------------------------------------------------
def _scenarios(words: list[str], project: Path) -> int:
    """List the scenarios with their questions."""
    _no_more(words, "scenarios")
    for line in scenario_lines(SettingsFiles(project)):
        print(line)
    return 0


def _kinds(words: list[str], project: Path) -> int:
    """List what is chosen by a kind, or tell of some kinds in full."""
    from sim.commands.kinds import kinds_text

    make_kinds_known()
    print(kinds_text(words, SettingsFiles(project)))
    return 0


def _check(words: list[str], project: Path) -> int:
    """Say what a scenario means before it is run."""
    from sim.commands.check import check_command
    from sim.settings.evidence import read_evidence

    make_kinds_known()
    return check_command(
        words,
        lambda settings: points_of(settings, project),
        _root_of(project),
        read_evidence(project),
    )


def _report(words: list[str], project: Path) -> int:
    """Draw the charts of a results folder again and show its table."""
    from sim.commands.reporting import report_command

    complete = show(*report_command(words, project, _root_of(project)))
    return 0 if complete else FAILED


def _compare(words: list[str], project: Path) -> int:
    """Make one report of finished experiments."""
    from sim.commands.compare import compare_command

    complete = show(compare_command(words, project, _root_of(project)))
    return 0 if complete else FAILED


def _replay(words: list[str], project: Path) -> int:
    """Simulate one replication again, with its log, and compare it with what is kept."""
    from sim.commands.replay import replay_command

    make_kinds_known()
    return replay_command(
        words,
        lambda settings, multirun: points_of(settings, project, multirun=multirun),
        _root_of(project),
    )


def _status(words: list[str], project: Path) -> int:
    """List past experiments: finished, failed and remaining replications, and how to go on."""
    from sim.commands.status import status_text

    print(status_text(words, SettingsFiles(project), _root_of(project)))
    return 0


def _realism(words: list[str], project: Path) -> int:
    """Simulate the scenario that figures of the real world are known for, and show both."""
    from sim.report.folder.read import ResultsProblem
    from sim.report.printed.realism import RealFigure, write_and_print
    from sim.settings.real_figures import read_real_figures

    real = read_real_figures(SettingsFiles(project))
    settings = [f"scenario={real.scenario}", "experiment=single", *real.settings, *words]
    folder, complete = simulate(["realism", *words], settings, project)
    try:
        figures = [RealFigure(**figure.model_dump()) for figure in real.figures.values()]
        write_and_print(from_here(folder), figures, real.remarks, Output())
    except ResultsProblem as problem:
        raise SettingsProblem([str(problem)]) from problem
    print(from_here(folder))
    return 0 if complete else FAILED


def _completion(words: list[str], project: Path) -> int:
    """Print the script that has bash complete what is typed, or what the last word may become."""
    from sim.commands.completion import completion_text

    print(completion_text(words, project, COMMANDS, FLAGS), end="")
    return 0


COMMANDS: dict[str, Callable[[list[str], Path], int]] = {
    "scenarios": _scenarios,
    "kinds": _kinds,
    "check": _check,
    "status": _status,
    "replay": _replay,
    "report": _report,
    "compare": _compare,
    "realism": _realism,
    "completion": _completion,
}


def _root_of(project: Path) -> Callable[[str | None, list[str]], Path]:
    """Where results are, from that setting and the words typed."""
    return lambda given, typed: results_root(given, typed, project)


def _no_more(words: list[str], command: str) -> None:
    if words:
        raise SettingsProblem([f"command line: '{command}' doesn't take '{words[0]}'"])


# --- simulating -----------------------------------------------------------------------------------
def _simulate(words: list[str], settings: list[str], flags: set[str], project: Path) -> int:
    multirun = bool(flags & SWEEP_FLAGS)
    if flags & PRINT_FLAGS:
        points = points_of(settings, project, multirun=multirun)
        print(json.dumps([s.model_dump(mode="json") for s in points.scenarios], indent=2))
        return 0
    folder, complete = simulate(words, settings, project, multirun=multirun)
    show(folder)
    # the table says which replications failed and why; a script needs to know that some did
    return 0 if complete else FAILED
