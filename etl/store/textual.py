"""Hostile HTML in, plain text out: one paragraph a line, nothing that a browser would hide or run."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

DROPPED = frozenset({
    "script", "style", "noscript", "template", "head", "title", "iframe", "object", "embed", "applet", "svg", "math", "canvas",
    "audio", "video", "map", "button", "select", "textarea", "input", "datalist", "frameset", "noembed", "noframes",
})  # fmt: skip
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "img", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
CELLS = frozenset({"td", "th"})
BREAK = "\n"

_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
_SOURCE_BREAKS = str.maketrans("\t\r\n\f\v", "     ")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\w+|\w+);")
_ESCAPED_MARKUP = re.compile(
    r"\s*<(?:p|div|br|img|a|span|strong|b|em|i|h[1-6]|figure|ul|ol|table|blockquote)\b[^<]*>", re.IGNORECASE
)
_TITLE_MARKUP = re.compile(
    r"</?(?:a|b|br|em|font|i|mark|small|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def body_text(source: str) -> str:
    """Plain text of a body: a paragraph a line, runs of blanks as one, all that can be seen as written.

    A body without markup keeps its own line breaks; one that was escaped twice is read twice.
    """
    text = _plain(source)
    if _ESCAPED_MARKUP.match(text):
        text = _plain(text)
    return text


def title_text(source: str, is_html: bool) -> str:
    """A headline as one line of plain text; `is_html` says that the feed declares it as HTML."""
    text = _plain(source) if is_html else source
    text = html.unescape(_TITLE_MARKUP.sub("", html.unescape(text)))
    return " ".join(_clean(text).split())


def article_text(title: str, body: str) -> str:
    """The stored text: the title, a newline, then the body."""
    return f"{title}\n{body}"


def storable(source: str) -> str:
    """`source` without what Postgres can't hold: NUL, other control characters, lone surrogates."""
    return _UNSTORABLE.sub("", source)


def _clean(text: str) -> str:
    """Without what can't be stored and what no reader sees: soft hyphens would hide words from the extraction."""
    return _INVISIBLE.sub("", _UNSTORABLE.sub("", text))


def _plain(source: str) -> str:
    source = _UNSTORABLE.sub("", source)
    if not _MARKUP.search(source):
        return _lines(source)
    body = LexborHTMLParser(f"<body>{source}").body
    return _lines("".join(_pieces(body))) if body is not None else ""


def _lines(text: str) -> str:
    lines = (line.strip() for line in _BLANKS.sub(" ", _clean(text).replace("\r", "\n")).splitlines())
    return "\n".join(line for line in lines if line)


def _pieces(root: LexborNode) -> Iterator[str]:
    """Text of the tree in reading order; a stack of our own, since hostile nesting is deeper than Python's."""
    stack: list[tuple[LexborNode | None, str, bool]] = [(root.child, "", False)]
    while stack:
        node, closing, is_verbatim = stack.pop()
        if node is None:
            yield closing
            continue
        stack.append((node.next, closing, is_verbatim))
        if node.is_text_node:
            content = node.text_content or ""
            yield content if is_verbatim else content.translate(_SOURCE_BREAKS)
        elif node.is_element_node and not _is_hidden(node):
            edge = _edge(node.tag or "")
            yield edge
            stack.append((node.child, edge, is_verbatim or node.tag == "pre"))


def _edge(tag: str) -> str:
    if tag in BLOCKS:
        return BREAK
    return " " if tag in CELLS else ""


def _is_hidden(node: LexborNode) -> bool:
    if node.tag in DROPPED:
        return True
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
