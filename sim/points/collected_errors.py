"""Errors of many points, gathered so that a planner sees them at once."""

from __future__ import annotations

from typing import Any

from sim.settings.files import SettingsProblem


class Collector:
    """Goes on after a SettingsProblem in its block, and keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __enter__(self) -> Collector:
        return self

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> bool:
        if isinstance(error, SettingsProblem):
            self.lines += error.lines
            return True
        return False

    def stop_if_any(self) -> None:
        """Raise what was gathered."""
        if self.lines:
            raise SettingsProblem(self.lines)
