"""The views and functions of the schema mart, and what the role analyst may do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ANALYST = "analyst"

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
    "leadership_event": (
        "Leadership events over all articles and languages, one row a real event",
        """
        SELECT e.event_id, e.company_id, c.name AS company, e.person_id, p.name AS person, e.direction, e.post, e.role,
               e.interim, e.manner, e.effective_date, e.announced_on, e.status, e.confidence, e.article_count,
               e.source_count, e.first_seen_at, e.last_seen_at, e.reverses_event_id, e.method_version
          FROM core.leadership_event e
          JOIN core.company c USING (company_id)
          JOIN core.person p USING (person_id)
        """,
        {
            "event_id": "Stable id of the event",
            "company_id": "The company",
            "company": "Its name",
            "person_id": "The person",
            "person": "The name",
            "direction": "in: takes the post; out: leaves it",
            "post": "Post as most articles write it",
            "role": "ceo, chair, president, cfo, coo, cto, cxo, board, founder, head or other",
            "interim": "The post is held for an interim only",
            "manner": "appointed, promoted, elected, returned, resigned, dismissed, retired, died, moved, term_ended, suspended",
            "effective_date": "Day it takes effect, else the day announced; null if unknown",
            "announced_on": "Day of the first article that states it",
            "status": "confirmed, reported or denied by all evidence so far",
            "confidence": "Probability that the event is right, from all evidence",
            "article_count": "Articles that state it",
            "source_count": "Independent stories that state it, copies and translations not counted",
            "first_seen_at": "When a run first saw evidence of it",
            "last_seen_at": "When a run last saw new evidence of it",
            "reverses_event_id": "The event that this one takes back; null if none",
            "method_version": "Version of the extraction and event method",
        },
    ),
    "seat_transition": (
        "Changes of a seat's occupant: a departure and its successor are one row",
        """
        SELECT t.transition_id, t.company_id, c.name AS company, t.role, t.out_event_id, t.in_event_id,
               (SELECT p.name FROM core.leadership_event e JOIN core.person p USING (person_id)
                 WHERE e.event_id = t.out_event_id) AS out_person,
               (SELECT p.name FROM core.leadership_event e JOIN core.person p USING (person_id)
                 WHERE e.event_id = t.in_event_id) AS in_person,
               t.transition_date, t.reverses_transition_id, t.first_seen_at
          FROM core.seat_transition t
          JOIN core.company c USING (company_id)
        """,
        {
            "transition_id": "Stable id of the transition",
            "company_id": "The company",
            "company": "Its name",
            "role": "The seat's role",
            "out_event_id": "The departure; null where only the arrival is known",
            "in_event_id": "The arrival; null where only the departure is known",
            "out_person": "Who left",
            "in_person": "Who came",
            "transition_date": "Day of the change: the earlier of both legs",
            "reverses_transition_id": "The transition that this one takes back; null if none",
            "first_seen_at": "When a run first knew of it",
        },
    ),
    "seat_timeline": (
        "Who held which seat from when to when, when nobody did, and what never took effect",
        """
        SELECT t.tenure_id, t.company_id, c.name AS company, t.role, t.state, t.person_id, p.name AS person, t.interim,
               t.held_from, t.held_to, t.permanent_on, t.is_shared,
               CASE WHEN t.state = 'held' AND NOT t.is_shared AND t.role IN ('ceo', 'chair', 'president', 'cfo', 'coo', 'cto')
                    THEN lag(p.name) OVER seat END AS predecessor,
               CASE WHEN t.state = 'held' AND NOT t.is_shared AND t.role IN ('ceo', 'chair', 'president', 'cfo', 'coo', 'cto')
                    THEN lead(p.name) OVER seat END AS successor,
               t.began_by, b.source_count AS began_sources, b.confidence AS began_confidence,
               t.ended_by, e.source_count AS ended_sources, e.confidence AS ended_confidence, t.end_known_by,
               t.reverses_event_id
          FROM core.seat_tenure t
          JOIN core.company c USING (company_id)
          LEFT JOIN core.person p USING (person_id)
          LEFT JOIN core.leadership_event b ON b.event_id = t.began_by
          LEFT JOIN core.leadership_event e ON e.event_id = t.ended_by
        WINDOW seat AS (PARTITION BY t.company_id, t.role, t.state
                        ORDER BY t.held_from NULLS FIRST, t.held_to NULLS LAST, t.tenure_id)
        """,
        {
            "tenure_id": "Stable id of the stretch of time",
            "company_id": "The company",
            "company": "Its name",
            "role": "The seat's role",
            "state": "held; vacant: nobody is known to hold it; voided: it was told and never took effect",
            "person_id": "Who holds it; null if vacant",
            "person": "The name",
            "interim": "Taken for an interim; permanent_on says since when no longer",
            "held_from": "First day: that of its effect, else that of its announcement; null if before all that is known",
            "held_to": "Day of the end; null if it goes on, as far as is known, or never took effect",
            "permanent_on": "When an interim holder was made permanent; null otherwise",
            "is_shared": "Held beside somebody else, as by two at the top",
            "predecessor": "Who held it before; null where unknown, and on seats of which there are many",
            "successor": "Who held it next; null where unknown, and on seats of which there are many",
            "began_by": "The event that it begins with; null where none is known",
            "began_sources": "Independent stories that state that event",
            "began_confidence": "Probability that it is right",
            "ended_by": "The event that it ends with; null where none is known",
            "ended_sources": "Independent stories that state that event",
            "ended_confidence": "Probability that it is right",
            "end_known_by": "departure or successor, as its end is known; null while it goes on",
            "reverses_event_id": "The departure that this return takes back; null if none",
        },
    ),
    "contradiction": (
        "Where articles contradict each other about one event: one row a version, side by side with its evidence",
        """
        WITH told AS (
            SELECT v.event_id, k.kind, k.value, count(DISTINCT coalesce(v.translation_of, v.story_id))::int AS sources,
                   count(DISTINCT a.feed)::int AS outlets,
                   count(DISTINCT a.article_id)::int AS articles, min(a.published_at) AS first_told_at,
                   max(a.published_at) AS last_told_at, bool_and(v.is_taken_back) AS is_taken_back,
                   (array_agg(a.article_id ORDER BY e.confidence DESC, a.published_at, a.article_id))[1] AS article_id,
                   (array_agg(e.sentence ORDER BY e.confidence DESC, a.published_at, a.article_id))[1] AS sentence
              FROM core.event_evidence v
              JOIN core.article_event e USING (article_id, ordinal)
              JOIN core.article a USING (article_id)
             CROSS JOIN LATERAL (VALUES ('day', e.event_date::text), ('status', e.status), ('interim', e.interim::text),
                                        ('manner', e.manner)) AS k(kind, value)
             WHERE k.value IS NOT NULL
             GROUP BY v.event_id, k.kind, k.value),
        rival AS (
            SELECT l.event_id, r.event_id AS rival_event_id,
                   CASE WHEN l.person_id = r.person_id THEN 'role' ELSE 'person' END AS kind
              FROM core.leadership_event l
              JOIN core.leadership_event r
                ON r.company_id = l.company_id AND r.direction = l.direction AND r.event_id <> l.event_id
               AND abs(coalesce(r.effective_date, r.announced_on) - coalesce(l.effective_date, l.announced_on)) <= 1
               AND ((r.person_id = l.person_id AND r.role <> l.role)
                    OR (r.person_id <> l.person_id AND r.role = l.role AND l.role IN ('ceo', 'chair', 'president', 'cfo', 'coo', 'cto')))
             WHERE NOT EXISTS (SELECT FROM core.event_evidence one JOIN core.event_evidence two USING (article_id)
                                WHERE one.event_id = l.event_id AND two.event_id = r.event_id)),
        version AS (
            SELECT t.*, NULL AS rival_event_id,
                   t.value = CASE t.kind WHEN 'day' THEN l.effective_date::text WHEN 'status' THEN l.status
                                         WHEN 'interim' THEN l.interim::text ELSE l.manner END AS is_kept
              FROM (SELECT told.*, count(*) OVER (PARTITION BY event_id, kind) AS versions FROM told) t
              JOIN core.leadership_event l USING (event_id)
             WHERE t.versions > 1
            UNION ALL
            SELECT r.event_id, r.kind, CASE r.kind WHEN 'role' THEN l.role ELSE p.name END, l.source_count, t.outlets, l.article_count,
                   t.first_told_at, t.last_told_at, t.is_taken_back, t.article_id, t.sentence, 2, r.rival_event_id,
                   l.status = 'confirmed'
              FROM rival r
              JOIN core.leadership_event l USING (event_id)
              JOIN core.person p USING (person_id)
              JOIN LATERAL (SELECT count(DISTINCT a.feed)::int AS outlets, min(a.published_at) AS first_told_at,
                                   max(a.published_at) AS last_told_at, bool_and(v.is_taken_back) AS is_taken_back,
                                   (array_agg(a.article_id ORDER BY e.confidence DESC, a.published_at, a.article_id))[1] AS article_id,
                                   (array_agg(e.sentence ORDER BY e.confidence DESC, a.published_at, a.article_id))[1] AS sentence
                              FROM core.event_evidence v
                              JOIN core.article_event e USING (article_id, ordinal)
                              JOIN core.article a USING (article_id)
                             WHERE v.event_id = r.event_id) t ON t.article_id IS NOT NULL)
        SELECT v.event_id, l.company_id, c.name AS company, p.name AS person, l.direction, l.role, v.kind, v.value,
               coalesce(v.is_kept, false) AS is_kept, v.is_taken_back, v.sources, v.outlets, v.articles, v.first_told_at,
               v.last_told_at, v.rival_event_id, v.article_id, a.url, v.sentence
          FROM version v
          JOIN core.leadership_event l USING (event_id)
          JOIN core.company c USING (company_id)
          JOIN core.person p USING (person_id)
          JOIN core.article a USING (article_id)
        """,
        {
            "event_id": "The leadership event",
            "company_id": "The company",
            "company": "Its name",
            "person": "The person of the event",
            "direction": "in: takes the post; out: leaves it",
            "role": "The role of the event",
            "kind": "What they differ in: day, status, interim, manner; person or role where another event is its rival",
            "value": "What is said",
            "is_kept": "It is what the event's row says; for a rival: that event is confirmed",
            "is_taken_back": "All outlets that said it denied the event later",
            "sources": "Independent stories that say it",
            "outlets": "Feeds that say it",
            "articles": "Articles that say it",
            "first_told_at": "When it was said first",
            "last_told_at": "When it was said last",
            "rival_event_id": "The event that says otherwise of person or role; null for the other kinds",
            "article_id": "An article that says it, the surest",
            "url": "Its link",
            "sentence": "The sentence, verbatim",
        },
    ),
    "daily_churn": (
        "Leadership churn a company and day, as computed last",
        """
        SELECT d.company_id, c.name AS company, d.day, d.departures, d.appointments, d.transitions_7d,
               d.transitions_30d, d.transitions_90d, d.seat_exposure_years, d.expected, d.p_value, d.intensity,
               d.ceo_occupants_30d, d.coverage, d.level, d.method_version, d.computed_at, d.reason,
               d.cusum, d.cusum_since, d.q_value
          FROM core.daily_churn d
          JOIN core.company c USING (company_id)
         WHERE NOT EXISTS (SELECT FROM core.daily_churn later
                            WHERE later.company_id = d.company_id AND later.day = d.day AND later.computed_at > d.computed_at)
        """,
        {
            "company_id": "The company",
            "company": "Its name",
            "day": "The day, in UTC",
            "departures": "Confirmed departures dated on the day, each event once",
            "appointments": "Confirmed appointments dated on the day, each event once",
            "transitions_7d": "Seat transitions in the 7 days up to the day",
            "transitions_30d": "Seat transitions in the 30 days up to the day",
            "transitions_90d": "Seat transitions in the 90 days up to the day",
            "seat_exposure_years": "Seats times years observed for the prior rate",
            "expected": "Transitions expected in 30 days; null where coverage is too low",
            "p_value": "Probability of so many by chance; null where coverage is too low",
            "intensity": "Transitions of 30 days over expected; null as p_value",
            "ceo_occupants_30d": "Different people who held the CEO seat in the 30 days",
            "coverage": "Share of the feeds that were healthy, 0 to 1",
            "level": "page, watch or none; null where coverage is too low",
            "method_version": "Version of the signal method",
            "computed_at": "When it was computed, on the run's clock",
            "reason": "The numbers in words",
            "cusum": "How much more likely, as a logarithm, a 24-fold rate since cusum_since is; 3.3 with three decisions is a slow burst",
            "cusum_since": "The change from which on the rate is most likely to be raised; null where nothing changed in 90 days",
            "q_value": "Share of false ones to be expected among the companies of the day that are at least as improbable; null as p_value",
        },
    ),
    "alert": (
        "Episodes of unusual churn, one row an episode",
        """
        SELECT a.alert_id, a.company_id, c.name AS company, a.level, a.opened_at, a.closed_at, a.transitions, a.reason,
               a.evidence,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('channel', d.channel, 'kind', d.kind, 'state', d.state,
                                                             'attempts', d.attempts, 'sent_at', d.sent_at)
                                          ORDER BY d.created_at, d.channel, d.kind), '[]'::jsonb)
                  FROM core.alert_delivery d WHERE d.alert_id = a.alert_id) AS deliveries,
               a.updated_at
          FROM core.alert a
          JOIN core.company c USING (company_id)
        """,
        {
            "alert_id": "Stable id of the episode",
            "company_id": "The company",
            "company": "Its name",
            "level": "watch or page, the highest reached",
            "opened_at": "When the episode was opened",
            "closed_at": "When it was closed after 30 quiet days; null while open",
            "transitions": "Ids of the seat transitions of the episode, by date",
            "reason": "Why the alert was raised, in words",
            "evidence": "Who, when, the sentence and the link for each transition",
            "deliveries": "What was sent through which channel, and when",
            "updated_at": "When a transition was last added",
        },
    ),
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
    "event_change": (
        "Change feed of leadership events: the row after each change",
        "SELECT change_id, event_id, op, changed_at, run_id, method_version, row FROM core.event_change",
        {
            "change_id": "Running number",
            "event_id": "The leadership event",
            "op": "insert, update or delete",
            "changed_at": "Time of the change on the run's clock",
            "run_id": "Pipeline run that made the change",
            "method_version": "Version of the method that made the change",
            "row": "The row of mart.leadership_event after the change; before it, for a delete",
        },
    ),
    "company_name": (
        "Names under which companies were shown over time",
        """
        SELECT n.company_id, n.name, n.since, n.until FROM core.company_name n
        UNION ALL
        SELECT c.company_id, c.name, NULL, NULL FROM core.company c
         WHERE NOT EXISTS (SELECT FROM core.company_name n WHERE n.company_id = c.company_id)
        """,
        {
            "company_id": "The company",
            "name": "The name",
            "since": "When a run first showed it; null for the first name",
            "until": "When a run showed another one; null for the present name",
        },
    ),
    "seat_change": (
        "Change feed of seat transitions: the row after each change",
        "SELECT change_id, transition_id, op, changed_at, run_id, method_version, row FROM core.seat_change",
        {
            "change_id": "Running number",
            "transition_id": "The seat transition",
            "op": "insert, update or delete",
            "changed_at": "Time of the change on the run's clock",
            "run_id": "Pipeline run that made the change",
            "method_version": "Version of the event method that made the change",
            "row": "The row of mart.seat_transition after the change; before it, for a delete",
        },
    ),
}

CHURN_COLUMNS = VIEWS["daily_churn"][2]
VIEWS["daily_churn_change"] = (
    "Change feed of mart.daily_churn: every row that was ever computed, the last one of a company and day included",
    f"""
    SELECT d.company_id, c.name AS company, {", ".join(f"d.{name}" for name in CHURN_COLUMNS if name not in ("company_id", "company"))}
      FROM core.daily_churn d
      JOIN core.company c USING (company_id)
    """,
    CHURN_COLUMNS,
)

EVENT_TYPES = {
    "interim": "boolean", "effective_date": "date", "announced_on": "date", "confidence": "double precision",
    "article_count": "integer", "source_count": "integer", "first_seen_at": "timestamptz", "last_seen_at": "timestamptz",
}
EVENT_COLUMNS = ", ".join(f"(c.row ->> '{name}')::{EVENT_TYPES.get(name, 'text')}" for name in VIEWS["leadership_event"][2])

SEAT_TYPES = {"transition_date": "date", "first_seen_at": "timestamptz"}
SEAT_COLUMNS = ", ".join(f"(c.row ->> '{name}')::{SEAT_TYPES.get(name, 'text')}" for name in VIEWS["seat_transition"][2])

# Postgres puts the body of such a function into the query that calls it, so that a condition on a company finds the index
# behind the change feeds: what the body reads must then be in the analyst's reach, and it must set nothing.
FUNCTIONS = {
    "leadership_event_as_of": (
        "mart.leadership_event",
        "Rows of mart.leadership_event as they were stored at that moment",
        f"""
        SELECT {EVENT_COLUMNS}
          FROM mart.event_change c
         WHERE c.changed_at <= moment AND c.op <> 'delete'
           AND NOT EXISTS (SELECT FROM mart.event_change later
                            WHERE later.event_id = c.event_id AND later.changed_at <= moment AND later.change_id > c.change_id)
        """,
    ),
    "seat_transition_as_of": (
        "mart.seat_transition",
        "Rows of mart.seat_transition as they were stored at that moment",
        f"""
        SELECT {SEAT_COLUMNS}
          FROM mart.seat_change c
         WHERE c.changed_at <= moment AND c.op <> 'delete'
           AND NOT EXISTS (SELECT FROM mart.seat_change later
                            WHERE later.transition_id = c.transition_id AND later.changed_at <= moment
                              AND later.change_id > c.change_id)
        """,
    ),
    "daily_churn_as_of": (
        "mart.daily_churn",
        "Rows of mart.daily_churn as they were stored at that moment",
        f"""
        SELECT {", ".join("n.name" if name == "company" else f"c.{name}" for name in CHURN_COLUMNS)}
          FROM mart.daily_churn_change c
          JOIN mart.company_name n ON n.company_id = c.company_id
               AND (n.since IS NULL OR n.since <= moment) AND (n.until IS NULL OR n.until > moment)
         WHERE c.computed_at <= moment
           AND NOT EXISTS (SELECT FROM mart.daily_churn_change later
                            WHERE later.company_id = c.company_id AND later.day = c.day
                              AND later.computed_at <= moment AND later.computed_at > c.computed_at)
        """,
    ),
}


COMPANY_COVERAGE = """
    WITH days AS (SELECT d::date AS day FROM generate_series(first::timestamp, last::timestamp, interval '1 day') d),
    polled AS (
        SELECT days.day, f.feed, latest.is_healthy
          FROM days CROSS JOIN raw.feed f
         CROSS JOIN LATERAL (
               SELECT (a.outcome IN ('ok', 'unchanged') AND p.error IS NULL)::int AS is_healthy
                 FROM raw.fetch a LEFT JOIN raw.parse p USING (fetch_id)
                WHERE a.feed = f.feed AND a.requested_at < (days.day + 1)::timestamp AT TIME ZONE 'UTC'
                  AND a.requested_at >= (days.day - 6)::timestamp AT TIME ZONE 'UTC'
                ORDER BY a.requested_at DESC LIMIT 1) AS latest),
    told AS (
        SELECT m.entity_id AS company_id, a.feed, count(DISTINCT a.article_id) AS articles
          FROM core.mention_link m JOIN core.company c ON c.company_id = m.entity_id JOIN core.article a USING (article_id)
         WHERE a.first_seen_at >= (first - 90)::timestamp AT TIME ZONE 'UTC'
           AND a.first_seen_at < (last + 1)::timestamp AT TIME ZONE 'UTC'
         GROUP BY 1, 2)
    SELECT told.company_id, polled.day, count(*)::int, sum(told.articles)::int,
           round(sum(told.articles * polled.is_healthy) / sum(told.articles), 4)::float8
      FROM told JOIN polled USING (feed)
     GROUP BY told.company_id, polled.day
"""


def upgrade() -> None:
    connection = op.get_bind()
    for name, (comment, query, columns) in VIEWS.items():
        op.execute(f"CREATE VIEW mart.{name} AS {query}")
        op.execute(f"COMMENT ON VIEW mart.{name} IS {literal(comment)}")
        for column, text in columns.items():
            op.execute(f"COMMENT ON COLUMN mart.{name}.{column} IS {literal(text)}")
    for name, (row_type, comment, query) in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION mart.{name}(moment timestamptz) RETURNS SETOF {row_type} LANGUAGE sql STABLE PARALLEL SAFE "
            f"AS $body${query}$body$"
        )
        op.execute(f"COMMENT ON FUNCTION mart.{name}(timestamptz) IS {literal(comment)}")
        op.execute(f"REVOKE ALL ON FUNCTION mart.{name}(timestamptz) FROM PUBLIC")
    op.execute(
        "CREATE FUNCTION mart.company_coverage(first date, last date) "
        "RETURNS TABLE (company_id text, day date, feeds int, articles int, coverage float8) LANGUAGE sql STABLE "
        f"SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body${COMPANY_COVERAGE}$body$"
    )
    comment = "By company and day: how much of what its feeds tell of it could be read; each feed weighs as much as it told"
    op.execute(f"COMMENT ON FUNCTION mart.company_coverage(date, date) IS {literal(comment)}")
    op.execute("REVOKE ALL ON FUNCTION mart.company_coverage(date, date) FROM PUBLIC")
    grant(connection)


def downgrade() -> None:
    op.execute("DROP FUNCTION mart.company_coverage(date, date)")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION mart.{name}(timestamptz)")
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW mart.{name}")


def grant(connection: sa.Connection) -> None:
    """The analyst's rights: read mart, and nothing else. The role itself is made where it is missing."""
    if not connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ANALYST}):
        op.execute(f"CREATE ROLE {ANALYST} NOLOGIN")
        op.execute(f"GRANT {ANALYST} TO CURRENT_USER")
    if owns_public(connection):
        op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    op.execute(f"GRANT USAGE ON SCHEMA mart TO {ANALYST}")
    op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA mart TO {ANALYST}")
    op.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mart TO {ANALYST}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA mart GRANT SELECT ON TABLES TO {ANALYST}")


def owns_public(connection: sa.Connection) -> bool:
    """Whether we may change the rights on the schema public."""
    return bool(
        connection.scalar(
            sa.text(
                "SELECT pg_has_role(current_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public'"
            )
        )
    )


def literal(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
