"""Layer `core`: articles, what each says, who is who, and what really happened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index
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
        Index(None, "article_id"),
        {"schema": "core", "comment": "MinHash bands of recent articles, the index for near-duplicates. Writer: dedupe."},
    )

    band: Mapped[int] = mapped_column(primary_key=True, comment="Number of the band")
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Hash of the band's rows")
    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
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


class Company(Base):
    __tablename__ = "company"
    __table_args__ = {"schema": "core", "comment": "Companies: the catalogue's and provisional ones. Writer: resolve."}

    company_id: Mapped[str] = mapped_column(primary_key=True, comment="Slug in the catalogue, or c- and a hash of the name")
    name: Mapped[str] = mapped_column(comment="Name as shown")
    country: Mapped[str | None] = mapped_column(comment="ISO 3166 code of the seat; null if unknown")
    ticker: Mapped[str | None] = mapped_column(comment="Main ticker; null for private or unknown companies")
    is_listed: Mapped[bool | None] = mapped_column(comment="Listed on an exchange; null if unknown")
    is_provisional: Mapped[bool] = mapped_column(comment="Known only from articles, not from the catalogue")
    revision: Mapped[int] = mapped_column(BigInteger, comment="Counted up whenever a link to the company changes")


class CompanyAlias(Base):
    __tablename__ = "company_alias"
    __table_args__ = (
        Index(None, "folded"),
        {"schema": "core", "comment": "Names under which a company is known. Writer: resolve."},
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), primary_key=True, comment="The company")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="A name in any language and script")
    folded: Mapped[str] = mapped_column(comment="The name folded for comparison")
    source: Mapped[str] = mapped_column(comment="catalog, article or review")


class Person(Base):
    __tablename__ = "person"
    __table_args__ = {"schema": "core", "comment": "People: the catalogue's and provisional ones. Writer: resolve."}

    person_id: Mapped[str] = mapped_column(primary_key=True, comment="Slug in the catalogue, or p- and a hash")
    name: Mapped[str] = mapped_column(comment="Name as shown")
    is_provisional: Mapped[bool] = mapped_column(comment="Known only from articles, not from the catalogue")


class PersonAlias(Base):
    __tablename__ = "person_alias"
    __table_args__ = (
        Index(None, "folded"),
        {"schema": "core", "comment": "Names under which a person is known. Writer: resolve."},
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("core.person.person_id"), primary_key=True, comment="The person")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="A name in any language and script")
    folded: Mapped[str] = mapped_column(comment="The name folded for comparison")
    source: Mapped[str] = mapped_column(comment="catalog, article or review")


class MentionLink(Base):
    __tablename__ = "mention_link"
    __table_args__ = (
        Index(None, "entity_id"),
        ForeignKeyConstraint(["article_id", "ordinal"], ["core.mention.article_id", "core.mention.ordinal"], ondelete="CASCADE"),
        {"schema": "core", "comment": "Which company or person a mention means, and by which rule. Writer: resolve."},
    )

    article_id: Mapped[str] = mapped_column(primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the mention in the article")
    entity_id: Mapped[str] = mapped_column(comment="company_id or person_id")
    rule: Mapped[str] = mapped_column(comment="Rule that linked it")
    confidence: Mapped[float] = mapped_column(comment="Confidence of the link, 0 to 1")


class EventLink(Base):
    __tablename__ = "event_link"
    __table_args__ = (
        Index(None, "company_id", "person_id"),
        ForeignKeyConstraint(
            ["article_id", "ordinal"], ["core.article_event.article_id", "core.article_event.ordinal"], ondelete="CASCADE"
        ),
        {"schema": "core", "comment": "Which company and person an article's event means. Writer: resolve."},
    )

    article_id: Mapped[str] = mapped_column(primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the event in the article")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    person_id: Mapped[str] = mapped_column(ForeignKey("core.person.person_id"), comment="The person")
    company_rule: Mapped[str] = mapped_column(comment="Rule that linked the company")
    person_rule: Mapped[str] = mapped_column(comment="Rule that linked the person")
    confidence: Mapped[float] = mapped_column(comment="Confidence of both links together, 0 to 1")
    alternatives: Mapped[dict[str, Any]] = mapped_column(comment="Ids of other companies and people that were considered")
    method_version: Mapped[str] = mapped_column(comment="Version of the extraction and linking method")


class Resolution(Base):
    __tablename__ = "resolution"
    __table_args__ = {"schema": "core", "comment": "Which extraction of an article was linked, and how. Writer: resolve."}

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    extracted_at: Mapped[dt.datetime] = mapped_column(comment="Time of the extraction that was linked")
    extraction_version: Mapped[str] = mapped_column(comment="Method version of that extraction")
    link_version: Mapped[str] = mapped_column(comment="Version of the linking method")
    resolved_at: Mapped[dt.datetime] = mapped_column(comment="When it was linked, on the run's clock")


class Judgement(Base):
    __tablename__ = "judgement"
    __table_args__ = {"schema": "core", "comment": "What a person decided in review; re-runs never override it. Writer: review."}

    judgement_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of the decision")
    kind: Mapped[str] = mapped_column(comment="accept, reject, correct, merge_person, merge_company or split_person")
    subject: Mapped[str] = mapped_column(comment="Id of the event or entity that was judged")
    payload: Mapped[dict[str, Any]] = mapped_column(comment="What was decided: corrected columns or the other entity")
    note: Mapped[str | None] = mapped_column(comment="Reason given by the reviewer")
    made_at: Mapped[dt.datetime] = mapped_column(comment="When it was decided")
    undone_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was taken back; null while it holds")


class LeadershipEvent(Base):
    __tablename__ = "leadership_event"
    __table_args__ = (
        Index(None, "company_id", "effective_date"),
        Index(None, "person_id"),
        {"schema": "core", "comment": "One row a real event over all articles and languages. Writer: events."},
    )

    event_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of company, person, direction, role and time")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    person_id: Mapped[str] = mapped_column(ForeignKey("core.person.person_id"), comment="The person")
    direction: Mapped[str] = mapped_column(comment="in: takes the post; out: leaves it")
    post: Mapped[str] = mapped_column(comment="Post as most articles write it")
    role: Mapped[str] = mapped_column(comment="ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other")
    interim: Mapped[bool] = mapped_column(comment="The post is held for an interim only")
    manner: Mapped[str | None] = mapped_column(comment="appointed, promoted, elected, returned, resigned, dismissed, ...")
    effective_date: Mapped[dt.date | None] = mapped_column(comment="Day it takes effect, else the day announced")
    announced_on: Mapped[dt.date] = mapped_column(comment="Day of the first article that states it")
    status: Mapped[str] = mapped_column(comment="confirmed, reported or denied by all evidence so far")
    confidence: Mapped[float] = mapped_column(comment="Probability that the event is right, from all evidence")
    article_count: Mapped[int] = mapped_column(comment="Articles that state it")
    source_count: Mapped[int] = mapped_column(comment="Independent stories that state it, copies not counted")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run first saw evidence of it")
    last_seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run last saw new evidence of it")
    reverses_event_id: Mapped[str | None] = mapped_column(comment="The event that this one takes back; null if none")
    method_version: Mapped[str] = mapped_column(comment="Version of the extraction and event method")


class EventEvidence(Base):
    __tablename__ = "event_evidence"
    __table_args__ = (
        Index(None, "event_id"),
        {"schema": "core", "comment": "Which article event is evidence of which leadership event. Writer: events."},
    )

    article_id: Mapped[str] = mapped_column(ForeignKey(ARTICLE), primary_key=True, comment="The article")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Number of the event in the article")
    event_id: Mapped[str] = mapped_column(
        ForeignKey("core.leadership_event.event_id", deferrable=True, initially="DEFERRED"), comment="The leadership event"
    )


class EventState(Base):
    __tablename__ = "event_state"
    __table_args__ = {"schema": "core", "comment": "Up to where a company's events are merged. Writer: events."}

    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), primary_key=True, comment="The company")
    revision: Mapped[int] = mapped_column(BigInteger, comment="core.company.revision that the events are made of")
    judgements: Mapped[int] = mapped_column(comment="Judgements, taken back or not, that the events are made of")
    event_version: Mapped[str] = mapped_column(comment="Version of the event method")


class SeatTransition(Base):
    __tablename__ = "seat_transition"
    __table_args__ = (
        Index(None, "company_id", "transition_date"),
        {"schema": "core", "comment": "Changes of a seat's occupant, from confirmed events only. Writer: events."},
    )

    transition_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id made of its legs")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    role: Mapped[str] = mapped_column(comment="The seat's role")
    out_event_id: Mapped[str | None] = mapped_column(comment="The departure; null where only the arrival is known")
    in_event_id: Mapped[str | None] = mapped_column(comment="The arrival; null where only the departure is known")
    transition_date: Mapped[dt.date] = mapped_column(comment="Day of the change: the earlier of both legs")
    first_seen_at: Mapped[dt.datetime] = mapped_column(comment="When a run first knew of it")
    reverses_transition_id: Mapped[str | None] = mapped_column(comment="The transition that this one takes back")


class EventChange(Base):
    __tablename__ = "event_change"
    __table_args__ = (
        Index(None, "event_id", "changed_at"),
        Index(None, "changed_at"),
        {"schema": "core", "comment": "Change feed of leadership events: the row after each change. Writer: events."},
    )

    change_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True, comment="Running number")
    event_id: Mapped[str] = mapped_column(comment="The leadership event")
    op: Mapped[str] = mapped_column(comment="insert, update or delete")
    changed_at: Mapped[dt.datetime] = mapped_column(comment="Time of the change on the run's clock")
    run_id: Mapped[str] = mapped_column(comment="Pipeline run that made the change")
    method_version: Mapped[str] = mapped_column(comment="Version of the method that made the change")
    row: Mapped[dict[str, Any]] = mapped_column(comment="The row after the change; before it, for a delete")


class DailyChurn(Base):
    __tablename__ = "daily_churn"
    __table_args__ = (
        Index(None, "day"),
        {"schema": "core", "comment": "Churn a company and day; a new row at each change, none is overwritten. Writer: signals."},
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), primary_key=True, comment="The company")
    day: Mapped[dt.date] = mapped_column(primary_key=True, comment="The day, in UTC")
    computed_at: Mapped[dt.datetime] = mapped_column(primary_key=True, comment="When it was computed, on the run's clock")
    departures: Mapped[int] = mapped_column(comment="Confirmed departures dated on the day")
    appointments: Mapped[int] = mapped_column(comment="Confirmed appointments dated on the day")
    transitions_7d: Mapped[int] = mapped_column(comment="Seat transitions in the 7 days up to the day")
    transitions_30d: Mapped[int] = mapped_column(comment="Seat transitions in the 30 days up to the day")
    transitions_90d: Mapped[int] = mapped_column(comment="Seat transitions in the 90 days up to the day")
    seat_exposure_years: Mapped[float] = mapped_column(comment="Seats times years observed for the prior rate")
    expected: Mapped[float | None] = mapped_column(comment="Transitions expected in 30 days; null where coverage is too low")
    p_value: Mapped[float | None] = mapped_column(comment="Probability of so many by chance; null where coverage is too low")
    intensity: Mapped[float | None] = mapped_column(comment="Transitions of 30 days over expected; null as p_value")
    ceo_occupants_30d: Mapped[int] = mapped_column(comment="Different people who held the CEO seat in the 30 days")
    coverage: Mapped[float] = mapped_column(comment="Share of the feeds that were healthy, 0 to 1")
    level: Mapped[str | None] = mapped_column(comment="page, watch or none; null where coverage is too low")
    reason: Mapped[str] = mapped_column(comment="The numbers in words")
    method_version: Mapped[str] = mapped_column(comment="Version of the signal method")


class Alert(Base):
    __tablename__ = "alert"
    __table_args__ = (
        Index(None, "company_id", "opened_at"),
        {"schema": "core", "comment": "Episodes of unusual churn, one row an episode. Writer: alerts."},
    )

    alert_id: Mapped[str] = mapped_column(primary_key=True, comment="Stable id of company and first transition")
    company_id: Mapped[str] = mapped_column(ForeignKey("core.company.company_id"), comment="The company")
    level: Mapped[str] = mapped_column(comment="watch or page, the highest reached")
    opened_at: Mapped[dt.datetime] = mapped_column(comment="When the episode was opened, on the run's clock")
    updated_at: Mapped[dt.datetime] = mapped_column(comment="When a transition was last added")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was closed after 30 quiet days; null while open")
    transitions: Mapped[list[Any]] = mapped_column(comment="Ids of the seat transitions of the episode, by date")
    reason: Mapped[str] = mapped_column(comment="Why the alert was raised, in words")
    evidence: Mapped[list[Any]] = mapped_column(comment="Who, when, the sentence and the link for each transition")


class AlertDelivery(Base):
    __tablename__ = "alert_delivery"
    __table_args__ = (
        Index(None, "alert_id"),
        {"schema": "core", "comment": "Outbox: what was or is to be sent, once a channel and change. Writer: alerts."},
    )

    delivery_id: Mapped[str] = mapped_column(primary_key=True, comment="Idempotency key of alert, change and channel")
    alert_id: Mapped[str] = mapped_column(ForeignKey("core.alert.alert_id"), comment="The alert")
    channel: Mapped[str] = mapped_column(comment="Name of the channel")
    kind: Mapped[str] = mapped_column(comment="opened, updated or closed")
    payload: Mapped[dict[str, Any]] = mapped_column(comment="The message")
    state: Mapped[str] = mapped_column(comment="pending, sent or failed")
    attempts: Mapped[int] = mapped_column(comment="How often it was tried")
    created_at: Mapped[dt.datetime] = mapped_column(comment="When it was put into the outbox")
    sent_at: Mapped[dt.datetime | None] = mapped_column(comment="When the channel took it")
    error: Mapped[str | None] = mapped_column(comment="Why the last try failed")


class CheckResult(Base):
    __tablename__ = "check_result"
    __table_args__ = {"schema": "core", "comment": "Data-quality checks, one row a check and run. Writer: serve."}

    run_id: Mapped[str] = mapped_column(primary_key=True, comment="Pipeline run")
    name: Mapped[str] = mapped_column(primary_key=True, comment="Name of the check")
    passed: Mapped[bool] = mapped_column(comment="Whether it passed")
    observed: Mapped[str] = mapped_column(comment="What was found, in words")
    checked_at: Mapped[dt.datetime] = mapped_column(comment="When, on the run's clock")


class PipelineRun(Base):
    __tablename__ = "pipeline_run"
    __table_args__ = (
        Index(None, "started_at"),
        {"schema": "core", "comment": "Every run of a stage with its outcome and counts. Writer: pipeline."},
    )

    run_id: Mapped[str] = mapped_column(primary_key=True, comment="Id of the run: its clock time and window")
    stage: Mapped[str] = mapped_column(primary_key=True, comment="Name of the stage")
    shard: Mapped[int] = mapped_column(primary_key=True, comment="Number of the shard, from 0")
    clock: Mapped[dt.datetime] = mapped_column(comment="The run's clock: the time that the stage was given")
    started_at: Mapped[dt.datetime] = mapped_column(comment="Wall-clock start")
    finished_at: Mapped[dt.datetime | None] = mapped_column(comment="Wall-clock end; null while running or if killed")
    outcome: Mapped[str] = mapped_column(comment="running, ok or failed")
    counts: Mapped[dict[str, Any]] = mapped_column(comment="What the stage did, by name")
    error: Mapped[str | None] = mapped_column(comment="What went wrong, in words; null on success")
