"""Small labelled replays, told by a perfect reader: labels and feeds written to a folder, any article on any day."""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import Engine, text

from benchmarks.gold import run_days, stages_told
from benchmarks.gold_reading import Gold
from etl.config import Settings

COMPANIES = {"OpenAI": [], "Microsoft": ["微软"]}
PEOPLE = {"Sam Altman": ["奥特曼"], "Mira Murati": [], "Emmett Shear": [], "Greg Brockman": []}

Labels = Sequence[Mapping[str, Any]]
NAMED: dict[str, Any] = {"company": "OpenAI", "post": "CEO", "role": "ceo", "interim": False, "status": "confirmed", "manner": None}


@dataclass(frozen=True, slots=True)
class Text:
    """One article: where and when it was published, its sentences, and what they say (`of` each the sentence's number)."""

    name: str
    feed: str
    at: str
    """Local time, as 2023-11-17T14:00, eight hours later in China."""
    sentences: tuple[str, ...]
    events: Labels = ()

    @property
    def url(self) -> str:
        """The link."""
        return f"https://{self.feed}.example/{self.name}"

    @property
    def published(self) -> dt.datetime:
        """Aware."""
        zone = dt.timezone(dt.timedelta(hours=8 if self.feed.endswith("zh") else 0))
        return dt.datetime.fromisoformat(self.at).replace(tzinfo=zone)

    @property
    def item(self) -> str:
        """The entry of the feed."""
        body = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences[1:])
        return (
            f"<item><title>{escape(self.sentences[0])}</title><link>{self.url}</link><guid>{self.url}</guid>"
            f"<pubDate>{email.utils.format_datetime(self.published)}</pubDate><description>{escape(body)}</description></item>"
        )

    @property
    def labels(self) -> dict[str, Any]:
        """The line of `articles.jsonl`."""
        events = [NAMED | {"date": None} | event | {"evidence": self.sentences[event["of"]]} for event in self.events]
        return {"url": self.url, "events": events}


def said(person: str, direction: str, date: str | None, of: int = 0, **changes: Any) -> dict[str, Any]:
    """A label: by default of a chief executive of OpenAI, confirmed."""
    return {"person": person, "direction": direction, "date": date, "of": of} | changes


def replay(engine: Engine, settings: Settings, folder: Path, days: Mapping[str, Sequence[Text]], **options: Any) -> None:
    """Run what arrives on each day through all stages, as a reader who knows the labels would read it."""
    labels = {article.url: article.labels for own in days.values() for article in own}
    gold = Gold(labels, {"companies": COMPANIES, "people": PEOPLE})
    run_days(engine, settings, stages_told(gold), write_feeds(folder, days), **options)


def write_feeds(folder: Path, days: Mapping[str, Sequence[Text]]) -> Path:
    """One file a day and feed; returns their folder."""
    for day, own in days.items():
        for feed in sorted({article.feed for article in own}):
            path = folder / "feeds" / day / f"{feed}.xml"
            path.parent.mkdir(parents=True, exist_ok=True)
            items = "".join(article.item for article in own if article.feed == feed)
            head = f"<title>{feed}</title><link>https://{feed}.example</link>"
            path.write_text(f'<rss version="2.0"><channel>{head}{items}</channel></rss>', encoding="utf-8")
    return folder / "feeds"


def ask(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]
