"""A composition with other presets chosen, put in place without composing anew where possible.

That is the same when one preset, and nothing else, writes what stands under a factor's name.
"""

from __future__ import annotations

from dataclasses import replace

from sim.scenario import Composer
from sim.settings.composition import Composition, Layers, Override


class PresetLevels:
    """A composition at other levels of some factors; ``free``: factor -> levels."""

    def __init__(self, composer: Composer, base: Composition, free: dict[str, list[str]]) -> None:
        self._composer = composer
        self._base = base
        self._files = composer.files.files
        self._in_place = all(self._is_plain(name, values) for name, values in free.items())

    def at(self, point: dict[str, str]) -> Composition:
        """The composition with these levels of the free factors; SettingsProblem if it fails."""
        chosen = [Override(name, value, is_group=True) for name, value in point.items()]
        kept = [o for o in self._base.overrides if not (o.is_group and o.key in point)]
        overrides = (*kept, *chosen)
        if not self._in_place:
            return self._composer.compose(overrides)
        own = {name: self._files[f"{name}/{value}"].content for name, value in point.items()}
        made = self._composer.composed({**self._base.values, **own}, overrides)
        return replace(made, find_layers=lambda: self._layers(point))

    def _layers(self, point: dict[str, str]) -> Layers:
        chosen = {name: self._files[f"{name}/{value}"] for name, value in point.items()}
        return [
            (chosen.get(file.config_path.partition("/")[0], file), package)
            for file, package in self._base.find_layers()
        ]

    def _is_plain(self, factor: str, values: list[str]) -> bool:
        layers = self._base.find_layers()
        writers = [
            file
            for file, package in layers
            if package[:1] == (factor,) or (not package and factor in file.content)
        ]
        if len(writers) != 1 or writers[0].content != self._base.values.get(factor):
            return False
        levels = [self._files[f"{factor}/{value}"] for value in values]
        if any("defaults" in file.content or file.package for file in [*levels, *writers]):
            return False
        refer = [file.interpolates for file in [*levels, *(file for file, _ in layers)]]
        return not any(refer) and not any("${" in o.value for o in self._base.overrides)
