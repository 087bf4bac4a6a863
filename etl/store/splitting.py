"""Delta parse: take out the entries that the feed's last body held, so that feedparser reads the unseen alone.

An entry is known by the hash of its serialised element; the hashes of a body are stored with its parse, so that the body
itself need not be read again. lxml and expat must find the feed well-formed without recovering; else there is no split,
and feedparser reads the whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from etl.store.trimming import trim_entry, trim_feed

HASH_BYTES = 16
ATOM = "{http://www.w3.org/2005/Atom}"
ATOM03 = "{http://purl.org/atom/ns#}"
RSS1 = "{http://purl.org/rss/1.0/}"
_LAYOUTS = (
    ("rss", "channel/item", "guid"),
    (f"{ATOM}feed", f"{ATOM}entry", f"{ATOM}id"),
    (f"{ATOM03}feed", f"{ATOM03}entry", f"{ATOM03}id"),
    ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF", f"{RSS1}item", f"{RSS1}link"),
)
"""Root, path from it to the entries, and the child that holds an entry's id."""


@dataclass(frozen=True, slots=True)
class Split:
    """A well-formed feed, its entries hashed in their order; valid until `without` has been called once."""

    root: etree._Element
    entries: tuple[etree._Element, ...]
    hashes: tuple[bytes, ...]
    has_shared_ids: bool
    """Two entries have the same id: then all must be looked at together."""

    def without(self, known: frozenset[bytes]) -> tuple[bytes, tuple[int, ...]]:
        """The trimmed feed without its known entries, as UTF-8 bytes, and the places of the entries that remain."""
        kept = []
        for place, (entry, digest) in enumerate(zip(self.entries, self.hashes, strict=True)):
            parent = entry.getparent()
            assert parent is not None
            if digest in known:
                parent.remove(entry)
            else:
                trim_entry(entry)
                kept.append(place)
            if place == len(self.entries) - 1:
                trim_feed(parent)
        return etree.tostring(self.root, encoding="utf-8"), tuple(kept)


def split(data: bytes) -> Split | None:
    """The entries of a feed in UTF-8, or None where only feedparser can tell: ill-formed, a DTD, an unknown root."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, strip_cdata=False, remove_comments=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.getroottree().docinfo.doctype or not _expat_reads(data):
        return None
    for tag, path, id_tag in _LAYOUTS:
        if root.tag == tag:
            return _split(root, tuple(root.iterfind(path)), id_tag)
    return None


def _expat_reads(data: bytes) -> bool:
    """Whether feedparser's parser takes it too: it knows fewer letters in names, and where it raises, feedparser reads by other rules."""
    try:
        expat.ParserCreate("utf-8", " ").Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def _split(root: etree._Element, entries: tuple[etree._Element, ...], id_tag: str) -> Split:
    ids = Counter(_id(entry, id_tag) for entry in entries)
    return Split(
        root,
        entries,
        tuple(_digest(entry) for entry in entries),
        any(count > 1 for identifier, count in ids.items() if identifier is not None),
    )


def _id(entry: etree._Element, tag: str) -> str | None:
    """Text of the first such child, as `findtext` has it, which takes longer."""
    child = next(entry.iterchildren(tag), None)
    return None if child is None else child.text or ""


def _digest(entry: etree._Element) -> bytes:
    return hashlib.sha256(etree.tostring(entry, encoding="utf-8", with_tail=False)).digest()[:HASH_BYTES]


def unpacked(joined: bytes) -> tuple[bytes, ...]:
    """The hashes in a row of them, as they are stored."""
    return tuple(joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES))
