"""In force: from the first hour of one day until that of another, as planners' files say it."""

from __future__ import annotations

from math import inf

from pydantic import ValidationInfo, field_validator

from sim import config


class InForce(config.Settings):
    """Something that begins and ends on days of the calendar."""

    from_day: config.Day = 0.0
    until_day: config.Day | None = None
    """null: until the end."""

    @field_validator("until_day")
    @classmethod
    def _is_later(cls, until_day: float | None, earlier: ValidationInfo) -> float | None:
        from_day = earlier.data.get("from_day")
        if until_day is not None and from_day is not None and until_day <= from_day:
            raise ValueError(f"must be after from_day ({from_day:g})")
        return until_day

    @property
    def from_h(self) -> float:
        """Hour of the run at which it begins."""
        return 24.0 * self.from_day

    @property
    def until_h(self) -> float:
        """Hour of the run at which it ends, infinite if never."""
        return inf if self.until_day is None else 24.0 * self.until_day
