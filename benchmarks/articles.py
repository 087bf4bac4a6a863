"""A replay of 2,000 articles, made of the project's own labelled corpus."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

CORPUS = Path(__file__).resolve().parents[1] / "training" / "corpus"
ARTICLES = 2_000
FEED_SIZE = 100
DAY = dt.date(2026, 11, 2)


def build_replay(folder: Path, days: int, *, stamped_days: int = 0) -> int:
    """Write feeds of `ARTICLES` items, the same on each of `days` days; returns the number of items.

    On the `stamped_days` that follow, the items are the same and the feed says the day of itself, so that its bytes differ.
    The corpus is shorter than that: what is missing are copies under another headline, as agencies' clients print them.
    """
    items = list(_items())
    feeds = {f"bench-{n // FEED_SIZE:02d}": items[n : n + FEED_SIZE] for n in range(0, len(items), FEED_SIZE)}
    for number in range(days + stamped_days):
        day = folder / (DAY + dt.timedelta(days=number)).isoformat()
        day.mkdir(parents=True, exist_ok=True)
        for slug, entries in feeds.items():
            (day / f"{slug}.xml").write_text(_rss(slug, entries, day.name if number >= days else ""), "utf-8")
    return len(items)


def _items() -> Iterator[dict[str, Any]]:
    corpus = [json.loads(line) for path in sorted(CORPUS.glob("*/articles.jsonl")) for line in path.read_text("utf-8").splitlines()]
    for number in range(ARTICLES):
        article = corpus[number % len(corpus)]
        is_copy = number >= len(corpus)
        yield article | {
            "guid": f"bench-{number}",
            "url": f"https://bench.example/{number}",
            "title": f"{article['title']} ({number})" if is_copy else article["title"],
        }


def _rss(slug: str, articles: list[dict[str, Any]], stamp: str) -> str:
    at = email.utils.format_datetime(dt.datetime.combine(DAY, dt.time(6), dt.UTC))
    items = "".join(
        f"<item><title>{escape(a['title'])}</title><link>{a['url']}</link><guid isPermaLink='false'>{a['guid']}</guid>"
        f"<pubDate>{at}</pubDate><content:encoded><![CDATA[{a['html'].replace(']]>', ']]]]><![CDATA[>')}]]></content:encoded></item>"
        for a in articles
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{slug}</title><link>https://bench.example/</link><description>{slug} {stamp}</description>{items}</channel></rss>"
    )
