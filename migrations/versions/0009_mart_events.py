"""Views of events: what really happened, who holds which seat, where articles contradict each other, and all changes."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
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
}


def upgrade() -> None:
    op.create_mart_views(VIEWS)


def downgrade() -> None:
    op.drop_mart_views(VIEWS)
