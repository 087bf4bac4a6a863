"""Documents as readers' trackers report them: what must be found in each, by the issue that it reproduces.

The feeds are made up; only the kind of damage is the tracker's.
"""

# ruff: noqa: E501 - a case is one line of the table, however long the damage
from __future__ import annotations

import pytest

from etl.store.parsing import parse
from tests.broken_feeds import DECLARED, URL, atom, drafts, item, rss

ONE, TWO = item(), item("Two", "https://paper.example/2", "2")
BARE = f'<rss version="2.0"><channel><title>P</title>{ONE}</channel></rss>'


def titled(title: str, encoding: str, label: str = "") -> bytes:
    """A feed of one item in another encoding, labelled as such or otherwise."""
    return rss(item(title), f'<?xml version="1.0" encoding="{label or encoding}"?>').encode(encoding)


DOCUMENTS: dict[str, tuple[bytes | str, list[str]]] = {
    "FreshRSS 2597: no channel element": (f'<rss version="2.0">{ONE}{TWO}</rss>', ["One", "Two"]),
    "FreshRSS 4580: Atom namespace with https": (atom("<entry><title>One</title></entry>").replace("http://www.w3.org", "https://www.w3.org"), ["One"]),
    "FreshRSS 8591: bad bytes in UTF-8": (rss(item("Vignetta di Nàtangelo più bella però caffè") + TWO, DECLARED).encode().replace("è".encode(), b"\xc3", 1), ["Vignetta di Nàtangelo più bella però caff�", "Two"]),
    "FreshRSS 3390: unbound prefix in an item": (BARE.replace("<description>", "<post-id xmlns='additions:1'>13</post-id><media:content url='x'/><description>"), ["One"]),
    "FreshRSS 8776: advertising script with an attribute without a value": (rss(ONE + "<script async src='https://ads.example/a.js'></script>" + TWO), ["One", "Two"]),
    "FreshRSS 7514: parameter entities in the document type of RSS 0.91": (
        f'{DECLARED}\n<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd" [\n'
        f'<!ENTITY % latin PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "xhtml-lat1.ent">\n%latin;\n]>\n{BARE}', ["One"]),
    "simplepie 418: document type without an address": (f"{DECLARED}<!DOCTYPE rss PUBLIC>{BARE}", ["One"]),
    "simplepie 515: mismatched tag": (rss("<image><url>x</url></img>" + ONE), ["One"]),
    "simplepie 233: bare ampersand in a title": (rss(item("Policy & Practice")), ["Policy & Practice"]),
    "rust rss 53: bare ampersand between letters": (rss(item("A & B")), ["A & B"]),
    "rust rss 69: angle quotes as entities": (rss(item("With &laquo;quotes&raquo;")), ["With «quotes»"]),
    "rssguard 1825: bare ampersand in Atom": (atom("<entry><title>Bread & Butter</title></entry>"), ["Bread & Butter"]),
    "rssguard 1770: soft hyphen as an entity": (rss(item("Vor&shy;stand")), ["Vorstand"]),
    "gorss 9: no-break space as an entity": (rss(item("One&nbsp;two")), ["One two"]),
    "brief 184: apostrophe as an entity in the text": (rss(item(rest="<description>The Clown&rsquo;s joke</description>") + TWO), ["One", "Two"]),
    "feedparser 121: named and numeric references mixed": (rss(item("A &gt; B &#187;&nbsp;C")), ["A > B » C"]),
    "picoFeed 138: nbsp defined in the document": (f'{DECLARED}<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>' + rss(item("One&nbsp;two")), ["One two"]),
    "RssBandit 1168: mdash of the RSS 0.91 definition": (rss(item("News &mdash; today")).replace("2.0", "0.91"), ["News — today"]),
    "nextcloudpi 853: euro in unescaped HTML": (rss(item(rest="<description><p>Nur 8&euro;&nbsp;pro Tag</p></description>") + TWO), ["One", "Two"]),
    "lemmy 4382: the bytes of a program in a text": (rss(item("Crash \x00\x01\x02\x1f dump")), ["Crash dump"]),
    "BOINC 876: ampersand in a forum post": (rss(item(rest="<description>this & that <rant>no</rant></description>")), ["One"]),
    "php-feed 20: ampersand in a description": (rss(item(rest="<description>R&D budget</description>")), ["One"]),
    "genRSS 53: ampersand in the channel's description": (rss(f"<description>Text & more</description>{ONE}"), ["One"]),
    "rssfilter 39: ampersand in an attribute": (rss(f'<x value="Law & order"/>{ONE}'), ["One"]),
    "benbalter 158: blank line before the declaration": ("\n" + rss(ONE, DECLARED), ["One"]),
    "rss2email 271: four lines before the declaration": ("\n\n\n\n" + rss(ONE, DECLARED), ["One"]),
    "feedparser 62: an empty feed before the feed": (f"{DECLARED}<feed/>" + atom("<entry><title>One</title></entry>"), ["One"]),
    "feedparser 117: one bad character in the channel": (rss(f"<description>Line - & Mobiles &amp; more</description>{ONE}"), ["One"]),
    "feedparser 599: backslashes in an entity's value": (f'<!DOCTYPE rss [<!ENTITY path "C:\\data">]>{BARE}', ["One"]),
    "feedparser 599: reference beyond Unicode": (rss(item("One&#1114112;") + TWO + "<broken"), ["One", "Two"]),
    "feedparser 599: reference to a surrogate": (rss(item("One&#55296;") + TWO), ["One", "Two"]),
    "feedparser 599: a place without a number": (rss(ONE.replace("<description>", "<where xmlns='http://www.georss.org/georss'><Point xmlns='http://www.opengis.net/gml' srsName='EPSG:x'><pos>1 2</pos></Point></where><description>")), ["One"]),
    "feedparser 277: binary content in Atom": (atom("<entry><title>One</title><content type='application/octet-stream'>/////w==</content></entry>"), ["One"]),
    "feedparser 54: invalid token in a text": (rss(item("One <3 two") + TWO), ["One <3 two", "Two"]),
    "feedparser 66: a quote that is not UTF-8": (rss(item("The site’s new chief – and more") + TWO, DECLARED).encode("cp1252"), ["The site’s new chief – and more", "Two"]),
    "feedparser 56: GB2312 with a byte out of its range": (titled("学校实习招聘启事" * 3 + "~", "gb2312").replace(b"~", b"\xff", 1), ["学校实习招聘启事" * 3 + "�"]),
    "huginn 1797: German with a bad byte": (rss(item("Für Blackberry-Geräte: große Überraschung möglich") + TWO, DECLARED).encode() + b"\xe9", ["Für Blackberry-Geräte: große Überraschung möglich", "Two"]),
    "huginn 1123: Latin-1 without a declaration": (rss(item("O comentário de José às manhãs")).encode("latin-1"), ["O comentário de José às manhãs"]),
    "huginn 3215: declaration in single quotes above the feed": ("<?xml version='1.0' encoding='UTF-8'?>\n" + rss(ONE), ["One"]),
    "huginn 1986: Chinese labelled with its own encoding": (titled("公司任命新总裁", "gb18030"), ["公司任命新总裁"]),
    "commafeed 901: ampersand before a blank": (rss(item("Causal & other inference", rest="<description>P(Y & X)</description>")), ["Causal & other inference"]),
    "commafeed 1932: German with broken quotation marks": (rss(item("Gespräch über »Wächter« und Rüstung") + TWO, DECLARED).encode().replace("»".encode(), b"\xbb", 1), ["Gespräch über »Wächter« und Rüstung", "Two"]),
    "rome 79: no blank between both ids of the document type": (f'<!DOCTYPE rss PUBLIC "-//P//DTD//EN""http://p.example/rss.dtd">{BARE}', ["One"]),
    "rome 460: a Chinese character cut in the middle": (rss(item("<![CDATA[定了！大会一月见]]>" ) + TWO + item("公司" * 60, guid="3"), DECLARED).encode().replace("！".encode(), "！".encode()[:2], 1), ["定了�大会一月见", "Two", "公司" * 60]),
    "newsboat 1086: RSS in the namespace of Atom": (rss(ONE + TWO).replace("<rss ", '<rss xmlns="http://www.w3.org/2005/Atom" '), ["One", "Two"]),
    "newsboat 1435: no version": (rss(ONE).replace(' version="2.0"', ""), ["One"]),
    "gofeed 303: encoded without its namespace": (rss(f"<item><encoded>hello</encoded><title>One</title></item>{TWO}"), ["One", "Two"]),
    "miniflux 310: Atom 0.3": (atom("<entry><title>One</title><issued>2004-01-01T00:00:00Z</issued></entry>").replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"), ["One"]),
    "miniflux 24: German in Latin-1": (titled("Führungswechsel bei großem Händler", "iso-8859-1"), ["Führungswechsel bei großem Händler"]),
    "miniflux-legacy 316: Arabic in Windows-1256": (titled("رئيس جديد", "windows-1256"), ["رئيس جديد"]),
    "miniflux-legacy 219: Polish in Latin-2": (titled("Zarząd spółki: nowy członek", "iso-8859-2"), ["Zarząd spółki: nowy członek"]),
    "FreshRSS 6133: Polish in Latin-2 with a long text": (titled("Płyta główna już w sprzedaży", "iso-8859-2"), ["Płyta główna już w sprzedaży"]),
    "drop-feeds 22: Russian in Windows-1251": (titled("Новый глава клуба", "windows-1251"), ["Новый глава клуба"]),
    "obsidian-rss-dashboard 155: Windows-1251 in capitals": (titled("Совет директоров", "windows-1251", "WINDOWS-1251"), ["Совет директоров"]),
    "miniflux 2196: Russian in KOI8-R": (titled("Новости проекта", "koi8-r"), ["Новости проекта"]),
    "jquery-rss 141: umlauts in Latin-1": (titled("Überblick für Käufer", "iso-8859-1"), ["Überblick für Käufer"]),
    "quiterss 434: Chinese in GB2312": (titled("湖南企业换帅", "gb2312"), ["湖南企业换帅"]),
    "picoFeed 91: Greek in Windows-1253": (titled("Νέος διευθυντής", "windows-1253"), ["Νέος διευθυντής"]),
    "picoFeed 91: Turkish in Windows-1254": (titled("Yeni yönetim kurulu başkanı", "windows-1254"), ["Yeni yönetim kurulu başkanı"]),
    "picoFeed 91: Baltic in Windows-1257": (titled("Naujas įmonės vadovas", "windows-1257"), ["Naujas įmonės vadovas"]),
    "FreshRSS 7510: UTF-8 labelled Latin-1": (rss(item("“Però”, dice l’azienda"), '<?xml version="1.0" encoding="ISO-8859-1"?>').encode(), ["“Però”, dice l’azienda"]),
    "FreshRSS 1130: UTF-8 with a part in Latin-1": (rss(item("Élections à Saint-Lô: résultats définitifs publiés après vérification") + TWO, DECLARED).encode().replace("É".encode(), b"\xc9", 1), ["Élections à Saint-Lô: résultats définitifs publiés après vérification", "Two"]),
    "Scripting-News 89: UTF-8 that nobody declares": (rss(item("It’s a “new” day…")), ["It’s a “new” day…"]),
    "RssBandit 183: a character that its encoding lacks": (titled("Price in € today", "cp1252", "iso-8859-1"), ["Price in € today"]),
    "RssBandit 839: a dash of Windows in a feed declared UTF-8": (rss(item("Source control – part two"), DECLARED).encode("cp1252"), ["Source control – part two"]),
    "anaconda-issues 11619: a less-than sign in a title": (rss(item("needs proj <6") + TWO), ["needs proj <6", "Two"]),
    "liferea 299: an escaped tag that ends in a colon": (rss(item(rest="<description>Test: &amp;lt;works:&amp;gt; &lt;broken:&gt;</description>")), ["One"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    body, titles = DOCUMENTS[name]
    assert [found.title for found in drafts(body)] == titles


HEADERS: dict[str, tuple[bytes, str, list[str]]] = {
    "miniflux 255: GB2312 in the HTTP header only": (rss(item("编程科技资讯成功")).encode("gb2312"), "text/xml; charset=gb2312", ["编程科技资讯成功"]),
    "FeedMe 124: Windows-1251 in the HTTP header only": (rss(item("Форум и обсуждение")).encode("cp1251"), "text/xml; charset=windows-1251", ["Форум и обсуждение"]),
    "feedparser 81: sent as us-ascii, written in UTF-8": (rss(item("La passion – d’été"), DECLARED).encode(), "text/xml; charset=us-ascii", ["La passion – d’été"]),
    "feedparser 81: sent as text without a charset": (rss(item("d’été"), DECLARED).encode(), "text/plain", ["d’été"]),
    "ReadYou 84: sent as HTML": (rss(ONE).encode(), "text/html; charset=utf-8", ["One"]),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_the_header_counts_only_where_the_bytes_leave_it_open(name: str) -> None:
    body, content_type, titles = HEADERS[name]
    assert [found.title for found in drafts(body, content_type)] == titles


NO_FEEDS: dict[str, bytes] = {
    "miniflux 1507: a web page in place of the feed": b"<!DOCTYPE html><html><head><title>Tag</title></head><body><p>Posts</p></body></html>",
    "home-assistant.io 13614: a page under the feed's address": b"<!doctype html>\n<html lang=en><body><main>Blog</main></body></html>",
    "feedparser 460: the text of a server's error": b"500 Internal Server Error",
    "feedparser 142: a page that asks for another browser": b"<html><body>Please enable cookies.</body></html>",
    "feedparser 101: the address itself": b"paper.example/rss",
    "rome 346: an icon in place of the feed": b"\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00\x68\x04\x00\x00",
    "rome 687: a page with a script that has no value": b"<html><head><script defer src='x'></script></head><body/></html>",
    "ReadYou 84: the page of the bare domain": b"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body></body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", NO_FEEDS)
def test_what_is_no_feed_is_told_as_such(name: str) -> None:
    found = parse(NO_FEEDS[name], "text/html", URL)
    assert (found.items, found.entry_hashes) == ((), ())
    assert (found.error or "").startswith("no feed")
