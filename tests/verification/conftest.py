"""The logs on which the laws are tested, one after the other."""

from __future__ import annotations

import pytest

from verification.made_logs import CASES, Made, made_of


@pytest.fixture(scope="session", params=CASES, ids=lambda case: "-".join(map(str, case)))
def made(request: pytest.FixtureRequest) -> Made:
    """The log of a case."""
    return made_of(*request.param)
