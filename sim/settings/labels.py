"""The words of charts and tables in other languages: ``configs/labels/<language>.yaml``."""

from __future__ import annotations

from pathlib import Path

from sim.kernel.names import did_you_mean, there_are
from sim.settings.files import SettingsProblem, read_file

FOLDER = Path("configs", "labels")
ENGLISH = "en"
"""The language that everything is written in: it needs no file."""

TEXT = "tag:yaml.org,2002:str"


def languages(project: Path) -> list[str]:
    """The languages that there are labels in."""
    return sorted({ENGLISH, *(path.stem for path in (project / FOLDER).glob("*.yaml"))})


def no_language(language: str, project: Path) -> str:
    """What to say of a language that there are no labels in; empty when there are."""
    options = languages(project)
    if language in options:
        return ""
    return f"there are no labels in this language{did_you_mean(language, options)} " + there_are(
        options
    )


def labels_in(language: str, project: Path) -> dict[str, str]:
    """English phrase -> phrase. Raises `SettingsProblem` when the language's file can't be read."""
    if language == ENGLISH:
        return {}
    path = FOLDER / f"{language}.yaml"
    found = read_file(project / path, path.as_posix(), f"labels/{language}")
    if isinstance(found, str):
        raise SettingsProblem([found])
    lines = [
        f"{found.shown}:{key.start_mark.line + 1}: '{key.value}' must be text on both sides of the "
        "colon (put it in quotes)"
        for key, value in found.node.value
        if {key.tag, value.tag} != {TEXT}
    ]
    if lines:
        raise SettingsProblem(lines)
    return {str(key): str(value) for key, value in found.content.items()}
