"""Settings that vary at random over ranges: what sampled blocks have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from sim.experiment.designs.blocks.base import MOST_POINTS, Block, Draw, Place, Row, Value
from sim.experiment.designs.blocks.grid import each_once
from sim.experiment.value_in_range import value_of_share

Unit = npt.NDArray[np.float64]
"""Numbers in [0, 1): a row a point, a column a setting."""
_UNLESS_CHOSEN = WithJsonSchema({"type": "number", "unless": "choose"})


class Spread(BaseModel):
    """What a setting may be: a number in a range, or one of several values."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, serialize_by_alias=True
    )
    low: Annotated[float | None, Field(alias="from"), _UNLESS_CHOSEN] = None
    to: Annotated[float | None, _UNLESS_CHOSEN] = None
    scale: Literal["linear", "log"] = "linear"
    choose: Annotated[list[Value], AfterValidator(each_once)] = []

    @model_validator(mode="after")
    def _is_whole(self) -> Spread:
        if bool(self.choose) == (self.low is not None or self.to is not None):
            raise ValueError("needs 'from' and 'to', or 'choose' with values")
        if self.choose:
            return self
        if self.low is None or self.to is None:
            raise ValueError("needs both 'from' and 'to'")
        if self.to <= self.low:
            raise ValueError(f"'to' must be above 'from' ({self.low:g})")
        if self.scale == "log" and self.low <= 0.0:
            raise ValueError("with 'scale: log', 'from' must be above 0")
        return self

    def ends(self) -> list[tuple[str, float]]:
        """What stands at 'from' and 'to', 3 rather than 3.0; nothing for values to choose from."""
        ends = [] if self.choose else [("from", self.low), ("to", self.to)]
        return [(end, int(v) if v.is_integer() else v) for end, v in ends if v is not None]

    def at(self, u: float, *, whole: bool) -> Any:
        """The value at a share ``u`` in [0, 1) of the way."""
        if self.choose:
            return self.choose[int(u * len(self.choose))]
        assert self.low is not None
        assert self.to is not None
        is_log = self.scale == "log"
        return value_of_share(u, self.low, self.to, whole=whole, is_log=is_log)


class Sampled(Block):
    """Base of the blocks that are drawn: ``points`` rows over the ranges of ``over``."""

    numbered: ClassVar[bool] = True
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)]
    over: dict[str, Spread] = Field(min_length=1, json_schema_extra={"unit": "each setting"})
    """{from, to}, with 'scale: log' if small values matter as much, or {choose: [...]}."""

    @abstractmethod
    def unit(self, draw: Draw) -> Unit:
        """The points in the unit cube, one row each."""

    def settings(self) -> list[str]:
        """The settings that vary, in the order of the file."""
        return list(self.over)

    def size(self) -> int:
        """How many points there are."""
        return self.points

    def combinations(self, draw: Draw) -> list[Row]:
        """The points, scaled to the ranges."""
        columns = [
            _column(spread, column, key in draw.whole)
            for (key, spread), column in zip(self.over.items(), self.unit(draw).T, strict=True)
        ]
        return [dict(zip(self.over, row, strict=True)) for row in zip(*columns, strict=True)]

    def values(self) -> Iterator[tuple[str, Any, Place]]:
        """The ends of each range, and the values to choose from."""
        for key, spread in self.over.items():
            for end, value in spread.ends():
                yield key, value, ("over", key, end)
            for number, value in enumerate(spread.choose):
                yield key, value, ("over", key, "choose", number)

    def choices(self, groups: frozenset[str]) -> list[dict[str, str]]:
        """Every combination of the files to choose from: which are drawn is not known yet."""
        chosen = {key: spread.choose for key, spread in self.over.items() if key in groups}
        return [dict(zip(chosen, row, strict=True)) for row in product(*chosen.values())]


def _column(spread: Spread, column: npt.NDArray[np.float64], whole: bool) -> Sequence[Any]:
    return [spread.at(float(u), whole=whole) for u in column]
