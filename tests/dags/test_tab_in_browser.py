"""A person logs in to Airflow, finds the entry in its navigation and reads the page there."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from etl.context import Context
from tests.browser.chromium import chromium
from tests.dags.conftest import PASSWORD

pytestmark = [
    pytest.mark.dags, pytest.mark.browser, pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore"),  # what Airflow's server warns of is not ours to mend
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, before the server so that nothing is started where there is none."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(browser: Browser, airflow_home: Path) -> Iterator[str]:
    """Airflow's API server with its interface, on loopback."""
    base = os.environ["AIRFLOW__API__BASE_URL"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import uvicorn
        from airflow.api_fastapi.app import create_app

        app = create_app(apps="core")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=urlsplit(base).port or 0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield base
    server.should_exit = True
    thread.join()


def test_the_page_is_an_entry_of_the_interface(browser: Browser, address: str, tables: Context) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator("input[name=username]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.get_by_text("Churn", exact=True).click(timeout=60_000)
    frame = page.frame_locator("iframe[title=Churn]")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Revolving Door", timeout=60_000)
    assert urlsplit(page.url).path.startswith("/plugin/revolving-door")
    frame.locator("a.evidence").first.focus()
    expect(frame.get_by_role("tooltip")).to_contain_text("Ada → Bo")
    with context.expect_page() as opened:
        frame.get_by_role("link", name="Article on").first.click()
    assert opened.value.evaluate("opener") is None
    context.close()


def test_the_address_alone_leads_through_the_login(browser: Browser, address: str, tables: Context) -> None:
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/revolving-door/")
    page.locator("input[name=username]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revolving Door", timeout=60_000)
    assert urlsplit(page.url).path == "/revolving-door/"
    page.close()
