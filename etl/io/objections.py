"""How a site says that machines may not read its text, beyond robots.txt; pure, the reasons for what is heeded are ADR 10.

Heeded: `tdm-reservation` (TDM Reservation Protocol, W3C community report) as header, meta element and in tdmrep.json;
`noai` in X-Robots-Tag and meta robots; `ai-input=no` in a robots.txt's Content-Signal; ai.txt. Not heeded, because no image
is read and nothing is put before searchers: `noimageai`, `noindex`, `noarchive`, `nosnippet`.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from lxml import etree, html

AGENT = "revolvingdoor"
NO_AI = "noai"
RESERVED = "1"
HEAD_BYTES = 100_000
"""Of a page, what is searched for its meta elements."""
TEXT_TYPES = frozenset({"/", "*", "*.htm", "*.html", "*.txt"})
"""Lines of an ai.txt that mean the site's text as a whole."""


class Headers(Protocol):
    """The headers of an answer; a name may come more than once."""

    def getall(self, name: str, default: Any) -> Any: ...


def header_objection(headers: Headers) -> str | None:
    """What the headers of an answer object to, in words; None if to nothing."""
    if any(_speaks_to_us(value) for value in headers.getall("X-Robots-Tag", ())):
        return "header X-Robots-Tag says noai"
    if any(value.strip() == RESERVED for value in headers.getall("tdm-reservation", ())):
        return "header tdm-reservation reserves text and data mining"
    return None


def _speaks_to_us(tag: str) -> bool:
    """Whether an X-Robots-Tag says noai to all or to us: "noindex, noai", "ourname: noai", but not "otherbot: noai"."""
    agent, colon, rules = tag.partition(":")
    if not colon:
        agent, rules = AGENT, tag
    return agent.strip().lower() in (AGENT, "*") and NO_AI in _words(rules)


def markup_objection(page: bytes) -> str | None:
    """What the meta elements of an HTML page object to, in words; None if to nothing."""
    for name, content in _metas(page[:HEAD_BYTES]):
        if name in ("robots", AGENT) and NO_AI in _words(content):
            return f"meta element {name} says noai"
        if name == "tdm-reservation" and content.strip() == RESERVED:
            return "meta element tdm-reservation reserves text and data mining"
    return None


def _metas(page: bytes) -> Iterable[tuple[str, str]]:
    try:
        tree = html.fromstring(page, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    for meta in tree.iter("meta"):
        yield (meta.get("name") or "").strip().lower(), meta.get("content") or ""


def tdmrep_objection(text: str, url: str) -> str | None:
    """What a site's /.well-known/tdmrep.json says of `url`: the first rule whose location fits it counts."""
    try:
        rules = json.loads(text) if text.strip() else []
    except (ValueError, RecursionError):
        return None
    path = urlsplit(url).path or "/"
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, Mapping) and _fits(str(rule.get("location", "")), path):
            is_reserved = str(rule.get("tdm-reservation", "")) == RESERVED
            return "tdmrep.json reserves text and data mining" if is_reserved else None
    return None


def _fits(location: str, path: str) -> bool:
    """Whether a location of tdmrep.json means `path`: a path, with * for anything and $ for the end, as in robots.txt."""
    if not location.startswith(("/", "*")):
        return False
    pattern = location.replace("[", "[[]").replace("?", "[?]")
    return fnmatch.fnmatchcase(path, pattern[:-1] if pattern.endswith("$") else f"{pattern}*")


def ai_txt_objection(text: str) -> str | None:
    """What an ai.txt (the format of Spawning: groups as in robots.txt, file types as paths) says of a site's text."""
    is_ours, in_agents = False, False
    for line in text.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            is_ours = (is_ours and in_agents) or value.lower() in ("*", AGENT)
        elif name == "disallow" and is_ours and value.lower() in TEXT_TYPES:
            return f"ai.txt disallows {value}"
        in_agents = name == "user-agent" if name else in_agents
    return None


def signal_objection(rules: str) -> str | None:
    """What the Content-Signal lines of a robots.txt say of text as input of models; whom they are said to does not matter."""
    for line in rules.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        if name.strip().lower() == "content-signal" and "ai-input=no" in {word.replace(" ", "") for word in _words(value)}:
            return "robots.txt says Content-Signal ai-input=no"
    return None


def _words(rules: str) -> set[str]:
    return {word.strip().lower() for word in rules.split(",")}
