"""A browser for each module: the loop of Playwright would get in the way of the tests of other modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.e2e.homes import Home

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_report(browser: Browser, sample_week: Home) -> Iterator[Open]:
    """Opens the report of the sample week as a file; the options are those of a Playwright context."""
    contexts = []

    def open_(width: int = 1280, height: int = 900, before: Callable[[Page], object] = lambda page: None, **options: object) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        before(page)
        page.goto((sample_week.path / "report" / "index.html").as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
