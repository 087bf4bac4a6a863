"""Where the browser is, and what a page of it must not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium on this machine: install it (Debian: apt-get install chromium), then run 'make browser-test'"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, or fails where REVDOOR_NEED_BROWSER is set."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("REVDOOR_NEED_BROWSER"):
        pytest.fail(MISSING)
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


def watched(page: Page) -> list[str]:
    """What a page says on its console, what fails in it and what it asks of a network; empty for a good one."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: said.append(f"request: {request.url}") if request.resource_type != "document" else None)
    return said


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice: rule, and the elements concerned."""
    found = Axe().run(page, options=RULES | options).response["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for each in found for node in each["nodes"]]
