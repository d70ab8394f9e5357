"""What makes the command pleasant, as it is met in a shell: TAB, help, progress."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sim.cli import COMMANDS, main
from sim.run_settings import RunSettings
from sim.settings.files import SettingsFiles

PROJECT = Path(__file__).parents[2]
PYTHON = shlex.quote(sys.executable)
PROMPT = "READY>"
WAIT_S = 30.0


# --- completion in a real bash --------------------------------------------------------------------
@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project where ``run.py`` is a program of its own, too."""
    root = tmp_path_factory.mktemp("tab") / "my project"
    for part in ("sim", "configs", "scenarios"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / part, root / part, ignore=ignored)
    program = root / "run.py"
    program.write_text(f"#!{sys.executable}\n{(PROJECT / 'run.py').read_text()}")
    program.chmod(0o755)
    return root


def completed(project: Path, line: str, settings: str = "", folder: str = ".") -> list[str]:
    """What bash is given to choose from behind ``line``, as its completion calls a function."""
    script = project / "completion.bash"
    if not script.exists():
        command = [sys.executable, "run.py", "completion"]
        script.write_bytes(subprocess.run(command, cwd=project, stdout=-1, check=True).stdout)
    # words broken as readline does it
    words = [word for word in re.split(r"[ ]+|([=:])", line) if word] + [""] * line.endswith(" ")
    shown = " ".join(shlex.quote(word) for word in words)
    code = (
        f"source {shlex.quote(str(script))}; {settings}\ncd {shlex.quote(str(project))}/{folder}\n"
        f"COMP_LINE={shlex.quote(line)}; COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=({shown})\n"
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
        "_ceasefire_monitoring; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    bash = ["bash", "--norc", "--noprofile", "-c", code]
    ran = subprocess.run(bash, capture_output=True, text=True, timeout=WAIT_S, check=True)
    assert ran.stderr == ""
    return [word for word in ran.stdout.splitlines() if word]


@pytest.mark.slow
@pytest.mark.parametrize(
    "call",
    [f"{PYTHON} run.py", f"{PYTHON} -u ./run.py", "./run.py", f"{PYTHON} ../my\\ project/run.py"],
)
def test_tab_answers_however_the_command_is_called(project: Path, call: str) -> None:
    assert completed(project, f"{call} -m staffing=lean,su") == ["lean,surge"]


@pytest.mark.slow
def test_tab_completes_keys_and_names_with_word_breaks_and_without(project: Path) -> None:
    call = f"{PYTHON} run.py"
    assert completed(project, f"{call} world.violence.deterrence_by_r") == [
        "world.violence.deterrence_by_rung="
    ]
    assert completed(project, f"{call} staffing=") == ["lean", "planned", "surge"]
    whole = ["staffing=lean", "staffing=planned", "staffing=surge"]
    assert completed(project, f"{call} staffing=", "COMP_WORDBREAKS=' '") == whole
    assert set(COMMANDS) < set(completed(project, f"{call} "))


@pytest.mark.slow
def test_a_colon_in_a_word_is_left_as_it_was_typed(project: Path) -> None:
    """Readline puts in what follows the last break, and a colon is one."""
    named = project / "scenarios" / "term:two.yaml"
    shutil.copy(project / "scenarios" / "idlib.yaml", named)
    try:
        assert completed(project, f"{PYTHON} run.py scenario=term:t") == ["two"]
        assert completed(project, f"{PYTHON} run.py scenario=te") == [
            "term:two",
            "term_and_extension",
        ]
    finally:
        named.unlink()


@pytest.mark.slow
def test_other_programs_are_left_alone(project: Path) -> None:
    (project / "elsewhere").mkdir(exist_ok=True)
    shutil.copy(PROJECT / "run.py", project / "elsewhere" / "run.py")
    assert completed(project, f"{PYTHON} other.py sta") == []
    assert completed(project, f"{PYTHON} -c sta") == []
    assert completed(project, f"{PYTHON} run.py sta", folder="elsewhere") == []
    assert completed(project, f"{PYTHON} ru") == []


@contextmanager
def shell(project: Path) -> Iterator[int]:
    """A bash as a planner has it before them; gives the terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(project)
        os.environ |= {"PS1": PROMPT, "TERM": "dumb"}
        os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    try:
        yield terminal
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def read_until(terminal: int, wanted: str) -> str:
    text, end = "", time.monotonic() + WAIT_S
    while wanted not in text and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            text += os.read(terminal, 4096).decode(errors="replace")
    assert wanted in text, text
    return text


@pytest.mark.slow
def test_tab_in_a_terminal(project: Path) -> None:
    with shell(project) as terminal:
        read_until(terminal, PROMPT)
        os.write(terminal, b"source <(python run.py completion)\n")
        read_until(terminal, f"\n{PROMPT}")
        os.write(terminal, b"python run.py staffing=l\t")
        read_until(terminal, "staffing=lean ")
        os.write(terminal, b"world.viol\t")
        read_until(terminal, "world.violence.")
        os.write(terminal, b"deterrence_by_r\t")
        read_until(terminal, "deterrence_by_rung=")
        os.write(terminal, b"0.2 scenario=\t\t")
        read_until(terminal, "two_more_teams")


# --- help -----------------------------------------------------------------------------------------
def test_help_names_every_command_and_fits_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"], PROJECT) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 100] == []
    assert lines.index("Presets") <= 60, "two screens before the lists"
    begin, end = lines.index("Commands"), lines.index("Settings")
    told = {line.split()[0] for line in lines[begin + 1 : end] if line}
    assert told == set(COMMANDS)


def test_every_setting_that_help_shows_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"], PROJECT)
    text = capsys.readouterr().out.partition("Presets")[0]
    known = {*RunSettings.model_fields, *SettingsFiles(PROJECT).groups, "days"}
    shown = {word.partition(".")[0] for word in re.findall(r"([\w.]+)=", text)}
    assert shown - known == {"replication"}, "of replay"


# --- progress -------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_piped_run_tells_in_plain_lines_what_it_simulates_and_what_it_knows(
    tmp_path: Path,
) -> None:
    def err(replications: int) -> list[str]:
        words = ["experiment=single", "days=2", "workers=1", f"results_folder={tmp_path}"]
        command = [sys.executable, "run.py", *words, f"replications={replications}"]
        ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", ran.stderr)
        return ran.stderr.splitlines()

    assert err(2)[0] == "simulating 2 replications"
    first, last = err(3)
    assert first == "simulating 1 replication; 2 of 3 known already"
    assert re.fullmatch(
        r"3 of 3 replications done; 1 simulated in \d+ s; 2 of 3 known already", last
    )
