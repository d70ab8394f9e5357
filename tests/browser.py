"""A real browser for tests: Debian's Chromium, which asks no network for anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

PROJECT = Path(__file__).parent.parent
KEPT = PROJECT / ".artefacts"
"""Pictures of what a test saw, to be looked at."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def needed(*programs: str) -> str:
    """The path of the first of these programs that is installed; the test fails without."""
    found = next((path for path in map(shutil.which, programs) if path), None)
    if not found:
        pytest.fail(
            f"{programs[0]} isn't installed: .ci/browser installs it, "
            "or apt-get install chromium poppler-utils fonts-dejavu-core fonts-liberation",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    return {"executable_path": needed(*CHROMIUM), "args": list(QUIET)}


@pytest.fixture
def opened(page: Page) -> Iterator[Callable[[Path], Page]]:
    """Opens a file; in the end nothing else was asked for, and the console is empty."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"uncaught: {error}"))
    files: list[str] = []

    def open_file(path: Path) -> Page:
        files.append(path.as_uri())
        page.goto(path.as_uri())
        return page

    yield open_file
    assert [url for url in asked if not url.startswith("data:")] == files
    assert said == []
