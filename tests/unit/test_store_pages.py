"""Pages: when they are wanted, what is text in them, and which are no articles."""

from __future__ import annotations

import datetime as dt
import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalog.models import Feed
from etl.store.pages.policy import (
    FIRST_WAIT,
    LONG_WAIT,
    MAX_ASKS,
    WINDOW,
    Ask,
    FullText,
    ask_again_at,
    is_teaser,
    is_wanted,
)
from etl.store.pages.reading import Wish, recorded_page
from etl.store.pages.run import MAX_PER_HOST, share_out
from etl.store.pages.text import PageReading, read_page, shared
from etl.store.pages.walls import objects
from etl.types import Lang

NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
URL = "https://paper.example/a"
TITLE = "Muster AG names Erika Probe chief executive"
PARAGRAPHS = (
    "Muster AG said on Monday that Erika Probe will become chief executive on 1 January, after a search of six months.",
    "Probe, who has run the company's pump division since 2019, follows Max Beispiel, who leaves after eleven years in the post.",
    "The supervisory board named no reason for the change. Shares were little changed in morning trade, analysts had expected it.",
)
TEASER = "Muster AG said on Monday that Erika Probe will become chief executive."
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sport</a></li></ul></nav>"


def page(*paragraphs: str, head: str = "", title: str = TITLE, after: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title} | Paper</title>{head}</head><body>{MENU}"
        f"<header><h1>{title}</h1></header><main><article><h1>{title}</h1>{body}{after}</article></main>"
        "<footer><p>Imprint. All rights reserved.</p></footer><script>alert('script')</script></body></html>"
    ).encode()


def read(body: bytes, title: str = TITLE, teaser: str = TEASER, lang: Lang = "en", url: str = URL) -> PageReading:
    return read_page(body, "text/html; charset=utf-8", url, title, teaser, lang)


def test_the_policies_of_the_catalogue_are_those_of_the_stage() -> None:
    assert get_args(Feed.model_fields["full_text"].annotation) == get_args(FullText)


@pytest.mark.parametrize(
    ("body", "lang", "is_one"),
    [
        ("", "en", True),
        ("x" * 599, "en", True),
        ("x" * 600, "en", False),
        ("x" * 1500 + " …", "en", True),
        ("x" * 1500 + " Read more »", "en", True),
        ("x" * 1500 + " [...]", "de", True),
        ("x" * 1500 + " Weiterlesen", "de", True),
        ("x" * 2400 + " …", "de", False),
        ("文" * 199, "zh", True),
        ("文" * 200, "zh", False),
        ("文" * 500 + "阅读全文", "zh", True),
    ],
)
def test_a_teaser_is_short_or_says_that_it_goes_on(body: str, lang: Lang, is_one: bool) -> None:
    assert is_teaser(body, lang) is is_one


def test_the_policy_of_the_feed_decides() -> None:
    assert not is_wanted("never", "", "en")
    assert is_wanted("always", "x" * 9000, "en")
    assert is_wanted("when_snippet", "short", "en")
    assert not is_wanted("when_snippet", "x" * 9000, "en")


def waits(result: str, status: int | None = None, number: int = 1, age: dt.timedelta = dt.timedelta()) -> dt.timedelta | None:
    """How long after the attempt, made at this age of the article, its page is asked for again."""
    again = ask_again_at(Ask(number, NOW, NOW - age), result, status)
    return again - NOW if again else None


@pytest.mark.parametrize(
    ("result", "status"),
    [("barrier", None), ("too_short", None), ("unrelated", None), ("no_html", None), ("timeout", None), ("http_error", 503)],
)
def test_what_may_pass_is_asked_for_again_with_longer_and_longer_waits(result: str, status: int | None) -> None:
    assert [waits(result, status, number) for number in range(1, MAX_ASKS + 1)] == [
        FIRST_WAIT, 4 * FIRST_WAIT, 16 * FIRST_WAIT, 64 * FIRST_WAIT, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("result", "status"), [("paywall", None), ("consent", None), ("not_html", None), ("http_error", 403), ("http_error", 404)]
)
def test_a_wall_is_asked_for_once_more_after_a_day(result: str, status: int | None) -> None:
    assert waits(result, status) == LONG_WAIT == dt.timedelta(days=1)
    assert waits(result, status, number=2, age=LONG_WAIT) is None
    assert waits(result, status, number=2, age=dt.timedelta(minutes=15)) == LONG_WAIT, "what failed before is no wall"


@pytest.mark.parametrize(
    ("result", "status"),
    [("text", None), ("no_more", None), ("ok", None), ("not_needed", None), ("robots", None), ("opt_out", None), ("refused_address", None),
     ("http_error", 410), ("http_error", 451)],
)  # fmt: skip
def test_what_is_said_for_good_is_not_asked_for_again(result: str, status: int | None) -> None:
    assert waits(result, status) is None


def test_no_page_is_asked_for_when_its_article_is_old_news() -> None:
    assert waits("barrier", age=WINDOW - FIRST_WAIT) is None
    assert waits("barrier", age=WINDOW - FIRST_WAIT - dt.timedelta(seconds=1)) == FIRST_WAIT


def test_a_host_that_names_a_time_is_asked_no_earlier() -> None:
    ask = Ask(1, NOW, NOW)
    assert ask_again_at(ask, "http_error", 429, NOW + dt.timedelta(hours=3)) == NOW + dt.timedelta(hours=3)
    assert ask_again_at(ask, "http_error", 429, NOW + dt.timedelta(minutes=1)) == NOW + FIRST_WAIT


def test_the_main_text_without_headline_menu_and_script() -> None:
    reading = read(page(*PARAGRAPHS))
    assert (reading.outcome, reading.reason) == ("text", None)
    assert reading.text == "\n".join(PARAGRAPHS)


OWN = "Probe to lead Muster: pump chief takes over in January"


@pytest.mark.parametrize(
    "body",
    [
        page(*PARAGRAPHS, title=OWN),
        page(*PARAGRAPHS, title=OWN).replace(b"h1>", b"h2>"),
        page(f"{OWN.upper()}!", *PARAGRAPHS, head=f"<meta property='og:title' content='{OWN}'>", title=""),
        page(f"<b>{OWN}</b>", *PARAGRAPHS, title="Paper").replace(b"Paper | Paper", OWN.encode()),
    ],
    ids=["h1", "title", "og", "twice"],
)
def test_the_page_words_its_headline_in_another_way_than_the_feed(body: bytes) -> None:
    assert read(body).text == "\n".join(PARAGRAPHS)


def test_a_first_paragraph_that_is_no_headline_stays() -> None:
    lead = "Probe to lead Muster."
    assert read(page(lead, *PARAGRAPHS, title=f"{OWN} – a report")).text == "\n".join((lead, *PARAGRAPHS))


@pytest.mark.parametrize(
    ("title", "paragraphs", "lang"),
    [
        ("Muster AG: Erika Probe wird Vorstandschefin",
         ("Die Muster AG bekommt eine neue Chefin: Erika Probe übernimmt zum 1. Januar den Vorsitz des Vorstands, hieß es am Morgen.",
          "Sie folgt auf Max Beispiel, der nach elf Jahren geht. Gründe nannte der Aufsichtsrat der Muster AG am Montag nicht.",
          "Probe leitet seit 2019 die Sparte für Pumpen."), "de"),
        ("示例科技任命李样为首席执行官",
         ("示例科技周一宣布，任命李样为公司首席执行官，任命自明年一月一日起生效，董事会已经一致通过该项决定。",
          "李样自2019年起负责公司的水泵业务，他将接替任职十一年的王例。公司没有说明更换首席执行官的原因。"), "zh"),
    ],
)  # fmt: skip
def test_the_other_languages(title: str, paragraphs: tuple[str, ...], lang: Lang) -> None:
    reading = read(page(*paragraphs, title=title), title, paragraphs[0][:40], lang)
    assert reading.outcome == "text"
    assert reading.text == "\n".join(paragraphs)


def test_the_encoding_of_a_page_is_found() -> None:
    title, text = "示例科技任命李样为首席执行官", "示例科技周一宣布，任命李样为公司首席执行官，任命自明年一月一日起生效。" * 4
    body = f"<html><head><meta charset=gb2312><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    assert read_page(body.encode("gb18030"), "text/html", URL, title, "", "zh").text == text


LOCKED = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": %s}</script>'
GRAPH = '<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"isAccessibleForFree": "False"}]}</script>'


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (page(*PARAGRAPHS, head=LOCKED % "false"), "paywall"),
        (page(*PARAGRAPHS, head=LOCKED % '"False"'), "paywall"),
        (page(*PARAGRAPHS, head=GRAPH), "paywall"),
        (page(*PARAGRAPHS, head=LOCKED % "true"), "text"),
        (page(*PARAGRAPHS, head="<meta property='article:content_tier' content='locked'>"), "paywall"),
        (page(*PARAGRAPHS, head="<meta property='article:content_tier' content='free'>"), "text"),
        (page(*PARAGRAPHS, after="<p>Subscribe to continue reading this article.</p>"), "paywall"),
        (page(*PARAGRAPHS[:1], after="<p>Jetzt abonnieren und alles lesen.</p>"), "paywall"),
        (page(*PARAGRAPHS[:1], after="<p>登录后继续阅读</p>"), "paywall"),
        (page("We value your privacy. We and our 842 partners store information on a device.", title="Paper"), "consent"),
        (page("Wir benötigen Ihre Zustimmung, bevor Sie lesen können.", title="Paper"), "consent"),
        (page("Enable JavaScript and cookies to continue", title="Just a moment..."), "barrier"),
        (page("请完成验证后继续访问", title="安全验证"), "barrier"),
        (page(PARAGRAPHS[0]), "too_short"),
        (page(*("The orchard was quiet. Nobody had come for the pears, and the ladders stood where autumn had left them.",) * 4), "text"),
        (page(*("The orchard was quiet. Nobody had come for the pears, and ladders stood about there.",) * 4, title="Pears"), "unrelated"),
        (b"", "no_html"),
    ],
)
def test_a_page_that_is_no_article_is_known_as_what_it_is(body: bytes, outcome: str) -> None:
    reading = read(body)
    if outcome == "text":
        assert reading.text
    else:
        assert (reading.outcome, reading.text) == (outcome, "")
        assert reading.reason


def test_a_page_with_no_more_than_the_feed_is_no_failure() -> None:
    assert read(page(*PARAGRAPHS), teaser="\n".join(PARAGRAPHS)).outcome == "no_more"


def test_an_article_about_paywalls_is_an_article() -> None:
    first = "Publishers ask readers to subscribe to continue reading, and many of them leave, Muster AG's chief executive said."
    assert read(page(first, *PARAGRAPHS * 10)).outcome == "text"


def test_a_page_elsewhere_is_a_demand_for_consent() -> None:
    for url in ("https://consent.paper.example/v2?to=a", "https://paper.example/consent/?to=a"):
        assert read(page(*PARAGRAPHS), url=url).outcome == "consent"
    assert read(page(*PARAGRAPHS), url="https://paper.example/news/consent-decree").outcome == "text"


def test_the_page_tells_when_it_was_published() -> None:
    data = '<script type="application/ld+json">[{"datePublished": "2023-11-17T09:00:00+01:00"}, 3]</script>'
    meta = "<meta property='article:published_time' content='2023-11-17T08:00:00Z'>"
    assert read(page(*PARAGRAPHS, head=data + meta)).dates == ("2023-11-17T09:00:00+01:00", "2023-11-17T08:00:00Z")


@pytest.mark.parametrize("block", ["", "{", "[" * 100_000, "3", '"x"', '{"@graph": 3}', "[3, null]"])
def test_linked_data_that_is_none(block: str) -> None:
    assert [item for item in objects(block) if "isAccessibleForFree" in item] == []


def test_a_headline_without_words_proves_nothing() -> None:
    assert shared("1 + 1", "x") == 1.0
    assert shared("Probe goes", "PROBE IS GONE") == pytest.approx(0.5)


HOSTILE = {
    "nested": "<div>" * 200_000 + "x",
    "tables": "<table><tr><td>" * 50_000, "open": "<b>" * 100_000, "attributes": "<p " + "a=1 " * 200_000 + ">x",
    "controls": "<p>a\0\x01b\ufeff" * 1000, "many": "<p>x</p>" * 50_000, "unclosed": "<script>" * 1000, "comment": "<!--" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_cost_seconds_at_most(source: str) -> None:
    started = time.process_time()
    read(source.encode())
    assert time.process_time() - started < 20


@given(st.binary(max_size=400))
def test_no_page_breaks_the_reading(body: bytes) -> None:
    assert read(body).outcome in {"no_html", "too_short", "unrelated", "barrier", "consent", "paywall"}


def wish(number: int, host: str, is_local: bool = False) -> Wish:
    return Wish(f"a{number}", "f", "always", f"https://{host}/{number}", is_local, "en", "", NOW)


def test_pages_are_shared_out_over_hosts() -> None:
    many = [wish(number, "one.example") for number in range(MAX_PER_HOST + 5)]
    few = [wish(100 + number, "two.example") for number in range(2)]
    waiting = [wish(200, "busy.example")]
    chosen = share_out([*many, *few, *waiting], {"busy.example"})
    assert [item.article_id for item in chosen[:4]] == ["a0", "a100", "a1", "a101"]
    assert len(chosen) == MAX_PER_HOST + 2
    assert len(share_out([wish(number, "127.0.0.1", is_local=True) for number in range(50)], {"127.0.0.1"})) == 50


def test_a_recorded_page_is_named_by_its_link() -> None:
    assert recorded_page("http://127.0.0.1:1/pages/", URL) == recorded_page("http://127.0.0.1:1/pages/", URL)
    assert recorded_page("http://127.0.0.1:1/pages/", URL) != recorded_page("http://127.0.0.1:1/pages/", URL + "?b")
