"""`revdoor status`: how the feeds are, when which stage ran last, and how much there is."""

from __future__ import annotations

from sqlalchemy import text

from etl.commands.screen import screen
from etl.commands.sql import as_table
from etl.config import Settings
from etl.io.session import open_database

QUERIES: tuple[tuple[str, str], ...] = (
    (
        "Feeds by state",
        """
        SELECT state, count(*) AS feeds, sum(articles) AS articles, max(last_success_at)::timestamp(0) AS "last success (UTC)"
          FROM mart.feed_health WHERE is_active GROUP BY state ORDER BY feeds DESC, state
        """,
    ),
    (
        "Feeds that need a look",
        """
        SELECT feed, state, reason, consecutive_failures AS failures, last_success_at::timestamp(0) AS "last success (UTC)"
          FROM mart.feed_health WHERE is_active AND state NOT IN ('new', 'ok', 'unchanged')
         ORDER BY consecutive_failures DESC, feed LIMIT 15
        """,
    ),
    (
        "Open feed alerts",
        """
        SELECT feed, state, opened_at::timestamp(0) AS "since (UTC)", reason
          FROM mart.feed_alert WHERE closed_at IS NULL ORDER BY opened_at, feed LIMIT 15
        """,
    ),
    (
        "Feeds that bring the same",
        """
        SELECT feed, other_feed AS "as", shared || ' of ' || least(articles, other_articles) AS articles
          FROM mart.feed_overlap ORDER BY share DESC, shared DESC, feed LIMIT 15
        """,
    ),
    (
        "Where every item went",
        """
        WITH p AS (SELECT coalesce(sum(items), 0) AS items, coalesce(sum(new), 0) AS new, coalesce(sum(updated), 0) AS updated,
                          coalesce(sum(unchanged), 0) AS unchanged, coalesce(sum(rejected), 0) AS rejected,
                          count(*) FILTER (WHERE items IS NOT NULL) AS parsed,
                          count(*) FILTER (WHERE parse_error IS NOT NULL) AS unreadable,
                          count(*) FILTER (WHERE outcome = 'ok') AS bodies,
                          count(*) FILTER (WHERE outcome = 'ok' AND items IS NULL) AS waiting
                     FROM mart.parse_outcome),
             g AS (SELECT count(*) FILTER (WHERE outcome <> 'not_needed') AS asked,
                          count(*) FILTER (WHERE outcome = 'ok') AS answered,
                          count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged,
                          count(*) FILTER (WHERE reason IS NOT NULL AND outcome <> 'ok') AS failed,
                          count(*) FILTER (WHERE reading = 'text') AS texts,
                          count(*) FILTER (WHERE reading IN ('paywall', 'consent', 'barrier')) AS walls,
                          count(*) FILTER (WHERE reading IN ('no_more', 'unrelated', 'too_short', 'no_html')) AS others,
                          count(*) FILTER (WHERE outcome = 'ok' AND reading IS NULL) AS unread
                     FROM mart.page_outcome),
             r AS (SELECT coalesce(sum(n::bigint) FILTER (WHERE name = 'pages_wanted'), 0) AS wanted,
                          coalesce(sum(n::bigint) FILTER (WHERE name = 'pages_deferred'), 0) AS deferred,
                          coalesce(sum(n::bigint) FILTER (WHERE name NOT IN ('pages_wanted', 'pages_deferred')), 0) AS sent
                     FROM mart.pipeline_run, jsonb_each_text(counts) AS c(name, n)
                    WHERE stage = 'store' AND counts ? 'pages_wanted' AND starts_with(name, 'pages_'))
        SELECT what, total, parts, CASE WHEN total = added THEN 'yes' ELSE 'NO: ' || (total - added) END AS "adds up"
          FROM p, g, r, LATERAL (VALUES
               ('items found in feeds', items,
                new || ' new + ' || updated || ' updated + ' || p.unchanged || ' known + ' || rejected || ' rejected',
                new + updated + p.unchanged + rejected),
               ('new items', new, (SELECT count(*) FROM mart.article) || ' articles', (SELECT count(*) FROM mart.article)),
               ('bodies fetched', bodies, parsed || ' parsed (' || unreadable || ' of them unreadable) + ' || waiting || ' waiting',
                parsed + waiting),
               ('pages wanted, run by run', wanted, sent || ' asked for + ' || deferred || ' put off', sent + deferred),
               ('pages asked for', asked, answered || ' answered + ' || g.unchanged || ' unchanged + ' || failed || ' failed',
                answered + g.unchanged + failed),
               ('pages answered', answered,
                texts || ' with the text + ' || walls || ' walls + ' || others || ' without + ' || unread || ' waiting',
                texts + walls + others + unread)
          ) AS rows(what, total, parts, added)
        """,
    ),
    (
        "Last run of each stage",
        """
        SELECT DISTINCT ON (stage) stage, clock::timestamp(0) AS "clock (UTC)", outcome,
               (finished_at - started_at)::interval(1) AS took, counts::text, error
          FROM mart.pipeline_run ORDER BY stage, started_at DESC
        """,
    ),
    (
        "Checks that failed in the last run; they block the alerts of its window",
        """
        SELECT c.name AS "check", c.observed AS found, c.run_id AS run
          FROM mart.check_result c
         WHERE NOT c.passed
           AND c.run_id = (SELECT run_id FROM mart.pipeline_run WHERE stage = 'checks' ORDER BY started_at DESC LIMIT 1)
         ORDER BY c.name
        """,
    ),
    (
        "What there is",
        """
        SELECT (SELECT count(*) FROM mart.article) AS articles, (SELECT count(*) FROM mart.article_event) AS readings,
               (SELECT count(*) FROM mart.leadership_event) AS events, (SELECT count(*) FROM mart.seat_transition) AS transitions,
               (SELECT count(*) FROM mart.alert) AS alerts, (SELECT count(*) FROM mart.alert WHERE closed_at IS NULL) AS "open alerts"
        """,
    ),
)


def show_status() -> None:
    """Print the tables of `QUERIES`."""
    console = screen()
    with open_database(Settings.load()) as engine, engine.connect() as connection:
        for title, query in QUERIES:
            result = connection.execute(text(query))
            table = as_table(result.keys(), result.all())
            table.title, table.title_justify = title, "left"
            console.print(table)
