"""What TAB offers in bash behind ``python run.py``: the script, and the words to choose from.

Read off the settings files alone, without Hydra and the model, so that a TAB is answered at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.settings.declared_keys import DeclaredKeys, declared_kinds
from sim.settings.files import GLOBAL_GROUPS, SettingsFiles, SettingsProblem, choices
from sim.settings.labels import languages

WORDS_FLAG = "--words"
"""``completion --words WORD ...`` is what the script asks; the last word is unfinished."""
BASH_SCRIPT = rf"""# bash completion for run.py. In a shell, or with the full path in ~/.bashrc:
#   source <(python run.py completion)
_ceasefire_monitoring() {{
    COMPREPLY=()
    local IFS=$' \t\n' line=${{COMP_LINE:0:COMP_POINT}} words at=0 script typed breaks='' kept=''
    # bash breaks words at = and : too; the line as it was typed has them whole
    read -a words <<<"$line"
    [[ $line == *[[:blank:]] ]] && words+=('')
    words[0]=${{words[0]/#\~/$HOME}}
    if [[ ${{words[0]##*/}} == python* ]]; then
        at=1
        while [[ ${{words[at]}} == -* ]]; do ((at++)); done
    fi
    script=${{words[at]/#\~/$HOME}}
    # other Python programs, and run.py of other projects, are none of ours
    [[ ${{script##*/}} == run.py && ${{#words[@]}} -gt $((at + 1)) ]] || return 0
    [[ $script == */* ]] || script=./$script
    [[ -f ${{script%/*}}/sim/commands/completion.py ]] || return 0
    typed=${{words[-1]}}
    mapfile -t COMPREPLY < <(
        "${{words[@]:0:at}}" "$script" completion {WORDS_FLAG} "${{words[@]:at+1}}" 2>/dev/null
    )
    # bash puts in what follows the last break only
    [[ $COMP_WORDBREAKS == *=* ]] && breaks+='='
    [[ $COMP_WORDBREAKS == *:* ]] && breaks+=':'
    [[ -n $breaks && $typed == *[$breaks]* ]] && kept=${{typed%"${{typed##*[$breaks]}}"}}
    COMPREPLY=("${{COMPREPLY[@]#"$kept"}}")
    # more is to be typed behind a key: no blank there
    if [[ ${{#COMPREPLY[@]}} == 1 && ${{COMPREPLY[0]}} == *[.=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
    return 0
}}
complete -o bashdefault -o default -F _ceasefire_monitoring \
    python python3 python3.11 python3.12 python3.13 run.py
"""
_KEY = re.compile(r"[\w-]+")
_BEFORE_A_KEY = re.compile(r"^(?:\+\+?|~)?")
_TAKE_SETTINGS = {"check", "realism", "replay"}
_TAKE_FOLDERS = {"report", "compare"}
_REPORT = "report."
_OF_EVERY_ONE = {"kind", "name", "question", "points", "scenario"}
"""What the file of every experiment says."""
_NAME_FILES = {"sites_file", "data", "experiment.data"}
"""Settings that name a planner's file: what bash offers of itself is what is wanted there."""
_OF_ITS_OWN = {
    "replay": ["point=", "replication=", "events=true"],
    "status": ["all", "results_folder="],
    "report": [_REPORT, "style=", "results_folder="],
    "compare": ["anyway=true", "baseline=", "names=", _REPORT, "style=", "results_folder="],
}
WITHOUT_USE = {
    "replay": {
        "cluster",
        "control_variates",
        "failed_share_at_most",
        "redo_failed",
        "replication_limit_s",
        "replications",
        "report",
        "worker_memory_mb",
        "workers",
        "worth_seeing",
    }
}
"""Settings of a run that a command takes and makes no use of."""


def completion_text(
    words: Sequence[str], project: Path, commands: Collection[str], flags: Collection[str]
) -> str:
    """The script for bash; behind ``--words`` what the last word may become, one a line."""
    if words[:1] == [WORDS_FLAG]:
        return "".join(f"{word}\n" for word in Candidates(project, commands, flags).of(words[1:]))
    if words:
        raise SettingsProblem([f"command line: 'completion' doesn't take '{words[0]}'"])
    return BASH_SCRIPT


class Candidates:
    """What may stand at the place of an unfinished word, in a project with such commands."""

    def __init__(self, project: Path, commands: Collection[str], flags: Collection[str]) -> None:
        self._project = project
        self._commands = commands
        self._flags = flags

    def of(self, words: Sequence[str]) -> list[str]:
        """Whole words that the last of ``words`` may become; those before it stand in the line."""
        *before, current = words or [""]
        return sorted({word for word in self._possible(before, current) if word != current})

    def _possible(self, before: list[str], current: str) -> Iterator[str]:
        settings = [word for word in before if not word.startswith("-")]
        command = settings[0] if settings and settings[0] in self._commands else None
        offered: list[str] = []
        if current.startswith("-"):
            offered = [] if command else list(self._flags)
        elif command == "kinds":
            offered = ["all", *declared_kinds()]
        else:
            offered = [*_OF_ITS_OWN.get(command or "", []), *([] if settings else self._commands)]
            if command in _TAKE_FOLDERS:
                offered += self._results()
                if current.startswith(_REPORT):
                    yield from self._settings([], current)
            if command is None or command in _TAKE_SETTINGS:
                useless = WITHOUT_USE.get(command or "", set())
                for word in self._settings(settings, current):
                    if re.split(r"[.=]", word.lstrip("+~"))[0] not in useless:
                        yield word
        yield from (word for word in offered if word.startswith(current))

    def _results(self) -> Iterator[str]:
        """Folders of results in the usual place, as they may be typed here."""
        for manifest in (self._project / "results").glob("*/*/manifest.json"):
            folder, here = manifest.parent.absolute(), Path.cwd()
            yield str(folder.relative_to(here) if folder.is_relative_to(here) else folder)

    def _settings(self, typed: list[str], current: str) -> Iterator[str]:
        try:
            run = _Run(SettingsFiles(self._project), typed)
        except SettingsProblem:  # the command itself will say it
            return
        sign = _BEFORE_A_KEY.match(current)
        assert sign is not None
        key, equals, value = current[sign.end() :].partition("=")
        for offered in run.values(key, value) if equals else run.keys(key):
            yield f"{sign[0]}{offered}"


class _Run:
    """The settings of the run that the words of a line describe, as far as its files say."""

    def __init__(self, files: SettingsFiles, words: Iterable[str]) -> None:
        self._files = files
        pairs = (word.lstrip("+~").partition("=") for word in words)
        given = {key: value for key, equals, value in pairs if equals}
        # of a sweep the first value stands for all
        self._given = {key: given[key].partition(",")[0] for key in given if key in files.groups}
        self._declared = DeclaredKeys()
        self.settings = self._composed()

    def keys(self, key: str) -> Iterator[str]:
        """Keys that begin so, down to the next point; a point behind those with keys below."""
        above, _, begun = key.rpartition(".")
        node = self._at(above)
        declared = self._declared.below(above.split(".") if above else [], self.settings)
        # what a file may name but doesn't yet, such as one number of teams for all zones
        own = set() if above else self._of_the_experiment()
        for name in sorted({*(node if isinstance(node, dict) else ()), *declared, *own}, key=str):
            if not (_KEY.fullmatch(str(name)) and str(name).startswith(begun)):
                continue
            whole = f"{above}.{name}" if above else str(name)
            below = self._at(whole)
            has_keys = (
                isinstance(below, dict)
                if below is not None
                else (name in declared and declared[name].has_keys_below)
            )
            is_group = whole in self._files.groups
            if is_group or not has_keys:
                yield f"{whole}="
            # on an empty line the groups are enough to choose from
            if has_keys and whole not in GLOBAL_GROUPS and key:
                yield f"{whole}."

    def values(self, key: str, value: str) -> Iterator[str]:
        """What may stand behind ``key=``: names of files, the choices there are, the value now."""
        above, _, last = key.rpartition(".")
        chosen: list[str] = []
        if key in self._files.groups:
            *chosen, value = value.split(",")
            names = [name for name in self._files.options(key) if name not in chosen]
        else:
            declared = self._declared.below(above.split(".") if above else [], self.settings)
            known = declared[last].choices if last in declared else ()
            held = self._at(f"experiment.{key}" if key in self._of_the_experiment() else key)
            names = [] if key in _NAME_FILES else list(known) or _texts(held)
            if key == f"{_REPORT}language":
                names = languages(self._files.root)
        for name in names:
            if name.startswith(value):
                yield f"{key}={','.join([*chosen, name])}"

    def _of_the_experiment(self) -> set[str]:
        """Settings of the experiment chosen that may be typed without its name: ``people=600``."""
        own = self._at("experiment")
        kept = own.items() if isinstance(own, dict) else ()
        return {k for k, value in kept if k not in _OF_EVERY_ONE and not isinstance(value, dict)}

    def _at(self, dotted: str) -> Any:
        node: Any = self.settings
        for part in dotted.split(".") if dotted else ():
            node = node.get(part) if isinstance(node, dict) else None
        return node

    def _composed(self) -> dict[str, Any]:
        base = self._files.files["config"]
        chosen: dict[str, str] = {}
        for _line, entry in base.defaults():
            chosen |= choices(entry)
        chosen |= {"experiment": self._given.get("experiment", chosen.get("experiment", ""))}
        design = self._content(f"experiment/{chosen['experiment']}").get("experiment", {})
        chosen["scenario"] = str(
            self._given.get("scenario") or design.get("scenario") or chosen.get("scenario", "")
        )
        family = [*reversed(self._files.ancestors(chosen["scenario"]))]
        for name in family:
            file = self._files.files.get(f"scenario/{name}")
            for _line, entry in file.defaults() if file else ():
                chosen |= {k: v for k, v in choices(entry).items() if k != "scenario"}
        chosen |= self._given
        made: dict[str, Any] = {group: {} for group in self._files.groups}
        _merge(made, base.content)
        for group, name in chosen.items():
            if group not in GLOBAL_GROUPS:
                _merge(made, {group: self._preset(group, name)})
        _merge(made, self._content(f"experiment/{chosen['experiment']}"))
        for name in family:
            _merge(made, self._content(f"scenario/{name}"))
        del made["defaults"]
        staffed, here = made["staffing"].get("zones", {}), made["world"].get("zones", {})
        made["staffing"]["zones"] = {k: v for k, v in staffed.items() if k in here} or staffed
        return made

    def _preset(self, group: str, name: str) -> dict[str, Any]:
        """A preset on top of the parts it is made of."""
        made: dict[str, Any] = {}
        file = self._files.files.get(f"{group}/{name}")
        for _line, entry in file.defaults() if file else ():
            if isinstance(entry, str) and entry not in ("_self_", name):
                _merge(made, self._preset(group, entry))
        _merge(made, self._content(f"{group}/{name}"))
        return made

    def _content(self, path: str) -> dict[str, Any]:
        file = self._files.files.get(path)
        return {k: v for k, v in file.content.items() if k != "defaults"} if file else {}


def _merge(below: dict[str, Any], above: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict):
            inner = below.get(key)
            below[key] = dict(inner) if isinstance(inner, dict) else {}
            _merge(below[key], value)
        else:
            below[key] = value


def _texts(value: Any) -> list[str]:
    """A value as it is typed; of a switch both; nothing for what is no plain value."""
    if isinstance(value, bool):
        return ["true", "false"]
    if isinstance(value, int | float):
        return [str(value)]
    return [value] if isinstance(value, str) and re.fullmatch(r"[\w./-]+", value) else []
