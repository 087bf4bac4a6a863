"""Feed lists as other readers write and read them (OPML 2.0, subscription lists): to entries of the catalogue and back; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlsplit

from lxml import etree
from pydantic import ValidationError

from etl.catalog.models import Feed
from etl.errors import CatalogError
from etl.types import LANGS, Lang

MAX_SLUG = 60
UNKNOWN_COUNTRY = "ZZ"
"""ISO 3166-1 reserves it for users: the publisher's seat is not known."""
DEFAULTS: dict[str, Any] = {
    "kind": "news", "cadence_minutes": 60, "expected": {"min_per_day": 0, "max_per_day": 1000, "silence_hours": 336},
    "content": "snippet", "full_text": "never", "terms": "Imported from a list; the publisher's terms hold.",
}  # fmt: skip
"""What a list does not tell: modest, until someone knows the feed better."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list, as it is written there; blank where it says nothing."""

    title: str
    url: str
    homepage: str
    lang: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is taken for true of feeds whose list does not say it."""

    lang: Lang | None
    country: str = UNKNOWN_COUNTRY
    timezone: str = "UTC"


def read_outlines(content: bytes) -> list[Outline]:
    """The feeds of a list, each address once, in its order; damaged lists are read as far as they go.

    Raises `CatalogError` if the content is no OPML. Entities are not resolved and nothing is loaded from elsewhere.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise CatalogError("it is no OPML: the outermost element must be <opml>")
    found: dict[str, Outline] = {}
    for outline in _outlines(root):
        found.setdefault(outline.url, outline)
    return list(found.values())


def _outlines(root: Any) -> Iterator[Outline]:
    for element in root.iter("outline", "OUTLINE"):
        # Readers write xmlUrl, xmlurl and XMLURL.
        said = {name.lower(): " ".join(value.split()) for name, value in element.attrib.items()}
        if said.get("xmlurl"):
            title = said.get("title") or said.get("text") or ""
            yield Outline(title, said["xmlurl"], said.get("htmlurl", ""), said.get("language", ""), _categories(element, said))


def _categories(element: Any, said: dict[str, str]) -> tuple[str, ...]:
    """The folders that the feed lies in and its own categories, as tags."""
    folders = [parent.get("text") or parent.get("title") or "" for parent in element.iterancestors("outline")]
    own = re.split(r"[,/]", said.get("category", ""))
    return tuple(dict.fromkeys(tag for name in (*reversed(folders), *own) if (tag := slug_of(name))))


def slug_of(words: str) -> str:
    """Words as a slug: lower-case Latin letters and digits joined by hyphens; empty where there are none."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-")


def entry_of(outline: Outline, assumed: Assumed, taken: Collection[str]) -> Feed:
    """The catalogue's entry for a feed of a list; `taken` are the slugs that are not free.

    Addresses are asked by https. Raises `CatalogError` naming what is missing or wrong.
    """
    lang = language_of(outline.lang) or assumed.lang
    if lang is None:
        written = f"its language {outline.lang!r} is none of" if outline.lang else "it names no language; say one of"
        raise CatalogError(f"{outline.url}: {written} {', '.join(LANGS)} (--lang)")
    url = _secure(outline.url)
    host = urlsplit(url).hostname or ""
    homepage = _secure(outline.homepage) if urlsplit(outline.homepage).hostname else f"https://{host}/"
    values = DEFAULTS | {
        "slug": _free_slug(outline, host, taken), "title": outline.title or host, "url": url, "homepage": homepage, "lang": lang,
        "country": assumed.country, "timezone": assumed.timezone, "tags": outline.categories,
    }  # fmt: skip
    try:
        return Feed.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        raise CatalogError(f"{outline.url}: {key} {first['msg'].removeprefix('Value error, ')}, not {first['input']!r}") from error


def language_of(written: str) -> Lang | None:
    """One of the three languages from a tag such as zh-CN or de_DE; None for others and none."""
    head = re.split(r"[-_]", written.strip().lower(), maxsplit=1)[0]
    return next((lang for lang in get_args(Lang) if lang == head), None)


def _secure(url: str) -> str:
    return re.sub(r"^http://", "https://", url.strip(), flags=re.IGNORECASE)


def _free_slug(outline: Outline, host: str, taken: Collection[str]) -> str:
    """The title as a slug, else the host's name; with a number where that is taken."""
    base = slug_of(outline.title) or slug_of(host.removeprefix("www.")) or "feed"
    candidates = (f"{base[: MAX_SLUG - 4].rstrip('-')}-{number}" for number in range(2, 1000))
    return base if base not in taken else next(slug for slug in candidates if slug not in taken)


def write_opml(feeds: Iterable[Feed], title: str) -> bytes:
    """The feeds as a subscription list, one folder a language; readers show `title` as its name."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    folders: dict[str, Any] = {}
    for feed in feeds:
        if feed.lang not in folders:
            folders[feed.lang] = etree.SubElement(body, "outline", text=feed.lang)
        etree.SubElement(
            folders[feed.lang], "outline", type="rss", text=feed.title, title=feed.title, xmlUrl=feed.url, htmlUrl=feed.homepage,
            language=feed.lang, category=",".join(feed.tags),
        )  # fmt: skip
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))
