"""A thing that isn't known: the settings that stand for it, and the range worth trying."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sim.experiment.value_in_range import value_of_share

Value = bool | int | float | str
BELOW_ONE = 1.0 - 2.0**-40
"""The last share of a way: at 1 itself a whole number or a choice would lie beyond its range."""
SHARE_OF_THE_WAY = (
    "share of the way from the lowest (0) to the highest (1) worth trying; as it stands at 0.5"
)


class LeftOut(BaseModel):
    """A pattern of evidence that isn't varied, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    parameter: str
    words: str
    status: str
    why: str
    values: int
    """So many settings stand under it."""


class Assumption(BaseModel):
    """A pattern of evidence: all settings under it move together.

    Settings that stand at the same value keep to one value anywhere in the range. Those that differ
    each go the same share of their own way: from the lowest value worth trying over the one that
    stands (at a half) to the highest.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    parameter: str
    words: str
    unit: str
    status: str
    low: float | None = None
    high: float | None = None
    choices: list[Value] = []
    whole: bool = False
    standing: dict[str, Any] = Field(min_length=1)
    """Dotted key -> the value that stands."""

    @property
    def differs(self) -> bool:
        """Whether the settings under it stand at several values."""
        return len(set(self.standing.values())) > 1

    @property
    def shown_unit(self) -> str:
        """The unit of what ``shown`` gives."""
        return SHARE_OF_THE_WAY if self.differs and not self.choices else self.unit

    def at(self, share: float) -> dict[str, Value]:
        """The settings at a share in [0, 1] of the way."""
        if not self.differs or self.choices:
            return dict.fromkeys(self.standing, self._alike(share))
        return {key: self._own(share, value) for key, value in self.standing.items()}

    def shown(self, share: float) -> Value:
        """One value for a table: that of all its settings, or the share of the way."""
        if self.differs and not self.choices:
            return round(share, 4)
        return self._alike(share)

    @property
    def shown_standing(self) -> Value:
        """What stands, as ``shown`` gives it."""
        if self.differs:
            return "several" if self.choices else 0.5
        value: Value = next(iter(self.standing.values()))
        return value

    def _alike(self, share: float) -> Value:
        share = min(share, BELOW_ONE)
        if self.choices:
            return self.choices[int(share * len(self.choices))]
        assert self.low is not None
        assert self.high is not None
        return value_of_share(share, self.low, self.high, whole=self.whole)

    def _own(self, share: float, standing: float) -> float:
        assert self.low is not None
        assert self.high is not None
        if share < 0.5:
            value = self.low + 2.0 * share * (standing - self.low)
        else:
            value = standing + 2.0 * (share - 0.5) * (self.high - standing)
        return round(value) if self.whole else float(f"{value:.6g}")
