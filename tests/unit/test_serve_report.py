"""The page: what it shows, and that nothing in it can be made to run or to load anything."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from etl.catalog.loader import load_catalog
from etl.checks.questions import SHOWN, Check, observed, off_volume
from etl.serve.queries import QUERIES
from etl.serve.report import false_share, figure, link, odds, render

NOW = dt.datetime(2023, 11, 22, 23, 59, tzinfo=dt.UTC)
TODAY = NOW.date()
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
NOTHING: dict[str, list[dict[str, Any]]] = {name: [] for name in QUERIES} | {"week": [{"transitions": 0, "companies": 0}]}

TRANSITION = {
    "transition_id": "t", "company_id": "acme", "company": HOSTILE, "role": "ceo", "date": TODAY, "out_person": HOSTILE, "in_person": "Bo",
    "is_reversal": True, "out_sentence": HOSTILE, "out_url": "javascript:alert(1)", "out_lang": "en", "in_sentence": "Bo comes.",
    "in_url": "https://a.example/1", "in_lang": "",
}
FULL: dict[str, list[dict[str, Any]]] = {
    "alerts": [{
        "alert_id": "a", "company": HOSTILE, "level": "page", "reason": HOSTILE, "opened_at": NOW, "closed_at": closed,
        "evidence": [{"date": "2023-11-22", "what": HOSTILE, "quotes": [
            {"sentence": HOSTILE, "url": "javascript:alert(1)", "lang": "en"},
            {"sentence": "s", "url": "https://a.example/2", "lang": "de"},
        ]}],
    } for closed in (None, NOW)],
    "churn": [{
        "company_id": company_id, "company": HOSTILE, "level": level, "reason": HOSTILE, "transitions_7d": 1, "transitions_30d": 2,
        "transitions_90d": 3, "expected": 0.02, "intensity": 100.4, "p_value": p_value, "ceo_occupants_30d": 3, "coverage": 0.75,
        "cusum": cusum, "cusum_since": TODAY if cusum else None, "q_value": q_value,
    } for company_id, level, p_value, cusum, q_value in (("acme", "page", 1e-9, 9.87, 0.034), ("b", None, None, None, None))],
    "history": [{"company_id": "acme", "day": TODAY, "transitions": 2, "level": "page"}],
    "week": [{"transitions": 1234, "companies": 1}],
    "weeks": [
        {"company_id": company_id, "company": HOSTILE, "week": dt.date(2023, 11, 20), "transitions": 2} for company_id in ("acme", "b")
    ],
    "transitions": [TRANSITION],
    "events": [{
        "event_id": "e", "company": HOSTILE, "person": HOSTILE, "direction": "in", "post": HOSTILE, "role": "ceo", "interim": True,
        "manner": "term_ended", "status": "confirmed", "confidence": 0.9, "date": TODAY, "article_count": 2, "source_count": 2,
        "is_reversal": True, "sentence": HOSTILE, "url": "https://a.example/3?a=1&b=\"", "lang": "en",
    }],
    "feeds": [{
        "feed": "f", "title": HOSTILE, "lang": "en", "state": "soft_failing", "reason": HOSTILE, "last_success_at": NOW,
        "last_new_article_at": None, "consecutive_failures": 3, "articles_30d": 7,
    }],
    "polls": [{"day": TODAY, "polled": 4, "readable": 3, "articles": 7}],
    "checks": [{"name": "totals of items", "passed": False, "observed": HOSTILE}],
    "runs": [
        {"stage": "fetch", "clock": NOW, "outcome": "failed", "counts": {}, "error": HOSTILE},
        {"stage": "store", "clock": NOW, "outcome": "ok", "counts": {"items": 3, "new_ones": 2}, "error": None},
        {"stage": "alerts", "clock": NOW, "outcome": "ok", "counts": {"opened": 0, "blocked_by": 2}, "error": None},
    ],
}


class Page(HTMLParser):
    """Elements and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def html() -> str:
    return render(FULL, NOW).html


def test_an_empty_database_makes_a_page(html: str) -> None:
    empty = render(NOTHING, NOW).html
    for words in ("No alert so far", "No company changed a seat", "Nothing changed", "No event yet", "No feed is known", "No check"):
        assert words in empty
        assert words not in html


def test_text_from_articles_stays_text(html: str) -> None:
    page = Page(html)
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_links_lead_to_web_pages_only(html: str) -> None:
    targets = {attributes["href"] for attributes in Page(html).all("a")}
    assert {target for target in targets if not target.startswith("#")} == {
        "https://a.example/1", "https://a.example/2", 'https://a.example/3?a=1&b="'
    }


def test_the_page_loads_nothing_and_runs_only_its_own_script(html: str) -> None:
    page = Page(html)
    assert not any("src" in attributes or tag == "link" for tag, attributes in page.elements)
    assert "url(" not in html
    policy = next(each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy")
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not any("style" in attributes for _, attributes in page.elements)


def test_a_company_shows_its_slow_burst_and_the_share_of_false_alarms(html: str) -> None:
    assert "Slow burst: 9.9 since 22 Nov 2023." in html
    assert "False alarms among companies as improbable: 3%." in html


def test_a_day_that_is_not_judged_has_neither() -> None:
    html = render(FULL | {"churn": [FULL["churn"][1] | {"company_id": "acme"}]}, NOW).html
    assert "Slow burst: –." in html
    assert "False alarms among companies as improbable: not judged." in html


def test_alerts_that_failed_checks_hold_back_are_told(html: str) -> None:
    assert "as 2 checks failed" in html
    assert "held back" not in render(FULL | {"runs": FULL["runs"][:2]}, NOW).html


@pytest.mark.parametrize(("q_value", "words"), [(None, "not judged"), (0.0099, "less than 1%"), (0.01, "1%"), (1.0, "100%")])
def test_a_share_of_false_alarms_in_words(q_value: float | None, words: str) -> None:
    assert false_share(q_value) == words


def test_ids_are_unique_and_what_refers_to_them_finds_them(html: str) -> None:
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    references = {attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes}
    references |= {each["href"][1:] for each in page.all("a") if each["href"].startswith("#")}
    assert references <= set(ids)


def test_drawings_and_tables_have_names(html: str) -> None:
    page = Page(html)
    assert all(each.get("aria-label") for each in page.all("svg"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(each.get("scope") for each in page.all("th"))


def test_the_figures_at_the_top(html: str) -> None:
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    assert pairs == [
        ("open alert", "1"), ("seats changed hands in 7 days", "1,234"), ("companies concerned", "1"), ("feeds readable today", "3 of 4")
    ]


def test_numbers_in_words() -> None:
    assert [figure(number) for number in (None, 0.0123, 3.3, 100.4)] == ["–", "0.012", "3.3", "100"]
    assert [odds(p) for p in (None, 0.5, 0.0123, 1e-9)] == ["not judged", "usual", "1 in 81", "< 1 in 1,000,000"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "//a.example", "file:///etc/passwd"])
def test_other_addresses_are_no_links(url: str) -> None:
    assert link(url) == ""


def test_a_check_names_the_first_offenders() -> None:
    check = Check("name", "All is well", "bad things", "")
    assert observed(check, []) == "All is well."
    assert observed(check, ["a", "b"]) == "2 bad things: a, b."
    assert observed(check, [str(number) for number in range(SHOWN + 2)]) == "5 bad things: 0, 1, 2 and 2 more."


def test_volumes_are_measured_by_the_catalogue() -> None:
    slug, feed = next((slug, feed) for slug, feed in load_catalog().feeds.items() if feed.expected.min_per_day >= 2)
    feeds, least, most = {slug: feed}, feed.expected.min_per_day * 5 / 2, feed.expected.max_per_day * 7
    assert off_volume(feeds, {slug: int(least) + 1}) == []
    assert off_volume(feeds, {slug: int(least) - 1}) == [f"{slug} ({int(least) - 1})"]
    assert off_volume(feeds, {slug: most + 1}) == [f"{slug} ({most + 1})"]
    assert off_volume(feeds, {"local": 0}) == off_volume(feeds, {}) == []


def contrast(one: str, two: str) -> float:
    """WCAG 2 contrast ratio of two colours written as #rrggbb."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [("ink", "ground"), ("ink", "raised"), ("muted", "ground"), ("muted", "raised"), ("accent", "ground"), ("accent", "raised"),
     ("page", "page-ground"), ("watch", "watch-ground"), ("good", "ground"), ("bar-ink", "bar"),
     *((f"heat-ink{shade}", f"heat{shade}") for shade in range(1, 5))],
)
def test_text_can_be_read_in_both_schemes(html: str, scheme: int, ink: str, ground: str) -> None:
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", html.split(":root {")[scheme + 1].split("}")[0]))
    assert contrast(colours[ink], colours[ground]) >= 4.5
