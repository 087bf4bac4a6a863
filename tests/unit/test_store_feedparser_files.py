"""feedparser's own test files: each goes through our parse, and what it expects holds of what we read.

Of a file, `Expect:` is evaluated on feedparser's result on the bytes as we prepare them: with the options that we use, else
with its own (we ask it neither to make links in texts absolute nor to sanitise, since of HTML nothing but text is kept).
Where it speaks of what feedparser says about itself (the name of the encoding, HTTP headers, bozo), or where the release
that is installed does not do what the newer file expects, the items must be those that feedparser reads from the raw bytes.
"""

from __future__ import annotations

import datetime
import io
import re
import tarfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
import pytest

from etl.store import parsing
from etl.store.articles import Draft, draft
from etl.store.parsing import DATE_FIELDS, parse
from tests.fuzz.target import ORIGIN, SEEN, check, whole

ARCHIVE = Path(__file__).parents[1] / "feedparser" / "feeds.tar.xz"
FILES = 2106
SERVER = "http://127.0.0.1:8097/tests/"
"""Under which address feedparser's own tests serve the files whose name says http."""
GROUPS = (
    "encoding", "entities", "illformed", "wellformed/amp", "wellformed/atom", "wellformed/atom10", "wellformed/base", "wellformed/cdf",
    "wellformed/feedburner", "wellformed/geo", "wellformed/http", "wellformed/itunes", "wellformed/lang", "wellformed/media-rss",
    "wellformed/namespace", "wellformed/node_precedence", "wellformed/psc", "wellformed/rdf", "wellformed/rss", "wellformed/sanitize",
    "wellformed/sgml", "wellformed/xml",
)  # fmt: skip
OTHERWISE = {
    "encoding/bozo_linenoise.xml": "nearly UTF-8: we keep the good sequences, feedparser reads all as Windows-1252",
    "entities/lang.xml": "&lang; is U+27E8 in HTML 5, U+2329 in HTML 4",
    "entities/rang.xml": "&rang; is U+27E9 in HTML 5, U+232A in HTML 4",
    "entities/query_variable_feed.xml": "the feed's own link, which we don't read",
    "illformed/chardet/gb2312.xml": "unlabelled Chinese: we read it, feedparser only with chardet",
    "illformed/chardet/eucjp.xml": "unlabelled Japanese: none of our languages, wrong in both",
    "illformed/chardet/shiftjis.xml": "unlabelled Japanese: none of our languages, wrong in both",
    "illformed/chardet/euckr.xml": "unlabelled Korean: none of our languages, wrong in both",
}
"""Files that we read otherwise, and why."""
FIELDS = ("id", "link", "title", "summary", "content", "author", *DATE_FIELDS)
HOSTILE = re.compile(r"<\s*script|javascript:|onload\s*=", re.IGNORECASE)
ABOUT_ITSELF = re.compile(r"\b(?:encoding|bozo|headers|etag|modified|modified_parsed)\b")

_EXPECTED = re.compile(r"Description:\s*.*?\s*Expect:\s*(.*)\s*-->")
_HEADER = re.compile(r"^Header:\s+([^:]+):(.*)$", re.MULTILINE)
_ENCODINGS = (
    (b"\0\0\xfe\xff", 0, "utf-32be"), (b"\xff\xfe\0\0", 0, "utf-32le"), (b"\0\0\0<", 0, "utf-32be"), (b"<\0\0\0", 0, "utf-32le"),
    (b"\0<\0?", 0, "utf-16be"), (b"<\0?\0", 0, "utf-16le"), (b"\xfe\xff", 2, "utf-16be"), (b"\xff\xfe", 2, "utf-16le"),
    (b"\xef\xbb\xbf", 3, "utf-8"), (b"", 0, "utf-8"),
)  # fmt: skip
"""First bytes, how many of them are no text, and the encoding in which the comment of a test file is to be read."""


@dataclass(frozen=True)
class Case:
    """One test file: its bytes, the headers that it asks for, and what feedparser's tests expect of the result."""

    name: str
    body: bytes
    headers: dict[str, str]
    expected: str

    @property
    def url(self) -> str:
        """Address of the document, as relative links are resolved against it."""
        served = SERVER + self.name if "http" in self.name else ""
        said = self.headers.get("content-location", "")
        return feedparser.urls.make_safe_absolute_uri(served, said) or served

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "text/xml" if "http" in self.name else "")


@cache
def cases() -> tuple[Case, ...]:
    with tarfile.open(ARCHIVE) as archive:
        members = [(member.name.removeprefix("tests/"), archive.extractfile(member)) for member in archive if member.isfile()]
        return tuple(_case(name, file.read()) for name, file in members if file is not None)


def _case(name: str, body: bytes) -> Case:
    _, skipped, encoding = next(each for each in _ENCODINGS if body.startswith(each[0]))
    text = body[skipped:].decode(encoding, "ignore")
    headers = {key.strip().lower(): value.strip() for key, value in _HEADER.findall(text)}
    found = _EXPECTED.search(text)
    assert found is not None, name
    return Case(name, body, headers, found[1].strip())


def holds(case: Case, result: Mapping[str, Any]) -> bool:
    """Whether the file's `Expect:` is true of feedparser's result."""
    try:
        return bool(eval(case.expected, {"datetime": datetime, "feedparser": feedparser}, dict(result)))
    except (LookupError, AttributeError, TypeError, NameError):
        return False


def fields(result: Mapping[str, Any]) -> list[list[Any]]:
    """All that we read of the items."""
    return [[dict.get(entry, name) for name in FIELDS] for entry in result.get("entries") or []]


def raw(case: Case, **options: bool) -> Mapping[str, Any]:
    """feedparser's result on the bytes as they are."""
    headers = case.headers | {"content-type": case.content_type, "content-location": case.url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result: Mapping[str, Any] = feedparser.parse(io.BytesIO(case.body), response_headers=headers, **options)
    return result


def verdict(case: Case) -> str:
    """`ours`, `own options`, `items` (equal to those of the raw bytes), or what is wrong."""
    data, _ = parsing.read(case.body, case.content_type)
    ours = parsing._feedparser(data, case.url)
    if holds(case, ours):
        return "ours"
    own = case.headers | {"content-type": "application/xml; charset=utf-8", "content-location": case.url}
    if holds(case, feedparser.parse(io.BytesIO(data), response_headers=own)):
        return "own options"
    is_excused = ABOUT_ITSELF.search(case.expected) or not holds(case, raw(case))
    is_equal = fields(raw(case, resolve_relative_uris=False, sanitize_html=False)) == fields(ours)
    return "items" if is_excused and is_equal else f"not {case.expected}"


def test_all_files_are_there() -> None:
    assert len(cases()) == FILES
    assert OTHERWISE.keys() <= {case.name for case in cases()}
    assert all(any(case.name.startswith(f"{group}/") for group in GROUPS) for case in cases())


@pytest.mark.parametrize("group", GROUPS)
def test_feedparsers_own_answers(group: str) -> None:
    found = {case.name: verdict(case) for case in cases() if case.name.startswith(f"{group}/")}
    assert found
    wrong = {name: said for name, said in found.items() if said.startswith("not ")}
    assert wrong.keys() == {name for name in OTHERWISE if name in found}


@pytest.mark.parametrize("group", GROUPS)
def test_our_parse_reads_what_feedparser_reads_of_the_whole(group: str) -> None:
    """Trimmed, with and without known entries; and what is made of the items keeps the rules of the fuzz target."""
    for case in cases():
        if case.name.startswith(f"{group}/"):
            assert check(case.body) >= len(whole(case.body, "").items), case.name


def test_no_markup_or_script_of_a_hostile_text_is_stored() -> None:
    """feedparser's cases of hostile HTML, whose answers are about markup that we don't keep at all."""
    for case in cases():
        if case.name.startswith("wellformed/sanitize/"):
            for item in parse(case.body, "", "").items:
                made = draft(item, ORIGIN, SEEN)
                text = made.text if isinstance(made, Draft) else ""
                assert not HOSTILE.search(text), case.name
