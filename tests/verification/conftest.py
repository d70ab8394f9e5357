"""What the tests of this folder share: logs for the laws, and the table of theory and what was got.

``python -m pytest tests/verification --write-verification`` writes ``docs/verification.md``.
"""

from __future__ import annotations

from math import isnan

import pytest

from verification import page
from verification.cases import CASES
from verification.made_logs import CASES as LOGS
from verification.made_logs import Made, made_of
from verification.measured import Measured, Verify


@pytest.fixture(scope="session", params=LOGS, ids=lambda case: "-".join(map(str, case)))
def made(request: pytest.FixtureRequest) -> Made:
    """The log of a case."""
    return made_of(*request.param)


@pytest.fixture
def verified(request: pytest.FixtureRequest) -> Verify:
    """Hold what a test got for a quantity of ``cases.CASES`` against theory, and write it down."""

    def hold(name: str, measured: Measured) -> None:
        case = CASES[name]
        # other workers are told of plain numbers only
        got, error, low, high = map(float, measured[:4])
        test = f"{request.node.path.stem}: {request.node.originalname}"
        row = page.Row(name, got, low, high, int(measured.runs), test)
        request.node.user_properties.append((page.PROPERTY, tuple(row)))
        assert measured.runs >= case.replications, f"{name}: fewer runs than stated"
        # else the tolerance would be so tight that the test fails by chance
        assert isnan(error) or 3.29 * error <= 1.6 * case.tolerance, f"{name}: too few runs"
        off = case.expected - got if case.at_least else abs(case.expected - got)
        assert off <= case.tolerance, f"{name}: got {got:g}, expected {case.expected:g}"

    return hold


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that writes the page."""
    parser.addoption(
        page.OPTION, action="store_true", help="write docs/verification.md from what the tests got"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Gather what the tests got, in the process that hears of all of them (xdist or not)."""
    if config.getoption(page.OPTION, False) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(page.Writer(), "verification page")
