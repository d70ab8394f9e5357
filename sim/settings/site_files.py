"""What a planner's file of sites says, put among a scenario's settings as if YAML said it.

A row adds an entry, or changes one of that name; what it leaves empty stays, or is filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.kernel.distance import distance_km
from sim.kernel.names import unknown
from sim.settings.composition import COMMAND_LINE, Composition, dotted
from sim.settings.files import Key, SettingsProblem
from sim.settings.site_rows import CANDIDATE, MODELS, SiteRow, read_sites, wrong_rows
from sim.settings.wording import value_at

FILE, ONLY, GIVEN = "sites_file", "only_sites_of_file", "from_sites_file"
IN_THE_ZONE_KM = 100.0
"""A site farther from every place of its zone, and nearer with its degrees exchanged, has them the
wrong way round."""
TYPED = ("mission.posts.", "mission.checkpoints.", "world.zones.")
"""How keys begin that a file of sites may hold too."""

Entries = dict[str, dict[str, Any]]


def with_sites(composition: Composition, project: Path) -> Composition:
    """The composition with what its file of sites says. SettingsProblem tells of every row that
    can't be used.

    A path typed on the command line begins where it is typed, one in a file at the project.
    """
    values = composition.values
    file = values.get(FILE)
    if values.get(GIVEN):
        message = f"is filled in when '{FILE}' is read: leave it out"
        raise SettingsProblem([composition.value_line((GIVEN,), message)])
    if values.get(ONLY) is True and file is None:
        message = f"there is no '{FILE}' to take them from"
        raise SettingsProblem([composition.value_line((ONLY,), message)])
    if not isinstance(file, str):
        return composition
    typed = composition.where((FILE,)) == COMMAND_LINE
    path = Path(file) if typed else project / file
    if not file or not path.exists():
        begins = "from where it is typed" if typed else "from the project's folder"
        message = f"there is no such file (seen {begins})"
        raise SettingsProblem([composition.value_line((FILE,), message)])
    return _Placing(composition, read_sites(path, file), file).placed()


class _Placing:
    """Rows on their way into settings."""

    def __init__(self, composition: Composition, rows: list[SiteRow], file: str) -> None:
        self._composition = composition
        self._rows = rows
        self._file = file
        self._values: dict[str, Any] = deepcopy(composition.values)
        self._where: dict[Key, str] = {}
        self._given: list[str] = []

    def placed(self) -> Composition:
        """The composition with all rows in place."""
        problems = [*self._problems()]
        if problems:
            raise wrong_rows(problems, self._file)
        opened = {zone: self._first_day(zone) for zone in self._zones()}
        guarantors = {zone: self._guarantor(zone) for zone in self._zones()}
        if self._values.get(ONLY) is True:
            for family in {row.family for row in self._rows} - {"places"}:
                self._values["mission"][family] = {}
        rows = sorted(self._rows, key=lambda row: row.family != "places")  # what sites are near
        entries = [(row, self._entry(row)) for row in rows]
        for row, entry in entries:
            entry.setdefault("label", row.name)
            if row.family != "places":
                self._fill_in(row, entry, opened, guarantors)
        self._rank(entries)
        self._take_what_was_typed()
        self._values[GIVEN] = self._given
        return replace(self._composition, values=self._values, from_file=self._where)

    # --- rows that can't be placed ----------------------------------------------------------------
    def _problems(self) -> Iterator[str]:
        zones = self._zones()
        for row in self._rows:
            zone = self._zone_of(row)
            if zone is None:
                yield f"{row.where}: 'zone' is missing (there are: {', '.join(sorted(zones))})"
            elif zone not in zones:
                yield f"{row.where}: zone = {zone}: {unknown('zone', zone, zones)}"
            elif row.name in self._names_beside(row.family):
                yield f"{row.where}: name = {row.name}: another post or checkpoint has this name"
            elif rival := self._has_its_priority(row, zone):
                message = f"'{rival}' of the mission has this priority; {ONLY}=true leaves it out"
                yield f"{row.where}: priority = {row.cells['priority']}: {message}"
            elif self._exchanged(row, zone):
                lat, lon = row.cells["lat"], row.cells["lon"]
                message = f"the other way round it lies in zone '{zone}': lat and lon exchanged?"
                yield f"{row.where}: lat = {lat:g}, lon = {lon:g}: {message}"
            elif missing := self._lies_nowhere(row, zone):
                yield f"{row.where}: '{missing}' is missing"
            elif row.unusable:
                yield f"{row.where}: {row.unusable}"

    def _names_beside(self, family: str) -> set[str]:
        """Names that no row of a family may have."""
        if family == "places":
            return set()
        other = "checkpoints" if family == "posts" else "posts"
        listed = any(row.family == other for row in self._rows)
        left_out = self._values.get(ONLY) is True and listed
        mission = {} if left_out else value_at(self._values, ("mission", other))
        rows = {row.name for row in self._rows if row.family == other}
        party = value_at(self._values, ("world", "party_checkpoints"))
        return rows | {*(mission or ())} | {*(party or ())}

    def _has_its_priority(self, row: SiteRow, zone: str) -> str | None:
        """The site of the mission, and not of the file, that a row's priority belongs to."""
        if "priority" not in row.cells or self._values.get(ONLY) is True:
            return None
        own = {other.name for other in self._rows}
        for name, site in self._entries(row.family, zone).items():
            rank = (site.get("zone"), site.get("priority")) if isinstance(site, dict) else ()
            if name not in own and rank == (zone, row.cells.get("priority")):
                return name
        return None

    def _lies_nowhere(self, row: SiteRow, zone: str) -> str | None:
        """What a row leaves empty of where it lies, unless it changes an entry."""
        left_out = self._values.get(ONLY) is True and row.family != "places"
        if not left_out and row.name in self._entries(row.family, zone):
            return None
        return next((column for column in ("lat", "lon") if column not in row.cells), None)

    def _exchanged(self, row: SiteRow, zone: str) -> bool:
        lat, lon = row.cells.get("lat"), row.cells.get("lon")
        if not isinstance(lat, int | float) or not isinstance(lon, int | float):
            return False
        there, other_way = self._nearest(zone, lat, lon), self._nearest(zone, lon, lat)
        far = there is not None and there[0] > IN_THE_ZONE_KM
        return far and other_way is not None and other_way[0] <= IN_THE_ZONE_KM

    # --- what there is ----------------------------------------------------------------------------
    def _zones(self) -> dict[str, Any]:
        zones = value_at(self._values, ("world", "zones"))
        return zones if isinstance(zones, dict) else {}

    def _zone_of(self, row: SiteRow) -> str | None:
        """The zone named; else that of the entry it changes, or the only one."""
        zones, before = self._zones(), None
        if row.family == "places":
            before = next((z for z in zones if row.name in self._entries("places", z)), None)
        else:
            before = value_at(self._values, ("mission", row.family, row.name, "zone"))
        only = next(iter(zones)) if len(zones) == 1 else None
        zone: str | None = row.cells.get("zone", before or only)
        return zone

    def _entries(self, family: str, zone: str) -> Entries:
        """The entries among which a row stands."""
        way = ("world", "zones", zone) if family == "places" else ("mission",)
        found = value_at(self._values, (*way, family))
        if isinstance(found, dict):
            return found
        holder = value_at(self._values, way)
        made: Entries = {}
        if isinstance(holder, dict):
            holder[family] = made
        return made

    def _nearest(self, zone: str, lat: float, lon: float) -> tuple[float, str] | None:
        """Distance in km and name of the nearest place of a zone; None where none is known."""
        found = []
        for name, place in self._entries("places", zone).items():
            there = (place.get("lat"), place.get("lon")) if isinstance(place, dict) else ()
            if there and all(isinstance(one, int | float) for one in there):
                found.append((distance_km(lat, lon, *there), name))
        return min(found, default=None)

    def _sites(self, zone: str) -> Iterator[Mapping[str, Any]]:
        for family in MODELS.keys() - {"places"}:
            for site in self._entries(family, zone).values():
                if isinstance(site, dict) and site.get("zone") == zone:
                    yield site

    def _first_day(self, zone: str) -> float | None:
        """The first day on which a site of the zone opens; without one, that of the staff."""
        days = [site.get("opens_day") for site in self._sites(zone)]
        known = [day for day in days if isinstance(day, int | float)]
        staff: float | None = value_at(self._values, ("mission", "staff_from_day"))
        return min(known, default=staff)

    def _guarantor(self, zone: str) -> str | None:
        """The one that all other sites of the zone have, or the world's only one."""
        theirs = {site.get("guarantor") for site in self._sites(zone)}
        there_are = {*(value_at(self._values, ("world", "guarantors")) or ())}
        one_of = theirs or there_are
        return next(iter(one_of)) if len(one_of) == 1 else None

    # --- rows in place ----------------------------------------------------------------------------
    def _entry(self, row: SiteRow) -> dict[str, Any]:
        zone = self._zone_of(row)
        assert zone is not None
        way: Key = ("world", "zones", zone) if row.family == "places" else ("mission",)
        entries = self._entries(row.family, zone)
        key = (*way, row.family, row.name)
        before = entries.get(row.name)
        cells = dict(row.cells) if row.family != "places" else _without_zone(row.cells)
        if isinstance(before, dict):
            self._given += [dotted((*key, column)) for column in cells]
        else:
            self._given.append(dotted(key))
        self._where[key] = row.where
        entry = {**(before if isinstance(before, dict) else {}), **cells}
        if row.family != "places":
            entry["zone"] = zone
        entries[row.name] = entry
        return entry

    def _fill_in(
        self,
        row: SiteRow,
        entry: dict[str, Any],
        opened: Mapping[str, float | None],
        guarantors: Mapping[str, str | None],
    ) -> None:
        zone, lat, lon = entry["zone"], entry.get("lat"), entry.get("lon")
        found = None
        if isinstance(lat, int | float) and isinstance(lon, int | float):
            found = self._nearest(zone, lat, lon)
        wanted = {"opens_day": opened[zone], "guarantor": guarantors[zone]}
        wanted["near"] = found[1] if found else None
        for column, value in wanted.items():
            if value is not None:
                entry.setdefault(column, value)
        if row.kind == CANDIDATE:
            entry.pop("priority", None)

    def _rank(self, entries: list[tuple[SiteRow, dict[str, Any]]]) -> None:
        """Sites without a priority stand behind those with one, candidates behind all others."""
        for row, entry in sorted(entries, key=lambda one: one[0].kind == CANDIDATE):
            if row.family == "places" or "priority" in entry:
                continue
            others = self._entries(row.family, entry["zone"]).values()
            ranks = [o.get("priority") for o in others if o.get("zone") == entry["zone"]]
            entry["priority"] = 1 + max([r for r in ranks if isinstance(r, int)], default=0)

    def _take_what_was_typed(self) -> None:
        """The command line has the last word."""
        for override in self._composition.overrides:
            if override.key.startswith(TYPED) and not override.is_group:
                key = tuple(override.key.split("."))
                value = value_at(self._composition.values, key)
                holder = value_at(self._values, key[:-1])
                if value is not None and isinstance(holder, dict):
                    holder[key[-1]] = deepcopy(value)


def _without_zone(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in cells.items() if column != "zone"}
