"""Feeds as they really are: each case by its name, those taken from a reader's tracker by their issue there.

The feeds are made up; only the kind of damage is the tracker's.
"""

# ruff: noqa: E501 - a case is one line of the table, however long the damage
from __future__ import annotations

import gzip

import pytest

from tests.broken_feeds import DECLARED, HOME, SEEN, atom, drafts, entry, item, rss, stored_after

ONE, TWO = item(), item("Two", "https://paper.example/2", "2")

DOCUMENTS: dict[str, tuple[bytes | str, list[str]]] = {
    "rssguard 1403: blank line before the declaration": ("\n" + rss(ONE, DECLARED), ["One"]),
    "Omeka 541: two blank lines before the declaration": ("\n\n" + rss(ONE, DECLARED), ["One"]),
    "feed-io 73: blanks before the declaration": ("   \t" + rss(ONE, DECLARED), ["One"]),
    "e107 2125: several byte-order marks": ("\ufeff\ufeff\n" + rss(ONE, DECLARED), ["One"]),
    "PHP warning before the declaration": ("<br />\n<b>Warning</b>: x in <b>/y.php</b> on line <b>3</b><br />\n" + rss(ONE, DECLARED), ["One"]),
    "PHP notice in plain text before the declaration": ("\nNotice: Undefined index: x in /y.php on line 3\n" + rss(ONE, DECLARED), ["One"]),
    "PHP warning after the feed": (rss(ONE, DECLARED) + "\n<br /><b>Warning</b>: x", ["One"]),
    "HTML comment after the feed": (rss(ONE) + "<!-- cached by a plugin -->", ["One"]),
    "script of a proxy after the feed": (rss(ONE) + "<script>track()</script>", ["One"]),
    "header lines of the server in the body": ("X-Cache: HIT\r\n\r\n" + rss(ONE, DECLARED), ["One"]),
    "comment before the root": (f"{DECLARED}<!-- generator -->{rss(ONE)}", ["One"]),
    "stylesheet before the root": (f'{DECLARED}<?xml-stylesheet type="text/xsl" href="x.xsl"?>{rss(ONE)}', ["One"]),
    "declaration in single quotes": (f"<?xml version='1.0' encoding='utf-8'?>{rss(ONE)}", ["One"]),
    "declaration without encoding": (f'<?xml version="1.0"?>{rss(ONE)}', ["One"]),
    "declaration of XML 1.1": (f'<?xml version="1.1" encoding="UTF-8"?>{rss(ONE)}', ["One"]),
    "declaration twice": (f"{DECLARED}{DECLARED}{rss(ONE)}", ["One"]),
    "no declaration": (rss(ONE), ["One"]),
    "document type of RSS 0.91": (
        f'{DECLARED}<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">{rss(ONE)}',
        ["One"],
    ),
    "miniflux 569: control character U+001E": (rss(item("On\x1ee")), ["One"]),
    "miniflux 433: control character U+0008": (rss(item("On\x08e")), ["One"]),
    "miniflux 52: control character U+0018": (rss(item("O\x18ne")), ["One"]),
    "miniflux 492: control character U+0013": (rss(item("O\x13ne")), ["One"]),
    "miniflux 575: control character U+0010": (rss(item("O\x10ne")), ["One"]),
    "NUL bytes between the letters": (rss(item("O\x00n\x00e")).replace("<rss", "<rss "), ["One"]),
    "character reference to a control character": (rss(item("One&#x1E;")), ["One"]),
    "character reference to NUL": (rss(item("One&#0;")), ["One"]),
    "miniflux 320: entity nbsp without a definition": (rss(item("One&nbsp;more")), ["One more"]),
    "miniflux 122: entity ecirc without a definition": (rss(item("F&ecirc;te")), ["Fête"]),
    "miniflux 122: bare ampersand": (rss(item("filters & more")), ["filters & more"]),
    "miniflux 416: ampersand before a capital": (rss(item("D&D online")), ["D&D online"]),
    "bare ampersand in a link": (rss(item("One", "https://paper.example/1?a=1&b=2")), ["One"]),
    "German umlauts as entities": (rss(item("F&uuml;hrung gr&ouml;&szlig;er")), ["Führung größer"]),
    "curly quotes as numeric references of Windows": (rss(item("Chef&#146;s &#147;Plan&#148;")), ["Chef’s “Plan”"]),
    "undeclared namespace prefix": (rss(ONE.replace("<description>", "<foo:bar>x</foo:bar><description>")), ["One"]),
    "undeclared media namespace": (rss(ONE).replace('xmlns:media="http://search.yahoo.com/mrss/"', "").replace("<description>", "<media:x/><description>"), ["One"]),
    "attributes without quotes": (rss(ONE).replace('version="2.0"', "version=2.0"), ["One"]),
    "unescaped HTML in the description": (rss(item(rest="<description><p>Text</p><br></description>")), ["One"]),
    "tag that is never closed": (rss(item(rest="<description>Text<img src=x></description>") + TWO), ["One", "Two"]),
    "truncated in the middle of an item": (rss(ONE + TWO)[:-60], ["One", "Two"]),
    "truncated after an item": (rss(ONE + TWO).split("</channel>")[0], ["One", "Two"]),
    "truncated in a CDATA section": (rss(ONE + item("Two", guid="2", rest="<description><![CDATA[Cut off here")).split("</item></channel>")[0], ["One", "Two"]),
    "items outside of the channel": (f'<rss version="2.0"><channel><title>Paper</title></channel>{ONE}{TWO}</rss>', ["One", "Two"]),
    "root in capitals": (rss(ONE).replace("<rss", "<RSS").replace("</rss", "</RSS"), ["One"]),
    "tags in capitals": (rss("<ITEM><TITLE>One</TITLE><LINK>https://paper.example/1</LINK></ITEM>"), ["One"]),
    "unknown version": (rss(ONE).replace('version="2.0"', 'version="9.9"'), ["One"]),
    "no version": (rss(ONE).replace('version="2.0"', ""), ["One"]),
    "RSS 0.92": (rss(ONE).replace('version="2.0"', 'version="0.92"'), ["One"]),
    "RSS 1.0": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>P</title></channel>'
        '<item rdf:about="https://paper.example/1"><title>One</title><link>https://paper.example/1</link></item></rdf:RDF>',
        ["One"],
    ),
    "RSS 1.1-like root without namespace": ("<RDF><channel><title>P</title></channel><item><title>One</title></item></RDF>", ["One"]),
    "Atom 0.3": (atom("<entry><title>One</title></entry>").replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"), ["One"]),
    "Atom with a prefix": (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>P</a:title><a:entry><a:id>1</a:id><a:title>One</a:title></a:entry></a:feed>', ["One"],
    ),
    "Atom in the namespace of http and a slash": (atom("<entry><title>One</title></entry>").replace("2005/Atom", "2005/Atom/"), ["One"]),
    "Atom without namespace": ("<feed><title>P</title><entry><title>One</title></entry></feed>", ["One"]),
    "Atom entry as a whole document": ('<entry xmlns="http://www.w3.org/2005/Atom"><title>One</title></entry>', ["One"]),
    "empty channel": (rss(""), []),
    "empty feed": (atom(""), []),
    "empty item between items": (rss(ONE + "<item/>" + TWO), ["One", "Two"]),
    "item with nothing but a link": (rss("<item><link>https://paper.example/9</link></item>" + ONE), ["One"]),
    "item in an item": (rss("<item><title>One</title><item><title>Two</title></item></item>"), ["One", "Two"]),
    "gzip without saying so": (gzip.compress(rss(ONE).encode()), ["One"]),
    "everything on one line of a megabyte": (rss(ONE + f"<!--{'x' * 1_000_000}-->"), ["One"]),
    "a thousand namespaces": (rss(ONE).replace("<rss ", "<rss " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(1000)) + " "), ["One"]),
    "carriage returns alone": (rss(ONE).replace("><", ">\r<"), ["One"]),
    "byte-order mark of UTF-16 in both orders": (b"\xff\xfe" + rss(ONE).encode("utf-16-le"), ["One"]),
    "the other order of UTF-16": (b"\xfe\xff" + rss(ONE).encode("utf-16-be"), ["One"]),
    "declared UTF-16 and sent as UTF-8": (rss(ONE, '<?xml version="1.0" encoding="UTF-16"?>'), ["One"]),
    "declared with an unknown encoding": (rss(ONE, '<?xml version="1.0" encoding="utf8mb4"?>'), ["One"]),
    "declared Latin-1 and sent as UTF-8": (rss(item("Führung"), '<?xml version="1.0" encoding="ISO-8859-1"?>'), ["Führung"]),
    "declared UTF-8 and sent as Latin-1": (rss(item("Führungswechsel bei großer Firma"), DECLARED).encode("latin-1"), ["Führungswechsel bei großer Firma"]),
    "rss-parser 76: GBK": (rss(item("公司董事会换帅"), '<?xml version="1.0" encoding="gbk"?>').encode("gbk"), ["公司董事会换帅"]),
    "spaRSS 207: declared UTF-8 and sent as GBK": (rss(item("公司董事会换帅"), DECLARED).encode("gbk"), ["公司董事会换帅"]),
    "declared GB2312 with a character of GBK only": (rss(item("王传福與鎔"), '<?xml version="1.0" encoding="gb2312"?>').encode("gbk"), ["王传福與鎔"]),
    "commafeed 681: Windows-1251": (rss(item("Совет"), "<?xml version='1.0' encoding='windows-1251'?>").encode("cp1251"), ["Совет"]),
    "spaRSS 103: Windows-1250": (rss(item("Žďár"), "<?xml version='1.0' encoding='windows-1250'?>").encode("cp1250"), ["Žďár"]),
    "Windows quotes in a feed declared Latin-1": (rss(item("“Plan” – now"), '<?xml version="1.0" encoding="iso-8859-1"?>').encode("cp1252"), ["“Plan” – now"]),
    "one bad byte in Chinese UTF-8": (rss(item("公司董事会换帅" * 40) + TWO).encode().replace("帅".encode(), b"\xe5\xb8", 1), ["公司董事会换�" + "公司董事会换帅" * 39, "Two"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    body, titles = DOCUMENTS[name]
    assert [found.title for found in drafts(body)] == titles


TITLES: dict[str, tuple[str, str]] = {
    "FreshRSS 7736: apostrophe escaped twice": ("Don&amp;#x27;t forget", "Don't forget"),
    "lemmy 5171: quotes escaped twice": ("the &amp;quot;best&amp;quot; one", 'the "best" one'),
    "FreshRSS 8162: named entity escaped twice": ("It&amp;rsquo;s here", "It’s here"),
    "reader 121: combining accents as references": ("Ara&amp;#x0301; here", "Ara\u0301 here"),
    "reader 121: nothing but emoji": ("😐🔫", "😐🔫"),
    "blogofile 106: markup in CDATA": ("<![CDATA[A <em>great</em> day]]>", "A great day"),
    "escaped markup": ("A &lt;b&gt;great&lt;/b&gt; day", "A great day"),
    "comparison signs": ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
    "line breaks and tabs": ("\n\t  Great \n day\t", "Great day"),
    "no-break spaces": ("Great\u00a0day", "Great day"),
    "soft hyphens": ("Vor\u00adstands\u00adchef", "Vorstandschef"),
    "zero-width spaces": ("Great\u200bday", "Greatday"),
    "direction marks": ("\u202eGreat\u202c day", "Great day"),
    "Chinese title marks": ("《财经》：换帅", "《财经》：换帅"),
    "full-width blank": ("公司\u3000换帅", "公司 换帅"),
    "ampersand escaped three times": ("AT&amp;amp;amp;T", "AT&T"),
    "price in dollars": ("Shares at $5 &amp; up", "Shares at $5 & up"),
    "code with angle brackets": ("std::vector&amp;lt;int&amp;gt; explained", "std::vector<int> explained"),
    "word joiner": ("Chef\u2060wechsel", "Chefwechsel"),
    "superscript": ("CO&lt;sub&gt;2&lt;/sub&gt; down", "CO2 down"),
}


@pytest.mark.parametrize("name", TITLES)
def test_titles(name: str) -> None:
    source, expected = TITLES[name]
    (found,) = drafts(rss(item(source)))
    assert found.title == expected


BODIES: dict[str, tuple[str, str]] = {
    "plain text": ("<description>Just text.</description>", "Just text."),
    "markup in CDATA": ("<description><![CDATA[<p>One.</p><p>Two.</p>]]></description>", "One.\nTwo."),
    "escaped markup": ("<description>&lt;p&gt;One.&lt;/p&gt;</description>", "One."),
    "markup escaped twice": ("<description>&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;</description>", "One."),
    "CDATA in CDATA": ("<description><![CDATA[One ]]]]><![CDATA[> two]]></description>", "One ]]> two"),
    "content outweighs description": ("<description>Short.</description><content:encoded><![CDATA[<p>Long text.</p>]]></content:encoded>", "Long text."),
    "empty content leaves the description": ("<description>Short.</description><content:encoded></content:encoded>", "Short."),
    "blank content leaves the description": ("<description>Short.</description><content:encoded>  </content:encoded>", "Short."),
    "script": ("<description><![CDATA[<p>One.</p><script>steal()</script>]]></description>", "One."),
    "handler in an attribute": ("<description><![CDATA[<p onclick='x()'>One.</p>]]></description>", "One."),
    "iframe of an advertiser": ("<description><![CDATA[<iframe src='x'>no frames</iframe><p>One.</p>]]></description>", "One."),
    "counting pixel": ("<description><![CDATA[One.<img src='https://count.example/1.gif' width='1' height='1'>]]></description>", "One."),
    "hidden paragraph": ("<description><![CDATA[<p style='display:none'>spam</p><p>One.</p>]]></description>", "One."),
    "caption under a picture": ("<description><![CDATA[<figure><img><figcaption>▲ Chief.</figcaption></figure>One.]]></description>", "▲ Chief.\nOne."),
    "list": ("<description><![CDATA[<ul><li>One<li>Two</ul>]]></description>", "One\nTwo"),
    "definition list": ("<description><![CDATA[<dl><dt>One<dd>Two</dl>]]></description>", "One\nTwo"),
    "table": ("<description><![CDATA[<table><tr><td>One<td>Two</table>]]></description>", "One Two"),
    "heading glued to text": ("<description><![CDATA[<h2>Head</h2>One.]]></description>", "Head\nOne."),
    "line breaks for paragraphs": ("<description><![CDATA[One.<br><br>Two.]]></description>", "One.\nTwo."),
    "lines without any markup": ("<description>One.\n\nTwo.</description>", "One.\nTwo."),
    "hard-wrapped source": ("<description><![CDATA[<p>One\n  two\n  three.</p>]]></description>", "One two three."),
    "unclosed tags": ("<description><![CDATA[<p>One.<p>Two. <b>three]]></description>", "One.\nTwo. three"),
    "stray closing tags": ("<description><![CDATA[</div></td>One.]]></description>", "One."),
    "half a tag at the end": ("<description><![CDATA[One. <a href='x]]></description>", "One."),
    "conditional comment": ("<description><![CDATA[<!--[if IE]>old<![endif]-->One.]]></description>", "One."),
    "style sheet of a word processor": ("<description><![CDATA[<style>p.Mso{}</style><p class=Mso>One.</p>]]></description>", "One."),
    "whole page": ("<description><![CDATA[<html><head><title>T</title></head><body><p>One.</p></body></html>]]></description>", "One."),
    "xhtml inline": ("<description><div xmlns='http://www.w3.org/1999/xhtml'><p>One.</p></div></description>", "One."),
    "Chinese paragraphs with full-width indent": ("<description><![CDATA[<p>\u3000\u3000一。</p><p>\u3000\u3000二。</p>]]></description>", "一。\n二。"),
    "Chinese with blanks around names": ("<description>任命 Sam Altman 为 CEO。</description>", "任命 Sam Altman 为 CEO。"),
    "soft hyphens": ("<description>Vor\u00adstand</description>", "Vorstand"),
    "emoji joined": ("<description>👩\u200d💼 One</description>", "👩\u200d💼 One"),
    "numeric references": ("<description>&amp;#8222;Ja&amp;#8220;</description>", "„Ja“"),
    "form controls": ("<description><![CDATA[<form><input value=x><button>Go</button></form>One.]]></description>", "One."),
    "nested deeper than any page": ("<description><![CDATA[" + "<div>" * 3000 + "One." + "]]></description>", "One."),
    "video fallback": ("<description><![CDATA[<video>no video</video>One.]]></description>", "One."),
    "svg text": ("<description><![CDATA[<svg><text>logo</text></svg>One.]]></description>", "One."),
    "link text": ("<description><![CDATA[See <a href='javascript:x'>here</a>.]]></description>", "See here."),
    "comparison in text": ("<description>p &lt; 0.05 &amp;amp; n &gt; 3</description>", "p < 0.05 & n > 3"),
    "no-break spaces": ("<description><![CDATA[One&nbsp;&nbsp;two.]]></description>", "One two."),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_bodies(name: str) -> None:
    source, expected = BODIES[name]
    (found,) = drafts(rss(item(rest=source)))
    assert found.text == f"One\n{expected}"


LINKS: dict[str, tuple[str, str]] = {
    "relative to the feed": (rss(item(link="/a")), "https://paper.example/a"),
    "relative to the feed's folder": (rss(item(link="a.html")), "https://paper.example/news/a.html"),
    "without scheme": (rss(item(link="//www.paper.example/a")), "https://www.paper.example/a"),
    "in blanks": (rss(item(link="\n https://paper.example/a \n")), "https://paper.example/a"),
    "in CDATA": (rss(item(link="<![CDATA[https://paper.example/a?x=1&y=2]]>")), "https://paper.example/a?x=1&y=2"),
    "escaped ampersand": (rss(item(link="https://paper.example/a?x=1&amp;y=2")), "https://paper.example/a?x=1&y=2"),
    "tracking stays as the feed gives it": (rss(item(link="https://paper.example/a?utm_source=rss")), "https://paper.example/a?utm_source=rss"),
    "guid as permalink": (rss("<item><title>One</title><guid>https://paper.example/a</guid></item>"), "https://paper.example/a"),
    "FreshRSS 5405: no link but a placeholder": (rss(item(link="&lt;base-url-not-set&gt;/a")), "https://paper.example/news/<base-url-not-set>/a"),
    "script as link": (rss(item(link="javascript:alert(1)")), ""),
    "mail as link": (rss(item(link="mailto:a@b.example")), ""),
    "file as link": (rss(item(link="file:///etc/passwd")), ""),
    "international host": (rss(item(link="https://bücher.example/a")), "https://bücher.example/a"),
    "Chinese path": (rss(item(link="https://paper.example/换帅")), "https://paper.example/换帅"),
    "port and user": (rss(item(link="https://u:p@paper.example:8443/a")), "https://u:p@paper.example:8443/a"),
    "Atom alternate among others": (
        atom("<entry><title>One</title><link rel='self' href='https://paper.example/self'/><link rel='alternate' href='https://paper.example/a'/>"
             "<link rel='enclosure' href='https://paper.example/a.mp3'/></entry>"), "https://paper.example/a"),
    "Atom link without rel": (atom("<entry><title>One</title><link href='https://paper.example/a'/></entry>"), "https://paper.example/a"),
    "gngr 177: bare file name in Atom": (atom("<entry><title>One</title><link href='v03.html'/></entry>"), "https://paper.example/news/v03.html"),
    "xml:base of the feed": (atom("<entry><title>One</title><link href='a'/></entry>", "xml:base='https://other.example/x/'"), "https://other.example/x/a"),
    "xml:base of the entry": (atom("<entry xml:base='https://other.example/y/'><title>One</title><link href='a'/></entry>"), "https://other.example/y/a"),
    "nextcloud news 752: absolute link in a sub-folder feed": (
        atom("<entry><title>One</title><link rel='alternate' type='text/html' href='https://paper.example/archives/1/'/></entry>"),
        "https://paper.example/archives/1/"),
    "no link at all": (rss("<item><title>One</title></item>"), ""),
    "empty link": (rss(item(link="")), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str) -> None:
    source, expected = LINKS[name]
    (found,) = drafts(source)
    assert found.url == expected


DATES: dict[str, tuple[str, str]] = {
    "feedparser 135: German weekday, no zone": ("<pubDate>Mo, 20 Nov 2023 11:41:36</pubDate>", "2023-11-20T10:41:36"),
    "feedparser 75: slashes": ("<pubDate>2023/11/20 15:07:41</pubDate>", "2023-11-20T14:07:41"),
    "feedparser 114: year of two digits": ("<pubDate>Mon, 20 Nov 23 22:05:03 +0300</pubDate>", "2023-11-20T19:05:03"),
    "feedparser 72: afternoon in twelve hours": ("<pubDate>Mon, 20 Nov 2023 2:17:57 PM CET</pubDate>", "2023-11-20T13:17:57"),
    "feedparser 72: date twice": ("<dc:date>2023-11-20 14:17:57.0</dc:date><pubDate>2023-11-20 14:17:57.0</pubDate>", "2023-11-20T13:17:57"),
    "rome 378: month before day": ("<pubDate><![CDATA[Mon, Nov 20 2023 02:54:55 MST]]></pubDate>", "2023-11-20T09:54:55"),
    "lilyball feedparser 11: blank date": ("<pubDate> </pubDate>", "2023-11-21T12:00:00"),
    "no date": ("", "2023-11-21T12:00:00"),
    "words": ("<pubDate>today</pubDate>", "2023-11-21T12:00:00"),
    "epoch zero": ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", "2023-11-21T12:00:00"),
    "zeros of a database": ("<pubDate>0000-00-00 00:00:00</pubDate>", "2023-11-21T12:00:00"),
    "year 1": ("<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>", "2023-11-21T12:00:00"),
    "brief 470: far in the future": ("<pubDate>Mon, 20 Nov 2034 00:00:00 GMT</pubDate>", "2023-11-21T12:00:00"),
    "wrong weekday": ("<pubDate>Fri, 20 Nov 2023 10:00:00 GMT</pubDate>", "2023-11-20T10:00:00"),
    "no weekday": ("<pubDate>20 Nov 2023 10:00:00 GMT</pubDate>", "2023-11-20T10:00:00"),
    "no seconds": ("<pubDate>Mon, 20 Nov 2023 10:00 GMT</pubDate>", "2023-11-20T10:00:00"),
    "one digit": ("<pubDate>Wed, 1 Nov 2023 9:05:00 GMT</pubDate>", "2023-11-01T09:05:00"),
    "long month": ("<pubDate>Mon, 20 November 2023 10:00:00 GMT</pubDate>", "2023-11-20T10:00:00"),
    "September of four letters": ("<pubDate>Wed, 20 Sept 2023 10:00:00 GMT</pubDate>", "2023-09-20T10:00:00"),
    "German month": ("<pubDate>Mi, 04 Okt 2023 10:00:00 +0200</pubDate>", "2023-10-04T08:00:00"),
    "March with umlaut": ("<pubDate>Fr, 03 Mär 2023 10:00:00 +0100</pubDate>", "2023-03-03T09:00:00"),
    "German numbers": ("<pubDate>20.11.2023 10:00</pubDate>", "2023-11-20T09:00:00"),
    "Chinese": ("<pubDate>2023年11月20日 10:00</pubDate>", "2023-11-20T09:00:00"),
    "zone with colon": ("<pubDate>Mon, 20 Nov 2023 10:00:00 +01:00</pubDate>", "2023-11-20T09:00:00"),
    "zone with GMT before": ("<pubDate>Mon, 20 Nov 2023 10:00:00 GMT+01:00</pubDate>", "2023-11-20T09:00:00"),
    "zone of letters": ("<pubDate>Mon, 20 Nov 2023 10:00:00 PST</pubDate>", "2023-11-20T18:00:00"),
    "summer zone": ("<pubDate>Thu, 20 Jul 2023 10:00:00 MESZ</pubDate>", "2023-07-20T08:00:00"),
    "ISO in RSS": ("<pubDate>2023-11-20T10:00:00Z</pubDate>", "2023-11-20T10:00:00"),
    "ISO with blank": ("<pubDate>2023-11-20 10:00:00 +0800</pubDate>", "2023-11-20T02:00:00"),
    "Dublin Core": ("<dc:date>2023-11-20T10:00:00+01:00</dc:date>", "2023-11-20T09:00:00"),
    "hour 24": ("<pubDate>Sun, 19 Nov 2023 24:00:00 GMT</pubDate>", "2023-11-20T00:00:00"),
    "day alone": ("<pubDate>2023-11-20</pubDate>", "2023-11-19T23:00:00"),
    "Java's toString": ("<pubDate>Mon Nov 20 10:00:00 CET 2023</pubDate>", "2023-11-20T09:00:00"),
    "Unix seconds": ("<pubDate>1700474400</pubDate>", "2023-11-20T10:00:00"),
    "in CDATA with blanks": ("<pubDate><![CDATA[\n Mon, 20 Nov 2023 10:00:00 GMT ]]></pubDate>", "2023-11-20T10:00:00"),
    "Uhr": ("<pubDate>20. November 2023, 10:00 Uhr</pubDate>", "2023-11-20T09:00:00"),
    "a comment for the zone": ("<pubDate>Mon, 20 Nov 2023 10:00:00 +0000 (UTC)</pubDate>", "2023-11-20T10:00:00"),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_dates(name: str) -> None:
    source, expected = DATES[name]
    (found,) = drafts(rss(item(rest=source)))
    assert found.published.at.replace(tzinfo=None).isoformat() == expected
    assert (found.published.source == "inferred") is (found.published.at == SEEN)


POLLS: dict[str, tuple[list[list[str]], int]] = {
    "well-behaved": ([[entry(1), entry(2)], [entry(3), entry(1), entry(2)]], 3),
    "feedbin 416: no guid": ([[entry(1, guid=""), entry(2, guid="")], [entry(3, guid=""), entry(1, guid=""), entry(2, guid="")]], 3),
    "feedbin 573: one guid for all": ([[entry(1, guid=HOME), entry(2, guid=HOME)], [entry(3, guid=HOME), entry(1, guid=HOME), entry(2, guid=HOME)]], 3),
    "FreshRSS 3126: some guids twice": ([[entry(1, guid="a"), entry(2, guid="a"), entry(3, guid="b")]] * 2, 3),
    "brief 428: a guid twice, the newer first": ([[entry(2, guid="a"), entry(1, guid="a")]] * 3, 2),
    "brief 470: the same item twice in a body": ([[entry(1), entry(1), entry(2)]] * 2, 2),
    "wnpp 1685: a guid many times with one title": ([[entry(1)] * 14 + [entry(2)]], 2),
    "mediathekview 258: guids drawn anew": ([[entry(n, guid=f"{poll}-{n}") for n in (1, 2)] for poll in range(4)], 2),
    "owncloud news 878: no guid and a changing text": (
        [[entry(1, guid=""), entry(2, guid="")], [entry(1, guid="").replace("Text", "Fresh text"), entry(2, guid="")]], 2),
    "liferea 1195: the site moves its paths": (
        [[entry(1), entry(2)], [entry(1, link="https://paper.example/new/1"), entry(2, link="https://paper.example/new/2")]], 2),
    "a site moves its host and its guids": (
        [[entry(1, guid="https://old.example/1", link="https://old.example/1")], [entry(1, guid="https://old.example/1", link="https://new.example/1")]], 1),
    "headline as guid": ([[entry(1, guid="Title 1")], [entry(1, "Title one", guid="Title one")]], 1),
    "headline changes with a good guid": ([[entry(1)], [entry(1, "Title one")], [entry(1, "Title eins")]], 1),
    "counter in the fragment of the guid": ([[entry(1, guid=f"https://paper.example/1#{n}")] for n in range(4)], 1),
    "session in the link": ([[entry(1, guid="", link=f"https://paper.example/1;jsessionid={n}")] for n in range(3)], 1),
    "tracking in the link": ([[entry(1, guid="", link=f"https://paper.example/1?utm_id={n}")] for n in range(3)], 1),
    "http becomes https": ([[entry(1, guid="", link="http://paper.example/1")], [entry(1, guid="", link="https://paper.example/1")]], 1),
    "www comes and goes": ([[entry(1, guid="", link="https://www.paper.example/1")], [entry(1, guid="", link="https://paper.example/1")]], 1),
    "link of all is the home page": ([[entry(1, guid="", link=HOME), entry(2, guid="", link=HOME)], [entry(3, guid="", link=HOME), entry(1, guid="", link=HOME)]], 3),
    "neither guid nor link": ([[entry(1, guid="", link=""), entry(2, guid="", link="")], [entry(3, guid="", link=""), entry(1, guid="", link="")]], 3),
    "neither guid nor link nor date": ([[entry(1, guid="", link="", minute=-1)], [entry(1, guid="", link="", minute=-1), entry(2, guid="", link="", minute=-1)]], 2),
    "one guid, one link, no dates": ([[entry(n, guid="x", link=HOME, minute=-1) for n in (1, 2)], [entry(n, guid="x", link=HOME, minute=-1) for n in (3, 1, 2)]], 3),
    "all dated at the time of the poll": ([[entry(n, minute=30 + poll) for n in (1, 2)] for poll in range(3)], 2),
    "all dated alike and one guid": ([[entry(n, guid="x", minute=0) for n in (1, 2)], [entry(n, guid="x", minute=0) for n in (3, 1, 2)]], 3),
    "an item leaves and comes back": ([[entry(1), entry(2)], [entry(2)], [entry(1), entry(2)]], 2),
    "the order is turned round": ([[entry(1), entry(2), entry(3)], [entry(3), entry(2), entry(1)]], 3),
    "a guid is used again for another article": ([[entry(1, guid="daily")], [entry(2, guid="daily")], [entry(3, guid="daily")]], 3),
    "two articles of one headline": ([[entry(1, "Morning brief"), entry(2, "Morning brief")]] * 2, 2),
    "one headline each day under one home link": ([[entry(1, "Morning brief", guid="", link=HOME)], [entry(2, "Morning brief", guid="", link=HOME)]], 1),
    "guids differ in case only": ([[entry(1, guid="a"), entry(2, guid="A")]] * 2, 2),
    "guid appears later": ([[entry(1, guid="")], [entry(1)]], 1),
    "guid disappears": ([[entry(1)], [entry(1, guid="")]], 1),
}  # fmt: skip


@pytest.mark.parametrize("name", POLLS)
def test_polls_lose_and_double_nothing(name: str) -> None:
    polls, expected = POLLS[name]
    assert stored_after([rss("".join(poll)) for poll in polls]) == expected
