"""The command ``kinds``: what may be chosen, with keys, units and bounds, off the plug-ins."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from sim import config
from sim.cli import main
from sim.commands import kinds
from sim.kernel import registry

PROJECT = Path(__file__).parents[2]


def lines(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What ``python run.py kinds ...`` prints."""
    assert main(["kinds", *words], PROJECT) == 0
    return capsys.readouterr().out.splitlines()


def described(text: list[str], key: str) -> str:
    """What stands beside a key."""
    (line,) = (line for line in text if line.split()[:1] == [key])
    return line.split(maxsplit=1)[1]


def test_every_kind_of_every_family_is_listed_with_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = {words[0]: words[1:] for line in lines(capsys) if (words := line.split())}
    bases = (base for base in registry.Plugin.__subclasses__() if base.__module__[:4] == "sim.")
    shipped = {base.family for base in bases}
    assert set(kinds.FAMILIES) == shipped
    for family in kinds.FAMILIES:
        for kind in registry.kinds(family):
            assert len(listed[kind]) > 3, kind


def test_a_kind_in_full_has_unit_bounds_default_meaning_and_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = lines(capsys, "no_fly")
    assert text[0] == "no_fly (actor): A no-fly rule over the zones, and how often it is broken."
    assert described(text, "breach_probability") == "probability, 0 to 1; required"
    assert described(text, "sides") == "list of side_a | side_b (at least 1); required"
    assert described(text, "until_day").endswith(", or null; null if not given")
    assert text[text.index(next(n for n in text if "enabled" in n)) + 1].split()[0] == "Switched"
    assert text[-1].startswith("  set in configs/world/shared/side_processes.yaml:")
    assert text[-1].endswith(" as world.actors.no_fly")


def test_keys_below_a_key_stand_further_in(capsys: pytest.CaptureFixture[str]) -> None:
    text = lines(capsys, "repair")
    assert described(text, "works").startswith("by name: the keys below (at least 1)")
    indent = {line.split()[0]: len(line) - len(line.lstrip()) for line in text if line.strip()}
    assert indent["repair_days"] > indent["works"]
    assert described(text, "service") == "water | power; required"
    assert "working days, 1 to 3,660, whole" in described(text, "repair_days")


def test_a_rule_is_set_by_its_preset(capsys: pytest.CaptureFixture[str]) -> None:
    text = lines(capsys, "graduated", "no_fly")
    assert text[0].startswith("graduated (response rule): ")
    assert "  set in configs/response/graduated.yaml:1 as response" in text
    assert any(line.startswith("no_fly (actor): ") for line in text)


def test_blocks_say_what_is_written_below_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert described(lines(capsys, "grid"), "over") == "each setting: [values]; required"
    rows = "a list of {setting: value, ...}; required"
    assert described(lines(capsys, "list"), "rows") == rows
    text = lines(capsys, "sobol")
    assert described(text, "points") == "a power of 2, 1 to 100,000, whole; required"
    assert described(text, "over").startswith("each setting: the keys below (at least 1)")
    for end in ("from", "to"):
        assert described(text, end) == "number; required, unless 'choose' is given"


def test_all_tells_of_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    text = lines(capsys, "all")
    for family in kinds.FAMILIES:
        for kind, plugin in registry.of(family).items():
            start = next(n for n, line in enumerate(text) if line.startswith(f"{kind} ("))
            first_words = {line.split()[0] for line in text[start:] if line.strip()}
            typed = plugin.model_json_schema()["properties"]  # what the program fills in isn't
            assert typed.keys() - {"kind"} <= first_words, kind


def test_a_kind_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kinds", "nofly", "no_fly"], PROJECT) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert "command line: no kind called 'nofly' - did you mean 'no_fly'? (there are:" in errors[0]


class Feast(registry.Plugin, family="feast"):
    """A family of the test's own, so that nothing else meets its kinds."""

    people: config.People = 3
    """Who comes."""


class Picnic(Feast):
    """Outdoors."""

    kind: Literal["picnic"]
    people: config.People
    rain: dict[str, config.Probability] = Field(default_factory=dict)
    hour: config.HourOfDay | None = None


def test_a_new_kind_shows_up_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kinds, "FAMILIES", {"feast": "Feasts"})
    assert "picnic" in "\n".join(lines(capsys))
    text = lines(capsys, "picnic")
    assert text[0].startswith("picnic (feast): The command 'kinds'")
    assert text[1] == "  Outdoors."
    assert text[2:] == [  # declared anew, 'people' no longer means what the family says
        f"    {'people':<24}  people, 0 to 50,000,000, whole; required",
        f"    {'rain':<24}  by name: probability, 0 to 1; may be left out",
        f"    {'hour':<24}  hour of the day, 0 to 24, or null; null if not given",
    ]


def test_help_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"], PROJECT) == 0
    assert "  kinds NAME " in capsys.readouterr().out
