"""Titles, bodies and links as readers' trackers report them, by the issue that each case reproduces.

The feeds are made up; only the kind of damage is the tracker's.
"""

# ruff: noqa: E501 - a case is one line of the table, however long the damage
from __future__ import annotations

import pytest

from tests.broken_feeds import HOME, atom, drafts, item, rss

XHTML = "xmlns='http://www.w3.org/1999/xhtml'"

TITLES: dict[str, tuple[str, str]] = {
    "miniflux 2953: escaped tag in CDATA": (rss(item("<![CDATA[How should &lt;selectedoption&gt; work?]]>")), "How should <selectedoption> work?"),
    "miniflux 999: quotes escaped twice": (rss(item("Grocer to axe &amp;#39;low price&amp;#39; promise")), "Grocer to axe 'low price' promise"),
    "miniflux 66: typographic marks escaped twice": (rss(item("&amp;#8222;Plan&amp;#8221; &amp;#8211; dalej")), "„Plan” – dalej"),
    "miniflux 1020: entities encoded twice": (rss(item("&amp;#39;Text&amp;#39;")), "'Text'"),
    "miniflux 1024: entities encoded twice in Atom": (atom("<entry><title type='html'>&amp;amp;#39;Text&amp;amp;#39;</title></entry>"), "'Text'"),
    "miniflux 1083: HTML in the title of RSS 1.0": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item><title>AT&amp;amp;T &amp;quot;open&amp;quot;</title></item></rdf:RDF>', 'AT&T "open"'),
    "miniflux 941: a closing tag as the title": (rss(item("&lt;/some-title&gt;")), "</some-title>"),
    "miniflux 941: source code in the title": (rss(item("Some &lt;code&gt;source code&lt;/code&gt; here")), "Some source code here"),
    "miniflux 1082: angle brackets in a title of type text": (atom("<entry><title type='text'>unique_ptr&lt;S&gt;</title></entry>"), "unique_ptr<S>"),
    "miniflux 1082: angle brackets in a title without a type": (atom("<entry><title>unique_ptr&lt;S&gt;</title></entry>"), "unique_ptr<S>"),
    "miniflux 1082: angle brackets in a title of type html": (atom("<entry><title type='html'>unique_ptr&amp;lt;T&amp;gt;</title></entry>"), "unique_ptr<T>"),
    "miniflux 1082: angle brackets in a title of type xhtml": (atom(f"<entry><title type='xhtml'><div {XHTML}>unique_ptr&lt;T&gt;</div></title></entry>"), "unique_ptr<T>"),
    "miniflux 1078: Chinese as references in CDATA": (rss(item("<![CDATA[Refresh &#21608;&#25253; 202102]]>")), "Refresh 周报 202102"),
    "miniflux 1401: type xhtml without a div": (atom("<entry><title type='xhtml'>Plain words</title></entry>"), "Plain words"),
    "NetNewsWire 722: a tag as a title of type text": (atom("<entry><title type='text'>&lt;hello-world&gt;</title></entry>"), "<hello-world>"),
    "NetNewsWire 722: a link in a title of type xhtml": (atom(f"<entry><title type='xhtml'><div {XHTML}><a href='x'>Help! We’re stuck</a></div></title></entry>"), "Help! We’re stuck"),
    "NetNewsWire 4101: empty title": (rss(item("")), ""),
    "NetNewsWire 976: a proxy's element before the title": (rss("<item><origLink xmlns='http://rssnamespace.org/feedburner/ext/1.0'>https://p.example/x</origLink><title>One</title></item>"), "One"),
    "NetNewsWire 4422: a shop's variant has a title too": (atom("<entry><title>Poster</title><variant xmlns='http://jadedpixel.com/-/spec/shopify'><title>Default Title</title></variant></entry>"), "Poster"),
    "feedbin 232: an escaped tag that is meant": (rss(item("A free guide to &lt;head&gt; elements")), "A free guide to <head> elements"),
    "feedbin 498: nothing but a number sign": (rss(item("#")), "#"),
    "owncloud apps 69: a div around the title": (atom("<entry><title type='html'>&lt;div&gt;Short &amp;amp; sweet&lt;/div&gt;</title></entry>"), "Short & sweet"),
    "laravel-feed 193: quotes escaped in CDATA": (rss(item("<![CDATA[The &quot;big&quot; one]]>")), 'The "big" one'),
    "php-feed 59: ampersand in CDATA": (rss(item("<![CDATA[Incidents & outages]]>")), "Incidents & outages"),
    "quiterss 259: the picture has the item's title": (rss("<item><title>Cargo ship docks</title><media:content url='x'><media:title>Cargo ship docks</media:title></media:content></item>"), "Cargo ship docks"),
    "nextcloud news 933: reserved characters": (rss(item('AT&amp;T &lt;3 {{x}} "quotes" %s')), 'AT&T <3 {{x}} "quotes" %s'),
    "feedjira 249: xhtml in the title": (atom(f"<entry><title type='xhtml'><div {XHTML}>The <em>new</em> chief</div></title></entry>"), "The new chief"),
    "newsboat 2573: no title at all": (rss("<item><guid>https://s.example/1</guid><description>&lt;p&gt;A post.&lt;/p&gt;</description></item>"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TITLES)
def test_titles(name: str) -> None:
    source, expected = TITLES[name]
    (found,) = drafts(source)
    assert found.title == expected


LONG, SHORT = "<content:encoded><![CDATA[<p>The whole story, told at length.</p>]]></content:encoded>", "<description>In short.</description>"
CAPTION = "<media:content url='x'><media:description>Caption of a picture that is rather long.</media:description></media:content>"
WHOLE = "The whole story, told at length."

BODIES: dict[str, tuple[str, str]] = {
    "miniflux 1076: angle brackets in content of type html": (atom("<entry><title>One</title><content type='html'>unique_ptr&amp;lt;S&amp;gt; myvar;</content></entry>"), "unique_ptr<S> myvar;"),
    "miniflux 314: a summary of type xhtml": (atom(f"<entry><title>One</title><summary type='xhtml'><div {XHTML}><p>Happy <b>new</b> year!</p></div></summary></entry>"), "Happy new year!"),
    "miniflux 1084: the div of xhtml content": (atom(f"<entry><title>One</title><content type='xhtml'><div {XHTML}>Just text.</div></content></entry>"), "Just text."),
    "miniflux 1016: markup within a frame": (rss(item(rest="<description><![CDATA[<p>A<iframe src='x'><span style='display:inline-block'>mark</span></iframe> B</p>]]></description>")), "A B"),
    "feedparser 53: a picture's description after the text": (rss(item(rest=LONG + CAPTION)), WHOLE),
    "feedparser 59: description before the content": (rss(item(rest=SHORT + LONG)), WHOLE),
    "feedparser 59: description after the content": (rss(item(rest=LONG + SHORT)), WHOLE),
    "feedparser 126: a podcast's subtitle beside the description": (rss(item(rest="<description>The description.</description><subtitle xmlns='http://www.itunes.com/dtds/podcast-1.0.dtd'>Sub</subtitle>")), "The description."),
    "node-feedparser 156: both, the description last": (rss(item(rest=LONG + "<description>Longer than a title.</description>")), WHOLE),
    "NetNewsWire 4189: a picture's description beside the content": (rss(item(rest=CAPTION + LONG)), WHOLE),
    "libearth 58: description and content in RSS 1.0": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><item><title>One</title>' + LONG + SHORT + "</item></rdf:RDF>", WHOLE),
    "mediacloud backend 653: the content outweighs the description": (rss(item(rest=SHORT + LONG)), WHOLE),
    "nextcloud news 425: escaped markup": (rss(item(rest="<description>&lt;p&gt;One &lt;a href='x'&gt;link&lt;/a&gt;.&lt;/p&gt;</description>")), "One link."),
    "nextcloud news 556: a picture in the description, the text in the content": (rss(item(rest="<description><![CDATA[<img src='x'/>Teaser]]></description>" + LONG)), WHOLE),
    "nextcloud news 1325: Atom with summary and content": (atom("<entry><title>One</title><summary>Short.</summary><content type='html'>&lt;p&gt;Long text.&lt;/p&gt;</content></entry>"), "Long text."),
    "nextcloud news 1325: Atom with a summary only": (atom("<entry><title>One</title><summary type='html'>&lt;p&gt;Short.&lt;/p&gt;</summary></entry>"), "Short."),
    "commafeed 809: content of type xhtml": (atom(f"<entry><title>One</title><content type='xhtml' xml:lang='en'><div {XHTML}><ul><li>A</li><li>B</li></ul></div></content></entry>"), "A\nB"),
    "commafeed 905: escaped markup in CDATA": (rss(item(rest="<description><![CDATA[&lt;p&gt;Version 2.&lt;/p&gt;]]></description>")), "Version 2."),
    "feedjira 249: a summary of type xhtml beside a title of it": (atom(f"<entry><title>One</title><summary type='xhtml'><div {XHTML}>Sum <i>up</i>.</div></summary></entry>"), "Sum up."),
    "fluent-reader 692: a base element in the content": (atom("<entry><title>One</title><content type='html' xml:base='https://p.example/posts/'>&lt;base href='x'&gt;&lt;img src='y'&gt;Birds.</content></entry>"), "Birds."),
    "feed-io 73: nothing but a picture": (rss(item(rest="<description><![CDATA[<img src='x'/>]]></description>")), ""),
    "rss-parrot 31: title and text are one": (rss(item(rest="<description>One</description>")), "One"),
    "newsboat 2573: text without a title": (rss("<item><title>One</title><description>&lt;p&gt;A post.&lt;/p&gt;</description></item>"), "A post."),
    "huginn 946: German in escaped markup": (rss(item(rest="<description>&lt;p&gt;Größe&lt;/p&gt;&lt;!-- x --&gt;</description>")), "Größe"),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_bodies(name: str) -> None:
    source, expected = BODIES[name]
    (found,) = drafts(source)
    assert found.text == f"One\n{expected}"


def linked(element: str, attributes: str = "", base: str = "") -> str:
    return atom(f"<entry{base}><title>One</title>{element}</entry>", attributes)


LINKS: dict[str, tuple[str, str]] = {
    "miniflux 899: absolute path in Atom": (linked("<link href='/blog/foo'/>"), "https://paper.example/blog/foo"),
    "miniflux 227: absolute path in RSS": (rss(item(link="/blog/grpc")), "https://paper.example/blog/grpc"),
    "miniflux 1589: a permanent guid and no link": (rss("<item><title>One</title><guid isPermaLink='true'>https://paper.example/a</guid></item>"), "https://paper.example/a"),
    "omnivore 3445: a guid and no link": (rss("<item><title>One</title><guid>https://paper.example/b</guid></item>"), "https://paper.example/b"),
    "NetNewsWire 3164: a permanent guid after the text": (rss("<item><title>One</title><description>x</description><guid isPermaLink='true'>https://paper.example/c</guid></item>"), "https://paper.example/c"),
    "feedbin 216: the entry's base is relative": (linked("<link href='Politics'/>", base=" xml:base='When/2023/11/20/'"), "https://paper.example/news/When/2023/11/20/Politics"),
    "feedbin 338: the entry's base and a link for replies": (linked("<link href='FC2'/><link rel='replies' href='FC2#comments'/>", base=" xml:base='When/'"), "https://paper.example/news/When/FC2"),
    "feedbin 110: a base of the feed and one of the entry": (linked("<link href='Tab'/>", "xml:base='https://o.example/x/'", " xml:base='y/'"), "https://o.example/x/y/Tab"),
    "feedbin 290: an absolute base of the entry": (linked("<link href='z'/>", base=" xml:base='https://o.example/y/'"), "https://o.example/y/z"),
    "feedjira 166: a base of the feed": (linked("<link href='Luma-Cinch'/>", "xml:base='https://o.example/ongoing/'"), "https://o.example/ongoing/Luma-Cinch"),
    "platform-blog 128: nothing but bare slugs": (linked("<link rel='alternate' href='opam-2-6-0/'/>"), "https://paper.example/news/opam-2-6-0/"),
    "NetNewsWire 3043: CDATA around the link": (rss(item(link="<![CDATA[https://paper.example/noticia/1]]>")), "https://paper.example/noticia/1"),
    "NetNewsWire 4817: path without a host in Atom": (linked("<link rel='alternate' href='/blog/2025/1.html'/>"), "https://paper.example/blog/2025/1.html"),
    "NetNewsWire 5203: a fragment that stays": (linked("<link href='https://p.example/1#atom-everything' rel='alternate'/>"), "https://p.example/1#atom-everything"),
    "feedparser 442: no link at all": (rss("<item><title>One</title><description>Panel.</description></item>"), ""),
    "feedparser 134: links of related items": (
        rss("<item><title>One</title><link>https://paper.example/own</link><related xmlns='http://news.yandex.ru'><link url='https://x.example/1'>Other</link></related></item>"), "https://paper.example/own"),
    "FreshRSS 3281: empty link in Atom": (linked("<link rel='alternate' href=''/><id>tag:x</id>"), "https://paper.example/news/feed.xml"),
    "brockman 16: links in the text": (linked("<link href='https://paper.example/post'/><content type='html'>&lt;a href='https://cdn.example/v'&gt;v&lt;/a&gt;</content>"), "https://paper.example/post"),
    "RssBandit 688: a guid that is no address": (rss("<item><title>One</title><link>https://paper.example/ArticlesPa/4S48?Open</link><guid>200601176L4S48</guid></item>"), "https://paper.example/ArticlesPa/4S48?Open"),
    "element-integration-manager 67: the site as link beside a guid": (rss(f"<item><title>One</title><link>{HOME}</link><guid>https://paper.example/log#1</guid></item>"), HOME),
    "FreshRSS 4485: the link of a product page": (rss(item(link="https://paper.example/products/resolve", guid="b0")), "https://paper.example/products/resolve"),
    "RssBandit 688: line breaks within the link": (rss(item(link="\nhttps://paper.example/Arti\n")), "https://paper.example/Arti"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str) -> None:
    source, expected = LINKS[name]
    (found,) = drafts(source)
    assert found.url == expected
