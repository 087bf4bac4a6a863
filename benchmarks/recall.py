"""Item recall on broken feeds: `python -m benchmarks.recall` damages feeds of the corpus as sites do, and counts what is read.

An item counts if an article has its guid, its title and a text of nine tenths of the length, but for what the damage itself took away.
"""

from __future__ import annotations

import datetime as dt
import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.articles import build_replay
from etl.store.articles import Draft, Origin, draft
from etl.store.parsing import parse

SEEN = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
ORIGIN = Origin("bench", "https://bench.example/feed", "en", ZoneInfo("UTC"))
ENOUGH = 0.9
GOAL = 0.995

Damage = Callable[[str], bytes]


def _every(text: str, mark: str, insert: str, step: int = 3) -> str:
    """`insert` put before every `step`-th occurrence of `mark`."""
    parts = text.split(mark)
    return parts[0] + "".join((insert if number % step == 0 else "") + mark + part for number, part in enumerate(parts[1:]))


DAMAGES: dict[str, Damage] = {
    "none": lambda feed: feed.encode(),
    "PHP warning before the feed": lambda feed: b"<br />\n<b>Warning</b>: x in <b>/y.php</b> on line <b>3</b><br />\n" + feed.encode(),
    "several byte-order marks and blank lines": lambda feed: ("\ufeff\ufeff\n\n" + feed).encode(),
    "comment and script after the feed": lambda feed: (feed + "<!-- cached --><script>track()</script>").encode(),
    "control characters": lambda feed: _every(feed, "</title>", "\x08\x1e").encode(),
    "bare ampersands": lambda feed: _every(feed, "</title>", " & Co").encode(),
    "entities of HTML": lambda feed: _every(feed, "</title>", "&nbsp;&rsquo;").encode(),
    "a lone bad byte in the titles": lambda feed: _every(feed, "</title>", "\x00", 20).encode().replace(b"\x00", b"\xfc"),
    "declared Latin-1, sent as UTF-8": lambda feed: feed.replace("UTF-8", "ISO-8859-1").encode(),
    "UTF-16": lambda feed: feed.replace("UTF-8", "UTF-16").encode("utf-16"),
    "GB18030 labelled GB2312": lambda feed: feed.replace("UTF-8", "gb2312").encode("gb18030"),
    "packed without saying so": lambda feed: gzip.compress(feed.encode()),
    "undeclared prefix": lambda feed: _every(feed, "<guid", "<foo:bar>x</foo:bar>").encode(),
    "undeclared content prefix": lambda feed: feed.replace(' xmlns:content="http://purl.org/rss/1.0/modules/content/"', "").encode(),
    "unclosed channel": lambda feed: feed.removesuffix("</channel></rss>").encode(),
    "attributes without quotes": lambda feed: feed.replace("isPermaLink='false'", "isPermaLink=false").encode(),
    "invalid references": lambda feed: _every(feed, "</title>", "&#1114112;&#55296;&#0;").encode(),
    "declaration twice": lambda feed: ('<?xml version="1.0" encoding="gbk"?>' + feed).encode(),
}  # fmt: skip
"""What sites, proxies and content systems do to a feed, without taking text away."""


def main() -> int:
    """Print the recall of each damage and of all; returns 1 if the whole is below 99.5 %."""
    with tempfile.TemporaryDirectory() as name:
        build_replay(Path(name), days=1)
        feeds = [path.read_text("utf-8") for path in sorted(Path(name).glob("*/*.xml"))]
    wanted = [_articles(feed.encode()) for feed in feeds]
    found_in_all = total = 0
    for label, damage in DAMAGES.items():
        found = sum(_recalled(articles, _articles(damage(feed))) for feed, articles in zip(feeds, wanted, strict=True))
        number = sum(map(len, wanted))
        print(f"{found / number:8.2%}  {label}")
        found_in_all, total = found_in_all + found, total + number
    print(f"{found_in_all / total:8.2%}  of {total} items in {len(feeds) * len(DAMAGES)} feeds (goal: {GOAL:.1%})")
    return int(found_in_all / total < GOAL)


def _articles(body: bytes) -> dict[str, Draft]:
    made = [draft(item, ORIGIN, SEEN) for item in parse(body, "", ORIGIN.url).items]
    return {each.guid: each for each in made if isinstance(each, Draft)}


def _recalled(wanted: dict[str, Draft], found: dict[str, Draft]) -> int:
    return sum(
        guid in found and found[guid].title.startswith(article.title) and len(found[guid].text) >= ENOUGH * len(article.text)
        for guid, article in wanted.items()
    )


if __name__ == "__main__":
    raise SystemExit(main())
