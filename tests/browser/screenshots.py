"""`make screenshots`: the pictures of the documentation, of the sample week; REVDOOR_HOME may name a home that has it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.e2e.homes import ROOT, SAMPLE, Home

IMAGES = ROOT / "docs" / "images"
SHOTS = {
    "page-light": ("light", 1100, 760, "alerts"), "page-dark": ("dark", 1100, 760, "churn"), "page-evidence": ("light", 1100, 760, "seats"),
    "page-phone": ("dark", 390, 760, "seats"),
}
"""Name -> scheme, width, height and the section at the top."""


def main() -> None:
    """Replay the week if need be and take the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        home = Home(Path(os.environ.get("REVDOOR_HOME", folder)))
        report = home.path / "report" / "index.html"
        if not report.exists():
            home.run("replay", SAMPLE, timeout=900)
        for name in SHOTS:
            take(browser, report, name)


def take(browser: Browser, report: Path, name: str) -> None:
    """One picture; of the seats with the evidence of a change, as the keyboard shows it."""
    scheme, width, height, section = SHOTS[name]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(report.as_uri())
    _show(page, section)
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


def _show(page: Page, section: str) -> None:
    if section != "alerts":
        page.evaluate("section => document.getElementById(section).scrollIntoView()", section)
    if section == "seats":
        page.locator("a.evidence").nth(1).focus()
        page.wait_for_timeout(200)


if __name__ == "__main__":
    main()
