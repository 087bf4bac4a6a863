"""Fills the migrated tables with many generated events, articles and company-days, fast.

Ids are hashes as the real ones are, so that rows that belong together do not lie together. A giant has some thousand
events, most companies have some hundred; the days run over ten years. Constraints and indexes are taken off while
rows go in and are put on again; foreign keys are not checked anew.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

FIRST_DAY = "2016-01-01"
LAST_DAY = "2025-12-31"
NOW = f"{LAST_DAY} 23:59:59+00"
CHURN_DAYS = 200
FEEDS = 500
POLL_DAYS = 30

ROLES = "(ARRAY['ceo','chair','president','cfo','coo','cto','cxo','board','board','head','other'])"

STEPS: tuple[tuple[str, str], ...] = (
    ("feeds", f"""
        INSERT INTO raw.feed
        SELECT 'feed-' || n, 'Feed ' || n, 'https://feed-' || n || '.example/rss', 'en', 'US', 'UTC', false, true, 15, 48, '{FIRST_DAY}'
          FROM generate_series(0, {FEEDS - 1}) AS n;
        INSERT INTO raw.feed_state (feed, state, last_attempt_at, last_success_at, interval_minutes, consecutive_failures)
        SELECT 'feed-' || n, CASE WHEN n % 50 = 0 THEN 'failing' ELSE 'ok' END, '{NOW}', '{NOW}', 15, 0
          FROM generate_series(0, {FEEDS - 1}) AS n;
        INSERT INTO raw.body (sha256, content, size, first_fetched_at) VALUES (repeat('0', 64), '', 0, '{FIRST_DAY}');
        """),
    ("polls", f"""
        INSERT INTO raw.fetch (fetch_id, feed, run_id, requested_at, url, outcome, http_status, body_sha256, duration_ms)
        SELECT 'f-' || substr(md5(f || '/' || n), 1, 16), 'feed-' || f, 'r' || n, timestamptz '{NOW}' - n * interval '15 minutes',
               'https://feed-' || f || '.example/rss', CASE WHEN f % 50 = 0 THEN 'timeout' ELSE 'ok' END, 200, repeat('0', 64), 120
          FROM generate_series(0, {POLL_DAYS * 96 - 1}) AS n, generate_series(0, {FEEDS - 1}) AS f;
        INSERT INTO raw.parse (fetch_id, parsed_at, items, new, updated, unchanged, rejected)
        SELECT fetch_id, requested_at, 30, 1, 0, 29, 0 FROM raw.fetch WHERE outcome = 'ok';
        """),
    ("plan", f"""
        CREATE UNLOGGED TABLE generated AS
        SELECT n, floor(:companies * power(random(), 1.2))::int AS company, floor(:people * random())::int AS leaver,
               floor(:people * random())::int AS comer, 1 + floor(11 * random())::int AS role,
               date '{FIRST_DAY}' + (n * (date '{LAST_DAY}' - date '{FIRST_DAY}') / (:events / 2))::int AS day
          FROM generate_series(0::bigint, :events / 2 - 1) AS n;
        CREATE UNLOGGED TABLE generated_event AS
        SELECT 2 * n + leg AS n, 'e-' || substr(md5('e' || 2 * n + leg), 1, 16) AS event_id,
               'a-' || substr(md5('a' || 2 * n + leg), 1, 16) AS article_id,
               'c-' || substr(md5('c' || company), 1, 16) AS company_id,
               'p-' || substr(md5('p' || CASE leg WHEN 0 THEN leaver ELSE comer END), 1, 16) AS person_id,
               CASE leg WHEN 0 THEN 'out' ELSE 'in' END AS direction, {ROLES}[role] AS role, day,
               CASE WHEN n % 20 = 0 THEN 'reported' WHEN n % 50 = 1 THEN 'denied' ELSE 'confirmed' END AS status
          FROM generated, (VALUES (0), (1)) AS legs(leg);
        """),
    ("companies and people", """
        INSERT INTO core.company (company_id, name, country, ticker, is_listed, is_provisional, revision)
        SELECT 'c-' || substr(md5('c' || n), 1, 16), CASE n WHEN 0 THEN 'OpenAI' ELSE 'Company ' || n END, 'US', NULL, n % 2 = 0, false, 1
          FROM generate_series(0, :companies) AS n;
        INSERT INTO core.company_alias SELECT company_id, name || suffix, lower(name || suffix), 'catalog'
          FROM core.company, (VALUES (''), (' Inc')) AS s(suffix);
        INSERT INTO core.person SELECT 'p-' || substr(md5('p' || n), 1, 16), CASE n WHEN 0 THEN 'Sam Altman' ELSE 'Person ' || n END, false
          FROM generate_series(0, :people) AS n;
        INSERT INTO core.person_alias SELECT person_id, name, lower(name), 'article' FROM core.person;
        """),
    ("leadership events", """
        INSERT INTO core.leadership_event (event_id, company_id, person_id, direction, post, role, interim, manner, effective_date,
               announced_on, status, confidence, article_count, source_count, first_seen_at, last_seen_at, method_version)
        SELECT event_id, company_id, person_id, direction, upper(role), role, n % 40 = 3,
               (ARRAY['resigned','dismissed','retired','moved',NULL])[1 + (n % 5)::int], day, day, status, 0.6 + (n % 40) / 100.0,
               1 + (n % 9)::int, 1 + (n % 4)::int, day + interval '8 hours', day + interval '2 days', 'm1'
          FROM generated_event;
        """),
    ("articles", """
        INSERT INTO core.article (article_id, feed, guid, url, url_key, lang, title, text, published_at, published_source,
               utc_offset_minutes, first_seen_at, updated_at, version, content_sha256, fetch_id)
        SELECT article_id, 'feed-' || n % 500, article_id, 'https://feed-' || n % 500 || '.example/' || article_id, article_id,
               (ARRAY['en','de','zh'])[1 + (n % 3)::int], 'News number ' || n, 'News number ' || n || E'\nThe chief leaves today.',
               day + interval '7 hours', 'feed', 0, day + interval '8 hours', day + interval '8 hours', 1, md5(n::text), 'f'
          FROM generated_event;
        INSERT INTO core.story_member (article_id, version, story_id, rule, decided_at)
        SELECT article_id, 1, article_id, 'first', day FROM generated_event;
        INSERT INTO core.extraction (article_id, article_version, method_version, outcome, is_machine_translated, extracted_at)
        SELECT article_id, 1, 'm1', 'ok', n % 30 = 0, day + interval '8 hours' FROM generated_event;
        """),
    ("article events and evidence", """
        INSERT INTO core.article_event (article_id, ordinal, company, person, direction, post, role, interim, manner, event_date, status,
               confidence, sentence, char_start, char_end, method_version)
        SELECT article_id, 0, 'A company', 'A person', direction, upper(role), role, false, NULL, day, status, 0.6 + (n % 40) / 100.0,
               'The chief leaves today.', 10, 33, 'm1' FROM generated_event;
        INSERT INTO core.event_link SELECT article_id, 0, company_id, person_id, 'alias', 'alias', 0.9, '{}', 'm1' FROM generated_event;
        INSERT INTO core.event_evidence SELECT article_id, 0, event_id, article_id, NULL, false FROM generated_event;
        """),
    ("mentions", """
        INSERT INTO core.mention SELECT article_id, 0, 'ORG', 'A company', 0, 9 FROM generated_event;
        INSERT INTO core.mention_link SELECT article_id, 0, company_id, 'alias', 0.9 FROM generated_event;
        """),
    ("transitions", """
        INSERT INTO core.seat_transition (transition_id, company_id, role, out_event_id, in_event_id, transition_date, first_seen_at,
               reverses_transition_id)
        SELECT 't-' || substr(md5('t' || o.n), 1, 16), o.company_id, o.role, o.event_id,
               CASE WHEN o.n % 7 <> 0 THEN 'e-' || substr(md5('e' || o.n + 1), 1, 16) END, o.day, o.day + interval '8 hours',
               CASE WHEN o.n % 1000 = 14 THEN 't-' || substr(md5('t' || o.n - 2), 1, 16) END
          FROM generated_event o WHERE o.direction = 'out' AND o.status = 'confirmed';
        """),
    ("changes", """
        INSERT INTO core.event_change (event_id, op, changed_at, run_id, method_version, row)
        SELECT e.event_id, 'insert', e.first_seen_at, 'r', 'm1', to_jsonb(e) || jsonb_build_object('company', c.name, 'person', p.name)
          FROM core.leadership_event e JOIN core.company c USING (company_id) JOIN core.person p USING (person_id);
        """),
    ("company-days", f"""
        INSERT INTO core.daily_churn (company_id, day, computed_at, departures, appointments, transitions_7d, transitions_30d,
               transitions_90d, seat_exposure_years, expected, p_value, intensity, ceo_occupants_30d, coverage, level, reason,
               method_version)
        SELECT 'c-' || substr(md5('c' || c), 1, 16), date '{LAST_DAY}' - d, (date '{LAST_DAY}' - d) + interval '10 hours',
               (c + d) % 13 / 12, (c + d) % 11 / 10, (c + d) % 17 / 15, (c + d) % 17 / 13, (c + d) % 17 / 9, 30, 0.3,
               1.0 / (1 + (c * 7 + d) % 2003), 1.0, 1 + (c * 31 + d) % 997 / 994, 1.0,
               CASE WHEN (c * 7 + d) % 2003 = 2002 THEN 'page' WHEN (c * 7 + d) % 203 = 202 THEN 'watch' ELSE 'none' END, 'in words', 'm1'
          FROM generate_series(0, {CHURN_DAYS - 1}) AS d, generate_series(0, :companies - 1) AS c;
        """),
    ("alerts and runs", f"""
        INSERT INTO core.alert (alert_id, company_id, level, opened_at, updated_at, closed_at, transitions, reason, evidence)
        SELECT 'al-' || row_number() OVER (), company_id, CASE WHEN random() < 0.2 THEN 'page' ELSE 'watch' END, first_seen_at,
               first_seen_at, CASE WHEN transition_date < date '{LAST_DAY}' - 30 THEN first_seen_at + interval '30 days' END,
               jsonb_build_array(transition_id), 'in words',
               jsonb_build_array(jsonb_build_object('date', transition_date, 'what', 'a change', 'quotes', '[]'::jsonb))
          FROM core.seat_transition WHERE right(transition_id, 3) = '7f3';
        INSERT INTO core.alert_delivery (delivery_id, alert_id, channel, kind, payload, state, attempts, created_at, sent_at)
        SELECT 'd-' || alert_id, alert_id, 'file', 'opened', '{{}}', 'sent', 1, opened_at, opened_at FROM core.alert;
        INSERT INTO core.pipeline_run (run_id, stage, shard, clock, started_at, finished_at, outcome, counts)
        SELECT 'r' || n, s, 0, timestamptz '{NOW}' - n * interval '15 minutes', timestamptz '{NOW}' - n * interval '15 minutes',
               timestamptz '{NOW}' - n * interval '15 minutes', 'ok', '{{}}'
          FROM generate_series(0, 96 * 365) AS n,
               unnest(ARRAY['fetch','store','dedupe','enrich','resolve','events','signals','alerts','serve']) AS s;
        INSERT INTO core.check_result (run_id, name, passed, observed, checked_at)
        SELECT 'r' || n, 'check ' || c, true, 'all is well', timestamptz '{NOW}' - n * interval '15 minutes'
          FROM generate_series(0, 96 * 365) AS n, generate_series(1, 12) AS c;
        """),
)


def fill(engine: Engine, events: int, say: Callable[[str], None]) -> None:
    """Fill the empty tables for `events` leadership events; half as many changes of seats, a company for each 200 events."""
    numbers = {"events": events, "companies": max(20, events // 200), "people": max(20, events // 4)}
    with engine.connect() as connection, _bare(connection, say):
        connection.execute(text("SELECT setseed(0.42)"))
        for name, statements in STEPS:
            started = time.monotonic()
            # What is emptied and filled in one transaction needs no log.
            for table in dict.fromkeys(re.findall(r"INSERT INTO (\S+)", statements)):
                connection.execute(text(f"TRUNCATE {table}"))
            for statement in filter(str.strip, statements.split(";")):
                connection.execute(text(_bound(statement, numbers)))
            connection.commit()
            say(f"{name}: {time.monotonic() - started:.0f} s")
        connection.execute(text("DROP TABLE generated, generated_event"))
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))


def _bound(statement: str, numbers: dict[str, int]) -> str:
    for name, number in numbers.items():
        statement = statement.replace(f":{name}", str(number))
    return statement.replace(":", "\\:")


@contextmanager
def _bare(connection: Connection, say: Callable[[str], None]) -> Iterator[None]:
    """The tables without constraints and indexes; they are put on again afterwards."""
    constraints = connection.execute(text("""
        SELECT conrelid::regclass::text AS relation, conname AS name, contype AS kind, pg_get_constraintdef(oid) AS definition
          FROM pg_constraint WHERE connamespace IN ('raw'::regnamespace, 'core'::regnamespace) AND contype IN ('p', 'f')
         ORDER BY contype
    """)).all()
    indexes = connection.execute(text("""
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
          FROM pg_index JOIN pg_class c ON c.oid = indrelid
         WHERE relnamespace IN ('raw'::regnamespace, 'core'::regnamespace) AND NOT indisprimary
    """)).all()
    for each in constraints:
        connection.execute(text(f'ALTER TABLE {each.relation} DROP CONSTRAINT "{each.name}"'))
    for each in indexes:
        connection.execute(text(f"DROP INDEX {each.name}"))
    connection.commit()
    yield
    started = time.monotonic()
    for each in sorted(constraints, key=lambda row: row.kind, reverse=True):
        unchecked = " NOT VALID" if each.kind == "f" else ""
        connection.execute(text(f'ALTER TABLE {each.relation} ADD CONSTRAINT "{each.name}" {each.definition}{unchecked}'))
    for each in indexes:
        connection.execute(text(each.definition))
    connection.commit()
    say(f"keys and indexes: {time.monotonic() - started:.0f} s")
