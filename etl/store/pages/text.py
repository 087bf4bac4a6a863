"""From the bytes of a page to the article's text, or to the reason why there is none in it; pure.

lxml reads the page first: it caps the depth of nesting, at which extraction would take minutes. Then resiliparse
(Bevendorff et al., ECIR 2018; rules for the main content) keeps what is neither menu nor notice nor comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import dropwhile, islice
from typing import Any

from lxml import etree, html
from resiliparse.extract.html2text import extract_plain_text

from etl.store.articles import shortened
from etl.store.decoding import decode
from etl.store.pages.walls import objects, wall
from etl.store.textual import body_text, storable
from etl.types import Lang

READING_VERSION = "page-3"
"""Counted up with each change of what is read out of a page: pages read by another version are read again."""
MIN_CHARACTERS: dict[Lang, int] = {"en": 250, "de": 250, "zh": 80}
"""Least length of a text; a page with less has its text elsewhere."""
MIN_SHARED = 0.4
"""Least share of the headline's words in the text: below it, the page is another one than the article's."""
UNREAD = ("script", "style", "noscript", "template", "iframe", "svg", "button", "nav", "footer")
HEAD_LINES = 8
"""Of a text, where the headline may stand, once or twice; of a page, the h1 that may be it."""
HEADLINE_CHARACTERS = 1000
"""Characters of an h1 that are looked at."""
DATES = ("article:published_time", "og:article:published_time", "datePublished", "date", "dc.date", "pubdate")

_WORD = re.compile(r"[^\W\d_]{4,}")
_SITE = re.compile(r"\s[|·»–—-]+\s")
"""What stands in a page's title between the headline and the name of the site."""
_HAN = re.compile("[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read in a page: `outcome` is text, no_more, paywall, consent, barrier, unrelated, too_short or no_html."""

    outcome: str
    reason: str | None = None
    text: str = ""
    """Paragraphs, one a line, without the headline; empty unless the outcome is text."""
    dates: tuple[str, ...] = ()
    """When it was published, as the page writes it."""


@dataclass(slots=True)
class _Page:
    """The parts of a page that tell something."""

    tree: Any
    metas: dict[str, str] = field(default_factory=dict)
    linked_data: list[str] = field(default_factory=list)


def read_page(body: bytes, content_type: str, url: str, title: str, teaser: str, lang: Lang) -> PageReading:
    """Read a page that came from `url` for the article with this `title`, of which the feed carries the `teaser`."""
    page = _parsed(decode(body, content_type))
    if page is None:
        return PageReading("no_html", "there is no element in it")
    whole = _main_text(page)
    text = "\n".join(_without_own_headline(_without_headline(whole.splitlines(), title), page))
    barred = wall(f"{_page_title(page)}\n{text}", url, page.linked_data, page.metas.get("article:content_tier", ""))
    if barred:
        return PageReading(*barred)
    if len(text) < MIN_CHARACTERS[lang]:
        return PageReading("too_short", f"{len(text)} characters of text")
    if shared(title, whole) < MIN_SHARED:
        return PageReading("unrelated", "the text has next to none of the headline's words")
    if len(text) <= len(teaser):
        return PageReading("no_more", f"{len(text)} characters of text, the feed has {len(teaser)}")
    return PageReading("text", None, shortened(text), tuple(_dates(page)))


def _parsed(source: str) -> _Page | None:
    try:
        tree = html.document_fromstring(storable(source).encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    page = _Page(tree)
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            page.metas.setdefault(name.strip(), meta.get("content"))
    page.linked_data = [script.text for script in tree.iter("script") if script.get("type") == "application/ld+json" and script.text]
    return page


def _main_text(page: _Page) -> str:
    for element in list(page.tree.iter(*UNREAD)):
        element.drop_tree()
    source = etree.tostring(page.tree, encoding="unicode", method="html")
    found = extract_plain_text(
        source, main_content=True, alt_texts=False, links=False, form_fields=False, noscript=False, list_bullets=False,
        comments=False, post_meta=False,
    )  # fmt: skip
    return body_text(found)


def _without_headline(lines: list[str], title: str) -> Iterator[str]:
    """The page repeats the headline above the text; what stands before it there (section, date) goes too."""
    wanted = _letters(title)
    at = [n for n, line in enumerate(lines[:HEAD_LINES]) if wanted and _letters(line) == wanted]
    yield from lines[at[-1] + 1 if at else 0 :]


def _without_own_headline(lines: Iterable[str], page: _Page) -> Iterator[str]:
    """Where the feed words the headline in another way, the text begins with the page's: an h1, or what its title says."""
    titles = [page.metas.get("og:title", ""), _SITE.split(_page_title(page))[0]]
    titles += [h1.text_content() for h1 in islice(page.tree.iter("h1"), HEAD_LINES)]
    own = {_letters(title[:HEADLINE_CHARACTERS]) for title in titles}
    return dropwhile(lambda line: _letters(line) in own, lines)


def _letters(line: str) -> str:
    return "".join(character for character in line.casefold() if character.isalnum())


def _page_title(page: _Page) -> str:
    return " ".join((page.tree.findtext(".//title") or "").split())


def shared(title: str, text: str) -> float:
    """Share of a headline's words (of four letters or more; of Chinese, pairs of characters) that are in the text; 1 if it has none."""
    text = text.casefold()
    words = {word for word in _WORD.findall(title.casefold()) if not _HAN.search(word)}
    words |= {run[at : at + 2] for run in _HAN.findall(title) for at in range(len(run) - 1)}
    return sum(word in text for word in words) / len(words) if words else 1.0


def _dates(page: _Page) -> Iterator[str]:
    for block in page.linked_data:
        yield from (str(item["datePublished"]) for item in objects(block) if isinstance(item.get("datePublished"), str))
    yield from (page.metas[name] for name in DATES if name in page.metas)
