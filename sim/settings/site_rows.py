"""The rows of a planner's file of sites: posts, checkpoints, candidates and places."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from pathlib import Path
from sys import float_info
from typing import Any

from pydantic import ValidationError

from sim.config import MissionCheckpoint, Place, Post, Settings
from sim.kernel.names import did_you_mean, there_are
from sim.settings.files import SettingsProblem
from sim.settings.spreadsheets import number_in, spreadsheet, text_of
from sim.settings.wording import VALUE, faults

CANDIDATE, PLACE = "candidate", "place"
FAMILIES = {"post": "posts", CANDIDATE: "posts", "checkpoint": "checkpoints", PLACE: "places"}
"""Kind of a row -> among what it stands in the settings: a candidate is a post behind all others.
"""
MODELS: dict[str, type[Settings]] = {
    "posts": Post,
    "checkpoints": MissionCheckpoint,
    "places": Place,
}
NEEDED = ("kind", "name", "lat", "lon")
COLUMNS = tuple(
    dict.fromkeys(chain(NEEDED, ["zone"], *(model.model_fields for model in MODELS.values())))
)
PASSED_OVER = frozenset({"remark", "fid", "id", "objectid"})
"""Columns for a planner's remarks, and what map programs number with."""
SWITCHES = {"elsewhere"}
TRUTH = {"true": True, "yes": True, "false": False, "no": False}
WHOLE = {"priority"}
WORDS = {"kind", "name", "label", "zone", "guarantor", "near", "held_by", "key"}
NUMBERS = frozenset(COLUMNS) - WORDS - SWITCHES
TOLD = 20
"""So many wrong rows are told one by one."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A row: one site or place."""

    where: str
    """File and line, as messages say it."""
    kind: str
    name: str
    cells: dict[str, Any]
    """Values by column, but for kind and name; what is left empty isn't there."""

    @property
    def family(self) -> str:
        """``posts``, ``checkpoints`` or ``places``."""
        return FAMILIES[self.kind]

    @property
    def unusable(self) -> str | None:
        """What is wrong with the first value that no site or place of this kind may have."""
        model = MODELS[self.family]
        own = {column: self.cells[column] for column in model.model_fields & self.cells.keys()}
        try:
            model.model_validate(own)
        except ValidationError as error:
            for fault in faults(error, model, own):
                if fault.what == VALUE:
                    column = str(fault.key[0])
                    return f"{column} = {own[column]}: {fault.message}"
        return None


class _Wrong(ValueError):
    """What is wrong with a row, without where it stands."""


Told = Iterator[tuple[str, dict[str, Any]]]
"""Where each row stands, and its cells by column."""


def read_sites(path: Path, shown: str) -> list[SiteRow]:
    """The rows of a file; ``shown``: its path in messages. SettingsProblem tells of every row that
    can't be used."""
    text = text_of(path, shown)
    is_map = path.suffix.lower() in (".geojson", ".json")
    rows: dict[tuple[str, str], SiteRow] = {}
    problems: list[str] = []
    for where, cells in _of_geojson(text, shown) if is_map else _of_csv(text, shown):
        try:
            row = _row(where, cells)
            first = rows.setdefault((row.family, row.name), row)
            if first is not row:
                raise _Wrong(f"name = {row.name}: is given twice (first at {first.where})")
        except _Wrong as wrong:
            problems.append(f"{where}: {wrong}")
    if not rows and not problems:
        problems = [f"{shown}:1: holds no post, checkpoint, candidate or place"]
    if problems:
        raise wrong_rows(problems, shown)
    return list(rows.values())


def wrong_rows(problems: list[str], shown: str) -> SettingsProblem:
    """Says what is wrong with the first rows, a line each, and how many more there are."""
    more = len(problems) - TOLD
    if more <= 0:
        return SettingsProblem(problems)
    rest = f"{shown}: {more} more rows are wrong: put these right first"
    return SettingsProblem([*problems[:TOLD], rest])


# --- the two kinds of files -----------------------------------------------------------------------
def _of_csv(text: str, shown: str) -> Told:
    table = spreadsheet(text, shown, NUMBERS)
    if not {*table.columns} & {*COLUMNS}:
        named = ", ".join(COLUMNS)
        raise SettingsProblem([f"{shown}:1: must name the columns: {', '.join(NEEDED)} of {named}"])
    problems = [f"{shown}:1: {_unknown('column', one)}" for one in table.columns if _strange(one)]
    problems += [f"{shown}:1: column '{c}' is missing" for c in NEEDED if c not in table.columns]
    if problems:
        raise SettingsProblem(problems)
    for line in table.lines:
        values: dict[str, Any] = dict(line.cells)
        for column in NUMBERS & values.keys():
            number = number_in(values[column], decimal_comma=table.decimal_comma)
            if number is not None and isfinite(number):
                values[column] = number
        yield f"{shown}:{line.number}", values


def _of_geojson(text: str, shown: str) -> Told:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsProblem([f"{shown}:{error.lineno}: not valid JSON ({error.msg})"]) from None
    except RecursionError:
        raise SettingsProblem([f"{shown}:1: not valid JSON (nested too deep)"]) from None
    except ValueError:  # of thousands of digits
        raise SettingsProblem([f"{shown}: holds a whole number that is too long"]) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise SettingsProblem([f"{shown}:1: must be GeoJSON, a FeatureCollection of points"])
    for number, feature in enumerate(features, start=1):
        yield f"{shown}: feature {number}", _cells_of(feature)


def _cells_of(feature: Any) -> dict[str, Any]:
    """Properties of a point and where it lies; its geometry as it is when it is no point."""
    own = feature if isinstance(feature, dict) else {}
    geometry, properties = own.get("geometry"), own.get("properties")
    cells: dict[str, Any] = {}
    for name, value in (properties if isinstance(properties, dict) else {}).items():
        told = value.strip() if isinstance(value, str) else value
        if told not in (None, ""):
            cells[str(name).strip().lower()] = told
    point = geometry if isinstance(geometry, dict) else {}
    lies = point.get("coordinates")
    if point.get("type") == "Point" and isinstance(lies, list) and len(lies) >= 2:
        return cells | {"lon": lies[0], "lat": lies[1]}
    what = f"a {point['type']}" if isinstance(point.get("type"), str) else "not there"
    if point.get("type") == "Point":
        what = "a Point without longitude and latitude"
    return cells | {"geometry": what}


# --- one row --------------------------------------------------------------------------------------
def _row(where: str, cells: dict[str, Any]) -> SiteRow:
    """Raises _Wrong."""
    if "geometry" in cells:
        raise _Wrong(f"its geometry is {cells['geometry']}: it must be a Point")
    for column in cells:
        if _strange(column):
            raise _Wrong(_unknown("property", column))
    for column in ("kind", "name"):
        if column not in cells:
            hint = f" (such as {key_of(str(cells['label']))})" if _is_named(column, cells) else ""
            raise _Wrong(f"'{column}' is missing{hint}")
    kind, name = str(cells["kind"]).lower(), str(cells["name"])
    if kind not in FAMILIES:
        message = f"must be {', '.join([*FAMILIES][:-1])} or {[*FAMILIES][-1]}"
        raise _Wrong(f"kind = {cells['kind']}: {message}{did_you_mean(kind, [*FAMILIES])}")
    if name != key_of(name):
        raise _Wrong(
            f"name = {name}: must be small Latin letters, digits and _, such as"
            f" {key_of(name) or 'op_north'} (the name in full goes into 'label')"
        )
    known = {"zone", *MODELS[FAMILIES[kind]].model_fields}
    values = {}
    for column, value in cells.items():
        if column in ("kind", "name") or column in PASSED_OVER:
            continue
        if column not in known:
            raise _Wrong(f"{column} = {value}: a {kind} has none: leave it empty")
        if column == "priority" and kind == CANDIDATE:
            message = "a candidate stands behind all posts: leave it empty, or make it a post"
            raise _Wrong(f"{column} = {value}: {message}")
        values[column] = _value(column, value)
    return SiteRow(where, kind, name, values)


def _value(column: str, value: Any) -> Any:
    """A cell's value as settings have it; one that can't be read stays, for ``unusable``."""
    if column in WORDS and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, int | float) and not abs(value) <= float_info.max:
        raise _Wrong(f"{column} = {str(value)[:20]}: must be a finite number")
    if column in WHOLE and isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and column in SWITCHES:
        return TRUTH.get(value.lower(), value)
    if isinstance(value, str) and column in NUMBERS:
        if (right := number_in(value, decimal_comma=True)) is not None:
            if not isfinite(right):
                raise _Wrong(f"{column} = {value}: must be a finite number")
            if "," not in value:  # in GeoJSON
                raise _Wrong(f'{column} = "{value}": must be a number, without quotes')
            message = "a comma stands between cells here: write a decimal point"
            raise _Wrong(f"{column} = {value}: {message}: {right:g}")
        if (right := _in_degrees(value)) is not None and column in ("lat", "lon"):
            raise _Wrong(f"{column} = {value}: must be decimal degrees: {right:.6g}")
    return value


def _in_degrees(text: str) -> float | None:
    """Decimal degrees of ``33°35'12"N`` and the like; None where a text is nothing of the kind."""
    figures = [float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", text)]
    if not re.search(r"[°º'′\"″NSEWnsew]", text) or not 1 <= len(figures) <= 3:
        return None
    degrees = sum(figure / 60.0**place for place, figure in enumerate(figures))
    return -degrees if re.search(r"[SWsw]", text) or text.startswith("-") else degrees


def key_of(name: str) -> str:
    """A name as settings have it: ``OP North`` is ``op_north``; empty without a Latin letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).lstrip("_0123456789").rstrip("_")


def _is_named(column: str, cells: dict[str, Any]) -> bool:
    return column == "name" and bool(key_of(str(cells.get("label", ""))))


def _strange(column: str) -> bool:
    return column not in COLUMNS and column not in PASSED_OVER


def _unknown(what: str, name: str) -> str:
    return f"unknown {what} '{name}'{did_you_mean(name, COLUMNS)} {there_are(COLUMNS)}"
