"""Layer `core`: articles, what was read in them, and which are copies of one text."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from etl.tables.base import Base

ARTICLE = "core.article.article_id"


class Article(Base):
    __tablename__ = "article"
    __table_args__ = (
        Index(None, "url_key"),
        Index(None, "feed", "guid"),
        Index(None, "content_sha256"),
        Index(None, "published_at"),
        Index(None, "first_seen_at"),
        Index(None, "feed", "first_seen_at"),
        {"schema": "core", "comment": "One item of a feed in its present version. Writer: store."},
    )

    article_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id made of the feed and the item's identity")
    feed: Mapped[str] = mapped_column(ForeignKey("raw.feed.feed"), comment="Slug of the feed that brought it first")
    guid: Mapped[str] = mapped_column(comment="The item's own id, or what stands in for it")
    url: Mapped[str] = mapped_column(comment="Link to the article as the feed gives it")
    url_key: Mapped[str] = mapped_column(comment="The link without tracking, fragment and mobile or AMP forms")
    lang: Mapped[str] = mapped_column(comment="Language of the text: en, de or zh")
    title: Mapped[str] = mapped_column(comment="Headline as plain text")
    text: Mapped[str] = mapped_column(comment="Title, newline, then the paragraphs of the body as plain text, one a line")
    author: Mapped[str | None] = mapped_column(comment="Byline as the feed gives it")
    published_at: Mapped[dt.datetime] = mapped_column(comment="When it was published, as far as known")
    published_source: Mapped[str] = mapped_column(comment="Where published_at is from: feed, page or inferred (first seen)")
    utc_offset_minutes: Mapped[int] = mapped_column(comment="Offset of the outlet's local time at publication, in minutes")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run first saw the item")
    updated_at: Mapped[dt.datetime] = mapped_column(comment="When a run first saw the present version")
    version: Mapped[int] = mapped_column(comment="1 for the first version, counted up at each change of text")
    content_sha256: Mapped[str] = mapped_column(comment="Hash of the text in this version")
    fetch_id: Mapped[str] = mapped_column(ForeignKey("raw.fetch.fetch_id"), comment="The fetch whose bytes hold this version")
    page_id: Mapped[str | None] = mapped_column(comment="The attempt in raw.page whose bytes hold the body; null: the feed's own")


class ArticleVersion(Base):
    __tablename__ = "article_version"
    __table_args__ = {"schema": "core", "comment": "Every version of every article, never deleted. Writer: store."}

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    version: Mapped[int] = mapped_column(primary_key=True, comment="1 for the first version")
    title: Mapped[str] = mapped_column(comment="Headline of this version")
    text: Mapped[str] = mapped_column(comment="Text of this version")
    content_sha256: Mapped[str] = mapped_column(comment="Hash of the text")
    seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run first saw this version")
    fetch_id: Mapped[str] = mapped_column(ForeignKey("raw.fetch.fetch_id"), comment="The fetch whose bytes hold it")
    page_id: Mapped[str | None] = mapped_column(comment="The attempt in raw.page whose bytes hold the body; null: the feed's own")


class Takedown(Base):
    __tablename__ = "takedown"
    __table_args__ = {
        "schema": "core",
        "comment": "Articles and outlets whose words are kept no more; what is counted of them stays. Writer: the command takedown.",
    }

    kind: Mapped[str] = mapped_column(primary_key=True, comment="article or outlet")
    key: Mapped[str] = mapped_column(primary_key=True, comment="The article's url_key, or the feed's slug")
    taken_at: Mapped[dt.datetime] = mapped_column(comment="When it was taken down")


class StoryMember(Base):
    __tablename__ = "story_member"
    __table_args__ = (
        Index(None, "story_id"),
        {"schema": "core", "comment": "Near-duplicates of one text form a story; one row an article. Writer: dedupe."},
    )

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    version: Mapped[int] = mapped_column(comment="Version of the article that was compared")
    story_id: Mapped[str] = mapped_column(comment="Id of the story: that of its first published article")
    dup_of: Mapped[str | None] = mapped_column(ForeignKey(ARTICLE), comment="The earlier article it is a copy of; null if none")
    rule: Mapped[str] = mapped_column(comment="first, url, content or near")
    similarity: Mapped[float | None] = mapped_column(comment="Jaccard similarity of word 3-shingles with dup_of")
    decided_at: Mapped[dt.datetime] = mapped_column(comment="When it was decided, on the run's clock")


class NearKey(Base):
    __tablename__ = "near_key"
    __table_args__ = (
        Index(None, "first_seen_at", postgresql_using="brin"),
        {"schema": "core", "comment": "MinHash bands of recent articles, the index for near-duplicates. Writer: dedupe."},
    )

    band: Mapped[int] = mapped_column(primary_key=True, comment="Number of the band")
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Hash of the band's rows")
    article_id: Mapped[str] = mapped_column(primary_key=True, comment="The article; no foreign key, which would cost a look-up a row")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When the article came; rows leave the window by it")


class Extraction(Base):
    __tablename__ = "extraction"
    __table_args__ = (
        Index(None, "method_version", "article_version"),
        {"schema": "core", "comment": "What was read of an article, by which method; one row an article. Writer: enrich."},
    )

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    article_version: Mapped[int] = mapped_column(comment="Version of the article that was read")
    method_version: Mapped[str] = mapped_column(comment="Version of the extraction method")
    outcome: Mapped[str] = mapped_column(comment="ok, no_candidate (gate: mentions only) or failed")
    error: Mapped[str | None] = mapped_column(comment="What went wrong, in words; null unless failed")
    is_machine_translated: Mapped[bool] = mapped_column(comment="The text looks machine-translated")
    extracted_at: Mapped[dt.datetime] = mapped_column(comment="When it was read, on the run's clock")


class Mention(Base):
    __tablename__ = "mention"
    __table_args__ = {"schema": "core", "comment": "Spans that name a person, company, post or place. Writer: enrich."}

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the mention in the article, from 0")
    kind: Mapped[str] = mapped_column(comment="PERSON, ORG, POST or LOC")
    text: Mapped[str] = mapped_column(comment="The words, equal to the slice of the article's text")
    char_start: Mapped[int] = mapped_column(comment="Start of the span in core.article.text, in characters from 0")
    char_end: Mapped[int] = mapped_column(comment="End of the span, exclusive")


class ArticleEvent(Base):
    __tablename__ = "article_event"
    __table_args__ = {"schema": "core", "comment": "Leadership events as one article states them. Writer: enrich."}

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the event in the article, from 0")
    company: Mapped[str] = mapped_column(comment="Company in its fullest form in the article")
    person: Mapped[str] = mapped_column(comment="Person in the fullest form of the name in the article")
    direction: Mapped[str] = mapped_column(comment="in: takes the post; out: leaves it")
    post: Mapped[str] = mapped_column(comment="Post as written; empty where the article names none")
    role: Mapped[str] = mapped_column(comment="ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other")
    interim: Mapped[bool] = mapped_column(comment="The post is held for an interim only")
    manner: Mapped[str | None] = mapped_column(comment="appointed, promoted, elected, returned, resigned, dismissed, ...")
    event_date: Mapped[dt.date | None] = mapped_column(comment="Day it takes effect, else the day announced; null if unknown")
    status: Mapped[str] = mapped_column(comment="confirmed, reported or denied by this article as a whole")
    confidence: Mapped[float] = mapped_column(comment="Probability that company, person, direction and role are right")
    sentence: Mapped[str] = mapped_column(comment="The sentence that carries it, a verbatim span of the text")
    char_start: Mapped[int] = mapped_column(comment="Start of the sentence in core.article.text")
    char_end: Mapped[int] = mapped_column(comment="End of the sentence, exclusive")
    method_version: Mapped[str] = mapped_column(comment="Version of the extraction method")
