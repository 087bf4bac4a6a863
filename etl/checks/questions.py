"""Checks of the tables after a run: each asks for what must not be there, and says what it found.

A check looks at what the last two days brought, so that its cost does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etl.catalog.models import Feed

WORKING_DAYS = 5
SHOWN = 3
"""How many offenders a result names."""
ARTICLES = "SELECT count(*) FROM core.extraction WHERE extracted_at BETWEEN :since AND :now"
FEEDS = "SELECT count(*) FROM raw.feed WHERE is_active"


@dataclass(frozen=True, slots=True)
class Check:
    """A question for offenders: one row each, with its name in the column `offender`; `:now` and `:since` are bound."""

    name: str
    good: str
    bad: str
    query: str
    tolerated: float = 0.0
    """Share of offenders with which it passes still: one silent feed among a hundred must not silence the alerts."""
    total: str = ""
    """How many there are of which offenders are counted, as a query; needed where some are tolerated."""

    def passes(self, offenders: int, total: int) -> bool:
        """Whether so many offenders are few enough."""
        return offenders == 0 or offenders <= self.tolerated * total


CHECKS: tuple[Check, ...] = (
    Check(
        "totals of items", "Every item of every feed ended in exactly one outcome", "fetches whose items do not add up",
        """
        SELECT p.fetch_id AS offender FROM raw.parse p
         WHERE p.parsed_at BETWEEN :since AND :now
           AND (p.items <> p.new + p.updated + p.unchanged + p.rejected
                OR p.rejected <> (SELECT count(*) FROM raw.rejected_item r WHERE r.fetch_id = p.fetch_id))
        """,
    ),
    Check(
        "articles are read", "Every article of the last days could be read", "articles whose reading failed",
        """
        SELECT x.article_id AS offender FROM core.extraction x
         WHERE x.extracted_at BETWEEN :since AND :now AND x.outcome = 'failed'
        """,
        tolerated=0.05, total=ARTICLES,
    ),
    Check(
        "sentences are verbatim", "Every sentence is the slice of its article's text that it says it is",
        "article events whose sentence is not in the text",
        """
        SELECT e.article_id || ' event ' || e.ordinal AS offender
          FROM core.extraction x JOIN core.article a USING (article_id) JOIN core.article_event e USING (article_id)
         WHERE x.extracted_at BETWEEN :since AND :now AND x.article_version = a.version
           AND e.sentence <> substr(a.text, e.char_start + 1, e.char_end - e.char_start)
        """,
    ),
    Check(
        "mentions are verbatim", "Every mention is the slice of its article's text that it says it is",
        "mentions whose words are not in the text",
        """
        SELECT m.article_id || ' mention ' || m.ordinal AS offender
          FROM core.extraction x JOIN core.article a USING (article_id) JOIN core.mention m USING (article_id)
         WHERE x.extracted_at BETWEEN :since AND :now AND x.article_version = a.version
           AND m.text <> substr(a.text, m.char_start + 1, m.char_end - m.char_start)
        """,
    ),
    Check(
        "events have evidence", "Every leadership event leads back to an article", "leadership events without an article",
        """
        SELECT l.event_id AS offender FROM core.leadership_event l
         WHERE l.last_seen_at BETWEEN :since AND :now
           AND NOT EXISTS (SELECT FROM core.event_evidence v WHERE v.event_id = l.event_id)
        """,
    ),
    Check(
        "transitions are consistent", "Every transition has confirmed legs of its own company and seat",
        "transitions with a leg that is missing, denied, reversed in direction or of another company",
        """
        SELECT t.transition_id AS offender
          FROM core.seat_transition t
          LEFT JOIN core.leadership_event o ON o.event_id = t.out_event_id
          LEFT JOIN core.leadership_event i ON i.event_id = t.in_event_id
         WHERE (o.event_id IS NULL AND i.event_id IS NULL)
            OR (t.out_event_id IS NOT NULL AND (o.status, o.direction, o.company_id) IS DISTINCT FROM ('confirmed', 'out', t.company_id))
            OR (t.in_event_id IS NOT NULL AND (i.status, i.direction, i.company_id) IS DISTINCT FROM ('confirmed', 'in', t.company_id))
        """,
    ),
    Check(
        "an event is one leg", "No event is a leg of two transitions", "events that are legs of two transitions",
        """
        SELECT leg AS offender
          FROM core.seat_transition, LATERAL (VALUES (out_event_id), (in_event_id)) AS legs(leg)
         WHERE leg IS NOT NULL GROUP BY leg HAVING count(*) > 1
        """,
    ),
    Check(
        "references lead somewhere", "Every event, transition and article that another one names is there",
        "events, transitions or articles that are named and missing",
        """
        SELECT l.event_id || ' takes back ' || l.reverses_event_id AS offender FROM core.leadership_event l
         WHERE l.reverses_event_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM core.leadership_event o WHERE o.event_id = l.reverses_event_id)
        UNION ALL
        SELECT t.transition_id || ' takes back ' || t.reverses_transition_id FROM core.seat_transition t
         WHERE t.reverses_transition_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM core.seat_transition o WHERE o.transition_id = t.reverses_transition_id)
        UNION ALL
        SELECT s.article_id || ' is of story ' || s.story_id FROM core.story_member s
         WHERE s.decided_at BETWEEN :since AND :now AND NOT EXISTS (SELECT FROM core.article a WHERE a.article_id = s.story_id)
        """,
    ),
    Check(
        "churn counts each event once", "Departures and appointments of the last days equal the confirmed events",
        "company-days whose counts differ from the events",
        """
        WITH events AS (
            SELECT company_id, effective_date AS day, count(*) AS number
              FROM core.leadership_event
             WHERE status = 'confirmed' AND first_seen_at <= :now
               AND effective_date BETWEEN (:since)::date AND ((:now) AT TIME ZONE 'UTC')::date
             GROUP BY 1, 2)
        SELECT e.company_id || ' ' || e.day AS offender
          FROM events e
         WHERE e.number IS DISTINCT FROM (
               SELECT d.departures + d.appointments FROM core.daily_churn d
                WHERE d.company_id = e.company_id AND d.day = e.day ORDER BY d.computed_at DESC LIMIT 1)
        """,
    ),
    Check(
        "alerts can be explained", "Every open alert names transitions that stood when it was told last",
        "open alerts with a transition that is gone",
        """
        SELECT DISTINCT a.alert_id AS offender
          FROM core.alert a, LATERAL jsonb_array_elements_text(a.transitions) AS member(transition_id)
         WHERE a.closed_at IS NULL
           AND NOT EXISTS (SELECT FROM core.seat_transition t WHERE t.transition_id = member.transition_id)
           AND NOT EXISTS (SELECT FROM core.event_change c
                            WHERE c.row->>'company_id' = a.company_id AND c.changed_at >= a.updated_at)
        """,
    ),
    Check(
        "feeds are fresh", "Every active feed answered within its time", "active feeds without an answer for a day and two polls",
        """
        SELECT f.feed AS offender FROM raw.feed f LEFT JOIN raw.feed_state s USING (feed)
         WHERE f.is_active AND f.registered_at < :since
           AND (s.last_success_at IS NULL
                OR s.last_success_at < CAST(:now AS timestamptz) - interval '1 day' - 2 * f.cadence_minutes * interval '1 minute')
        """,
        tolerated=0.5, total=FEEDS,
    ),
    Check(
        "no stage was left half done", "Every stage of this run ended well", "stages of this run that failed or never ended",
        """
        SELECT stage || ' (' || outcome || ')' AS offender FROM core.pipeline_run
         WHERE run_id = :run_id AND outcome <> 'ok' AND stage NOT IN ('checks', 'alerts', 'serve')
        """,
    ),
)


VOLUMES = Check(
    "feeds bring what is expected", "Every feed of the catalogue brought as much as is expected of it",
    "feeds that brought far less or more in the last week than is expected of them", "", tolerated=0.5,
)


def off_volume(feeds: Mapping[str, Feed], weekly_new: Mapping[str, int]) -> list[str]:
    """Feeds that in a week brought less than half of what five working days should, or more than seven days may."""
    return [
        f"{slug} ({weekly_new[slug]})"
        for slug, feed in sorted(feeds.items())
        if slug in weekly_new
        and not feed.expected.min_per_day * WORKING_DAYS / 2 <= weekly_new[slug] <= feed.expected.max_per_day * 7
    ]


def observed(check: Check, offenders: list[str]) -> str:
    """What was found, in words."""
    if not offenders:
        return f"{check.good}."
    more = f" and {len(offenders) - SHOWN} more" if len(offenders) > SHOWN else ""
    return f"{len(offenders)} {check.bad}: {', '.join(offenders[:SHOWN])}{more}."
