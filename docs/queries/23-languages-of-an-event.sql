-- In which languages was each event told?
SELECT e.company, e.person, e.direction, e.role, array_agg(DISTINCT v.lang ORDER BY v.lang) AS languages, count(*) AS articles
  FROM mart.leadership_event e JOIN mart.article_event v USING (event_id)
 GROUP BY e.event_id, e.company, e.person, e.direction, e.role
 ORDER BY articles DESC, e.company;
