"""The report of the sample week in a real browser: what it says, what it asks for, how it can be read and worked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import violations, watched
from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.timeout(300)]

SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [1280, 390, 320], ids=["desk", "phone", "small phone"])


def wideness(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def focused(page: Page) -> str:
    """The element that has the focus, in short."""
    return str(page.evaluate("(e => [e.tagName, e.className.baseVal ?? e.className, e.id].join(' '))(document.activeElement)"))


@SCHEMES
def test_it_says_nothing_on_the_console_and_asks_for_nothing(open_report: Open, scheme: str) -> None:
    said: list[str] = []
    page = open_report(before=lambda page: said.append("begun") or said.append(watched(page)), color_scheme=scheme)
    page.locator("a.evidence").first.focus()
    page.get_by_role("searchbox", name="Company, person or words").fill("altman")
    page.wait_for_timeout(100)
    assert said == ["begun", []]


@SCHEMES
@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_no_rule_of_accessibility_is_broken(open_report: Open, scheme: str, width: int) -> None:
    page = open_report(width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert violations(page) == []


@WIDTHS
def test_it_is_no_wider_than_the_window(open_report: Open, width: int) -> None:
    page = open_report(width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert wideness(page) <= 0


def test_text_of_twice_the_size_still_fits_a_phone(open_report: Open) -> None:
    page = open_report(390)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert wideness(page) <= 0


def test_the_schemes_differ(open_report: Open) -> None:
    grounds = {open_report(color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor") for scheme in ("light", "dark")}
    assert len(grounds) == 2


def test_the_sample_week_is_told(open_report: Open) -> None:
    page = open_report()
    expect(page.locator("#alerts article").first.locator("h3")).to_have_text("OpenAI")
    expect(page.locator("#alerts article").first.locator(".tag").first).to_have_text("page")
    expect(page.locator("#churn tbody tr").first).to_contain_text("OpenAI")
    expect(page.locator("#weeks tbody tr").first.locator("td").last).to_have_class("h4")
    expect(page.locator("#seats details").first.locator("text.holder").first).to_have_text("Sam Altman")
    assert page.locator("#feeds tbody tr").count() == 7
    expect(page.locator("#checks .tag.ok").first).to_be_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_report: Open) -> None:
    page = open_report()
    wanted = page.evaluate("""
        [...document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')].filter(e => e.checkVisibility()).length
    """)
    page.keyboard.press("Tab")
    assert focused(page) == "A skip "
    expect(page.locator(".skip")).to_be_in_viewport()
    reached = 0
    for _ in range(3 * wanted):
        if page.evaluate("document.activeElement === document.body"):
            break
        reached += page.evaluate("!document.activeElement.dataset.seen")
        page.evaluate("document.activeElement.dataset.seen = 'yes'")
        # The browser draws the ring of a date's own button inside of the field.
        ring = page.evaluate("""(e => getComputedStyle(e).outlineStyle !== 'none' || e.type === 'date'
            || getComputedStyle(e.querySelector('.reach') ?? e).stroke !== 'none')(document.activeElement)""")
        assert ring, focused(page)
        page.keyboard.press("Tab")
    assert reached == wanted


def test_evidence_shows_on_focus_and_escape_closes_it(open_report: Open) -> None:
    page = open_report()
    mark, tip = page.locator("a.evidence").first, page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    mark.focus()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("2023-11-")
    expect(tip).to_contain_text("“")
    assert tip.inner_text() == mark.get_attribute("aria-label")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Tab")
    expect(tip).to_be_visible()


@WIDTHS
def test_evidence_shows_on_hovering_inside_of_the_window_and_stays_under_the_pointer(open_report: Open, width: int) -> None:
    page = open_report(width)
    mark, tip = page.locator("a.evidence").last if width > 400 else page.locator("a.evidence").first, page.get_by_role("tooltip")
    page.locator("#seats details").last.evaluate("each => { each.open = true }")
    mark.scroll_into_view_if_needed()
    mark.locator(".point").hover()
    expect(tip).to_be_in_viewport(ratio=1)
    tip.hover()
    page.wait_for_timeout(300)
    assert tip.is_visible(), "the pointer is on it"
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()


def test_a_dot_leads_to_its_sentence_and_a_company_to_its_drawing(open_report: Open) -> None:
    page = open_report()
    mark = page.locator("a.evidence").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("li:target")).to_be_in_viewport()
    assert "#" + str(page.locator("li:target").get_attribute("id")) == mark.get_attribute("href")
    link = page.locator("#weeks tbody a").last
    link.click()
    box = page.locator(f"[id='{str(link.get_attribute('href'))[1:]}']")
    expect(box).to_have_attribute("open", "")
    expect(box.locator("summary")).to_be_in_viewport()


def test_filters_work_together_and_can_be_cleared(open_report: Open) -> None:
    page = open_report()
    rows, count = page.locator("#events tbody tr:visible"), page.locator("#filter output")
    everything = rows.count()
    expect(count).to_have_text(f"{everything} of {everything} events")
    page.get_by_role("searchbox", name="Company, person or words").fill("ALTMAN ceo")
    page.get_by_role("combobox", name="Direction").select_option("out")
    fired = rows.count()
    assert 0 < fired < everything
    assert all("Sam Altman" in words and "leaves" in words for words in rows.all_inner_texts())
    page.get_by_role("combobox", name="Status").select_option("denied")
    assert rows.count() < fired
    page.get_by_role("button", name="Clear").click()
    expect(count).to_have_text(f"{everything} of {everything} events")
    page.get_by_label("From", exact=True).fill("2023-11-22")
    page.get_by_label("To", exact=True).fill("2023-11-22")
    assert 0 < rows.count() < everything
    assert all("22 Nov 2023" in words for words in rows.all_inner_texts())
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("combobox", name="Role").select_option("chair")
    assert 0 < rows.count() < everything


def test_without_a_script_all_is_there(open_report: Open) -> None:
    page = open_report(java_script_enabled=False)
    expect(page.locator("#filter")).to_be_hidden()
    assert page.locator("#events tbody tr:visible").count() == page.locator("#events tbody tr").count() > 10
    expect(page.locator("a.evidence title").first).to_contain_text("“")
    expect(page.locator("#tip")).to_be_hidden()


def test_what_is_slipped_in_does_not_run(open_report: Open) -> None:
    page = open_report()
    page.evaluate("""
        const script = document.createElement("script");
        script.textContent = "window.slipped = true";
        document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.slipped = true'><b style='color: red' id=red>x</b>");
    """)
    page.wait_for_timeout(100)
    assert page.evaluate("window.slipped") is None
    assert page.evaluate("getComputedStyle(document.getElementById('red')).color") != "rgb(255, 0, 0)"


def test_links_to_articles_open_anew_and_send_nothing_along(open_report: Open) -> None:
    page = open_report()
    links = page.locator("a[href^='http']")
    assert links.count() > 20
    assert set(links.evaluate_all("all => all.map(each => each.target + ' ' + each.rel)")) == {"_blank noopener noreferrer"}
