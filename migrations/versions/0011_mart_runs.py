"""Views of runs: feeds and what they bring, stages and checks."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "feed_health": (
        "State of each feed and what it brought of late",
        """
        SELECT f.feed, f.title, f.lang, f.country, f.url, coalesce(s.state, 'new') AS state, s.reason,
               s.last_attempt_at, s.last_success_at, s.next_due_at, coalesce(s.consecutive_failures, 0) AS consecutive_failures,
               (SELECT max(a.first_seen_at) FROM core.article a WHERE a.feed = f.feed) AS last_new_article_at,
               (SELECT count(*) FROM core.article a WHERE a.feed = f.feed) AS articles,
               f.silence_hours, f.is_active,
               (SELECT count(*) FROM core.article a
                 WHERE a.feed = f.feed AND a.first_seen_at > s.last_attempt_at - interval '30 days') AS articles_30d
          FROM raw.feed f
          LEFT JOIN raw.feed_state s USING (feed)
        """,
        {
            "feed": "Slug of the feed",
            "title": "Name of the outlet or channel",
            "lang": "Main language",
            "country": "ISO 3166 code of the outlet's country",
            "url": "Address that is polled",
            "state": "Named state of the feed",
            "reason": "Why it is in this state",
            "last_attempt_at": "Time of the last poll",
            "last_success_at": "Time of the last good answer",
            "next_due_at": "Not polled again before this time",
            "consecutive_failures": "Failures since the last success",
            "last_new_article_at": "When it last brought a new article",
            "articles": "Articles stored from it",
            "silence_hours": "Hours without a new item after which it counts as silent",
            "is_active": "False once retired",
            "articles_30d": "Articles that came in the 30 days before the last poll",
        },
    ),
    "feed_overlap": (
        "Pairs of active feeds that bring the same: at least five articles and four fifths of the smaller one, by link or text",
        """
        WITH newest AS (SELECT max(first_seen_at) AS at FROM core.article),
        recent AS (
             SELECT a.feed, a.article_id, a.content_sha256, a.url_key
               FROM core.article a JOIN raw.feed f USING (feed), newest
              WHERE f.is_active AND a.first_seen_at > newest.at - interval '14 days'),
        marks AS (
             SELECT feed, article_id, content_sha256 AS mark FROM recent
              UNION ALL SELECT feed, article_id, url_key FROM recent WHERE url_key <> ''),
        shared AS (
             SELECT one.feed, other.feed AS other_feed, count(DISTINCT one.article_id) AS shared
               FROM marks one JOIN marks other ON other.mark = one.mark AND other.feed > one.feed GROUP BY 1, 2),
        size AS (SELECT feed, count(*) AS articles FROM recent GROUP BY feed)
        SELECT s.feed, s.other_feed, s.shared, mine.articles, theirs.articles AS other_articles,
               s.shared::float8 / least(mine.articles, theirs.articles) AS share
          FROM shared s JOIN size mine ON mine.feed = s.feed JOIN size theirs ON theirs.feed = s.other_feed
         WHERE s.shared >= 5 AND s.shared >= 0.8 * least(mine.articles, theirs.articles)
        """,
        {
            "feed": "Slug of a feed",
            "other_feed": "Slug of the other one, later in the alphabet",
            "shared": "Articles of the feed in the last 14 days that the other one brought too",
            "articles": "Articles of the feed in that time",
            "other_articles": "Articles of the other one in that time",
            "share": "Shared articles over those of the smaller feed",
        },
    ),
    "feed_alert": (
        "Times in which a feed brought nothing though it should, one row each",
        """
        SELECT a.feed, f.title, a.opened_at, a.closed_at, a.state, a.reason
          FROM raw.feed_alert a JOIN raw.feed f USING (feed)
        """,
        {
            "feed": "Slug of the feed",
            "title": "Name of the outlet or channel",
            "opened_at": "When a run first saw the trouble",
            "closed_at": "When a run saw that it was over; null while it lasts",
            "state": "State of the feed when it began: silent, failing, blocked or gone",
            "reason": "Why, in words",
        },
    ),
    "parse_outcome": (
        "What became of the items of each fetch; items = new + updated + unchanged + rejected",
        """
        SELECT f.fetch_id, f.feed, f.requested_at, f.outcome, f.http_status, f.error, p.items, p.new, p.updated,
               p.unchanged, p.rejected, p.error AS parse_error
          FROM raw.fetch f
          LEFT JOIN raw.parse p USING (fetch_id)
        """,
        {
            "fetch_id": "The fetch",
            "feed": "Slug of the feed",
            "requested_at": "Time of the attempt on the run's clock",
            "outcome": "ok, unchanged or the kind of failure",
            "http_status": "Status code; null where no answer came",
            "error": "What went wrong with the fetch; null on success",
            "items": "Items found in the body; null where nothing was parsed",
            "new": "Items stored as new articles",
            "updated": "Items stored as a new version",
            "unchanged": "Items already stored with the same content",
            "rejected": "Items that could not be stored",
            "parse_error": "Why the body could not be parsed; null otherwise",
        },
    ),
    "page_outcome": (
        "Every attempt to get the text of an article's page, with the one thing that became of it",
        """
        SELECT p.page_id, p.article_id, a.feed, p.requested_at, p.url, p.outcome, p.http_status, p.reading,
               coalesce(p.reading_reason, p.error) AS reason, p.ask_again_at
          FROM raw.page p
          JOIN core.article a USING (article_id)
        """,
        {
            "page_id": "Stable id of article and time of the attempt",
            "article_id": "The article",
            "feed": "Slug of the article's feed",
            "requested_at": "Time of the attempt on the run's clock",
            "url": "Where the answer came from, after redirects; else the address asked",
            "outcome": "ok, unchanged, not_needed (nothing was asked) or the kind of failure",
            "http_status": "Status code; null where no answer came",
            "reading": "text, no_more (than the feed has), paywall, consent, barrier, unrelated, too_short or no_html; null: not read",
            "reason": "Why there is no text, in words; null where there is one, or nothing has changed",
            "ask_again_at": "When the page is asked for again after this attempt; null: never, or not read yet",
        },
    ),
    "pipeline_run": (
        "Every run of a stage with its outcome and counts",
        """
        SELECT run_id, stage, shard, clock, started_at, finished_at, outcome, counts, error FROM core.pipeline_run
        """,
        {
            "run_id": "Id of the run: its clock time",
            "stage": "Name of the stage",
            "shard": "Number of the shard",
            "clock": "The run's clock",
            "started_at": "Wall-clock start",
            "finished_at": "Wall-clock end; null while running or if killed",
            "outcome": "running, ok or failed",
            "counts": "What the stage did, by name",
            "error": "What went wrong; null on success",
        },
    ),
    "check_result": (
        "Data-quality checks of each run",
        "SELECT run_id, name, passed, observed, checked_at FROM core.check_result",
        {
            "run_id": "Pipeline run",
            "name": "Name of the check",
            "passed": "Whether it passed",
            "observed": "What was found, in words",
            "checked_at": "When, on the run's clock",
        },
    ),
}


def upgrade() -> None:
    op.create_mart_views(VIEWS)


def downgrade() -> None:
    op.drop_mart_views(VIEWS)
