"""Parsing a feed: what feedparser finds, the delta parse identical to the full one, and bytes that are no feed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.store import parsing
from etl.store.articles import MAX_TEXT, Draft, Origin, Rejection, draft
from etl.store.parsing import parse
from etl.store.splitting import split

URL = "https://paper.example/feed.xml"
SEEN = dt.datetime(2023, 11, 21, tzinfo=dt.UTC)
ORIGIN = Origin("paper", URL, "en", ZoneInfo("Europe/Berlin"))

RSS_ITEM = (
    "<item><title>Title {0}</title><link>/a/{0}</link><guid isPermaLink='false'>g{0}</guid><dc:creator>Writer {0}</dc:creator>"
    "<pubDate>Mon, 20 Nov 2023 10:0{0}:00 GMT</pubDate><description>Summary {0}</description>"
    "<content:encoded><![CDATA[<p>Body &amp; text {0}</p>]]></content:encoded></item>"
)
ATOM_ENTRY = (
    "<entry><id>urn:{0}</id><title type='html'>Title &lt;b&gt;{0}&lt;/b&gt;</title><link href='/a/{0}'/>"
    "<updated>2023-11-20T10:0{0}:00Z</updated>"
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Body {0}</p></div></content></entry>"
)
RDF_ITEM = "<item rdf:about='https://paper.example/a/{0}'><title>Title {0}</title><link>https://paper.example/a/{0}</link></item>"
RSS_OPEN = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><title>Paper</title><language>de-DE</language>"
)

def entry_hashes(body: bytes) -> frozenset[bytes]:
    return frozenset(parse(body, "", URL).entry_hashes)


NUMBERS = st.lists(st.integers(0, 9), unique=True, max_size=8)
NOISE = [b"<", b"&", b"]]>", b"\x00", b"<!--", b"\xff\xfe"]


def rss(*numbers: int) -> bytes:
    return (RSS_OPEN + "".join(RSS_ITEM.format(n) for n in numbers) + "</channel></rss>").encode()


def atom(*numbers: int) -> bytes:
    entries = "".join(ATOM_ENTRY.format(n) for n in numbers)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Paper</title>{entries}</feed>'.encode()


def rdf(*numbers: int) -> bytes:
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Paper</title></channel>'
        + "".join(RDF_ITEM.format(n) for n in numbers)
        + "</rdf:RDF>"
    ).encode()


def atom03(*numbers: int) -> bytes:
    return atom(*numbers).replace(b"http://www.w3.org/2005/Atom", b"http://purl.org/atom/ns#")


def test_an_rss_item_in_full() -> None:
    feed = parse(rss(1), "application/rss+xml", URL)
    (item,) = feed.items
    assert (feed.title, feed.language, feed.error, feed.known_count) == ("Paper", "de-DE", None, 0)
    assert (item.guid, item.title, item.body, item.author) == (
        "g1",
        "Title 1",
        "<p>Body &amp; text 1</p>",
        "Writer 1",
    )
    assert item.dates == ("Mon, 20 Nov 2023 10:01:00 GMT",)
    stored = draft(item, ORIGIN, SEEN)
    assert isinstance(stored, Draft)
    assert (stored.text, stored.url, stored.author) == (
        "Title 1\nBody & text 1",
        "https://paper.example/a/1",
        "Writer 1",
    )


def test_an_atom_entry_in_full() -> None:
    (item,) = parse(atom(1), "application/atom+xml", URL).items
    stored = draft(item, ORIGIN, SEEN)
    assert isinstance(stored, Draft)
    assert (stored.title, stored.text, stored.guid) == ("Title 1", "Title 1\nBody 1", "urn:1")
    assert stored.published.at == dt.datetime(2023, 11, 20, 10, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("make", [rss, atom, rdf, atom03])
def test_the_delta_parse_equals_the_full_one(make: object) -> None:
    old, new = make(1, 2, 3), make(4, 2, 5, 3)  # type: ignore[operator]
    full = parse(new, "", URL)
    delta = parse(new, "", URL, entry_hashes(old))
    assert len(entry_hashes(old)) == 3
    assert delta.known_count == 2
    assert delta.items == tuple(item for item in full.items if item.position in (0, 2))
    nothing_new = parse(old, "", URL, entry_hashes(old))
    assert (nothing_new.items, nothing_new.known_count, len(nothing_new.entry_hashes)) == ((), 3, 3)


@settings(deadline=None)
@given(NUMBERS, NUMBERS, st.sampled_from([rss, atom, rdf]))
def test_the_delta_parse_loses_and_doubles_nothing(old: list[int], new: list[int], make: object) -> None:
    full = parse(make(*new), "", URL)  # type: ignore[operator]
    delta = parse(make(*new), "", URL, entry_hashes(make(*old)))  # type: ignore[operator]
    assert len(delta.items) + delta.known_count == len(full.items)
    assert set(delta.items) <= set(full.items)
    expected = [place for place, number in enumerate(new) if number not in old]
    assert [item.position for item in delta.items] == expected


def test_no_delta_where_only_a_full_parse_is_safe() -> None:
    shared = rss(1, 2).replace(b"g2", b"g1")
    assert entry_hashes(shared) == frozenset()
    known = entry_hashes(rss(1, 2))
    assert len(parse(shared, "", URL, known).items) == 2
    assert len(parse(rss(1, 2)[:-20], "", URL, known).items) == 2, "truncated: lxml would have to recover"
    assert len(parse(rss(1, 2, 3), "", URL, frozenset()).items) == 3


def test_the_full_parse_is_taken_where_feedparser_counts_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    known = entry_hashes(rss(1))
    answers = iter([{"entries": []}])
    whole = parsing._feedparser
    monkeypatch.setattr(parsing, "_feedparser", lambda data, url: next(answers, None) or whole(data, url))
    assert len(parse(rss(1, 2), "", URL, known).items) == 2


@pytest.mark.parametrize(
    "body",
    [b"<html/>", b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", b"no xml", b"", b"<a>" * 300, b"<rss/>" * 2],
)
def test_no_split_of_what_is_no_plain_feed(body: bytes) -> None:
    assert split(body) is None


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Wartung</body></html>", b"\x00\xff", b"{}", b"<rss", b"<rss>"]
)
def test_what_is_no_feed_has_an_error_or_no_items(body: bytes) -> None:
    feed = parse(body, "text/html", URL)
    assert feed.items == ()
    assert feed.error is None or feed.error.startswith("no feed")


def test_feedparsers_own_errors_cost_one_body(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(parsing.feedparser, "parse", broken)
    assert parse(rss(1), "", URL).error == "no feed: RecursionError: too deep"


def test_an_entity_bomb_stays_small() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    title = '<rss version="2.0"><channel><item><title>a&l11;</title></item></channel></rss>'
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>{title}'
    feed = parse(bomb.encode(), "", URL)
    assert sum(len(item.title) for item in feed.items) < 10_000


def test_external_entities_are_not_read(tmp_path: object) -> None:
    (tmp_path / "secret").write_text("hidden")  # type: ignore[operator]
    title = '<rss version="2.0"><channel><item><title>a &x;</title></item></channel></rss>'
    body = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>{title}'
    assert "hidden" not in str(parse(body.encode(), "", URL))


def test_the_longest_text_is_the_body_and_media_are_none() -> None:
    others = (
        b"<summary>Short</summary><content type='image/png'>iVBORw0KGgoAAAANS</content><content type='xhtml'>"
    )
    body = atom(1).replace(b"<content type='xhtml'>", others)
    (item,) = parse(body, "", URL).items
    assert "Body 1" in item.body
    only_summary = atom(1).split(b"<content")[0] + b"<summary>Short</summary></entry></feed>"
    assert parse(only_summary, "", URL).items[0].body == "Short"


def test_an_item_with_nothing_in_it_is_rejected_by_name() -> None:
    (item,) = parse(
        b"<rss version='2.0'><channel><item><guid isPermaLink='false'>x</guid></item></channel></rss>",
        "",
        URL,
    ).items
    assert draft(item, ORIGIN, SEEN) == Rejection(0, "x", "neither title nor text")


def test_a_book_sent_as_an_item_is_cut_at_a_line() -> None:
    line = "word " * 200 + "\n"
    long = rss(1).replace(b"<p>Body &amp; text 1</p>", (line * 300).encode())
    stored = draft(parse(long, "", URL).items[0], ORIGIN, SEEN)
    assert isinstance(stored, Draft)
    assert MAX_TEXT - 2000 < len(stored.text) <= MAX_TEXT + 20
    assert stored.text.endswith("word")
    unbroken = rss(1).replace(b"<p>Body &amp; text 1</p>", b"x" * (MAX_TEXT + 5))
    cut = draft(parse(unbroken, "", URL).items[0], ORIGIN, SEEN)
    assert isinstance(cut, Draft)
    assert len(cut.text) == MAX_TEXT + len("Title 1\n")


@settings(deadline=None)
@given(st.data())
def test_mutated_feeds_crash_nothing(data: st.DataObject) -> None:
    """The bounded part of the fuzzing: cuts, swaps, repeats and noise in feeds of each kind."""
    body = bytearray(data.draw(st.sampled_from([rss, atom, rdf]))(1, 2, 3))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 40)))
        twice = st.just(bytes(body[start:end]) * 2)
        body[start:end] = data.draw(st.one_of(st.binary(max_size=8), twice, st.sampled_from(NOISE)))
    content_type = data.draw(st.sampled_from(["", "text/xml; charset=gbk"]))
    feed = parse(bytes(body), content_type, URL, entry_hashes(rss(1, 2)))
    for item in feed.items:
        made = draft(item, ORIGIN, SEEN)
        assert made.text.startswith(made.title + "\n") if isinstance(made, Draft) else made.reason
