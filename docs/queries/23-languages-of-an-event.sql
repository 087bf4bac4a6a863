-- In which languages was each event of a week told?
SELECT e.company, e.person, e.direction, e.role, array_agg(DISTINCT v.lang ORDER BY v.lang) AS languages, count(*) AS articles
  FROM mart.leadership_event e JOIN mart.article_event v USING (event_id)
 WHERE e.announced_on BETWEEN '2023-11-17' AND '2023-11-23'
 GROUP BY e.event_id, e.company, e.person, e.direction, e.role
 ORDER BY articles DESC, e.company;
