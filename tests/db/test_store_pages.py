"""Teasers become articles by their pages, over real HTTP on loopback: once, politely, with every outcome stored."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import Engine, text

from etl.commands.feed_server import feed_server
from etl.commands.status import QUERIES
from etl.context import Context
from etl.fetch.registry import register_local
from etl.fetch.run import run as fetch
from etl.io import runs
from etl.store.pages import run as pages_run
from etl.store.pages import writing
from etl.store.run import run as store
from tests.conftest import MakeContext
from tests.unit.test_store_pages import PARAGRAPHS, TEASER, TITLE, page
from tests.web import Names, catalog_of, feed_of, named, names, serving

__all__ = ["names"]
pytestmark = pytest.mark.db

Answer = web.Response | Callable[[], web.Response]


def html(body: bytes, **headers: str) -> Callable[[], web.Response]:
    return lambda: web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)


class Outlet:
    """A site with a feed of teasers and their pages; `files` may be changed between two runs."""

    def __init__(self, **pages: Callable[[], web.Response]) -> None:
        self.pages, self.files = pages, dict[str, str]()
        self.host: str | None = None
        """Where all pages are; None: each has a host of its own."""
        self.title, self.teaser, self.date = TITLE, TEASER, "<pubDate>Mon, 20 Nov 2023 10:00:00 +0000</pubDate>"
        self.asked: Counter[str] = Counter()
        self.conditions: list[tuple[str | None, str | None]] = []
        """If-None-Match and If-Modified-Since of each request for a page."""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked[request.path] += 1
        if request.path == "/feed":
            port = request.url.port
            items = "".join(
                f"<item><title>{self.title}</title><link>http://{self.host or name}.example:{port}/{name}</link>"
                f"<guid isPermaLink='false'>{name}</guid>"
                f"<description>{self.teaser}</description>{self.date}</item>"
                for name in self.pages
            )
            return web.Response(body=f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode())
        if request.path in self.files:
            return web.Response(text=self.files[request.path])
        answer = self.pages.get(request.path.lstrip("/"))
        if not answer:
            return web.Response(status=404)
        self.conditions.append((request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")))
        found = answer()
        is_known = found.headers.get("ETag") is not None and found.headers["ETag"] == request.headers.get("If-None-Match")
        return web.Response(status=304, headers={"ETag": found.headers["ETag"]}) if is_known else found


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def ingest(context: Context, minutes: int = 0) -> dict[str, int]:
    """The stages up to store, so many minutes later."""
    later = context.now + dt.timedelta(minutes=minutes)
    moved = dataclasses.replace(context, now=later, run_id=f"r{minutes}")
    fetch(moved)
    return store(moved)


def outlet_context(make_context: MakeContext, base: str, policy: Any = "when_snippet") -> Context:
    return make_context(catalog=catalog_of(feed_of("paper", named(base, "paper.example", "/feed"), full_text=policy)))


def test_the_page_gives_the_text_once_and_the_version_says_so(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=html(page(*PARAGRAPHS)))
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        counts = ingest(context)
        assert (counts["new"], counts["pages_ok"], counts["read_text"], counts["full_texts"]) == (1, 1, 1, 1)
        later = ingest(context, 60)
        assert "pages_ok" not in later
        assert store(context)["bodies"] == 0
    assert outlet.asked["/a"] == 1
    full = "\n".join((TITLE, *PARAGRAPHS))
    assert rows(context.engine, "SELECT text, version FROM core.article") == [(full, 2)]
    versions = rows(context.engine, "SELECT version, text, page_id IS NULL FROM core.article_version ORDER BY version")
    assert versions == [(1, f"{TITLE}\n{TEASER}", True), (2, full, False)]
    assert rows(context.engine, "SELECT text_source FROM mart.article") == [("page",)]
    query = "SELECT outcome, http_status, reading, b.sha256, b.size FROM raw.page JOIN raw.page_body b ON sha256 = body_sha256"
    (found,) = rows(context.engine, query)
    assert found == ("ok", 200, "text", hashlib.sha256(page(*PARAGRAPHS)).hexdigest(), len(page(*PARAGRAPHS)))


def test_a_teaser_never_displaces_the_text_but_a_headline_is_news(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=html(page(*PARAGRAPHS)))
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        ingest(context)
        outlet.teaser = "Another teaser of the same article, in other words."
        assert ingest(context, 60)["unchanged"] == 1
        outlet.title = f"{TITLE} at once"
        outlet.pages["a"] = html(page(*PARAGRAPHS, title=outlet.title))
        assert ingest(context, 120)["updated"] == 1
    assert rows(context.engine, "SELECT version, text FROM core.article") == [(3, "\n".join((f"{TITLE} at once", *PARAGRAPHS)))]
    assert rows(context.engine, "SELECT page_id IS NULL FROM core.article_version ORDER BY version") == [(True,), (False,), (False,)]


def test_each_page_that_gives_no_text_has_its_outcome_and_reason(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(
        paywall=html(page(PARAGRAPHS[0], after="<p>Subscribe to continue reading</p>")),
        consent=html(page("We value your privacy", title="Paper")),
        away=lambda: web.Response(status=302, headers={"Location": "http://127.0.0.2/secret"}),
        header=html(page(*PARAGRAPHS), **{"X-Robots-Tag": "noai"}),
        meta=html(page(*PARAGRAPHS, head="<meta name='robots' content='noai'>")),
        pdf=lambda: web.Response(body=b"%PDF-1.7", content_type="application/pdf"),
        missing=lambda: web.Response(status=404),
        huge=html(b"<p>" + b"x" * 5_000_000),
        short=html(page("A line.")),
    )
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        counts = ingest(context)
        before = dict(outlet.asked)
        again = ingest(context, 60)
        assert (again["pages_ok"], again["read_too_short"]) == (1, 1), "an hour may change one of them"
        assert {path for path, times in outlet.asked.items() if times > before.get(path, 0)} == {"/feed", "/short"}
    query = "SELECT guid, coalesce(reading, outcome), coalesce(reading_reason, error) FROM raw.page JOIN core.article USING (article_id)"
    found = {guid: (outcome, reason) for guid, outcome, reason in rows(context.engine, query)}
    assert {guid: outcome for guid, (outcome, _) in found.items()} == {
        "paywall": "paywall", "consent": "consent", "away": "refused_address", "header": "opt_out", "meta": "opt_out", "pdf": "not_html",
        "missing": "http_error", "huge": "too_large", "short": "too_short",
    }  # fmt: skip
    assert all(reason for _, reason in found.values())
    assert counts.get("full_texts", 0) == 0
    assert rows(context.engine, "SELECT DISTINCT text FROM core.article") == [(f"{TITLE}\n{TEASER}",)]
    assert rows(context.engine, "SELECT count(*) FROM raw.page_body") == [(3,)], "nothing is kept of what is not to be read"


def test_a_site_that_closes_its_pages_keeps_them(make_context: MakeContext, names: Names) -> None:
    for name, content in (("/robots.txt", "User-agent: *\nDisallow: /a"), ("/robots.txt", "User-agent: CCBot\nDisallow: /"),
                          ("/ai.txt", "User-Agent: *\nDisallow: /")):  # fmt: skip
        outlet = Outlet(a=html(page(*PARAGRAPHS)))
        outlet.files[name] = content
        with serving(anything=outlet.answer) as base:
            context = outlet_context(make_context, base)
            ingest(context)
        assert outlet.asked["/a"] == 0
        with context.engine.begin() as connection:
            assert connection.scalar(text("SELECT outcome FROM raw.page")) in ("robots", "opt_out")
            connection.execute(text("TRUNCATE raw.feed, raw.fetch, raw.body, core.article CASCADE"))


def test_what_passes_is_asked_again_and_never_for_ever(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=lambda: web.Response(status=500))
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        ingest(context)
        assert "pages_http_error" not in ingest(context, 10)
        for minutes in (20, 100, 400, 2000):
            ingest(context, minutes)
        assert outlet.asked["/a"] == 5
        outlet.pages["a"] = html(page(*PARAGRAPHS))
        assert "pages_ok" not in ingest(context, 2800)
    assert rows(context.engine, "SELECT count(*), count(ask_again_at) FROM raw.page") == [(5, 4)]


def test_pages_that_are_put_off_are_counted_and_the_totals_reconcile(make_context: MakeContext, names: Names) -> None:
    """One of a host that answers, three of one that asks for patience with its first answer."""
    outlet = Outlet(a=html(page(*PARAGRAPHS)))
    busy = Outlet(**{f"b{n}": lambda: web.Response(status=503, headers={"Retry-After": "3600"}) for n in range(3)})
    busy.host = "busy"
    with serving(anything=outlet.answer) as base, serving(anything=busy.answer) as other:
        feeds = (
            feed_of("paper", named(base, "paper.example", "/feed"), full_text="always"),
            feed_of("busy", named(other, "paper.example", "/feed"), full_text="always"),
        )
        context = make_context(catalog=catalog_of(*feeds))
        first, second = recorded(context, 0), recorded(context, 20)
        third = recorded(context, 90)
    assert pages_of(first) == {"wanted": 4, "ok": 1, "http_error": 1, "deferred": 2}
    assert pages_of(second) == {"wanted": 2, "deferred": 2}, "the host still waits"
    assert pages_of(third) == {"wanted": 3, "http_error": 1, "deferred": 2}
    assert all_adds_up(context.engine)
    (query,) = [query for title, query in QUERIES if title == "Where every item went"]
    shown = {what: (total, parts) for what, total, parts, _ in rows(context.engine, query)}
    assert shown["pages wanted, run by run"] == (9, "3 asked for + 6 put off")
    assert shown["pages asked for"][0] == 3


def test_a_host_that_has_had_its_share_is_counted_too(
    make_context: MakeContext, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_run, "MAX_PER_HOST", 2)
    outlet = Outlet(**{f"p{n}": html(page(*PARAGRAPHS)) for n in range(5)})
    outlet.host = "one"
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        found = [pages_of(ingest(context, minutes)) for minutes in (0, 20, 40, 60)]
    assert found == [{"wanted": 5, "ok": 2, "deferred": 3}, {"wanted": 3, "ok": 2, "deferred": 1}, {"wanted": 1, "ok": 1}, {}]


def recorded(context: Context, minutes: int) -> dict[str, int]:
    """As `ingest`, with the stage's counts in the book of runs."""
    counts = ingest(context, minutes)
    moved = dataclasses.replace(context, now=context.now + dt.timedelta(minutes=minutes), run_id=f"r{minutes}")
    runs.begin(moved, "store")
    runs.finish(moved, "store", counts)
    return counts


def pages_of(counts: dict[str, int]) -> dict[str, int]:
    return {name.removeprefix("pages_"): count for name, count in counts.items() if name.startswith("pages_")}


BARRIER = page("Enable JavaScript and cookies to continue", title="Just a moment...")
LOCKED = page(*PARAGRAPHS, after="<p>Subscribe to continue reading</p>")
FULL = "\n".join((TITLE, *PARAGRAPHS))
OTHER = (*PARAGRAPHS[:2], "The supervisory board gave age as the reason for the change, two people familiar with the matter said.")
RESULTS = "SELECT coalesce(reading, outcome) FROM raw.page ORDER BY requested_at"


def all_adds_up(engine: Engine) -> bool:
    """Whether the totals that `revdoor status` shows reconcile, and count what was asked of pages."""
    (query,) = [query for title, query in QUERIES if title == "Where every item went"]
    found = {what: (total, verdict) for what, total, _, verdict in rows(engine, query)}
    assert found["pages asked for"][0] == rows(engine, "SELECT count(*) FROM raw.page WHERE outcome <> 'not_needed'")[0][0]
    return {verdict for _, verdict in found.values()} == {"yes"}


def test_a_barrier_that_passes_lets_the_text_in(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=html(BARRIER, ETag='"wall"'))
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        ingest(context)
        assert ingest(context, 10).keys().isdisjoint({"pages_ok", "pages_unchanged"}), "too early"
        assert ingest(context, 20)["pages_unchanged"] == 1
        assert "pages_ok" not in ingest(context, 60), "a page without change waits as long as what it is"
        outlet.pages["a"] = html(page(*PARAGRAPHS), ETag='"text"')
        assert ingest(context, 100)["full_texts"] == 1
        assert all_adds_up(context.engine)
        ingest(context, 1500)
    assert outlet.conditions == [(None, None), ('"wall"', None), ('"wall"', None)]
    assert rows(context.engine, RESULTS) == [("barrier",), ("unchanged",), ("text",)]
    assert rows(context.engine, "SELECT text, version FROM core.article") == [(FULL, 2)]


@pytest.mark.parametrize(("wall", "name"), [(LOCKED, "paywall"), (page("We value your privacy", title="Paper"), "consent")])
def test_a_wall_is_asked_for_once_more_after_a_day(make_context: MakeContext, names: Names, wall: bytes, name: str) -> None:
    outlet = Outlet(a=html(wall, **{"Last-Modified": "Mon, 20 Nov 2023 09:00:00 GMT"}))
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        for minutes in (0, 20, 1430, 1450, 2000, 2870, 2900, 6000):
            ingest(context, minutes)
    assert outlet.conditions == [(None, None), (None, "Mon, 20 Nov 2023 09:00:00 GMT")]
    assert rows(context.engine, RESULTS) == [(name,), (name,)]
    assert rows(context.engine, "SELECT text, version FROM core.article") == [(f"{TITLE}\n{TEASER}", 1)]
    assert all_adds_up(context.engine)


def test_no_page_stays_a_barrier_for_ever(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=html(BARRIER))
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        for minutes in range(0, 4 * 1440, 60):
            ingest(context, minutes)
    assert outlet.asked["/a"] == 5
    assert rows(context.engine, "SELECT count(*), count(ask_again_at) FROM raw.page") == [(5, 4)]
    assert all_adds_up(context.engine)


def test_a_new_headline_has_the_page_asked_for_and_no_answer_takes_the_text_away(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=html(page(*PARAGRAPHS), ETag='"1"'))
    corrected = "Muster AG corrected the day of the change on Tuesday."
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        ingest(context)
        outlet.title = f"{TITLE} at once"
        assert ingest(context, 60)["pages_unchanged"] == 1
        outlet.title, outlet.pages["a"] = f"{TITLE} at last", html(LOCKED)
        assert ingest(context, 120)["read_paywall"] == 1
        assert rows(context.engine, "SELECT text FROM core.article") == [("\n".join((outlet.title, *PARAGRAPHS)),)]
        outlet.title, outlet.pages["a"] = TITLE, html(page(*PARAGRAPHS, corrected))
        assert ingest(context, 180)["full_texts"] == 1
        assert rows(context.engine, "SELECT version, text FROM core.article") == [(6, "\n".join((TITLE, *PARAGRAPHS, corrected)))]
        for number in range(4):
            outlet.title = f"{TITLE} ({number})"
            ingest(context, 240 + 60 * number)
        assert all_adds_up(context.engine)
    assert outlet.asked["/a"] == 5, "a feed that changes its headlines for ever has their pages asked for no more often"


def test_what_another_address_said_is_no_condition_here(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=lambda: web.Response(status=302, headers={"Location": "/consent/"}))
    outlet.pages["consent/"] = html(page("We value your privacy"), ETag='"consent"', **{"Last-Modified": "Mon, 20 Nov 2023 09:00:00 GMT"})
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        ingest(context)
        outlet.pages["a"] = html(page(*PARAGRAPHS))
        assert ingest(context, 1450)["full_texts"] == 1
    assert set(outlet.conditions) == {(None, None)}


def ingested_twice(make_context: MakeContext, outlet: Outlet, base: str) -> Context:
    """The article's page was read; an hour later the feed has another headline and the page another text."""
    context = outlet_context(make_context, base)
    ingest(context)
    outlet.title, outlet.pages["a"] = f"{TITLE} at once", html(page(*OTHER, title=f"{TITLE} at once"))
    ingest(context, 60)
    return context


def test_an_older_text_that_is_read_again_does_not_displace_the_newer(
    make_context: MakeContext, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlet = Outlet(a=html(page(*PARAGRAPHS)))
    with serving(anything=outlet.answer) as base:
        context = ingested_twice(make_context, outlet, base)
    assert rows(context.engine, "SELECT version FROM core.article") == [(4,)]
    for module in (pages_run, writing):
        monkeypatch.setattr(module, "READING_VERSION", "another")
    offline = dataclasses.replace(context, now=context.now + dt.timedelta(days=9), is_offline=True)
    assert "full_texts" not in store(offline)
    assert rows(context.engine, "SELECT version, text FROM core.article") == [
        (4, "\n".join((outlet.title, *OTHER)))
    ]


def test_two_texts_of_an_article_that_wait_are_read_in_their_order(make_context: MakeContext, names: Names) -> None:
    """A run was killed between asking and reading, twice."""
    outlet = Outlet(a=html(page(*PARAGRAPHS)))
    with serving(anything=outlet.answer) as base:
        context = ingested_twice(make_context, outlet, base)
    with context.engine.begin() as connection:
        connection.execute(text("UPDATE raw.page SET reading = NULL, reading_version = NULL"))
        connection.execute(text(f"UPDATE core.article SET page_id = NULL, text = title || '\n' || '{TEASER}', content_sha256 = 'x'"))
    offline = dataclasses.replace(context, now=context.now + dt.timedelta(days=1), is_offline=True)
    assert store(offline)["full_texts"] == 2
    assert rows(context.engine, "SELECT version, text FROM core.article") == [
        (6, "\n".join((outlet.title, *OTHER)))
    ]


@pytest.mark.parametrize(("policy", "asked"), [("never", 0), ("when_snippet", 0), ("always", 1)])
def test_a_feed_that_carries_the_text_needs_no_page(make_context: MakeContext, names: Names, policy: str, asked: int) -> None:
    outlet = Outlet(a=html(page(*PARAGRAPHS)))
    outlet.teaser = " ".join(PARAGRAPHS * 3)
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base, policy)
        ingest(context)
        ingest(context, 60)
    assert outlet.asked["/a"] == asked
    expected = {"never": [], "when_snippet": [("not_needed",)], "always": [("ok",)]}[policy]
    assert rows(context.engine, "SELECT outcome FROM raw.page") == expected


def test_offline_nothing_is_asked_but_kept_bytes_are_read(make_context: MakeContext, names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    """A better method reads the past again without a request."""
    outlet = Outlet(a=html(page(*PARAGRAPHS)))
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        fetch(context)
        assert "pages_ok" not in store(dataclasses.replace(context, is_offline=True))
        ingest(context, 60)
    before = pages_run.read_page

    def better(*args: Any) -> Any:
        reading = before(*args)
        return dataclasses.replace(reading, text=f"{reading.text}\nOne paragraph more.")

    for module in (pages_run, writing):
        monkeypatch.setattr(module, "READING_VERSION", "another")
    monkeypatch.setattr(pages_run, "read_page", better)
    offline = dataclasses.replace(context, now=context.now + dt.timedelta(days=9), is_offline=True)
    assert store(offline)["full_texts"] == 1
    assert store(offline) == store(offline)
    assert rows(context.engine, "SELECT version, text LIKE '%more.' FROM core.article") == [(3, True)]
    assert outlet.asked["/a"] == 1


def test_the_page_dates_what_the_feed_does_not(make_context: MakeContext, names: Names) -> None:
    outlet = Outlet(a=html(page(*PARAGRAPHS, head="<meta property='article:published_time' content='2023-11-19T08:00:00+01:00'>")))
    outlet.date = ""
    with serving(anything=outlet.answer) as base:
        context = outlet_context(make_context, base)
        ingest(context)
    assert rows(context.engine, "SELECT published_source, published_at, utc_offset_minutes FROM core.article") == [
        ("page", dt.datetime(2023, 11, 19, 7, tzinfo=dt.UTC), 60)
    ]


LINK = "https://paper.example/recorded"


def test_a_replay_reads_pages_only_where_they_were_recorded(make_context: MakeContext, tmp_path: Path) -> None:
    item = f"<item><title>{TITLE}</title><link>{LINK}</link><description>{TEASER}</description></item>"
    (tmp_path / "paper.xml").write_text(f"<rss version='2.0'><channel>{item}</channel></rss>")
    context = make_context()

    def replay() -> dict[str, int]:
        with feed_server() as server:
            for slug, url in server.show(tmp_path).items():
                register_local(context.engine, slug, url, context.now, server.pages_url)
            return ingest(context)

    replay()
    assert rows(context.engine, "SELECT count(*) FROM raw.page") == [(0,)]
    (tmp_path / "pages").mkdir()
    name = hashlib.sha256(LINK.encode()).hexdigest()[:32]
    (tmp_path / "pages" / f"{name}.html").write_bytes(page(*PARAGRAPHS))
    assert replay()["full_texts"] == 1
    assert rows(context.engine, "SELECT url, version FROM core.article") == [(LINK, 2)]
