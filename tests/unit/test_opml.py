"""Feed lists from and for other readers: what is read of them, what is refused, and that nothing is overwritten."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalog.loader import home_catalog, load_catalog, load_feeds
from etl.catalog.opml import Assumed, Outline, entry_of, language_of, read_outlines, slug_of, write_opml
from etl.commands.feeds import export_feeds, import_feeds
from etl.errors import CatalogError, ConfigError

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Wirtschaft &amp; Börse"><outline text="Inland" title="">
    <outline type="rss" text="Zeitung" title="Die  Zeitung" language="de-DE"
      xmlUrl="http://zeitung.example/rss" htmlUrl="http://zeitung.example"/>
  </outline></outline>
  <outline text="日报" xmlurl="https://ribao.example/feed?a=1&amp;b=2" language="zh-CN" category="/科技/Tech,Start-ups"/>
  <outline text="Blog" XMLURL="https://blog.example/atom.xml"/>
  <outline text="Blog again" xmlUrl="https://blog.example/atom.xml"/>
  <outline text="no feed" htmlUrl="https://none.example/"/>
</body></opml>"""


def test_every_feed_of_a_list_is_read_once() -> None:
    first, second, third = read_outlines(LIST.encode())
    assert first == Outline("Die Zeitung", "http://zeitung.example/rss", "http://zeitung.example", "de-DE", ("wirtschaft-borse", "inland"))
    assert second == Outline("日报", "https://ribao.example/feed?a=1&b=2", "", "zh-CN", ("tech", "start-ups"))
    assert third.url == "https://blog.example/atom.xml"


def test_a_damaged_list_is_read_as_far_as_it_goes() -> None:
    assert len(read_outlines(LIST[: LIST.index("<outline text=\"Blog again")].encode())) == 3


@pytest.mark.parametrize("content", [b"", b"<rss/>", b"no xml", b"\0"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogError, match="no OPML"):
        read_outlines(content)


def test_entities_are_neither_resolved_nor_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    outline = "<outline text='a' xmlUrl='https://a.example/f'/>"
    list_ = f'<!DOCTYPE opml [<!ENTITY file SYSTEM "file://{secret}">]><opml><body>&file;{outline}</body></opml>'
    assert [found.title for found in read_outlines(list_.encode())] == ["a"]
    assert "secret" not in str(read_outlines(list_.replace("text='a'", "text='&file;'").encode()))


def test_a_bomb_of_entities_costs_nothing() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(12))
    bomb = f"<!DOCTYPE opml [{entities}]><opml><body><outline text='&e11;' xmlUrl='https://a.example/f'/></body></opml>"
    started = time.process_time()
    assert all(len(outline.title) < 1000 for outline in read_outlines(bomb.encode()))
    assert time.process_time() - started < 5


@given(st.binary(max_size=200))
def test_no_content_breaks_the_reading(content: bytes) -> None:
    with contextlib.suppress(CatalogError):
        assert isinstance(read_outlines(b"<opml>" + content), list)


def test_an_entry_is_one_of_the_catalogue() -> None:
    outline = read_outlines(LIST.encode())[0]
    feed = entry_of(outline, Assumed(None, "DE", "Europe/Berlin"), {"die-zeitung", "die-zeitung-2"})
    assert (feed.slug, feed.lang) == ("die-zeitung-3", "de")
    assert (feed.url, feed.homepage) == ("https://zeitung.example/rss", "https://zeitung.example")
    assert (feed.country, feed.timezone, feed.full_text) == ("DE", "Europe/Berlin", "never")


@pytest.mark.parametrize(
    ("outline", "assumed", "message"),
    [
        (Outline("a", "https://a.example/f", "", ""), Assumed(None), "names no language"),
        (Outline("a", "https://a.example/f", "", "fr"), Assumed(None), "'fr' is none of en, de, zh"),
        (Outline("a", "ftp://a.example/f", "", "en"), Assumed(None), "https URL"),
        (Outline("a", "https://localhost/f", "", "en"), Assumed(None), "https URL"),
        (Outline("a", "https://a.example/f", "", "en"), Assumed(None, "Germany"), "country"),
        (Outline("a", "https://a.example/f", "", "en"), Assumed(None, "DE", "Mars/Olympus"), "time zone"),
    ],
)
def test_what_can_be_no_entry_says_why(outline: Outline, assumed: Assumed, message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        entry_of(outline, assumed, set())


def test_names_become_slugs() -> None:
    assert slug_of("  Süddeutsche: Wirtschaft! ") == "suddeutsche-wirtschaft"
    assert slug_of("日报") == ""
    assert len(slug_of("x" * 99)) == 60
    assert entry_of(Outline("日报", "https://www.ribao.example/f", "", "zh"), Assumed(None), set()).slug == "ribao-example"
    assert (language_of("zh_TW"), language_of("fr"), language_of("")) == ("zh", None, None)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REVDOOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_list_is_imported_once_and_read_with_the_catalogue(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "list.opml"
    source.write_text(LIST, "utf-8")
    import_feeds(source, None, None, None)
    assert "2 feeds added" in capsys.readouterr().out
    import_feeds(source, "en", None, None)
    assert "1 feeds added" in (out := capsys.readouterr().out)
    assert "2 known already" in out
    before = {path.name: path.read_bytes() for path in (home / "feeds").iterdir()}
    import_feeds(source, "en", None, None)
    assert {path.name: path.read_bytes() for path in (home / "feeds").iterdir()} == before
    catalog = home_catalog(None, home)
    assert set(catalog.feeds) == {*load_catalog().feeds, "die-zeitung", "ribao-example", "blog"}
    assert catalog.feeds["blog"].lang == "en"


def test_a_file_that_is_there_is_never_overwritten(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "list.opml"
    source.write_text('<opml><body><outline text="Mine" xmlUrl="https://mine.example/f" language="en"/></body></opml>')
    import_feeds(source, None, None, None)
    own = home / "feeds" / "mine.yml"
    own.write_text(own.read_text().replace("cadence_minutes: 60", "cadence_minutes: 30"))
    source.write_text('<opml><body><outline text="Mine" xmlUrl="https://mine.example/other" language="en"/></body></opml>')
    import_feeds(source, None, None, None)
    feeds = load_feeds(home / "feeds")
    assert {slug: feed.url for slug, feed in feeds.items()} == {"mine": "https://mine.example/f", "mine-2": "https://mine.example/other"}
    assert feeds["mine"].cadence_minutes == 30


@pytest.mark.parametrize(
    ("content", "lang", "message"),
    [
        ("<opml><body/></opml>", None, "names no feed"),
        ("<rss/>", None, "no OPML"),
        ('<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>', None, "none of its feeds"),
        ('<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>', "fr", "say en, de or zh"),
        (None, None, "can't be read"),
    ],
)
def test_an_import_that_adds_nothing_is_an_error(home: Path, tmp_path: Path, content: str | None, lang: str | None, message: str) -> None:
    source = tmp_path / "list.opml"
    if content is not None:
        source.write_text(content)
    with pytest.raises(ConfigError, match=message):
        import_feeds(source, lang, None, None)
    assert not (home / "feeds").exists()


def test_a_slug_of_the_catalogue_is_refused_in_the_home(home: Path) -> None:
    slug, feed = next(iter(load_catalog().feeds.items()))
    (home / "feeds").mkdir(parents=True)
    (home / "feeds" / f"{slug}.yml").write_text(f"slug: {slug}\n")
    with pytest.raises(CatalogError, match="missing"):
        home_catalog(None, home)
    export_feeds_to = home / "x.opml"
    (home / "feeds" / f"{slug}.yml").write_bytes((Path(load_catalog.__code__.co_filename).parent / "feeds" / f"{slug}.yml").read_bytes())
    with pytest.raises(CatalogError, match=f'has a feed "{feed.slug}" too'):
        export_feeds(export_feeds_to)


def test_what_is_exported_is_read_again(home: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    target = tmp_path / "out.opml"
    export_feeds(target)
    feeds = load_catalog().feeds.values()
    found = {outline.url: outline for outline in read_outlines(target.read_bytes())}
    assert {feed.url: feed.title for feed in feeds} == {url: outline.title for url, outline in found.items()}
    assert {feed.url: feed.lang for feed in feeds} == {url: outline.lang for url, outline in found.items()}
    with pytest.raises(ConfigError, match="can't be written"):
        export_feeds(target)
    capsysbinary.readouterr()
    export_feeds(Path("-"))
    assert capsysbinary.readouterr().out == target.read_bytes() == write_opml(feeds, "Revolving Door")
