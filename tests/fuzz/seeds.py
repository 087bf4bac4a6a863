"""Small feeds of every kind, whole: what the fuzz target damages."""

# ruff: noqa: E501 - a feed keeps the lines that it has
from __future__ import annotations

import gzip

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Paper</title><link>https://paper.example/</link><language>en-GB</language>
<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://paper.example/feed"/><image><url>https://paper.example/i.png</url>
<title>Logo</title><link>https://paper.example/</link></image><ttl>15</ttl><category>News</category><lastBuildDate>Mon, 20 Nov 2023 11:00:00 GMT</lastBuildDate>
<item><title>A new chief &amp; more</title><link>https://paper.example/a?x=1&amp;utm_source=rss</link><guid isPermaLink="false">a-1</guid>
<pubDate>Mon, 20 Nov 2023 10:05:00 +0100</pubDate><dc:creator>A. Writer</dc:creator><description>Short &lt;b&gt;text&lt;/b&gt;.</description>
<content:encoded><![CDATA[<p>The board <i>named</i> a chief.</p><script>x()</script><ul><li>One<li>Two</ul>]]></content:encoded>
<media:content url="https://paper.example/a.jpg"><media:title>Picture</media:title></media:content></item>
<item><category domain="x">Board</category><title>Third</title><enclosure url="https://paper.example/c.mp3" length="1" type="audio/mpeg"/>
<media:thumbnail url="https://paper.example/t.jpg"/><media:content url="https://paper.example/u.jpg"><media:credit>Photo</media:credit></media:content>
<link>https://paper.example/c</link><comments>https://paper.example/c#talk</comments><author>desk@paper.example (Desk)</author><pubDate>20 Nov 2023 12:00</pubDate>
<media:description>Of the picture</media:description><guid>c</guid></item>
<item><title>Second</title><link>/b</link><guid>https://paper.example/b</guid><dc:date>2023-11-20T11:00:00Z</dc:date>
<description><![CDATA[Plain <br> lines]]></description></item></channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://blatt.example/x/"><title>Blatt</title><id>urn:b</id>
<entry><id>urn:1</id><title type="html">Neue &amp;Auml;ra &lt;b&gt;beginnt&lt;/b&gt;</title><link rel="alternate" href="a"/>
<updated>2023-11-20T10:00:00+01:00</updated><published>2023-11-20T09:00:00+01:00</published><author><name>Wer</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <em>Wechsel</em>.</p></div></content></entry>
<entry><id>urn:2</id><title>Zwei</title><link href="/b"/><updated>20.11.2023 10:00 Uhr</updated><summary>Kurz.</summary></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://p.example/"><title>P</title><link>https://p.example/</link></channel>
<item rdf:about="https://p.example/1"><title>One</title><link>https://p.example/1</link><dc:date>2023-11-20</dc:date></item>
<item rdf:about="https://p.example/2"><title>Two</title><link>https://p.example/2</link><description>Text</description></item></rdf:RDF>"""

CHINESE = """<?xml version="1.0" encoding="gbk"?><rss version="2.0"><channel><title>财经</title><language>zh-cn</language>
<item><title>《公司》董事会换帅</title><link>https://cai.example/1</link><pubDate>2023年11月20日 上午10:05</pubDate>
<description>公司周一宣布，董事长辞任。&lt;br/&gt;继任者为副总裁。</description></item>
<item><title>第二条</title><link>https://cai.example/2</link><pubDate>2023-11-20 10:05:00</pubDate><description>正文。</description></item></channel></rss>"""

ENTITIES = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "one"><!ENTITY b "&a;&a;">]>
<rss version="0.91"><channel><title>&b;</title><item><title>T &b;</title><description>D &nbsp; &eacute;</description></item></channel></rss>"""

OLD_ATOM = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry><id>1</id><title mode="escaped">&lt;i&gt;T&lt;/i&gt;</title>
<link rel="alternate" href="https://o.example/1"/><issued>2003-12-31T10:14:55Z</issued><content mode="base64">VGV4dA==</content></entry></feed>"""

CDF = """<CHANNEL HREF="https://c.example/"><TITLE>C</TITLE><ITEM HREF="https://c.example/1" LASTMOD="2002-11-12T09:04"><TITLE>One</TITLE></ITEM></CHANNEL>"""

SEEDS: tuple[bytes, ...] = (
    RSS.encode(), ATOM.encode(), RDF.encode(), CHINESE.encode("gbk"), CHINESE.encode(), ENTITIES.encode(), OLD_ATOM.encode(),
    CDF.encode(), ATOM.encode("utf-16"), gzip.compress(RSS.encode(), mtime=0),
    b"<br />\n<b>Warning</b>: include() in <b>/w.php</b> on line <b>3</b><br />\n" + RSS.encode(),
    b"<!DOCTYPE html><html><head><title>Wartung</title></head><body><p>Bald zur\xfcck</p></body></html>",
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_text": "Hi"}]}',
)  # fmt: skip
"""Bytes of each feed, some in other encodings, packed, or no feed at all."""
