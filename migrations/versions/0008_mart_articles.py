"""Views of articles: what each says, and who and what is named."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "company": (
        "Companies that are named in articles",
        """
        SELECT c.company_id, c.name,
               (SELECT array_agg(a.alias ORDER BY a.alias) FROM core.company_alias a
                 WHERE a.company_id = c.company_id) AS aliases,
               c.country, c.ticker, c.is_listed, c.is_provisional
          FROM core.company c
        """,
        {
            "company_id": "Stable id of the company",
            "name": "Name as shown",
            "aliases": "Names in all languages and scripts",
            "country": "ISO 3166 code of the seat; null if unknown",
            "ticker": "Main ticker; null for private or unknown companies",
            "is_listed": "Listed on an exchange; null if unknown",
            "is_provisional": "Known only from articles, not from the catalogue",
        },
    ),
    "person": (
        "People who are named in leadership events",
        """
        SELECT p.person_id, p.name,
               (SELECT array_agg(a.alias ORDER BY a.alias) FROM core.person_alias a
                 WHERE a.person_id = p.person_id) AS aliases,
               p.is_provisional
          FROM core.person p
        """,
        {
            "person_id": "Stable id of the person",
            "name": "Name as shown",
            "aliases": "Names in all languages and scripts",
            "is_provisional": "Known only from articles, not from the catalogue",
        },
    ),
    "article": (
        "Articles in their present version",
        """
        SELECT a.article_id, a.url, a.feed, a.title, a.lang, a.published_at, a.published_source, a.first_seen_at,
               s.story_id, coalesce(x.is_machine_translated, false) AS is_machine_translated,
               a.version, s.dup_of, x.outcome AS extraction_outcome,
               CASE WHEN a.page_id IS NULL THEN 'feed' ELSE 'page' END AS text_source
          FROM core.article a
          LEFT JOIN core.story_member s USING (article_id)
          LEFT JOIN core.extraction x USING (article_id)
        """,
        {
            "article_id": "Stable id of the article",
            "url": "Link as the feed gives it",
            "feed": "Slug of the feed",
            "title": "Headline",
            "lang": "Language: en, de or zh",
            "published_at": "When it was published, UTC",
            "published_source": "Where published_at is from: feed, page or inferred",
            "first_seen_at": "When a run first saw it",
            "story_id": "Story of near-duplicates that it belongs to; null until deduplicated",
            "is_machine_translated": "The text looks machine-translated",
            "version": "1 for the first version, counted up at each change of text",
            "dup_of": "The earlier article it is a copy of; null if none",
            "extraction_outcome": "ok, no_candidate or failed; null until read",
            "text_source": "Where the body is from: feed, or page where the feed has a teaser only",
        },
    ),
    "entity_mention": (
        "Spans that name a person, company, post or place, and whom they mean",
        """
        SELECT m.article_id, m.kind, m.text, m.char_start, m.char_end,
               l.entity_id, l.rule AS link_rule, l.confidence AS link_confidence, l.alternatives AS link_alternatives
          FROM core.mention m
          LEFT JOIN core.mention_link l USING (article_id, ordinal)
        """,
        {
            "article_id": "The article",
            "kind": "PERSON, ORG, POST or LOC",
            "text": "The words",
            "char_start": "Start in the article's stored text, characters from 0",
            "char_end": "End, exclusive",
            "entity_id": "company_id or person_id; null where nothing was linked",
            "link_rule": "Rule that linked it",
            "link_confidence": "Confidence of the link, 0 to 1",
            "link_alternatives": "Ids of others that bear the name",
        },
    ),
    "article_event": (
        "Leadership events as each article states them, one row an event",
        """
        SELECT e.article_id, a.url, a.published_at, a.lang, v.event_id,
               coalesce((SELECT c.name FROM core.event_link l JOIN core.company c USING (company_id)
                          WHERE l.article_id = e.article_id AND l.ordinal = e.ordinal), e.company) AS company,
               coalesce((SELECT p.name FROM core.event_link l JOIN core.person p USING (person_id)
                          WHERE l.article_id = e.article_id AND l.ordinal = e.ordinal), e.person) AS person,
               e.direction, e.post, e.role, e.interim, e.manner, e.event_date, e.status, e.confidence,
               e.sentence, e.char_start, e.char_end, e.method_version,
               e.company AS company_as_written, e.person AS person_as_written, a.feed, v.is_taken_back, v.translation_of
          FROM core.article_event e
          JOIN core.article a USING (article_id)
          LEFT JOIN core.event_evidence v USING (article_id, ordinal)
        """,
        {
            "article_id": "The article",
            "url": "Link to the article",
            "published_at": "When it was published, UTC",
            "lang": "Language: en, de or zh",
            "event_id": "The leadership event that it is evidence of; null if none",
            "company": "Company, by its name in mart.company",
            "person": "Person, by the name in mart.person",
            "direction": "in: takes the post; out: leaves it",
            "post": "Post as written; empty where the article names none",
            "role": "ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other",
            "interim": "The post is held for an interim only",
            "manner": "appointed, promoted, elected, returned, resigned, dismissed, retired, died, moved, term_ended, suspended",
            "event_date": "Day it takes effect, else the day announced, by this article; null if unknown",
            "status": "confirmed, reported or denied by this article as a whole",
            "confidence": "Probability that company, person, direction and role are right",
            "sentence": "The sentence that carries it, verbatim",
            "char_start": "Start of the sentence in the stored text",
            "char_end": "End of the sentence, exclusive",
            "method_version": "Version of the extraction method",
            "company_as_written": "Company in its fullest form in the article",
            "person_as_written": "Person in the fullest form in the article",
            "feed": "Slug of the feed that brought the article",
            "is_taken_back": "Its outlet denied the event later, or it copies one that did; null if it is no evidence",
            "translation_of": "Earlier story in another language as which it counts; null if none",
        },
    ),
    "alias_proposal": (
        "Pairs of names that articles put as one: aliases with where they are from, and proposals that wait for review",
        "SELECT proposal_id, kind, name, alias, rules, confidence, state, articles, method_version FROM core.alias_proposal",
        {
            "proposal_id": "Stable id of the pair; 'revdoor review ID accept' judges it",
            "kind": "company or person",
            "name": "A name as written",
            "alias": "The other name, or a ticker",
            "rules": "Rules by which articles put both as one: ticker, apposition, apposition_unread, parallel",
            "confidence": "Probability that both are one, by all independent stories",
            "state": "certain or accepted (linked as one), proposed (waits for review) or rejected",
            "articles": "Ids of the articles that put both as one",
            "method_version": "Version of the linking method",
        },
    ),
}


def upgrade() -> None:
    op.create_mart_views(VIEWS)


def downgrade() -> None:
    op.drop_mart_views(VIEWS)
